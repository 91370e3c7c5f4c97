"""May this text leave, and if not, for which reasons?

Every condition is looked at and every one that fails is named: a person who mends one should not meet the next by
surprise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hls_signals.narrative.note import Audience, Note
from hls_signals.narrative.redaction import Redaction

Reason = Literal[
    "not_approved", "text_changed", "doubt_open", "expired", "not_for_this_audience", "identifiable", "no_consent",
    "withdrawn",
]  # fmt: skip
# `room` is what a learning record says for the people who were there.
WIDTH: Mapping[str, int] = {"author": 0, "room": 1, "team": 1, "alliance": 2, "public": 3}


@dataclass(frozen=True)
class PublicationDecision:
    """Whether a note may be published to an audience, and every reason why not."""

    publish: bool
    reasons: tuple[Reason, ...]


def publication_decision(
    note: Note,
    redaction: Redaction,
    *,
    approval: Mapping[str, Any] | None,
    today: dt.date,
    audience: Audience = "public",
) -> PublicationDecision:
    """Whether this masked text of the note may reach the audience today.

    approval  None, or `text_sha256`, `by_role` and `on` of a person's approval of one masked text
    audience  whom the release is for
    source    spec page on narrative and learning, section 3
    """
    reasons = tuple(_reasons(note, redaction, approval, today, audience))
    return PublicationDecision(not reasons, reasons)


def _reasons(
    note: Note, redaction: Redaction, approval: Mapping[str, Any] | None, today: dt.date, audience: Audience
) -> Iterator[Reason]:
    if approval is None:
        yield "not_approved"
    elif approval["text_sha256"] != redaction.text_sha256:
        yield "text_changed"
    if redaction.quarantined:
        yield "doubt_open"
    if today > note.expires_on:
        yield "expired"
    if WIDTH[note.audience] < WIDTH[audience]:
        yield "not_for_this_audience"
    yield from _of_consent(note, audience)


def _of_consent(note: Note, audience: Audience) -> Iterator[Reason]:
    if note.consent == "withdrawn":
        yield "withdrawn"
    # What stays with the team needs no word of the person; what goes further does.
    if WIDTH[audience] <= WIDTH["team"]:
        return
    if note.about_person == "identifiable":
        yield "identifiable"
    elif note.consent != "withdrawn" and not _is_consented(note, audience):
        yield "no_consent"


def _is_consented(note: Note, audience: Audience) -> bool:
    if note.about_person == "none":
        return note.consent in ("not_needed", "given")
    return note.consent == "given" or (note.consent == "given_internal" and audience == "alliance")
