"""What do people say in this workspace, by today's rules, and what of it may leave?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from hls_signals.learning.files import records_in
from hls_signals.learning.incoming import read_record
from hls_signals.learning.record import learning_store
from hls_signals.learning.states import LearningState, learning_states
from hls_signals.learning.words import split_words
from hls_signals.narrative.arrivals import LEARNING
from hls_signals.narrative.codebook import Codebook, read_codebook
from hls_signals.narrative.decisions import read_decisions
from hls_signals.narrative.faults import NoteFault, NoteFileFault
from hls_signals.narrative.formats import notes_in
from hls_signals.narrative.note_links import note_links
from hls_signals.narrative.record import Store, newest, notes_store
from hls_signals.narrative.refresh import refresh
from hls_signals.narrative.said import Said, ShownRecord, shown_notes
from hls_signals.narrative.states import NoteState, note_states
from hls_signals.publish.current import current_release, manifest_of
from hls_signals.register import Register
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings


@dataclass(frozen=True)
class Words:
    """Notes, learning records and links of a workspace, each with its state on one day."""

    notes: tuple[NoteState, ...]
    learning: tuple[LearningState, ...]
    links: pl.DataFrame

    @property
    def said(self) -> Said:
        """What of it may leave."""
        records = [
            ShownRecord(state.record_id, state.kind, state.row["recorded_on"], state.fields)
            for state in self.learning
            if state.state == "approved"
        ]
        return Said(shown_notes(self.notes, self.links), tuple(records))


def stores(workspace: Workspace) -> tuple[Store, Store]:
    """The two folders of the record that hold words."""
    return notes_store(workspace), learning_store(workspace)


def allowed_words(settings: Settings, register: Register) -> tuple[str, ...]:
    """The allow-list: words of hls.yaml, and the names of areas and measures."""
    given = [entry.word for entry in settings.narrative.allow_words]
    named = [area.area_name for area in register.areas] + [measure.name for measure in register.measures]
    return tuple(dict.fromkeys((*given, *named)))


def codebook_of(workspace: Workspace, register: Register) -> Codebook:
    """The workspace's codebook, filled up from the register."""
    return read_codebook(workspace.codebook, register.measures)


def words_of(workspace: Workspace, settings: Settings, register: Register, today: dt.date) -> Words:
    """Everything people said, masked by today's engine and matched by today's codebook."""
    codebook, allowed = codebook_of(workspace, register), allowed_words(settings, register)
    notes_at, learning_at = stores(workspace)
    notes = newest(refresh(notes_at, allowed, codebook), notes_at.key)
    learning = newest(refresh(learning_at, allowed), learning_at.key)
    decisions, audience = read_decisions(workspace), settings.narrative.release_audience
    manifest = manifest_of(current_release(workspace.published)) or {}
    return Words(
        tuple(note_states(notes, decisions, today=today, audience=audience, published=manifest.get("notes", ()))),
        tuple(learning_states(learning, decisions, audience=audience, today=today)),
        note_links(notes, decisions, codebook.version, set(register.by_id)),
    )


def texts_in(source_name: str, data: bytes) -> Collection[str]:
    """What a raw copy of notes or of learning says, also in rows that were set aside."""
    try:
        if source_name.startswith(f"{LEARNING}/"):
            return _learning_texts(source_name, data)
        return [str(given.fields.get("text", "")) for given in notes_in(data, source_name).notes]
    except NoteFileFault:
        return ()


def _learning_texts(source_name: str, data: bytes) -> list[str]:
    found = []
    for item in records_in(data, source_name):
        try:
            found.append(split_words(read_record(item))[1])
        except NoteFault:
            continue
    return found
