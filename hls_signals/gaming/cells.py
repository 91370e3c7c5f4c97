"""Which cells of a histogram lie just inside the limit, just beyond it, and far from it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Bools, Floats, Ints
from hls_signals.gaming.context import TargetContext

# Shares of the distance to the end of the scale, and the widest range, in cells: section 6 of the page.
WINDOW_SHARE = 0.06
RANGE_OF_WINDOWS = 12
NARROWEST_RANGE = 30
# Further from the end of the scale than this, in cells, no curve is fitted: the grid is too fine for the target.
MOST_CELLS = 10_000
# How far a target may lie beside a cell and still be it, in cells.
DUST = 1e-6
# Steps on which records gather by themselves, in each unit.
HEAPS: dict[str, tuple[float, ...]] = {
    "minutes": (5, 10, 15, 30, 60),
    "days": (5, 7, 10, 14),
    "percent": (0.5, 1),
    "count": (),
    "score": (),
}
# A heap is looked for where at least this many cells outside the windows lie on it.
CELLS_OF_A_HEAP = 3


@dataclass(frozen=True)
class Cells:
    """The cells around a limit, from the good side outward.

    away     (cells,) steps from the limit, counted away from the target: 0 is the limit, below 0 lies inside
    steps    (cells,) the recorded value in recording steps, counted from 0 of the unit
    counts   (cells,) how many records each holds
    window   w, the width of the window inside; the one beyond is twice as wide
    reach    R, how far the range goes on either side
    outside  (cells,) true where a cell tells what the shape is without the limit
    """

    away: Ints
    steps: Ints
    counts: Floats
    window: int
    reach: int
    outside: Bools

    @property
    def inside_window(self) -> Bools:
        """The cells just inside the limit."""
        return (self.away > -self.window) & (self.away <= 0)

    def beyond_window(self, width: int) -> Bools:
        """The cells just beyond the limit."""
        return (self.away >= 1) & (self.away <= width)


def cells_around(histogram: pl.DataFrame, context: TargetContext, target: float) -> Cells:
    """The cells of section 6: range, windows and what lies outside them.

    histogram  value on the grid, n; cells that are not there hold nothing
    """
    limit = limit_step(target, context)
    distance = max(1, cells_to_the_end(target, context))
    window = max(1, round(WINDOW_SHARE * distance))
    reach = min(distance - 1, max(RANGE_OF_WINDOWS * window, NARROWEST_RANGE))
    away = np.arange(-reach, reach + 1)
    outward = -1 if context.is_from_above else 1
    steps = limit + outward * away
    counts = _counts_at(histogram, context.grid, steps)
    outside = ~((away > -window) & (away <= 2 * window))
    for other in context.other_limits:
        from_other = outward * (steps - limit_step(other, context))
        outside &= ~((from_other > -window) & (from_other <= 2 * window))
    # A scale ends on the bad side too: no percentage lies below 0.
    possible = steps >= 0 if context.unit in {"percent", "minutes", "days", "count"} else np.ones_like(outside)
    if context.unit == "percent" and not context.is_from_above:
        possible &= steps <= round(100 / context.grid)
    kept = possible.astype(bool)
    return Cells(away[kept], steps[kept], counts[kept], window, reach, outside[kept])


def limit_step(target: float, context: TargetContext) -> int:
    """The last recorded value, in steps, that meets the target: one between two values is met by the inner one."""
    exact = target / context.grid
    return ceil(exact - DUST) if context.is_from_above else floor(exact + DUST)


def cells_to_the_end(target: float, context: TargetContext) -> int:
    """How many recording steps lie between the target and the end of the scale on the good side."""
    return round(abs(target - context.end_of_scale) / context.grid)


def _counts_at(histogram: pl.DataFrame, grid: float, steps: Ints) -> Floats:
    there = np.rint(histogram["value"].to_numpy() / grid).astype(np.int64)
    counts = np.zeros(len(steps))
    first, last = int(steps.min()), int(steps.max())
    in_range = (there >= first) & (there <= last)
    by_step = np.zeros(last - first + 1)
    np.add.at(by_step, there[in_range] - first, histogram["n"].to_numpy()[in_range])
    counts[:] = by_step[steps - first]
    return counts


def heaps_of(context: TargetContext) -> tuple[int, ...]:
    """Steps on which records may gather, in recording steps: whole multiples of the grid above 1."""
    named = HEAPS[context.unit] if context.heaps is None else context.heaps
    steps = [heap / context.grid for heap in named]
    return tuple(round(step) for step in steps if abs(step - round(step)) < 1e-6 and round(step) > 1)


def estimable_heaps(heaps: Sequence[int], steps: Ints, outside: Bools) -> tuple[int, ...]:
    """Those heaps that enough cells outside the windows lie on."""
    return tuple(heap for heap in heaps if (steps[outside] % heap == 0).sum() >= CELLS_OF_A_HEAP)
