"""What holds about one change that no run has written down: another pair of periods, or a day gone by?

From the tables of a finished run, which is only read. A day gone by is staged again in memory by the same SELECTs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from hls_signals.disclosure import shown_explanations, shown_values, shown_variation
from hls_signals.measures import measured_values
from hls_signals.register import Measure, Register
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.explaining import EXPLAINED_FROM, SAID_BESIDE, variation_of, why_inputs
from hls_signals.warehouse.queries import query_named
from hls_signals.why import ExplanationFrames, explain_pair
from hls_signals.why.asked_pair import Against, values_known_then
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.settings import Settings

if TYPE_CHECKING:
    from hls_signals.warehouse.night import Frames

STAGED_AGAIN = ("staged.summed", "staged.latest_known", "staged.first_known", "staged.total_versions")
# Where tables lie that are thrown away when the question is answered.
IN_MEMORY = Path(":memory:")


class NotYetKnown(MendableError):
    """A day was asked about that lies after the one the newest run asked about."""

    code = "W415"


@dataclass(frozen=True)
class AskedChange:
    """Which change is asked about, and as known on which days."""

    measure: Measure
    area_code: str
    period_start: dt.date
    as_of: dt.date
    against: Against = "previous"
    known_then: dt.date | None = None


def frames_on(
    store: EmbeddedDuckDB, measure: Measure, register: Register, settings: Settings, run_day: dt.date, day: dt.date
) -> Frames:
    """The tables of EXPLAINED_FROM for one measure, as known at the end of a day, and those of SAID_BESIDE.

    run_day  the day the run asked about
    raises   NotYetKnown where the day lies after it
    """
    if day > run_day:
        raise NotYetKnown(
            f"the newest run knows what was known by {run_day.isoformat()}.",
            where=f"--as-of {day.isoformat()}",
            mend=f"run: hls-signals run --as-of {day.isoformat()}",
        )
    frames = {table: store.read(table, measure.id) for table in EXPLAINED_FROM}
    frames |= {table: store.read(table) for table in SAID_BESIDE}
    return frames if day == run_day else {**frames, **_staged_again(store, measure, register, settings, day)}


def _staged_again(
    store: EmbeddedDuckDB, measure: Measure, register: Register, settings: Settings, day: dt.date
) -> Frames:
    known = store.read("staged.observations", measure.id).filter(pl.col("known_on") <= day)
    memory = EmbeddedDuckDB(IN_MEMORY, memory_limit=settings.warehouse.memory_limit, allowed=store.path.parent)
    try:
        memory.write("staged.observations", known)
        memory.write("raw.handling", store.read("raw.handling"))
        for table in STAGED_AGAIN:
            memory.build(query_named(table), {"measure_id": measure.id})
        latest, first, versions = (memory.read(table) for table in STAGED_AGAIN[1:])
    finally:
        memory.close()
    events = [event for event in register.events if event.names(measure)]
    values = measured_values(measure, latest, known_on=day, events=events)
    return {
        "measures.measured_values": values,
        "measures.first_values": measured_values(measure, first, known_on=None, events=events),
        "signals.variation": variation_of(measure, values, settings.variation.preset),
        "staged.total_versions": versions,
    }


def true_change(frames: Frames, asked: AskedChange, settings: Settings) -> ExplanationFrames:
    """The one explanation and its terms in true values: restricted.

    frames  `frames_on` the day asked about
    raises  NoSuchPair, NotKnownThen
    """
    return explain_pair(
        asked.measure,
        asked.area_code,
        asked.period_start,
        inputs=why_inputs(asked.measure, frames, settings),
        as_of=asked.as_of,
        against=asked.against,
        known_then=asked.known_then,
    )


def shown_change(frames: Frames, asked: AskedChange, settings: Settings, register: Register) -> ExplanationFrames:
    """The one explanation and its terms, as a page may hold them; else as `true_change`."""
    measure = asked.measure
    inputs, found = why_inputs(measure, frames, settings), true_change(frames, asked, settings)
    first = inputs.first_values
    if asked.known_then is not None:
        first = values_known_then(measure, inputs.observations, asked.known_then)
    shown = shown_values(measure, inputs.values, settings, register)
    limits = shown_variation(measure, inputs.variation, shown, settings, register)
    return shown_explanations(measure, inputs.values, first, limits, found, settings, register, inputs.observations)
