"""What stands beside the arithmetic: late returns, a near line, earlier years, notes and events?"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.measures.arrived import arrivals, with_completeness
from hls_signals.why import Vintage, explain, explain_all, late_returns, numerator_and_denominator, season
from hls_signals.why.wording import sentences
from tests.house.why_cases import (
    AREA,
    AS_OF,
    FIGURES,
    a_measure,
    after,
    definition,
    figure,
    inputs_of,
    month,
    rule,
    target,
    values_of,
)

SEPTEMBER = month("2026-09")


def version(start, numerator, denominator, days):
    """One version of a month's figure, known so many days after its end."""
    known = after(start) + dt.timedelta(days=days)
    changes = {"known_on": known, "known_at": dt.datetime(known.year, known.month, known.day, 12, tzinfo=dt.UTC)}
    return figure(start.isoformat()[:7], numerator, denominator, **changes)


def frame_of(measure, versions):
    return pl.DataFrame([{**held, "measure_id": measure.id} for held in versions], schema=dict(FIGURES))


def months_with_late_returns(settled=8):
    """Months of which three in four of the top and nine in ten of the bottom had arrived ten days after their end."""
    starts = [after(SEPTEMBER, -2 - number) for number in range(settled)]
    early = [version(start, 60 + at, 90, 10) for at, start in enumerate(starts)]
    late = [version(start, 80 + at, 100, 50) for at, start in enumerate(starts)]
    return [*early, *late, version(after(SEPTEMBER, -1), 70, 90, 10), version(SEPTEMBER, 63, 90, 10)]


def newest_of(versions):
    newest = {}
    for held in sorted(versions, key=lambda held: held["known_at"]):
        newest[held["period_start"]] = held
    return list(newest.values())


def late_inputs(measure, versions):
    inputs = inputs_of(measure, newest_of(versions))
    return inputs.__class__(**{**vars(inputs), "observations": frame_of(measure, versions)})


def test_what_a_late_figure_may_become_is_what_the_slow_reading_of_one_period_says():
    measure, versions = a_measure(), months_with_late_returns()
    found = arrivals(measure, frame_of(measure, versions), settled_by=AS_OF - dt.timedelta(days=60))
    newest = found.filter(pl.col("period_start") == SEPTEMBER).row(0, named=True)
    vintages = [Vintage(v["period_end"], v["known_on"], v["numerator"], v["denominator"]) for v in versions]
    slow = late_returns(vintages, as_of=AS_OF, scale=100)
    assert newest["n_periods"] == slow.n_periods == 8
    for name in ("expected_value", "low", "high"):
        assert newest[name] == pytest.approx(getattr(slow, name), rel=1e-12)


def test_the_example_of_the_page_expects_84_of_63_of_90():
    measure = a_measure()
    starts = [after(SEPTEMBER, -2 - number) for number in range(6)]
    held = [version(start, n, d, days) for start in starts for n, d, days in ((60, 90, 10), (80, 100, 50))]
    frame = frame_of(measure, [*held, version(SEPTEMBER, 63, 90, 10)])
    found = arrivals(measure, frame, settled_by=AS_OF - dt.timedelta(days=60))
    assert found["expected_value"].to_list() == [pytest.approx(84)]
    assert found["completeness"].to_list() == [pytest.approx(0.75)]


def test_fewer_than_six_settled_months_say_nothing():
    measure, versions = a_measure(), months_with_late_returns(settled=5)
    found = explain(measure, AREA, SEPTEMBER, inputs=late_inputs(measure, versions), as_of=AS_OF)
    assert json.loads(found.record["pending"]) == {"expected_value": None, "low": None, "high": None, "n_periods": 5}
    assert "late_returns" not in found.flags


def test_a_late_month_is_flagged_and_enters_no_sum():
    measure, versions = a_measure(), months_with_late_returns()
    found = explain(measure, AREA, SEPTEMBER, inputs=late_inputs(measure, versions), as_of=AS_OF)
    assert "late_returns" in found.flags
    (term,) = [held for held in found.terms if held["kind"] == "late_returns"]
    assert (term["level"], term["amount"], term["basis"]) == ("pending", None, "estimated")
    made = sentences(found.record, found.terms, measure, "Tamarhaven", 0)
    texts = [s.text for s in made.sentences if term["term_no"] in s.term_nos]
    assert texts[0] == "Figures for September 2026 are still arriving."
    assert texts[1].startswith("Going by 8 earlier periods at the same stage it may come to ")


def test_a_settled_month_has_nothing_pending():
    measure, versions = a_measure(), months_with_late_returns()
    found = explain(measure, AREA, month("2026-06"), inputs=late_inputs(measure, versions), as_of=AS_OF)
    assert found.record["pending"] is None


def test_completeness_is_one_of_a_settled_month_and_less_of_a_late_one():
    measure, versions = a_measure(), months_with_late_returns()
    values = values_of(measure, newest_of(versions))
    settled_by = AS_OF - dt.timedelta(days=60)
    found = with_completeness(measure, values, frame_of(measure, versions), settled_by=settled_by)
    shares = dict(found.select("period_start", "completeness").rows())
    assert shares[month("2026-06")] == 1.0
    assert 0.7 < shares[SEPTEMBER] < 0.8


@pytest.mark.parametrize(
    ("cases", "is_near"), [(71, True), (72, True), (73, False), (67, True), (66, True), (69, False)]
)
def test_one_case_from_a_line_is_a_knife_edge(cases, is_near):
    figures = [figure("2026-06", 80, 100), figure("2026-07", cases, 100)]
    found = explain(a_measure(), AREA, month("2026-07"), inputs=inputs_of(a_measure(), figures), as_of=AS_OF)
    assert ("knife_edge" in found.flags) is is_near
    made = sentences(found.record, found.terms, a_measure(), "Tamarhaven", 0)
    said = [s for s in made.sentences if "read no colour here" in s.text]
    assert bool(said) is is_near
    assert not any(any(mark.isdigit() for mark in s.text) for s in said)


def test_a_count_near_its_line_is_a_knife_edge_and_a_mean_never_is():
    count = a_measure(22, 0, calculation="count", polarity="lower", unit="count", scale=1)
    figures = [figure("2026-06", 21), figure("2026-07", 23)]
    assert "knife_edge" in explain(count, AREA, month("2026-07"), inputs=inputs_of(count, figures), as_of=AS_OF).flags
    mean = a_measure(72, calculation="mean", unit="days", scale=1)
    figures = [figure("2026-06", 720, 10), figure("2026-07", 719, 10)]
    assert "knife_edge" not in explain(mean, AREA, month("2026-07"), inputs=inputs_of(mean, figures), as_of=AS_OF).flags


def monthly(values, start="2023-06"):
    return [figure(after(month(start), at).isoformat()[:7], value, 100) for at, value in enumerate(values)]


def test_the_same_step_of_earlier_years_is_what_the_slow_reading_of_one_pair_says():
    values = [70 + (at * 7) % 11 for at in range(38)]
    measure, figures = a_measure(), monthly(values)
    found = explain(measure, AREA, month("2026-07"), inputs=inputs_of(measure, figures), as_of=AS_OF)
    held = {f["period_start"]: f["numerator"] for f in figures}
    slow = season(month("2026-06"), month("2026-07"), held)
    fast = json.loads(found.record["season"])
    assert fast["steps"] == pytest.approx(slow.steps)
    assert (fast["mean"], fast["remainder"]) == pytest.approx((slow.mean, slow.remainder))
    assert "season_unknown" not in found.record["cannot_know"]


def test_a_step_without_two_earlier_years_cannot_be_known_to_be_the_season():
    measure = a_measure()
    found = explain(measure, AREA, month("2024-12"), inputs=inputs_of(measure, monthly([70, 71] * 10)), as_of=AS_OF)
    assert found.record["season"] is None
    assert "season_unknown" in found.record["cannot_know"]


def test_steps_of_another_definition_are_no_season():
    defined = (definition("old", "2020-01"), definition("new", "2025-01"))
    measure = a_measure(definitions=defined)
    found = explain(measure, AREA, month("2026-07"), inputs=inputs_of(measure, monthly([70, 71] * 19)), as_of=AS_OF)
    assert found.record["season"] is None


def test_the_parts_of_a_rate_are_what_the_slow_reading_says_and_stand_outside_the_bridge():
    measure, figures = a_measure(), [figure("2026-06", 60, 75), figure("2026-07", 35, 75 - 19)]
    frames = explain_all(measure, inputs=inputs_of(measure, figures), as_of=AS_OF)
    slow = numerator_and_denominator((60, 75), (35, 56), scale=100)
    views = frames.terms.filter(pl.col("level") == "view")
    assert views["kind"].to_list() == ["numerator", "denominator"]
    assert views["amount"].to_list() == pytest.approx([slow.numerator, slow.denominator])


def event(kind, start, end=None, area="", name=None):
    return {
        "event_id": name or f"{kind}-{start}", "measure_id": "plan_in_place", "area_code": area, "kind": kind,
        "effective_from": month(start), "effective_to": None if end is None else month(end), "announced_on": None,
    }  # fmt: skip


def events(*rows):
    return pl.DataFrame(list(rows), schema_overrides={"effective_to": pl.Date, "announced_on": pl.Date})


FALL = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]


def test_an_event_outside_is_told_last_and_as_no_reason():
    measure = a_measure()
    held = events(event("external", "2026-06"), event("service", "2026-07", "2026-08"))
    found = explain(measure, AREA, month("2026-07"), inputs=inputs_of(measure, FALL, events=held), as_of=AS_OF)
    kinds = [term["kind"] for term in found.terms]
    assert kinds[-3:] == ["coincident_event", "coincident_event", "not_known"]
    made = sentences(found.record, found.terms, measure, "Tamarhaven", 0)
    assert "Something else on record happened in the same window." in [s.text for s in made.sentences]


def test_evidence_is_listed_by_date_and_then_by_id():
    measure = a_measure()
    held = events(
        event("target", "2026-07", name="b"), event("external", "2026-07", "2026-09", area=AREA, name="a"),
        event("service", "2026-01", "2026-07", name="c"),
    )  # fmt: skip
    found = explain(measure, AREA, month("2026-07"), inputs=inputs_of(measure, FALL, events=held), as_of=AS_OF)
    assert json.loads(found.record["evidence"]) == [
        {"kind": "event", "id": "c", "reason": "names_measure", "overlap_days": 30},
        {"kind": "event", "id": "a", "reason": "names_area", "overlap_days": 31},
        {"kind": "event", "id": "b", "reason": "names_measure", "overlap_days": 1},
    ]


def note(name, start, end, area="", factors=""):
    return {
        "narrative_id": name, "area_code": area, "occurred_from": dt.date.fromisoformat(start),
        "occurred_to": dt.date.fromisoformat(end), "factors": factors,
    }  # fmt: skip


def with_notes(notes, links, **changes):
    measure = a_measure()
    inputs = inputs_of(measure, FALL)
    linked = [{"narrative_id": n, "measure_id": m, "status": s} for n, m, s in links]
    given = {"notes": pl.DataFrame(notes), "note_links": pl.DataFrame(linked), **changes}
    inputs = inputs.__class__(**{**vars(inputs), **given})
    found = explain(measure, AREA, month("2026-07"), inputs=inputs, as_of=AS_OF)
    made = sentences(found.record, found.terms, measure, "Tamarhaven", 0)
    return json.loads(found.record["evidence"]), [s.text for s in made.sentences if s.section == "wrote"]


def test_a_note_stands_beside_a_pair_where_its_link_is_confirmed_and_its_dates_overlap():
    notes = [
        note("n-2", "2026-06-20", "2026-07-10"),
        note("n-1", "2026-06-20", "2026-06-21", area=AREA),
        note("n-elsewhere", "2026-06-20", "2026-06-21", area="X06000902"),
        note("n-earlier", "2026-05-01", "2026-06-01"),
        note("n-suggested", "2026-06-20", "2026-06-21"),
    ]
    links = [(held["narrative_id"], "plan_in_place", "confirmed") for held in notes[:-1]]
    found, said = with_notes(notes, [*links, ("n-suggested", "plan_in_place", "suggested")])
    assert [(held["id"], held["reason"], held["overlap_days"]) for held in found] == [
        ("n-1", "confirmed_link", 1),
        ("n-2", "confirmed_link", 20),
    ]
    assert said == ["People have written about this window."]


def test_a_note_on_the_same_factor_stands_below_and_says_so():
    found, said = with_notes([note("n-1", "2026-06-20", "2026-06-21", factors="rents;moves")], [], factors=("rents",))
    assert [(held["id"], held["reason"]) for held in found] == [("n-1", "same_factor")]
    assert said == ["People have written in this window about something on the same part of the system map."]


def test_notes_may_begin_earlier_by_the_lead_of_the_setting():
    notes, links = [note("n-1", "2026-05-20", "2026-06-01")], [("n-1", "plan_in_place", "confirmed")]
    assert with_notes(notes, links)[0] == []
    assert [held["id"] for held in with_notes(notes, links, lead_days=14)[0]] == ["n-1"]


def test_nobody_has_written_is_said():
    assert with_notes([], []) == ([], ["No one has written about this window."])


def test_a_rule_that_rounds_has_its_knife_edge_where_the_rounding_turns():
    held = rule(1, "points", 5).model_copy(update={"round_to": Decimal(1)})
    measure = a_measure(targets=(target(72),), colour_rules=(held,))
    near = [figure("2026-06", 160, 200), figure("2026-07", 143, 200)]
    far = [figure("2026-06", 160, 200), figure("2026-07", 145, 200)]
    flags = [
        explain(measure, AREA, month("2026-07"), inputs=inputs_of(measure, figures), as_of=AS_OF).flags
        for figures in (near, far)
    ]
    assert ["knife_edge" in each for each in flags] == [True, False]
