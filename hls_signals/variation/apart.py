"""What do the rules say where none of them may reach across certain points?

A point that is not shown must not be told by the marks of its neighbours: a steady fall from 10 to 0 over seven hidden
counts would give back every one of them. Limits stay those of all points; only the rules stop.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Floats, Ints
from hls_signals.variation.charts import chart_named
from hls_signals.variation.groups import groups_from
from hls_signals.variation.judging import marks_of, sides
from hls_signals.variation.limits import LIMITS_STATUS, NONE, Limits, Lines
from hls_signals.variation.links import Points, joined_of, steps_of
from hls_signals.variation.presets import preset_of
from hls_signals.variation.record import mark_columns
from hls_signals.variation.result import column_of, record_schema


def judged_apart(record: pl.DataFrame, apart: pl.Series, *, series: Sequence[str]) -> pl.DataFrame:
    """The record with its rules judged again, none across a row that stands apart.

    record  rows of `signals`, of one preset and one chart, in its order.
    apart   true on the rows that no rule may reach across.
    returns the same rows and columns. What is said of a row apart is as if it stood alone
    """
    if record.is_empty():
        return record
    phase = _phase_numbers(record, series)
    points = _points(record, apart.to_numpy(), phase)
    limits = _limits(record, phase)
    one_value = _first_of_phase(record["advice"].str.contains("mostly_one_value").fill_null(value=False), phase)
    preset = preset_of(str(record["preset"][0]))
    of_ranges = chart_named(str(record["chart"][0])).is_of_ranges
    found = marks_of(points, sides(points, limits), limits, one_value, preset, of_ranges=of_ranges)
    columns = mark_columns(points, found)
    # The record may come back from a database, in other types than ours for the same words and marks.
    ours = record_schema(preset, str(record["chart"][0]))
    there = {name: kind for name, kind in record.schema.items() if name in columns}
    return record.with_columns(
        column_of(columns[name], ours[name]).cast(kind).alias(name) for name, kind in there.items()
    )


def _phase_numbers(record: pl.DataFrame, series: Sequence[str]) -> Ints:
    """The number of each row's phase among all series, from 0."""
    return record.select(pl.struct(*series, "phase").rle_id().cast(pl.Int64)).to_series().to_numpy()


def _points(record: pl.DataFrame, apart: Bools, phase: Ints) -> Points:
    row = np.flatnonzero((record["point_status"] == "used").to_numpy())
    stops: Bools = record["moving_range"].is_null().to_numpy() | apart
    stops[1:] |= apart[:-1]
    segment: Ints = np.cumsum(stops, dtype=np.int64)[row]
    value = record["plotted"].to_numpy()[row]
    joined = joined_of(segment)
    step, moving_range = steps_of(value, joined)
    return Points(row, value, groups_from(phase[row], int(phase[-1]) + 1), record.height, joined, step, moving_range)


def _limits(record: pl.DataFrame, phase: Ints) -> Limits:
    """The limits that the record holds: the lines of each row, and one entry a phase for all else."""
    centre, lower, upper = (_floats(record[name]) for name in ("centre", "lower", "upper"))
    codes = record["limits_status"].cast(pl.String).replace_strict(list(LIMITS_STATUS), range(len(LIMITS_STATUS)))
    nothing = np.zeros(int(phase[-1]) + 1, dtype=np.int64)
    status = _first_of_phase(codes, phase)
    # A run chart has a typical level and no limits.
    has_centre = (status != NONE) | (
        _first_of_phase(record["chart"] == "run", phase) & ~np.isnan(centre[_starts(phase)])
    )
    return Limits(
        Lines(centre, lower, upper, None),
        points=nothing,
        left_out=nothing,
        status=status,
        has_centre=has_centre,
        fell_back=nothing.astype(np.bool_),
        changed=nothing.astype(np.bool_),
    )


def _first_of_phase(column: pl.Series, phase: Ints) -> np.ndarray:
    return column.to_numpy()[_starts(phase)]


def _starts(phase: Ints) -> Ints:
    return np.flatnonzero(np.diff(phase, prepend=-1))


def _floats(column: pl.Series) -> Floats:
    """Numbers with blanks as not-a-number."""
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
