"""What does the learning log hold: reflections, experiments, decisions, rules, questions, offers and cycles?

Outcomes look alike and are not counted. An answer other than yes is shown as it was given, and asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from hls_signals.narrative.said import ShownRecord
from hls_signals.publish.beside_view import reflection_view
from hls_signals.publish.content import Content
from hls_signals.publish.periods import day_label
from hls_signals.publish.spoken_views import Fact, LearningCard, LearningLog, LearningPart, ReflectionView
from hls_signals.workspace.language import phrase

NOT_ANSWERED = "not yet answered"
OUTCOMES = {
    "learned": "We learned",
    "still_unclear": "Still unclear",
    "stopped_safely": "Stopped safely",
    "kept_for_now": "Kept for now",
}
SOURCES = {
    "law": "law", "contract": "contract", "guidance": "guidance", "habit": "habit", "system": "computer system",
}  # fmt: skip
AGREED = {"all": "All agreed", "not_yet": "Not yet agreed"}
PHASES = {"purpose": "Purpose", "understand": "Understand", "design": "Design", "embed": "Embed"}
SCALES = {
    "person": "person", "team": "team", "organisation": "organisation", "place": "place", "country": "country",
}  # fmt: skip
Fields = Mapping[str, Any]


def learning_log(content: Content) -> LearningLog | None:
    """Everything that was let out; None where there is nothing yet."""
    parts = tuple(part for part in _parts(content) if part.cards)
    reflections = tuple(_reflections(content))
    return LearningLog(reflections, parts) if reflections or parts else None


def _reflections(content: Content) -> Iterator[ReflectionView]:
    names = {measure.id: measure.question for measure in content.register.measures}
    extra = content.settings.publish.extra_question
    for record in content.said.of_kind("reflection"):
        area = content.register.by_code.get(record.fields["area_code"])
        question, place = names.get(record.fields["measure_id"], ""), "" if area is None else area.area_name
        about = f"{question} ({place})" if question and place else question or place
        about = about or phrase("The meeting as a whole")
        yield reflection_view(record, about=about, extra=extra)


def _parts(content: Content) -> Iterator[LearningPart]:
    said = content.said
    day = content.as_of
    by_start = sorted(
        said.of_kind("experiment"), key=lambda record: (record.fields["started_on"] or "", record.record_id)
    )
    yield LearningPart(
        "experiments",
        phrase("Experiments"),
        phrase("Something tried, with how we will learn. No outcome is above another."),
        tuple(experiment_card(record, day) for record in by_start),
    )
    yield _simple(
        content, "decision", "decisions", phrase("Decisions and surprises"), phrase(DECISIONS_ABOUT), _decision
    )
    yield LearningPart(
        "rules",
        phrase("Rules that got in the way"),
        phrase("By who could change them, in name order."),
        tuple(_rules(said.of_kind("rule"))),
    )
    yield _simple(
        content,
        "question",
        "questions",
        phrase("Questions that stay"),
        phrase("By the day they were asked."),
        _question,
    )
    yield _simple(content, "offer", "offers", phrase("Offers"), phrase("What somebody offers to find out."), _offer)
    yield _simple(
        content,
        "cycle",
        "cycles",
        phrase("Learning cycles"),
        phrase("Phases by date, in any order, repeated or open."),
        _cycle,
    )


DECISIONS_ABOUT = (
    "What was decided, what we expected and what we saw. It is not used about a person; information law may still "
    "reach it."
)


def _simple(content: Content, kind: str, anchor: str, title: str, about: str, card: Any) -> LearningPart:
    records = sorted(content.said.of_kind(kind), key=lambda record: (record.recorded_on, record.record_id))
    return LearningPart(anchor, title, about, tuple(card(record) for record in records))


def experiment_card(record: ShownRecord, as_of: dt.date) -> LearningCard:
    """Something tried: how we will learn, how it ended, and what is asked of it on a day."""
    fields = record.fields
    ended = fields["ended"]
    facts = [
        Fact(phrase("Hunch"), fields["hunch"]),
        Fact(phrase("Is it legal?"), _answer(fields["is_it_legal"])),
        Fact(phrase("Is it safe?"), _answer(fields["is_it_safe"])),
        Fact(phrase("How will we learn?"), fields["how_will_we_learn"] or phrase(NOT_ANSWERED)),
        Fact(phrase("Stop if"), fields["stop_if"]),
        Fact(phrase("Tried"), _dates(fields["started_on"], None if ended is None else ended["on"])),
    ]
    if ended is not None:
        facts.append(
            Fact(phrase(OUTCOMES[ended["outcome"]]), ended["what_we_learned"] or phrase("Nothing is written down yet."))
        )
    asked = [*_asked_before(fields), *_revisited(fields, as_of)]
    return LearningCard(record.record_id, fields["title"], _told(facts), tuple(asked))


def _answer(given: Fields) -> str:
    return ". ".join(filter(None, (given["answer"], given["how_we_know"]))) or phrase(NOT_ANSWERED)


def _asked_before(fields: Fields) -> Iterator[str]:
    for name, words in (("is_it_legal", phrase("Is it legal?")), ("is_it_safe", phrase("Is it safe?"))):
        answer = fields[name]["answer"]
        if answer.strip().casefold() != "yes":
            asked = phrase(
                "The answer here is: {answer}. What would we need to know?", answer=answer or phrase(NOT_ANSWERED)
            )
            yield f"{words} {asked}"


def _revisited(fields: Fields, as_of: dt.date) -> Iterator[str]:
    """A prediction whose day has come is asked about; nothing says whether it held."""
    for prediction in fields["predictions"]:
        if prediction["revisit_on"] < as_of.isoformat():
            yield phrase("We expected: {text}. What do we see now?", text=prediction["text"].rstrip("."))


def _decision(record: ShownRecord) -> LearningCard:
    fields = record.fields
    agreed = phrase(AGREED[fields["agreed"]]) if fields["agreed"] else ""
    facts = (
        Fact(phrase("Decided on"), _day(fields["decided_on"])),
        Fact(phrase("Agreed"), agreed),
        Fact(phrase("We saw"), fields["we_saw"]),
        Fact(phrase("We now think"), fields["we_now_think"]),
        Fact(phrase("Who was not in the room"), fields["who_was_absent"]),
    )
    asked = () if fields["who_was_absent"] else (phrase("Who was not in the room?"),)
    return LearningCard(
        record.record_id, phrase("We expected: {text}", text=fields["we_expected"]), _told(facts), asked
    )


def _rules(records: tuple[ShownRecord, ...]) -> Iterator[LearningCard]:
    def owner(record: ShownRecord) -> str:
        return str(record.fields["who_could_change_it"])

    ordered = sorted(records, key=lambda record: (owner(record).casefold(), record.record_id))
    for name, held in groupby(ordered, key=owner):
        for record in held:
            fields = record.fields
            facts = (
                Fact(phrase("Who could change it"), name),
                Fact(phrase("It comes from"), phrase(SOURCES[fields["source"]])),
                Fact(phrase("What it stopped"), fields["what_it_stopped"]),
                Fact(phrase("How people work around it"), fields["work_around"]),
                Fact(phrase("Sent to them on"), _day(fields["sent_to_owner_on"])),
                Fact(
                    phrase("Shown before it was sent, since"), fields["why_unsent"] if fields["publish_unsent"] else ""
                ),
            )
            yield LearningCard(record.record_id, fields["rule"], _told(facts))


def _question(record: ShownRecord) -> LearningCard:
    fields = record.fields
    answers = tuple(
        Fact(f"{_day(answer['on'])}{', ' + answer['role'] if answer['role'] else ''}", answer["text"])
        for answer in sorted(fields["answers"], key=lambda answer: answer["on"])
    )
    facts = (
        Fact(phrase("Asked on"), _day(fields["asked_on"])),
        Fact(phrase("Who could know"), fields["who_could_know"]),
        *answers,
    )
    return LearningCard(record.record_id, fields["text"], _told(facts))


def _offer(record: ShownRecord) -> LearningCard:
    fields = record.fields
    facts = (
        Fact(phrase("Offered by"), fields["offered_by_role"]),
        Fact(phrase("We talk again on"), _day(fields["we_talk_again_on"])),
    )
    return LearningCard(record.record_id, phrase("To find out: {text}", text=fields["to_find_out"]), _told(facts))


def _cycle(record: ShownRecord) -> LearningCard:
    fields = record.fields
    phases = tuple(
        Fact(
            f"{phrase(PHASES[phase['phase']])}, {_dates(phase['start'], phase['end'])}", phase["what_we_noticed"] or "–"
        )
        for phase in fields["phases"]
    )
    facts = (
        Fact(phrase("Scale"), phrase(SCALES[fields["scale"]])),
        *phases,
        Fact(phrase("Passed up to"), fields["passed_up_to"]),
        Fact(phrase("Passed down to"), fields["passed_down_to"]),
    )
    return LearningCard(record.record_id, fields["purpose"], _told(facts))


def _told(facts: Any) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.text)


def _day(day: str | None) -> str:
    return day_label(dt.date.fromisoformat(day)) if day else ""


def _dates(start: str | None, end: str | None) -> str:
    if not start:
        return phrase("not begun yet")
    if not end:
        return phrase("since {day}", day=_day(start))
    return phrase("{start} to {last}", start=_day(start), last=_day(end))
