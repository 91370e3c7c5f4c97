"""What is the usual range of single values, of their moving ranges, and of a run chart?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hls_signals.variation.arrays import Bools, Floats, medians, without_dust
from hls_signals.variation.limits import NONE, Basis, Limits, Lines, MeanRange, limits_of, mean_range
from hls_signals.variation.links import ranges_of
from hls_signals.variation.preset_fields import RANGE_LIMIT


@dataclass(frozen=True)
class ByRanges:
    """Lines from moving ranges, one entry a phase, before they are put where they are drawn."""

    centre: Floats
    lower: Floats
    upper: Floats
    known: Bools
    constant: Bools
    ranges: MeanRange


def xmr_limits(basis: Basis) -> Limits:
    """Limits of single values from their moving ranges.

    The lower limit may lie below zero: clip when drawing, not here.
    source  Shewhart; Wheeler, Understanding Variation, 1993.
    """
    found = by_ranges(basis)
    lines = Lines(found.centre, found.lower, found.upper, basis.rows)
    return limits_of(basis, lines, found.known, found.constant, found.ranges)


def by_ranges(basis: Basis) -> ByRanges:
    """The mean of each baseline, and `xmr_factor` mean ranges to either side of it."""
    ranges = mean_range(basis.points, basis.in_baseline, basis.preset, screen=basis.preset.screen)
    known = basis.enough & ~np.isnan(ranges.mean)
    constant = known & (ranges.mean == 0)
    centre = np.where(known, basis.exact(constant, _means(basis, ranges)), np.nan)
    half = basis.preset.xmr_factor * ranges.mean
    lower, upper = without_dust(centre - half, centre), without_dust(centre + half, centre)
    return ByRanges(centre, lower, upper, known, constant, ranges)


def _means(basis: Basis, ranges: MeanRange) -> Floats:
    """Means, taken about the first value so that a constant comes back exactly."""
    mean = basis.first + basis.mean_beyond_first
    return without_dust(mean, np.abs(basis.first) + ranges.mean)


def mr_limits(basis: Basis) -> Limits:
    """Limits of the moving ranges themselves, never screened: 0 and 3.267 mean ranges.

    source  D3 = 0 and D4 = 3.267 for pairs (Shewhart).
    """
    ranges = mean_range(basis.points, basis.in_baseline, basis.preset, screen=False)
    known = basis.enough & ~np.isnan(ranges.mean)
    constant = known & (ranges.mean == 0)
    centre = np.where(known, ranges.mean, np.nan)
    lines = Lines(centre, 0 * centre, RANGE_LIMIT * centre, basis.rows)
    return limits_of(basis, lines, known, constant, drawn=ranges_of(basis.points))


def run_limits(basis: Basis) -> Limits:
    """The median of each baseline, without limits."""
    centre = medians(basis.base_values, basis.base_phase, basis.points.phases)
    centre = np.where(basis.enough, centre, np.nan)
    nothing = np.full(len(centre), np.nan)
    never = np.zeros(len(centre), dtype=np.bool_)
    found = limits_of(basis, Lines(centre, nothing, nothing, basis.rows), basis.enough, never)
    return replace(found, status=np.full(len(centre), NONE))
