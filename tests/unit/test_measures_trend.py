"""Which colour has a figure short of its target, where last year's figure decides?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from hls_signals.measures import colour_of, measured_values
from hls_signals.publish.measure_view import rule_words
from hls_signals.register import ColourRule, Measure, Target
from hls_signals.why import explain_all
from tests.house.why_cases import AS_OF, a_measure, figure, inputs_of
from tests.house.why_cases import target as goal
from tests.property.test_measures_values import figures

START = dt.date(2010, 1, 1)
TREND = {"version": 1, "effective_from": START, "kind": "trend"}


def measure(**changes):
    data = {
        "id": "m",
        "name": "M",
        "return": "r",
        "calculation": "published_only",
        "unit": "percent",
        "polarity": "higher",
        "period_type": "month",
        "targets": [{"value": 80, "effective_from": START}],
        "colour_rules": [TREND],
    }
    return Measure.model_validate(data | changes)


@pytest.mark.parametrize(
    ("polarity", "value", "last", "colour"),
    [
        ("higher", "80", None, "green"),
        ("higher", "70", "70", "amber"),
        ("higher", "69.99", "70", "red"),
        ("higher", "79.99", "85", "red"),
        ("higher", "70", None, None),
        ("lower", "80", None, "green"),
        ("lower", "90", "90", "amber"),
        ("lower", "90.01", "90", "red"),
        ("lower", "80.01", "75", "red"),
    ],
)
def test_amber_reaches_to_last_year_and_no_further(polarity, value, last, colour):
    target, rule = Target.model_validate({"value": 80, "effective_from": START}), ColourRule.model_validate(TREND)
    before = None if last is None else Fraction(last)
    assert colour_of(measure(polarity=polarity), Fraction(value), target, rule, before) == colour


def test_a_band_is_measured_by_the_distance_outside_it_on_either_side():
    target = Target.model_validate({"lower": 40, "upper": 60, "effective_from": START})
    rule = ColourRule.model_validate(TREND)
    assert colour_of(measure(polarity="band"), Fraction(65), target, rule, Fraction(35)) == "amber"
    assert colour_of(measure(polarity="band"), Fraction(66), target, rule, Fraction(35)) == "red"
    assert colour_of(measure(polarity="band"), Fraction(61), target, rule, Fraction(50)) == "red"


def test_near_enough_to_the_target_may_count_as_met():
    target = Target.model_validate({"value": 80, "effective_from": START})
    rule = ColourRule.model_validate(TREND | {"meets_within": 2})
    assert colour_of(measure(), Fraction(78), target, rule) == "green"
    assert colour_of(measure(), Fraction("77.9"), target, rule) is None


@pytest.mark.parametrize("keys", [{"amber_within": 5}, {"kind": "points", "meets_within": 5}])
def test_a_rule_takes_the_keys_of_its_kind_alone(keys):
    with pytest.raises(ValidationError):
        ColourRule.model_validate(TREND | keys)


def values_of(rows, **changes):
    whole = [
        {
            "value_given": Decimal(value),
            "period_start": dt.date(year, 1, 1),
            "period_end": dt.date(year, 2, 1),
            **more,
        }
        for year, value, more in rows
    ]
    found = measured_values(measure(**changes), figures(whole), known_on=dt.date(2026, 10, 15))
    return found.sort("period_start", "area_code").select("colour", "no_colour_because").rows()


def test_a_figure_without_last_years_beside_it_has_no_colour_and_says_why():
    assert values_of([(2024, 70, {}), (2025, 70, {}), (2026, 69, {})]) == [
        (None, "trend_unknown"),
        ("amber", None),
        ("red", None),
    ]


def test_last_year_counts_only_under_the_same_definition_and_in_the_same_place():
    other = [(2025, 70, {"definition_version": "1"}), (2026, 70, {"definition_version": "2"})]
    assert values_of(other)[-1] == (None, "trend_unknown")
    assert values_of([(2025, 70, {"area_code": "X2"}), (2026, 70, {})])[-1] == (None, "trend_unknown")


def test_a_forecast_of_last_year_is_nothing_to_be_measured_against():
    assert values_of([(2025, 70, {"status": "estimated"}), (2026, 70, {})])[-1] == (None, "trend_unknown")


def test_the_same_week_last_year_began_52_weeks_before():
    week = {"period_type": "week"}
    monday = dt.date(2026, 1, 5)
    rows = [
        {**week, "value_given": Decimal(70), "period_start": day, "period_end": day + dt.timedelta(days=7)}
        for day in (monday - dt.timedelta(weeks=52), monday)
    ]
    found = measured_values(measure(period_type="week"), figures(rows), known_on=dt.date(2026, 10, 15))
    assert found.sort("period_start")["colour"].to_list() == [None, "amber"]


def test_changes_of_colour_under_a_trend_rule_are_paired_and_their_sums_close():
    plain = a_measure(targets=(goal(95),))
    rule = ColourRule.model_validate(TREND)
    trend = plain.model_copy(update={"colour_rules": (rule,)})
    months = [figure(f"{2023 + n // 12}-{n % 12 + 1:02}", 60 + (n * 7) % 20, 100) for n in range(30)]
    told = explain_all(trend, inputs=inputs_of(trend, months), as_of=AS_OF).explanations
    assert set(told["colour1"].tail(12)) == {"amber", "red"}
    assert told["sum_gap"].max() <= 1e-9


@pytest.mark.parametrize(("within", "begins"), [(0, "Amber where no further"), (2, "Green also within 2 points")])
def test_the_rule_is_told_in_words(within, begins):
    rule = ColourRule.model_validate(TREND | {"meets_within": within})
    assert rule_words(rule, measure()).startswith(begins)
    assert rule_words(rule, measure()).endswith("the same period last year, else red")
