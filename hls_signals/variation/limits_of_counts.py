"""What is the usual range of counts, shares and rates, if chance alone moves them?"""

from __future__ import annotations

import numpy as np

from hls_signals.variation.arrays import Bools, Floats, medians, without_dust
from hls_signals.variation.limits import SIGMAS, Basis, Limits, Lines, MeanRange, limits_of, mean_range
from hls_signals.variation.links import Points, with_values
from hls_signals.variation.preset_fields import PAIR_D2
from hls_signals.variation.thresholds import SPREAD_SIGMA, SPREAD_SIZE


def c_limits(basis: Basis) -> Limits:
    """Limits of counts in equal periods: the mean count and its square root.

    source  Shewhart; Montgomery, Introduction to Statistical Quality Control.
    """
    centre = np.where(basis.enough, basis.means(basis.base_values), np.nan)
    half = SIGMAS * np.sqrt(centre)
    lines = Lines(centre, np.maximum(without_dust(centre - half, centre), 0), centre + half, basis.rows)
    return limits_of(basis, lines, basis.enough, basis.enough & (centre == 0))


def p_limits(basis: Basis) -> Limits:
    """Limits of shares, which widen as the denominator falls, kept between nothing and all."""
    return _ratio_limits(basis, is_share=True)


def np_limits(basis: Basis) -> Limits:
    """Limits of counts out of varying numbers: those of the shares, times the denominator."""
    return _ratio_limits(basis, is_share=True, as_count=True)


def u_limits(basis: Basis) -> Limits:
    """Limits of events for each unit of exposure, which widen as the exposure falls."""
    return _ratio_limits(basis, is_share=False)


def p_prime_limits(basis: Basis) -> Limits:
    """Limits of shares whose spread is measured as well as worked out.

    source  Laney, Improved control charts for attributes, 2002.
    """
    return _prime_limits(basis, is_share=True)


def u_prime_limits(basis: Basis) -> Limits:
    """Limits of rates whose spread is measured as well as worked out; source as for shares."""
    return _prime_limits(basis, is_share=False)


def more_spread_than_chance(basis: Basis, *, is_share: bool) -> Bools:
    """Which phases vary more than chance explains, where denominators are so large that chance explains little."""
    level = _level(basis)
    _, size = _columns(basis)
    sigma = _spread(basis, level, _sigma(basis, level, is_share)).mean / PAIR_D2
    wide: Bools = sigma > SPREAD_SIGMA
    # Medians cost a sort: only of the phases in question.
    asked = wide[basis.base_phase]
    middle = medians(basis.of_baseline(size)[asked], basis.base_phase[asked], basis.points.phases)
    return wide & (middle > SPREAD_SIZE)


def _columns(basis: Basis) -> tuple[Floats, Floats]:
    """Numerators and denominators of all rows."""
    top, size = basis.plotted.top, basis.plotted.size
    if top is None or size is None:
        raise TypeError("a chart of ratios needs numerators and denominators")
    return top, size


def _level(basis: Basis) -> Floats:
    """All numerators of a baseline over all its denominators."""
    top, size = _columns(basis)
    whole = basis.sums(size)
    level: Floats = np.divide(basis.sums(top), whole, out=np.full(len(whole), np.nan), where=basis.enough)
    return level


def _sigma(basis: Basis, level: Floats, is_share: bool) -> Floats:
    """The standard deviation that chance alone gives each row's ratio."""
    _, size = _columns(basis)
    spread = np.sqrt(np.maximum(level * (1 - level), 0)) if is_share else np.sqrt(level)
    return np.asarray(basis.rows.spread(spread) / np.sqrt(size), dtype=np.float64)


def _ratio_limits(basis: Basis, *, is_share: bool, as_count: bool = False) -> Limits:
    level = _level(basis)
    lines = _drawn(basis, level, SIGMAS * _sigma(basis, level, is_share), is_share=is_share, as_count=as_count)
    constant = basis.enough & ((level == 0) | (is_share & (level == 1)))
    return limits_of(basis, lines, basis.enough, constant)


def _prime_limits(basis: Basis, *, is_share: bool) -> Limits:
    level = _level(basis)
    sigma = _sigma(basis, level, is_share)
    ranges = _not_mostly_outside(basis, level, sigma)
    known = basis.enough & ~np.isnan(ranges.mean)
    level = np.where(known, level, np.nan)
    half = SIGMAS * basis.rows.spread(ranges.mean / PAIR_D2) * sigma
    lines = _drawn(basis, level, half, is_share=is_share)
    constant = known & (ranges.mean == 0)
    centre = basis.rows.spread(basis.exact(constant, level * basis.plotted.scale))
    flat = basis.rows.spread(constant) & ~np.isnan(lines.lower)
    lower, upper = (np.where(flat, centre, line) for line in (lines.lower, lines.upper))
    return limits_of(basis, Lines(centre, lower, upper, lines.place), known, constant, ranges)


def _not_mostly_outside(basis: Basis, level: Floats, sigma: Floats) -> MeanRange:
    """The spread of the ratios; unscreened where, screened, it would leave most of the baseline outside the limits.

    Where nearly all numerators are 0, the steps between them are tiny, and those that hold the events are set aside.
    """
    points = _in_deviations(basis, level, sigma)
    screened = mean_range(points, basis.in_baseline, basis.preset, screen=basis.preset.screen)
    reach = basis.points.groups.spread(SIGMAS * screened.mean / PAIR_D2)
    outside = basis.in_baseline & (np.abs(points.value) > reach)
    mostly = (screened.left_out > 0) & (2 * basis.points.groups.counts(outside) > basis.count)
    if not mostly.any():
        return screened
    whole = mean_range(points, basis.in_baseline, basis.preset, screen=False)
    mean, left_out = np.where(mostly, whole.mean, screened.mean), np.where(mostly, 0, screened.left_out)
    return MeanRange(mean, left_out, screened.fell_back | mostly)


def _spread(basis: Basis, level: Floats, sigma: Floats) -> MeanRange:
    """The mean moving range of the ratios, each measured in its own standard deviations from the level."""
    points = _in_deviations(basis, level, sigma)
    return mean_range(points, basis.in_baseline, basis.preset, screen=basis.preset.screen)


def _in_deviations(basis: Basis, level: Floats, sigma: Floats) -> Points:
    """The points, each as its ratio's distance from the level in its own standard deviations."""
    top, size = _columns(basis)
    points = basis.points
    ratio = points.at(top) / points.at(size)
    expected = points.groups.spread(level)
    away = without_dust(ratio - expected, ratio + expected)
    spread = points.at(sigma)
    z = np.divide(away, spread, out=np.zeros(len(away)), where=spread > 0)
    return with_values(points, z)


def _drawn(basis: Basis, level: Floats, half: Floats, *, is_share: bool, as_count: bool = False) -> Lines:
    """The lines of each row, in the unit that is drawn: scaled, or times the denominator."""
    _, size = _columns(basis)
    centre = basis.rows.spread(level)
    lower = np.maximum(without_dust(centre - half, centre), 0)
    upper = centre + half
    if is_share:
        upper = np.minimum(upper, 1)
    unit = size if as_count else basis.plotted.scale
    return Lines(centre * unit, lower * unit, upper * unit, None)
