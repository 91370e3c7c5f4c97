"""What did the newest part of a year to date add to it?"""

from __future__ import annotations

import polars as pl

from hls_signals.measures.frames import value_expression
from hls_signals.register.models import Measure

TO_DATE = "year_to_date"
YEAR = ("area_code", "period_type", "definition_version", "period_start")
PARTS = ("numerator", "denominator", "value_given")
# Target and colour are those of the whole to date, never of what one month added.
OF_THE_WHOLE = ("colour", "target", "target_upper", "rule_version", "amber_boundary", "reported_colour")
# A rate is never the difference of two rates: without parts nothing is known of what was added.
ADDS_UP = ("count",)


def with_increments(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in which each figure of a year to date is what it added to the figure before, in the period it added.

    The first of a year stands as it is. Where the people below the line did not grow, or a figure is not there, there
    is no figure; a year to date that has no parts has none but as a count.
    """
    is_to_date = pl.col("period_type") == TO_DATE
    to_date = rows.filter(is_to_date)
    if to_date.is_empty():
        return rows
    to_date = to_date.sort(*YEAR, "period_end").unique([*YEAR, "period_end"], keep="first", maintain_order=True)
    before = {name: pl.col(name).shift(1).over(YEAR) for name in (*PARTS, "value", "period_end")}
    is_first = before["period_end"].is_null()
    added = [pl.when(is_first).then(name).otherwise(pl.col(name) - before[name]).alias(name) for name in PARTS]
    start = pl.when(is_first).then("period_start").otherwise(before["period_end"])
    is_known = pl.col("value").is_not_null() & (is_first | before["value"].is_not_null())
    held = to_date.with_columns(*added, period_start=start, is_known=is_known)
    return pl.concat([rows.filter(~is_to_date), _valued(measure, held).select(rows.columns)])


def _valued(measure: Measure, held: pl.DataFrame) -> pl.DataFrame:
    is_count = measure.calculation in ADDS_UP
    figure = value_expression(float(measure.scale), is_count)
    has_parts = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    grew = pl.lit(value=True) if is_count else has_parts & (pl.col("denominator") > 0)
    value = pl.when(pl.col("is_known") & grew).then(figure)
    none = {name: pl.lit(None, held.schema[name]) for name in OF_THE_WHOLE if name in held.columns}
    held = held.with_columns(value=value, **none)
    lost = pl.col("value").is_null() & (pl.col("status") == "ok")
    status = pl.when(lost).then(pl.lit("not_applicable")).otherwise("status")
    return held.with_columns(status=status, no_colour_because=pl.lit("to_date"))
