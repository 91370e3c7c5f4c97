"""What did a room say, ask and offer when it met, of what was let out?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from hls_signals.narrative.said import ShownRecord
from hls_signals.publish.content import Content
from hls_signals.publish.meeting_views import Remembered
from hls_signals.publish.periods import day_label
from hls_signals.publish.wording import ANSWERS, ROOM_QUESTIONS, sentence
from hls_signals.register.meetings import Meeting
from hls_signals.workspace.language import phrase


def reflections_of(content: Content, meeting: Meeting, measures: Collection[str]) -> tuple[ShownRecord, ...]:
    """Reflections of this meeting by id: those that name it, and those recorded on its day about its pack.

    measures  ids of the pack's items
    """
    held = sorted(content.said.of_kind("reflection"), key=lambda record: record.record_id)
    return tuple(record for record in held if _is_of(record, meeting, measures))


def _is_of(record: ShownRecord, meeting: Meeting, measures: Collection[str]) -> bool:
    fields = record.fields
    if fields["held_on"]:
        return bool(fields["held_on"] == meeting.held_on.isoformat() and fields["pack"] in ("", meeting.pack))
    is_of_pack = fields["pack"] == meeting.pack or (not fields["pack"] and fields["measure_id"] in ("", *measures))
    return bool(is_of_pack and fields["recorded_on"] == meeting.held_on.isoformat())


def said_in(content: Content, records: Collection[ShownRecord]) -> Iterator[Remembered]:
    """Every answer of these reflections, measures in register order and the meeting as a whole first."""
    extra = content.settings.publish.extra_question
    asked = dict(zip(ANSWERS, (*map(phrase, ROOM_QUESTIONS), extra), strict=True))
    places = {measure.id: number for number, measure in enumerate(content.register.measures, start=1)}
    ordered = sorted(records, key=lambda record: (places.get(record.fields["measure_id"], 0), record.record_id))
    for record in ordered:
        measure = content.register.by_id.get(record.fields["measure_id"])
        about = "" if measure is None else measure.question
        for name, question in asked.items():
            if record.fields["answers"][name]:
                yield Remembered(record.record_id, sentence(record.fields["answers"][name]), about, question)


def absent_from(records: Collection[ShownRecord]) -> Iterator[Remembered]:
    """Who was not in the room, in the words of each reflection that says so."""
    seen: set[str] = set()
    for record in records:
        words = sentence(record.fields["answers"]["absent"])
        if words and words not in seen:
            seen.add(words)
            yield Remembered(record.record_id, words, "")


def asked_at(content: Content, day: dt.date) -> Iterator[Remembered]:
    """Questions that were asked on a day, by id."""
    for record in _by_id(content, "question"):
        if record.fields["asked_on"] == day.isoformat():
            yield Remembered(record.record_id, record.fields["text"], "")


def offered_at(content: Content, day: dt.date) -> Iterator[Remembered]:
    """Offers that were made on a day, by id: by which role, what it wants to find out, when we talk again."""
    for record in _by_id(content, "offer"):
        fields = record.fields
        if record.recorded_on == day:
            again = day_label(dt.date.fromisoformat(fields["we_talk_again_on"]))
            about = phrase("Offered by {role}. We talk again on {day}.", role=fields["offered_by_role"], day=again)
            yield Remembered(record.record_id, phrase("To find out: {what}", what=fields["to_find_out"]), about)


def _by_id(content: Content, kind: str) -> list[ShownRecord]:
    return sorted(content.said.of_kind(kind), key=lambda record: record.record_id)
