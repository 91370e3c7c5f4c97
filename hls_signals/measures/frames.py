"""How are exact decimals turned into floats for drawing and comparing, without dust?"""

from __future__ import annotations

import polars as pl

EXACT = pl.Decimal(38, 18)


def as_float(column: str) -> pl.Expr:
    """A decimal column as float64. Whole numbers arrive as exactly themselves: the two parts are cast apart."""
    whole = pl.col(column).cast(pl.Int64)
    return whole.cast(pl.Float64) + (pl.col(column) - whole.cast(EXACT)).cast(pl.Float64)


def value_expression(scale: float, counts: bool) -> pl.Expr:
    """The figure in the measure's unit as float64: from its parts where both are known, else as given.

    Null where there is no figure or the denominator is zero. counts: a lone numerator is the figure.
    """
    parts = scale * as_float("numerator") / as_float("denominator")
    both = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    lone = as_float("numerator") if counts else pl.lit(None, pl.Float64)
    return (
        pl.when(both & (pl.col("denominator") != 0))
        .then(parts)
        .when(both)
        .then(None)
        .when(pl.col("value_given").is_not_null())
        .then(as_float("value_given"))
        .otherwise(lone)
    )
