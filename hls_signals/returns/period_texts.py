"""Which stretch of time does a text name, written in one of the formats a mapping may declare?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Literal

from hls_signals.returns.spans import EARLIEST_YEAR, NotAPeriod, Period, around, months_on

PeriodFormat = Literal[
    "iso_date",
    "iso_month",
    "day_month_year",
    "month_day_year",
    "month_name",
    "excel_serial",
    "financial_year",
    "financial_year_end",
    "financial_quarter",
    "calendar_year",
    "calendar_quarter",
    "month_span",
    "academic_year",
    "pooled_years",
]
# These say a day, so the mapping or the measure must say how long the period around it is.
DATE_FORMATS = frozenset(("iso_date", "day_month_year", "month_day_year", "excel_serial"))
# Day 60 of a workbook is 29 February 1900, which never was, so days up to it are told apart by no one.
_DAY_NOUGHT = dt.date(1899, 12, 30)
LAST_UNCERTAIN_SERIAL, LAST_SERIAL = 60, 2_958_465
# No publisher pools more; a longer stretch is two years written the wrong way round.
MOST_YEARS_POOLED = 20
# How many days later the calendar of a 1904 workbook begins.
DAYS_TO_1904 = 1462
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_MIDNIGHT = r"(?:[t ]00:00(?::00(?:\.0+)?)?)?"
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _MIDNIGHT)
_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})" + _MIDNIGHT)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MONTH_NAME = re.compile(r"([a-z]{3,9})[ \-]?(\d{4}|\d{2})")
_FINANCIAL = r"(\d{4})[\-/]?(\d{2}|(?<=[\-/])\d{4})"
_FINANCIAL_YEAR = re.compile(_FINANCIAL)
_FINANCIAL_QUARTER = re.compile(rf"(?:{_FINANCIAL} ?q([1-4])|q([1-4]) ?{_FINANCIAL})")
_SERIAL = re.compile(r"(\d{1,7})(?:\.0+)?")
_SPAN_MONTH = r"([a-z]{3,9})(?:[ \-]?(\d{4}|\d{2}))?"
_MONTH_SPAN = re.compile(rf"{_SPAN_MONTH} ?(?:-|to) ?([a-z]{{3,9}})[ \-]?(\d{{4}}|\d{{2}})")
_POOLED = re.compile(r"(\d{4}) ?(?:-|to) ?(\d{4}|\d{2})")
_POOLED_FINANCIAL = re.compile(r"(\d{4})/(\d{2}) ?(?:-|to) ?(\d{4}|\d{2})/(\d{2})")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_QUARTER = re.compile(r"(?:(\d{4})[ \-]?q([1-4])|q([1-4])[ \-]?(\d{4}))")


def day_of(text: str, form: PeriodFormat, *, from_1904: bool = False) -> dt.date:
    """The day a text names in a format that says a day; raises NotAPeriod, or ValueError where there is none such."""
    if form == "excel_serial":
        return _serial_day(text, DAYS_TO_1904 if from_1904 else 0)
    match = _fitting(_ISO_DATE if form == "iso_date" else _DATE, text)
    first, second, third = (int(part) for part in match.groups())
    if form == "iso_date":
        return dt.date(first, second, third)
    return dt.date(third, second, first) if form == "day_month_year" else dt.date(third, first, second)


def _serial_day(text: str, shift: int) -> dt.date:
    serial = int(_fitting(_SERIAL, text)[1]) + shift
    if not LAST_UNCERTAIN_SERIAL < serial <= LAST_SERIAL:
        raise NotAPeriod("R220")
    return _DAY_NOUGHT + dt.timedelta(days=serial)


def _iso_month(text: str) -> Period:
    match = _fitting(_ISO_MONTH, text)
    return around(dt.date(int(match[1]), int(match[2]), 1), "month")


def _month_name(text: str) -> Period:
    match = _fitting(_MONTH_NAME, text)
    if match[1] not in _MONTHS:
        raise NotAPeriod("R220")
    return around(dt.date(_full_year(match[2]), _MONTHS[match[1]], 1), "month")


def _financial_year(text: str) -> Period:
    match = _fitting(_FINANCIAL_YEAR, text)
    return around(dt.date(_first_year(match[1], match[2]), 4, 1), "financial_year")


def _financial_year_end(text: str) -> Period:
    return around(dt.date(int(_fitting(_YEAR, text)[1]), 3, 31), "financial_year")


def _financial_quarter(text: str) -> Period:
    match = _fitting(_FINANCIAL_QUARTER, text)
    year = _first_year(match[1] or match[5], match[2] or match[6])
    return around(months_on(dt.date(year, 4, 1), 3 * (int(match[3] or match[4]) - 1)), "quarter")


def _calendar_year(text: str) -> Period:
    return around(dt.date(int(_fitting(_YEAR, text)[1]), 1, 1), "calendar_year")


def _calendar_quarter(text: str) -> Period:
    match = _fitting(_QUARTER, text)
    return around(dt.date(int(match[1] or match[4]), 3 * int(match[2] or match[3]) - 2, 1), "quarter")


def _academic_year(text: str) -> Period:
    match = _fitting(_FINANCIAL_YEAR, text)
    return around(dt.date(_first_year(match[1], match[2]), 9, 1), "academic_year")


def _month_span(text: str) -> Period:
    """Whole months from one to another. A span over the turn of a year names both its years."""
    match = _fitting(_MONTH_SPAN, text)
    if match[1] not in _MONTHS or match[3] not in _MONTHS:
        raise NotAPeriod("R220")
    last_year = _full_year(match[4])
    first = dt.date(_full_year(match[2]) if match[2] else last_year, _MONTHS[match[1]], 1)
    end = months_on(dt.date(last_year, _MONTHS[match[3]], 1), 1)
    return Period(first, end, _span_type(first, end))


def _span_type(first: dt.date, end: dt.date) -> str:
    for period_type in ("month", "quarter", "financial_year", "calendar_year", "academic_year"):
        if around(first, period_type) == Period(first, end, period_type):
            return period_type
    if months_on(first, 12) == end:
        return "rolling_12_months"
    # From April on, a part of a financial year is the year to date. Any other window has no name here.
    if first.month == 4 and first < end < months_on(first, 12):
        return "year_to_date"
    raise NotAPeriod("R220")


def _pooled_years(text: str) -> Period:
    """Several years in one figure. Two neighbouring years written as one (`2013-14`) are no pooled period."""
    financial = _POOLED_FINANCIAL.fullmatch(text)
    if financial is not None:
        first = _first_year(financial[1], financial[2])
        last = _first_year(_following(first, financial[3]), financial[4])
        return _pooled(first, last, 4)
    match = _fitting(_POOLED, text)
    first, last = int(match[1]), int(_following(int(match[1]), match[2]))
    if last == first + 1:
        raise NotAPeriod("R220")
    return _pooled(first, last, 1)


def _pooled(first: int, last: int, month: int) -> Period:
    if not first < last <= first + MOST_YEARS_POOLED:
        raise NotAPeriod("R220")
    return Period(dt.date(first, month, 1), dt.date(last + 1, month, 1), "pooled_years")


def _following(first: int, text: str) -> str:
    """The later year in four digits: of two digits, the next year that ends so."""
    if len(text) == 4:
        return text
    return str(first + (int(text) - first) % 100)


READERS: dict[str, Callable[[str], Period]] = {
    "iso_month": _iso_month,
    "month_name": _month_name,
    "financial_year": _financial_year,
    "financial_year_end": _financial_year_end,
    "financial_quarter": _financial_quarter,
    "calendar_year": _calendar_year,
    "calendar_quarter": _calendar_quarter,
    "academic_year": _academic_year,
    "month_span": _month_span,
    "pooled_years": _pooled_years,
}


def _fitting(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise NotAPeriod("R220")
    return match


def _first_year(first: str, last: str) -> int:
    # 2015-17 spans two years: that is a pooled period, not a financial year.
    if not str(int(first) + 1).endswith(last):
        raise NotAPeriod("R220")
    return int(first)


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= EARLIEST_YEAR % 100 else 2000)
