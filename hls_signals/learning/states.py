"""Which learning records may leave the room, and what is still in the way of the others?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from hls_signals.learning.words import with_words
from hls_signals.narrative.consent import WIDTH
from hls_signals.narrative.decisions import approval_of, settled_places, withheld_because
from hls_signals.narrative.masked import Place, open_doubts

State = Literal["in_the_room", "needs_review", "approved", "held", "withheld"]
Release = Literal["alliance", "public"]


@dataclass(frozen=True)
class LearningState:
    """A record, how far it has come, and what stands in its way; `fields` holds it with its masked words."""

    row: Mapping[str, Any]
    state: State
    reason: str
    fields: Mapping[str, Any]
    doubts: tuple[Place, ...] = ()

    @property
    def record_id(self) -> str:
        """The record's id."""
        return str(self.row["record_id"])

    @property
    def kind(self) -> str:
        """Which kind of record it is."""
        return str(self.row["kind"])


def learning_states(
    rows: pl.DataFrame, decisions: pl.DataFrame, *, audience: Release, today: dt.date
) -> Iterator[LearningState]:
    """The state of each record, by id; `rows` holds the newest version of each."""
    for row in rows.iter_rows(named=True):
        yield _state(row, decisions, audience, today)


def _state(row: Mapping[str, Any], decisions: pl.DataFrame, audience: Release, today: dt.date) -> LearningState:
    fields = with_words(row["body"], row["masked_text"])
    if row["masked_text"] is None:
        return LearningState(row, "withheld", "withdrawn", {})
    record_id, digest = row["record_id"], row["text_sha256"]
    doubts = tuple(open_doubts(row, settled_places(decisions, record_id, digest)))
    withheld = withheld_because(decisions, record_id)
    if withheld is not None:
        return LearningState(row, "withheld", withheld, fields, doubts)
    approval = approval_of(decisions, record_id)
    is_approved = approval is not None and approval["text_sha256"] == digest
    if doubts or not (row["is_clean"] or is_approved):
        return LearningState(row, "needs_review", "doubt_open" if doubts else "not_approved", fields, doubts)
    if not is_approved and not (row["is_let_out"] and WIDTH[row["audience"]] >= WIDTH[audience]):
        return LearningState(row, "in_the_room", "not let out", fields)
    held = _held(row["kind"], fields, audience, today)
    return LearningState(row, "held" if held else "approved", held, fields)


def _held(kind: str, fields: Mapping[str, Any], audience: Release, today: dt.date) -> str:
    """Why a record that was let out still waits for somebody outside the room; empty where it does not."""
    if kind == "rule":
        is_sent = fields["sent_to_owner_on"] is not None
        return "" if is_sent or (fields["publish_unsent"] and fields["why_unsent"]) else "not sent to its owner"
    if kind == "journey":
        consent = fields["consent"]
        if fields["read_by_the_person_on"] is None:
            return "not read by the person"
        if consent["review_on"] is not None and consent["review_on"] < today.isoformat():
            return "consent is to be asked for again"
        return "" if WIDTH[consent["to"]] >= WIDTH[audience] else "not for this audience"
    return ""
