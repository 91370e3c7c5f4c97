"""Which rows did a person exclude, and on which do the limits rest?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Ints, has_any
from hls_signals.variation.cells import flags_of
from hls_signals.variation.errors import WrongBaseline, refuse_other_columns, require_columns, require_frame
from hls_signals.variation.groups import Groups
from hls_signals.variation.matching import clock_of, matches_of, row_finder
from hls_signals.variation.rows import Rows

# What a person writes beside a phase, an exclusion or a baseline; carried, never read here.
PROVENANCE = ("reason", "given_by", "source")

Excluded = str | pl.DataFrame | None
Baseline = int | pl.DataFrame | None


def excluded_rows(frame: pl.DataFrame, rows: Rows, excluded: Excluded) -> Bools:
    """Which rows a person excluded, by a column of the frame or by a table of series and times.

    A line of the table that meets no row excludes nothing: one table may serve many frames.
    """
    if excluded is None:
        return np.zeros(len(rows), dtype=np.bool_)
    if isinstance(excluded, str):
        require_columns(frame.columns, [excluded], "the data")
        return flags_of(frame.get_column(excluded)).to_numpy()[rows.order]
    require_frame(excluded, "the table of exclusions")
    return _listed(rows, excluded)


def _listed(rows: Rows, excluded: pl.DataFrame) -> Bools:
    time = rows.time.name
    require_columns(excluded.columns, [time], "the table of exclusions")
    refuse_other_columns(excluded.columns, [*rows.keys.columns, time, *PROVENANCE], "the table of exclusions")
    pairs = matches_of(rows, excluded)
    clock = clock_of(rows, excluded.get_column(time))[pairs.asked]
    found = row_finder(rows, np.ones(len(rows), dtype=np.bool_)).on_or_after(pairs.series, clock)
    hit = (found >= 0) & (rows.clock[found] == clock) if len(rows) else np.zeros(len(found), dtype=np.bool_)
    flags = np.zeros(len(rows), dtype=np.bool_)
    flags[found[hit]] = True
    return _with_repeats(rows, flags)


def _with_repeats(rows: Rows, flags: Bools) -> Bools:
    """The flags, also on further rows of the same series and time: events of one day, measurements of one subgroup."""
    same = np.zeros(len(rows), dtype=np.bool_)
    same[1:] = (rows.clock[1:] == rows.clock[:-1]) & (rows.series[1:] == rows.series[:-1])
    if not same.any():
        return flags
    group: Ints = np.cumsum(~same) - 1
    return has_any(flags, group, int(group[-1]) + 1)[group]


@dataclass(frozen=True)
class BaselineRule:
    """The first `points` of each phase, or the rows inside given windows; with neither, every point."""

    points: int | None = None
    inside: Bools | None = None

    def part(self, here: slice) -> BaselineRule:
        """The rule for some of the rows."""
        return BaselineRule(self.points, None if self.inside is None else self.inside[here])

    def of(self, row: Ints, phases: Groups) -> Bools:
        """Which points the limits of their phase rest on. A phase no window touches rests on all its points."""
        if self.points is not None:
            early: Bools = np.arange(len(row)) - phases.spread(phases.starts) < self.points
            return early
        if self.inside is None:
            return np.ones(len(row), dtype=np.bool_)
        inside = self.inside[row]
        untouched = phases.spread(phases.counts(inside) == 0)
        found: Bools = inside | untouched
        return found


def baseline_rule(rows: Rows, baseline: Baseline) -> BaselineRule:
    """The rule a person gave: a number of points, or a table of series, `from` and `to` (excluded)."""
    if baseline is None:
        return BaselineRule()
    if isinstance(baseline, pl.DataFrame):
        return BaselineRule(inside=_inside(rows, baseline))
    if isinstance(baseline, bool) or not isinstance(baseline, int) or baseline < 1:
        raise WrongBaseline(
            "a baseline is a number of points from 1", mend="give a whole number such as 12, or a table"
        )
    return BaselineRule(points=baseline)


def _inside(rows: Rows, windows: pl.DataFrame) -> Bools:
    require_columns(windows.columns, ["from", "to"], "the table of baselines")
    refuse_other_columns(windows.columns, [*rows.keys.columns, "from", "to", *PROVENANCE], "the table of baselines")
    pairs = matches_of(rows, windows)
    finder = row_finder(rows, np.ones(len(rows), dtype=np.bool_))
    opens = finder.on_or_after(pairs.series, clock_of(rows, windows.get_column("from"))[pairs.asked])
    closes = finder.on_or_after(pairs.series, clock_of(rows, windows.get_column("to"))[pairs.asked])
    end_of_series = np.append(rows.first[1:], len(rows))[pairs.series]
    closes = np.where(closes < 0, end_of_series, closes)
    change = np.zeros(len(rows) + 1, dtype=np.int64)
    there = (opens >= 0) & (closes > opens)
    np.add.at(change, opens[there], 1)
    np.add.at(change, closes[there], -1)
    return np.cumsum(change[:-1]) > 0
