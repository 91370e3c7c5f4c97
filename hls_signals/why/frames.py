"""What goes into an explanation and what comes out of it?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from hls_signals.measures.frames import EXACT
from hls_signals.register.models import Measure

METHOD = "kitagawa-owen"
# Raised whenever an old pair of periods would get another record from the same figures.
METHOD_VERSION = "4"

GateResult = Literal["signal", "routine_variation", "insufficient_history", "not_applicable"]

EXPLANATIONS: dict[str, Any] = {  # polars types
    "explanation_id": pl.String,
    "measure_id": pl.String,
    "area_code": pl.String,
    "period_type": pl.String,
    "period0_start": pl.Date,
    "period0_end": pl.Date,
    "period1_start": pl.Date,
    "period1_end": pl.Date,
    "as_of": pl.Date,
    "unit": pl.String,
    "value0": pl.Float64,
    "value0_now": pl.Float64,
    "value1_first": pl.Float64,
    "value1": pl.Float64,
    "status0": pl.String,
    "status1": pl.String,
    "colour0": pl.String,
    "colour0_now": pl.String,
    "colour1_first": pl.String,
    "colour1": pl.String,
    "has_colour_changed": pl.Boolean,
    "target0": EXACT,
    "target0_now": EXACT,
    "target1": EXACT,
    "target_upper0": EXACT,
    "target_upper0_now": EXACT,
    "target_upper1": EXACT,
    "rule_version0_now": pl.Int64,
    "rule_version1": pl.Int64,
    "definition0": pl.String,
    "definition1": pl.String,
    "boundaries": pl.String,
    "margin_green0": pl.Float64,
    "margin_green1": pl.Float64,
    "margin_red0": pl.Float64,
    "margin_red1": pl.Float64,
    "boundary_crossed": pl.String,
    "sum_gap": pl.Float64,
    "flip": pl.String,
    "gate": pl.String,
    "gate_result": pl.String,
    "pending": pl.String,
    "season": pl.String,
    "evidence": pl.String,
    "flags": pl.String,
    "cannot_know": pl.String,
    "sentences": pl.String,
    "questions": pl.String,
    "method": pl.String,
    "method_version": pl.String,
    "input_hash": pl.String,
    "colour1_under_target0": pl.String,
    "colour1_under_rule0": pl.String,
    "repeats_period_start": pl.Date,
    # The day as of which the earlier figure is taken, where that is not the day it was first published.
    "known_then": pl.Date,
}

TERMS: dict[str, Any] = {  # polars types
    "explanation_id": pl.String,
    "measure_id": pl.String,
    "area_code": pl.String,
    "period0_start": pl.Date,
    "period1_start": pl.Date,
    "term_no": pl.Int64,
    "level": pl.String,
    "kind": pl.String,
    "dimension": pl.String,
    "group_name": pl.String,
    "status": pl.String,
    "amount": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "margin_green": pl.Float64,
    "margin_red": pl.Float64,
    "basis": pl.String,
    # Of a group: how many it holds and how many there are in all, in each period; null where counted in two ways.
    "denominator0": pl.Float64,
    "denominator1": pl.Float64,
    "total_denominator0": pl.Float64,
    "total_denominator1": pl.Float64,
    "source_id": pl.String,
    # Facts alone: the period the fact is about, and for a copied month the one it repeats.
    "about_period_start": pl.Date,
    "other_period_start": pl.Date,
}


@dataclass(frozen=True)
class WhyInputs:
    """What an explanation of one measure reads, everything as known on the day asked about.

    values        `measures.measured_values` of the measure
    first_values  `measures.first_values`: the same columns, each figure as first published
    quality       `staged.quality`
    variation     `signals.variation`; rows of the measure's totals
    events        `staged.events`: one row an event, measure and area ("" is every area)
    observations  `staged.total_versions`: every version of every total, as known by the day asked about
    notes         published notes: narrative_id, area_code ("" is every area), occurred_from, occurred_to (excluded),
                  factors (keys of the system map, joined by ";")
    note_links    narrative_id, measure_id, status
    factors       keys of the system map that belong to the measure
    settle_days   a period that ended this many days ago or more is settled
    lead_days     how many days before the earlier period a note may begin and still stand beside the pair
    """

    measure: Measure
    values: pl.DataFrame
    first_values: pl.DataFrame
    quality: pl.DataFrame
    variation: pl.DataFrame
    events: pl.DataFrame
    observations: pl.DataFrame = field(default_factory=pl.DataFrame)
    notes: pl.DataFrame = field(default_factory=pl.DataFrame)
    note_links: pl.DataFrame = field(default_factory=pl.DataFrame)
    factors: tuple[str, ...] = ()
    settle_days: int = 60
    lead_days: int = 0


@dataclass(frozen=True)
class ExplanationFrames:
    """One row a pair of periods, and one row a term, both by area and time."""

    explanations: pl.DataFrame
    terms: pl.DataFrame


@dataclass(frozen=True)
class Gate:
    """Would the colour differ this often with nothing changed? What stands in front of the story."""

    result: GateResult
    reason: str | None
    n_baseline: int | None
    centre: float | None
    lower: float | None
    upper: float | None
    rule: str | None
    p_other_colour: float | None
    p_two_differ: float | None
    p_other_colour_counts: float | None
    p_two_differ_counts: float | None
    words: str | None


@dataclass(frozen=True)
class Explanation:
    """Everything that holds about one pair of periods of one area."""

    record: Mapping[str, Any]
    terms: tuple[Mapping[str, Any], ...]

    @property
    def gate(self) -> Gate:
        """What the routine-variation gate found."""
        return Gate(**json.loads(self.record["gate"]))

    @property
    def flags(self) -> tuple[str, ...]:
        """Codes of section 3 of the why page that hold."""
        return tuple(str(self.record["flags"]).split(";")) if self.record["flags"] else ()


def typed(frame: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The frame with exactly these columns and types; a column it lacks is null."""
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
    )
