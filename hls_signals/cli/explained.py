"""How does an explanation read in an email, and how as JSON?"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hls_signals.cli.options import json_text
from hls_signals.cli.restricted import SAID_FIRST
from hls_signals.register import Area, Event, Measure, Register
from hls_signals.workspace.settings import Settings

if TYPE_CHECKING:
    from hls_signals.why.wording import Sentence, Words

LABEL_WIDTH, LINE_WIDTH = 22, 110
LABELS = {
    "routine": "Could it be routine?",
    "rules": "By the rules",
    "numbers": "In the numbers",
    "wrote": "What people wrote",
    "cannot_know": "Cannot be known",
    "ask": "Ask",
}
# What these columns hold is told in words; JSON carries it as lists of its own.
LISTED = ("flags", "cannot_know")
NESTED = ("boundaries", "flip", "gate", "pending", "season", "evidence")


@dataclass(frozen=True)
class Told:
    """What holds about one change: a record with its terms, as a page may hold them or, restricted, as they are."""

    measure: Measure
    area: Area
    record: Mapping[str, Any]
    terms: Sequence[Mapping[str, Any]]
    is_true: bool

    def as_text(self, register: Register, settings: Settings) -> str:
        """Lines for an email; the last says whether these are figures after disclosure control."""
        first = [SAID_FIRST] if self.is_true else []
        control = "before disclosure control: true values" if self.is_true else "after disclosure control"
        day = self.record["as_of"]
        told = lines(self.measure.name, self.area.area_name, self._words(register, settings).sentences)
        return "\n".join([*first, *told, f"Figures {control}, as known on {day.day} {day:%B %Y}."])

    def as_json(self, register: Register, settings: Settings) -> str:
        """The same for a machine; it begins with whether these are figures after disclosure control."""
        words, events = self._words(register, settings), events_beside(self.record, register)
        handled = {"restricted": SAID_FIRST} if self.is_true else {}
        record = as_record(self.record, self.terms, words.sentences, words.questions, events)
        text = json_text({**handled, "after_disclosure_control": not self.is_true, **record})
        # What must not leave is said in the first line.
        return text.replace("{\n ", "{", 1)

    def _words(self, register: Register, settings: Settings) -> Words:
        """What is said of a shown record; of a true one the same, with the digits it has."""
        from hls_signals.disclosure.explanations import said_of
        from hls_signals.disclosure.forms import exact_decimals
        from hls_signals.why.wording import sentences

        if not self.is_true:
            return said_of(self.measure, self.record, self.terms, settings, register)
        decimals = exact_decimals(self.measure)
        return sentences(self.record, self.terms, self.measure, self.area.area_name, decimals, events=register.events)


def events_beside(record: Mapping[str, Any], register: Register) -> list[Event]:
    """The register's own events that overlap the window, in the order of the record."""
    held = {event.id: event for event in register.events}
    beside = json.loads(record["evidence"] or "[]")
    return [held[entry["id"]] for entry in beside if entry["kind"] == "event" and entry["id"] in held]


def lines(measure: str, area: str, sentences: Sequence[Sentence]) -> list[str]:
    """What changed under the measure's and the area's names, then each section with its label in the margin."""
    sections: dict[str, list[str]] = {"change": [], **{section: [] for section in LABELS}}
    for sentence in sentences:
        sections[sentence.section] = [*sections[sentence.section], sentence.text]
    change = [text.removeprefix(f"{area}. ") for text in sections.pop("change")]
    # A period without a figure is told of the area already.
    named = f"{measure}, " if change and change[-1].startswith(f"{area}: ") else f"{measure}, {area}. "
    found = textwrap.wrap(named + " ".join(change), LINE_WIDTH)
    for section, texts in sections.items():
        label = LABELS[section]
        # Numbers are read one by one.
        for text in texts if section == "numbers" else [" ".join(texts)]:
            margin = label.ljust(LABEL_WIDTH)
            found += textwrap.wrap(text, LINE_WIDTH, initial_indent=margin, subsequent_indent=" " * LABEL_WIDTH)
            label = ""
    return found


def as_record(
    record: Mapping[str, Any],
    terms: Sequence[Mapping[str, Any]],
    sentences: Sequence[Sentence],
    questions: Sequence[str],
    events: Sequence[Event] = (),
) -> dict[str, Any]:
    """The shown record with its terms, sentences, questions and events as registered, as nested JSON."""
    named = dict(record)
    for name in NESTED:
        named[name] = None if record[name] is None else json.loads(record[name])
    for name in LISTED:
        named[name] = [code for code in (record[name] or "").split(";") if code]
    said = [{"no": s.no, "section": s.section, "text": s.text, "term_nos": list(s.term_nos)} for s in sentences]
    for name in ("card", "turned"):  # a page's own lists, of the newest pairs alone
        named.pop(name, None)
    beside = [{"id": event.id, "kind": event.kind, "text": event.text, "source": event.source} for event in events]
    told = {"sentences": said, "questions": list(questions), "events": beside}
    return {**named, **told, "terms": [dict(term) for term in terms]}
