"""Which points are neighbours, and how far apart are they?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hls_signals.variation.arrays import Bools, Floats, Ints, Sides, side_of
from hls_signals.variation.presets import Preset
from hls_signals.variation.rows import Rows

# The order of `point_status`.
POINT_STATUS = ("used", "excluded", "blank", "unusable")
USED, EXCLUDED, BLANK, UNUSABLE = range(4)

StatusCodes = np.ndarray[tuple[int], np.dtype[np.uint8]]


def point_status(rows: Rows, excluded: Bools) -> StatusCodes:
    """What each row is. Excluded comes first: whatever an excluded row holds changes nothing else."""
    choices = [excluded, rows.plotted.blank, rows.plotted.unusable]
    return np.select(choices, [EXCLUDED, BLANK, UNUSABLE], USED).astype(np.uint8)


@dataclass(frozen=True)
class Points:
    """The used points of many series, one after the other.

    row           its row.
    phase         the number of its phase among all series, from 0.
    segment       two consecutive points with one segment are linked.
    step          1 above the last linked point, -1 below, 0 equal to it or not linked.
    moving_range  the distance to the last linked point; not-a-number where there is none.
    """

    row: Ints
    value: Floats
    phase: Ints
    phases: int
    segment: Ints
    step: Sides
    moving_range: Floats

    def __len__(self) -> int:
        return len(self.row)

    @property
    def linked(self) -> Bools:
        """Which points are linked to the one before."""
        return ~np.isnan(self.moving_range)


def linked_points(rows: Rows, status: StatusCodes, absent: Ints, phase: Ints, preset: Preset) -> Points:
    """The used points, linked where nothing that breaks a link lies between them."""
    stops = (status == EXCLUDED) | (status == UNUSABLE)
    if preset.blank_values == "break":
        stops |= status == BLANK
    if preset.absent_periods == "break":
        stops |= absent > 0
    stops[1:] |= phase[1:] != phase[:-1]
    row = np.flatnonzero(status == USED)
    segment = np.cumsum(stops)[row]
    value = rows.plotted.value[row]
    step, moving_range = steps_of(value, segment)
    phases = int(phase[-1]) + 1 if len(phase) else 0
    return Points(row, value, phase[row], phases, segment, step, moving_range)


def with_values(points: Points, value: Floats) -> Points:
    """The same points, linked as they were, with other values."""
    step, moving_range = steps_of(value, points.segment)
    return replace(points, value=value, step=step, moving_range=moving_range)


def ranges_of(points: Points) -> Points:
    """The moving ranges as points of their own, each at the row of the later of its two figures."""
    there = points.linked
    ranges = replace(points, row=points.row[there], phase=points.phase[there], segment=points.segment[there])
    return with_values(ranges, points.moving_range[there])


def steps_of(value: Floats, segment: Ints) -> tuple[Sides, Floats]:
    """`step` and `moving_range` of points whose neighbours share a segment."""
    step = np.zeros(len(value), dtype=np.int8)
    moving_range = np.full(len(value), np.nan)
    if len(value) > 1:
        linked = segment[1:] == segment[:-1]
        step[1:] = np.where(linked, side_of(value[1:], value[:-1]), 0)
        # Two values that differ in their last digit only are equal, so their range is exactly 0.
        distance = np.abs(value[1:] - value[:-1]) * (step[1:] != 0)
        moving_range[1:] = np.where(linked, distance, np.nan)
    return step, moving_range
