"""How far has each note come, and why no further?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from hls_signals.narrative.consent import PublicationDecision, publication_decision
from hls_signals.narrative.decisions import approval_of, settled_places, withheld_because
from hls_signals.narrative.masked import Place, open_doubts, redaction_of
from hls_signals.narrative.note import Audience, Note
from hls_signals.narrative.record import note_of

State = Literal["needs_review", "approved", "published", "withheld"]
# Reasons that a person's look at the text can settle.
FOR_REVIEW = ("not_approved", "text_changed", "doubt_open")


@dataclass(frozen=True)
class NoteState:
    """A note, how far it has come, and what stands in its way.

    note    None once its words are gone
    doubts  those that nobody has settled
    """

    row: Mapping[str, Any]
    state: State
    reason: str
    note: Note | None = None
    doubts: tuple[Place, ...] = ()
    approval: Mapping[str, Any] | None = None

    @property
    def narrative_id(self) -> str:
        """The note's id."""
        return str(self.row["narrative_id"])


def note_states(
    notes: pl.DataFrame,
    decisions: pl.DataFrame,
    *,
    today: dt.date,
    audience: Audience,
    published: Collection[str] = (),
) -> Iterator[NoteState]:
    """The state of each note, by id.

    notes      the newest version of each
    audience   whom a release is for
    published  ids of the notes that stand in the open release
    """
    for row in notes.iter_rows(named=True):
        yield _state(row, decisions, today, audience, published)


def _state(
    row: Mapping[str, Any], decisions: pl.DataFrame, today: dt.date, audience: Audience, published: Collection[str]
) -> NoteState:
    if row["masked_text"] is None:
        return NoteState(row, "withheld", "withdrawn" if row["consent"] == "withdrawn" else "expired")
    item, digest = row["narrative_id"], row["text_sha256"]
    settled = settled_places(decisions, item, digest)
    note, approval = note_of(row), approval_of(decisions, item)
    doubts = tuple(open_doubts(row, settled))
    withheld = withheld_because(decisions, item)
    if withheld is not None:
        return NoteState(row, "withheld", withheld, note, doubts)
    decision = publication_decision(note, redaction_of(row, settled), approval=approval, today=today, audience=audience)
    state, reason = _of(decision, item in published)
    return NoteState(row, state, reason, note, doubts, approval)


def _of(decision: PublicationDecision, is_out: bool) -> tuple[State, str]:
    """Its state by the reasons against publishing: what a look can settle comes first."""
    if decision.publish:
        return ("published" if is_out else "approved"), ""
    for_review = [reason for reason in decision.reasons if reason in FOR_REVIEW]
    if for_review:
        return "needs_review", for_review[0]
    return "withheld", decision.reasons[0]
