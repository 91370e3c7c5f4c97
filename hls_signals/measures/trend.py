"""Which colour does a figure short of its target have, where last year's figure decides?"""

from __future__ import annotations

import polars as pl

from hls_signals.measures.colour import Boundaries
from hls_signals.register.models import Measure

# Weeks begin on Mondays, so the same week last year began 52 weeks before.
A_YEAR = {"week": "364d"}
_SERIES = ("area_code", "breakdown", "definition_version", "period_type")
_FIGURE = ("value", "numerator", "denominator", "value_given")
LAST_YEAR = tuple(f"last_{name}" for name in _FIGURE)


def has_trend(measure: Measure) -> bool:
    """True where some colour rule of the measure asks for last year's figure."""
    return any(rule.is_trend for rule in measure.colour_rules)


def with_last_year(rows: pl.DataFrame, usable: pl.Expr) -> pl.DataFrame:
    """Rows with the figure of the same period last year under the same definition, null where there is none.

    usable  which rows may serve: a forecast is no figure to be measured against
    """
    shift = pl.col("period_type").replace_strict(A_YEAR, default="1y", return_dtype=pl.String)
    following = [pl.col(name).dt.offset_by(shift) for name in ("period_start", "period_end")]
    before = rows.filter(usable).select(*_SERIES, *following, *(pl.col(name).alias(f"last_{name}") for name in _FIGURE))
    # 28 and 29 February have one day a year on.
    before = before.unique([*_SERIES, "period_start", "period_end"], keep="last", maintain_order=True)
    return rows.join(before, on=[*_SERIES, "period_start", "period_end"], how="left", maintain_order="left")


def without_last_year(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of a measure that asks for no last year, with its columns empty."""
    exact = {f"last_{name}": rows.schema[name] for name in _FIGURE[1:]}
    return rows.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in {"last_value": pl.Float64(), **exact}.items()
    )


def float_colour(measure: Measure, edges: Boundaries) -> pl.Expr:
    """Colour by float64: green at or beyond the target, else amber where no further off than last year, else red.

    edges  of the rule without last year: green alone counts
    """
    value, last = _shortfall(measure, edges, pl.col("value")), _shortfall(measure, edges, pl.col("last_value"))
    return (
        pl.when(value <= 0)
        .then(pl.lit("green"))
        .when(last.is_null())
        .then(None)
        .when(value <= last)
        .then(pl.lit("amber"))
        .otherwise(pl.lit("red"))
    )


def is_near(measure: Measure, edges: Boundaries, within: float) -> pl.Expr:
    """Rows so near to the target or to last year's figure that they are compared again in fractions."""
    value, last = _shortfall(measure, edges, pl.col("value")), _shortfall(measure, edges, pl.col("last_value"))
    size = pl.max_horizontal(pl.col("value").abs(), pl.col("last_value").abs().fill_null(0), pl.lit(1.0))
    return (value.abs() <= within * size) | ((value - last).abs() <= within * size).fill_null(value=False)


def _shortfall(measure: Measure, edges: Boundaries, value: pl.Expr) -> pl.Expr:
    """How far a value lies on the unwanted side of where green ends; below zero on the wanted side."""
    low = float(edges.green) - value
    if edges.green_upper is not None:
        return pl.max_horizontal(low, value - float(edges.green_upper))
    return low if measure.polarity == "higher" else -low
