"""Which figures are impossible for their measure?"""

from __future__ import annotations

from fractions import Fraction

import polars as pl

# Nearer than this to a bound, a float may lie on the wrong side of it.
_NEAR = 1e-9


def impossible(figures: pl.DataFrame) -> pl.Series:
    """R213 (negative count), R215 (numerator above denominator), R214 (outside bounds), or null.

    figures  numerator, denominator, value (decimals) and calculation, lower_bound, upper_bound, scale.
    """
    counted = pl.col("calculation").is_in(("count", "ratio", "rate"))
    negative = counted & ((pl.col("numerator") < 0) | (pl.col("denominator") < 0)).fill_null(False)
    negative_value = (pl.col("calculation") == "count") & (pl.col("value") < 0).fill_null(False)
    above = (
        (pl.col("calculation") == "ratio")
        & (pl.col("upper_bound") == 100).fill_null(False)
        & (pl.col("numerator") > pl.col("denominator")).fill_null(False)
    )
    code = (
        pl.when(negative | negative_value)
        .then(pl.lit("R213"))
        .when(above)
        .then(pl.lit("R215"))
        .when(_given_outside("value") | _lone_outside() | pl.Series(_quotient_outside(figures)))
        .then(pl.lit("R214"))
        .otherwise(None)
    )
    return figures.select(code.alias("bounds_fault")).to_series()


def _given_outside(name: str) -> pl.Expr:
    below, above = pl.col(name) < pl.col("lower_bound"), pl.col(name) > pl.col("upper_bound")
    return below.fill_null(False) | above.fill_null(False)


def _lone_outside() -> pl.Expr:
    # The numerator of a count is the value itself.
    return pl.col("calculation").is_in(("count", "median")).fill_null(False) & _given_outside("numerator")


def _quotient_outside(figures: pl.DataFrame) -> pl.Series:
    """True where scale * numerator / denominator lies outside the bounds: by float, near a bound by fractions."""
    n, d = pl.col("numerator"), pl.col("denominator")
    # A part of a whole lies between 0 and the scale; most figures are that, and need no division.
    is_part = (pl.col("lower_bound").fill_null(0) <= 0) & (
        pl.col("upper_bound").fill_null(pl.col("scale")) >= pl.col("scale")
    )
    settled = (is_part & (n >= 0) & (n <= d)) | n.is_null() | d.is_null() | (d == 0)
    open_rows = (~figures.select(settled.fill_null(False)).to_series()).arg_true()
    outside = pl.Series("outside", [False]).new_from_index(0, figures.height)
    return outside.scatter(open_rows, _divided_outside(figures[open_rows])) if len(open_rows) else outside


def _divided_outside(figures: pl.DataFrame) -> pl.Series:
    n, d = pl.col("numerator"), pl.col("denominator")
    scale = pl.col("scale").cast(pl.Float64)
    quotient = pl.when(n == 0).then(0.0).when(n == d).then(scale).otherwise(
        scale * n.cast(pl.Float64) / d.cast(pl.Float64)
    )  # fmt: skip
    judged = figures.lazy().select(
        pl.when((d != 0) & n.is_not_null()).then(quotient).otherwise(None).alias("q"),
        (n.is_not_null() & (n != 0) & (n != d)).fill_null(False).alias("inexact"),
        pl.col("lower_bound").cast(pl.Float64).alias("lo"),
        pl.col("upper_bound").cast(pl.Float64).alias("hi"),
    )
    q = pl.col("q")
    outside = (q < pl.col("lo")).fill_null(False) | (q > pl.col("hi")).fill_null(False)
    near = pl.any_horizontal(
        ((q - pl.col(b)).abs() <= _NEAR * (1 + pl.col(b).abs())).fill_null(False) for b in ("lo", "hi")
    )
    result = judged.select(outside.alias("outside"), (near & pl.col("inexact")).alias("near")).collect()
    rows = result["near"].arg_true()
    if not len(rows):
        return result["outside"]
    exact = [_outside_exactly(record) for record in figures[rows].iter_rows(named=True)]
    return result["outside"].scatter(rows, pl.Series(exact))


def _outside_exactly(record: dict[str, object]) -> bool:
    fraction = {name: _fraction(record[name]) for name in ("numerator", "denominator", "scale")}
    n, d, scale = fraction["numerator"], fraction["denominator"], fraction["scale"]
    if n is None or d is None or scale is None:
        return False
    value, low, high = scale * n / d, _fraction(record["lower_bound"]), _fraction(record["upper_bound"])
    return (low is not None and value < low) or (high is not None and value > high)


def _fraction(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))
