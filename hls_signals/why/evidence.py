"""Which notes and events stand beside each pair of periods?

They happened in the same window. Nothing here says that one belongs to the other.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.facts import overlapping_events
from hls_signals.why.frames import WhyInputs, typed

NOTES: dict[str, Any] = {  # polars types
    "narrative_id": pl.String,
    "area_code": pl.String,
    "occurred_from": pl.Date,
    "occurred_to": pl.Date,
    "factors": pl.String,
}
LINKS: dict[str, Any] = {"narrative_id": pl.String, "measure_id": pl.String, "status": pl.String}
CONFIRMED = "confirmed"
FOUND: dict[str, Any] = {  # polars types
    "pair_no": pl.UInt32,
    "on": pl.Date,
    "kind": pl.String,
    "id": pl.String,
    "reason": pl.String,
    "overlap_days": pl.Int64,
}


def with_evidence(measure: Measure, pairs: pl.DataFrame, inputs: WhyInputs) -> pl.DataFrame:
    """Pairs with `evidence`: a JSON list of {kind, id, reason, overlap_days}, by date and then id."""
    events = overlapping_events(measure, pairs, inputs.events).with_columns(
        kind=pl.lit("event"), id="event_id", on="effective_from"
    )
    found = pl.concat([typed(events, FOUND), _notes_beside(measure, pairs, inputs)])
    entry = pl.struct("kind", "id", "reason", "overlap_days").struct.json_encode()
    listed = found.sort("pair_no", "on", "id").group_by("pair_no", maintain_order=True).agg(entry=entry)
    told = listed.select("pair_no", evidence=pl.format("[{}]", pl.col("entry").list.join(",")))
    joined = pairs.join(told, on="pair_no", how="left", maintain_order="left")
    return joined.with_columns(pl.col("evidence").fill_null("[]"))


def _notes_beside(measure: Measure, pairs: pl.DataFrame, inputs: WhyInputs) -> pl.DataFrame:
    """Notes whose link is confirmed, and those about a factor of the measure, whose dates overlap the window."""
    notes = _linked(measure, typed(inputs.notes, NOTES), typed(inputs.note_links, LINKS), inputs.factors)
    start = pl.col("earlier_period_start") - pl.duration(days=inputs.lead_days)
    window = pairs.select("pair_no", "area_code", start=start, end="later_period_end")
    everywhere = pl.col("area_code").is_in(["", None], nulls_equal=True)
    here = window.join(notes.filter(~everywhere), on="area_code")
    anywhere = window.join(notes.filter(everywhere).drop("area_code"), how="cross")
    both = pl.concat([here, anywhere.select(here.columns)])
    days = pl.min_horizontal("occurred_to", "end") - pl.max_horizontal("occurred_from", "start")
    held = both.with_columns(overlap_days=days.dt.total_days()).filter(pl.col("overlap_days") > 0)
    return typed(held.with_columns(kind=pl.lit("note"), id="narrative_id", on="occurred_from"), FOUND)


def _linked(measure: Measure, notes: pl.DataFrame, links: pl.DataFrame, factors: tuple[str, ...]) -> pl.DataFrame:
    """Notes with the `reason` why they stand here; a confirmed link goes before a shared factor."""
    own = links.filter(pl.col("measure_id") == measure.id, pl.col("status") == CONFIRMED)
    confirmed = notes.filter(pl.col("narrative_id").is_in(own["narrative_id"].to_list()))
    shares = pl.col("factors").fill_null("").str.split(";").list.eval(pl.element().is_in(list(factors))).list.any()
    same = notes.filter(shares).join(confirmed, on="narrative_id", how="anti")
    parts = ((confirmed, "confirmed_link"), (same, "same_factor"))
    return pl.concat([part.with_columns(reason=pl.lit(reason)) for part, reason in parts])
