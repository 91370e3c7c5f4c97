"""How do notes, their links and learning records leave the record for whoever works with them? Restricted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from hls_signals.narrative.note_links import LINKS
from hls_signals.narrative.record import NOTES
from hls_signals.warehouse.words import Words

# What a note's own row has that is not the words as given, and what was decided about it.
NOTE_FIELDS = tuple(name for name in NOTES if name not in ("text", "doubts", "suggested", "codebook", "row_sha256"))
DECIDED: dict[str, Any] = {  # polars types
    "state": pl.String,
    "state_reason": pl.String,
    "quarantined": pl.Boolean,
    "doubts": pl.Int64,
    "approved_by_role": pl.String,
    "approved_on": pl.Date,
}


def notes_record(words: Words) -> pl.DataFrame:
    """One row a note: its fields without the words as given, its masked words, state and approval."""
    schema = {name: NOTES[name] for name in NOTE_FIELDS} | DECIDED
    rows = [
        {name: state.row[name] for name in NOTE_FIELDS}
        | {
            "state": state.state,
            "state_reason": state.reason,
            "quarantined": bool(state.doubts),
            "doubts": len(state.doubts),
            "approved_by_role": None if state.approval is None else state.approval["by_role"],
            "approved_on": None if state.approval is None else state.approval["on"],
        }
        for state in words.notes
    ]
    return pl.DataFrame(rows, schema=schema)


def note_links_record(words: Words) -> pl.DataFrame:
    """One row a note and measure, with what of the note's words spoke for it."""
    return words.links.select(*LINKS)


def learning_record(words: Words, kind: str) -> pl.DataFrame:
    """One row a record of a kind: its fields with masked words, lists as JSON, where it came from and its state."""
    rows = [
        {
            **{name: _cell(value) for name, value in state.fields.items()},
            "record_id": state.record_id,
            "record_sha256": state.row["row_sha256"],
            "received_at": state.row["received_at"],
            "source_sha256": state.row["source_sha256"],
            "state": state.state,
        }
        for state in words.learning
        if state.kind == kind and state.fields
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


RECORDS: Mapping[str, Callable[[Words], pl.DataFrame]] = {
    "notes": notes_record,
    "note_links": note_links_record,
    "reflections": lambda words: learning_record(words, "reflection"),
    "experiments": lambda words: learning_record(words, "experiment"),
}
