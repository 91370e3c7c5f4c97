"""Which part of each period does a return look at? (A street count made each autumn is no figure of the whole year.)"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import polars as pl

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
# Not a leap year: 02-29 is no day of every year.
_ANY_YEAR = 2023


def month_day(text: str) -> tuple[int, int]:
    """Month and day of `10-01`; raises ValueError where no such day is in every year."""
    match = _MONTH_DAY.fullmatch(text)
    if match is None:
        raise ValueError("a window has two days such as 10-01, month first")
    day = dt.date(_ANY_YEAR, int(match[1]), int(match[2]))
    return day.month, day.day


def windows_of(periods: Sequence[pl.Series], window: tuple[str, str], period_type: str) -> list[pl.Series]:
    """Period columns with each period cut to its window: from its first such day to the next such other day.

    periods      period_start, period_end, period_type and period_code, as periods_of gives them.
    period_type  what the window is called.
    """
    start, end, named, code = periods
    first, last = (month_day(text) for text in window)
    seen = start.drop_nulls().unique()
    begins = [_on_or_after(day, first) for day in seen.to_list()]
    ends = [_on_or_after(day + dt.timedelta(days=1), last) for day in begins]
    cut = [start.replace_strict(seen, pl.Series(days, dtype=pl.Date), default=None) for days in (begins, ends)]
    called = pl.Series([period_type]).new_from_index(0, len(named)).set(named.is_null(), None)
    return [cut[0].alias(start.name), cut[1].alias(end.name), called.alias(named.name), code]


def _on_or_after(day: dt.date, month_and_day: tuple[int, int]) -> dt.date:
    this_year = dt.date(day.year, *month_and_day)
    return this_year if this_year >= day else dt.date(day.year + 1, *month_and_day)
