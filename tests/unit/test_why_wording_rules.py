"""What is said of targets, colour rules, definitions and events?"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from hls_signals.register.models import ColourRule, Event, Target
from tests.house.why_cases import (
    a_measure,
    definition,
    figure,
    month,
    rule,
    target,
)
from tests.house.why_said import FALL, JULY, NAME, said, texts


def test_under_the_old_target_it_would_still_be_green():
    measure = a_measure(targets=(target(68), target(72, "2026-07")))
    made, card, _ = said(measure, FALL)
    assert made.lede == "It was green and is amber in July 2026; under the old target it would still be green."
    assert texts(made, "rules")[:2] == [
        "The target moved from 68% to 72%.",
        "Under the old target it would still be green.",
    ]
    assert card == ("What we can account for: a target that moved.",)


def test_an_old_target_that_gives_a_third_colour_is_not_still():
    measure = a_measure(targets=(target(50), target(72, "2026-07")))
    figures = [figure("2026-06", 48, 100), figure("2026-07", 60, 100)]
    made, _, _ = said(measure, figures)
    assert "Under the old target it would be green." in texts(made, "rules")


def test_an_old_rule_and_an_unchanged_colour_are_said_too():
    measure = a_measure(72, colour_rules=(rule(1, "points", 5), rule(2, "points", 2, "2026-07")))
    made, _, _ = said(measure, FALL)
    assert texts(made, "rules")[:2] == ["The colour rule changed.", "Under the old colour rule it would be amber."]
    moved = a_measure(targets=(target(72), target(73, "2026-07")))
    assert "Under the old target it would be amber too." in texts(said(moved, FALL)[0], "rules")


def test_a_definition_without_a_recount_cannot_be_split_off():
    measure = a_measure(definitions=(definition("old", "2020-01"), definition("new", "2026-07")))
    made, _, _ = said(measure, FALL)
    assert any("no period stands here counted both ways" in text for text in texts(made, "rules"))
    assert "How much of the change went with the new definition." in texts(made, "cannot_know")
    assert "What counts now that did not count before?" in made.questions


def test_a_target_that_begins_and_one_that_ends_are_said():
    begun, _, _ = said(a_measure(targets=(target(72, "2026-07"),)), FALL)
    assert begun.lede.startswith("It is amber in July 2026 and had no colour before")
    assert "A target of 72% applies from July 2026." in texts(begun, "rules")
    ending = target(72).model_copy(update={"effective_to": JULY})
    ended, _card, why = said(a_measure(targets=(ending,)), FALL)
    assert ended.lede.startswith("It has no colour in July 2026 and was green before")
    assert "The target of 72% no longer applies." in texts(ended, "rules")
    assert why.flags == ()


def test_a_measure_without_a_target_has_no_word_about_colours():
    made, _card, _ = said(a_measure(None, polarity="none"), FALL)
    assert made.lede == "No target is set for July 2026."
    assert texts(made, "change") == [f"{NAME}. 74% in June 2026, 69% in July 2026."]
    assert texts(made, "rules")[0] == "The definition did not move."


def test_a_band_that_moves_is_said_with_both_its_edges():
    first = Target(effective_from=month("2020-01"), lower=target(60).value, upper=target(75).value)
    second = Target(effective_from=JULY, lower=target(70).value, upper=target(80).value)
    made, _, _ = said(a_measure(polarity="band", targets=(first, second)), FALL)
    assert texts(made, "rules")[0] == "The target moved from between 60% and 75% to between 70% and 80%."


def test_a_target_restated_after_publication_is_said():
    late = Target(effective_from=month("2026-06"), known_from=month("2026-09"), value=target(76).value)
    made, _, _ = said(a_measure(targets=(target(72), late)), FALL)
    assert "The target or the colour rule for June 2026 was restated after its figure was first published." in texts(
        made, "rules"
    )


def test_a_merger_in_the_window_is_said_without_its_text():
    row = {"event_id": "e", "measure_id": "plan_in_place", "area_code": "", "kind": "organisation"}
    dates = {"effective_from": JULY, "effective_to": None, "announced_on": None}
    events = pl.DataFrame([{**row, **dates}], schema_overrides={"effective_to": pl.Date, "announced_on": pl.Date})
    made, _, _ = said(a_measure(), FALL, events=events)
    assert "How services are organised changed in the same window." in texts(made, "rules")


def test_a_merger_that_was_only_announced_in_the_window_has_not_happened_in_it():
    row = {"event_id": "e", "measure_id": "plan_in_place", "area_code": "", "kind": "organisation"}
    dates = {"effective_from": month("2027-04"), "effective_to": None, "announced_on": JULY}
    events = pl.DataFrame([{**row, **dates}], schema_overrides={"effective_to": pl.Date})
    made, _, _ = said(a_measure(), FALL, events=events)
    told = "A change in how services are organised was announced in the same window."
    assert told in texts(made, "rules")
    assert not any("changed in the same window" in text for text in texts(made, "rules"))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"polarity": "lower"}, "Target 72%, amber up to 77%."),
        ({"colour_rules": (rule(1, "percent_of_target", 7),)}, "Target 72%, amber from 67%."),
        ({"colour_rules": (rule(1, "points", 0),)}, "Target 72%."),
    ],
)
def test_the_target_is_said_and_from_where_on_it_is_amber(changes, text):
    made, _, _ = said(a_measure(**changes), FALL)
    assert texts(made, "change")[1] == text


def test_a_line_that_follows_last_year_is_said_to_have_moved():
    trend = ColourRule.model_validate({"version": 1, "effective_from": month("2020-01"), "kind": "trend"})
    before = [figure("2025-06", 60, 100), figure("2025-07", 66, 100)]
    made, _, why = said(a_measure(colour_rules=(trend,)), [*before, *FALL])
    told = "The colour rule looks at last year's figure beside the target: "
    told += "red begins beyond 60% for June 2026 and beyond 66% for July 2026."
    rests = [s.term_nos for s in made.sentences if s.text == told]
    assert rests == [tuple(t["term_no"] for t in why.terms if t["kind"] == "colour_rule")]
    still, _, _ = said(a_measure(colour_rules=(trend,)), [figure("2025-06", 66, 100), before[1], *FALL])
    assert not any("last year" in s.text for s in still.sentences)


def test_where_only_the_target_was_restated_no_figure_is_said_to_be_revised():
    measure = a_measure(targets=(target(72), target(75, "2026-06", known="2026-08")))
    made, _, _ = said(measure, FALL)
    told = "A target or colour rule restated since and the figure itself gave red only together: "
    assert told + "either put back gives another colour." in texts(made, "numbers")


def event(kind, begins, **changes):
    """An event of the register, and its row as the warehouse hands it on."""
    held = {"id": "e", "measure_ids": ["plan_in_place"], "kind": kind, "effective_from": begins, **changes}
    row = {"event_id": "e", "measure_id": "plan_in_place", "area_code": "", "kind": kind, "effective_from": begins}
    dates = {name: changes.get(name) for name in ("effective_to", "announced_on")}
    schema = {"effective_to": pl.Date, "announced_on": pl.Date}
    return Event.model_validate(held), pl.DataFrame([{**row, **dates}], schema_overrides=schema)


@pytest.mark.parametrize(
    ("kind", "begins", "changes", "section", "told"),
    [
        (
            "external",
            dt.date(2026, 7, 3),
            {},
            "wrote",
            "On record in the same window: 3 July 2026, “The office moved”.",
        ),
        (
            "service",
            dt.date(2026, 6, 7),
            {"effective_to": dt.date(2026, 7, 6)},
            "wrote",
            "On record in the same window: 7 June 2026 to 5 July 2026, “The office moved”.",
        ),
        (
            "external",
            dt.date(2026, 9, 1),
            {"announced_on": dt.date(2026, 7, 9)},
            "wrote",
            "On record, announced in the same window: 9 July 2026, for 1 September 2026, “The office moved”.",
        ),
        (
            "organisation",
            JULY,
            {},
            "rules",
            "How services are organised changed in the same window: 1 July 2026, “The office moved”.",
        ),
        ("target", JULY, {}, "rules", "On record in the same window: 1 July 2026, “The office moved”."),
    ],
)
def test_an_event_is_quoted_as_registered_and_gives_no_reason(kind, begins, changes, section, told):
    held, rows = event(kind, begins, text="The office moved.", **changes)
    made, _, why = said(a_measure(), FALL, events=rows, register=[held])
    assert told in texts(made, section)
    rests = next(sentence.term_nos for sentence in made.sentences if sentence.text == told)
    kinds = {why.terms[no - 1]["kind"] for no in rests}
    assert kinds == {"coincident_event" if section == "wrote" else kind}


def test_an_event_is_quoted_beside_a_month_that_was_excused_too():
    held, rows = event("collection", JULY, text="A new case system.")
    made, _, _ = said(a_measure(), [FALL[0], figure("2026-07", status="excused")], events=rows, register=[held])
    told = "How these figures are collected changed in the same window: 1 July 2026, “A new case system”."
    assert texts(made, "rules") == [told]


def test_an_announcement_about_a_definition_is_said_to_be_one():
    held, rows = event("definition", dt.date(2026, 9, 1), announced_on=dt.date(2026, 7, 9), text="Counted anew.")
    made, _, _ = said(a_measure(), FALL, events=rows, register=[held])
    told = "On record, announced in the same window: 9 July 2026, for 1 September 2026, “Counted anew”."
    assert told in texts(made, "rules")
