"""Does any shown number let a count of one to seven through?"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from math import floor

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.disclosure import shown_explanations, shown_values, shown_variation
from hls_signals.why import explain_all
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import AREA, AS_OF, a_measure, a_register, figure, inputs_of, points

SETTINGS = Settings()
counts = st.integers(0, 30) | st.integers(0, 400)
NUMBERS = ("value", "numerator", "denominator")


@st.composite
def parts(draw):
    bottom = draw(st.integers(1, 30) | st.integers(1, 400))
    return draw(st.integers(0, bottom)), bottom


def nearest_five(count):
    return 5 * floor(Fraction(count, 5) + Fraction(1, 2))


def is_small(count):
    return 1 <= count <= 7


def a_count():
    return a_measure(20, 5, calculation="count", unit="count", scale=1)


def months(figures):
    return [figure(f"20{20 + number // 12}-{number % 12 + 1:02}", *pair) for number, pair in enumerate(figures)]


def values(measure, figures):
    inputs = inputs_of(measure, months(figures))
    return inputs, shown_values(measure, inputs.values, SETTINGS, a_register(measure))


@given(st.lists(counts, min_size=1, max_size=24))
@settings(max_examples=50)
def test_a_shown_count_is_what_the_profile_says_and_never_one_to_seven(found):
    _, shown = values(a_count(), [(count,) for count in found])
    expected = [None if is_small(count) else nearest_five(count) for count in found]
    assert shown["value"].to_list() == expected


@given(st.lists(parts(), min_size=1, max_size=24))
@settings(max_examples=50)
def test_a_shown_per_cent_is_its_shown_parts_and_hides_small_parts_rests_and_bases(found):
    _, shown = values(a_measure(), found)
    for (top, bottom), row in zip(found, shown.iter_rows(named=True), strict=True):
        if any(is_small(count) for count in (top, bottom, bottom - top)):
            assert [row[name] for name in (*NUMBERS, "colour", "reported_colour")] == [None] * 5
            continue
        assert (row["numerator"], row["denominator"]) == (nearest_five(top), nearest_five(bottom))
        exact = Decimal(100) * row["numerator"] / row["denominator"]
        assert row["value"] == exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        assert row["denominator"] - row["numerator"] not in range(1, 5)


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 60))
@settings(max_examples=40)
def test_everything_shown_of_a_hidden_count_is_the_same_whichever_it_is(small, other, beside):
    def everything(count):
        measure = a_count()
        figures = [(beside + 8,), (count,), (beside + 9,)]
        inputs, shown = values(measure, figures)
        register = a_register(measure)
        variation = points(measure, ["usual_variation", "signal_low", "usual_variation"], start="2020-01")
        limits = shown_variation(measure, variation, shown, SETTINGS, register)
        true = explain_all(measure, inputs=inputs, as_of=AS_OF)
        made = shown_explanations(measure, inputs.values, inputs.first_values, limits, true, SETTINGS, register)
        return shown, limits, made.explanations, made.terms

    for left, right in zip(everything(small), everything(other), strict=True):
        assert left.equals(right)


# Constants that a sentence may name: the target, from where amber begins, and years.
REGISTERED = {72, 67, *range(2019, 2030)}


@given(st.lists(parts(), min_size=2, max_size=8))
@settings(max_examples=40)
def test_every_number_of_a_shown_sentence_is_made_of_shown_numbers(found):
    measure = a_measure()
    inputs, shown = values(measure, found)
    register = a_register(measure)
    limits = shown_variation(measure, _no_points(measure), shown, SETTINGS, register)
    true = explain_all(measure, inputs=inputs, as_of=AS_OF)
    made = shown_explanations(measure, inputs.values, inputs.first_values, limits, true, SETTINGS, register)
    figures = {int(value) for value in shown["value"] if value is not None}
    allowed = figures | {abs(a - b) for a in figures for b in figures} | REGISTERED | read_by_parts(shown)
    for row in made.explanations.iter_rows(named=True):
        for text in (row["lede"], row["card"], row["turned"], *re.findall(r'"text": "([^"]*)"', row["sentences"])):
            numbers = re.findall(r"\d+(?:,\d{3})*", text)
            assert {int(number.replace(",", "")) for number in numbers} <= allowed, text


def read_by_parts(shown):
    """What the shown numerators and denominators did to the shown per cent, rounded once."""
    found = set()
    rows = [row for row in shown.select("numerator", "denominator").iter_rows() if None not in row and row[1]]
    for (n0, d0), (n1, d1) in combinations(rows, 2):
        top = 50 * Fraction(n1 - n0) * (1 / Fraction(d0) + 1 / Fraction(d1))
        bottom = -50 * Fraction(d1 - d0) * Fraction(n0 + n1) / Fraction(d0 * d1)
        found |= {int(abs(part) + Fraction(1, 2)) for part in (top, bottom)}
    return found


def _no_points(measure):
    return points(measure, ["usual_variation"], start="2020-01").clear()


@given(st.lists(parts(), min_size=2, max_size=8))
@settings(max_examples=40)
def test_shown_terms_add_up_to_the_shown_change(found):
    measure = a_measure()
    inputs, shown = values(measure, found)
    register = a_register(measure)
    limits = shown_variation(measure, _no_points(measure), shown, SETTINGS, register)
    true = explain_all(measure, inputs=inputs, as_of=AS_OF)
    made = shown_explanations(measure, inputs.values, inputs.first_values, limits, true, SETTINGS, register)
    figures = dict(shown.select("period_start", "value").rows())
    assert made.explanations.height == true.explanations.height
    for row in made.explanations.filter(pl.col("flags") != "no_figure").iter_rows(named=True):
        terms = made.terms.filter(pl.col("explanation_id") == row["explanation_id"], pl.col("level") == "bridge")
        assert terms["amount"].sum() == figures[row["period1_start"]] - figures[row["period0_start"]]
        assert row["area_code"] == AREA


@given(st.floats(0, 500), st.floats(0, 60), st.sampled_from(["count", "percent"]))
@settings(max_examples=50)
def test_shown_limits_never_lie_inside_the_true_ones(centre, spread, unit):
    measure = a_count() if unit == "count" else a_measure()
    _, shown = values(measure, [(30,) if unit == "count" else (30, 60)])
    limits = (centre, centre - spread, centre + spread)
    variation = points(measure, ["usual_variation"], start="2020-01", limits=limits)
    (row,) = shown_variation(measure, variation, shown, SETTINGS, a_register(measure)).rows(named=True)
    step = 5 if unit == "count" else 1
    assert float(row["lower"]) <= limits[1] + 1e-6
    assert float(row["upper"]) >= limits[2] - 1e-6
    assert abs(float(row["centre"]) - centre) <= step / 2 + 1e-6
    assert all(row[name] % step == 0 for name in ("centre", "lower", "upper"))
