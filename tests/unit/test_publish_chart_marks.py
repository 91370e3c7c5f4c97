"""Do events and experiments stand on a chart as dated lines, and move nothing of it?"""

from __future__ import annotations

import dataclasses
import datetime as dt

from hls_signals.publish.chart_marks import badges, chart_marks
from hls_signals.publish.measure_view import measure_page
from tests.charts.publish_content import CITY
from tests.unit.words_shown import content_with, experiment

TRIED = {"area_code": CITY, "measure_ids": ["prevention_duty"], "started_on": "2026-04-07"}


def page_with(*records):
    content = content_with(*records)
    register = content.register
    measure, area = register.by_id["prevention_duty"], register.by_code[CITY]
    return measure_page(content, measure, area, slug="prevention_duty", data_file="data/x")


def tried_on(page):
    return [note for note in page.notes if note.kind == "Something tried"]


def test_an_experiment_is_a_line_at_its_start_and_one_at_its_end_under_one_letter():
    page = page_with(experiment(**TRIED))
    (note,) = tried_on(page)
    assert (note.dates, note.text) == ("7 April 2026 to 5 May 2026", "Stop the second letter.")
    days = [badge.on for badge in page.variation.notes if badge.letter == note.letter]
    assert days == [dt.date(2026, 4, 7), dt.date(2026, 5, 5)]
    letters = [badge.letter for badge in page.variation.notes]
    assert len(set(letters)) == len(page.notes)
    assert [badge.on for badge in page.variation.notes] == sorted(badge.on for badge in page.variation.notes)


def test_an_experiment_moves_no_figure_limit_phase_or_reading():
    with_it, without = page_with(experiment(**TRIED)).variation, page_with().variation
    assert with_it.notes != without.notes
    assert dataclasses.replace(with_it, notes=()) == dataclasses.replace(without, notes=())


def test_one_of_another_measure_or_area_or_not_begun_yet_is_no_line():
    for other in ({"measure_ids": ["rough_sleeping"]}, {"area_code": "X06000902"}, {"started_on": None}):
        assert tried_on(page_with(experiment(**{**TRIED, **other}))) == []
    (everywhere,) = tried_on(page_with(experiment(**{**TRIED, "area_code": ""})))
    assert everywhere.confidence == "told in the learning log"


def test_an_end_after_the_chart_is_no_line_and_no_figures_no_marks():
    page = page_with(experiment(**TRIED, ended={"on": "2027-01-05", "outcome": "kept_for_now"}))
    (note,) = tried_on(page)
    assert note.dates == "7 April 2026 to 5 January 2027"
    assert [badge.letter for badge in page.variation.notes].count(note.letter) == 1
    content = content_with(experiment(**TRIED))
    measure, area = content.register.by_id["prevention_duty"], content.register.by_code[CITY]
    assert chart_marks(content, measure, area, ()) == ()
    assert badges((), dt.date(2026, 9, 30)) == ()
