"""What does an adapter hand back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from hls_signals.returns.codes import MENDS

SET_ASIDE_SCHEMA: dict[str, pl.DataType] = {
    "level": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.Int64(),
    "source_column": pl.Int64(),
    "code": pl.String(),
    "mend": pl.String(),
}
NOTHING_SET_ASIDE = pl.DataFrame(schema=SET_ASIDE_SCHEMA)


@dataclass(frozen=True)
class Read:
    """What an adapter made of a file: one row a would-be observation, and the rows it set aside.

    observations      canonical columns where known, with source_sheet and source_row. Figures are text (landing
                      reads them), or structs of hls_signals.returns.figures. A filled `code` sets a record aside.
    set_aside         rows that make no record: see set_aside().
    notes             N codes with how many columns or rows each concerns.
    columns_dropped   names of ranking columns that were left out.
    places            column number of each canonical column, so that a message can say where.
    supporting_rows   source_row of rows that make no record and serve another row's figure.
    """

    observations: pl.DataFrame
    set_aside: pl.DataFrame = field(default_factory=lambda: NOTHING_SET_ASIDE)
    notes: Mapping[str, int] = field(default_factory=dict)
    columns_dropped: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    supporting_rows: pl.Series = field(default_factory=lambda: pl.Series("source_row", [], dtype=pl.Int64))


def set_aside(rows: pl.DataFrame, code: str, mend: str = "", column: int | None = None) -> pl.DataFrame:
    """Lines for rows that cannot be used: where they stand, the code, and what to do. No cell text."""
    return rows.select(
        pl.lit("row").alias("level"),
        (pl.col("source_sheet") if "source_sheet" in rows.columns else pl.lit("")).alias("source_sheet"),
        pl.col("source_row").cast(pl.Int64),
        pl.lit(column, pl.Int64).alias("source_column"),
        pl.lit(code).alias("code"),
        pl.lit(mend or MENDS.get(code, "")).alias("mend"),
    )
