"""What is the usual range of the means, and of the spreads, of subgroups?"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, sqrt

import numpy as np

from hls_signals.variation.arrays import Floats, has_any, without_dust
from hls_signals.variation.limits import SIGMAS, Basis, Limits, Lines, limits_of


@lru_cache(maxsize=4096)
def c4(size: int) -> float:
    """The mean of the standard deviation of `size` normal figures, over their true one.

    source  Montgomery, Introduction to Statistical Quality Control, appendix on constants.

    >>> round(c4(5), 4)
    0.94
    """
    return sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2))


def xbar_s_limits(basis: Basis) -> Limits:
    """Limits of subgroup means from the spread within subgroups, and of those spreads themselves."""
    size, sd = basis.plotted.size, basis.plotted.sd
    if size is None or sd is None:
        raise TypeError("a chart of subgroups needs their sizes and standard deviations")
    spread = np.where(basis.enough, _spread(basis, size, sd), np.nan)
    constant = basis.enough & (spread == 0)
    centre = np.where(basis.enough, basis.exact(constant, _weighted_mean(basis, size)), np.nan)
    row_centre, row_spread, row_c4 = basis.rows.spread(centre), basis.rows.spread(spread), _c4_of(size)
    half = SIGMAS / (row_c4 * np.sqrt(size)) * row_spread
    lower, upper = without_dust(row_centre - half, row_centre), without_dust(row_centre + half, row_centre)
    reach = SIGMAS * np.sqrt(1 - row_c4**2) / row_c4
    sd_lines = Lines(row_spread, np.maximum(1 - reach, 0) * row_spread, (1 + reach) * row_spread, None)
    return limits_of(basis, Lines(row_centre, lower, upper, None), basis.enough, constant, sd=sd_lines)


def _spread(basis: Basis, size: Floats, sd: Floats) -> Floats:
    """The mean standard deviation where the subgroups of a baseline are of one size, else the pooled one."""
    number = basis.points.phases
    sizes = basis.of_baseline(size)
    other = sizes != basis.base.spread(basis.base.firsts(sizes))
    mean = basis.means(basis.of_baseline(sd))
    freedom = basis.sums(size - 1)
    pooled = np.sqrt(np.divide(basis.sums((size - 1) * sd**2), freedom, out=np.zeros(number), where=freedom > 0))
    return np.where(has_any(other, basis.base_phase, number), pooled, mean)


def _weighted_mean(basis: Basis, size: Floats) -> Floats:
    """The mean of all measurements of a baseline, taken about its first subgroup so that a constant stays exact."""
    weights = basis.of_baseline(size)
    away = (basis.base_values - basis.base.spread(basis.first)) * weights
    total = basis.base.sums(away)
    whole = basis.base.sums(weights)
    lift = np.divide(total, whole, out=np.zeros(len(whole)), where=whole > 0)
    return without_dust(basis.first + lift, np.abs(basis.first))


def _c4_of(size: Floats) -> Floats:
    """The constant of each row, worked out once for each size; not-a-number where a row has none."""
    there = size >= 2
    sizes, place = np.unique(size[there], return_inverse=True)
    found = np.full(len(size), np.nan)
    found[there] = np.array([c4(int(n)) for n in sizes])[place] if len(sizes) else np.nan
    return found
