"""What is a period called, and which periods of a series are not there?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hls_signals.workspace.language import phrase

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ONE_DAY = dt.timedelta(days=1)
# Months from one period's start to the next; snapshots are taken when they are taken.
MONTHS_APART = {
    "month": 1,
    "quarter": 3,
    "financial_year": 12,
    "calendar_year": 12,
    "academic_year": 12,
}
DAYS_APART = {"day": 1, "week": 7}


def day_label(day: dt.date) -> str:
    """A date as people write it.

    >>> day_label(dt.date(2026, 10, 1))
    '1 October 2026'
    """
    return f"{day.day} {phrase(MONTHS[day.month - 1])} {day.year}"


def month_label(day: dt.date) -> str:
    """Month and year."""
    return f"{phrase(MONTHS[day.month - 1])} {day.year}"


def period_label(period_type: str, start: dt.date, end: dt.date) -> str:
    """A period's name in full (`end` is excluded).

    >>> period_label("month", dt.date(2026, 4, 1), dt.date(2026, 5, 1))
    'April 2026'
    >>> period_label("quarter", dt.date(2026, 4, 1), dt.date(2026, 7, 1))
    'April to June 2026'
    >>> period_label("financial_year", dt.date(2025, 4, 1), dt.date(2026, 4, 1))
    '2025/26'
    """
    last = end - ONE_DAY
    match period_type:
        case "month":
            return month_label(start)
        case "financial_year" | "academic_year" if start.year != last.year:
            return f"{start.year}/{last.year % 100:02d}"
        case "calendar_year":
            return str(start.year)
        case "week":
            return phrase("week from {start}", start=day_label(start))
        case "rolling_12_months":
            return phrase("12 months to {last}", last=month_label(last))
        case "day" | "snapshot" if start == last:
            return day_label(start)
        case "pooled_years":
            return phrase("{start} to {last}", start=start.year, last=last.year)
    return _span(start, last)


def short_label(period_type: str, start: dt.date, end: dt.date) -> str:
    """A period's name where there is little room: under an axis, beside a row of letters.

    >>> short_label("month", dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    'Sep 2026'
    """
    if period_type in {"financial_year", "academic_year", "calendar_year", "pooled_years"}:
        return period_label(period_type, start, end).replace(" to ", "–")
    if period_type in {"day", "week"}:
        return f"{start.day} {phrase(MONTHS[start.month - 1][:3])} {start.year % 100:02d}"
    shown = end - ONE_DAY if period_type in {"rolling_12_months", "year_to_date"} else start
    return f"{phrase(MONTHS[shown.month - 1][:3])} {shown.year}"


def periods_between(period_type: str, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Every period from one start to another, both included; nothing for types without a fixed step."""
    start = first
    while start <= last:
        following = _following(period_type, start)
        if following is None:
            return
        yield start, following
        start = following


def _following(period_type: str, start: dt.date) -> dt.date | None:
    if period_type in DAYS_APART:
        return start + dt.timedelta(days=DAYS_APART[period_type])
    months = MONTHS_APART.get(period_type)
    if months is None or start.day > 28:
        return None
    ahead = start.month - 1 + months
    return start.replace(year=start.year + ahead // 12, month=ahead % 12 + 1)


def _span(start: dt.date, last: dt.date) -> str:
    if (start.year, start.month) == (last.year, last.month):
        return month_label(start)
    if start.year == last.year:
        return phrase("{start} to {last}", start=phrase(MONTHS[start.month - 1]), last=month_label(last))
    return phrase("{start} to {last}", start=month_label(start), last=month_label(last))
