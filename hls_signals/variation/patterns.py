"""What do the figures of a phase look like that the lines of a chart do not show?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hls_signals.variation.arrays import (
    Bools,
    Floats,
    Ints,
    counted,
    group_starts,
    has_any,
    side_of,
    sums,
)
from hls_signals.variation.links import Points
from hls_signals.variation.thresholds import (
    ALIKE_CORRELATION,
    ALIKE_POINTS,
    COARSE_POINTS,
    COARSE_VALUES,
    RARE_MEAN,
    RARE_ZEROS_SHARE,
    SEASONAL_POINTS,
    SEASONAL_SHARE,
)

MONTHS = 12
ENORMOUS = 1e100


@dataclass(frozen=True)
class Patterns:
    """The used points of many phases, looked at as figures alone."""

    points: Points

    @property
    def count(self) -> Ints:
        """How many points each phase has."""
        return self.points.count

    @cached_property
    def away(self) -> Floats:
        """How far each point lies from the mean of its phase, in units that keep squares within a double."""
        points = self.points
        away = points.beyond_first - points.groups.spread(points.mean_beyond_first)
        return _within_reach(away, points.phase)

    @cached_property
    def squares(self) -> Floats:
        """The sum over each phase of the squared distances from its mean."""
        return self._total(self.away**2)

    def _total(self, figures: Floats) -> Floats:
        return self.points.groups.sums(figures)

    def neighbours_alike(self) -> Bools:
        """Which phases have neighbours that resemble each other: the correlation of linked points, one step apart."""
        if not (self.count >= ALIKE_POINTS).any():
            return np.zeros(len(self.count), dtype=np.bool_)
        products = np.zeros(len(self.away))
        products[1:] = self.away[1:] * self.away[:-1] * self.points.linked[1:]
        return (self.count >= ALIKE_POINTS) & (self._total(products) > ALIKE_CORRELATION * self.squares)

    def seasonal(self, month: Ints, seasons: Ints) -> Bools:
        """Which phases vary with the season more than chance would have it.

        month    of each point within its year, from 0.
        seasons  how many seasons a year of each phase has: 12, 4, or 0 where its periods are neither.
        """
        enough: Bools = np.zeros(len(seasons), dtype=np.bool_)
        for number, least in SEASONAL_POINTS.items():
            enough |= (seasons == number) & (self.count >= least)
        if not enough.any():
            return enough
        cells = self.points.phase * MONTHS + month
        size = np.bincount(cells, minlength=MONTHS * len(seasons))
        total = sums(self.away, cells, MONTHS * len(seasons))
        between = np.divide(total**2, size, out=np.zeros(len(size)), where=size > 0).reshape(-1, MONTHS).sum(axis=1)
        means_used = (size > 0).reshape(-1, MONTHS).sum(axis=1)
        freedom = self.count - means_used
        within = np.maximum(self.squares - between, 0)
        # Adjusted for the number of means; thresholds.py says why.
        explained: Bools = within * (self.count - 1) < (1 - SEASONAL_SHARE) * self.squares * freedom
        seasonal: Bools = enough & (freedom > 0) & explained
        return seasonal

    def few_values(self, inside: Bools) -> Bools:
        """Which phases have fewer than `COARSE_VALUES` different values among the points inside their limits."""
        asked: Bools = (self.count >= COARSE_POINTS) & ~self._first_values_differ(inside)
        at = np.flatnonzero(inside & self.points.groups.spread(asked))
        return asked & (_different(self.points.value[at], self.points.phase[at], len(asked)) < COARSE_VALUES)

    def _first_values_differ(self, inside: Bools) -> Bools:
        """Which phases show so many different values in their first points: the common case, found without sorting."""
        differ: Bools = self.count >= COARSE_VALUES
        begin, value = self.points.groups.starts[differ], self.points.value
        all_differ = np.ones(len(begin), dtype=np.bool_)
        for one in range(COARSE_VALUES):
            all_differ &= inside[begin + one]
            for other in range(one):
                all_differ &= side_of(value[begin + one], value[begin + other]) != 0
        differ[differ] = all_differ
        return differ

    def rare_counts(self, counts: Floats) -> Bools:
        """Which phases count something rare: whole numbers of a low mean, or many zeros.

        counts  of each point: its numerator, or its value where it has none.
        """
        phase, number = self.points.phase, self.points.phases
        first = self.points.groups.firsts(counts)
        asked: Bools = (first >= 0) & (first == np.floor(first))
        if not asked.any():
            return asked
        broken = (counts < 0) | (counts != np.floor(counts))
        asked &= ~has_any(broken, phase, number)
        zeros = counted(phase[counts == 0], number)
        few = self._total(counts) < RARE_MEAN * self.count
        return asked & (few | (zeros > RARE_ZEROS_SHARE * self.count))


def _within_reach(away: Floats, phase: Ints) -> Floats:
    """The same, with phases of enormous figures brought to at most 1, so that their squares stay within a double."""
    size = np.abs(away)
    if not len(away) or size.max() <= ENORMOUS:
        return away
    at = group_starts(phase)
    largest = np.repeat(np.maximum.reduceat(size, at), np.diff(at, append=len(away)))
    return np.where(largest > ENORMOUS, away / np.maximum(largest, 1), away)


def _different(value: Floats, phase: Ints, number: int) -> Ints:
    """How many different values each phase has; two that differ in their last digits only are one."""
    order = np.lexsort((value, phase))
    value, phase = value[order], phase[order]
    new = np.ones(len(value), dtype=np.bool_)
    new[1:] = (phase[1:] != phase[:-1]) | (side_of(value[1:], value[:-1]) != 0)
    return counted(phase[new], number)
