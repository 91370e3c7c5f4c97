"""Does a letter to the body that set a target say what was learned about it, of one area and from what is shown?"""

from __future__ import annotations

import dataclasses

import pytest

from hls_signals.cli.target_letter import NoLetter, _area, _measure
from hls_signals.publish.target_letter import as_html, as_markdown, target_letter
from tests.charts.publish_content import BOARD, CITY, content

GIVEN = content()
MEASURE = GIVEN.register.by_id["prevention_duty"]


def letter(given=GIVEN, area_code=CITY):
    return target_letter(given, MEASURE, given.register.by_code[area_code])


def test_it_tells_the_target_and_its_history_and_what_the_figure_cannot_tell():
    text = as_markdown(letter())
    parts = ["# Can I get help", "## What the target is", "Alliance plan 2022", "## What the figure cannot tell"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "Whether the home was a good one." in text


def test_it_names_one_area_and_no_other():
    text = as_html(GIVEN, letter())
    others = [area.area_name for area in GIVEN.register.areas if area.area_code != CITY]
    assert "Tamarhaven" in text
    assert not any(name in text for name in others)
    assert "Simulated data." in text


def test_it_holds_nothing_that_was_changed_elsewhere():
    elsewhere = dataclasses.replace(GIVEN, shown_values=GIVEN.shown_values.filter(area_code=CITY))
    assert letter(elsewhere) == letter()


def test_html_escapes_what_the_register_says():
    marked = MEASURE.model_copy(update={"who_set_it": "<b>somebody</b> & co"})
    text = as_html(GIVEN, target_letter(GIVEN, marked, GIVEN.register.by_code[CITY]))
    assert "&lt;b&gt;somebody&lt;/b&gt; &amp; co" in text


@pytest.mark.parametrize("name", ["preventon_duty", "told_once"])
def test_a_measure_that_is_not_there_or_has_no_target_is_told(name):
    register = GIVEN.register
    bare = tuple(m.model_copy(update={"targets": ()}) if m.id == "told_once" else m for m in register.measures)
    with pytest.raises(NoLetter):
        _measure(dataclasses.replace(register, measures=bare), name)


def test_where_several_areas_have_a_page_one_must_be_named():
    register = GIVEN.register
    wide = MEASURE.model_copy(update={"area_types": ()})
    with pytest.raises(NoLetter) as told:
        _area(register, wide, "")
    assert "--area" in told.value.mend
    assert _area(register, wide, BOARD).area_code == BOARD
    assert _area(register, MEASURE, "").area_code == CITY
