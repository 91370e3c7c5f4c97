"""Which durations and percentages look awkward although nobody pressed them, and how is pressure planted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats, Ints
from hls_signals.gaming.calibration.scenes import (
    Frames,
    Plant,
    Planted,
    Random,
    Scene,
    context_of,
    histogram_of,
    log_normal,
)
from hls_signals.gaming.cells import cells_around
from hls_signals.gaming.context import TargetContext

N = 2_000
DAYS = np.arange(400)
MINUTES = np.arange(900)
TENTHS = np.arange(1_001)
LIMIT_DAYS = context_of()
LIMIT_MINUTES = context_of(unit="minutes", target=240.0)
LIMIT_PERCENT = context_of(unit="percent", target=95.0, good_side="at_or_above", grid=0.1, pooled_over=30)
# How far beyond the limit cases are moved from, in windows: within the window beyond, further, and far.
NEAR, FURTHER, FAR = 2.0, 3.3, 5.0
Draw = Callable[[Random, int], Ints]


def _drawn_from(heights: Floats) -> Draw:
    shares = heights / heights.sum()

    def draw(random: Random, n: int) -> Ints:
        return np.asarray(random.multinomial(n, shares))

    return draw


def _clock(minutes: Ints) -> Floats:
    """How many times as often each minute is written down on a clock read to five minutes and more."""
    weight = np.ones(len(minutes))
    for step, times in ((5, 3.0), (10, 1.3), (15, 1.4), (30, 1.5), (60, 1.3)):
        weight[minutes % step == 0] *= times
    return weight


def _bodies(random: Random, n: int) -> Ints:
    """Twelve bodies, each with a pace of its own."""
    shape = sum(random.gamma(2) * log_normal(DAYS, random.uniform(25, 80), random.uniform(0.3, 0.6)) for _ in range(12))
    return np.asarray(random.multinomial(n, shape / np.sum(shape)))


def _families(random: Random, n: int) -> Ints:
    """Cases that come in families of one to many and end on one day."""
    counts = np.zeros(len(DAYS), dtype=np.int64)
    families = round(n / 2.5)
    np.add.at(counts, random.choice(len(DAYS), families, p=log_normal(DAYS, 45, 0.5)), random.geometric(0.4, families))
    return counts


def _busy_days(random: Random, n: int) -> Ints:
    """Every duration has luck of its own, a third more or less: neither Poisson nor smooth."""
    luck = random.gamma(9, 1 / 9, len(DAYS))
    shape = log_normal(DAYS, 45, 0.5) * luck
    return np.asarray(random.multinomial(n, shape / shape.sum()))


# Days between two working days: how often each remainder by seven comes up.
WORKING_WEEK = np.array([5, 4, 3, 3, 3, 3, 4])
# Shape -> draw, records, whether it is one of our own, in days with a limit of 56.
IN_DAYS: dict[str, tuple[Draw, int, bool]] = {
    "limit in the tail": (_drawn_from(log_normal(DAYS, 35, 0.5)), N, False),
    "limit at the peak": (_drawn_from(log_normal(DAYS, 65, 0.4)), N, False),
    "weekly meetings": (_drawn_from(log_normal(DAYS, 45, 0.5) * np.where(DAYS % 7 == 0, 3, 1)), N, False),
    "weekends": (_drawn_from(log_normal(DAYS, 45, 0.5) * WORKING_WEEK[DAYS % 7]), N, False),
    "two pathways": (_drawn_from(0.6 * log_normal(DAYS, 25, 0.4) + 0.4 * log_normal(DAYS, 75, 0.2)), N, False),
    "twelve bodies pooled": (_bodies, N, False),
    "500 records": (_drawn_from(log_normal(DAYS, 45, 0.5)), 500, False),
    "under 200 records": (_drawn_from(log_normal(DAYS, 50, 0.35)), 190, False),
    "families ending together": (_families, N, True),
    "uneven luck of each day": (_busy_days, N, True),
    "nothing on weekends": (
        _drawn_from(log_normal(DAYS, 45, 0.5) * np.where(np.isin(DAYS % 7, (5, 6)), 0.15, 1)),
        N,
        True,
    ),
    "20,000 records": (_drawn_from(log_normal(DAYS, 45, 0.5)), 20_000, True),
    "two meetings a month": (_drawn_from(log_normal(DAYS, 45, 0.5) * np.where(DAYS % 14 == 0, 4, 1)), N, True),
}
IN_MINUTES: dict[str, tuple[Draw, int, bool]] = {
    "heaped clock, limit in the tail": (_drawn_from(log_normal(MINUTES, 170, 0.6) * _clock(MINUTES)), N, False),
    "heaped clock, limit at the peak": (_drawn_from(log_normal(MINUTES, 260, 0.35) * _clock(MINUTES)), N, False),
}
IN_PERCENT: dict[str, tuple[Draw, int, bool]] = {
    "percentages of bodies pooled": (_drawn_from(log_normal(1_005 - TENTHS, 80, 0.6)), N, False),
}


def scenes() -> Iterator[Scene]:
    """Every scene for `threshold_bunching`."""
    for context, shapes in ((LIMIT_DAYS, IN_DAYS), (LIMIT_MINUTES, IN_MINUTES), (LIMIT_PERCENT, IN_PERCENT)):
        for shape, (draw, n, is_ours) in shapes.items():
            yield Scene("threshold_bunching", shape, n, context, _framed(draw, n, context), _plants(n), is_ours)


def _framed(draw: Draw, n: int, context: TargetContext) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        return {"histogram": histogram_of(draw(random, n), context.grid)}

    return framed


def _plants(n: int) -> dict[str, Plant]:
    if n < 200:
        return {"10% moved": moving(0.10, FURTHER)}
    return {
        "2% moved, sharp": moving(0.02, NEAR),
        "5% moved, sharp": moving(0.05, NEAR),
        "5% moved, from further": moving(0.05, FURTHER),
        "5% moved, from far": moving(0.05, FAR),
        "5% moved, over a wide stretch": moving(0.05, FURTHER, into=3),
    }


def moving(share: float, hollow: float, *, into: int = 1) -> Plant:
    """Cases moved from beyond the limit to just inside it, the nearer ones more often.

    share   of all records
    hollow  how far beyond the limit they come from, in windows
    into    over how many windows inside they are spread
    """

    def plant(random: Random, context: TargetContext, frames: Frames) -> Planted:
        target = context.target or 0.0
        cells = cells_around(frames["histogram"], context, target)
        outward = -1 if context.is_from_above else 1
        limit = round(target / context.grid)
        reach = max(1, round(hollow * cells.window))
        counts = _counts(frames["histogram"], context.grid, limit + reach + 1)
        beyond = limit + outward * np.arange(1, reach + 1)
        pool = np.repeat(beyond, counts[beyond])
        nearness = np.repeat(1 - np.arange(reach) / (reach + 1), counts[beyond])
        moved = min(round(share * counts.sum()), round(0.9 * len(pool)))
        taken = random.choice(pool, moved, replace=False, p=nearness / nearness.sum())
        inside = limit - outward * np.arange(into * cells.window)
        # Mostly on the last day allowed, where the stretch is no wider than the window.
        pull = 1 / (1 + np.arange(len(inside))) if into == 1 else np.ones(len(inside))
        np.add.at(counts, taken, -1)
        np.add.at(counts, random.choice(inside, moved, p=pull / pull.sum()), 1)
        # Spread wider than the window, what is found inside it is a lower bound of what was moved.
        return {"histogram": histogram_of(counts, context.grid)}, float(moved) if into == 1 else None

    return plant


def _counts(histogram: pl.DataFrame, grid: float, at_least: int) -> Ints:
    steps = np.rint(histogram["value"].to_numpy() / grid).astype(np.int64)
    counts = np.zeros(max(int(steps.max()) + 1, at_least), dtype=np.int64)
    counts[steps] = histogram["n"].to_numpy()
    return counts
