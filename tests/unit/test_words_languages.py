"""Is what we say beside people's words said through the catalogue, and are their words left as they are?"""

from __future__ import annotations

import dataclasses
import re

import pytest

from hls_signals.narrative.said import ShownRecord
from hls_signals.publish import journey_view, learning_view, map_view, voices_view
from hls_signals.publish.beside_view import quoted, reflection_view
from hls_signals.publish.catalogue import invented
from hls_signals.workspace.language import speaking
from tests.unit.words_shown import AS_OF, content_with, experiment, journey, note, system_map

BRACKETED = re.compile(r"\[[^\[\]]*\]")
# What stands in the records of this test: the words of people, names of the register, ids.
THEIRS = re.compile(
    r"\bWords?\b\.?|^x$|kettle|Before|After|A door that locks|Sleeps|housing|move|invented|Damp homes"
    r"|Bus times|Our letters|months|residents|Stop the second letter|No rule asks|yes|More people ring us"
    r"|Too short|Tamarhaven\w*|chair|Ask[a-z]* them|Letters|Anybody who knows|We live elsewhere",
    re.IGNORECASE,
)
RECORDS = (
    ("decision", {"decided_on": "2026-07-16", "we_expected": "Words", "we_saw": "Words", "we_now_think": "",
                  "agreed": "not_yet", "who_was_absent": ""}),
    ("rule", {"rule": "Letters", "source": "habit", "what_it_stopped": "Words", "work_around": "Words",
              "who_could_change_it": "Anybody who knows", "sent_to_owner_on": "2026-06-01", "publish_unsent": True,
              "why_unsent": "Words"}),
    ("question", {"text": "Words", "asked_on": "2026-06-01", "who_could_know": "chair", "answers": []}),
    ("offer", {"offered_by_role": "chair", "to_find_out": "Words", "we_talk_again_on": "2026-10-15"}),
    ("cycle", {"scale": "team", "purpose": "Words", "passed_up_to": "", "passed_down_to": "",
               "phases": [{"phase": "design", "start": "2026-04-01", "end": None, "what_we_noticed": "Words"}]}),
)  # fmt: skip
REFLECTION = {
    "area_code": "", "measure_id": "", "view_sha": "",
    "answers": {"intended": "Words", "next": "Words", "who": "We live elsewhere", "extra": "Words", "absent": ""},
}  # fmt: skip
PATHS = ("area_code", "narrative_id", "record_id", "factor_id", "href", "anchor", "sign")


def texts_of(view):
    """Every text of a view that a reader may see."""
    if isinstance(view, str):
        yield view
    elif dataclasses.is_dataclass(view):
        for part in dataclasses.fields(view):
            if part.name not in PATHS:
                yield from texts_of(getattr(view, part.name))
    elif isinstance(view, tuple | list):
        for item in view:
            yield from texts_of(item)


def unsaid(view):
    """What of a view's texts is neither said by the catalogue nor anybody's own words."""
    for text in texts_of(view):
        rest = THEIRS.sub(" ", text)
        while BRACKETED.search(rest):
            rest = BRACKETED.sub(" ", rest)
        if re.search(r"[A-Za-z]{2,}", rest):
            yield text


@pytest.fixture(autouse=True)
def _far_off():
    with speaking("en-XA", invented("en-XA")):
        yield


def views():
    """Each page of what people said, and the pieces that stand on the pages of measures."""
    told = note("a", "worker", AS_OF)
    reflection = ShownRecord("r", "reflection", AS_OF, REFLECTION)
    others = [ShownRecord(kind, kind, AS_OF, fields) for kind, fields in RECORDS]
    given = content_with(journey(), experiment(), system_map(), reflection, *others, notes=[told])
    yield "quotation", quoted(told)
    yield "reflection", reflection_view(reflection)
    yield "journeys", journey_view.journeys_page(given)
    yield "map", map_view.system_map_page(given)
    yield "learning log", dataclasses.replace(learning_view.learning_log(given), reflections=())
    seen = voices_view.voices(given, {})
    yield "voices", (seen.everywhere, [(area.quarters) for area in seen.areas])


@pytest.mark.parametrize("name", ["quotation", "reflection", "journeys", "map", "learning log", "voices"])
def test_what_we_say_beside_peoples_words_can_be_said_in_another_language(name):
    held = dict(views())
    assert len(list(texts_of(held[name]))) >= 3
    assert list(unsaid(held[name])) == []
