"""Would the colour differ this often with nothing changed?

Chance is not a slice of the change: it cannot be switched off, so it has no term. It stands in front of the story.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from hls_signals.register.models import OVERLAPPING_PERIOD_TYPES, Measure
from hls_signals.why.chances import CHANCES, with_chances
from hls_signals.why.frames import typed

# Fewer earlier points of the phase than this, and nothing is said about chance.
ENOUGH_POINTS = 12
SIGNALS = ("signal_high", "signal_low")
POINTS: dict[str, Any] = {  # polars types
    "area_code": pl.String,
    "period_start": pl.Date,
    "point_status": pl.String,
    "phase": pl.UInt32,
    "centre": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "read_first": pl.String,
    "read_first_rule": pl.String,
}
GATE = (
    "result", "reason", "n_baseline", "centre", "lower", "upper", "rule",
    *(name.removeprefix("gate_") for name in CHANCES),
)  # fmt: skip


def with_gate(measure: Measure, pairs: pl.DataFrame, rows: pl.DataFrame, variation: pl.DataFrame) -> pl.DataFrame:
    """Pairs with a column `gate_...` for each name of GATE: the answer, the usual range, and how often by chance.

    rows  the series the pairs are made of: chance is told from its figures
    """
    points = points_of(measure, variation)
    beside = pairs.join(
        points.drop("phase"),
        left_on=["area_code", "later_period_start"],
        right_on=["area_code", "period_start"],
        how="left",
        maintain_order="left",
    )
    has_point = pl.col("has_figures") & (pl.col("point_status") == "used").fill_null(value=False)
    beside = beside.with_columns(_result(measure, has_point), _reason(measure, has_point))
    judged = beside.with_columns(
        *(pl.when(has_point).then(name).alias(f"gate_{name}") for name in ("n_baseline", "centre", "lower", "upper")),
        pl.when(pl.col("gate_result") == "signal").then("read_first_rule").alias("gate_rule"),
    ).drop(name for name in points.columns if name not in ("area_code", "period_start", "phase"))
    return with_chances(measure, judged, rows, points.select("area_code", "period_start", "point_status", "phase"))


def _is_open_question() -> pl.Expr:
    """Enough history, and yet the rules could not judge the point."""
    return (pl.col("n_baseline") >= ENOUGH_POINTS) & pl.col("read_first").is_null()


def _has_no_answer(measure: Measure, has_point: pl.Expr) -> pl.Expr:
    """Windows that share months, and bands without history, are not asked about."""
    is_band_without = pl.lit(value=measure.polarity == "band") & (pl.col("n_baseline") < ENOUGH_POINTS)
    return _overlaps() | ~has_point | _is_open_question() | is_band_without


def _overlaps() -> pl.Expr:
    return pl.col("period_type").is_in(sorted(OVERLAPPING_PERIOD_TYPES))


def _result(measure: Measure, has_point: pl.Expr) -> pl.Expr:
    return (
        pl.when(_has_no_answer(measure, has_point))
        .then(pl.lit("not_applicable"))
        .when(pl.col("n_baseline") < ENOUGH_POINTS)
        .then(pl.lit("insufficient_history"))
        .when(pl.col("read_first").is_in(SIGNALS))
        .then(pl.lit("signal"))
        .otherwise(pl.lit("routine_variation"))
        .alias("gate_result")
    )


def _reason(measure: Measure, has_point: pl.Expr) -> pl.Expr:
    return (
        pl.when(~pl.col("has_figures"))
        .then(pl.lit("no_figure"))
        .when(_overlaps())
        .then(pl.lit("overlapping_windows"))
        .when(~has_point)
        .then(pl.lit("no_point"))
        .when(_is_open_question())
        .then(pl.lit("not_judged"))
        .when(_has_no_answer(measure, has_point))
        .then(pl.lit("band_without_history"))
        .alias("gate_reason")
    )


def points_of(measure: Measure, variation: pl.DataFrame) -> pl.DataFrame:
    """One row a point, with how many used points of its phase come before it."""
    rows = variation.filter(pl.col("measure_id") == measure.id)
    if "breakdown" in rows.columns:
        rows = rows.filter(pl.col("breakdown") == "{}")
    rows = typed(rows, POINTS).sort("area_code", "period_start")
    used = (pl.col("point_status") == "used").cast(pl.Int64)
    earlier = used.cum_sum().over("area_code", "phase") - used
    once = rows.with_columns(n_baseline=earlier)
    return once.unique(["area_code", "period_start"], keep="first", maintain_order=True)
