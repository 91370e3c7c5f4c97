"""What is the usual range of the cases, or of the time, between rare events?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hls_signals.variation.arrays import Floats, medians
from hls_signals.variation.limits import SIGMAS, Basis, Limits, Lines, limits_of
from hls_signals.variation.limits_of_values import by_ranges
from hls_signals.variation.links import with_values

# Nelson, A control chart for parts-per-million nonconforming items, 1994: times between events, brought near to
# a normal shape by this root.
ROOT = 3.6


def g_limits(basis: Basis) -> Limits:
    """Limits of the number of cases between events: the median is drawn, the limit lies about the mean.

    source  Benneyan, 2001: the standard deviation of a geometric count of mean g is the root of g (g + 1).
    """
    number = basis.points.phases
    mean = np.where(basis.enough, basis.means(basis.base_values), np.nan)
    centre = np.where(basis.enough, medians(basis.base_values, basis.base_phase, number), np.nan)
    # Two roots: the product of two large means would leave the range of a double.
    upper = mean + SIGMAS * np.sqrt(mean) * np.sqrt(mean + 1)
    lines = Lines(centre, 0 * centre, upper, basis.rows)
    return limits_of(basis, lines, basis.enough, basis.enough & (mean == 0))


def t_limits(basis: Basis) -> Limits:
    """Limits of the time between events: those of single values, of the 3.6th root, brought back."""
    rooted = replace(basis, points=with_values(basis.points, basis.points.value ** (1 / ROOT)))
    found = by_ranges(rooted)
    centre = basis.exact(found.constant, _back(found.centre))
    lower = np.where(found.constant, centre, _back(found.lower))
    upper = np.where(found.constant, centre, _back(found.upper))
    return limits_of(basis, Lines(centre, lower, upper, basis.rows), found.known, found.constant, found.ranges)


def _back(root: Floats) -> Floats:
    """A line of roots as a line of times, which end at 0."""
    time: Floats = np.maximum(root, 0) ** ROOT
    return time
