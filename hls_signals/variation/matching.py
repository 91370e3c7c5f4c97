"""Which series, and which of their rows, does a row of a reader's table speak of?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Ints
from hls_signals.variation.cells import dates_of
from hls_signals.variation.rows import DAY_IN_MICROSECONDS, Rows


@dataclass(frozen=True)
class Matches:
    """Pairs of a row of the reader's table and the number of a series it speaks of, both from 0."""

    asked: Ints
    series: Ints


def matches_of(rows: Rows, asked: pl.DataFrame) -> Matches:
    """The series each asked row speaks of: those with its key, or all where the table names no series column."""
    known = rows.keys[rows.first].with_columns(pl.Series("__series", np.arange(len(rows.first))))
    named = [name for name in rows.keys.columns if name in asked.columns]
    wanted = pl.DataFrame([*asked.select(named).get_columns(), pl.Series("__asked", np.arange(asked.height))])
    if not named:
        pairs = wanted.join(known.select("__series"), how="cross")
    else:
        pairs = _as_known(wanted, known, named).join(known, on=named, how="inner", nulls_equal=True)
    pairs = pairs.sort("__asked", "__series")
    return Matches(pairs.get_column("__asked").to_numpy(), pairs.get_column("__series").to_numpy())


def _as_known(wanted: pl.DataFrame, known: pl.DataFrame, named: list[str]) -> pl.DataFrame:
    """The asked keys in the types of the data; a key that has no such form matches nothing."""
    cast = wanted.with_columns(pl.col(name).cast(known.schema[name], strict=False) for name in named)
    lost = pl.Series([False]) if not len(wanted) else None
    for name in named:
        here = wanted.get_column(name).is_not_null() & cast.get_column(name).is_null()
        lost = here if lost is None else lost | here
    return cast if lost is None or not len(wanted) else cast.filter(~lost)


def clock_of(rows: Rows, column: pl.Series) -> Ints:
    """Dates of a reader's table on the clock of the rows."""
    dates = dates_of(column)
    clock = dates.to_physical().cast(pl.Int64).to_numpy()
    if rows.has_hours and dates.dtype == pl.Date:
        return clock * DAY_IN_MICROSECONDS
    if not rows.has_hours and dates.dtype != pl.Date:
        return clock // DAY_IN_MICROSECONDS
    return clock


@dataclass(frozen=True)
class RowFinder:
    """Finds, among some of the rows, the first of a series on or after a moment."""

    row: Ints
    times: Ints
    places: Ints

    def on_or_after(self, series: Ints, clock: Ints) -> Ints:
        """The row found for each series and moment, or -1 where the series has none so late."""
        wanted = series * (len(self.times) + 1) + np.searchsorted(self.times, clock)
        at = np.searchsorted(self.places, wanted)
        there = at < len(self.places)
        there[there] = self.places[at[there]] // (len(self.times) + 1) == series[there]
        found = np.full(len(wanted), -1, dtype=np.int64)
        found[there] = self.row[at[there]]
        return found


def row_finder(rows: Rows, among: Bools) -> RowFinder:
    """A finder over the flagged rows. Times become places in a short list, so that one number holds series and time."""
    row = np.flatnonzero(among)
    times, place = np.unique(rows.clock[row], return_inverse=True)
    return RowFinder(row, times, rows.series[row] * (len(times) + 1) + place)
