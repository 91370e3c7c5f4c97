"""Which periods of a return hold the figures of an earlier one? (D301)

Whether a period was copied is judged over every measure of a return, and a count adds up: so of each measure only how
many figures two periods share is kept, and never its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from hls_signals.returns.period_names import period_name
from hls_signals.returns.quality import QUALITY_EMPTY, Defect, ordered

COPIED = Defect("D301", "Was the earlier file sent a second time under the later date? Which of the two holds?")
# Bed counts that rarely move reach 75% equality honestly (measured), so these are not to be lowered.
COPIED_SHARE = 0.9
COPIED_LEAST_KEYS = 5
# Keys are compared so many cells at a time, whatever the number of periods.
_CELLS = 2_000_000
PAIR = ("period_type", "earlier", "later")
PAIRS: dict[str, pl.DataType] = {
    "period_type": pl.String(),
    "earlier": pl.Date(),
    "earlier_end": pl.Date(),
    "later": pl.Date(),
    "later_end": pl.Date(),
    "examined": pl.Int64(),
    "affected": pl.Int64(),
}


def shared_by_pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """For each two periods of a measure: keys with a figure in both, not all zero, and how many figures are equal.

    rows  of one measure, as marked()
    """
    found = [pl.DataFrame(schema=PAIRS)]
    for (period_type,), group in rows.group_by("period_type", maintain_order=True):
        found.extend(_pairs(str(period_type), group))
    return pl.concat(found)


def together(pairs: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Pairs of several measures added up."""
    ends = [pl.col("earlier_end").min(), pl.col("later_end").min()]
    counts = [pl.col("examined").sum(), pl.col("affected").sum()]
    return pl.concat([pl.DataFrame(schema=PAIRS), *pairs]).group_by(PAIR).agg(*ends, *counts).select(list(PAIRS))


def copies_among(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of a whole return of which one is a copy of the other."""
    is_copy = pl.col("affected") >= COPIED_SHARE * pl.col("examined") - 1e-9
    return pairs.filter((pl.col("examined") >= COPIED_LEAST_KEYS) & is_copy)


def copied_rows(return_id: str, measure_id: str, own: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """One question a copied period, with the measure's own counts.

    own     the measure's pairs
    copies  those of the whole return that are copies
    """
    periods = copies.select(*PAIR, "earlier_end", "later_end")
    found = own.select(*PAIR, "examined", "affected").filter(pl.col("affected") > 0).join(periods, on=list(PAIR))
    if found.is_empty():
        return QUALITY_EMPTY
    text = [
        f"{affected} of {examined} figures of {period_name(period_type, later, later_end)} "
        f"equal those of {period_name(period_type, earlier, earlier_end)}."
        for period_type, earlier, later, examined, affected, earlier_end, later_end in found.iter_rows()
    ]
    placed = found.select(
        pl.lit(return_id).alias("return_id"),
        pl.lit(measure_id).alias("measure_id"),
        pl.col("later").alias("period_start"),
        pl.col("later_end").alias("period_end"),
        pl.col("earlier").alias("other_period_start"),
        "examined",
        "affected",
    )
    return ordered([COPIED.rows(placed, pl.lit(pl.Series(text)))])


def _pairs(period_type: str, group: pl.DataFrame) -> Iterator[pl.DataFrame]:
    periods = group.group_by("period_start").agg(pl.col("period_end").min()).sort("period_start")
    if periods.height < 2:
        return
    key_no = group["key"].rank("dense").cast(pl.Int64) - 1
    number = {start: at for at, start in enumerate(periods["period_start"])}
    period_no = group["period_start"].replace_strict(number, return_dtype=pl.Int64)
    placed = group.select("figure", "is_zero").with_columns(key_no.alias("key_no"), period_no.alias("period_no"))
    examined, affected = _counted(placed, periods.height)
    for later in range(1, periods.height):
        yield _pair_rows(period_type, periods, later, examined[later, :later], affected[later, :later])


def _counted(rows: pl.DataFrame, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Periods by periods, below the diagonal: keys with a figure in both, and those of them that are equal."""
    examined = np.zeros((periods, periods), dtype=np.int64)
    affected = np.zeros_like(examined)
    block = max(1, _CELLS // periods)
    for (_,), part in rows.group_by(pl.col("key_no") // block):
        grid, is_zero = _grids(part, periods)
        for later in range(1, periods):
            both = (grid[:, :later] >= 0) & (grid[:, later : later + 1] >= 0)
            both &= ~(is_zero[:, :later] & is_zero[:, later : later + 1])
            examined[later, :later] += both.sum(axis=0)
            affected[later, :later] += (both & (grid[:, :later] == grid[:, later : later + 1])).sum(axis=0)
    return examined, affected


def _grids(rows: pl.DataFrame, periods: int) -> tuple[np.ndarray, np.ndarray]:
    """Keys x periods: a number for each different figure (-1 where there is none), and where all of it is zero."""
    key = rows["key_no"].to_numpy() - rows["key_no"].min()
    at = rows["period_no"].to_numpy()
    grid = np.full((int(key.max()) + 1, periods), -1, dtype=np.int64)
    zero = np.zeros(grid.shape, dtype=bool)
    # A bit less of the hash leaves room for the sign that says there is no figure.
    grid[key, at] = (rows["figure"].to_numpy() >> 1).astype(np.int64)
    zero[key, at] = rows["is_zero"].to_numpy()
    return grid, zero


def _pair_rows(
    period_type: str, periods: pl.DataFrame, later: int, examined: np.ndarray, affected: np.ndarray
) -> pl.DataFrame:
    start, end = periods.row(later)
    counted = periods.head(later).select(
        pl.lit(period_type).alias("period_type"),
        pl.col("period_start").alias("earlier"),
        pl.col("period_end").alias("earlier_end"),
        pl.lit(start, pl.Date).alias("later"),
        pl.lit(end, pl.Date).alias("later_end"),
        pl.Series("examined", examined),
        pl.Series("affected", affected),
    )
    return counted.filter(pl.col("examined") > 0)
