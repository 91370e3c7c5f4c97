"""Since people met: what was known of each item then, beside what is known now."""

from __future__ import annotations

import polars as pl

from hls_signals.register import Measure
from hls_signals.warehouse.explaining import EXPLAINED_FROM, SAID_BESIDE
from hls_signals.warehouse.night import Filled, Frames, Night
from hls_signals.warehouse.since_met import SINCE, compared_items, since_met
from hls_signals.workspace.language import speaking

SINCE_MET = "published.shown_since_met"


def fill_since_met(night: Night) -> Filled:
    """One row an item of a pack that was met over before, and a language, after disclosure control."""
    items = tuple(compared_items(night.settings, night.register, night.as_of))
    asked = (night.settings, night.register, night.as_of)
    beside = {table: night.read(table) for table in SAID_BESIDE}

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        own = [item for item in items if item.measure_id == measure.id]
        said = []
        for language in night.settings.publish.languages:
            with speaking(language):
                said.append(
                    since_met(measure, {**frames, **beside}, own, asked).with_columns(language=pl.lit(language))
                )
        return {SINCE_MET: pl.concat(said)}

    areas = "".join(row.model_dump_json() for row in (*night.register.areas, *night.register.area_sums))
    written = "".join(frame.write_json() for frame in beside.values())
    extra = f"{night.as_of}{night.settings.model_dump_json()}{areas}{items}{written}"
    (filled,) = night.by_measure([SINCE_MET], EXPLAINED_FROM, of_measure, extra=extra)
    return filled


def known_since_met(night: Night, language: str) -> pl.DataFrame:
    """The rows of this run in a language; none of a run of an earlier version, whose release is built again."""
    rows = night.read(SINCE_MET) if night.warehouse.has(SINCE_MET) else pl.DataFrame(schema=SINCE)
    return rows.filter(language=language) if "language" in rows.columns else pl.DataFrame(schema=SINCE)
