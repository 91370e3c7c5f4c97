"""What does the register look like as tables?"""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from hls_signals.register.load import Register
from hls_signals.register.models import FOREVER


def definitions_table(register: Register) -> pl.DataFrame:
    """measure_id, version, valid_from, valid_to (excluded): under which definition a period falls."""
    rows = []
    for measure in register.measures:
        ordered = sorted(measure.definitions, key=lambda entry: entry.effective_from)
        ends = [later.effective_from for _, later in pairwise(ordered)] + [FOREVER]
        rows += [(measure.id, d.version, d.effective_from, end) for d, end in zip(ordered, ends, strict=False)]
    schema = {"measure_id": pl.String, "version": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def areas_table(register: Register) -> pl.DataFrame:
    """One row an area of areas.csv, in its order."""
    schema = {
        "area_code": pl.String,
        "area_name": pl.String,
        "area_type": pl.String,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "replaced_by": pl.String,
    }
    return pl.DataFrame([area.model_dump() for area in register.areas], schema=schema)


def events_table(register: Register) -> pl.DataFrame:
    """One row an event, measure and area it names; an empty area means every area."""
    rows = [
        (
            event.id,
            measure.id,
            code,
            event.kind,
            event.effective_from,
            event.effective_to,
            event.announced_on,
            event.text,
            event.source,
            event.confidence,
        )
        for event in register.events
        for measure in register.measures
        if event.names(measure)
        for code in (event.area_codes or ("",))
    ]
    schema = {
        "event_id": pl.String,
        "measure_id": pl.String,
        "area_code": pl.String,
        "kind": pl.String,
        "effective_from": pl.Date,
        "effective_to": pl.Date,
        "announced_on": pl.Date,
        "text": pl.String,
        "source": pl.String,
        "confidence": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
