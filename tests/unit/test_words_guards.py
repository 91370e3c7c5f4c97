"""Are the guards in place: no target on what people say, no score of a text, no sum or order by cost?"""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import inspect
import re
from dataclasses import replace
from pathlib import Path

import pytest

from hls_signals.learning.on_charts import with_experiments
from hls_signals.narrative.guards import MADE_OF_WORDS, word_targets
from hls_signals.publish import journey_view, learning_view, map_view, voices_view
from hls_signals.publish.journey_view import NOT_KNOWN
from hls_signals.publish.variation_view import variation_view
from hls_signals.register.models import Measure
from tests.charts.publish_content import content as content_of_pages
from tests.unit.words_shown import AS_OF, content_with, experiment, journey, note, system_map

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "dashboards" / "templates"


def measure(return_id, **fields):
    given = {
        "id": "voices_heard", "name": "Voices heard", "return": return_id, "calculation": "count", "unit": "count",
        "polarity": "higher", "period_type": "month",
    }  # fmt: skip
    return Measure(**{**given, **fields})


TARGET = {"targets": [{"value": 10, "effective_from": "2026-04-01"}]}


@pytest.mark.parametrize("return_id", sorted(MADE_OF_WORDS))
def test_a_target_on_what_people_say_is_refused(return_id):
    (problem,) = word_targets([measure(return_id, **TARGET)])
    assert problem.code == "T301"
    assert "voices_heard.yaml" in str(problem)


def test_without_a_target_it_may_be_shown_and_a_return_may_have_one():
    assert list(word_targets([measure("voices"), measure("homelessness", **TARGET)])) == []


def test_nothing_judges_a_text_or_whoever_wrote_it(source_trees):
    judging = re.compile(
        r"sentiment|polarity_of|topic_model|toxicity|emotion|vader|textblob|quality_score", re.IGNORECASE
    )
    ours = {path: tree for path, tree in source_trees.items() if re.search(r"/(narrative|learning)/", path)}
    assert len(ours) > 20
    named = {
        (path, node.id if isinstance(node, ast.Name) else node.name)
        for path, tree in ours.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.FunctionDef | ast.ClassDef)
    }
    assert [found for found in named if judging.search(found[1])] == []


def test_no_model_is_fitted_to_what_people_say(source_trees):
    fitting = {"sklearn", "scipy", "torch", "spacy", "transformers", "nltk", "gensim", "numpy"}
    brought = {
        (path, name.split(".")[0])
        for path, tree in source_trees.items()
        if re.search(r"/(narrative|learning)/", path)
        for node in ast.walk(tree)
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", None) or ""]
        )
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert [found for found in brought if found[1] in fitting] == []


def test_a_cost_is_a_range_with_its_source_or_not_known_and_stands_last():
    view = journey_view.journey_view(journey())
    assert [fact.text for fact in view.costs] == ["£31,000 to £44,000 (invented, 2025/26 prices)", NOT_KNOWN]
    template = (TEMPLATES / "journeys.html.j2").read_text(encoding="utf-8")
    places = [
        template.index(words)
        for words in ("What mattered", "What changed", "n = 1", "not shown to be the effect", "What it cost")
    ]
    assert max(places) == places[-1]
    assert places[2] < places[0] < places[1]


def test_a_cost_is_shown_only_where_the_person_agreed_to_it():
    consent = {"given_on": "2026-05-04", "to": "alliance", "cost": False}
    assert journey_view.journey_view(journey(consent=consent)).costs == ()


def test_journeys_are_neither_added_sorted_nor_compared_by_cost():
    text = inspect.getsource(journey_view)
    assert not re.search(r"\bsum\(|\bmean\(|\bmax\(|\bmin\(|saving|\bcost\w*\s*[-+/*]\s*\w", text)
    public = inspect.getmembers(journey_view, inspect.isfunction)
    takes_records = [name for name, function in public if "records" in inspect.signature(function).parameters]
    assert takes_records == []
    pages = content_with(journey(record_id="b"), journey(record_id="a"))
    assert [view.record_id for view in journey_view.journeys_page(pages).journeys] == ["a", "b"]


def test_voices_say_heard_or_not_heard_and_hold_no_count():
    day = dt.date(2026, 8, 3)
    few = content_with(notes=[note("a", "worker", day)])
    many = content_with(notes=[note(f"n{number}", "worker", day) for number in range(9)])
    view, other = voices_view.voices(few, {}), voices_view.voices(many, {})
    assert view.areas == other.areas
    quarter = next(area for area in view.areas if area.area_code == "X06000901").quarters[-2]
    assert quarter.quarter == "July to September 2026"
    assert quarter.heard == ("A worker",)
    assert "A carer" in quarter.not_heard
    assert not re.search(r"\d", " ".join((*quarter.heard, *quarter.not_heard)))


def test_what_no_measure_counts_is_told_as_it_was_said():
    view = voices_view.voices(content_with(notes=[note("a", "person", AS_OF, measures=())]), {})
    assert [quote.narrative_id for quote in view.uncounted] == ["a"]


def test_the_map_counts_what_is_in_our_hands_and_draws_every_factor_alike():
    page = map_view.system_map_page(content_with(system_map()))
    (drawn,) = page.maps
    assert drawn.sentence == "1 of 3 factors are directly in services' hands."
    assert [factor.asked for factor in drawn.factors] == ["", "Who could?", ""]
    assert drawn.factors[0].acts_on == ("Our letters, more of it, more of that, after months, say residents",)
    assert "MIAA" in page.obesity
    template = (TEMPLATES / "system_map.html.j2").read_text(encoding="utf-8")
    assert re.findall(r'r="(\w+)" class="factor"', template) == ["12"]


def test_a_long_name_on_the_map_stands_in_lines_outside_the_circle_and_inside_the_drawing():
    factors = [{"id": f"f{n}", "name": "Letters that nobody opens any more", "influence": "ours"} for n in range(12)]
    record = system_map()
    crowded = replace(record, fields={**record.fields, "factors": factors, "links": []})
    (drawn,) = map_view.system_map_page(content_with(crowded)).maps
    assert [line.text for line in drawn.nodes[0].lines] == ["Letters that", "nobody opens", "any more"]
    for node in drawn.nodes:
        above = node.y < drawn.side / 2
        assert all((line.y < node.y) == above and 0 < line.y < drawn.side for line in node.lines)


def test_a_question_before_an_experiment_that_nobody_answered_is_shown_so_and_asked():
    (part,) = learning_view.learning_log(content_with(experiment())).parts
    (card,) = part.cards
    told = {fact.name: fact.text for fact in card.facts}
    assert (told["Is it safe?"], told["How will we learn?"]) == ("not yet answered", "not yet answered")
    assert card.asked[0].startswith("Is it safe? The answer here is: not yet answered.")


def test_a_prediction_is_revisited_after_its_day_and_never_marked():
    (part,) = learning_view.learning_log(content_with(experiment())).parts
    assert part.cards[0].asked[-1] == "We expected: More people ring us. What do we see now?"
    later = experiment(predictions=[{"text": "x", "revisit_on": "2027-01-01"}])
    (part,) = learning_view.learning_log(content_with(later)).parts
    assert not any("We expected" in asked for asked in part.cards[0].asked)


@pytest.mark.parametrize("outcome", ["learned", "still_unclear", "stopped_safely", "kept_for_now"])
def test_every_outcome_looks_alike(outcome):
    ended = {"on": "2026-05-05", "outcome": outcome, "what_we_learned": "Something."}
    (part,) = learning_view.learning_log(content_with(experiment(ended=ended))).parts
    assert part.cards[0].facts[-1].text == "Something."


def test_pages_without_a_record_are_not_there():
    from hls_signals.publish.spoken_pages import spoken_links, spoken_pages

    empty = content_with()
    assert list(spoken_pages(empty)) == []
    assert spoken_links(empty) == ()


def test_an_experiment_is_two_dated_lines_on_the_charts_it_names_and_on_no_other():
    named = experiment(measure_ids=["prevention_duty"], area_code="X06000901")
    register = content_of_pages().register
    found = [event for event in with_experiments(register, [named]).events if event not in register.events]
    assert [(str(event.effective_from), event.measure_ids) for event in found] == [
        ("2026-04-07", ("prevention_duty",)),
        ("2026-05-05", ("prevention_duty",)),
    ]
    assert found[0].text == "An experiment begins; it stands in the learning log."
    assert with_experiments(register, [experiment()]) is register


def test_an_experiment_moves_no_figure_limit_phase_or_reading_of_its_chart():
    content = content_of_pages()
    tried = with_experiments(content.register, [experiment(measure_ids=["prevention_duty"], area_code="X06000901")])
    measure, area = content.register.by_id["prevention_duty"], content.register.by_code["X06000901"]
    without = variation_view(content, measure, area, "x")
    marked = variation_view(dataclasses.replace(content, register=tried), measure, area, "x")
    assert len(marked.notes) == len(without.notes) + 2
    assert dataclasses.replace(marked, notes=without.notes) == without
