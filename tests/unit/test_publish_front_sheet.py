"""What does the sheet that opens a meeting say, and does any figure choose what stands on it?"""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest

from hls_signals.narrative.said import Said, ShownNote, ShownRecord
from hls_signals.publish.meeting_pages import meeting_pages
from hls_signals.publish.pages import renderer
from hls_signals.publish.site_plan import plan_of
from hls_signals.publish.svg import Draughtsman
from hls_signals.register.meetings import Meeting
from hls_signals.warehouse.since_met import SINCE
from tests.charts.publish_content import BOARD, CITY, content

JULY, OCTOBER = dt.date(2026, 7, 16), dt.date(2026, 10, 15)
PACK = "complex_needs"
MEETINGS = (
    Meeting(held_on=JULY, pack=PACK, release_id="3fa9c1d2ab04", talked_about=("prevention_duty", "note n-1")),
    Meeting(
        held_on=OCTOBER, pack=PACK, talk_about=("rough_sleeping", "prevention_duty"), chosen_by_role="chair"
    ),
)  # fmt: skip
NOTE = ShownNote("n-1", "I was asked three times.", "person", "story", CITY, JULY, JULY, ("prevention_duty",))
ANSWERS = {"intended": "Not for everyone", "next": "", "who": "Three of us", "extra": "", "absent": "Nobody from night"}


def reflection(**fields):
    given = {"measure_id": "", "area_code": "", "pack": PACK, "held_on": "2026-07-16", "view_sha": ""}
    return ShownRecord("r-1", "reflection", JULY, {**given, "recorded_on": "2026-07-16", "answers": ANSWERS, **fields})


OFFER = ShownRecord(
    "o-1", "offer", JULY,
    {"offered_by_role": "worker", "to_find_out": "who waited", "we_talk_again_on": "2026-10-15"},
)  # fmt: skip
ASKED = ShownRecord(
    "q-1",
    "question",
    JULY,
    {"text": "Who pays for the hotel?", "asked_on": "2026-07-16", "who_could_know": "", "answers": []},
)


def met(**changes):
    """The small release after a meeting in July."""
    given = content()
    register = dataclasses.replace(given.register, meetings=MEETINGS)
    said = Said((NOTE,), (reflection(), OFFER, ASKED))
    return dataclasses.replace(given, **{"register": register, "said": said, **changes})


def line(measure_id="prevention_duty", area_code=CITY, standing="newer", **fields):
    named = {"pack": PACK, "held_on": JULY, "measure_id": measure_id, "area_code": area_code, "standing": standing}
    period = {"period_type": "month", "period0_start": dt.date(2026, 5, 1), "period0_end": dt.date(2026, 6, 1)}
    return pl.DataFrame([{**named, **period, **fields}], schema_overrides={}, strict=False).select(
        pl.col(name).cast(kind) if name in {**named, **period, **fields} else pl.lit(None, kind).alias(name)
        for name, kind in SINCE.items()
    )


def sheet(given):
    return plan_of(given).pages[0].view.pack.sheet


def sentences(*rows):
    found = sheet(met(since_met=pl.concat(rows)))
    return {item.measure_id: " ".join(item.sentences) for item in found.lines}


def page(given, path):
    made = renderer(given, Draughtsman(None))
    return next(made.page(planned) for planned in plan_of(given).pages if planned.path == path)


def test_one_line_an_item_in_the_order_of_the_pack():
    found = sheet(met())
    assert found.heading == "Since we met on 16 July 2026"
    assert [(item.measure_id, item.area_code) for item in found.lines][:3] == [
        ("prevention_duty", CITY), ("ae_four_hours", BOARD), ("rough_sleeping", CITY),
    ]  # fmt: skip


def test_a_line_says_what_lay_on_the_table_and_what_is_known_now():
    said = sentences(line(lede="It was green and is amber in September 2026."))
    assert said["prevention_duty"] == "May 2026 lay on the table. It was green and is amber in September 2026."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"standing": "same_period", "colour0": "red", "colour1": "red", "value0": 1.0, "value1": 1.0},
         "May 2026 lay on the table; no newer figure has come."),
        ({"standing": "same_period", "colour0": "green", "colour1": "red", "value0": 9.0, "value1": 1.0},
         "May 2026 lay on the table; no newer figure has come. It was green then and is red now, as revised."),
        ({"standing": "same_period", "colour0": "red", "colour1": "red", "value0": 2.0, "value1": 1.0},
         "May 2026 lay on the table; no newer figure has come. The figure was revised since; its colour is as it was."),
        ({"standing": "not_known_now"}, "No figure is known of it now."),
    ],
)  # fmt: skip
def test_a_line_without_a_newer_figure_says_so(fields, words):
    assert sentences(line(**fields))["prevention_duty"] == words


def test_before_the_first_meeting_the_comparison_is_with_the_period_before():
    given = met()
    found = sheet(dataclasses.replace(given, register=dataclasses.replace(given.register, meetings=MEETINGS[1:])))
    assert (found.heading, found.said, found.absent) == ("Since the period before", (), ())
    cards = {card.measure_id: card.lede for card in plan_of(given).pages[0].view.pack.cards}
    assert {item.measure_id: item.sentences for item in found.lines} == {key: (said,) for key, said in cards.items()}


def test_what_the_room_said_asked_and_offered_last_time_stands_first():
    found = sheet(met())
    assert [entry.words for entry in found.said] == ["Not for everyone.", "Three of us."]
    assert [entry.words for entry in found.asked] == ["Who pays for the hotel?"]
    assert [(entry.words, entry.about) for entry in found.offered] == [
        ("To find out: who waited", "Offered by worker. We talk again on 15 October 2026.")
    ]
    assert [entry.words for entry in found.absent] == ["Nobody from night."]
    text = page(met(), "index.html")
    order = [
        "What we said last time",
        "In somebody",
        "Since we met on",
        "What people chose",
        "Who was not in",
        "Questions",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert places[-1] < text.index("What changed colour, and why")


def test_a_reflection_of_another_day_or_pack_is_not_what_was_said_last_time():
    for fields in (
        {"held_on": "2026-04-16"},
        {"pack": "treatment"},
        {"held_on": None, "measure_id": "elsewhere", "pack": ""},
    ):
        assert sheet(met(said=Said((), (reflection(**fields),)))).said == ()
    on_a_measure = reflection(held_on=None, pack="", measure_id="rough_sleeping")
    (first, *_) = sheet(met(said=Said((), (on_a_measure,)))).said
    assert first.about == "Does anyone here sleep outside tonight?"


def test_people_choose_what_to_talk_about_and_it_stands_in_the_order_of_the_pack():
    found = sheet(met())
    assert [link.text for link in found.talk_about] == [
        "Can I get help before I lose my home?", "Does anyone here sleep outside tonight?",
    ]  # fmt: skip
    assert found.chosen_by == "chair"


def test_the_room_is_asked_four_questions():
    assert sheet(met()).questions == (
        "Is this what we intended?", "What next?", "Who are we to be making these decisions?",
        "Is this best for the people using services?",
    )  # fmt: skip


def test_the_quotation_is_the_newest_about_an_item_and_no_figure_chooses_it():
    later = dataclasses.replace(NOTE, narrative_id="n-2", text="They rang back.", occurred_from=OCTOBER)
    elsewhere = dataclasses.replace(later, narrative_id="n-3", measure_ids=("told_twice",))
    assert sheet(met(said=Said((NOTE, later, elsewhere)))).quote.text == "They rang back."
    assert sheet(met(said=Said())).quote is None


def test_without_a_meeting_set_down_the_sheet_has_no_date_and_no_code_for_paper():
    found = sheet(content())
    assert (found.held_on, found.paper_code, found.meetings) == ("", "", ())


def test_a_meeting_has_a_page_of_its_own_with_no_figure():
    pages = {planned.path: planned.view for planned in meeting_pages(met())}
    assert list(pages) == ["meeting/2026-07-16-complex_needs.html", "meeting/2026-10-15-complex_needs.html"]
    july, october = pages.values()
    assert (july.is_to_come, july.release_id, [quote.text for quote in july.quotes]) == (
        False,
        "3fa9c1d2ab04",
        [NOTE.text],
    )
    assert (october.is_to_come, october.reflections) == (True, ())
    assert [link.text for link in july.talked_about] == ["Can I get help before I lose my home?"]
    text = page(met(), "meeting/2026-07-16-complex_needs.html")
    assert "When we met on 16 July 2026" in text
    assert "Not for everyone" in text
    assert 'href="../area/' in text


def test_a_meeting_of_a_pack_that_is_gone_has_no_page():
    given = met()
    gone = (Meeting(held_on=JULY, pack="closed"),)
    assert not list(
        meeting_pages(dataclasses.replace(given, register=dataclasses.replace(given.register, meetings=gone)))
    )
