"""Which points are neighbours, and how far apart are they?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hls_signals.variation.arrays import Bools, Cell, Floats, Ints, Sides, counted, firsts, over, side_of, sums
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
    phase         the number of its phase among all series, from 0.
    rows          how many rows there are.
    joined        whether nothing that breaks a link lies between a point and the one before; never for the first.
    step          1 above the last linked point, -1 below, 0 equal to it or not linked.
    moving_range  the distance to the last linked point; not-a-number where there is none.
    """

    row: Ints
    value: Floats
    phase: Ints
    phases: int
    rows: int
    joined: Bools
    step: Sides
    moving_range: Floats

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def linked(self) -> Bools:
        """Which points are linked to the one before."""
        return ~np.isnan(self.moving_range)

    @cached_property
    def segment(self) -> Ints:
        """A number of each point: two consecutive points with one segment are joined, and so are all between."""
        return np.cumsum(~self.joined)

    @cached_property
    def count(self) -> Ints:
        """How many points each phase has."""
        return counted(self.phase, self.phases)

    @cached_property
    def first(self) -> Floats:
        """The first value of each phase."""
        return firsts(self.value, self.phase, self.phases)

    @cached_property
    def beyond_first(self) -> Floats:
        """How far each value lies from the first of its phase."""
        return self.value - self.first[self.phase]

    @cached_property
    def mean_beyond_first(self) -> Floats:
        """How far the mean of each phase lies from its first value."""
        return over(sums(self.beyond_first, self.phase, self.phases), self.count)

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


def linked_points(rows: Rows, status: StatusCodes, absent: Ints, phase: Ints, preset: Preset) -> Points:
    """The used points, linked where nothing that breaks a link lies between them."""
    stops = (status == EXCLUDED) | (status == UNUSABLE)
    if preset.blank_values == "break":
        stops |= status == BLANK
    if preset.absent_periods == "break":
        stops |= absent > 0
    stops[1:] |= phase[1:] != phase[:-1]
    row = np.flatnonzero(status == USED)
    value, of_point, joined = rows.plotted.value, phase, ~stops
    if len(row) < len(rows):
        value, of_point, joined = value[row], phase[row], joined_of(np.cumsum(stops)[row])
    joined[:1] = False
    step, moving_range = steps_of(value, joined)
    phases = int(phase[-1]) + 1 if len(phase) else 0
    return Points(row, value, of_point, phases, len(rows), joined, step, moving_range)


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
    ranges = replace(points, row=points.row[there], phase=points.phase[there], joined=joined)
    return with_values(ranges, points.moving_range[there])


def steps_of(value: Floats, joined: Bools) -> tuple[Sides, Floats]:
    """`step` and `moving_range` of points, each joined to the one before or not."""
    step = np.zeros(len(value), dtype=np.int8)
    moving_range = np.full(len(value), np.nan)
    if len(value) > 1:
        np.multiply(side_of(value[1:], value[:-1]), joined[1:].view(np.int8), out=step[1:])
        distance = moving_range[1:]
        np.subtract(value[1:], value[:-1], out=distance)
        np.abs(distance, out=distance)
        # Two values that differ in their last digit only are equal, so their range is exactly 0.
        distance *= step[1:] != 0
        moving_range[~joined] = np.nan
    return step, moving_range
