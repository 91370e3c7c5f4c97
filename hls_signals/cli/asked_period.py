"""Which period does `2026-07`, `2026-Q3` or `2025/26` name?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from hls_signals.workspace.errors import MendableError

NAMED: Mapping[str, Literal["previous", "last_year"]] = {"previous": "previous", "last_year": "last_year"}
SPLIT_YEARS = ("financial_year", "academic_year")


class UnreadablePeriod(MendableError):
    """A period named to a command in none of the forms it knows."""

    code = "W412"


class UnreadableDay(MendableError):
    """A day named to a command that is no date."""

    code = "W416"


def asked_day(text: str | None, option: str) -> dt.date | None:
    """The day an option names; None where it is not given. raises UnreadableDay"""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableDay(
            "this is no day.", where=f"hls-signals explain {option}", mend="write it as 2026-07-16"
        ) from None


def asked_against(text: str) -> Literal["previous", "last_year"] | dt.date:
    """The earlier period: the one before, the same a year before, or the one that holds a day.

    >>> asked_against("last-year"), asked_against("2026-03-20")
    ('last_year', datetime.date(2026, 3, 20))
    """
    word = text.strip().replace("-", "_")
    if word in NAMED:
        return NAMED[word]
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableDay(
            "this names no earlier period.",
            where="hls-signals explain --against",
            mend="write previous, last_year, or a day in the earlier period as 2026-03-20",
        ) from None


@dataclass(frozen=True)
class AskedPeriod:
    """On which day the period may begin, and of which types it may be; any type where none is named.

    ends  the day after a month that was named: of twelve months that move on, the last month is their name
    """

    starts: tuple[dt.date, ...]
    types: tuple[str, ...] = ()
    ends: tuple[dt.date, ...] = ()


def asked_period(text: str) -> AskedPeriod:
    """The period that a name means; a quarter is of the calendar year, and a split year begins in April or September.

    raises  UnreadablePeriod

    >>> asked_period("2026-Q3").starts, asked_period("2025/26").types
    ((datetime.date(2026, 7, 1),), ('financial_year', 'academic_year'))
    """
    for pattern, read in FORMS.items():
        if found := re.fullmatch(pattern, text.strip()):
            try:
                return read(*found.groups())
            except ValueError:
                break
    raise UnreadablePeriod(
        "the name of this period cannot be read.",
        where="hls-signals explain MEASURE AREA PERIOD",
        mend="write 2026, 2026-07, 2026-Q3, 2025/26, or the day it begins as 2026-07-01",
    )


def _day(year: str, month: str, day: str) -> AskedPeriod:
    return AskedPeriod((dt.date(int(year), int(month), int(day)),))


def _month(year: str, month: str) -> AskedPeriod:
    first = dt.date(int(year), int(month), 1)
    return AskedPeriod((first,), ends=((first + dt.timedelta(days=32)).replace(day=1),))


def _year(year: str) -> AskedPeriod:
    return AskedPeriod((dt.date(int(year), 1, 1),), ("calendar_year",))


def _quarter(year: str, quarter: str) -> AskedPeriod:
    return AskedPeriod((dt.date(int(year), 3 * int(quarter) - 2, 1),), ("quarter",))


def _split_year(first: str, last: str) -> AskedPeriod:
    year = int(first)
    if (year + 1) % 100 != int(last):
        raise ValueError("the second year does not follow the first")
    return AskedPeriod((dt.date(year, 4, 1), dt.date(year, 9, 1)), SPLIT_YEARS)


FORMS: dict[str, Callable[..., AskedPeriod]] = {
    r"(\d{4})": _year,
    r"(\d{4})-(\d\d)": _month,
    r"(\d{4})-Q([1-4])": _quarter,
    r"(\d{4})/(\d\d)": _split_year,
    r"(\d{4})-(\d\d)-(\d\d)": _day,
}
