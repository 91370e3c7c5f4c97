"""What did people say in the window of a change, and what did a room make of the page?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hls_signals.narrative.said import ShownNote, ShownRecord
from hls_signals.publish.canonical import view_sha
from hls_signals.publish.content import Content
from hls_signals.publish.periods import day_label, month_label, period_label
from hls_signals.publish.series_views import VariationView
from hls_signals.publish.spoken_views import Answered, Quoted, ReflectionView, SaidBeside
from hls_signals.publish.wording import ABSENT_QUESTION, ANSWERS, ROOM_QUESTIONS
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

SAME_FACTOR = "same_factor"
ROLE_WORDS = {
    "person": "A person using services",
    "carer": "A carer",
    "family": "Family",
    "peer": "A peer worker",
    "worker": "A worker",
    "manager": "A manager",
    "commissioner": "A commissioner",
    "regulator": "A regulator",
    "public": "A member of the public",
    "unknown": "Somebody",
}
SHORT_SHA = 6


def quoted(note: ShownNote, *, same_factor: bool = False) -> Quoted:
    """A note as a page quotes it."""
    return Quoted(
        note.narrative_id, note.text, phrase(ROLE_WORDS[note.author_role]), month_label(note.occurred_from), same_factor
    )


def said_beside(content: Content, measure: Measure, area: Area) -> tuple[SaidBeside, ...]:
    """What stands beside each pair of periods, the newest first; pairs beside which nobody wrote are left out."""
    by_id = {note.narrative_id: note for note in content.said.notes}
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    found = []
    for pair in reversed(pairs):
        told = [entry for entry in json.loads(pair.get("evidence") or "[]") if entry["kind"] == "note"]
        quotes = tuple(
            quoted(by_id[entry["id"]], same_factor=entry["reason"] == SAME_FACTOR)
            for entry in told
            if entry["id"] in by_id
        )
        if quotes:
            found.append(SaidBeside(_heading(pair, measure), quotes))
    return tuple(found)


def said_newest(content: Content, measure: Measure, area: Area, pair: Mapping[str, Any] | None) -> SaidBeside:
    """What stands beside the newest pair: no quotation where nobody wrote about it."""
    heading = "" if pair is None else _heading(pair, measure)
    held = {beside.heading: beside for beside in said_beside(content, measure, area)}
    return held.get(heading, SaidBeside(heading, ()))


def _heading(pair: Mapping[str, Any], measure: Measure) -> str:
    earlier = period_label(measure.period_type, pair["period0_start"], pair["period0_end"])
    later = period_label(measure.period_type, pair["period1_start"], pair["period1_end"])
    return phrase("{start} to {last}", start=earlier, last=later)


def reflections_on(content: Content, view: VariationView) -> tuple[ReflectionView, ...]:
    """What rooms made of this page, newest first."""
    sha = view_sha(view)
    own = [
        record
        for record in content.said.of_kind("reflection")
        if (record.fields["measure_id"], record.fields["area_code"]) == (view.measure_id, view.area_code)
    ]
    return tuple(reflection_view(record, sha=sha, extra=content.settings.publish.extra_question) for record in own)


def reflection_view(
    record: ShownRecord, *, sha: str = "", about: str = "", extra: str = "", href: str = ""
) -> ReflectionView:
    """A reflection with its questions; a question nobody answered is left out, but who was absent is asked again."""
    given = record.fields["answers"]
    questions = dict(zip(ANSWERS, (*map(phrase, ROOM_QUESTIONS), extra or phrase("And what else?")), strict=True)) | {
        "absent": phrase(ABSENT_QUESTION[1])
    }
    answers = [Answered(question, given[name]) for name, question in questions.items() if given[name]]
    if not given["absent"]:
        answers.append(Answered(questions["absent"], phrase("Not written down yet. Who could say?")))
    written = record.fields["view_sha"] or ""
    is_earlier = bool(sha) and bool(written) and not sha.startswith(written)
    return ReflectionView(record.record_id, day_label(record.recorded_on), about, tuple(answers), is_earlier, href)
