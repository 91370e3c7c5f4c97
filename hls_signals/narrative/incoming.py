"""What becomes of each note of a file: a new note, a new version, one that is here already, or one that stays out?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from hls_signals.narrative.faults import NoteFault
from hls_signals.narrative.formats import notes_in
from hls_signals.narrative.judged import TAKEN_BACK, Arrived, Judged, sifted
from hls_signals.narrative.masked import masked_columns
from hls_signals.narrative.named import Named
from hls_signals.narrative.note import Note
from hls_signals.narrative.note_ids import Key
from hls_signals.narrative.record import FIELDS, NOTES, as_frame, columns_of, newest
from hls_signals.narrative.taken_in import taken_in
from hls_signals.narrative.tombstones import row_sha256

TAKEN_BACK_MEND = "it was withdrawn or erased earlier and stays out; write a new note if it is to be told again"


@dataclass
class Known:
    """What the record holds when a file arrives, growing while a run reads.

    current    the fields of the newest version of each note
    gone       hashes of rows that were taken back
    withdrawn  ids that were taken back, and those that this look asks to take back
    """

    current: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, notes: pl.DataFrame, tombstones: pl.DataFrame) -> Known:
        """From the record."""
        held = list(newest(notes, "narrative_id").iter_rows(named=True))
        return cls(
            {row["narrative_id"]: row for row in held},
            set(tombstones["row_sha256"]),
            {row["narrative_id"] for row in held if row["consent"] == "withdrawn" or row["masked_text"] is None},
        )


@dataclass(frozen=True)
class Judge:
    """Reads files of notes for one run."""

    known: Known
    allowed: Sequence[str]
    zone: ZoneInfo
    named: Named
    key: Key

    def __call__(self, arrived: Arrived) -> Judged:
        """What a file holds; raises NoteFileFault for one that is set aside whole."""
        today = arrived.received_at.astimezone(self.zone).date()
        found = taken_in(notes_in(arrived.data, arrived.name), arrived.sha256, today, self.key)
        told_apart = sifted(found.notes, lambda row, note: self._judged(note, arrived, row))
        takes_back = any(note.consent == "withdrawn" for _, note in found.notes)
        return Judged(
            as_frame(told_apart.rows, NOTES),
            rows_in=len(found.notes) + len(found.set_aside),
            set_aside=tuple(sorted((*found.set_aside, *told_apart.set_aside), key=lambda held: held.row)),
            columns_dropped=found.columns_dropped,
            keeps_bytes=not (takes_back or told_apart.holds_what_was_taken_back),
            known=told_apart.known,
        )

    def _judged(self, note: Note, arrived: Arrived, row: int) -> dict[str, Any] | None:
        """A note as a row, None where it is here already; raises NoteFault T102, T103, T405."""
        if self._stays_out(note):
            raise NoteFault(TAKEN_BACK, "it was taken back earlier.", mend=TAKEN_BACK_MEND)
        if self._is_here(note):
            return None
        # Whoever takes a note back need not spell its tags.
        if note.consent != "withdrawn":
            self.named.check(note)
        return self._taken(note, arrived, row)

    def _stays_out(self, note: Note) -> bool:
        return row_sha256(note) in self.known.gone or note.narrative_id in self.known.withdrawn

    def _is_here(self, note: Note) -> bool:
        """Every field as the newest version has it; a default that only says when it came does not count."""
        held = self.known.current.get(note.narrative_id)
        given = columns_of(note)
        told = [name for name in FIELDS if name not in ("recorded_on", "expires_on", "text")]
        if held is None or any(held[name] != given[name] for name in told):
            return False
        return bool(held["row_sha256"] == row_sha256(note))

    def _taken(self, note: Note, arrived: Arrived, row: int) -> dict[str, Any]:
        """A note as a row of the record; one whose consent is withdrawn comes in without a word of it."""
        place = {"source_sha256": arrived.sha256, "source_row": row, "received_at": arrived.received_at}
        taken = {**columns_of(note), **place, "row_sha256": row_sha256(note)}
        if note.consent == "withdrawn":
            self.known.asked.append(note.narrative_id)
            self.known.withdrawn.add(note.narrative_id)
            self.known.gone.add(row_sha256(note))
            taken |= {"text": None, "signal_id": "", "tags": "", "measure_ids": "", "scope": ""}
        else:
            taken |= masked_columns(note.text, self.allowed)
        self.known.current[note.narrative_id] = taken
        return taken
