"""Which stretch of time does a text name, in the format the mapping declares?"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from hls_signals.register.models import PeriodType

PeriodFormat = Literal[
    "iso_date",
    "iso_month",
    "day_month_year",
    "month_day_year",
    "month_name",
    "financial_year",
    "financial_year_end",
    "financial_quarter",
    "calendar_year",
    "calendar_quarter",
]
PERIOD_TYPES = frozenset(get_args(PeriodType))
# These say a day, so the mapping or the measure must say how long the period around it is.
DATE_FORMATS = frozenset(("iso_date", "day_month_year", "month_day_year"))
Means = Literal["start", "end", "inside"]
EARLIEST_YEAR = 1990
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
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_QUARTER = re.compile(r"(?:(\d{4})[ \-]?q([1-4])|q([1-4])[ \-]?(\d{4}))")


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


def period_of(text: str, form: PeriodFormat, means: Means = "start", period_type: str = "") -> Period:
    """The period a text names; raises NotAPeriod.

    means        what a date stands for: the start or the end of its period, or a day inside it.
    period_type  how long the period around a date is; other formats say so themselves.

    >>> period_of("Apr-21", "month_name").end
    datetime.date(2021, 5, 1)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("–", "-").split())
    try:
        if form in DATE_FORMATS:
            return around(_day(plain, form), period_type or "day", means)
        return _READERS[form](plain)
    except (ValueError, OverflowError) as error:
        raise NotAPeriod(error.code if isinstance(error, NotAPeriod) else "R221") from None


def around(day: dt.date, period_type: str, means: Means = "inside") -> Period:
    """The period of this type that contains the day; for windows ending or beginning with its month, that window."""
    if period_type == "rolling_12_months":
        first = _month_start(day) if means == "start" else _months_on(_month_start(day), -11)
        return Period(first, _months_on(first, 12), period_type)
    if period_type == "year_to_date":
        return Period(_year_start(day, 4), _months_on(_month_start(day), 1), period_type)
    if period_type in {"day", "snapshot"}:
        return Period(day, day + dt.timedelta(days=1), period_type)
    if period_type == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return Period(monday, monday + dt.timedelta(days=7), period_type)
    first, months = _block(day, period_type)
    return Period(first, _months_on(first, months), period_type)


def periods_of(text: pl.Series, form: PeriodFormat, means: Means = "start", period_type: str = "") -> list[pl.Series]:
    """Period columns of a column of texts: period_start, period_end, period_type and period_code (null where read).

    Each different text is read once, however many rows hold it.
    """
    seen = text.unique()
    rows = [_row(value, form, means, period_type) for value in seen.to_list()]
    schema = {
        "period_start": pl.Date,
        "period_end": pl.Date,
        "period_type": pl.String,
        "period_code": pl.String,
    }
    known = pl.DataFrame(rows, schema=schema, orient="row").with_columns(seen.alias("text"))
    joined = text.alias("text").to_frame().join(known, on="text", how="left", nulls_equal=True, maintain_order="left")
    return [joined[name] for name in schema]


def _row(
    text: str | None, form: PeriodFormat, means: Means, period_type: str
) -> tuple[dt.date | None, dt.date | None, str | None, str | None]:
    try:
        period = period_of(text or "", form, means, period_type)
    except NotAPeriod as error:
        return None, None, None, error.code
    return period.start, period.end, period.period_type, None


def _day(text: str, form: PeriodFormat) -> dt.date:
    match = (_ISO_DATE if form == "iso_date" else _DATE).fullmatch(text)
    if match is None:
        raise NotAPeriod("R220")
    first, second, third = (int(part) for part in match.groups())
    if form == "iso_date":
        return dt.date(first, second, third)
    return dt.date(third, second, first) if form == "day_month_year" else dt.date(third, first, second)


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
    return around(_months_on(dt.date(year, 4, 1), 3 * (int(match[3] or match[4]) - 1)), "quarter")


def _calendar_year(text: str) -> Period:
    return around(dt.date(int(_fitting(_YEAR, text)[1]), 1, 1), "calendar_year")


def _calendar_quarter(text: str) -> Period:
    match = _fitting(_QUARTER, text)
    return around(dt.date(int(match[1] or match[4]), 3 * int(match[2] or match[3]) - 2, 1), "quarter")


_READERS: dict[str, Callable[[str], Period]] = {
    "iso_month": _iso_month,
    "month_name": _month_name,
    "financial_year": _financial_year,
    "financial_year_end": _financial_year_end,
    "financial_quarter": _financial_quarter,
    "calendar_year": _calendar_year,
    "calendar_quarter": _calendar_quarter,
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


def _block(day: dt.date, period_type: str) -> tuple[dt.date, int]:
    if period_type == "month":
        return _month_start(day), 1
    if period_type == "quarter":
        return dt.date(day.year, day.month - (day.month - 1) % 3, 1), 3
    starts = {"financial_year": 4, "calendar_year": 1, "academic_year": 9}
    if period_type not in starts:
        raise NotAPeriod("R220")
    return _year_start(day, starts[period_type]), 12


def _month_start(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _year_start(day: dt.date, month: int) -> dt.date:
    return dt.date(day.year if day.month >= month else day.year - 1, month, 1)


def _months_on(first: dt.date, months: int) -> dt.date:
    years, month = divmod(first.month - 1 + months, 12)
    return dt.date(first.year + years, month + 1, 1)
