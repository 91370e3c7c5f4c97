"""Which colour does a rule give a value?"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from hls_signals.measures import boundaries, colour_of, exact_value, rule_in_force, target_in_force
from hls_signals.register import ColourRule, Measure, Target

START = dt.date(2010, 11, 1)


def measure(**changes):
    data = {
        "id": "plan_in_place",
        "name": "Plan in place",
        "return": "homelessness",
        "calculation": "ratio",
        "unit": "percent",
        "scale": 100,
        "polarity": "higher",
        "period_type": "month",
    }
    return Measure.model_validate(data | changes)


def rule(kind="points", within=5, **more):
    return ColourRule.model_validate(
        {"version": 1, "effective_from": START, "kind": kind, "amber_within": within, **more}
    )


def target(value=None, **more):
    return Target.model_validate({"value": value, "effective_from": START, **more})


def test_29_of_50_with_target_58_is_green_though_a_float_says_less():
    value = exact_value(measure(), Decimal(29), Decimal(50), None)
    assert 100 * (29 / 50) < 58
    assert colour_of(measure(), value, target(58), rule()) == "green"


@pytest.mark.parametrize(
    ("polarity", "aim", "how", "value", "colour"),
    [
        ("higher", 76, rule(within=5), "64.6", "red"),
        ("higher", 76, rule(within=5), "71", "amber"),
        ("higher", 76, rule(within=5), "76", "green"),
        ("lower", 12, rule("percent_of_target", 10), "13.2", "amber"),
        ("lower", 12, rule("percent_of_target", 10), "13.21", "red"),
        ("lower", 12, rule("percent_of_target", 10), "12", "green"),
        ("higher", 0, rule("percent_of_target", 10), "-0.1", "red"),
    ],
)
def test_the_kinder_colour_holds_on_the_boundary(polarity, aim, how, value, colour):
    assert colour_of(measure(polarity=polarity), Fraction(value), target(aim), how) == colour


@pytest.mark.parametrize(
    ("value", "colour"), [("35", "amber"), ("40", "green"), ("60", "green"), ("65", "amber"), ("65.01", "red")]
)
def test_a_band_has_two_edges(value, colour):
    band = Target.model_validate({"lower": 40, "upper": 60, "effective_from": START})
    assert colour_of(measure(polarity="band"), Fraction(value), band, rule(within=5)) == colour


def test_a_rule_may_colour_the_rounded_figure():
    assert colour_of(measure(), Fraction("57.5"), target(58), rule(round_to=1)) == "green"
    assert colour_of(measure(), Fraction("57.49"), target(58), rule(round_to=1)) == "amber"


def test_no_colour_without_target_rule_or_direction():
    value = Fraction(60)
    assert colour_of(measure(), value, None, rule()) is None
    assert colour_of(measure(), value, target(58), None) is None
    assert colour_of(measure(polarity="none"), value, target(58), rule()) is None
    assert colour_of(measure(kind="context"), value, target(58), rule()) is None


def test_boundaries_of_a_percentage_of_the_target():
    edges = boundaries(measure(polarity="lower"), target(12), rule("percent_of_target", 10))
    assert (edges.green, edges.red) == (Fraction(12), Fraction("13.2"))


def test_the_target_in_force_depends_on_what_was_known():
    ae = measure(
        targets=[
            {"value": 95, "effective_from": dt.date(2010, 11, 1)},
            {"value": 76, "effective_from": dt.date(2023, 4, 1), "known_from": dt.date(2022, 12, 22)},
        ]
    )
    april, march = (dt.date(2023, 4, 1), dt.date(2023, 5, 1)), (dt.date(2023, 3, 1), dt.date(2023, 4, 1))
    assert target_in_force(ae, "X1", *april, dt.date(2022, 12, 1)).value == 95
    assert target_in_force(ae, "X1", *april, dt.date(2022, 12, 22)).value == 76
    assert target_in_force(ae, "X1", *march, dt.date(2026, 1, 1)).value == 95


def test_an_entry_that_names_the_area_goes_before_one_that_names_none():
    scoped = measure(
        targets=[
            {"value": 60, "effective_from": dt.date(2020, 1, 1), "area_codes": ["X1"]},
            {"value": 70, "effective_from": dt.date(2024, 1, 1)},
        ]
    )
    period = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
    assert target_in_force(scoped, "X1", *period, dt.date(2026, 1, 1)).value == 60
    assert target_in_force(scoped, "X2", *period, dt.date(2026, 1, 1)).value == 70


def test_a_target_that_ended_holds_no_more():
    ended = measure(targets=[{"value": 60, "effective_from": dt.date(2020, 1, 1), "effective_to": dt.date(2024, 1, 1)}])
    assert target_in_force(ended, "X1", dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2026, 1, 1)) is None


def test_a_rule_known_only_later_does_not_hold_yet():
    ruled = measure(
        colour_rules=[
            {"version": 1, "effective_from": dt.date(2010, 1, 1), "kind": "points", "amber_within": 5},
            {
                "version": 2,
                "effective_from": dt.date(2024, 4, 1),
                "known_from": dt.date(2024, 6, 1),
                "kind": "points",
                "amber_within": 3,
            },
        ]
    )
    period = dt.date(2024, 5, 1), dt.date(2024, 6, 1)
    assert rule_in_force(ruled, "X1", *period, dt.date(2024, 5, 31)).version == 1
    assert rule_in_force(ruled, "X1", *period, dt.date(2024, 6, 1)).version == 2


def test_a_denominator_of_zero_gives_no_value():
    assert exact_value(measure(), Decimal(0), Decimal(0), None) is None
