"""What does a row of `staged.quality` hold, and how is one made?

Defects never drop data. Each is one row: where, how many of how many, and what to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

QUALITY: dict[str, pl.DataType] = {
    "code": pl.String(),
    "severity": pl.String(),
    "return_id": pl.String(),
    "measure_id": pl.String(),
    "area_code": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "other_period_start": pl.Date(),
    "examined": pl.Int64(),
    "affected": pl.Int64(),
    "text": pl.String(),
    "ask": pl.String(),
}
QUALITY_EMPTY = pl.DataFrame(schema=QUALITY)
_ORDER = ("code", "return_id", "measure_id", "area_code", "period_start", "other_period_start", "period_end")
FIGURES = ("numerator", "denominator", "value")


@dataclass(frozen=True)
class Defect:
    """What a kind of question is called, and what it asks for."""

    code: str
    ask: str

    def rows(self, found: pl.DataFrame, text: pl.Expr) -> pl.DataFrame:
        """Rows of `staged.quality` from what was found: whatever column of it is absent stays empty."""
        given = {name: pl.col(name) for name in found.columns}
        made = {
            "code": pl.lit(self.code),
            "severity": pl.lit("question"),
            "area_code": pl.lit(""),
            "other_period_start": pl.lit(None, pl.Date),
            "examined": pl.lit(1),
            "affected": pl.lit(1),
            **given,
            "text": text,
            "ask": pl.lit(self.ask),
        }
        return found.select(made[name].cast(kind).alias(name) for name, kind in QUALITY.items())


def ordered(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Questions by code, return, measure, area and period."""
    together = pl.concat([QUALITY_EMPTY, *frames])
    return together.sort(_ORDER, maintain_order=True)
