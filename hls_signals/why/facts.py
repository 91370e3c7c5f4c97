"""Which facts stand beside the arithmetic: file defects, and changes of collection or organisation?"""

from __future__ import annotations

from typing import Any

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.frames import typed
from hls_signals.why.periods import PERIOD

DEFECTS = tuple(f"D3{number:02}" for number in range(1, 13))
COPIED_PERIOD = "D301"
FILE_DEFECT = "file_defect"
# Kinds of change event that are facts of an explanation, in their order.
EVENT_KINDS = ("collection", "organisation")
# Events that only happened in the same window are told last, as one kind of fact.
COINCIDENT = "coincident_event"
COINCIDENT_KINDS = ("external", "service", "data_quality")
FACT_KINDS = (FILE_DEFECT, *EVENT_KINDS, COINCIDENT)

QUALITY: dict[str, Any] = {  # polars types
    "code": pl.String,
    "measure_id": pl.String,
    "area_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "other_period_start": pl.Date,
}
FACTS: dict[str, Any] = {  # polars types
    "pair_no": pl.UInt32,
    "kind": pl.String,
    "source_id": pl.String,
    "about_period_start": pl.Date,
    "other_period_start": pl.Date,
}
EVENTS: dict[str, Any] = {  # polars types
    "event_id": pl.String,
    "measure_id": pl.String,
    "area_code": pl.String,
    "kind": pl.String,
    "effective_from": pl.Date,
    "effective_to": pl.Date,
    "announced_on": pl.Date,
}


def _of_measure(measure: Measure, frame: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    if frame.is_empty():
        return pl.DataFrame(schema=schema)
    return frame.filter(pl.col("measure_id") == measure.id).select(pl.col(n).cast(kind) for n, kind in schema.items())


def _each_area(frame: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Rows of every area ("") written out for each of these areas."""
    named = frame.filter(pl.col("area_code") != "")
    everyone = frame.filter(pl.col("area_code") == "").drop("area_code").join(areas, how="cross")
    return pl.concat([named, everyone.select(frame.columns)])


def own_defects(measure: Measure, quality: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """File defects of each area, one row a defect and period touched (`touched_start`).

    A copied period counts for an area only where the area's own figures repeat: identical parts, or value.
    """
    found = _of_measure(measure, quality, QUALITY).filter(pl.col("code").is_in(DEFECTS)).unique(maintain_order=True)
    listed = _each_area(found, rows.select("area_code").unique().sort("area_code"))
    periods = rows.select(*PERIOD, touched_start="period_start", touched_end="period_end").drop("period_start")
    touched = listed.join(periods, on="area_code").filter(
        pl.col("period_start") < pl.col("touched_end"),
        pl.coalesce("period_end", pl.col("period_start") + pl.duration(days=1)) > pl.col("touched_start"),
    )
    return touched.filter((pl.col("code") != COPIED_PERIOD) | _repeats(touched, rows))


def _repeats(touched: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    parts = ("numerator", "denominator", "value_given", "value")
    keys = ["area_code", "period_type", "period_start"]
    here = rows.select(*keys, *parts)
    there = here.rename({name: f"{name}_other" for name in parts})
    both = touched.select("area_code", "period_type", "touched_start", "other_period_start").join(
        here, left_on=["area_code", "period_type", "touched_start"], right_on=keys, how="left", maintain_order="left"
    )
    both = both.join(
        there, left_on=["area_code", "period_type", "other_period_start"], right_on=keys, how="left",
        maintain_order="left",
    )  # fmt: skip
    same = [pl.col(name).eq_missing(pl.col(f"{name}_other")) for name in parts]
    return both.select(is_same=pl.all_horizontal(*same, pl.col("value").is_not_null()))["is_same"]


def defect_facts(pairs: pl.DataFrame, defects: pl.DataFrame) -> pl.DataFrame:
    """One row a pair and defect that touches either of its periods."""
    found = []
    for side in ("later", "earlier"):
        found.append(
            pairs.select("pair_no", "area_code", "period_type", touched_start=f"{side}_period_start").join(
                defects, on=["area_code", "period_type", "touched_start"]
            )
        )
    once = pl.concat(found).unique(
        ["pair_no", "code", "period_start", "other_period_start"], keep="first", maintain_order=True
    )
    named = once.with_columns(kind=pl.lit(FILE_DEFECT), source_id="code", about_period_start="touched_start")
    return typed(named, FACTS)


def event_facts(measure: Measure, pairs: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """One row a pair and event that is a fact of it: of collection or organisation, or one that only coincides."""
    told = pl.col("kind").is_in([*EVENT_KINDS, *COINCIDENT_KINDS])
    inside = overlapping_events(measure, pairs, events).filter(told)
    kind = pl.when(pl.col("kind").is_in(EVENT_KINDS)).then("kind").otherwise(pl.lit(COINCIDENT))
    return typed(inside.with_columns(kind=kind, source_id="event_id", about_period_start="effective_from"), FACTS)


def overlapping_events(measure: Measure, pairs: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """One row a pair and event whose dates overlap the window of the pair, with `overlap_days` and `reason`.

    An event without an end counts on its first day and on the day it was announced.
    """
    found = _of_measure(measure, events, EVENTS).unique(maintain_order=True)
    named = found.with_columns(
        reason=pl.when(pl.col("area_code") == "").then(pl.lit("names_measure")).otherwise(pl.lit("names_area"))
    )
    listed = _each_area(named, pairs.select("area_code").unique().sort("area_code"))
    window = pairs.select("pair_no", "area_code", start="earlier_period_start", end="later_period_end")
    start, end = pl.col("start"), pl.col("end")
    spans = pl.min_horizontal("effective_to", "end") - pl.max_horizontal("effective_from", "start")
    days = [
        pl.col(name).is_between(start, end, closed="left").fill_null(value=False)
        for name in ("effective_from", "announced_on")
    ]
    is_told_apart = (pl.col("effective_from") != pl.col("announced_on")).fill_null(value=True)
    single = days[0].cast(pl.Int64) + (days[1] & is_told_apart).cast(pl.Int64)
    overlap = pl.when(pl.col("effective_to").is_not_null()).then(spans.dt.total_days()).otherwise(single)
    # One that begins and ends on a day counts on that day.
    overlap = pl.when((overlap <= 0) & days[0]).then(1).otherwise(overlap)
    held = window.join(listed, on="area_code", maintain_order="left_right").with_columns(overlap_days=overlap)
    once = held.filter(pl.col("overlap_days") > 0).sort("pair_no", "reason", maintain_order=True)
    return once.unique(["pair_no", "event_id"], keep="first", maintain_order=True)
