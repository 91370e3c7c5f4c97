"""Which notes and learning records does this run take in, and what may it say of them? Never a word of theirs.

The run's database holds ids, hashes, dates and states; the words themselves stay in the record.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import polars as pl

from hls_signals.learning.incoming import KnownRecords, LearningJudge
from hls_signals.narrative.arrivals import LEARNING, NARRATIVE, DropFolder, take_in
from hls_signals.narrative.incoming import Judge, Known
from hls_signals.narrative.named import Named
from hls_signals.narrative.note_ids import ids_key
from hls_signals.narrative.said import BESIDE, beside
from hls_signals.narrative.take_back import drop_originals, expired
from hls_signals.narrative.tombstones import read_tombstones
from hls_signals.warehouse.night import Filled, Night
from hls_signals.warehouse.taking_back import take_back_everywhere
from hls_signals.warehouse.words import Words, allowed_words, stores, words_of

NOTES, LEARNT, BESIDE_TABLE, LINKS = "raw.notes", "raw.learning", "staged.notes", "staged.note_links"
TABLES = (NOTES, LEARNT)
# The alliance's own files beside hls.yaml; they stay there.
STANDING = ("system_map.yaml", "journeys.yaml")
NOTE_COLUMNS: dict[str, pl.DataType] = {
    "narrative_id": pl.String(), "source_sha256": pl.String(), "source_row": pl.Int64(),
    "received_at": pl.Datetime("us", "UTC"), "occurred_from": pl.Date(), "occurred_to": pl.Date(),
    "source_type": pl.String(), "scope": pl.String(), "author_role": pl.String(), "about_person": pl.String(),
    "consent": pl.String(), "audience": pl.String(), "expires_on": pl.Date(), "text_sha256": pl.String(),
    "engine": pl.String(), "state": pl.String(), "doubts": pl.Int64(),
}  # fmt: skip
LEARNING_COLUMNS: dict[str, pl.DataType] = {
    "record_id": pl.String(), "kind": pl.String(), "source_sha256": pl.String(), "source_row": pl.Int64(),
    "received_at": pl.Datetime("us", "UTC"), "recorded_on": pl.Date(), "audience": pl.String(),
    "is_let_out": pl.Boolean(), "text_sha256": pl.String(), "engine": pl.String(), "state": pl.String(),
    "doubts": pl.Int64(),
}  # fmt: skip


def today_of(night: Night) -> dt.date:
    """The real day, which expiries go by; where the settings fix a day, that day."""
    return night.settings.as_of_date(night.now)


def land_words(night: Night) -> list[Filled]:
    """Take in the drop folders of notes and of learning, let go of what is over, and say which words there are.

    A second attempt goes on from the first: what was taken in stays taken in.
    """
    night.start_over(TABLES)
    if night.taken is None:
        night.taken = _take_in(night)
    _let_go(night)
    night.words = words_of(night.workspace, night.settings, night.register, today_of(night))
    return [night.write(NOTES, _notes(night.words)), night.write(LEARNT, _learning(night.words))]


def _take_in(night: Night) -> Any:
    workspace, settings, register = night.workspace, night.settings, night.register
    notes_at, learning_at = stores(workspace)
    tombstones = read_tombstones(workspace)
    allowed, zone = allowed_words(settings, register), settings.zone()
    known = Known.of(notes_at.read(), tombstones)
    learnt = KnownRecords.of(learning_at.read(), tombstones)
    measures, places = frozenset(register.by_id), frozenset((*register.by_code, *(one.id for one in register.services)))
    judge = LearningJudge(learnt, allowed, measures, places, zone)
    named = Named(measures, places, learnt.factors)
    of_notes = Judge(known, allowed, zone, named, partial(ids_key, workspace))
    # Learning first: a note may speak of a factor on a map that arrives with it.
    folders = (
        DropFolder(LEARNING, workspace.root, learning_at.folder, judge, STANDING),
        DropFolder(LEARNING, workspace.learning_inbox, learning_at.folder, judge),
        DropFolder(NARRATIVE, workspace.narratives_inbox, notes_at.folder, of_notes),
    )
    taken = take_in(workspace, folders, settings.inbox_settle_seconds, night.now)
    if known.asked:
        take_back_everywhere(workspace, notes_at, known.asked, "withdrawn", night.now)
    return taken


def _let_go(night: Night) -> None:
    """What was to be kept until a day that is over goes, and words as given go after their days."""
    workspace, today = night.workspace, today_of(night)
    notes_at, learning_at = stores(workspace)
    over = expired(notes_at.read(), notes_at, today)
    if over:
        take_back_everywhere(workspace, notes_at, over, "expired", night.now)
    before = night.now - dt.timedelta(days=night.settings.narrative.raw_days)
    drop_originals(workspace, (notes_at, learning_at), before, today)


def fill_beside(night: Night) -> list[Filled]:
    """`staged.notes` and `staged.note_links`: where and when each note that may leave speaks of, and of what."""
    words = night.words
    if words is None:
        return [
            night.write(BESIDE_TABLE, pl.DataFrame(schema=BESIDE)),
            night.write(LINKS, pl.DataFrame(schema=LINK_COLUMNS)),
        ]
    may_leave = {note.narrative_id for note in words.said.notes}
    links = words.links.filter(pl.col("narrative_id").is_in(sorted(may_leave))).select(*LINK_COLUMNS)
    return [night.write(BESIDE_TABLE, beside(words.said.notes)), night.write(LINKS, links)]


# Without `matched`: it quotes the note.
LINK_COLUMNS: dict[str, pl.DataType] = {
    "narrative_id": pl.String(), "measure_id": pl.String(), "status": pl.String(), "strength": pl.Float64(),
    "codebook_version": pl.Int64(), "decided_by_role": pl.String(), "decided_on": pl.Date(),
}  # fmt: skip


def _notes(words: Words) -> pl.DataFrame:
    rows = [{**state.row, "state": state.state, "doubts": len(state.doubts)} for state in words.notes]
    return pl.DataFrame([{name: row[name] for name in NOTE_COLUMNS} for row in rows], schema=NOTE_COLUMNS)


def _learning(words: Words) -> pl.DataFrame:
    rows = [{**state.row, "state": state.state, "doubts": len(state.doubts)} for state in words.learning]
    return pl.DataFrame([{name: row[name] for name in LEARNING_COLUMNS} for row in rows], schema=LEARNING_COLUMNS)
