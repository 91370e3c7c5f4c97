"""Where might a new phase begin, for a person to decide?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Floats, Ints, Sides, group_starts, side_of
from hls_signals.variation.cells import dates_of
from hls_signals.variation.errors import WrongLength, refuse_other_columns, require_columns
from hls_signals.variation.given import PROVENANCE, Excluded
from hls_signals.variation.phases import Phases
from hls_signals.variation.presets import preset
from hls_signals.variation.signal_points import signals
from hls_signals.variation.stretches import Stretches, stretches_of

# Twelve, not eight: on stable normal series a run of 8 is found in 5, 15 and 29 % of series of 24, 36 and 60 points,
# a run of 12 in 0.5, 2 and 5 % (20,000 series, measured in preparation).
RUN_POINTS = 12
# So large a shift need not wait for a year: five in a row beyond one limit are found in 0.02, 0.04 and 0.05 % of such
# series, and in 1, 2.5 and 5 % where neighbours are alike (correlation 0.5; 20,000 series each, seed 20261124).
BEYOND_POINTS = 5
MIN_BEFORE = 12
# What the register says of an event besides its date and text; carried, never read here.
EVENT_COLUMNS = ("effective_from", "text", "id", "kind", "effective_to", "announced_on", "confidence", *PROVENANCE)


def suggest_phases(
    frame: pl.DataFrame,
    *,
    events: pl.DataFrame | None = None,
    run_points: int = RUN_POINTS,
    beyond_points: int = BEYOND_POINTS,
    min_before: int = MIN_BEFORE,
    series: str | Sequence[str] = ("series",),
    time: str = "period_start",
    value: str = "value",
    numerator: str | None = None,
    denominator: str | None = None,
    scale: float = 1.0,
    phases: Phases = None,
    excluded: Excluded = None,
    calendar: str | None = None,
) -> pl.DataFrame:
    """One row for each series whose current phase stays away from its first points for long; never applied.

    events         optional: any of the series columns, `effective_from` and `text`, as in the register.
    run_points     linked points on one side of the mean of the first `min_before`, counted after these.
    beyond_points  linked points beyond one and the same limit of the first `min_before`, counted after these.
    returns        the series columns, suggested_start, basis (`run_on_one_side` or `beyond_usual_range`; of both, the
                   one that begins first, and of two that begin together the longer), run_points, centre_before (of the
                   first `min_before`), centre_after (of the run), points_before and nearest_event, the text of the one
                   nearest in time.
    raises         WrongLength, besides what `signals` raises.
    """
    keys = [series] if isinstance(series, str) else list(series)
    for name, length in (("run_points", run_points), ("beyond_points", beyond_points), ("min_before", min_before)):
        if isinstance(length, bool) or length < 2:
            raise WrongLength(f"{name} is a whole number from 2", mend=f"give {name} a number such as 12")
    result = signals(
        frame,
        preset("hls", limits_from=min(min_before, 6)),
        series=series,
        time=time,
        value=value,
        numerator=numerator,
        denominator=denominator,
        scale=scale,
        phases=phases,
        baseline=min_before,
        excluded=excluded,
        calendar=calendar,
    )
    current = _current_points(result, keys)
    one_side = side_of(_floats(current["plotted"]), _floats(current["centre"]))
    nothing = np.zeros(len(one_side), dtype=np.bool_)
    runs = {
        "run_on_one_side": _first_runs(current, one_side, one_side == 0, run_points, min_before),
        "beyond_usual_range": _first_runs(current, _side_beyond(current), nothing, beyond_points, min_before),
    }
    found = pl.concat([_table(current, of_kind, basis, keys, time) for basis, of_kind in runs.items()])
    return _with_events(_one_a_series(found), events, keys)


def _current_points(result: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The used points of the last phase of each series, with the number of the series."""
    number = pl.struct(keys).rle_id() if keys else pl.lit(0, dtype=pl.UInt32)
    numbered = result.with_columns(number.alias("__series"))
    last = pl.col("phase") == pl.col("phase").max().over("__series")
    return numbered.filter(last & (pl.col("point_status") == "used"))


@dataclass(frozen=True)
class _Runs:
    """The first long run of each series that has one, by first and last point, and where its phase begins."""

    run: Stretches
    phase_begins: Ints
    points: Ints


def _side_beyond(current: pl.DataFrame) -> Sides:
    """1 for a point above its upper limit, -1 for one below its lower, else 0."""
    plotted = _floats(current["plotted"])
    above = side_of(plotted, _floats(current["upper"])) == 1
    below = side_of(plotted, _floats(current["lower"])) == -1
    sides: Sides = above.view(np.int8) - below.view(np.int8)
    return sides


def _first_runs(current: pl.DataFrame, side: Sides, passed_over: Bools, length: int, min_before: int) -> _Runs:
    """The first run on one side of each series that is so long; it starts and ends on points that count.

    It passes over some points, such as those on the centre, ends at any other, and never crosses a gap.
    """
    series = current["__series"].to_numpy().astype(np.int64)
    starts = group_starts(series)
    begins = np.repeat(starts, np.diff(starts, append=len(series)))
    counts = np.flatnonzero(~passed_over & (np.arange(len(series)) - begins >= min_before))
    segment = np.cumsum(current["moving_range"].is_null().to_numpy())[counts]
    alike = (side[counts][1:] == side[counts][:-1]) & (side[counts][1:] != 0)
    joined = alike & (segment[1:] == segment[:-1]) & (series[counts][1:] == series[counts][:-1])
    found = stretches_of(joined, len(counts))
    found = found.where(found.length >= length)
    found = found.where(np.diff(series[counts[found.first]], prepend=-1) != 0)
    run = Stretches(counts[found.first], counts[found.last])
    return _Runs(run, begins[run.first], found.length)


def _table(current: pl.DataFrame, found: _Runs, basis: str, keys: list[str], time: str) -> pl.DataFrame:
    """The runs of one kind, with the number of their series."""
    first = found.run.first
    plotted = _floats(current["plotted"])
    after = [float(np.mean(plotted[a : b + 1])) for a, b in zip(first, found.run.last, strict=True)]
    return pl.DataFrame(
        [
            *current.select("__series", *keys)[first].get_columns(),
            current[time].gather(first).alias("suggested_start"),
            pl.repeat(basis, len(first), dtype=pl.String, eager=True).alias("basis"),
            pl.Series("run_points", found.points, dtype=pl.UInt32),
            current["centre"].gather(first).alias("centre_before"),
            pl.Series("centre_after", after, dtype=pl.Float64),
            pl.Series("points_before", first - found.phase_begins, dtype=pl.UInt32),
        ]
    )


def _one_a_series(found: pl.DataFrame) -> pl.DataFrame:
    """The run that begins first; of two that begin together, the longer."""
    by = ["__series", "points_before", "run_points"]
    ordered = found.sort(by, descending=[False, False, True], maintain_order=True)
    return ordered.unique("__series", keep="first", maintain_order=True).drop("__series")


def _with_events(table: pl.DataFrame, events: pl.DataFrame | None, keys: list[str]) -> pl.DataFrame:
    """The table with the text of the nearest event of each series; of two as near, the earlier."""
    if events is None:
        return table.with_columns(pl.lit(None, dtype=pl.String).alias("nearest_event"))
    require_columns(events.columns, ["effective_from", "text"], "the table of events")
    refuse_other_columns(events.columns, [*keys, *EVENT_COLUMNS], "the table of events")
    named = [name for name in keys if name in events.columns]
    known = events.select(
        *(pl.col(name).cast(table.schema[name], strict=False) for name in named),
        dates_of(events["effective_from"]).cast(pl.Date).alias("__when"),
        pl.col("text").cast(pl.String).alias("nearest_event"),
    )
    asked = table.with_row_index("__row")
    pairs = asked.join(known, on=named, nulls_equal=True) if named else asked.join(known, how="cross")
    start = dates_of(pairs["suggested_start"]).cast(pl.Date)
    pairs = pairs.with_columns((start - pairs["__when"]).abs().alias("__days"))
    nearest = pairs.sort("__row", "__days", "__when", maintain_order=True).unique("__row", keep="first")
    joined = asked.join(nearest.select("__row", "nearest_event"), on="__row", how="left", maintain_order="left")
    return joined.drop("__row")


def _floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
