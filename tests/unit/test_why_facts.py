"""Which facts stand beside the arithmetic, and when does the gate find a signal?"""

from __future__ import annotations

import json

import polars as pl
import pytest

from hls_signals.why import explain, explain_all
from tests.house.why_cases import AREA, AS_OF, a_measure, figure, inputs_of, month, points, quality_row

MONTHS = ("2026-05", "2026-06", "2026-07")


def facts(frames, kind):
    rows = frames.terms.filter(pl.col("kind") == kind)
    return rows.select("area_code", "period1_start", "source_id").rows()


def test_a_copied_period_is_a_fact_only_where_the_area_s_own_figures_repeat():
    measure = a_measure()
    figures = [figure(s, n, 100) for s, n in zip(MONTHS, (74, 69, 74), strict=True)]
    figures += [figure(s, n, 100, area="X06000902") for s, n in zip(MONTHS, (74, 69, 75), strict=True)]
    quality = pl.DataFrame([quality_row("D301", "2026-07", other="2026-05")])
    frames = explain_all(measure, inputs=inputs_of(measure, figures, quality=quality), as_of=AS_OF)
    assert facts(frames, "file_defect") == [(AREA, month("2026-07"), "D301")]
    held = frames.explanations.filter(pl.col("flags").str.contains("file_defect")).row(0, named=True)
    assert (held["area_code"], held["repeats_period_start"]) == (AREA, month("2026-05"))


def test_a_defect_touches_the_pairs_on_both_sides_of_its_period_and_comes_first():
    measure = a_measure()
    figures = [figure(s, n, 100) for s, n in zip(("2026-05", "2026-06", "2026-07"), (74, 69, 74), strict=True)]
    quality = pl.DataFrame([quality_row("D302", "2026-06", area=AREA), quality_row("Q312", "2026-06", area=AREA)])
    frames = explain_all(measure, inputs=inputs_of(measure, figures, quality=quality), as_of=AS_OF)
    assert facts(frames, "file_defect") == [(AREA, month("2026-06"), "D302"), (AREA, month("2026-07"), "D302")]
    assert frames.terms.filter(pl.col("kind") == "file_defect")["term_no"].to_list() == [1, 1]


def test_another_area_s_defect_is_not_this_area_s():
    measure = a_measure()
    figures = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    quality = pl.DataFrame([quality_row("D302", "2026-07", area="X06000902")])
    frames = explain_all(measure, inputs=inputs_of(measure, figures, quality=quality), as_of=AS_OF)
    assert facts(frames, "file_defect") == []


def event(kind, start, end=None, announced=None, area="", measure_id="plan_in_place"):
    return {
        "event_id": f"e-{kind}-{start}",
        "measure_id": measure_id,
        "area_code": area,
        "kind": kind,
        "effective_from": month(start),
        "effective_to": None if end is None else month(end),
        "announced_on": None if announced is None else month(announced),
    }


def with_events(*events):
    measure = a_measure()
    frame = pl.DataFrame(list(events), schema_overrides={"effective_to": pl.Date, "announced_on": pl.Date})
    figures = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    return explain_all(measure, inputs=inputs_of(measure, figures, events=frame), as_of=AS_OF)


@pytest.mark.parametrize(
    ("entry", "is_there"),
    [
        (event("organisation", "2026-07"), True),
        (event("organisation", "2026-06"), True),
        (event("organisation", "2026-05"), False),
        (event("organisation", "2026-08"), False),
        (event("organisation", "2026-04", "2026-06"), False),
        (event("organisation", "2026-04", "2026-07"), True),
        (event("organisation", "2026-10", announced="2026-07"), True),
        (event("organisation", "2026-07", area="X06000902"), False),
        (event("organisation", "2026-07", area=AREA), True),
        (event("organisation", "2026-07", measure_id="another"), False),
        (event("external", "2026-07"), False),
    ],
)
def test_an_event_is_a_fact_where_its_dates_overlap_the_window(entry, is_there):
    assert bool(facts(with_events(entry), "organisation")) is is_there


def test_terms_stand_in_the_order_of_the_page_whatever_their_size():
    frames = with_events(event("organisation", "2026-06"), event("collection", "2026-07"))
    kinds = frames.terms["kind"].to_list()
    rules = ["revision", "target", "colour_rule", "definition", "collection", "organisation"]
    assert kinds == [*rules, "like_for_like", "numerator", "denominator", "not_known"]
    assert frames.terms["term_no"].to_list() == list(range(1, 11))


def gated(readings, rule_name=None, start="2025-06"):
    """The gate of July 2026, with readings of the points from a month on."""
    measure = a_measure()
    variation = points(measure, readings, start=start, rule_name=rule_name)
    inputs = inputs_of(measure, [figure("2026-06", 74, 100), figure("2026-07", 69, 100)], variation=variation)
    return explain(measure, AREA, month("2026-07"), inputs=inputs, as_of=AS_OF)


def test_thirteen_points_and_no_signal_are_routine_and_a_fact():
    why = gated(["usual_variation"] * 14)
    assert (why.gate.result, why.gate.n_baseline, why.gate.lower, why.gate.upper) == ("routine_variation", 13, 66, 82)
    assert [term["level"] for term in why.terms if term["kind"] == "routine_variation"] == ["fact"]


@pytest.mark.parametrize("reading", ["signal_low", "signal_high"])
def test_a_signal_of_the_later_point_is_a_signal_with_its_rule(reading):
    why = gated([*["usual_variation"] * 13, reading], rule_name="run_on_one_side")
    assert (why.gate.result, why.gate.rule) == ("signal", "run_on_one_side")
    assert "routine_variation" not in [term["kind"] for term in why.terms]


def test_an_earlier_signal_is_not_this_point_s():
    assert gated([*["usual_variation"] * 12, "signal_low", "usual_variation"]).gate.result == "routine_variation"


def test_eleven_earlier_points_are_too_few_even_for_a_signal():
    why = gated([*["usual_variation"] * 11, "signal_low"], start="2025-08", rule_name="run_on_one_side")
    assert (why.gate.result, why.gate.n_baseline) == ("insufficient_history", 11)
    assert gated(["usual_variation"] * 13, start="2025-07").gate.result == "routine_variation"


def test_a_new_phase_counts_its_points_from_one():
    measure = a_measure()
    variation = points(measure, ["usual_variation"] * 20, start="2024-12").with_columns(
        phase=pl.when(pl.col("period_start") < month("2026-04")).then(1).otherwise(2).cast(pl.UInt32)
    )
    inputs = inputs_of(measure, [figure("2026-06", 74, 100), figure("2026-07", 69, 100)], variation=variation)
    why = explain(measure, AREA, month("2026-07"), inputs=inputs, as_of=AS_OF)
    assert (why.gate.result, why.gate.n_baseline) == ("insufficient_history", 3)


def test_a_point_no_rule_could_judge_is_not_applicable():
    why = gated([*["usual_variation"] * 13, None])
    assert (why.gate.result, why.gate.reason) == ("not_applicable", "not_judged")


def test_the_gate_travels_as_json_with_the_boundaries():
    why = gated(["usual_variation"] * 14)
    assert json.loads(why.record["gate"])["centre"] == 74.0
    assert json.loads(why.record["boundaries"]) == {"green0": 72.0, "green1": 72.0, "red0": 67.0, "red1": 67.0}
