"""Targets and frames that the tests of the gaming part share."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from hls_signals.gaming import TargetContext

AS_OF = dt.date(2026, 10, 15)


def a_target(**changed) -> TargetContext:
    given = {
        "measure_id": "decisions",
        "target": 56.0,
        "good_side": "at_or_below",
        "unit": "days",
        "window_start": dt.date(2024, 1, 1),
        "window_end": dt.date(2026, 1, 1),
        "area_code": "X06000901",
    }
    return TargetContext(**{**given, **changed})


def days_around_56(*, moved: bool = True) -> pl.DataFrame:
    """The worked example of section 6: 20 a day, and a peak before 56 with a hollow after it."""
    days = np.arange(0, 121)
    counts = np.full(121, 20)
    if moved:
        counts[(days >= 54) & (days <= 55)] = 30
        counts[days == 56] = 36
        counts[(days >= 57) & (days <= 62)] = 14
    return pl.DataFrame({"value": days.astype(float), "n": counts})


def months(number: int, start: dt.date = dt.date(2024, 1, 1)) -> list[dt.date]:
    whole = [start.year * 12 + start.month - 1 + at for at in range(number)]
    return [dt.date(month // 12, month % 12 + 1, 1) for month in whole]


def a_series(number: int = 24, **columns) -> pl.DataFrame:
    random = np.random.default_rng(7)
    below = random.poisson(120, number)
    given = {"period_start": months(number), "numerator": random.binomial(below, 0.7), "denominator": below}
    return pl.DataFrame({**given, **columns})


def daily(start: dt.date, end: dt.date, count) -> pl.DataFrame:
    days = pl.date_range(start, end, closed="left", eager=True)
    return pl.DataFrame({"day": days, "n": [count(day) for day in days]})


def revised(rows: int = 200, *, seed: int = 3) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    first = np.round(random.normal(75, 4, rows), 1)
    return pl.DataFrame(
        {"first_value": first, "latest_value": np.round(first + random.choice([0, 0, -0.3, 0.3, 0.6], rows), 1)}
    )
