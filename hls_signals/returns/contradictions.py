"""Which records contradict themselves, or name what the register does not hold?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.spans import months_on
from hls_signals.workspace.nearest import nearest

_MONTHS = {
    "month": 1,
    "quarter": 3,
    "financial_year": 12,
    "calendar_year": 12,
    "academic_year": 12,
    "rolling_12_months": 12,
}
# The months in which years and quarters begin; other months begin a year of another kind.
_BEGINS = {"quarter": (1, 4, 7, 10), "financial_year": (4,), "calendar_year": (1,)}
MOST_DAYS_TO_DATE = 366


def fits_its_type(start: dt.date, end: dt.date, period_type: str) -> bool:
    """False where start and end (excluded) are not those of a period of this type; of other types nothing is known.

    >>> fits_its_type(dt.date(2026, 5, 1), dt.date(2026, 6, 1), "month")
    True
    >>> fits_its_type(dt.date(2026, 5, 1), dt.date(2026, 8, 1), "month")
    False
    """
    days = (end - start).days
    lengths: dict[str, Callable[[], bool]] = {
        "day": lambda: days == 1,
        "week": lambda: days == 7 and start.weekday() == 0,
        "year_to_date": lambda: start.day == 1 and days <= MOST_DAYS_TO_DATE,
        "pooled_years": lambda: (start.month, start.day) == (end.month, end.day) and end.year > start.year + 1,
        "snapshot": lambda: True,
    }
    if period_type in lengths:
        return lengths[period_type]()
    if period_type not in _MONTHS:
        return True
    begins = _BEGINS.get(period_type, range(1, 13))
    return start.day == 1 and start.month in begins and end == months_on(start, _MONTHS[period_type])


def period_of_another_length(work: pl.DataFrame) -> pl.Series:
    """R220 where start and end are not those of the period type, else null."""
    period = ("period_start", "period_end", "period_type")
    seen = work.select(period).unique().drop_nulls()
    wrong = [record for record in seen.iter_rows() if not fits_its_type(*record)]
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, work.height)
    if not wrong:
        return nothing
    odd = pl.DataFrame(wrong, schema=seen.schema, orient="row").with_columns(pl.lit("R220").alias("code"))
    return work.select(period).join(odd, on=list(period), how="left", maintain_order="left")["code"]


def bounds_crossed(work: pl.DataFrame) -> pl.Series:
    """R214 where the lower bound of a hidden figure lies above the upper, else null."""
    crossed = (pl.col("value_lower") > pl.col("value_upper")).fill_null(value=False)
    return work.select(pl.when(crossed).then(pl.lit("R214")).alias("code")).to_series()


def unknown_definition(work: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Code (R210, else null) and mend, which offers the nearest, where a measure has no definition of this version."""
    asked = ["measure_id", "definition_version"]
    schema = dict.fromkeys((*asked, "code", "mend"), pl.String)
    if (work["definition_version"] == "").all():
        return pl.DataFrame(schema={"code": pl.String, "mend": pl.String}).clear(work.height)
    seen = work.select(asked).filter(pl.col("definition_version") != "").unique().drop_nulls()
    known = {measure.id: [one.version for one in measure.definitions] for measure in register.measures}
    rows = [(name, said, "R210", _offer(said, known[name])) for name, said in seen.iter_rows() if name in known]
    wrong = pl.DataFrame([row for row in rows if row[1] not in known[row[0]]], schema=schema, orient="row")
    return work.select(asked).join(wrong, on=asked, how="left", maintain_order="left").select("code", "mend")


def _offer(said: str, versions: list[str]) -> str:
    if not versions:
        return "leave the version empty: the measure has no definitions in the register"
    near = nearest(said, versions)
    named = f"; nearest is {near}" if near else ""
    return f"name a version of the measure's `definitions:`, or leave it empty{named}"
