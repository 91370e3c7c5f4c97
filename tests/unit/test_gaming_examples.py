"""Does each indicator give the printed digits of its worked example?"""

from __future__ import annotations

import calendar
import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from hls_signals.gaming import bayes_factor_bound, indicators, recording_histogram
from hls_signals.gaming.category_shift import category_shift
from hls_signals.gaming.copy_forward import copy_forward, local_mean
from hls_signals.gaming.end_of_period import end_of_period
from hls_signals.gaming.exclusion_shift import exclusion_shift
from hls_signals.gaming.impossible_value import impossible_value
from hls_signals.gaming.recording_grain import recording_grain
from hls_signals.gaming.revision_asymmetry import net_crossings, revision_asymmetry
from hls_signals.gaming.target_hugging import target_hugging
from hls_signals.gaming.threshold_bunching import threshold_bunching
from tests.house.gaming_cases import AS_OF, a_series, a_target, daily, days_around_56, months, revised
from tests.house.gaming_slowly import crossings_of_every_order, smoothed_by_hand


def test_a_peak_before_day_56_and_a_hollow_after_it():
    found = threshold_bunching(a_target(), histogram=days_around_56(), as_of=AS_OF)
    assert (round(found.effect, 6), round(found.effect_lower, 1), round(found.effect_upper, 1)) == (36, 22.8, 49.2)
    assert (round(found.statistic, 2), round(found.smallest_seen, 1), found.n_used) == (5.32, 17.0, 1460)
    assert found.p_raw < 1e-6
    details = json.loads(found.details)
    assert round(100 * details["share"], 2) == 2.47
    assert (details["missing_beyond"], details["dispersion"], details["window"]) == (36, 1, 3)
    assert (details["hollow_width"], details["limit_is_a_round_value"], len(details["cells"])) == (6, True, 73)


def test_its_sentence_is_the_template_with_whole_numbers_and_the_explanations_word_for_word():
    found = threshold_bunching(a_target(), histogram=days_around_56(), as_of=AS_OF)
    assert found.sentence == (
        "36 more cases than a smooth pattern would give are recorded just inside the 56-day limit (range 23 to 49). "
        "Patterns like this also arise when cases close to the limit are seen first, which is what a limit asks for, "
        "when meetings or letters fall on whole weeks and when a system or rule closes cases at the limit. "
        "This cannot tell us which."
    )
    assert found.quiet_sentence.endswith("Fewer than 17 could not have been seen. This cannot tell us more.")


def test_a_hollow_wider_than_the_window_is_followed_to_its_end():
    days = np.arange(0, 121)
    counts = np.full(121, 60)
    counts[(days >= 54) & (days <= 56)] += 60
    counts[(days >= 57) & (days <= 68)] -= 15
    histogram = pl.DataFrame({"value": days.astype(float), "n": counts})
    found = threshold_bunching(a_target(), histogram=histogram, as_of=AS_OF)
    assert json.loads(found.details)["hollow_width"] == 12
    assert found.effect == pytest.approx(180, abs=1e-6)
    assert found.effect_lower < 180 < found.effect_upper


def test_a_printed_percentage_that_no_whole_number_gives():
    series = a_series(2, denominator=[37, 37], numerator=[33, 33], value_text=["89.2", "89.4"])
    found = impossible_value(a_target(), series=series, as_of=AS_OF)
    assert (found.effect, found.n_used, found.p_raw) == (1, 2, None)
    assert json.loads(found.details)["rows"] == ["2024-02-01"]
    assert json.loads(found.details)["expected_pass_rate"] == 0.037


@pytest.mark.parametrize(
    ("text", "decimals", "impossible"),
    [("89.20", None, 1), ("89.19", None, 0), ("89.18", None, 0), ("89", 1, 1), ("89", None, 0), ("100", None, 0)],
)
def test_trailing_zeros_count_and_each_of_four_roundings_is_allowed(text, decimals, impossible):
    series = a_series(1, denominator=[37], numerator=[33], value_text=[text])
    context = a_target(decimals=decimals)
    assert impossible_value(context, series=series, as_of=AS_OF).effect in {impossible, None}


def test_revisions_that_cross_the_target_against_every_order():
    firsts, latest = [88, 89.5, 90.5, 92], [88, 90.1, 90.5, 91]
    above = np.array(firsts) - 90
    gains = np.array(latest) - np.array(firsts)
    assert net_crossings(above, gains) == 1
    every = crossings_of_every_order(firsts, latest, 90)
    assert (len(every), sum(every), sum(net >= 1 for net in every)) == (24, 0, 4)


def test_the_extra_of_quarter_ends_beyond_that_of_month_ends():
    def count(day: dt.date) -> int:
        left = [
            later
            for later in range(day.day + 1, calendar.monthrange(day.year, day.month)[1] + 1)
            if dt.date(day.year, day.month, later).weekday() < 5
        ]
        if day.weekday() >= 5:
            return 1
        return (9 if day.month % 3 == 0 else 6) if len(left) < 3 else 4

    found = end_of_period(a_target(), days=daily(dt.date(2023, 1, 1), dt.date(2026, 1, 1), count), as_of=AS_OF)
    assert found.effect == pytest.approx(1.5, abs=1e-6)
    assert found.effect_lower < 1.5 < found.effect_upper
    assert found.p_raw < 0.05
    assert "50 per cent more is recorded" in found.sentence


def test_a_step_from_5_to_10_in_100_on_the_announced_day():
    series = a_series(24, denominator=[95] * 12 + [90] * 12, excluded=[5] * 12 + [10] * 12)
    found = exclusion_shift(a_target(since=dt.date(2025, 1, 1)), series=series, as_of=AS_OF)
    assert round(found.effect, 2) == 2.11
    assert (round(found.effect_lower, 2), round(found.effect_upper, 2)) == (1.39, 3.21)
    assert (round(found.statistic, 2), round(found.p_raw, 4)) == (3.23, 0.0045)
    details = json.loads(found.details)
    assert (details["months_alike"], details["df"]) == (2, 10)
    assert "went from 5 in 100 to 10 in 100" in found.sentence
    relabelled = a_series(24, relabelled=[5] * 12 + [10] * 12, kept_label=[95] * 12 + [90] * 12)
    other = category_shift(a_target(since=dt.date(2025, 1, 1)), series=relabelled, as_of=AS_OF)
    assert (other.effect, other.p_raw) == (found.effect, found.p_raw)
    assert other.learning_question == "Does the relabelled group get a different service?"


def test_one_month_in_four_copied_stands_out_of_what_chance_copies():
    series = a_series(48)
    copied = series.with_columns(
        *(
            pl.when(pl.int_range(pl.len()) % 4 == 3).then(pl.col(name).shift(1)).otherwise(pl.col(name)).alias(name)
            for name in ("numerator", "denominator")
        )
    )
    assert copy_forward(a_target(), series=series, as_of=AS_OF).p_raw > 0.05
    found = copy_forward(a_target(), series=copied, as_of=AS_OF)
    assert found.effect == 12
    assert found.p_raw == 1 / 2000


def test_counts_rounded_to_five_are_set_beside_chance_rounded_to_five():
    random = np.random.default_rng(5)
    rounded = (np.rint(random.poisson(31, 48) / 5) * 5).astype(int)
    lone = pl.DataFrame(
        {"period_start": months(48), "numerator": rounded, "denominator": pl.Series([None] * 48, dtype=pl.Int64)}
    )
    found = copy_forward(a_target(), series=lone, as_of=AS_OF)
    assert json.loads(found.details)["steps"] == [5]
    assert found.p_raw > 0.05


def test_the_local_mean_repeats_the_ends():
    values = [3.0, 9.0, 4.0, 7.0, 1.0, 12.0, 8.0, 2.0, 6.0, 5.0]
    assert np.allclose(local_mean(np.array(values)), smoothed_by_hand(values))


def test_revisions_carried_over_the_target_are_found_and_the_same_ones_elsewhere_are_not():
    clean = revised()
    context = a_target(unit="percent", target=75.0, good_side="at_or_above")
    assert revision_asymmetry(context, vintages=clean, as_of=AS_OF).p_raw > 0.05
    short = (pl.col("first_value") < 75) & (pl.col("first_value") >= 74)
    lifted = clean.with_columns(latest_value=pl.when(short).then(75.1).otherwise(pl.col("latest_value")))
    found = revision_asymmetry(context, vintages=lifted, as_of=AS_OF)
    assert found.p_raw <= 0.01
    assert found.effect > 10


def test_clocks_read_to_five_minutes_are_context_and_no_question():
    minutes = np.arange(0, 400)
    shape = 40 * np.exp(-0.5 * ((minutes - 150) / 60) ** 2)
    counts = np.rint(shape * np.where(minutes % 5 == 0, 3, 1)).astype(int)
    histogram = pl.DataFrame({"value": minutes.astype(float), "n": counts})
    found = recording_grain(a_target(unit="minutes", target=240.0), histogram=histogram, as_of=AS_OF)
    assert (found.level, found.p_raw) == ("context", None)
    assert found.effect == pytest.approx(3, abs=0.15)
    assert "Multiples of 5 hold" in found.sentence


def test_a_series_closer_together_than_whole_people_is_context():
    steady = a_series(36, numerator=[70] * 36, denominator=[100] * 36)
    found = target_hugging(a_target(), series=steady, as_of=AS_OF)
    assert (found.level, found.p_raw, found.effect) == ("context", None, 0)
    assert json.loads(found.details)["label"].startswith("Rarely informative")


@pytest.mark.parametrize(("p", "bound"), [(0.01, 8.0), (0.001, 53.3), (0.4, 1.0)])
def test_the_bound_of_sellke_bayarri_and_berger(p, bound):
    assert round(bayes_factor_bound(p), 1) == bound


def test_values_are_rounded_towards_the_side_that_does_not_meet_the_target():
    above = recording_histogram([94.96, 95.0, 95.04, 95.0 - 1e-9], 0.1, "at_or_above")
    assert above.rows() == [(94.9, 1), (95.0, 3)]
    below = recording_histogram([55.2, 56.0, 56.3], 1, "at_or_below")
    assert below.rows() == [(56.0, 2), (57.0, 1)]


def test_the_same_seed_gives_the_same_bytes_and_the_order_of_rows_gives_nothing():
    series = a_series(30)
    whole = {"histogram": days_around_56(), "series": series, "vintages": revised()}
    once = indicators(a_target(), **whole, as_of=AS_OF)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=9) for name, frame in whole.items()}
    assert indicators(a_target(), **shuffled, as_of=AS_OF) == once
