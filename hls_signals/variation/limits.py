"""What do the typical level and the usual range of a phase rest on?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from hls_signals.variation.arrays import Bools, Floats, Ints, above, has_any, over, side_of, without_dust
from hls_signals.variation.groups import Groups
from hls_signals.variation.links import Points
from hls_signals.variation.plotted import Plotted
from hls_signals.variation.presets import Preset

# The order of `limits_status`.
LIMITS_STATUS = ("ok", "provisional", "none", "no_variation")
OK, PROVISIONAL, NONE, NO_VARIATION = range(4)
# The usual range of a count, a share or a mean reaches this many standard deviations from the centre (Shewhart).
SIGMAS = 3


@dataclass(frozen=True)
class Lines:
    """The drawn lines, not-a-number where there is none.

    place  the rows of each phase, where a phase has one set of lines; None: one entry a row.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    place: Groups | None
    # Near lines are asked for by their rule and again by their columns.
    _near: dict[float, Lines] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def centre_on_rows(self) -> Floats:
        """The centre on every row."""
        return self._on_rows(self.centre)

    @cached_property
    def lower_on_rows(self) -> Floats:
        """The lower line on every row."""
        return self._on_rows(self.lower)

    @cached_property
    def upper_on_rows(self) -> Floats:
        """The upper line on every row."""
        return self._on_rows(self.upper)

    def _on_rows(self, line: Floats) -> Floats:
        return line if self.place is None else self.place.spread(line)

    def near(self, share: float) -> Lines:
        """The lines this share of the way from the centre to the lower and the upper limit."""
        if share not in self._near:
            self._near[share] = self._between(share)
        return self._near[share]

    def _between(self, share: float) -> Lines:
        below = share * (self.centre - self.lower)
        above_it = share * (self.upper - self.centre)
        lower, upper = without_dust(self.centre - below, self.centre), without_dust(self.centre + above_it, self.centre)
        return Lines(self.centre, lower, upper, self.place)


@dataclass(frozen=True)
class MeanRange:
    """The mean moving range of each phase, how many ranges were set aside, and whether screening left nothing."""

    mean: Floats
    left_out: Ints
    fell_back: Bools


@dataclass(frozen=True)
class Limits:
    """The lines, and one entry a phase for all else.

    points     how many points the limits rest on.
    left_out   moving ranges set aside by screening.
    has_centre whether there is a typical level; a run chart has one without limits.
    fell_back  screening left nothing, so the unscreened mean range stands.
    changed    the baseline never varied, and some point of the phase differs from it.
    sd         the lines of the standard deviations, on a chart of subgroups.
    """

    lines: Lines
    points: Ints
    left_out: Ints
    status: Ints
    has_centre: Bools
    fell_back: Bools
    changed: Bools
    sd: Lines | None = None


@dataclass(frozen=True)
class Basis:
    """What limits are worked out from.

    in_baseline  which points they rest on.
    rows         the rows of each phase.
    plotted      the figures of all rows, also of those that are no point.
    """

    points: Points
    in_baseline: Bools
    rows: Groups
    plotted: Plotted
    preset: Preset

    @cached_property
    def is_whole(self) -> bool:
        """Whether every point is in a baseline, so that what is known of the points need not be worked out again."""
        return bool(self.in_baseline.all())

    @property
    def phase(self) -> Ints:
        """The number of the phase of each row."""
        return self.rows.of

    @cached_property
    def base(self) -> Groups:
        """The points of the baseline of each phase."""
        return self.points.groups.among(self.in_baseline)

    @property
    def base_phase(self) -> Ints:
        """The phase of each point of the baseline."""
        return self.base.of

    @cached_property
    def base_values(self) -> Floats:
        """The value of each point of the baseline."""
        return self.points.value if self.is_whole else self.points.value[self.in_baseline]

    @property
    def count(self) -> Ints:
        """How many points each baseline has."""
        return self.base.lengths

    @cached_property
    def enough(self) -> Bools:
        """Whether the baseline has the points that the preset asks for."""
        return self.count >= self.preset.limits_from

    @cached_property
    def first(self) -> Floats:
        """The first value of each baseline."""
        return self.points.first if self.is_whole else self.base.firsts(self.base_values)

    @cached_property
    def mean_beyond_first(self) -> Floats:
        """How far the mean of each baseline lies from its first value."""
        if self.is_whole:
            return self.points.mean_beyond_first
        return self.means(self.base_values - self.base.spread(self.first))

    def of_baseline(self, of_rows: Floats) -> Floats:
        """Figures of all rows, at the points of the baseline alone."""
        return self.points.at(of_rows) if self.is_whole else of_rows[self.points.row[self.in_baseline]]

    def sums(self, of_rows: Floats) -> Floats:
        """The sum over each baseline of figures of all rows."""
        return self.base.sums(self.of_baseline(of_rows))

    def means(self, of_base: Floats) -> Floats:
        """The mean over each baseline of figures of its points."""
        return over(self.base.sums(of_base), self.count)

    def exact(self, constant: Bools, centre: Floats) -> Floats:
        """The centres, with the common value itself where a constant phase has one."""
        if not constant.any():
            return centre
        here = constant[self.base_phase]
        values, phase = self.base_values[here], self.base_phase[here]
        varies = has_any(side_of(values, self.first[phase]) != 0, phase, self.points.phases)
        return np.where(constant & ~varies, self.first, centre)


def limits_of(
    basis: Basis,
    lines: Lines,
    known: Bools,
    constant: Bools,
    ranges: MeanRange | None = None,
    sd: Lines | None = None,
    drawn: Points | None = None,
) -> Limits:
    """The limits with these lines.

    known     which phases have any lines; constant: which never vary.
    drawn     the points that stand against the lines, where they are not the figures themselves.
    """
    few = basis.count < basis.preset.provisional_below
    nothing = np.zeros(basis.points.phases, dtype=np.int64)
    return Limits(
        lines=lines,
        points=basis.count,
        left_out=nothing if ranges is None else np.where(known, ranges.left_out, 0),
        status=np.select([~known, constant, few], [NONE, NO_VARIATION, PROVISIONAL], OK),
        has_centre=known,
        fell_back=nothing.astype(np.bool_) if ranges is None else known & ~constant & ranges.fell_back,
        changed=_changed(basis.points if drawn is None else drawn, lines, constant),
        sd=sd,
    )


def _changed(points: Points, lines: Lines, constant: Bools) -> Bools:
    """Which constant phases have points that differ from their one value. Few phases are constant, so only those are
    looked at.
    """
    if not constant.any():
        return constant
    at = np.flatnonzero(constant[points.phase])
    differs = side_of(points.value[at], lines.centre_on_rows[points.row[at]]) != 0
    return constant & has_any(differs, points.phase[at], points.phases)


def mean_range(points: Points, in_baseline: Bools, preset: Preset, *, screen: bool) -> MeanRange:
    """The mean moving range inside the baseline, screened once; unscreened where screening leaves nothing."""
    both = points.linked & in_baseline
    both[1:] &= in_baseline[:-1]
    groups, number = points.groups, points.phases
    # Ranges that do not count stand in the sums as 0: they are few, and to pick out all others costs more.
    ranges = points.moving_range.copy()
    ranges[np.flatnonzero(~both)] = 0
    count = points.count - groups.counts(~both)
    mean = over(groups.sums(ranges), count)
    if not screen:
        return MeanRange(mean, np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.bool_))
    large = both & ~above(groups.spread(preset.screen_factor * mean), ranges)
    ranges[np.flatnonzero(large)] = 0
    left_out = groups.counts(large)
    screened = over(groups.sums(ranges), count - left_out)
    fell_back = ~(screened > 0)
    return MeanRange(np.where(fell_back, mean, screened), np.where(fell_back, 0, left_out), fell_back)
