"""What numbers, dates and yes-or-no do the cells of a column hold?"""

from __future__ import annotations

import polars as pl

from hls_signals.variation.errors import NotADate, NotANumber, NotTrueOrFalse
from hls_signals.variation.mends import mend_of_date, mend_of_number

# A day, perhaps as the moment at its beginning: so other programs write it.
_DAY = r"^(\d{4}-\d{1,2}-\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?$"


def numbers_of(column: pl.Series) -> pl.Series:
    """The column as Float64, blank where a cell is blank.

    raises  NotANumber with the first row that holds text, never what it holds.
    """
    if column.dtype == pl.Float64:
        return column
    if column.dtype == pl.Null or column.dtype.is_numeric():
        return column.cast(pl.Float64)
    if column.dtype == pl.String:
        text = _without_empty(column)
        parsed = text.cast(pl.Float64, strict=False)
        row = _first_lost(text, parsed)
        if row is None:
            return parsed
    else:
        row = _first_filled(column)
        if row is None:
            return pl.Series(column.name, [None] * len(column), dtype=pl.Float64)
    raise NotANumber(
        "a cell does not hold a number",
        where=f"row {row}, column {column.name}",
        mend=mend_of_number(column[row - 1] if column.dtype == pl.String else 0),
    )


def dates_of(column: pl.Series) -> pl.Series:
    """The column as Date, or as Datetime without a time zone where it has hours.

    raises  NotADate with the first row that holds no date, never what it holds.
    """
    if column.dtype == pl.Date:
        parsed = column
    elif isinstance(column.dtype, pl.Datetime):
        # Local clock time: a period starts at the reader's midnight.
        parsed = column.dt.replace_time_zone(None).cast(pl.Datetime("us"))
    elif column.dtype == pl.String:
        parsed = _days_of(column)
    else:
        parsed = pl.Series(column.name, [None] * len(column), dtype=pl.Date)
    if parsed.null_count():
        row = int(parsed.is_null().arg_max() or 0) + 1
        raise NotADate(
            "a cell does not hold a date",
            where=f"row {row}, column {column.name}",
            mend=mend_of_date(column[row - 1] if column.dtype == pl.String or column[row - 1] is None else 0),
        )
    return parsed


def _days_of(column: pl.Series) -> pl.Series:
    """Text as days; blank where it is none. A year has four digits: 01-02-26 is not the year 1."""
    day = column.str.strip_chars().str.extract(_DAY)
    return day.str.to_date("%Y-%m-%d", strict=False)


def flags_of(column: pl.Series) -> pl.Series:
    """The column as Boolean, with a blank counted as false."""
    if column.dtype == pl.Null:
        return pl.Series(column.name, [False] * len(column), dtype=pl.Boolean)
    if column.dtype != pl.Boolean:
        raise NotTrueOrFalse(
            "a column of true and false holds something else",
            where=f"column {column.name}",
            mend="hand over a Boolean column, or a table with the rows to exclude",
        )
    return column.fill_null(False)


def _without_empty(column: pl.Series) -> pl.Series:
    stripped = column.str.strip_chars()
    return stripped.replace("", None)


def _first_lost(before: pl.Series, after: pl.Series) -> int | None:
    lost = before.is_not_null() & after.is_null()
    return int(lost.arg_max() or 0) + 1 if lost.any() else None


def _first_filled(column: pl.Series) -> int | None:
    filled = column.is_not_null()
    return int(filled.arg_max() or 0) + 1 if filled.any() else None
