"""Each chart against the worked examples of the page, figures from textbooks, and sums a reader can check by hand."""

from __future__ import annotations

import itertools
import math
import statistics
from datetime import date, timedelta

import polars as pl
import pytest

from hls_signals.variation import (
    CHARTS,
    Anhoej,
    anhoej,
    check_phases,
    preset,
    record_schema,
    signals,
    signals_by_batch,
)
from hls_signals.variation.limits_of_subgroups import c4
from hls_signals.variation.presets import PRESETS

RATIOS = ("p", "np", "u", "p_prime", "u_prime")
# Example 4 of the page.
HELPED = [30, 34, 28, 31, 36, 29, 33, 27, 32, 30, 35, 31, 48]
ASKED = [100, 110, 95, 100, 120, 90, 105, 100, 100, 95, 115, 100, 100]


def months(n):
    return [date(2024 + i // 12, i % 12 + 1, 1) for i in range(n)]


def monthly(values, **more):
    return pl.DataFrame(
        {"series": ["Tamarhaven"] * len(values), "period_start": months(len(values)), "value": values, **more},
        strict=False,
    )


def ratios(top=HELPED, size=ASKED, chart="p", scale=100.0, **more):
    frame = monthly(top, size=size)
    return signals(frame, chart=chart, numerator="value", denominator="size", scale=scale, **more)


def lines(result, row=-1):
    return (
        result.row(row, named=True)["centre"],
        result.row(row, named=True)["lower"],
        result.row(row, named=True)["upper"],
    )


def fired(result, rule="beyond_usual_range"):
    return [i + 1 for i, mark in enumerate(result[rule]) if mark]


# Shares and rates


def test_example_4_of_the_page_a_share_outside_its_usual_range():
    result = ratios()
    centre, lower, upper = lines(result)
    assert (round(centre, 6), round(lower, 6), round(upper, 6)) == (31.879699, 17.899394, 45.860004)
    assert fired(result) == [13]
    assert result["plotted"][-1] == 48


def test_limits_of_shares_widen_as_the_denominator_falls():
    result = ratios()
    widths = (result["upper"] - result["lower"]).to_list()
    assert [n for _, n in sorted(zip(widths, ASKED, strict=True))] == sorted(ASKED, reverse=True)
    assert result["centre"].n_unique() == 1


def test_counts_out_of_numbers_have_the_limits_of_the_shares_times_the_number():
    shares, counts = ratios(scale=1), ratios(chart="np", scale=1)
    assert counts["plotted"].to_list() == HELPED
    for line in ("centre", "lower", "upper"):
        assert counts[line].to_list() == pytest.approx([a * n for a, n in zip(shares[line], ASKED, strict=True)])
    assert fired(shares) == fired(counts)


def test_limits_of_shares_stay_between_nothing_and_all():
    low = ratios([0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], [10] * 13, scale=1)
    assert set(low["lower"]) == {0}
    high = ratios([10, 9, 10, 10, 9, 10, 10, 10, 9, 10, 10, 10, 10], [10] * 13)
    assert set(high["upper"]) == {100}
    assert fired(low) == fired(high) == []


def test_montgomerys_orange_juice_cans():
    # Montgomery, Introduction to Statistical Quality Control, example on the fraction nonconforming: 30 samples of 50
    # cans, 347 nonconforming in all. The page of the book gives pbar 0.2313, limits 0.0524 and 0.4102.
    counts = [
        12,
        15,
        8,
        10,
        4,
        7,
        16,
        9,
        14,
        10,
        5,
        6,
        17,
        12,
        22,
        8,
        10,
        5,
        13,
        11,
        20,
        18,
        24,
        15,
        9,
        12,
        7,
        13,
        9,
        6,
    ]
    assert (len(counts), sum(counts)) == (30, 347)
    result = ratios(counts, [50] * 30, scale=1)
    centre, lower, upper = lines(result)
    assert round(centre, 4) == 0.2313
    assert (lower, upper) == pytest.approx((0.0524, 0.4102), abs=1e-4)
    # The book: two points above the upper limit, samples 15 and 23.
    assert fired(result) == [15, 23]


def test_montgomerys_printed_circuit_boards():
    # Same book, chart of nonconformities: 26 samples of 100 boards, 516 in all, cbar 19.85, limits 6.48 and 33.22;
    # samples 6 and 20 lie outside.
    counts = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
    assert (len(counts), sum(counts)) == (26, 516)
    result = signals(monthly(counts), chart="c")
    centre, lower, upper = lines(result)
    assert round(centre, 2) == 19.85
    assert (lower, upper) == pytest.approx((6.48, 33.22), abs=0.01)
    assert fired(result) == [6, 20]


def test_rates_have_limits_from_their_exposure():
    result = ratios([10, 12, 9, 11, 10, 12], [5, 6, 4.5, 5.5, 5, 6], chart="u", scale=1)
    level = 64 / 32
    assert lines(result) == pytest.approx((level, level - 3 * math.sqrt(level / 6), level + 3 * math.sqrt(level / 6)))


def test_laneys_charts_measure_the_spread_as_well():
    # Two levels of large numbers: chance alone would allow 0.5 -/+ 3 x 0.005.
    top, size = [4900, 5100] * 7, [10_000] * 14
    plain, primed = ratios(top, size, scale=1), ratios(top, size, chart="p'", scale=1)
    sigma = 0.5 / 100
    mean_step_in_sigmas = 0.02 / sigma
    assert lines(plain) == pytest.approx((0.5, 0.5 - 3 * sigma, 0.5 + 3 * sigma))
    assert lines(primed)[2] == pytest.approx(0.5 + 3 * sigma * mean_step_in_sigmas / 1.128)
    assert primed["chart"][0] == "p_prime"
    assert "more_spread_than_chance" in plain["advice"][0]
    assert "more_spread_than_chance" not in primed["advice"][0]
    rates = ratios(top, size, chart="up", scale=1)
    assert lines(rates)[2] == pytest.approx(0.5 + 3 * 0.02 / 1.128)


# Counts


@pytest.mark.parametrize(("counts", "expected"), [([4] * 13, (4, 0, 10)), ([3, 5] * 7, (4, 0, 10))])
def test_example_5_of_the_page_a_count(counts, expected):
    assert lines(signals(monthly(counts), chart="c")) == pytest.approx(expected)


def test_example_5_of_the_page_cases_between_events():
    result = signals(monthly([9, 11, 10] * 5), chart="g")
    assert round(lines(result)[2], 6) == 41.464265
    assert lines(result)[:2] == (10, 0)


def test_cases_between_events_are_drawn_about_their_median():
    counts = [0, 1, 2, 3, 44, 5, 1, 0, 2, 3, 4, 2, 30]
    result = signals(monthly(counts), chart="g")
    mean = sum(counts) / 13
    assert lines(result) == pytest.approx((2, 0, mean + 3 * math.sqrt(mean * (mean + 1))))
    assert fired(result) == [5]


def test_times_between_events_follow_nelsons_root():
    days = [12, 30, 4, 55, 21, 9, 70, 33, 2, 41, 18, 26, 60]
    roots = [d ** (1 / 3.6) for d in days]
    ranges = [abs(a - b) for a, b in itertools.pairwise(roots)]
    assert all(r < 3.267 * statistics.mean(ranges) for r in ranges)
    middle, half = statistics.mean(roots), 2.66 * statistics.mean(ranges)
    result = signals(monthly(days), chart="t")
    assert lines(result) == pytest.approx((middle**3.6, max(0, middle - half) ** 3.6, (middle + half) ** 3.6))
    exact = signals(monthly(days), "anhoej", chart="t")
    assert lines(exact)[2] == pytest.approx((middle + 3 / 1.128 * statistics.mean(ranges)) ** 3.6)


def test_events_of_one_day_are_rows_of_their_own():
    frame = monthly([3, 5, 8, 2, 9, 4]).with_columns(pl.Series("period_start", [date(2024, 1, 5)] * 2 + months(6)[2:]))
    for chart in ("g", "t"):
        result = signals(frame, chart=chart)
        assert result["plotted"].to_list() == [3, 5, 8, 2, 9, 4]
        assert result["moving_range"].null_count() == 1
        assert "calendar_unknown" not in result["advice"][0]


# Runs and ranges


def test_a_run_chart_has_a_median_and_rules_but_no_limits():
    values = [5, 6, 1, 3, 2, 4, 3, 8, 8, 9, 7, 8, 9, 8]
    result = signals(monthly(values), chart="run")
    assert set(result["centre"]) == {statistics.median(values)}
    assert set(result["limits_status"]) == {"none"}
    for column in ("lower", "upper", "near_lower", "beyond_usual_range", "near_the_edge"):
        assert result[column].null_count() == 14
    assert result["run_on_one_side"].to_list() == [-1] * 7 + [1] * 7
    assert result["read_first_rule"][-1] == "run_on_one_side"
    assert result["n_useful"][0] == 14
    assert "too_few_points" not in result["advice"][0]
    short = signals(monthly(values[:5]), chart="run")
    assert short["centre"].null_count() == 5
    assert short["advice"][0] == "too_few_points"


def test_moving_ranges_are_drawn_with_limits_of_their_own():
    values = [10, 12, 11, 13, 12, 14, 12, 13, 11, 12, 13, 12, 25]
    result = signals(monthly(values), chart="mr")
    ranges = [abs(a - b) for a, b in itertools.pairwise(values)]
    assert result["plotted"].to_list() == [None, *ranges]
    mean = sum(ranges) / 12
    assert lines(result) == pytest.approx((mean, 0, 3.267 * mean))
    assert result["phase_points"][0] == 13
    assert result["limits_status"][0] == "ok"
    assert fired(result) == [13]
    # Neighbouring ranges share a figure, so no rule that looks at neighbours is judged.
    for column in ("run_on_one_side", "steady_rise", "near_the_edge", "series_not_random", "n_useful"):
        assert result[column].null_count() == 13


def test_aliases_are_the_charts_they_stand_for():
    frame = monthly(HELPED, size=ASKED)
    for alias, name in {"i": "xmr", "pp": "p_prime", "p'": "p_prime", "up": "u_prime", "u'": "u_prime"}.items():
        both = [signals(frame, chart=c, numerator="value", denominator="size") for c in (alias, name)]
        assert both[0].equals(both[1])
        assert both[0]["chart"][0] == name


# Subgroups


def subgroups(groups, **more):
    rows = [(when, value) for when, group in zip(months(len(groups)), groups, strict=True) for value in group]
    frame = pl.DataFrame(
        {"series": ["Tamarhaven"] * len(rows), "period_start": [w for w, _ in rows], "value": [v for _, v in rows]},
        schema={"series": pl.String, "period_start": pl.Date, "value": pl.Float64},
    )
    return signals(frame.reverse(), chart="xbar-s", **more)


def test_example_5_of_the_page_factors_of_subgroup_means():
    assert [round(3 / (c4(n) * math.sqrt(n)), 3) for n in (2, 5, 10)] == [2.659, 1.427, 0.975]


def test_factors_of_subgroup_spreads_are_those_of_montgomerys_table():
    # Montgomery, appendix of constants: c4, B3, B4 for n = 2, 5, 10, 25.
    table = {2: (0.7979, 0, 3.267), 5: (0.9400, 0, 2.089), 10: (0.9727, 0.284, 1.716), 25: (0.9896, 0.565, 1.435)}
    for n, (mean, b3, b4) in table.items():
        reach = 3 * math.sqrt(1 - c4(n) ** 2) / c4(n)
        assert (round(c4(n), 4), round(max(0, 1 - reach), 3), round(1 + reach, 3)) == (mean, b3, b4)


def test_a_subgroup_is_one_row_with_its_mean_and_its_spread():
    groups = [[10, 12, 11], [11, 13, 12], [9, 12, 12], [10, 11, 12], [12, 13, 11], [11, 10, 13], [20, 21, 19]]
    result = subgroups(groups, baseline=6)
    assert result.height == 7
    assert result["plotted"].to_list() == pytest.approx([statistics.mean(g) for g in groups])
    assert result["sd"].to_list() == pytest.approx([statistics.stdev(g) for g in groups])
    spread = statistics.mean(statistics.stdev(g) for g in groups[:6])
    centre = statistics.mean(statistics.mean(g) for g in groups[:6])
    a3 = 1.9544100476
    assert lines(result) == pytest.approx((centre, centre - a3 * spread, centre + a3 * spread))
    reach = 3 * math.sqrt(1 - c4(3) ** 2) / c4(3)
    assert result.row(0, named=True)["sd_upper"] == pytest.approx((1 + reach) * spread)
    assert result.row(0, named=True)["sd_lower"] == 0
    assert fired(result) == [7]


def test_subgroups_of_many_sizes_pool_their_spread_and_weigh_their_means():
    groups = [[10, 12], [11, 13, 12], [9, 12, 12, 11], [10, 11], [12, 13, 11], [11, 10, 13, 12]]
    result = subgroups(groups)
    squares = sum((len(g) - 1) * statistics.variance(g) for g in groups)
    pooled = math.sqrt(squares / sum(len(g) - 1 for g in groups))
    centre = statistics.mean(v for g in groups for v in g)
    half = 3 / (c4(2) * math.sqrt(2)) * pooled
    assert lines(result, 0) == pytest.approx((centre, centre - half, centre + half))
    assert set(result["sd_centre"].round(12)) == {round(pooled, 12)}


def test_measurements_that_are_blank_alone_or_no_number():
    groups = [[10, 12], [None, None], [11], [10, None, 12], [10, float("nan"), 12], *[[11, 13]] * 6]
    result = subgroups(groups)
    assert result["point_status"].to_list()[:5] == ["used", "blank", "unusable", "used", "unusable"]
    assert result["plotted"].to_list()[:5] == [11, None, None, 11, None]
    assert result["sd"].to_list()[1:3] == [None, None]


def test_a_subgroup_is_excluded_whole_and_a_measurement_is_left_out_of_it():
    frame = pl.DataFrame(
        {
            "series": ["a"] * 14,
            "period_start": [when for when in months(7) for _ in range(2)],
            "value": [10.0, 12, 11, 13, 10, 13, 11, 12, 12, 13, 50, 90, 10, 14],
            "out": [False] * 10 + [True, True, False, False],
        }
    )
    result = signals(frame, chart="xbar_s", excluded="out")
    assert result["point_status"].to_list() == ["used"] * 5 + ["excluded", "used"]
    assert result["plotted"][5] == 70
    table = pl.DataFrame({"period_start": [months(7)[5]], "reason": ["wrong form"]})
    assert signals(frame, chart="xbar_s", excluded=table).equals(result)
    one = frame.with_columns(out=pl.col("value") == 90)
    assert signals(one, chart="xbar_s", excluded="out")["point_status"][5] == "unusable"


def test_only_subgroups_have_columns_of_spread():
    assert "sd" not in record_schema(PRESETS["hls"])
    found = list(record_schema(PRESETS["hls"], "xbar_s"))
    assert found[-4:] == ["sd", "sd_centre", "sd_lower", "sd_upper"]
    assert subgroups([[1, 2]] * 3).columns[2:] == found
    assert subgroups([]).columns[2:] == found


# The test of the whole series


def test_example_6_of_the_page_by_the_public_function():
    tail = [1 if i % 2 else -1 for i in range(24)]
    nine = [1.0] * 9 + [-1.0] + tail[:14]
    assert anhoej(nine, 0) == Anhoej(24, 9, 8, 14, 8, True)
    eight = [1.0] * 8 + [-1.0] + tail[:15]
    assert anhoej(eight, centre=0.0).series_not_random is False


def test_the_centre_is_the_median_and_points_on_it_do_not_count():
    found = anhoej([1, 2, None, 3, 4, 5, float("nan")])
    assert (found.n_useful, found.longest_run, found.crossings) == (4, 2, 1)
    assert (found.longest_run_max, found.crossings_min, found.series_not_random) == (None, None, None)
    assert anhoej([]) == Anhoej(0, 0, None, 0, None, None)


# Presets


def test_every_preset_of_the_page_is_there_with_its_source():
    names = {"hls", "nhsr-0.2.2", "mdc-2023", "powerbi-1.8", "anhoej", "western-electric", "wheeler"}
    assert set(PRESETS) == names
    assert all(found.source for found in PRESETS.values())


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("chart", CHARTS)
def test_every_preset_reads_every_chart(name, chart):
    frame = monthly([12, 14, 13] * 8, size=[40, 50, 45, 60] * 6)
    ratio = {"numerator": "value", "denominator": "size"} if chart in RATIOS else {}
    result = signals(frame, name, chart=chart, **ratio)
    assert (result["preset"][0], result["chart"][0], result.height) == (name, chart, 24)
    assert ("away_from_centre" in result.columns) == (name == "western-electric")


def test_making_data_count_shows_no_limits_before_thirteen_points():
    assert signals(monthly([3, 5] * 6), "mdc-2023")["limits_status"][0] == "none"
    assert signals(monthly([3, 5] * 7), "mdc-2023")["limits_status"][0] == "ok"


def test_five_rising_points_are_a_signal_in_power_bi_only():
    values = [9, 1, 2, 3, 4, 5, 1, 9, 4, 7]
    assert fired(signals(monthly(values), "powerbi-1.8"), "steady_rise") == [2, 3, 4, 5, 6]
    assert fired(signals(monthly(values)), "steady_rise") == []


def test_three_of_four_half_way_to_the_limit_is_wheelers():
    values = [9, 11] * 7 + [13, 13, 11, 13]
    found = signals(monthly(values), "wheeler", baseline=14)
    assert fired(found, "near_the_edge") == [15, 16, 18]
    assert found["near_upper"][0] == pytest.approx(10 + 2.66 * 2 / 2)


def test_a_preset_may_be_changed_for_any_chart():
    quiet = preset("hls", shift_points=8)
    assert ratios(chart="p").height == 13
    assert signals(monthly(HELPED), quiet, chart="c")["preset"][0] == "hls+shift_points=8"


def test_figures_of_another_kind_are_told_of():
    halves = monthly([v + 0.5 for v in HELPED])
    assert "chart_not_suited" in signals(halves, chart="c")["advice"][0]
    assert "chart_not_suited" not in signals(monthly(HELPED), chart="c")["advice"][0]
    assert "chart_not_suited" in ratios(calculation="mean")["advice"][0]
    assert "chart_not_suited" not in ratios(calculation="ratio")["advice"][0]


def test_limits_stand_on_rows_without_a_point_where_they_can_be_worked_out():
    frame = monthly([*HELPED[:12], None], size=ASKED)
    blank = signals(frame, chart="p", numerator="value", denominator="size")
    assert blank["plotted"][-1] is None
    assert blank["upper"][-1] is not None
    lost = signals(
        frame.with_columns(size=pl.when(pl.col("value").is_not_null()).then("size")),
        chart="p",
        numerator="value",
        denominator="size",
    )
    assert (lost["centre"][-1], lost["upper"][-1]) == (blank["centre"][-1], None)
    out = ratios(excluded=pl.DataFrame({"period_start": [months(13)[-1]]}))
    assert out["point_status"][-1] == "excluded"
    assert out["upper"][-1] is not None
    assert out["phase_points"][0] == 12


def test_days_between_periods_are_no_gap_between_events():
    starts = [date(2024, 1, 1) + timedelta(days=d) for d in (0, 31, 121, 152, 366, 397)]
    frame = monthly([3, 5, 8, 2, 9, 4]).with_columns(pl.Series("period_start", starts))
    assert signals(frame, chart="g")["moving_range"].null_count() == 1
    assert signals(frame)["moving_range"].null_count() > 1


def test_all_events_of_an_excluded_day_are_excluded_and_phases_may_begin_on_it():
    days = [date(2024, 1, 5), *[date(2024, 2, 9)] * 2, *months(8)[2:]]
    frame = monthly([3, 5, 8, 2, 9, 4, 6, 7, 5]).with_columns(pl.Series("period_start", days))
    out = pl.DataFrame({"period_start": ["2024-02-09"], "reason": ["counted twice"]})
    result = signals(frame, chart="g", excluded=out)
    assert result["point_status"].to_list() == ["used", "excluded", "excluded", *["used"] * 6]
    begun = signals(frame, chart="g", phases=[date(2024, 2, 1)])
    assert begun["phase"].to_list() == [1, *[2] * 8]
    assert check_phases(frame, [date(2024, 2, 1)], chart="g")["status"].to_list() == ["used"]


def test_batches_of_a_file_are_charted_as_one_frame_would_be(tmp_path):
    many = pl.concat([monthly(HELPED, size=ASKED).with_columns(series=pl.lit(f"area {i}")) for i in range(5)])
    many.write_parquet(tmp_path / "ordered.parquet")
    columns = {"numerator": "value", "denominator": "size", "scale": 100}
    for chart in ("p", "auto", "xbar_s"):
        batches = signals_by_batch(tmp_path / "ordered.parquet", batch_points=20, chart=chart, **columns)
        assert pl.concat(list(batches)).equals(signals(many, chart=chart, **columns))
