"""Where does a new phase begin, and what became of each phase a person gave?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Ints
from hls_signals.variation.charts import chart_named
from hls_signals.variation.errors import refuse_other_columns, require_columns
from hls_signals.variation.given import PROVENANCE, Excluded, excluded_rows
from hls_signals.variation.matching import Matches, clock_of, matches_of, row_finder
from hls_signals.variation.plotted import ValueColumns
from hls_signals.variation.rows import ONE_SERIES, Rows, rows_of

Phases = Iterable[date] | date | str | pl.DataFrame | None

PHASE_STATUS = pl.Enum(["used", "merged", "not_started", "unknown_series"])


@dataclass(frozen=True)
class Landing:
    """Where each given phase lands, one entry for each pair of a given phase and a series; -1: it has not started."""

    pairs: Matches
    row: Ints
    first_point: Ints


def phase_starts(rows: Rows, points: Bools, phases: Phases) -> Bools:
    """Which rows begin a phase after the first of their series.

    points  the rows that hold a used or excluded figure: a phase begins at the first of them on or after its date,
            so a blank row begins none.
    """
    starts = np.zeros(len(rows), dtype=np.bool_)
    if phases is not None and len(rows):
        landing = _landing(rows, points, _table_of(phases))
        # A phase that lands on the first point of its series is the first phase.
        begun = landing.row[(landing.row >= 0) & (landing.row != landing.first_point)]
        starts[begun] = True
    return starts


def check_phases(
    frame: pl.DataFrame,
    phases: Phases,
    *,
    series: str | Sequence[str] = ("series",),
    time: str = "period_start",
    value: str = "value",
    numerator: str | None = None,
    denominator: str | None = None,
    scale: float = 1.0,
    chart: str = "xmr",
    excluded: Excluded = None,
) -> pl.DataFrame:
    """What became of each given phase, one row for each series it speaks of, in the order given.

    returns  the series columns, starts, reason, given_by, source, `phase` (its number in the series), `begins`
             (the period of its first point) and `status`: used, merged (into the one of the same number that stands
             first), not_started, unknown_series. The reason of a used phase joins the reasons merged into it.
    """
    keys = (series,) if isinstance(series, str) else tuple(series)
    rows = rows_of(frame, keys, time, ValueColumns(value, numerator, denominator, scale), chart_named(chart))
    table = _table_of(phases)
    refuse_other_columns(table.columns, [*keys, "starts", *PROVENANCE], "the table of phases")
    points = excluded_rows(frame, rows, excluded) | ~(rows.plotted.blank | rows.plotted.unusable)
    landing = _landing(rows, points, table)
    return _report(rows, table, landing, phase_starts(rows, points, table))


def _table_of(phases: Phases) -> pl.DataFrame:
    if isinstance(phases, pl.DataFrame):
        return phases
    if phases is None:
        starts: list[date | str] = []
    else:
        starts = [phases] if isinstance(phases, date | str) else list(phases)
    return pl.DataFrame([pl.Series("starts", starts, strict=False)])


def _landing(rows: Rows, points: Bools, table: pl.DataFrame) -> Landing:
    require_columns(table.columns, ["starts"], "the table of phases")
    refuse_other_columns(table.columns, [*rows.keys.columns, "starts", *PROVENANCE], "the table of phases")
    pairs = matches_of(rows, table)
    finder = row_finder(rows, points)
    found = finder.on_or_after(pairs.series, clock_of(rows, table.get_column("starts"))[pairs.asked])
    earliest = np.full(len(pairs.series), np.iinfo(np.int64).min)
    return Landing(pairs, found, finder.on_or_after(pairs.series, earliest))


def _report(rows: Rows, table: pl.DataFrame, landing: Landing, starts: Bools) -> pl.DataFrame:
    """Put what was found beside what was asked, with the asked phases of unknown series last in their place."""
    began = landing.row >= 0
    row = landing.row[began]
    series = landing.pairs.series
    before: Ints = np.cumsum(starts)
    number: Ints = before[row] - before[rows.first[series[began]]] + 1
    found = pl.DataFrame({"__asked": landing.pairs.asked, "__series": series}).with_columns(
        _scattered("phase", began, pl.Series(number, dtype=pl.UInt32)),
        _scattered("begins", began, rows.time.gather(row)),
    )
    return _joined(rows, table, found)


def _scattered(name: str, there: Bools, values: pl.Series) -> pl.Series:
    place = np.where(there, np.cumsum(there) - 1, -1)
    index = pl.Series(place).replace(-1, None)
    return values.gather(index).alias(name)


def _joined(rows: Rows, table: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    keys = rows.keys.columns
    asked = table.with_row_index("__asked").with_columns(pl.col("__asked").cast(pl.Int64))
    asked = asked.rename({name: f"__given_{name}" for name in keys if name in table.columns})
    asked = asked.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in PROVENANCE if name not in table.columns
    )
    series = rows.keys[rows.first].with_columns(pl.Series("__series", np.arange(len(rows.first))))
    merged = pl.col("phase").is_not_null() & (pl.int_range(pl.len()).over("__series", "phase") > 0)
    joined = found.join(series, on="__series", how="left").with_columns(merged.alias("__merged"))
    report = asked.join(joined, on="__asked", how="left", maintain_order="left_right")
    report = report.with_columns(_status().cast(PHASE_STATUS).alias("status"), _joined_reasons().alias("reason"))
    named = [pl.coalesce(name, f"__given_{name}") if name in table.columns else pl.col(name) for name in keys]
    return report.select(*named, "starts", *PROVENANCE, "phase", "begins", "status").drop(ONE_SERIES, strict=False)


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("__series").is_null())
        .then(pl.lit("unknown_series"))
        .when(pl.col("phase").is_null())
        .then(pl.lit("not_started"))
        .when("__merged")
        .then(pl.lit("merged"))
        .otherwise(pl.lit("used"))
    )


def _joined_reasons() -> pl.Expr:
    """The reasons of phases that landed on one point, joined on the first of them."""
    together = pl.col("reason").drop_nulls().str.join("; ").over("__series", "phase")
    leads = pl.col("phase").is_not_null() & ~pl.col("__merged")
    return pl.when(leads & (together != "")).then(together).otherwise("reason")
