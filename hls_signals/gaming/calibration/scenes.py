"""What is a scene: innocent data of one awkward kind, and the strengths of pressure planted into it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats, Ints
from hls_signals.gaming.context import TargetContext

Frames = Mapping[str, pl.DataFrame]
Random = np.random.Generator
# Frames with pressure in them, and the effect that was planted, in the indicator's own unit; None: not known.
Planted = tuple[Frames, float | None]
Plant = Callable[[Random, TargetContext, Frames], Planted]
START = dt.date(2023, 1, 1)
END = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Scene:
    """Innocent data of one kind for one indicator.

    draw     a fresh set of frames
    plants   name of the strength -> how pressure is planted into a fresh set
    is_ours  true for a shape that is not on the page's list
    """

    indicator: str
    shape: str
    n: int
    context: TargetContext
    draw: Callable[[Random], Frames]
    plants: Mapping[str, Plant] = field(default_factory=dict)
    is_ours: bool = False


def context_of(**given: Any) -> TargetContext:
    """A target of no place, over three years."""
    usual: dict[str, Any] = {
        "measure_id": "simulated",
        "target": 56.0,
        "good_side": "at_or_below",
        "unit": "days",
        "window_start": START,
        "window_end": END,
    }
    return TargetContext(**{**usual, **given})


def month_starts(number: int, start: dt.date = START) -> list[dt.date]:
    """The first days of so many months."""
    at = start.year * 12 + start.month - 1
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(at, at + number)]


def log_normal(values: Floats | Ints, middle: float, spread: float) -> Floats:
    """Heights of a log-normal curve, summing to 1 over the values; 0 at values of 0."""
    above = np.maximum(values, 0.5)
    heights = np.exp(-0.5 * ((np.log(above) - np.log(middle)) / spread) ** 2) / above
    return np.asarray(heights / heights.sum(), dtype=np.float64)


def histogram_of(counts: Ints, grid: float = 1.0) -> pl.DataFrame:
    """A histogram frame from counts of the values 0, 1, 2 ... steps of the grid."""
    steps = np.flatnonzero(counts)
    return pl.DataFrame({"value": [float(f"{step * grid:.9g}") for step in steps], "n": counts[steps]})
