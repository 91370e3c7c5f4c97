"""What of what people said may stand in a release: notes and learning records, with nothing that was not let out?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from hls_signals.narrative.note_links import CONFIRMED
from hls_signals.narrative.record import JOINER
from hls_signals.narrative.states import NoteState

MAY_LEAVE = ("approved", "published")
SYSTEM_TAG = "system:"
# What the explanations ask of a note: where and when, never what.
BESIDE: dict[str, pl.DataType] = {
    "narrative_id": pl.String(),
    "area_code": pl.String(),
    "occurred_from": pl.Date(),
    "occurred_to": pl.Date(),
    "factors": pl.String(),
}


@dataclass(frozen=True)
class ShownNote:
    """A note as it may be published: its masked words, whose role spoke, when and where."""

    narrative_id: str
    text: str
    author_role: str
    source_type: str
    area_code: str
    occurred_from: dt.date
    occurred_to: dt.date
    measure_ids: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[dt.date, str]:
        """By date, then id."""
        return self.occurred_from, self.narrative_id

    def is_of(self, area_code: str) -> bool:
        """True for a note about this area or about the whole alliance."""
        return self.area_code in ("", area_code)


@dataclass(frozen=True)
class ShownRecord:
    """A learning record as it may be published, its words masked where they had to be."""

    record_id: str
    kind: str
    recorded_on: dt.date
    fields: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Said:
    """Everything people said that a release may hold: notes by date and id, records by id."""

    notes: tuple[ShownNote, ...] = ()
    records: tuple[ShownRecord, ...] = ()

    @property
    def ids(self) -> list[str]:
        """Ids of the notes and records, for the manifest: what a withdrawal looks for."""
        return sorted([note.narrative_id for note in self.notes] + [record.record_id for record in self.records])

    def of_kind(self, kind: str) -> tuple[ShownRecord, ...]:
        """The records of one kind, newest first, then by id."""
        held = [record for record in self.records if record.kind == kind]
        return tuple(sorted(held, key=lambda record: (-record.recorded_on.toordinal(), record.record_id)))


def shown_notes(states: Iterable[NoteState], links: pl.DataFrame) -> tuple[ShownNote, ...]:
    """The notes that may leave, with the measures a person linked them to; by date, then id."""
    confirmed = links.filter(pl.col("status") == CONFIRMED)
    linked: dict[str, list[str]] = {}
    for narrative_id, measure_id in confirmed.select("narrative_id", "measure_id").iter_rows():
        linked.setdefault(narrative_id, []).append(measure_id)
    found = [_shown(state, linked.get(state.narrative_id, [])) for state in states if state.state in MAY_LEAVE]
    return tuple(sorted(found, key=lambda note: note.order))


def _shown(state: NoteState, measure_ids: list[str]) -> ShownNote:
    row = state.row
    tags = [tag.strip() for tag in row["tags"].split(JOINER)]
    return ShownNote(
        narrative_id=row["narrative_id"],
        text=row["masked_text"],
        author_role=row["author_role"],
        source_type=row["source_type"],
        area_code=row["scope"],
        occurred_from=row["occurred_from"],
        occurred_to=row["occurred_to"],
        measure_ids=tuple(measure_ids),
        factors=tuple(tag.removeprefix(SYSTEM_TAG).strip() for tag in tags if tag.startswith(SYSTEM_TAG)),
    )


def beside(notes: Iterable[ShownNote]) -> pl.DataFrame:
    """Where and when each published note speaks of, for what stands beside a change."""
    rows = [
        {
            "narrative_id": note.narrative_id, "area_code": note.area_code, "occurred_from": note.occurred_from,
            "occurred_to": note.occurred_to, "factors": JOINER.join(note.factors),
        }
        for note in notes
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=BESIDE)
