"""Which stretch of time does a text name, in the format the mapping declares?"""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import get_args

import polars as pl

from hls_signals.register.models import PeriodType
from hls_signals.returns.period_texts import DATE_FORMATS, READERS, PeriodFormat, day_of
from hls_signals.returns.spans import EARLIEST_YEAR, Means, NotAPeriod, Period, around, contradicts

__all__ = [
    "DATE_FORMATS",
    "EARLIEST_YEAR",
    "PERIOD_TYPES",
    "Means",
    "NotAPeriod",
    "Period",
    "PeriodFormat",
    "around",
    "contradicting",
    "period_of",
    "periods_of",
]
PERIOD_TYPES = frozenset(get_args(PeriodType))


def period_of(
    text: str, form: PeriodFormat, means: Means = "start", period_type: str = "", *, from_1904: bool = False
) -> Period:
    """The period a text names; raises NotAPeriod.

    means        what a date stands for: the start or the end of its period, or a day inside it.
    period_type  how long the period around a date is; other formats say so themselves.
    from_1904    True where serials come from a workbook whose calendar begins in 1904.

    >>> period_of("Apr-21", "month_name").end
    datetime.date(2021, 5, 1)
    """
    plain = _plain(text)
    try:
        if form in DATE_FORMATS:
            return around(day_of(plain, form, from_1904=from_1904), period_type or "day", means)
        return READERS[form](plain)
    except (ValueError, OverflowError) as error:
        raise NotAPeriod(error.code if isinstance(error, NotAPeriod) else "R221") from None


def periods_of(
    text: pl.Series, form: PeriodFormat, means: Means = "start", period_type: str = "", *, from_1904: bool = False
) -> list[pl.Series]:
    """Period columns of a column of texts: period_start, period_end, period_type and period_code (null where read).

    Each different text is read once, however many rows hold it.
    """
    seen = text.unique()
    rows = [_row(value, form, means, period_type, from_1904) for value in seen.to_list()]
    schema = {
        "period_start": pl.Date,
        "period_end": pl.Date,
        "period_type": pl.String,
        "period_code": pl.String,
    }
    known = pl.DataFrame(rows, schema=schema, orient="row").with_columns(seen.alias("text"))
    joined = text.alias("text").to_frame().join(known, on="text", how="left", nulls_equal=True, maintain_order="left")
    return [joined[name] for name in schema]


def contradicting(text: pl.Series, form: PeriodFormat, means: Means, period_type: str) -> pl.Series:
    """True for each cell whose day is not the one that `means` speaks of (D307): it is read, and asked about."""
    if form not in DATE_FORMATS or means == "inside":
        return pl.Series("contradicts", [False]).new_from_index(0, len(text))
    found = [value for value in text.drop_nulls().unique().to_list() if _contradicts(value, form, means, period_type)]
    return text.is_in(found).fill_null(False)


def _contradicts(text: str, form: PeriodFormat, means: Means, period_type: str) -> bool:
    try:
        period = period_of(text, form, means, period_type)
        return contradicts(day_of(_plain(text), form), period, means)
    except NotAPeriod:
        return False


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("–", "-").split())


def _row(
    text: str | None, form: PeriodFormat, means: Means, period_type: str, from_1904: bool
) -> tuple[dt.date | None, dt.date | None, str | None, str | None]:
    try:
        period = period_of(text or "", form, means, period_type, from_1904=from_1904)
    except NotAPeriod as error:
        return None, None, None, error.code
    return period.start, period.end, period.period_type, None
