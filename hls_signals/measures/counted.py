"""Under which definition was a period counted, and which of its figures is the one to draw where there are two?"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hls_signals.measures.in_force import definition_in_force
from hls_signals.register.models import Measure


def with_definition_in_force(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `in_force`, the definition that holds for their period; an empty version means that one."""
    starts = rows["period_start"].unique().sort()
    held = [definition_in_force(measure, start) for start in starts]
    in_force = pl.DataFrame(
        {"period_start": starts, "in_force": ["" if entry is None else entry.version for entry in held]},
        schema_overrides={"in_force": pl.String},
    )
    version = pl.when(pl.col("definition_version") == "").then("in_force").otherwise("definition_version")
    return rows.join(in_force, on="period_start", how="left").with_columns(definition_version=version)


def primary_rows(measure: Measure, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row a period: figures first, then the definition in force, then the newest definition.

    rows  with `value`, `definition_version` and `in_force`; by: what names a period of a series
    """
    newest_first = [d.version for d in sorted(measure.definitions, key=lambda d: d.effective_from, reverse=True)]
    places = list(range(1, len(newest_first) + 1))
    place = pl.col("definition_version").replace_strict(
        newest_first, places, default=len(newest_first) + 1, return_dtype=pl.Int64
    )
    standing = pl.when(pl.col("definition_version") == pl.col("in_force")).then(0).otherwise(place)
    placed = rows.with_columns(is_without_figure=pl.col("value").is_null(), standing=standing)
    ordered = placed.sort([*by, "is_without_figure", "standing", "definition_version"])
    return ordered.unique(by, keep="first", maintain_order=True).drop("is_without_figure", "standing")
