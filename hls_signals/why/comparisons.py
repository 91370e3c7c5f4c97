"""Which two figures does each like-for-like comparison set side by side?"""

from __future__ import annotations

import polars as pl


def comparisons(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a like-for-like comparison: a pair counted one way, or once for each period that was counted both ways.

    returns  by pair: pair_no, area_code, period_type, definition_version, weight (those of a pair sum to 1), and of
             each side start, value, numerator and denominator
    """
    held = pairs.filter("has_figures", "is_separable")
    is_same = pl.col("earlier_definition_version").eq_missing(pl.col("later_definition_version"))
    moved = held.filter(~is_same)
    if moved.is_empty():
        return _comparison(held, "earlier", "later", "earlier").with_columns(weight=pl.lit(1.0))
    found = [
        _comparison(held.filter(is_same), "earlier", "later", "earlier"),
        _comparison(moved.filter(pl.col("recount0").is_not_null()), "recount0", "later", "later"),
        _comparison(moved.filter(pl.col("recount1").is_not_null()), "earlier", "recount1", "earlier"),
    ]
    return pl.concat(found).sort("pair_no", maintain_order=True).with_columns(weight=1 / pl.len().over("pair_no"))


def _comparison(rows: pl.DataFrame, start: str, end: str, counted: str) -> pl.DataFrame:
    sides: dict[str, pl.Expr] = {}
    for number, (side, period) in enumerate(((start, "earlier"), (end, "later"))):
        value = side if side.startswith("recount") else f"{side}_value"
        sides |= {f"start{number}": pl.col(f"{period}_period_start"), f"value{number}": pl.col(value)}
        for part in ("numerator", "denominator"):
            sides[f"{part}{number}"] = pl.col(f"{side}_{part}").cast(pl.Float64)
    version = pl.col(f"{counted}_definition_version").fill_null("")
    return rows.select("pair_no", "area_code", "period_type", definition_version=version, **sides)
