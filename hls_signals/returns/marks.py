"""Which figures of a measure say the same, told by one number each?"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hls_signals.returns.quality import FIGURES

KEY = ("measure_id", "area_code", "breakdown")
PLACE = ("area_code", "breakdown", "period_start", "period_end", "period_type")
_NAMES = ("return_id", "measure_id", "period_type", "source_sha256")


def marked(observations: pl.DataFrame) -> pl.DataFrame:
    """Rows that hold a figure, with what questions about a whole return need and no more.

    returns  return_id, measure_id, period_type, source_sha256 (categories), period_start, period_end, and one number
             each for `key` (measure, area, breakdown), `place` (area, breakdown, period) and `figure`; `is_zero` where
             every part of the figure is zero
    """
    with_figures = observations.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in FIGURES))
    return with_figures.select(
        *(pl.col(name).cast(pl.Categorical) for name in _NAMES),
        "period_start",
        "period_end",
        _mark(KEY).alias("key"),
        _mark(PLACE).alias("place"),
        _mark((), FIGURES).alias("figure"),
        pl.all_horizontal((pl.col(name) == 0).fill_null(value=True) for name in FIGURES).alias("is_zero"),
    )


def _mark(texts: Iterable[str], numbers: Iterable[str] = ()) -> pl.Expr:
    """One number for each different row: sums of hashes, a column at a time, which is sooner done than whole rows."""
    columns = [*map(pl.col, texts), *(pl.col(name).cast(pl.Float64) for name in numbers)]
    return pl.sum_horizontal(column.hash(seed) for seed, column in enumerate(columns))
