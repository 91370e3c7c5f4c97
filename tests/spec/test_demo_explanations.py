"""What does the why of each change of colour in the simulated city rest on?"""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest

from hls_signals.demo import write_demo
from hls_signals.measures.in_force import definition_in_force
from hls_signals.measures.values import measured_values
from hls_signals.register import Measure, load_register
from hls_signals.variation import signals
from hls_signals.why.explain import explain
from hls_signals.why.frames import Explanation, WhyInputs
from hls_signals.workspace.layout import Workspace
from tests.spec.demo_figures import AS_OF, CITY, Record, Sent, sent_figures

COPIED = pl.DataFrame(
    {
        "code": ["D301"],
        "measure_id": ["ae_four_hours"],
        "area_code": [""],
        "period_start": [dt.date(2026, 9, 1)],
        "period_end": [dt.date(2026, 10, 1)],
        "other_period_start": [dt.date(2025, 9, 1)],
    }
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Record:
    root = tmp_path_factory.mktemp("demo") / "workspace"
    write_demo(root)
    return Record(load_register(Workspace(root)), sent_figures(root))


def figures_frame(measure: Measure, newest: list[Sent]) -> pl.DataFrame:
    """Totals as the warehouse hands them on."""
    exact = pl.Decimal(38, 18)
    rows = [
        {
            "measure_id": f.measure_id,
            "area_code": f.area_code,
            "breakdown": "{}",
            "is_total": True,
            "period_start": f.start,
            "period_end": f.end,
            "period_type": measure.period_type,
            "numerator": f.numerator,
            "denominator": f.denominator,
            "value_given": None,
            "status": "not_available" if f.numerator is None else "ok",
            "flags": "",
            "definition_version": getattr(definition_in_force(measure, f.start), "version", ""),
            "reported_colour": None,
            "known_at": dt.datetime.combine(f.known_at, dt.time(12), dt.UTC),
            "known_on": f.known_at,
            "not_repeated": False,
            "source_sha256": f.file,
            "source_row": 1,
        }
        for f in newest
    ]
    return pl.DataFrame(rows).with_columns(pl.col("numerator", "denominator", "value_given").cast(exact))


def events_frame(demo: Record, measure: Measure) -> pl.DataFrame:
    """One row an event and area it names."""
    rows = [
        (e.id, measure.id, area, e.kind, e.effective_from, e.effective_to, e.announced_on)
        for e in demo.register.events
        if measure.id in e.measure_ids
        for area in (e.area_codes or ("",))
    ]
    names = ["event_id", "measure_id", "area_code", "kind", "effective_from", "effective_to", "announced_on"]
    dates = {name: pl.Date for name in names[4:]}
    return pl.DataFrame(rows, schema=names, orient="row", schema_overrides=dates)


def why(demo: Record, measure_id: str, area: str, period: dt.date) -> Explanation:
    measure = demo.register.by_id[measure_id]
    own = sorted((f for f in demo.sent if f.cell[:4] == (measure_id, area, "", "")), key=lambda f: f.known_at)
    newest = {f.start: f for f in own}
    first = {f.start: f for f in reversed(own)}
    events = demo.register.events_for(measure, area)
    values = measured_values(measure, figures_frame(measure, list(newest.values())), known_on=AS_OF, events=events)
    firsts = measured_values(measure, figures_frame(measure, list(first.values())), known_on=None, events=events)
    breaks = values.filter(pl.col("definition_version") == "2026").head(1)
    phases = breaks.select(
        "area_code", starts="period_start", reason=pl.lit("x"), given_by=pl.lit(""), source=pl.lit("")
    )
    variation = signals(
        values.select("measure_id", "area_code", "breakdown", "period_start", "value"),
        "hls",
        series=("measure_id", "area_code", "breakdown"),
        phases=phases if breaks.height else None,
    )
    inputs = WhyInputs(measure, values, firsts, COPIED, variation, events_frame(demo, measure))
    return explain(measure, area, period, inputs=inputs, as_of=AS_OF)


def amounts(found: Explanation) -> dict[str, float | None]:
    return {term["kind"]: term["amount"] for term in found.terms if term["level"] == "bridge"}


def kinds(found: Explanation) -> set[str]:
    return {term["kind"] for term in found.terms}


def colours(found: Explanation) -> tuple[str | None, str | None]:
    return found.record["colour0"], found.record["colour1"]


def test_prevention_turned_amber_and_the_later_point_is_a_signal(demo):
    found = why(demo, "prevention_duty", CITY, dt.date(2026, 8, 1))
    assert colours(found) == ("green", "amber")
    assert found.gate.result == "signal"


def by_cell(demo: Record) -> tuple[Explanation, Measure]:
    """August's prevention duties with the figures of every need and locality."""
    measure = demo.register.by_id["prevention_duty"]
    newest = {f.cell: f for f in sorted(demo.sent, key=lambda f: f.known_at) if f.measure_id == measure.id}
    rows = figures_frame(measure, list(newest.values()))
    filled = [(f.need, f.locality) for f in newest.values()]
    texts = [
        json.dumps({"locality": place, "need": need}, separators=(",", ":")) if need else "{}" for need, place in filled
    ]
    rows = rows.with_columns(breakdown=pl.Series(texts), is_total=pl.Series([not need for need, _ in filled]))
    values = measured_values(measure, rows, known_on=AS_OF)
    inputs = WhyInputs(measure, values, values, pl.DataFrame(), points_of_nothing(), events_frame(demo, measure))
    return explain(measure, CITY, dt.date(2026, 8, 1), inputs=inputs, as_of=AS_OF), measure


def points_of_nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={"measure_id": pl.String, "area_code": pl.String, "period_start": pl.Date})


def test_prevention_fell_though_more_of_every_need_in_every_locality_kept_a_home(demo):
    found, measure = by_cell(demo)
    held = amounts(found)
    assert held["mix"] < -7 < 0 < held["rate"]
    assert held["mix"] + held["rate"] == pytest.approx(found.record["value1"] - found.record["value0"])
    assert {"simpson_reversal", "new_group"} <= set(found.flags)
    rates = [term for term in found.terms if term["level"] == "group" and term["kind"] == "rate"]
    assert len(rates) == 9
    assert all(term["amount"] > 0 for term in rates)
    new = [term["group_name"] for term in found.terms if term["kind"] == "new_group"]
    assert new == [f"{measure.groups['need'][3]}|{place}" for place in measure.groups["locality"]]
    needs = {term["dimension"]: term["amount"] for term in found.terms if term["level"] == "dimension"}
    # Half of what a new need adds goes with each dimension, since where nobody was no share can be told apart.
    assert needs["need"] < 0 < needs["locality"]
    assert sum(needs.values()) == pytest.approx(held["mix"])


def test_the_red_of_rough_sleeping_is_routine_variation(demo):
    found = why(demo, "rough_sleeping", CITY, dt.date(2026, 9, 1))
    assert colours(found) == ("amber", "red")
    assert found.gate.result == "routine_variation"
    assert "routine_variation" in kinds(found)


def test_under_the_earlier_target_drug_treatment_would_still_be_amber(demo):
    found = why(demo, "drug_treatment_completion", CITY, dt.date(2026, 7, 1))
    assert colours(found) == ("amber", "green")
    assert found.record["colour1_under_target0"] == "amber"
    assert found.gate.result == "routine_variation"


def test_under_the_earlier_rule_drug_treatment_would_still_have_been_red(demo):
    found = why(demo, "drug_treatment_completion", CITY, dt.date(2024, 4, 1))
    assert colours(found) == ("red", "amber")
    assert found.record["colour1_under_rule0"] == "red"


def test_nobody_can_part_definition_from_change_in_talking_therapies(demo):
    found = why(demo, "talking_therapies_recovery", "X80000903", dt.date(2026, 8, 1))
    assert colours(found) == ("amber", "green")
    assert amounts(found)["definition"] is None
    assert "definition_not_separable" in found.flags


@pytest.mark.parametrize("number", range(1, 6))
def test_each_boards_september_repeats_the_september_before(demo, number):
    found = why(demo, "ae_four_hours", f"X2600090{number}", dt.date(2026, 9, 1))
    assert found.terms[0]["kind"] == "file_defect"
    assert found.record["repeats_period_start"] == dt.date(2025, 9, 1)


def test_the_red_of_placements_in_july_was_gone_with_the_revision(demo):
    found = why(demo, "placement_stability", CITY, dt.date(2026, 8, 1))
    assert colours(found) == ("red", "amber")
    assert found.record["colour0_now"] == "amber"
    assert amounts(found)["revision"] == pytest.approx(100 * (117 - 107) / 172)


def test_care_reviews_of_spring_2023_are_excused_and_never_red(demo):
    found = why(demo, "care_reviews", CITY, dt.date(2023, 5, 1))
    assert (found.record["status1"], found.record["colour1"]) == ("excused", None)


def test_the_fall_in_families_in_hotels_is_a_signal(demo):
    found = why(demo, "families_in_hotels", CITY, dt.date(2026, 5, 1))
    assert colours(found) == ("red", "green")
    assert found.gate.result == "signal"
