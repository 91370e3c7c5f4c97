"""Which points does each rule pick out?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hls_signals.variation.arrays import Bools, Floats, Sides, above
from hls_signals.variation.links import Points
from hls_signals.variation.stretches import in_stretch, put_back


@dataclass(frozen=True)
class Steady:
    """Points of a steady rise, of a steady fall, and where a fall begins: there the fall is the later stretch."""

    rise: Bools
    fall: Bools
    fall_begins: Bools


@dataclass(frozen=True)
class Window:
    """A rule on consecutive points: at least `need` of `of` beyond a line, on one side.

    counts_beyond  points beyond the limit count.
    same_side      all points of the window lie on that side of the centre.
    """

    need: int
    of: int
    counts_beyond: bool
    same_side: bool


def beyond(value: Floats, lower: Floats, upper: Floats) -> Sides:
    """1 above the upper limit, -1 below the lower, else 0: on a limit is inside."""
    high = above(value, upper)
    low = above(lower, value)
    return high.view(np.int8) - low.view(np.int8)


def runs(points: Points, side: Sides, need: int, *, bridge: bool) -> Sides:
    """Points of a run of `need` or more on one side of the centre.

    bridge  points on the centre are passed over, and marked where they lie inside a run; else they end it.
    """
    on_a_side = np.flatnonzero(side)
    if len(on_a_side) == len(side):
        joined = (side[1:] == side[:-1]) & points.joined[1:]
        return side * in_stretch(joined, need).view(np.int8)
    which, segment = side[on_a_side], points.segment[on_a_side]
    joined = (which[1:] == which[:-1]) & (segment[1:] == segment[:-1])
    if not bridge:
        joined &= np.diff(on_a_side) == 1
    return put_back(which * in_stretch(joined, need).view(np.int8), joined, on_a_side, len(side))


def steady(points: Points, need: int, *, bridge: bool) -> Steady:
    """Points of `need` or more, each above (below) the last; the turning point belongs to both stretches.

    bridge  a point equal to the last is passed over, and marked where it lies inside a stretch; else it ends it.
    """
    keep = ~points.linked | (points.step != 0) if bridge else np.ones(len(points), dtype=np.bool_)
    kept = np.flatnonzero(keep)
    step = points.step if len(kept) == len(points) else points.step[kept]
    rises, falls = step[1:] == 1, step[1:] == -1
    rise, fall = in_stretch(rises, need), in_stretch(falls, need)
    begins = np.zeros(len(points), dtype=np.bool_)
    # Of the points of a fall, only the one it begins at does not lie below the last.
    begins[kept[fall & (step != -1)]] = True
    return Steady(put_back(rise, rises, kept, len(points)), put_back(fall, falls, kept, len(points)), begins)


def near(points: Points, past_line: Sides, past_limit: Sides, side: Sides, window: Window) -> Sides:
    """Points beyond a line in a window where enough of them are, on one side.

    past_line, past_limit, side   where each point lies about the near line, the limit and the centre.
    """
    counts = past_line if window.counts_beyond else past_line * (past_limit == 0).view(np.int8)
    high = _in_windows(points, counts > 0, side > 0, window)
    low = _in_windows(points, counts < 0, side < 0, window)
    return high.view(np.int8) - low.view(np.int8)


def _in_windows(points: Points, counts: Bools, on_side: Bools, window: Window) -> Bools:
    size, of = len(points), window.of
    marked = np.zeros(size, dtype=np.bool_)
    if size < of:
        return marked
    windows = size - of + 1
    fires = _sum_over(counts, windows, of) >= window.need
    for place in range(1, of):
        fires &= points.joined[place : place + windows]
    if window.same_side:
        for place in range(of):
            fires &= on_side[place : place + windows]
    for place in range(of):
        marked[place : place + windows] |= fires
    return marked & counts


def _sum_over(flags: Bools, windows: int, of: int) -> npt.NDArray[np.int16]:
    total = np.zeros(windows, dtype=np.int16)
    for place in range(of):
        total += flags[place : place + windows]
    return total
