"""Does every builder of views keep the figures of one area out of the pages of the others, whatever they are?"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.contract.site_behaviour import check_views, different
from hls_signals.contract.site_changes import _with_numbers, ways
from hls_signals.contract.site_views import parts_of
from hls_signals.narrative.said import Said, ShownNote, ShownRecord
from hls_signals.publish.registry import forget, page_builder, registered, registered_for_now
from hls_signals.publish.site_plan import Planned
from hls_signals.publish.table_views import Link
from hls_signals.publish.views import FrontView, Words
from tests.charts.publish_content import BOARD, CITY, EVENTS, content

CONTENT = content()
BEFORE = parts_of(CONTENT)


@settings(max_examples=8)
@given(level=st.floats(-1000, 1000), area=st.sampled_from([CITY, BOARD]))
def test_any_figures_of_one_area_leave_the_others_as_they_were(level, area):
    changed = _with_numbers(CONTENT, [area], pl.lit(level))
    assert list(different(BEFORE, parts_of(changed), {area}, "with any figures")) == []


@pytest.mark.parametrize("way", ways())
def test_each_way_of_changing_an_area_leaves_the_others_as_they_were(way):
    changed = ways()[way](CONTENT, [CITY])
    assert list(different(BEFORE, parts_of(changed), {CITY}, way)) == []


def one_set(builder):
    with registered_for_now("planted", builder):
        return {finding.code for finding in check_views(CONTENT, sets=[[BOARD]])}


def test_a_registered_page_that_follows_another_area_is_found_without_a_line_in_the_contract():
    def pages(content):
        mean = str(content.shown_values["value"].mean())
        yield Planned(f"area/{CITY}/more.html", "glossary", Words("glossary", mean), subject=CITY)

    assert one_set(pages) == {"C201"}


def test_a_registered_list_whose_order_follows_values_is_found():
    def pages(content):
        ends = content.shown_values.group_by("area_code").agg(pl.col("value").max()).sort("value")
        links = tuple(Link(code, f"area/{code}/index.html") for code in ends["area_code"])
        yield Planned("more.html", "front", FrontView(None, (), links))

    assert "C202" in one_set(pages)


def test_a_registered_page_without_a_typed_view_is_found():
    class Loose:
        chance = ""

    def pages(content):
        yield Planned("more.html", "glossary", Loose())

    assert "C001" in one_set(pages)


def test_a_name_is_registered_once():
    page_builder("twice")(lambda content: ())
    with pytest.raises(ValueError, match="registered as 'twice' already"):
        page_builder("twice")(lambda content: ())
    assert "twice" in registered()
    forget("twice")
    assert "twice" not in registered()


# A part that follows words, questions and events of another area, each by one column of what net 2 changes.
NOTE = ShownNote("n-1", "The form asks twice.", "worker", "note", BOARD, dt.date(2026, 9, 1), dt.date(2026, 9, 2))
TOLD = ShownRecord(
    "r-1", "experiment", dt.date(2026, 9, 1), {"area_code": BOARD, "title": "One form for all", "measure_ids": []}
)
FOLLOWED = {
    "gaming": lambda content: content.gaming["effect"].sum(),
    "questions": lambda content: content.gaming["sentence"].to_list(),
    "said": lambda content: content.said.notes[0].text,
    "records": lambda content: content.said.records[0].fields["title"],
    "events": lambda content: content.events["text"].to_list(),
    "sentences": lambda content: content.shown_explanations["sentences"].to_list(),
}


def with_words():
    question = {
        "measure_id": "ae_four_hours", "area_code": BOARD, "signal_id": "s-1", "indicator": "copy_forward",
        "effect": 3.0, "effect_lower": 1.0, "effect_upper": 5.0, "sentence": "Periods repeat the one before.",
        "shape": "",
    }  # fmt: skip
    event = {"event_id": "e-1", "measure_id": "ae_four_hours", "area_code": BOARD, "text": "A door was moved."}
    return content(
        gaming=pl.DataFrame([question]),
        events=pl.DataFrame([event], schema_overrides=EVENTS),
        said=Said(notes=(NOTE,), records=(TOLD,)),
    )


@pytest.mark.parametrize("part", FOLLOWED)
def test_words_questions_and_events_of_an_area_are_among_what_is_changed(part):
    given = with_words()
    changed = [way(given, [BOARD]) for way in ways().values()]
    told = FOLLOWED[part]
    assert any(told(other) != told(given) for other in changed)
    # Those of an area that is not changed stay.
    assert all(told(way(given, [CITY])) == told(given) for way in ways().values() if part not in {"sentences"})
