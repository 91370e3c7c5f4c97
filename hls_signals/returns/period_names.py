"""What is a period called in a question about a file?"""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SPLIT_YEARS = ("financial_year", "academic_year")


def day_name(day: dt.date) -> str:
    """A date as people write it.

    >>> day_name(dt.date(2026, 10, 1))
    '1 October 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_name(period_type: str, start: dt.date, end: dt.date) -> str:
    """A period by the name people give it; `end` is excluded.

    >>> period_name("month", dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    'September 2026'
    >>> period_name("financial_year", dt.date(2025, 4, 1), dt.date(2026, 4, 1))
    'the financial year 2025/26'
    """
    last = end - dt.timedelta(days=1)
    if period_type in _SPLIT_YEARS and last.year == start.year + 1:
        return f"the {period_type.replace('_', ' ')} {start.year}/{last.year % 100:02d}"
    if period_type == "week":
        return f"the week from {day_name(start)}"
    return span_name(start, end)


def span_name(start: dt.date, end: dt.date) -> str:
    """A stretch of time by its months, or by its days where it is no whole months; `end` is excluded.

    >>> span_name(dt.date(2026, 4, 1), dt.date(2026, 7, 1))
    'April to June 2026'
    >>> span_name(dt.date(2025, 11, 3), dt.date(2025, 11, 17))
    '3 November 2025 to 16 November 2025'
    """
    last = end - dt.timedelta(days=1)
    if start == last:
        return day_name(start)
    if start.day != 1 or end.day != 1:
        return f"{day_name(start)} to {day_name(last)}"
    newest = _month_name(last)
    if (start.year, start.month) == (last.year, last.month):
        return newest
    return f"{MONTHS[start.month - 1] if start.year == last.year else _month_name(start)} to {newest}"


def _month_name(day: dt.date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
