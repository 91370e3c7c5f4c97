"""Which stretch of time lies around a day, and when does a label contradict what its date is said to mean?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Means = Literal["start", "end", "inside"]
EARLIEST_YEAR = 1990
_YEARS_BEGIN = {"financial_year": 4, "calendar_year": 1, "academic_year": 9}


class NotAPeriod(ValueError):
    """The text names no period: R220 where it fits no declared format, R221 where the date does not exist."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Period:
    """A stretch of time, `start` included and `end` excluded."""

    start: dt.date
    end: dt.date
    period_type: str


def around(day: dt.date, period_type: str, means: Means = "inside") -> Period:
    """The period of this type that contains the day; for windows ending or beginning with its month, that window."""
    if period_type == "rolling_12_months":
        first = month_start(day) if means == "start" else months_on(month_start(day), -11)
        return Period(first, months_on(first, 12), period_type)
    if period_type == "year_to_date":
        return Period(year_start(day, 4), months_on(month_start(day), 1), period_type)
    if period_type in {"day", "snapshot"}:
        return Period(day, day + dt.timedelta(days=1), period_type)
    if period_type == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return Period(monday, monday + dt.timedelta(days=7), period_type)
    first, months = _block(day, period_type)
    return Period(first, months_on(first, months), period_type)


def contradicts(day: dt.date, period: Period, means: Means) -> bool:
    """True where the day is not the one that `means` speaks of: D307.

    A month's last day in a column that means the start is read, and asked about.
    """
    if means == "inside" or period.period_type in {"day", "snapshot"}:
        return False
    edge = period.start if means == "start" else period.end - dt.timedelta(days=1)
    return day != edge


def _block(day: dt.date, period_type: str) -> tuple[dt.date, int]:
    if period_type == "month":
        return month_start(day), 1
    if period_type == "quarter":
        return dt.date(day.year, day.month - (day.month - 1) % 3, 1), 3
    if period_type not in _YEARS_BEGIN:
        raise NotAPeriod("R220")
    return year_start(day, _YEARS_BEGIN[period_type]), 12


def month_start(day: dt.date) -> dt.date:
    """The first day of the day's month."""
    return day.replace(day=1)


def year_start(day: dt.date, month: int) -> dt.date:
    """The first day of the year around a day, where years begin with this month."""
    return dt.date(day.year if day.month >= month else day.year - 1, month, 1)


def months_on(first: dt.date, months: int) -> dt.date:
    """The first of a month, so many months on.

    >>> months_on(dt.date(2024, 11, 1), 3)
    datetime.date(2025, 2, 1)
    """
    years, month = divmod(first.month - 1 + months, 12)
    return dt.date(first.year + years, month + 1, 1)
