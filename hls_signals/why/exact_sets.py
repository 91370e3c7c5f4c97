"""Which colour would a figure have with some of its changes made, exactly?

Slow, in fractions, for the few figures that lie so near a line that a float cannot tell on which side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import polars as pl

from hls_signals.measures.colour import colour_of, exact_value
from hls_signals.register.models import Colour, Measure
from hls_signals.why.beside import Block, blocks
from hls_signals.why.cells import GroupCells
from hls_signals.why.coloured_sets import LIKE_FOR_LIKE, SIDES, ground_of
from hls_signals.why.comparisons import comparisons
from hls_signals.why.recolour import rule_of, target_of

Row = Mapping[str, Any]
PARTS = ("numerator", "denominator", "value_given")
GROUND = ("target", "target_upper", "rule_version")
LAST_PARTS = tuple(f"last_{name}" for name in PARTS)
# The columns that a look in fractions reads.
READ = (
    "pair_no", "scope", "definition", "split_rest",
    *(f"{side}_{name}" for side in ("earlier", "later", "recount0", "recount1") for name in PARTS),
    *(f"earlier_{name}_first" for name in (*PARTS, *GROUND, *LAST_PARTS)),
    *(f"{side}_{name}" for side in ("earlier", "later") for name in (*GROUND, *LAST_PARTS)),
    "mix_alone", "rate_alone",
)  # fmt: skip


@dataclass(frozen=True)
class Alone:
    """How far the figure moves where only the shares of groups do, and where only their rates do."""

    mix: Fraction
    rate: Fraction


@dataclass(frozen=True)
class ExactChange:
    """One pair of periods, of which any changes can be made and the others left undone.

    as_given  the figures are those given, whatever their parts say: shown, rounded ones
    alone     None where no group splits the change
    """

    measure: Measure
    row: Row
    players: tuple[str, ...]
    rest: str
    alone: Alone | None
    as_given: bool

    def colour(self, moved: frozenset[str]) -> Colour | None:
        """The colour with exactly these changes made."""
        target, rule = ground_of(self.players, moved)
        low, high, _ = self._ground(target)
        version = self._ground(rule)[2]
        aim = target_of(low, high) if isinstance(low, Decimal) else None
        held = None if version is None else rule_of(self.measure, version, self.row["scope"])
        side, vintage = SIDES[rule]
        last_year = self._exact_or_none(side, vintage, "last_") if held is not None and held.is_trend else None
        return colour_of(self.measure, self._value(moved), aim, held, last_year)

    def _value(self, moved: frozenset[str]) -> Fraction:
        first, now = self._exact("earlier", "_first"), self._exact("earlier")
        value = first + (now - first if "revision" in moved else 0)
        return value + (self._definition if "definition" in moved else 0) + self._like_for_like(moved)

    def _like_for_like(self, moved: frozenset[str]) -> Fraction:
        rest = self._exact("later") - self._exact("earlier") - self._definition
        if self.alone is None:
            return rest if moved & {self.rest, "not_known"} else Fraction(0)
        left_over = Fraction(self.row["split_rest"] or 0)
        there = [name for name in LIKE_FOR_LIKE if name in self.players]
        made = [name for name in there if name in moved]
        value = left_over if "not_known" in moved else Fraction(0)
        if made and made == there:
            return value + rest - left_over
        return value + sum((getattr(self.alone, name) for name in made), Fraction(0))

    @cached_property
    def _definition(self) -> Fraction:
        """What the new definition did: the mean of its step in each period that was counted both ways."""
        counted = [self._exact_or_none(side) for side in ("recount0", "recount1")]
        steps = [] if counted[0] is None else [counted[0] - self._exact("earlier")]
        steps += [] if counted[1] is None else [self._exact("later") - counted[1]]
        return sum(steps, Fraction(0)) / len(steps) if steps and self.row["definition"] else Fraction(0)

    def _exact(self, side: str, vintage: str = "") -> Fraction:
        value = self._exact_or_none(side, vintage)
        if value is None:
            raise ValueError("a pair with two figures has parts or a value for each")
        return value

    def _exact_or_none(self, side: str, vintage: str = "", year: str = "") -> Fraction | None:
        numerator, denominator, given = (self.row[f"{side}_{year}{name}{vintage}"] for name in PARTS)
        if self.as_given:
            return None if given is None else Fraction(given)
        return exact_value(self.measure, numerator, denominator, given)

    def _ground(self, whose: str) -> tuple[Any, Any, Any]:
        side, vintage = SIDES[whose]
        low, high, version = (self.row[f"{side}_{name}{vintage}"] for name in GROUND)
        return low, high, version


def alone_as_given(row: Row) -> Alone | None:
    """The steps of shown groups, which were worked out in floats from shown numbers."""
    mix, rate = row["mix_alone"], row["rate_alone"]
    return None if mix is None or rate is None else Alone(Fraction(mix), Fraction(rate))


def exact_alone(measure: Measure, pairs: pl.DataFrame, held: GroupCells) -> dict[int, Alone]:
    """The steps of each of these pairs, from the figures of its groups: the mean of its comparisons."""
    compared = comparisons(pairs)
    numbers, scale = compared["pair_no"].to_list(), Fraction(measure.scale)
    found: dict[int, list[Alone]] = {}
    own = held.of_areas(compared["area_code"].unique().to_list())
    for block in blocks(compared, own, float(measure.scale)):
        for k, at in enumerate(block.at.tolist()):
            found.setdefault(numbers[at], []).append(_alone(block, k, scale))
    return {number: _mean(steps) for number, steps in found.items()}


def _alone(block: Block, k: int, scale: Fraction) -> Alone:
    (n0, n1), (d0, d1) = (
        [_fractions(side[:, k].tolist()) for side in block.both(amounts)]
        for amounts in (block.laid.numerator, block.laid.denominator)
    )
    all0, all1 = sum(d0, Fraction(0)), sum(d1, Fraction(0))
    mix = rate = Fraction(0)
    for top0, low0, top1, low1 in zip(n0, d0, n1, d1, strict=True):
        if not (low0 or low1):
            continue
        r0 = top0 / low0 if low0 else top1 / low1
        r1 = top1 / low1 if low1 else r0
        mix += (low1 / all1 - low0 / all0) * r0
        rate += low0 / all0 * (r1 - r0)
    return Alone(scale * mix, scale * rate)


def _fractions(numbers: list[float]) -> list[Fraction]:
    """The decimals that these floats were read from: the shortest that a float has."""
    return [Fraction(repr(number)) for number in numbers]


def _mean(steps: list[Alone]) -> Alone:
    mix, rate = (sum((getattr(step, name) for step in steps), Fraction(0)) for name in ("mix", "rate"))
    return Alone(mix / len(steps), rate / len(steps))
