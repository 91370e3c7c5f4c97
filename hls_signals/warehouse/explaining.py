"""What is an explanation made from, of the tables of a run?

Kept apart from the night, which knows how pages are built: a question that is asked later need not wait for that.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hls_signals.measures.counted import primary_rows, with_definition_in_force
from hls_signals.register import Measure
from hls_signals.variation import calendar_of, signals
from hls_signals.why import WhyInputs
from hls_signals.workspace.settings import Settings

SERIES = ("measure_id", "area_code", "breakdown")
# Of one measure.
EXPLAINED_FROM = (
    "measures.measured_values",
    "measures.first_values",
    "staged.quality",
    "signals.variation",
    "staged.events",
    "staged.total_versions",
)
# What people said, whatever the measure.
SAID_BESIDE = ("staged.notes", "staged.note_links")


def variation_of(measure: Measure, values: pl.DataFrame, preset: str) -> pl.DataFrame:
    """The `variation` record of one measure; windows that share months with their neighbours make no series."""
    kept = values.filter(pl.lit(value=not measure.is_overlapping))
    points = primary_rows(measure, with_definition_in_force(measure, kept), [*SERIES, "period_start"])
    return signals(
        points.select(*SERIES, "period_start", "value"),
        preset,
        series=SERIES,
        phases=_phases(measure),
        calendar=calendar_of(measure.period_type),
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


def why_inputs(measure: Measure, frames: Mapping[str, pl.DataFrame], settings: Settings) -> WhyInputs:
    """What an explanation of one measure reads.

    frames  the tables of EXPLAINED_FROM and of SAID_BESIDE
    """
    notes, links = (frames[table] for table in SAID_BESIDE)
    return WhyInputs(
        measure,
        values=frames["measures.measured_values"],
        first_values=frames["measures.first_values"],
        quality=frames["staged.quality"],
        variation=frames["signals.variation"],
        events=frames["staged.events"],
        observations=frames["staged.total_versions"],
        notes=notes,
        note_links=links,
        factors=measure.factors,
        settle_days=settings.why.settle_days,
        lead_days=settings.narrative.evidence_lead_days,
    )
