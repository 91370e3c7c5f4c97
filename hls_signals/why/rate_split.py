"""How much of the change of a rate went with who came through, and how much with what happened within groups?

source  Kitagawa, Components of a Difference Between Two Rates, 1955, symmetrised and centred on the overall rate:
        centring changes no total and gives each group the sign a reader expects ("a group below the average grew").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, sqrt

from hls_signals.why.groups import Group, GroupParts, GroupStatus, Number, Parts, groups_of

# A new and a gone group of denominators this near each other, by the larger, may be one group renamed.
RECODE_WITHIN = Fraction(1, 5)
# A share of people without a recorded group that grew by this much says something about recording.
NOT_RECORDED_STEP = Fraction(5, 100)
# 95 in 100 of a normal distribution lie within so many standard deviations.
NORMAL_95 = 1.96


@dataclass(frozen=True)
class GroupChange:
    """What one group did to the change of the overall rate, in the measure's unit.

    low, high  of the rate effect, 95 in 100; None for a new or gone group, or where the parts are no proportion
    """

    group: Group
    status: GroupStatus
    mix_effect: float
    rate_effect: float
    low: float | None
    high: float | None
    share0: float
    share1: float
    rate0: float
    rate1: float

    @property
    def kind(self) -> str:
        """The kind of term that its part in the mix is."""
        return "mix" if self.status == "both" else f"{self.status}_group"


@dataclass(frozen=True)
class RateSplit:
    """A change of a rate as mix and rate, which add up to it, in all and group by group.

    possible_recode    (gone, new) groups of like size: was one renamed?
    not_recorded_grew  the share of people without a recorded group is up by 5 points or more
    simpson_reversal   every group's rate moved one way, and the overall rate the other
    """

    value0: float
    value1: float
    mix_effect: float
    rate_effect: float
    groups: tuple[GroupChange, ...]
    possible_recode: tuple[tuple[Group, Group], ...]
    not_recorded_grew: bool
    simpson_reversal: bool
    scale: Fraction
    parts: tuple[GroupParts, ...]

    def value_with(self, *, later_mix: bool, later_rate: bool) -> Fraction:
        """The exact overall rate with the shares and the rates of groups each taken from one of the periods."""
        shares = (part.share1 if later_mix else part.share0 for part in self.parts)
        rates = (part.rate1 if later_rate else part.rate0 for part in self.parts)
        return self.scale * sum((share * rate for share, rate in zip(shares, rates, strict=True)), Fraction(0))


def split_rate(
    earlier: Mapping[Group, Parts], later: Mapping[Group, Parts], *, scale: Number = 1, spread: float = 1.0
) -> RateSplit:
    """The change of a rate as mix and rate effects of its groups.

    earlier, later  numerator and denominator of each group; groups come back in this order, so name a group in both,
                    as (0, 0) where it has nobody, to keep the register's order
    scale           100 for a per cent
    spread          how much wider than binomial the figures vary (sigma of the chart by sigma of the counts); it
                    widens the intervals and nothing else
    raises          NothingToSplit when a period has nobody in it

    >>> june, july = {"day": (54, 60), "night": (20, 40)}, {"day": (36, 40), "night": (33, 60)}
    >>> split = split_rate(june, july, scale=100)
    >>> [(group.group, group.mix_effect, group.rate_effect) for group in split.groups]
    [('day', -3.7, 0.0), ('night', -3.8, 2.5)]
    """
    parts, unit = groups_of(earlier, later), Fraction(scale)
    before, after = _overall(parts)
    level = (before + after) / 2
    groups = tuple(_change(part, level, unit, spread) for part in parts)
    return RateSplit(
        value0=float(unit * before),
        value1=float(unit * after),
        mix_effect=fsum(group.mix_effect for group in groups),
        rate_effect=fsum(group.rate_effect for group in groups),
        groups=groups,
        possible_recode=_like_in_size(parts),
        not_recorded_grew=_not_recorded_step(parts) >= NOT_RECORDED_STEP,
        simpson_reversal=_is_reversed(parts, after - before),
        scale=unit,
        parts=parts,
    )


def _overall(parts: Sequence[GroupParts]) -> tuple[Fraction, Fraction]:
    before = sum((part.numerator0 for part in parts), Fraction(0)) / parts[0].everybody0
    after = sum((part.numerator1 for part in parts), Fraction(0)) / parts[0].everybody1
    return before, after


def _change(part: GroupParts, level: Fraction, scale: Fraction, spread: float) -> GroupChange:
    mean_rate = (part.rate0 + part.rate1) / 2
    mean_share = (part.share0 + part.share1) / 2
    rate_effect = float(scale * mean_share * (part.rate1 - part.rate0))
    half = _half_width(part, float(scale * mean_share) * max(1.0, spread))
    return GroupChange(
        group=part.group,
        status=part.status,
        mix_effect=float(scale * (part.share1 - part.share0) * (mean_rate - level)),
        rate_effect=rate_effect,
        low=None if half is None else rate_effect - half,
        high=None if half is None else rate_effect + half,
        share0=float(part.share0),
        share1=float(part.share1),
        rate0=float(scale * part.rate0),
        rate1=float(scale * part.rate1),
    )


def _half_width(part: GroupParts, weight: float) -> float | None:
    if part.status != "both" or max(part.rate0, part.rate1) > 1:
        return None
    earlier = part.rate0 * (1 - part.rate0) / part.denominator0
    later = part.rate1 * (1 - part.rate1) / part.denominator1
    return NORMAL_95 * abs(weight) * sqrt(earlier + later)


def _like_in_size(parts: Sequence[GroupParts]) -> tuple[tuple[Group, Group], ...]:
    gone = [part for part in parts if part.status == "gone"]
    new = [part for part in parts if part.status == "new"]
    return tuple(
        (old.group, fresh.group)
        for old in gone
        for fresh in new
        if abs(old.denominator0 - fresh.denominator1) <= RECODE_WITHIN * max(old.denominator0, fresh.denominator1)
    )


def _not_recorded_step(parts: Sequence[GroupParts]) -> Fraction:
    return sum((part.share1 - part.share0 for part in parts if part.is_not_recorded), Fraction(0))


def _is_reversed(parts: Sequence[GroupParts], change: Fraction) -> bool:
    """At least two groups, each of whose rates moved the other way than the overall rate."""
    steps = [part.rate1 - part.rate0 for part in parts if part.status == "both"]
    return len(steps) > 1 and all(step * change < 0 for step in steps)
