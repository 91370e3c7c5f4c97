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


@dataclass(frozen=True)
class Absences:
    """Absent periods before each row, and what is known of the calendar of each series.

    unknown  the series has no calendar that we know.
    seasons  12 where its periods are months, 4 where they are quarters, else 0.
    months   the month of each row, counted from January 1970; None where no series has seasons.
    """

    before: Ints
    unknown: Bools
    seasons: Ints
    months: Ints | None = None


@dataclass(frozen=True)
class _MonthDays:
    """The month of each day, the day within it, and whether it is the last of its month."""

    month: Ints
    day: Ints
    is_last: Bools


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
    months = _month_days(rows.days).month if seasons.any() else None
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
    days, months, is_monthly = _monthly(rows, series)
    day_steps, month_steps = _steps(days, first), _steps(months, first)
    day_divisor, month_divisor = _divisor(day_steps, first, ~is_monthly), _divisor(month_steps, first, is_monthly)
    is_weekly = ~is_monthly & (day_divisor % 7 == 0)
    is_daily = ~is_monthly & (day_divisor == 1) & _mostly_one(day_steps, rows)
    is_regular = is_monthly | is_weekly | is_daily
    if rows.between_days is not None:
        is_regular &= ~has_any(rows.between_days, series, number)
    steps = month_steps if is_monthly.all() else np.where(is_monthly[series], month_steps, day_steps)
    divisor = np.maximum(np.where(is_monthly, month_divisor, day_divisor), 1)
    if (divisor > 1).any():
        steps = steps // divisor[series]
    before = np.maximum(steps - 1, 0)
    if not is_regular.all():
        before[~is_regular[series]] = 0
    seasons = np.select([~(is_regular & is_monthly), month_divisor == 1, month_divisor == 3], [0, 12, 4], 0)
    return Absences(before, ~is_regular, seasons, months if seasons.any() else None)


def _divisor(steps: Ints, first: Ints, asked: Bools) -> Ints:
    """The largest number that divides every step of a series, where it is asked for; elsewhere it means nothing."""
    # A step of 1 settles it without a division: so it is for nearly all series.
    settled = np.logical_or.reduceat(steps == 1, first)
    if (settled | ~asked).all():
        return settled.astype(np.int64)
    return np.gcd.reduceat(steps, first)


def _monthly(rows: Rows, series: Ints) -> tuple[Ints, Ints, Bools]:
    """Days, months, and which series stand on one day of the month, or on month ends, throughout."""
    parts = _month_days(rows.days)
    other_day = np.logical_or.reduceat(parts.day != parts.day[rows.first][series], rows.first)
    not_at_end = np.logical_or.reduceat(~parts.is_last, rows.first)
    return rows.days, parts.month, ~(other_day & not_at_end)


def _month_days(days: Ints) -> _MonthDays:
    """Split days into months and days of the month; worked out once for each day there could be, if those are few."""
    earliest, latest = int(days.min()), int(days.max())
    if latest - earliest < len(days):
        table = _split(np.arange(earliest, latest + 1))
        place = days - earliest
        return _MonthDays(table.month[place], table.day[place], table.is_last[place])
    return _split(days)


def _split(days: Ints) -> _MonthDays:
    stamps = days.astype("datetime64[D]")
    month = stamps.astype("datetime64[M]")
    is_last = (month + 1).astype("datetime64[D]") - stamps == np.timedelta64(1, "D")
    return _MonthDays(month.astype(np.int64), (stamps - month).astype(np.int64), is_last)


def _mostly_one(steps: Ints, rows: Rows) -> Bools:
    lengths = np.diff(rows.first, append=len(rows))
    ones = np.add.reduceat((steps == 1).astype(np.int64), rows.first)
    return 10 * ones >= DAILY_OF_TEN * (lengths - 1)
