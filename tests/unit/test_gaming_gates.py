"""Does everything that cannot be answered say so, with its reason, innocent explanations and a question?"""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from hls_signals.gaming import indicators, known_indicators, with_levels
from hls_signals.gaming.context import FACTS, PERIOD_TYPES
from hls_signals.gaming.registry import BUILT_IN
from hls_signals.gaming.words import refused_words
from tests.house.gaming_cases import AS_OF, a_series, a_target, daily, days_around_56, months, revised

SERIES = a_series(30, excluded=[4] * 30, relabelled=[6] * 30, kept_label=[60] * 30, value_text=["70.5"] * 30)
FRAMES = {
    "histogram": days_around_56(),
    "series": SERIES,
    "vintages": revised(),
    "days": daily(dt.date(2023, 1, 1), dt.date(2026, 1, 1), lambda day: 5 - day.weekday() // 2),
}
SINCE = dt.date(2025, 4, 1)


def answers(context, **frames):
    return {signal.indicator: signal for signal in indicators(context, **(frames or FRAMES), as_of=AS_OF)}


def gate(name, context, **frames):
    found = answers(context, **frames)[name]
    assert found.applicability == "not_applicable"
    assert found.p_raw is None
    assert found.effect is None
    assert found.level == "not_applicable"
    assert found.sentence.endswith(".")
    return found.gate


def series_of(**columns):
    return a_series(30, **columns)


def test_an_ordinary_target_is_answered_by_every_indicator():
    found = answers(a_target(since=SINCE))
    assert list(found) == [module.__name__.rpartition(".")[2] for module in BUILT_IN]
    assert {name for name, signal in found.items() if signal.applicability == "ok"} == set(found)


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("period_type", PERIOD_TYPES)
@pytest.mark.parametrize("pooled_over", [1, 2, 3])
@pytest.mark.parametrize("since", [None, SINCE])
def test_every_combination_of_gates_gives_records_with_reason_explanations_and_question(
    fact, period_type, pooled_over, since
):
    context = a_target(facts=frozenset({fact}), period_type=period_type, pooled_over=pooled_over, since=since)
    for signal in with_levels(answers(context).values()):
        assert len(signal.innocent_explanations) >= 3
        assert signal.learning_question.endswith("?")
        assert signal.what_would_change_our_mind.endswith(".")
        assert signal.sentence
        assert (signal.applicability == "ok") == (signal.gate is None)
        assert signal.level in {"quiet", "worth_asking", "worth_asking_in_public", "context", "not_applicable"}


def test_two_facts_at_once_are_answered_too():
    for facts in combinations(FACTS, 2):
        found = answers(a_target(facts=frozenset(facts), target=None, since=SINCE))
        assert len(found) == len(BUILT_IN)
        assert found["threshold_bunching"].gate == "no_target"


ROLLING = ("impossible_value", "copy_forward", "exclusion_shift", "category_shift", "target_hugging")


@pytest.mark.parametrize("name", ROLLING)
@pytest.mark.parametrize("period_type", ["rolling_12_months", "pooled_years", "year_to_date"])
def test_rolling_windows_are_alike_by_themselves(name, period_type):
    assert gate(name, a_target(period_type=period_type, since=SINCE)) == "rolling_window"


def test_percentages_over_rolling_months_are_not_pooled_either():
    context = a_target(unit="percent", target=95.0, good_side="at_or_above", period_type="rolling_12_months")
    assert gate("threshold_bunching", context) == "rolling_window"


@pytest.mark.parametrize("name", ["impossible_value", "target_hugging"])
def test_a_denominator_rounded_for_disclosure_need_not_fit_its_figure(name):
    assert gate(name, a_target(facts=frozenset({"denominator_rounded"}))) == "denominator_rounded"


def test_a_share_left_out_is_not_set_against_the_shortfall():
    assert gate("exclusion_shift", a_target(since=None)) == "no_declared_date"
    assert "both share a total" in answers(a_target())["exclusion_shift"].sentence


@pytest.mark.parametrize("name", ["exclusion_shift", "category_shift"])
def test_a_changed_definition_cannot_be_told_from_a_shift(name):
    assert gate(name, a_target(since=SINCE, facts=frozenset({"definition_changed"}))) == "definition_changed"
    assert gate(name, a_target(since=dt.date(2024, 6, 1))) == "too_few_periods"


def clocks(limit: float) -> tuple:
    minutes = np.arange(0, 3 * int(limit) + 60)
    shape = 30 * np.exp(-0.5 * ((minutes - 0.8 * limit) / (0.5 * limit)) ** 2)
    weight = np.where(minutes % 5 == 0, 3.0, 1.0) * np.where(minutes % 60 == 0, 3.0, 1.0)
    histogram = pl.DataFrame({"value": minutes.astype(float), "n": np.rint(shape * weight).astype(int)})
    return a_target(unit="minutes", target=limit), histogram


def test_a_limit_on_a_full_hour_of_a_rounded_clock_cannot_be_told_from_the_hour():
    context, histogram = clocks(60)
    assert gate("threshold_bunching", context, histogram=histogram) == "limit_on_heap"


def test_where_enough_full_hours_lie_around_the_limit_the_hour_is_allowed_for():
    context, histogram = clocks(240)
    found = answers(context, histogram=histogram)["threshold_bunching"]
    assert found.applicability == "ok"
    assert found.p_raw > 0.05


def test_a_limit_on_a_heap_without_any_rounded_clock_is_answered():
    minutes = np.arange(0, 241)
    histogram = pl.DataFrame({"value": minutes.astype(float), "n": np.full(241, 12)})
    found = answers(a_target(unit="minutes", target=60.0), histogram=histogram)["threshold_bunching"]
    assert found.applicability == "ok"


@pytest.mark.parametrize(
    ("context", "wanted"),
    [
        ({"target": None}, "no_target"),
        ({"facts": frozenset({"closes_at_limit"})}, "rule_acts_at_limit"),
        ({"facts": frozenset({"counts_rounded"})}, "counts_rounded"),
        ({"pooled_over": 2, "area_code": ""}, "too_few_bodies"),
        ({"target": 5.0}, "scale_too_coarse"),
        ({"target": 400.0}, "too_few_records"),
        ({"target": 1e9}, "scale_too_fine"),
    ],
)
def test_bunching_says_why_it_cannot_be_looked_for(context, wanted):
    assert gate("threshold_bunching", a_target(**context)) == wanted


@pytest.mark.parametrize(
    ("name", "context", "frames", "wanted"),
    [
        ("impossible_value", {"facts": frozenset({"weighted"})}, {}, "weighted"),
        ("impossible_value", {}, {"series": series_of(denominator=[5000] * 30, value_text=["70.5"] * 30)},
         "every_value_possible"),
        ("impossible_value", {}, {"series": series_of(value_text=["n/a"] * 30)}, "every_value_possible"),
        ("revision_asymmetry", {"target": None}, {}, "no_target"),
        ("revision_asymmetry", {}, {"vintages": revised(19)}, "too_few_revisions"),
        ("revision_asymmetry", {}, {"vintages": revised(60).with_columns(latest_value="first_value")},
         "too_few_revisions"),
        ("end_of_period", {}, {"days": FRAMES["days"].filter(pl.col("day").dt.weekday() < 6)}, "no_daily_counts"),
        ("end_of_period", {}, {"days": FRAMES["days"].head(1)}, "no_daily_counts"),
        ("end_of_period", {}, {"days": FRAMES["days"].with_columns(n=pl.when(pl.col("day").dt.month() % 3 == 0)
         .then("n").otherwise(0))}, "no_records_at_ends"),
        ("end_of_period", {}, {"days": FRAMES["days"].head(400)}, "too_few_periods"),
        ("end_of_period", {}, {"days": FRAMES["days"].with_columns(n=pl.lit(0))}, "too_few_periods"),
        ("end_of_period", {"reporting_period": "month"}, {}, "no_other_month_ends"),
        ("end_of_period", {"facts": frozenset({"collected_less_often"})}, {}, "collected_less_often"),
        ("copy_forward", {}, {"series": a_series(23)}, "too_few_periods"),
        ("copy_forward", {}, {"series": series_of(numerator=[0] * 30, denominator=[None] * 30)}, "mass_point"),
        ("copy_forward", {"facts": frozenset({"capped"})}, {}, "capped"),
        ("copy_forward", {"facts": frozenset({"collected_less_often"})}, {}, "collected_less_often"),
        ("category_shift", {"since": SINCE}, {"series": series_of(relabelled=[0] * 30, kept_label=[9] * 30)},
         "too_few_periods"),
        ("recording_grain", {}, {"histogram": days_around_56().head(10)}, "too_few_records"),
        ("recording_grain", {"unit": "count"}, {}, "no_heaps_to_look_for"),
        ("target_hugging", {"facts": frozenset({"modelled"})}, {}, "modelled"),
        ("target_hugging", {}, {"series": a_series(23)}, "too_few_periods"),
        ("target_hugging", {}, {"series": series_of(numerator=[900] * 30)}, "no_shares"),
        ("target_hugging", {}, {"series": series_of(numerator=[0] * 30)}, "no_shares"),
    ],
)  # fmt: skip
def test_each_other_gate_stops_its_indicator(name, context, frames, wanted):
    assert gate(name, a_target(**context), **{**FRAMES, **frames}) == wanted


def test_an_indicator_is_asked_only_where_its_columns_are():
    lone = pl.DataFrame({"period_start": months(30), "numerator": range(30), "denominator": [None] * 30})
    assert set(answers(a_target(), series=lone)) == {"copy_forward", "target_hugging"}
    assert answers(a_target(), vintages=revised()).keys() == {"revision_asymmetry"}


def test_every_gate_that_a_module_names_has_its_sentence_and_the_other_way_round():
    for module in BUILT_IN:
        assert set(module.GATES) == set(module.ABOUT.gates)
        assert module.ABOUT.version == module.VERSION
    assert [indicator.gates for indicator in known_indicators()][: len(BUILT_IN)] == [m.GATES for m in BUILT_IN]


def test_nothing_that_is_said_judges_and_its_subject_is_the_target_or_the_data():
    people = ("staff", "worker", "team", "provider", "organisation", "manager", "you ")
    for module in BUILT_IN:
        about = module.ABOUT
        texts = [*about.explanations, about.question, about.changes_our_mind, *about.gates.values()]
        texts += [signal.sentence + signal.quiet_sentence for signal in answers(a_target(since=SINCE)).values()]
        for text in texts:
            assert list(refused_words(text)) == []
            assert not any(word in text.lower() for word in people), text
            assert len(text.split()) > 2


@pytest.mark.parametrize("text", ["They cheated.", "a red flag", "manipulation of data", "fiddling", "gaming by teams",
                                  "a suspicious figure", "the culprits", "guilty", "Failures"])  # fmt: skip
def test_words_that_judge_are_found_in_any_inflection(text):
    assert list(refused_words(text))


def test_harmless_words_are_left_alone():
    assert list(refused_words("A record of cases, frankly told; the ranks of trees are not, though.")) == ["ranks"]
    assert list(refused_words("Fewer than 17 could not have been seen.")) == []
