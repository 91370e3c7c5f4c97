"""What may the later figure of each pair still become, when people are still sending what belongs to it?"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.measures.arrived import arrivals
from hls_signals.register.models import Measure

PENDING = ("expected_value", "low", "high", "n_periods")
KEYS = ("area_code", "period_type", "definition_version", "period_start")


def with_pending(
    measure: Measure, pairs: pl.DataFrame, versions: pl.DataFrame, *, as_of: dt.date, settle_days: int
) -> pl.DataFrame:
    """Pairs with `pending` (JSON; null where the later period is settled) and `is_incomplete`.

    versions  `staged.total_versions`; without any, nothing is pending
    """
    none = {"pending": pl.lit(None, pl.String), "is_incomplete": pl.lit(value=False)}
    if versions.is_empty():
        return pairs.with_columns(**none)
    found = arrivals(measure, versions, settled_by=as_of - dt.timedelta(days=settle_days))
    record = pl.struct(PENDING).struct.json_encode()
    told = found.select(*KEYS, pending=record, is_incomplete=(pl.col("completeness") < 1).fill_null(value=False))
    left = ["area_code", "period_type", "later_definition_version", "later_period_start"]
    joined = pairs.join(told, left_on=left, right_on=list(KEYS), how="left", maintain_order="left")
    has_figure = pl.col("later_value").is_not_null()
    return joined.with_columns(
        pending=pl.when(has_figure).then("pending"),
        is_incomplete=pl.col("is_incomplete").fill_null(value=False) & has_figure & pl.col("has_figures"),
    )
