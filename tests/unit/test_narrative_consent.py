"""Does a text leave only where every condition holds?"""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import get_args

import pytest

from hls_signals.narrative.consent import WIDTH, publication_decision
from hls_signals.narrative.note import AboutPerson, Audience, Consent, Note
from hls_signals.narrative.redaction import redact

TODAY = dt.date(2026, 10, 15)


def note(**fields):
    given = {
        "narrative_id": "n-1", "occurred_on": "2026-06-03", "recorded_on": TODAY, "source_type": "story",
        "text": "The letter never came.", "about_person": "none", "consent": "not_needed", "audience": "public",
    }  # fmt: skip
    return Note(**{**given, **fields})


def approved(redaction):
    return {"text_sha256": redaction.text_sha256, "by_role": "manager", "on": TODAY}


def decided(held, *, audience="public", today=TODAY):
    redaction = redact(held.text)
    return publication_decision(held, redaction, approval=approved(redaction), today=today, audience=audience)


def may_leave(about, consent, own, release):
    """Section 3 of the page, said a second time and slowly."""
    if consent == "withdrawn" or WIDTH[own] < WIDTH[release]:
        return False
    if about == "identifiable" or consent == "unknown":
        return False
    if about == "none":
        return consent in ("not_needed", "given")
    return consent == "given" or (consent == "given_internal" and release == "alliance")


@pytest.mark.parametrize("release", ["alliance", "public"])
@pytest.mark.parametrize(
    ("about", "consent", "own"), list(product(get_args(AboutPerson), get_args(Consent), get_args(Audience)))
)
def test_every_answer_to_the_three_questions_ends_as_the_page_says(about, consent, own, release):
    held = note(about_person=about, consent=consent, audience=own)
    decision = decided(held, audience=release)
    assert decision.publish == may_leave(about, consent, own, release)
    assert decision.publish == (not decision.reasons)


def test_approval_is_lost_when_one_character_changes():
    first, second = redact("The letter never came."), redact("The letters never came.")
    decision = publication_decision(note(), second, approval=approved(first), today=TODAY)
    assert decision.reasons == ("text_changed",)


def test_every_reason_is_named_at_once():
    held = note(text="Ivy wants a room.", consent="unknown", audience="team", expires_on="2026-10-14")
    decision = publication_decision(held, redact(held.text), approval=None, today=TODAY)
    assert decision.reasons == ("not_approved", "doubt_open", "expired", "not_for_this_audience", "no_consent")


def test_a_note_is_kept_for_its_last_day_and_not_longer():
    held = note(recorded_on=dt.date(2024, 2, 29))
    assert held.expires_on == dt.date(2026, 2, 28)
    assert decided(held, today=held.expires_on).publish
    assert not decided(held, today=held.expires_on + dt.timedelta(days=1)).publish


def test_a_role_that_is_none_is_discarded():
    assert note(author_role="Harriet Opie").author_role == "unknown"


def test_a_day_is_a_span_of_one_day():
    assert (note().occurred_from, note().occurred_to) == (dt.date(2026, 6, 3), dt.date(2026, 6, 4))
