"""What did each group of people hold in the two periods that are set side by side?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from hls_signals.workspace.errors import MendableError

Number: TypeAlias = int | float | Decimal | Fraction
# A group of one dimension, or of several, outermost first.
Group: TypeAlias = str | tuple[str, ...]
Parts: TypeAlias = tuple[Number, Number]
GroupStatus: TypeAlias = Literal["both", "new", "gone"]

# What an empty dimension value is called.
NOT_RECORDED = "(not recorded)"


class NothingToSplit(MendableError):
    """A rate has no people under it in one of the periods, or its parts are not those of a rate."""

    code = "Y103"


@dataclass(frozen=True)
class GroupParts:
    """Numerator and denominator of one group in the earlier (0) and the later (1) period, with everybody's too.

    A group with nobody in one period takes its rate from the other, so that all of its change lies in the mix.
    """

    group: Group
    numerator0: Fraction
    denominator0: Fraction
    numerator1: Fraction
    denominator1: Fraction
    everybody0: Fraction
    everybody1: Fraction

    @property
    def status(self) -> GroupStatus:
        """Whether people were counted here in both periods, only in the later or only in the earlier."""
        if not self.denominator0:
            return "new"
        return "both" if self.denominator1 else "gone"

    @property
    def share0(self) -> Fraction:
        """The part of everybody who was in this group in the earlier period."""
        return self.denominator0 / self.everybody0

    @property
    def share1(self) -> Fraction:
        """The part of everybody who is in this group in the later period."""
        return self.denominator1 / self.everybody1

    @property
    def rate0(self) -> Fraction:
        """The earlier rate, without a scale."""
        return self.numerator0 / self.denominator0 if self.denominator0 else self.rate1

    @property
    def rate1(self) -> Fraction:
        """The later rate, without a scale."""
        return self.numerator1 / self.denominator1 if self.denominator1 else self.rate0

    @property
    def is_not_recorded(self) -> bool:
        """True where a value of the group was left empty."""
        return NOT_RECORDED in (self.group if isinstance(self.group, tuple) else (self.group,))


def groups_of(earlier: Mapping[Group, Parts], later: Mapping[Group, Parts]) -> tuple[GroupParts, ...]:
    """The groups that had somebody in either period: those of `earlier` as they stand, then the others of `later`.

    raises NothingToSplit where a period has nobody in it, a part is below nought, or nobody has a numerator.
    """
    held = (_exact(earlier, "earlier"), _exact(later, "later"))
    everybody = [sum((denominator for _, denominator in parts.values()), Fraction(0)) for parts in held]
    for side, number in zip(("earlier", "later"), everybody, strict=True):
        if number == 0:
            raise NothingToSplit("nobody is counted, so there is no rate to split.", where=f"the {side} period")
    none = (Fraction(0), Fraction(0))
    both = (
        (group, (*held[0].get(group, none), *held[1].get(group, none))) for group in dict.fromkeys((*held[0], *held[1]))
    )
    return tuple(GroupParts(group, *parts, *everybody) for group, parts in both if parts[1] or parts[3])


def _exact(given: Mapping[Group, Parts], side: str) -> dict[Group, tuple[Fraction, Fraction]]:
    """The parts as fractions; groups whose empty values make them one are added up."""
    found: dict[Group, tuple[Fraction, Fraction]] = {}
    for name, parts in given.items():
        group = tuple(part or NOT_RECORDED for part in name) if isinstance(name, tuple) else name or NOT_RECORDED
        numerator, denominator = (Fraction(part) for part in parts)
        if numerator < 0 or denominator < 0 or (numerator and not denominator):
            raise NothingToSplit(
                "a group's parts are not those of a rate: one is below nought, or nobody has a numerator.",
                where=f"the {side} period",
                mend="give each group its numerator and denominator, (0, 0) where it has nobody",
            )
        before = found.get(group, (Fraction(0), Fraction(0)))
        found[group] = (before[0] + numerator, before[1] + denominator)
    return found
