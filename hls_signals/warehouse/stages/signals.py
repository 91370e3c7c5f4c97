"""Which points stand out, and what holds about every change of colour?"""

from __future__ import annotations

from hls_signals.register import Measure
from hls_signals.warehouse.explaining import EXPLAINED_FROM, SAID_BESIDE, variation_of, why_inputs
from hls_signals.warehouse.night import Filled, Frames, Night
from hls_signals.why import explain_all


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


def fill_explanations(night: Night) -> list[Filled]:
    """`signals.explanations` and `signals.explanation_terms`: every pair of periods of every measure and area."""
    tables = ["signals.explanations", "signals.explanation_terms"]
    said = {table: night.read(table) for table in SAID_BESIDE}

    behind = night.register.behind_others

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        if measure.id in behind:
            frames = {**frames, "measures.measured_values": frames["measures.measured_values"].clear()}
        inputs = why_inputs(measure, {**frames, **said}, night.settings)
        found = explain_all(measure, inputs=inputs, as_of=night.as_of)
        return {tables[0]: found.explanations, tables[1]: found.terms}

    written = [frame.write_json() for frame in said.values()]
    days = (night.settings.narrative.evidence_lead_days, night.settings.why.settle_days)
    extra = " ".join((str(night.as_of), night.settings.variation.preset, *map(str, days), *written))
    return night.by_measure(tables, EXPLAINED_FROM, of_measure, extra=extra)
