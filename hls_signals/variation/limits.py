"""What are the typical level and the usual range of each phase?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hls_signals.variation.arrays import (
    Bools,
    Floats,
    Ints,
    above,
    counted,
    group_starts,
    has_any,
    means,
    side_of,
    without_dust,
)
from hls_signals.variation.links import Points
from hls_signals.variation.presets import Preset

# The order of `limits_status`.
LIMITS_STATUS = ("ok", "provisional", "none", "no_variation")
OK, PROVISIONAL, NONE, NO_VARIATION = range(4)


@dataclass(frozen=True)
class Limits:
    """One entry a phase; not-a-number where a phase has no limits.

    points    how many points the limits rest on.
    left_out  moving ranges set aside by screening.
    fell_back screening left nothing, so the unscreened mean range stands.
    changed   the baseline never varied, and some point of the phase differs from it.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    points: Ints
    left_out: Ints
    status: Ints
    fell_back: Bools
    changed: Bools

    def near(self, share: float) -> tuple[Floats, Floats]:
        """The lines this share of the way from the centre to the lower and the upper limit."""
        below = share * (self.centre - self.lower)
        above = share * (self.upper - self.centre)
        return without_dust(self.centre - below, self.centre), without_dust(self.centre + above, self.centre)


@dataclass(frozen=True)
class _MeanRange:
    mean: Floats
    left_out: Ints
    fell_back: Bools


def xmr_limits(points: Points, in_baseline: Bools, preset: Preset) -> Limits:
    """Limits of single values from their moving ranges, of every phase at once.

    The lower limit may lie below zero: clip when drawing, not here.
    source  Shewhart; Wheeler, Understanding Variation, 1993.
    """
    number = points.phases
    phase = points.phase[in_baseline]
    count = counted(phase, number)
    ranges = _mean_range(points, in_baseline, preset)
    known = (count >= preset.limits_from) & ~np.isnan(ranges.mean)
    constant = known & (ranges.mean == 0)
    first = _first_values(points.value[in_baseline], phase, number)
    scale = np.abs(first) + ranges.mean
    centre = _centres(points.value[in_baseline], phase, first, scale)
    varied = side_of(points.value, first[points.phase]) != 0
    varies = has_any(varied & in_baseline, points.phase, number)
    centre = np.where(constant & ~varies, first, centre)
    centre = np.where(known, centre, np.nan)
    half = preset.xmr_factor * ranges.mean
    return Limits(
        centre=centre,
        lower=without_dust(centre - half, centre),
        upper=without_dust(centre + half, centre),
        points=count,
        left_out=np.where(known, ranges.left_out, 0),
        status=_status(known, constant, count < preset.provisional_below),
        fell_back=known & ~constant & ranges.fell_back,
        changed=constant & has_any(varied, points.phase, number),
    )


def _status(known: Bools, constant: Bools, few: Bools) -> Ints:
    return np.select([~known, constant, few], [NONE, NO_VARIATION, PROVISIONAL], OK)


def _first_values(values: Floats, phase: Ints, number: int) -> Floats:
    first = np.full(number, np.nan)
    at = group_starts(phase)
    first[phase[at]] = values[at]
    return first


def _centres(values: Floats, phase: Ints, first: Floats, scale: Floats) -> Floats:
    """Means, taken about the first value so that a constant comes back exactly."""
    return without_dust(first + means(values - first[phase], phase, len(first)), scale)


def _mean_range(points: Points, in_baseline: Bools, preset: Preset) -> _MeanRange:
    """The mean moving range inside the baseline, screened once; unscreened where screening leaves nothing."""
    both = points.linked & in_baseline
    both[1:] &= in_baseline[:-1]
    ranges, phase, number = points.moving_range[both], points.phase[both], points.phases
    mean = means(ranges, phase, number)
    if not preset.screen:
        return _MeanRange(mean, np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.bool_))
    kept = above(preset.screen_factor * mean[phase], ranges)
    screened = means(ranges[kept], phase[kept], number)
    fell_back = ~(screened > 0)
    left_out = np.where(fell_back, 0, counted(phase[~kept], number))
    return _MeanRange(np.where(fell_back, mean, screened), left_out, fell_back)
