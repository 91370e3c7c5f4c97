"""Which points does each rule pick out?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hls_signals.variation.arrays import Bools, Floats, Ints, Sides, above
from hls_signals.variation.links import Points
from hls_signals.variation.stretches import Stretches, covered, stretches_of


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
    return high.astype(np.int8) - low.astype(np.int8)


def runs(points: Points, side: Sides, need: int, *, bridge: bool) -> Sides:
    """Points of a run of `need` or more on one side of the centre.

    bridge  points on the centre are passed over, and marked where they lie inside a run; else they end it.
    """
    on_a_side = np.flatnonzero(side)
    which, segment = side[on_a_side], points.segment[on_a_side]
    joined = (which[1:] == which[:-1]) & (segment[1:] == segment[:-1])
    if not bridge:
        joined &= np.diff(on_a_side) == 1
    found = stretches_of(joined, len(on_a_side))
    found = found.where(found.length >= need)
    is_high = which[found.first] > 0
    found = Stretches(on_a_side[found.first], on_a_side[found.last])
    high, low = covered(found.where(is_high), len(side)), covered(found.where(~is_high), len(side))
    return high.astype(np.int8) - low.astype(np.int8)


def steady(points: Points, need: int, *, bridge: bool) -> Steady:
    """Points of `need` or more, each above (below) the last; the turning point belongs to both stretches.

    bridge  a point equal to the last is passed over, and marked where it lies inside a stretch; else it ends it.
    """
    keep = ~points.linked | (points.step != 0) if bridge else np.ones(len(points), dtype=np.bool_)
    kept = np.flatnonzero(keep)
    step = points.step[kept]
    found = stretches_of(step[1:] == step[:-1], len(step))
    # Steps stand between points: one more point than steps, and the first of them is the point before.
    found = found.where((step[found.first] != 0) & (found.length + 1 >= need)) if len(step) else found
    rises = step[found.first] > 0
    found = Stretches(kept[found.first - 1], kept[found.last])
    begins = np.zeros(len(points), dtype=np.bool_)
    begins[found.first[~rises]] = True
    return Steady(covered(found.where(rises), len(points)), covered(found.where(~rises), len(points)), begins)


def near(points: Points, past_line: Sides, past_limit: Sides, side: Sides, window: Window) -> Sides:
    """Points beyond a line in a window where enough of them are, on one side.

    past_line, past_limit, side   where each point lies about the near line, the limit and the centre.
    """
    counts = past_line if window.counts_beyond else np.where(past_limit != 0, 0, past_line)
    high = _in_windows(points, counts > 0, side > 0, window)
    low = _in_windows(points, counts < 0, side < 0, window)
    return high.astype(np.int8) - low.astype(np.int8)


def _in_windows(points: Points, counts: Bools, on_side: Bools, window: Window) -> Bools:
    size, of = len(points), window.of
    marked = np.zeros(size, dtype=np.bool_)
    if size < of:
        return marked
    windows = size - of + 1
    fires = _sum_over(counts, windows, of) >= window.need
    # Segments only ever rise, so equal ends mean one segment throughout.
    fires &= points.segment[of - 1 :] == points.segment[:windows]
    if window.same_side:
        fires &= _sum_over(on_side, windows, of) == of
    for place in range(of):
        marked[place : place + windows] |= fires
    return marked & counts


def _sum_over(flags: Bools, windows: int, of: int) -> Ints:
    total = np.zeros(windows, dtype=np.int64)
    for place in range(of):
        total += flags[place : place + windows]
    return total
