"""Which questions does a return raise about itself, before anything is explained?

Defects never drop data. Each is one row of `staged.quality`: where, how many of how many, and what to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from hls_signals.register import Register
from hls_signals.returns.defects_of_areas import figures_after_closing, missing_bodies
from hls_signals.returns.defects_of_figures import lone_zeros, other_units, same_as_another_measure
from hls_signals.returns.defects_of_submissions import contradicting_labels, two_at_once
from hls_signals.returns.defects_of_totals import unreconciled_totals
from hls_signals.returns.marks import marked
from hls_signals.returns.quality import QUALITY, QUALITY_EMPTY, ordered

__all__ = [
    "QUALITY",
    "Beside",
    "copied_periods",
    "differing_colours",
    "marked",
    "missing_periods",
    "quality_rows",
    "questions_of_return",
    "questions_of_rows",
    "two_at_once",
]
SUBMISSIONS = {"sha256": pl.String, "rows_in": pl.Int64, "notes": pl.String}

# Bed counts that rarely move reach 75% equality honestly (measured), so these are not to be lowered.
COPIED_SHARE = 0.9
COPIED_LEAST_KEYS = 5
# Windows and snapshots need not follow one another.
_CONSECUTIVE = ("day", "week", "month", "quarter", "financial_year", "calendar_year", "academic_year")


@dataclass(frozen=True)
class Beside:
    """What the figures of a return are held against.

    bases          how each return rounds, for totals
    submissions    `staged.submissions`: sha256, rows_in, notes
    """

    register: Register = field(default_factory=lambda: Register((), (), (), ()))
    bases: Mapping[str, Decimal] = field(default_factory=dict)
    submissions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUBMISSIONS))


def quality_rows(observations: pl.DataFrame, beside: Beside | None = None) -> pl.DataFrame:
    """Every question of one return's latest-known observations, by code, return, measure, area and period."""
    whole = marked(observations)
    return ordered([questions_of_rows(observations, beside or Beside()), questions_of_return(whole)])


def questions_of_rows(observations: pl.DataFrame, beside: Beside) -> pl.DataFrame:
    """Questions that a measure raises by itself: of a whole return, or of one measure after the other."""
    areas = beside.register.areas
    return ordered(
        [
            other_units(observations),
            missing_bodies(observations, areas),
            unreconciled_totals(observations, beside.bases, beside.register.area_sums),
            missing_periods(observations),
            contradicting_labels(observations, beside.submissions),
            figures_after_closing(observations, areas),
            lone_zeros(observations),
        ]
    )


def questions_of_return(rows: pl.DataFrame) -> pl.DataFrame:
    """Questions that take every measure of a return together.

    rows  as marked()
    """
    return ordered([_copied(rows), same_as_another_measure(rows)])


def copied_periods(observations: pl.DataFrame) -> pl.DataFrame:
    """D301: pairs of periods of a return whose figures are the same, one row a pair and measure.

    observations  latest-known: return_id, measure_id, area_code, breakdown, period_start, period_end, period_type,
                  numerator, denominator, value, source_sha256.
    Of the keys present in both periods with figures not all zero (at least 5), 90% or more are identical. Judged over
    the whole return; a measure's row counts that measure's keys.
    """
    return _copied(marked(observations))


def _copied(rows: pl.DataFrame) -> pl.DataFrame:
    found = [QUALITY_EMPTY]
    for (return_id, period_type), group in rows.group_by("return_id", "period_type", maintain_order=True):
        found.extend(_copied_in(str(return_id), str(period_type), group))
    return ordered(found)


def missing_periods(observations: pl.DataFrame) -> pl.DataFrame:
    """D306: stretches without a figure between two periods that have one, of a whole measure and of single areas."""
    consecutive = observations.filter(pl.col("period_type").is_in(_CONSECUTIVE))
    by_area = consecutive.select(
        "return_id", "measure_id", "area_code", "period_type", "period_start", "period_end"
    ).unique()
    by_measure = by_area.with_columns(pl.lit("").alias("area_code")).unique()
    whole = _gaps(by_measure)
    single = _gaps(by_area)
    # A stretch that nobody sent is said once, for the measure.
    sent = by_measure.select("measure_id", "period_type", pl.col("period_start").alias("sent_start"))
    counted = (
        single.join(sent, on=["measure_id", "period_type"], how="inner")
        .filter((pl.col("sent_start") >= pl.col("period_start")) & (pl.col("sent_start") < pl.col("period_end")))
        .group_by(single.columns, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("affected"))
    )
    return ordered([_missing_rows(whole, None), _missing_rows(counted, "affected")])


def differing_colours(values: pl.DataFrame, return_ids: Mapping[str, str]) -> pl.DataFrame:
    """D309: figures whose colour in the return is not the one the register gives; both are kept.

    values      measured_values: measure_id, area_code, is_total, period_start, period_end, colour, reported_colour.
    return_ids  the return of each measure.
    """
    differ = values.filter(
        pl.col("is_total") & pl.col("colour").is_not_null() & (pl.col("reported_colour") != pl.col("colour"))
    )
    text = pl.format(
        "The return says {}; target and rule of the register give {}. Both are kept.", "reported_colour", "colour"
    )
    return ordered(
        [
            differ.select(
                pl.lit("D309").alias("code"),
                pl.lit("question").alias("severity"),
                pl.col("measure_id").replace_strict(return_ids, default="", return_dtype=pl.String).alias("return_id"),
                "measure_id",
                "area_code",
                "period_start",
                "period_end",
                pl.lit(None, pl.Date).alias("other_period_start"),
                pl.lit(1, pl.Int64).alias("examined"),
                pl.lit(1, pl.Int64).alias("affected"),
                text.alias("text"),
                pl.lit("Which target, or which rule for amber, was used where the colour was set?").alias("ask"),
            )
        ]
    )


def _copied_in(return_id: str, period_type: str, group: pl.DataFrame) -> Iterator[pl.DataFrame]:
    numbered = group.with_columns(pl.col("key").rank("dense").cast(pl.Int64).alias("key_no") - 1)
    keys = numbered.select("key_no", pl.col("measure_id").cast(pl.String)).unique("key_no").sort("key_no")
    periods = group.select("period_start", "period_end").unique("period_start").sort("period_start")
    if keys.height < COPIED_LEAST_KEYS or periods.height < 2:
        return
    grid, is_zero = _grids(numbered, keys.height, periods)
    measure = keys["measure_id"]
    for later in range(1, periods.height):
        earlier = grid[:, :later]
        now, zero_now = grid[:, later : later + 1], is_zero[:, later : later + 1]
        examined = (earlier >= 0) & (now >= 0) & ~(is_zero[:, :later] & zero_now)
        same = examined & (earlier == now)
        total = examined.sum(axis=0)
        hits = np.flatnonzero((total >= COPIED_LEAST_KEYS) & (same.sum(axis=0) >= COPIED_SHARE * total - 1e-9))
        for first in hits.tolist():
            counts = (
                pl.DataFrame({"measure_id": measure, "examined": examined[:, first], "affected": same[:, first]})
                .group_by("measure_id", maintain_order=True)
                .agg(pl.col("examined", "affected").sum().cast(pl.Int64))
                .filter(pl.col("affected") > 0)
            )
            yield _copied_rows(return_id, period_type, counts, periods.row(first), periods.row(later))


def _grids(rows: pl.DataFrame, keys: int, periods: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Keys x periods: a number for each different figure (-1 where there is none), and where all of it is zero."""
    grid = np.full((keys, periods.height), -1, dtype=np.int64)
    zero = np.zeros(grid.shape, dtype=bool)
    numbers = {start: at for at, start in enumerate(periods["period_start"])}
    at = rows["period_start"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    # A bit less of the hash leaves room for the sign that says there is no figure.
    grid[rows["key_no"].to_numpy(), at] = (rows["figure"].to_numpy() >> 1).astype(np.int64)
    zero[rows["key_no"].to_numpy(), at] = rows["is_zero"].to_numpy()
    return grid, zero


def _copied_rows(
    return_id: str, period_type: str, counts: pl.DataFrame, earlier: tuple[object, ...], later: tuple[object, ...]
) -> pl.DataFrame:
    text = pl.format(
        f"{{}} of {{}} figures of the {period_type.replace('_', ' ')} from {later[0]} equal those of {earlier[0]}.",
        "affected",
        "examined",
    )
    return counts.select(
        pl.lit("D301").alias("code"),
        pl.lit("question").alias("severity"),
        pl.lit(return_id).alias("return_id"),
        "measure_id",
        pl.lit("").alias("area_code"),
        pl.lit(later[0], pl.Date).alias("period_start"),
        pl.lit(later[1], pl.Date).alias("period_end"),
        pl.lit(earlier[0], pl.Date).alias("other_period_start"),
        "examined",
        "affected",
        text.alias("text"),
        pl.lit("Was the earlier file sent a second time under the later date? Which of the two holds?").alias("ask"),
    )


def _gaps(periods: pl.DataFrame) -> pl.DataFrame:
    """Stretches between a period's end and the next one's start, within return, measure, area and period type."""
    series = ["return_id", "measure_id", "area_code", "period_type"]
    following = pl.col("period_start").shift(-1).over(series, order_by="period_start")
    return (
        periods.with_columns(following.alias("next_start"), pl.len().over(series).cast(pl.Int64).alias("examined"))
        .filter(pl.col("next_start") > pl.col("period_end"))
        .select(
            *series,
            pl.col("period_end").alias("period_start"),
            pl.col("next_start").alias("period_end"),
            "examined",
        )
        .sort("return_id", "measure_id", "area_code", "period_start")
    )


def _missing_rows(gaps: pl.DataFrame, affected: str | None) -> pl.DataFrame:
    count = pl.col(affected) if affected is not None else pl.lit(1, pl.Int64)
    return gaps.select(
        pl.lit("D306").alias("code"),
        pl.lit("question").alias("severity"),
        "return_id",
        "measure_id",
        "area_code",
        "period_start",
        "period_end",
        pl.lit(None, pl.Date).alias("other_period_start"),
        "examined",
        count.alias("affected"),
        pl.format("There is no figure from {} to before {}.", "period_start", "period_end").alias("text"),
        pl.lit("Was nothing counted then, or has the file not reached us?").alias("ask"),
    )
