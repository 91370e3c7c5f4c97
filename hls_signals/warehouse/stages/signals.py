"""Which points stand out, and what holds about every change of colour?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from hls_signals.measures.counted import primary_rows, with_definition_in_force
from hls_signals.register import Measure
from hls_signals.variation import signals
from hls_signals.warehouse.night import Filled, Frames, Night
from hls_signals.why import WhyInputs, explain_all

SERIES = ("measure_id", "area_code", "breakdown")
EXPLAINED_FROM = (
    "measures.measured_values",
    "measures.first_values",
    "staged.quality",
    "signals.variation",
    "staged.events",
    "staged.total_versions",
)
CALENDARS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter"}


def fill_variation(night: Night) -> Filled:
    """`signals.variation`: usual range and rules for every series of every measure, by phase."""
    preset = night.settings.variation.preset

    behind = night.register.behind_others

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        values = frames["measures.measured_values"]
        # What only stands behind another measure is no series of its own.
        kept = values.clear() if measure.id in behind else values
        return {"signals.variation": variation_of(measure, kept, preset)}

    (filled,) = night.by_measure(["signals.variation"], ["measures.measured_values"], of_measure, extra=preset)
    return filled


def variation_of(measure: Measure, values: pl.DataFrame, preset: str) -> pl.DataFrame:
    """The `variation` record of one measure; windows that share months with their neighbours make no series."""
    kept = values.filter(pl.lit(value=not measure.is_overlapping))
    points = primary_rows(measure, with_definition_in_force(measure, kept), [*SERIES, "period_start"])
    return signals(
        points.select(*SERIES, "period_start", "value"),
        preset,
        series=SERIES,
        phases=_phases(measure),
        calendar=CALENDARS.get(measure.period_type, "year"),
    )


def _phases(measure: Measure) -> pl.DataFrame | None:
    """A definition that breaks the series begins a phase, with its text as the reason."""
    rows = [
        {
            "measure_id": measure.id,
            "starts": d.effective_from,
            "reason": d.text,
            "given_by": "register",
            "source": d.version,
        }
        for d in measure.definitions
        if d.breaks_series
    ]
    return pl.DataFrame(rows) if rows else None


def fill_explanations(night: Night) -> list[Filled]:
    """`signals.explanations` and `signals.explanation_terms`: every pair of periods of every measure and area."""
    tables = ["signals.explanations", "signals.explanation_terms"]
    settle_days = night.settings.why.settle_days
    said: dict[str, Any] = {  # what WhyInputs calls them
        "notes": night.read("staged.notes"),
        "note_links": night.read("staged.note_links"),
        "lead_days": night.settings.narrative.evidence_lead_days,
    }

    behind = night.register.behind_others

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        if measure.id in behind:
            frames = {**frames, "measures.measured_values": frames["measures.measured_values"].clear()}
        inputs = replace(why_inputs(measure, frames, settle_days), factors=measure.factors, **said)
        found = explain_all(measure, inputs=inputs, as_of=night.as_of)
        return {tables[0]: found.explanations, tables[1]: found.terms}

    written = [frame.write_json() if isinstance(frame, pl.DataFrame) else str(frame) for frame in said.values()]
    extra = " ".join((str(night.as_of), night.settings.variation.preset, str(settle_days), *written))
    return night.by_measure(tables, EXPLAINED_FROM, of_measure, extra=extra)


def why_inputs(measure: Measure, frames: Frames, settle_days: int) -> WhyInputs:
    """What an explanation of one measure reads, from the tables of EXPLAINED_FROM."""
    return WhyInputs(
        measure,
        values=frames["measures.measured_values"],
        first_values=frames["measures.first_values"],
        quality=frames["staged.quality"],
        variation=frames["signals.variation"],
        events=frames["staged.events"],
        observations=frames["staged.total_versions"],
        settle_days=settle_days,
    )
