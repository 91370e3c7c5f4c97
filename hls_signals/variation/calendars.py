"""Which periods are absent between one row and the next?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hls_signals.variation.arrays import Bools, Ints, differences, has_any
from hls_signals.variation.errors import UnknownCalendar, what_is_there
from hls_signals.variation.rows import Rows

CALENDARS = ("day", "week", "month", "quarter", "year", "irregular")
# Ours and open to change: of ten steps, how many of one day make a series daily.
DAILY_OF_TEN = 9
MONTHS = 12


def calendar_of(period_type: str) -> str:
    """The calendar of a period type of the register: its own, or years.

    >>> calendar_of("month"), calendar_of("financial_year")
    ('month', 'year')
    """
    return period_type if period_type in ("day", "week", "month", "quarter") else "year"


@dataclass(frozen=True)
class Absences:
    """Absent periods before each row, and what is known of the calendar of each series.

    unknown  the series has no calendar that we know.
    seasons  12 where its periods are months, 4 where they are quarters, else 0.
    months   the month of each row within its year, from 0 for January; None where no series has seasons.
    """

    before: Ints
    unknown: Bools
    seasons: Ints
    months: Ints | None = None


@dataclass(frozen=True)
class _Split:
    """Days by month and day of the month."""

    month: Ints
    day: Ints
    is_last: Bools


@dataclass(frozen=True)
class _MonthDays:
    """The month of each day counted from January 1970, and which days those are that are asked about.

    table, place  the days there are, split once, and where in them each day stands.
    """

    table: _Split
    place: Ints | slice

    @property
    def month(self) -> Ints:
        """The month of each day, counted from January 1970."""
        return self.table.month[self.place]

    @property
    def of_year(self) -> Ints:
        """The month of each day within its year, from 0 for January."""
        return (self.table.month % MONTHS)[self.place]

    @property
    def day(self) -> Ints:
        """The day within its month, from 0."""
        return self.table.day[self.place]

    @property
    def is_last(self) -> Bools:
        """Whether each day is the last of its month."""
        return self.table.is_last[self.place]


def check_calendar(name: str | None) -> None:
    """Raise `UnknownCalendar` unless the name is None or known."""
    if name is not None and name not in CALENDARS:
        raise UnknownCalendar("there is no calendar of this name", mend=what_is_there(name, CALENDARS))


def absences(rows: Rows, calendar: str | None) -> Absences:
    """The periods absent before each row, by the named calendar or by what the dates of each series show."""
    number = len(rows.first)
    seasons = np.full(number, {"month": 12, "quarter": 4}.get(calendar or "", 0))
    if calendar == "irregular":
        return Absences(np.zeros(len(rows), dtype=np.int64), np.zeros(number, dtype=np.bool_), seasons)
    if calendar is None:
        return _inferred(rows)
    steps = _steps(_period_numbers(rows.days, calendar), rows.first)
    months = _month_days(rows.days).of_year if seasons.any() else None
    return Absences(np.maximum(steps - 1, 0), np.zeros(number, dtype=np.bool_), seasons, months)


def _period_numbers(days: Ints, calendar: str) -> Ints:
    """A whole number for the period each day lies in, one apart for neighbours."""
    if calendar == "day":
        return days
    if calendar == "week":
        return (days + 3) // 7  # 1970 began on a Thursday; weeks begin on Mondays
    return _month_days(days).month // {"month": 1, "quarter": 3, "year": 12}[calendar]


def _steps(numbers: Ints, first: Ints) -> Ints:
    """How far each row lies from the last row of its series; 0 for the first."""
    steps = differences(numbers)
    steps[first] = 0
    return steps


def _inferred(rows: Rows) -> Absences:
    series, number, first = rows.series, len(rows.first), rows.first
    dates = _month_days(rows.days)
    is_monthly = _monthly(rows, dates)
    steps = _steps(dates.month, first)
    divisor = month_divisor = _divisor(steps, first, is_monthly)
    is_regular = is_monthly
    if not is_monthly.all():
        day_steps = _steps(rows.days, first)
        day_divisor = _divisor(day_steps, first, ~is_monthly)
        is_weekly = ~is_monthly & (day_divisor % 7 == 0)
        is_daily = ~is_monthly & (day_divisor == 1) & _mostly_one(day_steps, rows)
        is_regular = is_monthly | is_weekly | is_daily
        steps = np.where(rows.groups.spread(is_monthly), steps, day_steps)
        divisor = np.where(is_monthly, month_divisor, day_divisor)
    if rows.between_days is not None:
        is_regular = is_regular & ~has_any(rows.between_days, series, number)
    if (divisor > 1).any():
        steps = steps // rows.groups.spread(np.maximum(divisor, 1))
    before = np.maximum(steps - 1, 0)
    if not is_regular.all():
        before[rows.groups.spread(~is_regular)] = 0
    seasons = np.select([~(is_regular & is_monthly), month_divisor == 1, month_divisor == 3], [0, 12, 4], 0)
    return Absences(before, ~is_regular, seasons, dates.of_year if seasons.any() else None)


def _divisor(steps: Ints, first: Ints, asked: Bools) -> Ints:
    """The largest number that divides every step of a series, where it is asked for; elsewhere it means nothing."""
    # A step of 1 settles it without a division: so it is for nearly all series.
    settled = np.logical_or.reduceat(steps == 1, first)
    if (settled | ~asked).all():
        return settled.astype(np.int64)
    return np.gcd.reduceat(steps, first)


def _monthly(rows: Rows, dates: _MonthDays) -> Bools:
    """Which series stand on one day of the month, or on month ends, throughout."""
    day = dates.day
    other_day = day != rows.groups.spread(day[rows.first])
    if not other_day.any():
        return np.ones(len(rows.first), dtype=np.bool_)
    not_at_end = np.logical_or.reduceat(~dates.is_last, rows.first)
    return ~(np.logical_or.reduceat(other_day, rows.first) & not_at_end)


def _month_days(days: Ints) -> _MonthDays:
    """Split days into months and days of the month; worked out once for each day there could be, if those are few."""
    earliest, latest = int(days.min()), int(days.max())
    if latest - earliest < len(days):
        return _MonthDays(_split(np.arange(earliest, latest + 1)), days - earliest)
    return _MonthDays(_split(days), slice(None))


def _split(days: Ints) -> _Split:
    stamps = days.astype("datetime64[D]")
    month = stamps.astype("datetime64[M]")
    is_last = (month + 1).astype("datetime64[D]") - stamps == np.timedelta64(1, "D")
    return _Split(month.astype(np.int64), (stamps - month).astype(np.int64), is_last)


def _mostly_one(steps: Ints, rows: Rows) -> Bools:
    lengths = np.diff(rows.first, append=len(rows))
    ones = np.add.reduceat((steps == 1).astype(np.int64), rows.first)
    return 10 * ones >= DAILY_OF_TEN * (lengths - 1)
