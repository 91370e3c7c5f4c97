"""Which points are neighbours, and how far apart are they?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hls_signals.variation.arrays import ON_LINE, Bools, Cell, Floats, Ints, Sides, over
from hls_signals.variation.groups import Groups
from hls_signals.variation.presets import Preset
from hls_signals.variation.rows import Rows

# The order of `point_status`.
POINT_STATUS = ("used", "excluded", "blank", "unusable")
USED, EXCLUDED, BLANK, UNUSABLE = range(4)

StatusCodes = np.ndarray[tuple[int], np.dtype[np.uint8]]


def point_status(rows: Rows, excluded: Bools) -> StatusCodes:
    """What each row is. Excluded comes first: whatever an excluded row holds changes nothing else."""
    status = np.full(len(rows), USED, dtype=np.uint8)
    for code, here in ((UNUSABLE, rows.plotted.unusable), (BLANK, rows.plotted.blank), (EXCLUDED, excluded)):
        status[here] = code
    return status


@dataclass(frozen=True)
class Points:
    """The used points of many series, one after the other.

    row           its row.
    groups        the points of each phase of each series.
    rows          how many rows there are.
    joined        whether nothing that breaks a link lies between a point and the one before; never for the first.
    step          1 above the last linked point, -1 below, 0 equal to it or not linked.
    moving_range  the distance to the last linked point; not-a-number where there is none.
    """

    row: Ints
    value: Floats
    groups: Groups
    rows: int
    joined: Bools
    step: Sides
    moving_range: Floats

    def __len__(self) -> int:
        return len(self.row)

    @property
    def phase(self) -> Ints:
        """The number of the phase of each point among all series, from 0."""
        return self.groups.of

    @property
    def phases(self) -> int:
        """How many phases there are."""
        return self.groups.number

    @cached_property
    def linked(self) -> Bools:
        """Which points are linked to the one before."""
        return ~np.isnan(self.moving_range)

    @cached_property
    def segment(self) -> Ints:
        """A number of each point: two consecutive points with one segment are joined, and so are all between."""
        return np.cumsum(~self.joined)

    @property
    def count(self) -> Ints:
        """How many points each phase has."""
        return self.groups.lengths

    @cached_property
    def first(self) -> Floats:
        """The first value of each phase."""
        return self.groups.firsts(self.value)

    @cached_property
    def beyond_first(self) -> Floats:
        """How far each value lies from the first of its phase."""
        return self.value - self.groups.spread(self.first)

    @cached_property
    def mean_beyond_first(self) -> Floats:
        """How far the mean of each phase lies from its first value."""
        return over(self.groups.sums(self.beyond_first), self.count)

    def at(self, of_rows: npt.NDArray[Cell]) -> npt.NDArray[Cell]:
        """Entries of rows, at the points alone."""
        # In most data every row is a point, and then nothing need be copied.
        return of_rows if len(self.row) == self.rows else of_rows[self.row]

    def at_rows(self, values: npt.NDArray[Cell], fill: object) -> npt.NDArray[Cell]:
        """Values of points, spread over all rows, with the fill where a row is no point."""
        if len(self.row) == self.rows:
            return values
        spread = np.full(self.rows, fill, dtype=values.dtype)
        spread[self.row] = values
        return spread


def linked_points(rows: Rows, status: StatusCodes, absent: Ints, phases: Groups, preset: Preset) -> Points:
    """The used points, linked where nothing that breaks a link lies between them.

    phases  the rows of each phase.
    """
    stops = (status == EXCLUDED) | (status == UNUSABLE)
    if preset.blank_values == "break":
        stops |= status == BLANK
    if preset.absent_periods == "break":
        stops |= absent > 0
    stops[phases.starts] = True
    used = status == USED
    if used.all():
        row, value, joined = np.arange(len(rows)), rows.plotted.value, ~stops
    else:
        row = np.flatnonzero(used)
        value, joined = rows.plotted.value[row], joined_of(np.cumsum(stops)[row])
    step, moving_range = steps_of(value, joined)
    return Points(row, value, phases.among(used), len(rows), joined, step, moving_range)


def joined_of(segment: Ints) -> Bools:
    """Whether each point has the segment of the one before; never for the first."""
    same = np.zeros(len(segment), dtype=np.bool_)
    np.equal(segment[1:], segment[:-1], out=same[1:])
    return same


def with_values(points: Points, value: Floats) -> Points:
    """The same points, linked as they were, with other values."""
    step, moving_range = steps_of(value, points.joined)
    return replace(points, value=value, step=step, moving_range=moving_range)


def ranges_of(points: Points) -> Points:
    """The moving ranges as points of their own, each at the row of the later of its two figures."""
    there = points.linked
    joined = joined_of(points.segment[there])
    ranges = replace(points, row=points.row[there], groups=points.groups.among(there), joined=joined)
    return with_values(ranges, points.moving_range[there])


def steps_of(value: Floats, joined: Bools) -> tuple[Sides, Floats]:
    """`step` and `moving_range` of points, each joined to the one before or not."""
    step = np.zeros(len(value), dtype=np.int8)
    moving_range = np.full(len(value), np.nan)
    if len(value) > 1:
        distance = moving_range[1:]
        gap = value[1:] - value[:-1]
        np.abs(gap, out=distance)
        size = np.abs(value)
        slack = np.maximum(size[1:], size[:-1])
        slack *= ON_LINE
        # Two values that differ in their last digit only are equal, so their range is exactly 0.
        equal = distance <= slack
        if equal.any():
            gap[equal] = distance[equal] = 0
        np.subtract((gap > 0).view(np.int8), (gap < 0).view(np.int8), out=step[1:])
        alone = np.flatnonzero(~joined)
        step[alone], moving_range[alone] = 0, np.nan
    return step, moving_range
