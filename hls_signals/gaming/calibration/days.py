"""Which daily counts look awkward although nobody pressed them, and how is a pull into the last days planted?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats, Ints
from hls_signals.gaming.calibration.scenes import END, START, Frames, Plant, Planted, Random, Scene, context_of
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.end_of_period import Calendar

# Records in three years: about six a working day.
N = 5_000
HOLIDAYS = tuple(
    dt.date(year, month, day) for year in (2023, 2024, 2025) for month, day in ((1, 1), (12, 25), (12, 26))
)
CONTEXT = context_of(unit="count", target=None, holidays=HOLIDAYS)
DATES = pl.date_range(START, END, closed="left", eager=True)
CALENDAR = Calendar(DATES, CONTEXT)
NUMBER = len(DATES)


def _weekly() -> Floats:
    weight = np.where(CALENDAR.weekday <= 5, 1.0, 0.12)
    weight[CALENDAR.is_holiday] = 0.2
    return weight


def _level(weight: Floats) -> Floats:
    return np.asarray(weight / weight.sum() * N)


def _uneven(random: Random) -> Floats:
    return np.asarray(_weekly() * random.gamma(2, 0.5, NUMBER))


def _seasons(random: Random) -> Floats:
    day = DATES.dt.ordinal_day().to_numpy()
    return np.asarray(_weekly() * (1 + 0.4 * np.sin(2 * np.pi * (day + random.uniform(0, 365)) / 365)))


def _month_ends(random: Random) -> Floats:
    return np.asarray(_weekly() * np.where(CALENDAR.ends_month, 1.6, 1.0))


def _busy_weeks(random: Random) -> Floats:
    weeks = random.gamma(6, 1 / 6, NUMBER // 7 + 2)
    return np.asarray(_weekly() * weeks[np.arange(NUMBER) // 7])


def _growth(random: Random) -> Floats:
    return np.asarray(_weekly() * np.linspace(0.5, 1.5, NUMBER))


SHAPES: dict[str, tuple[Callable[[Random], Floats], bool]] = {
    "working days": (lambda random: _weekly(), False),
    "uneven days": (_uneven, False),
    "seasons": (_seasons, False),
    "every month end is full": (_month_ends, True),
    "busy and quiet weeks": (_busy_weeks, True),
    "three years of growth": (_growth, True),
}


def scenes() -> Iterator[Scene]:
    """Every scene for `end_of_period`."""
    for shape, (weight, is_ours) in SHAPES.items():
        plants = {"2% of each quarter": pulled(0.02), "5% of each quarter": pulled(0.05)}
        yield Scene("end_of_period", shape, N, CONTEXT, _framed(weight), plants, is_ours)


def _framed(weight: Callable[[Random], Floats]) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        return {"days": _frame(random.poisson(_level(weight(random))))}

    return framed


def _frame(counts: Ints) -> pl.DataFrame:
    return pl.DataFrame({"day": DATES, "n": counts})


def pulled(share: float) -> Plant:
    """A share of each quarter's records moved into its last three working days.

    The effect planted is the rate ratio this gives on the counts drawn.
    """

    def plant(random: Random, context: TargetContext, frames: Frames) -> Planted:
        counts = frames["days"]["n"].to_numpy()
        quarter = CALENDAR.month // 3
        kept = random.binomial(counts, 1 - share)
        added = np.zeros(NUMBER, dtype=np.int64)
        for number in np.unique(quarter):
            here = quarter == number
            last = np.flatnonzero(here & CALENDAR.ends_period)
            np.add.at(added, random.choice(last, int((counts - kept)[here].sum())), 1)
        before = float(kept[CALENDAR.ends_period].sum())
        return {"days": _frame(kept + added)}, (before + added.sum()) / before

    return plant
