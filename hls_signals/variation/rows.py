"""How do the rows of many series stand, one after the other, in flat arrays?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Ints
from hls_signals.variation.cells import dates_of
from hls_signals.variation.charts import CHART_TABLE, Chart
from hls_signals.variation.errors import DuplicatePeriod, WrongKey, require_columns, require_frame
from hls_signals.variation.groups import Groups, groups_of
from hls_signals.variation.plotted import Plotted, ValueColumns, plotted_of

DAY_IN_MICROSECONDS = 86_400_000_000
# Larger batches fall out of the processor's cache, smaller ones pay more for each step: some 2,200 series of 36 points,
# measured.
BATCH_ROWS = 80_000
# Stands for the key where the data are one series and no column names it; never part of a result.
ONE_SERIES = "__one_series"


@dataclass(frozen=True)
class Rows:
    """Rows in the order of series, then time; every array has one entry a row unless it says otherwise.

    keys, time  the series columns and the time column, as given.
    clock       the time as a whole number: days since 1970, or microseconds where the column has hours.
    order       the row of the frame as it was given, from 0.
    first       where each series begins; one entry a series.
    """

    keys: pl.DataFrame
    time: pl.Series
    clock: Ints
    has_hours: bool
    order: Ints
    first: Ints
    plotted: Plotted

    def __len__(self) -> int:
        return len(self.clock)

    @cached_property
    def groups(self) -> Groups:
        """The rows of each series."""
        return groups_of(self.first, len(self))

    @property
    def series(self) -> Ints:
        """The number of each row's series, from 0."""
        return self.groups.of

    @cached_property
    def days(self) -> Ints:
        """The day of each row, counted from 1970."""
        return self.clock // DAY_IN_MICROSECONDS if self.has_hours else self.clock

    @property
    def between_days(self) -> Bools | None:
        """Which rows are not at midnight; None where the column has no hours."""
        return self.clock % DAY_IN_MICROSECONDS != 0 if self.has_hours else None

    def part(self, start: int, stop: int) -> Rows:
        """The rows from start to stop (excluded), which must hold whole series."""
        here = slice(start, stop)
        low, high = np.searchsorted(self.first, [start, stop])
        return Rows(
            self.keys[here],
            self.time[here],
            self.clock[here],
            self.has_hours,
            self.order[here],
            self.first[low:high] - start,
            self.plotted.part(here),
        )

    def parts(self) -> Iterator[slice]:
        """Slices of whole series, each of about `BATCH_ROWS` rows."""
        start = 0
        while start < len(self):
            # The last series that begins within reach; a longer one is a part of its own.
            at = np.searchsorted(self.first, start + BATCH_ROWS, side="right") - 1
            stop = int(self.first[at])
            if start + BATCH_ROWS >= len(self):
                stop = len(self)
            elif stop <= start:
                stop = int(self.first[at + 1]) if at + 1 < len(self.first) else len(self)
            yield slice(start, stop)
            start = stop


def rows_of(
    frame: pl.DataFrame, series: Sequence[str], time: str, columns: ValueColumns, chart: Chart = CHART_TABLE["xmr"]
) -> Rows:
    """The rows of the frame, ordered by series then time.

    raises  NotAFrame, MissingColumn, WrongKey, NotANumber, NotADate, DuplicatePeriod, WrongScale.
    """
    require_frame(frame, "the data")
    require_columns(frame.columns, [*series, time, *columns.names], "the data")
    _refuse_nested(frame, series)
    dates = dates_of(frame.get_column(time))
    has_hours = dates.dtype != pl.Date
    clock = dates.to_physical().cast(pl.Int64).to_numpy()
    plotted = plotted_of(frame, columns, chart)
    keys = frame.select(series) if series else frame.select(pl.repeat(0, pl.len()).alias(ONE_SERIES))
    order = np.arange(frame.height)
    changes, ordered = _changes(keys, clock)
    stamps = frame.get_column(time)
    if not ordered:
        order = _sorting(keys, clock)
        keys, stamps, clock = keys[order], stamps.gather(order), clock[order]
        plotted = plotted.part(order)
        changes, _ = _changes(keys, clock)
    rows = Rows(keys, stamps, clock, has_hours, order, np.flatnonzero(changes), plotted)
    if not chart.may_repeat:
        _refuse_duplicates(rows, changes, time)
    return rows


def _refuse_nested(frame: pl.DataFrame, series: Sequence[str]) -> None:
    for name in series:
        kind = frame.schema[name]
        if kind.is_nested() or kind == pl.Object:
            raise WrongKey(
                "a series column holds lists or objects, which have no order",
                where=f"column {name}",
                mend="name columns of text, numbers or dates; .struct.unnest() makes columns of a struct",
            )


def _changes(keys: pl.DataFrame, clock: Ints) -> tuple[Bools, bool]:
    """Where a new series begins, and whether the rows are already in the order of series and time."""
    changes = np.zeros(len(clock), dtype=np.bool_)
    changes[:1] = True
    falls = False
    for column in keys.iter_columns():
        named = column.cast(pl.String) if column.dtype == pl.Categorical else column
        at = _changes_in(named)
        # Whether a cell sorts before the last is asked only where it differs and no earlier column has changed.
        falls = falls or _any_falls(named, at[~changes[at]])
        changes[at] = True
    falls = falls or bool(((clock[1:] < clock[:-1]) & ~changes[1:]).any())
    return changes, not falls


def _changes_in(column: pl.Series) -> Ints:
    """The rows whose cell differs from the one before."""
    if column.dtype.is_integer() and not column.null_count():
        cells = column.to_numpy()
        return np.flatnonzero(cells[1:] != cells[:-1]) + 1
    now, last = column.slice(1), column.slice(0, max(len(column) - 1, 0))
    # Without blanks the plain comparison says the same, and faster.
    differs = now.ne_missing(last) if column.null_count() else now != last
    return np.flatnonzero(differs.to_numpy()) + 1


def _any_falls(column: pl.Series, at: Ints) -> bool:
    """Whether the cell of any of these rows, which differ from the ones before, sorts before it; blanks sort first."""
    now, last = column[at], column[at - 1]
    return bool((now < last).any() or (now.is_null() & last.is_not_null()).any())


def _sorting(keys: pl.DataFrame, clock: Ints) -> Ints:
    by = [
        pl.col(name).cast(pl.String) if dtype == pl.Categorical else pl.col(name) for name, dtype in keys.schema.items()
    ]
    table = keys.lazy().select(pl.arg_sort_by([*by, pl.lit(pl.Series(clock))], maintain_order=True).alias("order"))
    return table.collect().get_column("order").cast(pl.Int64).to_numpy()


def _refuse_duplicates(rows: Rows, changes: Bools, time: str) -> None:
    twice = np.flatnonzero((rows.clock[1:] == rows.clock[:-1]) & ~changes[1:])
    if not len(twice):
        return
    at = int(twice[0])
    one, other = sorted((int(rows.order[at]) + 1, int(rows.order[at + 1]) + 1))
    names = ", ".join([*(name for name in rows.keys.columns if name != ONE_SERIES), time])
    period = str(np.datetime64(int(rows.clock[at]), "us" if rows.has_hours else "D"))
    raise DuplicatePeriod(rows.keys.row(at), period, (one, other), names)
