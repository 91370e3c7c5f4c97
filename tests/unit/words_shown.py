"""Records and notes as a release may show them, for tests of the pages they stand on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hls_signals.narrative.said import Said, ShownNote, ShownRecord
from tests.charts.publish_content import content as content_of_pages

AS_OF = dt.date(2026, 10, 15)


def content_with(*records, notes=()):
    return replace(content_of_pages(), as_of=AS_OF, said=Said(tuple(notes), tuple(records)))


def note(narrative_id, role, day, area="X06000901", measures=("prevention_duty",)):
    return ShownNote(narrative_id, "Words.", role, "story", area, day, day + dt.timedelta(days=1), measures)


def journey(**fields):
    held = {
        "journey_id": "kettle", "pseudonym": "K", "consent": {"given_on": "2026-05-04", "to": "alliance", "cost": True},
        "read_by_the_person_on": "2026-06-11", "what_mattered": "A door that locks.", "what_changed": "Sleeps.",
        "own_words": "", "source": "", "events": [{"on": "2025-04", "service": "housing", "kind": "move", "text": "x"}],
        "periods": [
            {"label": "Before", "start": "2024-04-01", "end": "2025-04-01", "interactions": 212, "services": 9,
             "cost_low": 31000, "cost_high": 44000, "cost_source": "invented", "price_year": "2025/26"},
            {"label": "After", "start": None, "end": None, "interactions": 26, "services": None, "cost_low": 1,
             "cost_high": 2, "cost_source": "", "price_year": ""},
        ],
    }  # fmt: skip
    return ShownRecord(fields.pop("record_id", "kettle"), "journey", AS_OF, {**held, **fields})


def experiment(**fields):
    held = {
        "experiment_id": "x", "title": "Stop the second letter", "hunch": "", "how_will_we_learn": "", "stop_if": "",
        "is_it_legal": {"answer": "yes", "how_we_know": "No rule asks."},
        "is_it_safe": {"answer": "", "how_we_know": ""},
        "scale": "team", "area_code": "", "started_on": "2026-04-07", "measure_ids": [],
        "predictions": [{"text": "More people ring us.", "revisit_on": "2026-05-05"}],
        "ended": {"on": "2026-05-05", "outcome": "still_unclear", "what_we_learned": "Too short."},
    }  # fmt: skip
    return ShownRecord("x", "experiment", AS_OF, {**held, **fields})


def system_map():
    """What residents drew: three factors, one link."""
    factors = [
        {"id": "a", "name": "Damp homes", "influence": "shared"},
        {"id": "b", "name": "Bus times", "influence": "neither"},
        {"id": "c", "name": "Our letters", "influence": "ours"},
    ]  # fmt: skip
    links = [{"start": "a", "end": "c", "sign": "plus", "delay": "months", "who_says": "residents", "evidence": []}]
    fields = {"map_id": "m", "drawn_by": "residents", "drawn_on": "2026-03-12", "factors": factors, "links": links}
    return ShownRecord("m", "map", dt.date(2026, 3, 12), fields)
