"""Where on a drawing does a day or a figure lie?"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from hls_signals.publish.charts.theme import Size
from hls_signals.publish.numbers import UNIT_SIGN, as_declared, written
from hls_signals.publish.series_views import Bounds, VariationRow

Domain = tuple[float, float]
STEPS = (1, 2, 5, 10)
THOUSAND, MILLION = 1_000, 1_000_000
# How many days apart rows stand that are quarters.
QUARTER = range(89, 93)


@dataclass(frozen=True)
class Frame:
    """Places of rows along the axis of time (days) and the ends of both axes."""

    positions: tuple[float, ...]
    edges: tuple[float, ...]
    labels: tuple[str, ...]
    y_domain: Domain
    y_step: float
    size: Size

    @property
    def x_domain(self) -> Domain:
        """From the first edge to the last."""
        return self.edges[0], self.edges[-1]

    @property
    def x_per_pixel(self) -> float:
        """How many days one pixel is."""
        return (self.edges[-1] - self.edges[0]) / self.size.plot_width

    @property
    def y_per_pixel(self) -> float:
        """How much one pixel is worth."""
        return (self.y_domain[1] - self.y_domain[0]) / self.size.plot_height

    def at(self, day: dt.date) -> float:
        """The place of a day, kept inside the axis."""
        return min(max(float(day.toordinal()), self.edges[0]), self.edges[-1])

    @property
    def x_ticks(self) -> tuple[tuple[float, str], ...]:
        """Labelled places in time, as many as there is room for, the first row always among them."""
        room = max(1, int(self.size.plot_width // (self.size.text * 5.4)))
        every = _tidy(math.ceil(len(self.positions) / room), self.positions)
        return tuple(zip(self.positions[::every], self.labels[::every], strict=True))

    def y_ticks(self, unit: str) -> tuple[tuple[float, str], ...]:
        """Labelled figures from the lower end to the upper."""
        low, high = self.y_domain
        first = math.ceil(low / self.y_step - 1e-9)
        last = math.floor(high / self.y_step + 1e-9)
        values = [round(place * self.y_step, 9) for place in range(first, last + 1)]
        by, sign = _in_thousands(values)
        return tuple((value, _tick(value / by) + (sign or UNIT_SIGN.get(unit, ""))) for value in values)


def frame_of(rows: Sequence[VariationRow], bounds: Bounds, size: Size) -> Frame:
    """The axes of a drawing, from the shown figures alone."""
    positions = tuple((row.period_start.toordinal() + row.period_end.toordinal()) / 2 for row in rows)
    low, high, step = _axis(_shown(rows), bounds, is_whole=all(row.value is None or row.value % 1 == 0 for row in rows))
    return Frame(positions, _edges(positions), tuple(row.short_label for row in rows), (low, high), step, size)


def _in_thousands(values: Sequence[float]) -> tuple[int, str]:
    """What to divide a long axis by, and the letter that says so."""
    longest = max((abs(value) for value in values), default=0)
    for by, least, sign in ((MILLION, MILLION, "m"), (THOUSAND, 10 * THOUSAND, "k")):
        if longest >= least and all(value % (by // 100) == 0 for value in values):
            return by, sign
    return 1, ""


def _tick(value: float) -> str:
    return written(as_declared(Decimal(repr(value))))


def _tidy(every: int, positions: Sequence[float]) -> int:
    """A step in rows that falls on the same months or quarters each year where it can."""
    days = (positions[-1] - positions[0]) / max(1, len(positions) - 1)
    steps = (1, 2, 4, 8, 12, 16, 20, 40) if round(days) in QUARTER else (1, 2, 3, 4, 6, 12, 24, 36, 48, 60)
    return next((step for step in steps if step >= every), every)


def _edges(positions: Sequence[float]) -> tuple[float, ...]:
    gaps = [b - a for a, b in pairwise(positions)] or [30.0]
    inner = [(a + b) / 2 for a, b in pairwise(positions)]
    return (positions[0] - gaps[0] / 2, *inner, positions[-1] + gaps[-1] / 2)


def _shown(rows: Sequence[VariationRow]) -> list[float]:
    figures = ((row.value, row.centre, row.lower, row.upper, row.target, row.target_upper) for row in rows)
    return [float(figure) for row in figures for figure in row if figure is not None]


def _axis(shown: Sequence[float], bounds: Bounds, *, is_whole: bool) -> tuple[float, float, float]:
    low, high = min(shown, default=0.0), max(shown, default=1.0)
    lowest, highest = (None if bound is None else float(bound) for bound in bounds)
    # A flat series has room above and below, but none where no figure can be.
    least, most = (low - 1, high + 1) if low == high else (low, high)
    step = _nice_step((most - least) / 4)
    step = max(step, 1.0) if is_whole else step
    start, stop = math.floor(least / step) * step, math.ceil(most / step) * step
    start = start if lowest is None else max(start, min(lowest, low))
    stop = stop if highest is None else min(stop, max(highest, high))
    return round(start, 9), round(stop, 9), step


def _nice_step(raw: float) -> float:
    size = 10.0 ** math.floor(math.log10(raw))
    return next(step * size for step in STEPS if step * size >= raw - 1e-12)
