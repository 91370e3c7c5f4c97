"""Could the points of a phase lie about its centre like this by the toss of a coin?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log2

import numpy as np

from hls_signals.variation.arrays import Bools, Ints, Sides, group_starts, medians, side_of
from hls_signals.variation.links import Points
from hls_signals.variation.stretches import stretches_of

# Below this many useful points the test says too little to be given.
LEAST_USEFUL = 10
# Anhoej and Olesen, 2014: crossings below the 5 % quantile, a twentieth.
QUANTILE_PARTS = 20


@dataclass(frozen=True)
class Anhoej:
    """The test of one series. Below 10 useful points there are no bounds and there is no answer."""

    n_useful: int
    longest_run: int
    longest_run_max: int | None
    crossings: int
    crossings_min: int | None
    series_not_random: bool | None


@dataclass(frozen=True)
class AnhoejOfPhases:
    """One entry a phase. Where `judged` is false the two bounds are 0 and mean nothing."""

    n_useful: Ints
    longest_run: Ints
    longest_run_max: Ints
    crossings: Ints
    crossings_min: Ints
    not_random: Bools
    judged: Bools


@lru_cache(maxsize=4096)
def longest_run_max(useful: int) -> int:
    """The longest run that chance explains among this many useful points; one longer is a signal.

    >>> [longest_run_max(n) for n in (10, 12, 24, 36)]
    [6, 7, 8, 8]
    """
    return round(log2(useful)) + 3


@lru_cache(maxsize=4096)
def crossings_min(useful: int) -> int:
    """The fewest crossings that chance explains: the 5 % quantile of Binomial(useful - 1, 1/2), in whole numbers.

    >>> [crossings_min(n) for n in (10, 12, 24, 36)]
    [2, 3, 8, 13]
    """
    tosses = useful - 1
    ways = below = 1
    crossings = 0
    while below * QUANTILE_PARTS < 1 << tosses:
        ways = ways * (tosses - crossings) // (crossings + 1)
        crossings += 1
        below += ways
    return crossings


def anhoej(values: Iterable[float | None], centre: float | None = None) -> Anhoej:
    """The test of one series about its centre, or about its median where none is given.

    values  in their order; blanks and figures that are no numbers are dropped.
    source  Anhoej and Olesen, Run charts revisited, 2014.

    >>> anhoej([1, 2] * 6)
    Anhoej(n_useful=12, longest_run=1, longest_run_max=7, crossings=11, crossings_min=3, series_not_random=False)
    """
    figures = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    figures = figures[np.isfinite(figures)]
    one = np.zeros(len(figures), dtype=np.int64)
    line = medians(figures, one, 1) if centre is None else np.array([centre], dtype=np.float64)
    found = _of_sides(one, side_of(figures, line[one]), 1)
    judged = bool(found.judged[0])
    return Anhoej(
        n_useful=int(found.n_useful[0]),
        longest_run=int(found.longest_run[0]),
        longest_run_max=int(found.longest_run_max[0]) if judged else None,
        crossings=int(found.crossings[0]),
        crossings_min=int(found.crossings_min[0]) if judged else None,
        series_not_random=bool(found.not_random[0]) if judged else None,
    )


def anhoej_of(points: Points, side: Sides) -> AnhoejOfPhases:
    """The test of every phase: points on the centre are dropped, and gaps are ignored."""
    return _of_sides(points.phase, side, points.phases)


def _of_sides(groups: Ints, side: Sides, number: int) -> AnhoejOfPhases:
    phase, which = groups, side
    useful = np.flatnonzero(side)
    if len(useful) < len(side):
        phase, which = groups[useful], side[useful]
    n_useful, longest, crossings = np.zeros((3, number), dtype=np.int64)
    found = stretches_of((phase[1:] == phase[:-1]) & (which[1:] == which[:-1]), len(phase))
    if len(phase):
        of_stretch, length = phase[found.first], found.length
        at = group_starts(of_stretch)
        here = of_stretch[at]
        n_useful[here] = np.add.reduceat(length, at)
        longest[here] = np.maximum.reduceat(length, at)
        # From one stretch of a phase to its next, the centre is crossed once.
        crossings[here] = np.diff(at, append=len(length)) - 1
    judged = n_useful >= LEAST_USEFUL
    most, fewest = _bounds(n_useful, judged)
    not_random = judged & ((longest > most) | (crossings < fewest))
    return AnhoejOfPhases(n_useful, longest, most, crossings, fewest, not_random, judged)


def _bounds(n_useful: Ints, judged: Bools) -> tuple[Ints, Ints]:
    """The two bounds by phase, worked out once for each number of useful points."""
    sizes, place = np.unique(np.where(judged, n_useful, 0), return_inverse=True)
    most = np.array([longest_run_max(int(n)) if n else 0 for n in sizes], dtype=np.int64)
    fewest = np.array([crossings_min(int(n)) if n else 0 for n in sizes], dtype=np.int64)
    return most[place], fewest[place]
