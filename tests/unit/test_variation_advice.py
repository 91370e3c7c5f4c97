"""What a reader is told about a series, which chart suits it, where a target lies, and where a phase might begin."""

from __future__ import annotations

import math
import random
from datetime import date

import polars as pl
import pytest

from hls_signals.variation import (
    ADVICE_SENTENCES,
    TARGET_SENTENCES,
    advice_sentences,
    choose_chart,
    signals,
    suggest_phases,
    target_reading,
)


def months(n, step=1):
    return [date(2020 + i * step // 12, i * step % 12 + 1, 1) for i in range(n)]


def monthly(values, series="Tamarhaven", step=1, **more):
    return pl.DataFrame(
        {"series": [series] * len(values), "period_start": months(len(values), step), "value": values, **more},
        strict=False,
    )


def advice(result, row=0):
    return set(result["advice"][row].split(";"))


def noise(n, seed=5):
    dice = random.Random(seed)  # noqa: S311  # a repeatable sample, no secret
    return [round(dice.gauss(100, 10), 1) for _ in range(n)]


# Advice


def test_example_3_of_the_page_is_told_of_its_one_value_and_its_rare_events():
    result = signals(monthly([0] * 8 + [3] + [0] * 6 + [2] + [0] * 4))
    assert {"mostly_one_value", "rare_events", "limits_fallback"} <= advice(result)
    assert [i + 1 for i, mark in enumerate(result["read_first"]) if mark == "signal_high"] == [9, 16]
    assert set(result["read_first"]) == {"usual_variation", "signal_high"}


def test_counts_are_rare_below_a_mean_of_five_or_with_a_quarter_of_zeros():
    assert "rare_events" in advice(signals(monthly([4, 5, 4, 6, 5, 4, 4])))
    assert "rare_events" not in advice(signals(monthly([5, 6, 4, 6, 5, 4, 5])))
    assert "rare_events" in advice(signals(monthly([0, 0, 40, 30, 0, 35, 41])))
    assert "rare_events" not in advice(signals(monthly([0, 9, 40, 30, 0, 35, 41, 8])))
    assert "rare_events" not in advice(signals(monthly([0.5, 1, 2, 1, 2, 1, 1])))
    assert "rare_events" not in advice(signals(monthly([-1, 1, 2, 1, 2, 1, 1])))
    shares = monthly([1, 0, 2, 1, 0, 1, 2], size=[50] * 7)
    assert "rare_events" in advice(signals(shares, chart="p", numerator="value", denominator="size"))


def test_few_different_values_are_too_coarse_from_twelve_points():
    assert "too_coarse" in advice(signals(monthly([51, 52, 53, 54] * 3)))
    assert "too_coarse" not in advice(signals(monthly([51, 52, 53, 54] * 2)))
    assert "too_coarse" not in advice(signals(monthly([51, 52, 53, 54, 55, 52] * 2)))
    # The fifth value lies outside the limits, so it does not count.
    assert "too_coarse" in advice(signals(monthly([51, 52, 53, 54] * 6 + [90])))
    # With the denominators there is nothing to send.
    with_size = monthly([51, 52, 53, 54] * 3, size=[100] * 12)
    assert "too_coarse" not in advice(signals(with_size, numerator="value", denominator="size"))


def test_neighbours_that_resemble_each_other_are_told_of():
    level, wandering = 0.0, []
    for step in noise(40):
        level = 0.8 * level + (step - 100)
        wandering.append(level)
    assert "neighbours_alike" in advice(signals(monthly(wandering)))
    assert "neighbours_alike" not in advice(signals(monthly(noise(40))))
    assert "neighbours_alike" not in advice(signals(monthly(wandering[:19])))


def test_a_season_that_returns_is_told_of_for_months_and_quarters():
    yearly = [v + 30 * math.sin(i * math.pi / 6) for i, v in enumerate(noise(36))]
    assert "seasonal" in advice(signals(monthly(yearly)))
    assert "seasonal" not in advice(signals(monthly(yearly[:23])))
    assert "seasonal" not in advice(signals(monthly(noise(36))))
    quarters = [10, 20, 30, 21, 11, 19, 31, 20, 9, 20]
    assert "seasonal" in advice(signals(monthly(quarters, step=3)))
    assert "seasonal" in advice(signals(monthly(quarters, step=3), calendar="quarter"))
    assert "seasonal" not in advice(signals(monthly(quarters, step=3), calendar="irregular"))


def test_every_code_of_advice_has_a_sentence():
    assert list(ADVICE_SENTENCES) == sorted(ADVICE_SENTENCES)
    assert advice_sentences("") == []
    assert len(advice_sentences("gaps;seasonal")) == 2


@pytest.mark.parametrize("words", [*ADVICE_SENTENCES.values(), *TARGET_SENTENCES.values()])
def test_sentences_name_no_direction_as_wanted_and_judge_nobody(words):
    assert words.endswith(".")
    for word in (
        "special cause",
        "concern",
        "improve",
        "deteriorat",
        "fail",
        "breach",
        "pass",
        "bad",
        "good",
        "due to",
    ):
        assert word not in words.lower()


# Choice of chart


def chosen(frame, **more):
    return choose_chart(frame, **more).row(0, named=True)


RATIO = {"numerator": "value", "denominator": "size"}


def test_values_get_single_values_and_moving_ranges():
    found = chosen(monthly(noise(20)))
    assert (found["series"], found["chart"], found["advice"]) == ("Tamarhaven", "xmr", "")
    assert found["reason"].endswith(".")


def test_shares_of_varying_numbers_get_p_and_of_even_numbers_xmr():
    varying = monthly([10, 21, 30, 9, 22, 31], size=[100, 200, 300] * 2)
    assert chosen(varying, **RATIO)["chart"] == "p"
    even = monthly([10, 11, 12, 9, 10, 11], size=[100, 110, 120] * 2)
    assert chosen(even, **RATIO)["chart"] == "xmr"


def test_very_large_numbers_that_vary_more_than_chance_get_the_charts_of_laney():
    frame = monthly([4000, 12_000] * 8, size=[10_000, 20_000] * 8)
    found = chosen(frame, **RATIO)
    assert (found["chart"], found["advice"]) == ("p_prime", "more_spread_than_chance")
    assert chosen(frame, calculation="rate", **RATIO)["chart"] == "u_prime"


def test_rates_get_u_also_where_only_the_figures_tell():
    frame = monthly([30, 45, 50, 20, 41, 33], size=[10, 12, 14, 9, 11, 10])
    assert chosen(frame, **RATIO)["chart"] == "u"
    assert chosen(frame, calculation="ratio", **RATIO)["chart"] == "u"


def test_counts_get_c_when_they_are_large_and_a_run_chart_when_they_are_small():
    assert chosen(monthly([9, 12, 10, 8, 11, 7]), calculation="count")["chart"] == "c"
    small = chosen(monthly([0, 2, 1, 0, 1, 3]), calculation="count")
    assert (small["chart"], small["advice"]) == ("run", "rare_events")
    assert chosen(monthly([9.5, 12, 10, 8, 11, 7]), calculation="count")["chart"] == "xmr"
    assert chosen(monthly([0, 2, 1, 0, 1, 3]))["chart"] == "xmr"


def test_a_ratio_without_its_denominator_is_charted_as_values_and_the_reason_says_so():
    found = chosen(monthly(noise(12)), calculation="ratio")
    assert found["chart"] == "xmr"
    assert "denominator" in found["reason"]


@pytest.mark.parametrize("calculation", ["mean", "median", "published_only"])
def test_means_are_values_whatever_columns_come_with_them(calculation):
    frame = monthly([10, 21, 30, 9, 22, 31], size=[100, 200, 300] * 2)
    assert chosen(frame, calculation=calculation, **RATIO)["chart"] == "xmr"


def test_auto_records_the_choice_of_each_series_and_changes_no_order():
    frame = pl.concat(
        [
            monthly([10, 21, 30, 9, 22, 31, 12], "b", size=[100, 200, 300] * 2 + [110]),
            monthly([10, 11, 12, 9, 10, 11, 12], "a", size=[100, 110, 120] * 2 + [110]),
            monthly([30, 45, 50, 20, 41, 33, 30], "c", size=[10, 12, 14, 9, 11, 10, 11]),
        ]
    )
    result = signals(frame.sample(fraction=1, shuffle=True, seed=2), chart="auto", scale=100, **RATIO)
    assert result.select("series", "period_start").equals(
        frame.select("series", "period_start").sort("series", "period_start")
    )
    charts = dict(result.select("series", pl.col("chart").cast(pl.String)).unique().iter_rows())
    assert charts == {"a": "xmr", "b": "p", "c": "u"}
    for name, chart in charts.items():
        alone = signals(frame.filter(series=name), chart=chart, scale=100, **RATIO)
        assert result.filter(series=name).equals(alone)
    assert signals(frame[:0], chart="auto", **RATIO).columns == result.columns
    counts = signals(monthly([0, 2, 1, 0, 1, 3]), chart="auto", calculation="count")
    assert counts["chart"][0] == "run"


def test_nothing_but_blanks_still_has_a_chart():
    found = choose_chart(monthly([None] * 6, size=[100, 200, 300] * 2), **RATIO)
    assert found.height == 1
    assert choose_chart(monthly([])).height == 0


# Targets


def read(values, targets, **more):
    return target_reading(signals(monthly(values), **more), targets, series="series", time="period_start")


def test_a_target_is_read_against_the_last_limits_and_on_a_limit_is_inside():
    values = [9, 11] * 7
    upper = signals(monthly(values))["upper"][-1]
    assert read(values, 10.0)["target_reading"][0] == "target_inside_usual_range"
    assert read(values, upper)["target_reading"][0] == "target_inside_usual_range"
    assert read(values, upper + 0.01)["target_reading"][0] == "target_above_usual_range"
    assert read(values, 1.0)["target_reading"][0] == "target_below_usual_range"
    assert read(values, 1.0)["target"][0] == 1


def test_a_target_without_limits_has_no_reading():
    for result in (read([1, 2], 1.0), read([5] * 14, 5.0), read([9, 11] * 7, 10.0, chart="run")):
        assert result["target_reading"].to_list() == [None]
    assert read([3, 5] * 3, 4.0)["target_reading"][0] == "target_inside_usual_range"


def test_the_limits_are_those_of_the_last_plotted_point():
    values = [9, 11] * 7 + [29, 31] * 7 + [None]
    result = read(values, 10.0, phases=[months(15)[14]])
    assert result["target_reading"][0] == "target_below_usual_range"


def test_targets_by_series_keep_the_order_of_the_result():
    frame = pl.concat([monthly([9, 11] * 7, name) for name in ("a", "b", "c")])
    targets = pl.DataFrame({"series": ["c", "a"], "target": [30, 10]})
    found = target_reading(signals(frame), targets, series=["series"], time="period_start")
    assert found.rows() == [
        ("a", 10, "target_inside_usual_range"),
        ("b", None, None),
        ("c", 30, "target_above_usual_range"),
    ]
    assert target_reading(signals(frame[:0]), 1.0, series="series", time="period_start").height == 0


# Suggested phases


def test_a_long_run_after_the_first_points_is_suggested_with_what_lies_about_it():
    values = [10, 12] * 6 + [11.5, 10.5] + [15, 16] * 6
    events = pl.DataFrame(
        {
            "effective_from": [date(2020, 1, 1), date(2021, 4, 1), date(2021, 8, 1)],
            "text": ["opened", "new form", "moved"],
        }
    )
    found = suggest_phases(monthly(values), events=events)
    assert found.rows() == [("Tamarhaven", date(2021, 3, 1), "run_on_one_side", 12, 11.0, 15.5, 14, "new form")]
    assert suggest_phases(monthly(values))["nearest_event"].to_list() == [None]
    assert suggest_phases(monthly(values[:-1])).height == 0
    assert suggest_phases(monthly(values), phases=[date(2021, 3, 1)]).height == 0


def test_a_run_that_began_among_the_first_points_counts_from_those_after_them():
    values = [10, 12] * 3 + [15] * 6 + [16] * 11
    assert suggest_phases(monthly(values)).height == 0
    assert suggest_phases(monthly([*values, 16]))["points_before"].to_list() == [12]


def test_a_gap_or_a_point_on_the_other_side_ends_the_run_and_one_on_the_mean_does_not():
    before = [10, 12] * 6
    assert suggest_phases(monthly([*before, *[15] * 6, None, *[15] * 6])).height == 0
    assert suggest_phases(monthly([*before, *[15] * 6, 9, *[15] * 6])).height == 0
    assert suggest_phases(monthly([*before, *[15] * 6, 11, *[15] * 6])).height == 1


def test_five_points_in_a_row_beyond_one_limit_need_not_wait_for_a_year():
    before, far = [10, 12] * 6, [20, 21, 20, 22, 20]
    found = suggest_phases(monthly([*before, 11, *far]))
    assert found.rows() == [("Tamarhaven", date(2021, 2, 1), "beyond_usual_range", 5, 11.0, 20.6, 13, None)]
    assert suggest_phases(monthly([*before, 11, *far[:4]])).height == 0
    assert suggest_phases(monthly([*before, 11, *far]), beyond_points=6).height == 0


def test_a_point_inside_or_beyond_the_other_limit_or_a_gap_ends_the_row_of_far_points():
    before = [10, 12] * 6
    for between in (15, 11, 0, None):
        assert suggest_phases(monthly([*before, 20, 21, 20, between, 21, 20])).height == 0


def test_of_two_bases_the_one_that_begins_first_is_told():
    before = [10, 12] * 6
    late = suggest_phases(monthly([*before, *[14] * 3, *[20] * 9]))
    assert late.select("suggested_start", "basis", "run_points").row(0) == (date(2021, 1, 1), "run_on_one_side", 12)
    both = suggest_phases(monthly([*before, *[20] * 12]))
    assert both.select("basis", "run_points").row(0) == ("run_on_one_side", 12)
    early = suggest_phases(monthly([*before, *[20] * 5, *[2] * 12]))
    assert early.select("suggested_start", "basis").row(0) == (date(2021, 1, 1), "beyond_usual_range")


def test_events_of_other_series_are_not_near():
    values = [10, 12] * 6 + [15, 16] * 6
    frame = pl.concat([monthly(values, name) for name in ("a", "b")])
    events = pl.DataFrame({"series": ["b"], "effective_from": ["2021-03-01"], "text": ["moved"], "kind": ["service"]})
    assert suggest_phases(frame, events=events)["nearest_event"].to_list() == [None, "moved"]


def test_stable_series_are_seldom_given_a_new_phase():
    many = pl.concat([monthly(noise(36, seed), seed) for seed in range(400)])
    assert suggest_phases(many).height < 20
