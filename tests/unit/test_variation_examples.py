"""The worked examples of the page, and the numbers a reader can check by hand."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import polars as pl
import pytest

from hls_signals.variation import CHARTS, PRESETS, check_phases, preset, record_schema, signals, signals_by_batch
from hls_signals.variation.anhoej import crossings_min, longest_run_max

WAITS = [12, 15, 11, 14, 13, 16, 12, 14, 13, 15, 12, 14, 26]
SHIFTED = [18, 22, 18, 22, 18, 22, 18, 21, 22, 20, 21, 23, 21, 22, 21, 16, 21, 17, 21, 16]
RARE = [0] * 8 + [3] + [0] * 6 + [2] + [0] * 4


def months(n, start=date(2024, 4, 1)):
    return [date(start.year + (start.month - 1 + i) // 12, (start.month - 1 + i) % 12 + 1, start.day) for i in range(n)]


def monthly(values, series="Tamarhaven"):
    return pl.DataFrame(
        {"series": [series] * len(values), "period_start": months(len(values)), "value": values},
        schema={"series": pl.String, "period_start": pl.Date, "value": pl.Float64},
    )


def fired(result, rule):
    """Points, from 1, that a rule marks."""
    return [i + 1 for i, mark in enumerate(result[rule]) if mark]


# Example 1


def test_the_waits_have_the_limits_of_the_page_and_one_signal():
    result = signals(monthly(WAITS))
    last = result.row(-1, named=True)
    assert last["centre"] == pytest.approx(187 / 13, abs=1e-12)
    assert (round(last["lower"], 6), round(last["upper"], 6)) == (7.613706, 21.155524)
    assert last["left_out"] == 1
    assert fired(result, "beyond_usual_range") == [13]
    assert result["read_first"].to_list() == ["usual_variation"] * 12 + ["signal_high"]
    assert last["read_first_rule"] == "beyond_usual_range"


def test_the_waits_unscreened_have_the_limits_of_the_page():
    last = signals(monthly(WAITS), preset("hls", screen=False)).row(-1, named=True)
    assert (round(last["lower"], 6), round(last["upper"], 6)) == (5.517949, 23.251282)
    assert last["left_out"] == 0
    assert last["preset"] == "hls+screen=False"


# Example 2


def test_a_point_on_the_centre_bridges_a_run_in_hls():
    result = signals(monthly(SHIFTED))
    assert fired(result, "run_on_one_side") == [8, 9, 10, 11, 12, 13, 14, 15]
    assert set(result["read_first_rule"].drop_nulls()) == {"run_on_one_side"}
    assert result["centre"][0] == 20
    assert (result["lower"][0], result["upper"][0]) == pytest.approx((11.6, 28.4), abs=1e-12)


def test_a_point_on_the_centre_ends_a_run_in_nhsr():
    result = signals(monthly(SHIFTED), "nhsr-0.2.2")
    assert set(result["read_first"]) == {"usual_variation"}


def test_three_sigma_by_the_exact_constant_is_a_little_narrower():
    result = signals(monthly(SHIFTED), preset("hls", xmr_factor=3 / 1.128))
    assert (round(result["lower"][0], 6), round(result["upper"][0], 6)) == (11.601344, 28.398656)


# Example 3


def test_screening_that_leaves_nothing_falls_back():
    result = signals(monthly(RARE))
    assert (result["centre"][0], result["lower"][0]) == pytest.approx((0.25, -1.15), abs=1e-12)
    assert result["upper"][0] == pytest.approx(1.65, abs=1e-12)
    assert [result["plotted"][i - 1] for i in fired(result, "beyond_usual_range")] == [3, 2]
    assert result["read_first"].to_list().count("signal_high") == 2
    assert result["run_on_one_side"].null_count() == 20
    assert {"mostly_one_value", "limits_fallback"} <= set(result["advice"][0].split(";"))


# Example 6


def test_the_bounds_of_anhoej_are_those_of_the_page():
    assert [longest_run_max(n) for n in (10, 12, 24, 36)] == [6, 7, 8, 8]
    assert [crossings_min(n) for n in (10, 12, 24, 36)] == [2, 3, 8, 13]


@pytest.mark.parametrize(("run", "expected"), [(8, False), (9, True)])
def test_a_run_of_nine_among_24_is_not_random_and_a_run_of_eight_may_be(run, expected):
    tail = [1 if i % 2 else -1 for i in range(24 - run)]
    shape = [1.0] * run + [-1.0] + tail[: 24 - run - 1]
    # The mean lies between the two levels, so each point is on the side its sign says.
    result = signals(monthly([10 + s for s in shape]))
    assert result["n_useful"][0] == 24
    assert result["longest_run"][0] == run
    assert result["series_not_random"][0] is expected


# Limits


def test_a_value_on_the_limit_is_inside():
    # Mean 10, mean range 2: the upper limit is 15.32, and 15.32 comes back from a phase of its own baseline.
    base = [9, 11] * 6 + [9]
    centre, spread = sum(base) / 13, 2.0
    limit = centre + 2.66 * spread
    inside = signals(monthly([*base, limit]), baseline=13)
    outside = signals(monthly([*base, limit * (1 + 1e-9)]), baseline=13)
    assert inside["beyond_usual_range"][-1] == 0
    assert outside["beyond_usual_range"][-1] == 1


def test_the_last_digit_of_a_float_makes_no_signal():
    tenths = [0.1 + 0.2, 0.3] * 6
    result = signals(monthly(tenths))
    assert set(result["limits_status"]) == {"no_variation"}
    assert set(result["moving_range"].drop_nulls()) == {0.0}
    assert result["read_first"].unique().to_list() == ["usual_variation"]


def test_a_constant_series_has_its_common_value_for_every_line():
    result = signals(monthly([0.1] * 14), "nhsr-0.2.2")
    assert result.select("centre", "lower", "upper").unique().rows() == [(0.1, 0.1, 0.1)]
    assert result["limits_status"][0] == "no_variation"
    assert result["beyond_usual_range"].null_count() == 14
    assert result["near_the_edge"].null_count() == 14
    assert result["run_on_one_side"].to_list() == [0] * 14
    assert result["advice"][0] == "no_variation"


def test_points_that_leave_a_constant_baseline_are_told_of():
    result = signals(monthly([5] * 12 + [9, 9]), baseline=12)
    assert result["limits_status"][0] == "no_variation"
    assert "changed_after_constant" in result["advice"][0].split(";")
    assert set(result["upper"]) == {5.0}


@pytest.mark.parametrize(("n", "status"), [(1, "none"), (2, "none"), (5, "none"), (6, "provisional"), (13, "ok")])
def test_how_many_points_limits_need(n, status):
    result = signals(monthly([3, 5] * 6 + [3] if n == 13 else ([3, 5] * 6)[:n]))
    assert set(result["limits_status"]) == {status}
    if status == "none":
        assert result["advice"][0] == "too_few_points"
        for column in ("centre", "lower", "upper", "near_lower", "beyond_usual_range", "steady_rise", "read_first"):
            assert result[column].null_count() == n


def test_limits_can_rest_on_a_stretch_of_time():
    window = pl.DataFrame({"from": [date(2024, 4, 1)], "to": [date(2025, 4, 1)]})
    result = signals(monthly(WAITS), baseline=window)
    assert result["phase_points"][0] == 12
    assert result["centre"][0] == pytest.approx(sum(WAITS[:12]) / 12)
    assert result["beyond_usual_range"][-1] == 1


# Rules


def test_a_turning_point_belongs_to_both_and_is_read_as_the_later():
    # A restless history keeps the limits wide, so that no other rule speaks first.
    result = signals(monthly([0, 20] * 7 + [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]))
    assert fired(result, "steady_rise") == [15, 16, 17, 18, 19, 20, 21]
    assert fired(result, "steady_fall") == [21, 22, 23, 24, 25, 26, 27]
    assert result["read_first_rule"].to_list()[14:20] == ["steady_rise"] * 6
    turning = result.row(20, named=True)
    assert (turning["read_first"], turning["read_first_rule"]) == ("signal_low", "steady_fall")


def test_a_steady_rise_bridges_equal_neighbours_in_hls_only():
    values = [9, 1, 2, 3, 3, 4, 5, 6, 7, 7, 2, 9, 2]
    assert fired(signals(monthly(values)), "steady_rise") == [2, 3, 4, 5, 6, 7, 8, 9]
    assert fired(signals(monthly(values), "nhsr-0.2.2"), "steady_rise") == []


def test_two_of_three_near_the_edge_count_a_point_beyond_it_in_hls_only():
    base = [9, 11] * 7
    ours = signals(monthly([*base, 14.5, 20, 11]), baseline=14)
    theirs = signals(monthly([*base, 14.5, 20, 11]), "nhsr-0.2.2", baseline=14)
    assert fired(ours, "near_the_edge") == [15, 16]
    assert fired(theirs, "near_the_edge") == []
    assert ours["read_first_rule"].to_list()[14:16] == ["near_the_edge", "beyond_usual_range"]


def test_four_of_five_away_from_the_centre_has_its_own_column():
    away = preset("hls", away_need=4, away_of=5, away_at=1 / 3)
    result = signals(monthly([9, 11] * 7 + [12, 12, 10, 12, 12, 9]), away, baseline=14)
    assert fired(result, "away_from_centre") == [15, 16, 18, 19]
    assert result["read_first_rule"][14] == "away_from_centre"
    assert "away_from_centre" not in signals(monthly(WAITS)).columns


def test_a_rule_that_is_switched_off_is_judged_nowhere():
    quiet = preset("hls", shift_points=None, trend_points=None, edge_need=None, edge_of=None, edge_at=None)
    result = signals(monthly(WAITS), quiet)
    for column in ("run_on_one_side", "steady_rise", "steady_fall", "near_the_edge", "near_lower"):
        assert result[column].null_count() == 13
    assert result["read_first"][-1] == "signal_high"


# Links


def test_a_blank_row_parts_its_neighbours_and_keeps_its_limits():
    values = [*WAITS[:6], None, *WAITS[6:]]
    result = signals(monthly(values))
    assert result["point_status"][6] == "blank"
    assert result["moving_range"][6] is None
    assert result["moving_range"][7] is None
    assert result["centre"][6] == result["centre"][0]
    assert result["read_first"][6] is None


def test_an_absent_month_parts_its_neighbours_in_hls_only():
    frame = monthly(WAITS).filter(pl.col("period_start") != date(2024, 10, 1))
    assert signals(frame)["moving_range"][6] is None
    assert signals(frame, "nhsr-0.2.2")["moving_range"][6] == 2


def test_quarters_written_as_quarters_have_no_gaps():
    frame = monthly(WAITS).with_columns(pl.Series("period_start", months(39)[::3]))
    result = signals(frame)
    assert result["moving_range"].null_count() == 1
    # Said to be monthly, two of three periods are absent.
    said = signals(frame, calendar="month")
    assert said["moving_range"].null_count() == 13
    assert said["advice"][0] == "gaps;too_few_points"


def test_month_ends_count_as_monthly():
    ends = [day - timedelta(days=1) for day in months(14)[1:]]
    result = signals(monthly(WAITS).with_columns(pl.Series("period_start", ends)))
    assert "calendar_unknown" not in result["advice"][0]
    assert result["moving_range"].null_count() == 1


def test_dates_without_a_rhythm_are_said_to_have_none():
    days = [date(2024, 1, 1) + timedelta(days=i * i + i) for i in range(13)]
    result = signals(monthly(WAITS).with_columns(pl.Series("period_start", days)))
    assert result["advice"][0] == "calendar_unknown"
    assert result["moving_range"].null_count() == 1


def test_hours_are_drawn_in_their_order_without_a_calendar():
    hours = pl.datetime_range(date(2024, 1, 1), date(2024, 1, 2), "1h", eager=True)[5:18].to_list()
    result = signals(monthly(WAITS).with_columns(pl.Series("period_start", hours)))
    assert result["period_start"].to_list() == hours
    assert result["advice"][0] == "calendar_unknown"


# Phases and exclusions


def test_a_phase_begins_at_the_first_point_on_or_after_its_date():
    frame = monthly([10, 12] * 7 + [30, 33] * 7)
    result = signals(frame, phases=[date(2025, 5, 15), date(2031, 1, 1)])
    assert result["phase"].to_list() == [1] * 14 + [2] * 14
    assert result["centre"].unique().sort().to_list() == [11, 31.5]
    assert result["moving_range"][14] is None
    assert result["read_first"].unique().to_list() == ["usual_variation"]


def test_what_became_of_each_phase_is_told():
    phases = pl.DataFrame(
        {
            "series": ["Tamarhaven", "Tamarhaven", "Tamarhaven", "Elsewhere"],
            "starts": [date(2024, 8, 1), date(2024, 7, 2), date(2030, 1, 1), date(2024, 8, 1)],
            "reason": ["new team", "new form", "later", "other"],
        }
    )
    told = check_phases(monthly(WAITS), phases)
    assert told["status"].to_list() == ["used", "merged", "not_started", "unknown_series"]
    assert told["reason"].to_list() == ["new team; new form", "new form", "later", "other"]
    assert told["phase"].to_list() == [2, 2, None, None]
    assert told["begins"].to_list()[0] == date(2024, 8, 1)
    assert signals(monthly(WAITS), phases=phases)["phase"].max() == 2


def test_an_excluded_point_keeps_its_place_and_touches_nothing():
    table = pl.DataFrame({"series": ["Tamarhaven"], "period_start": [date(2025, 4, 1)], "reason": ["recording fault"]})
    result = signals(monthly(WAITS), excluded=table)
    assert result["point_status"][-1] == "excluded"
    assert result["plotted"][-1] == 26
    assert result["read_first"][-1] is None
    assert result["centre"][-1] == pytest.approx(sum(WAITS[:12]) / 12)
    column = monthly(WAITS).with_columns(pl.Series("out", [False] * 12 + [True]))
    assert signals(column, excluded="out").equals(result)


# Ratios, shape and batches


def test_a_ratio_is_scaled_and_unusable_without_a_denominator():
    frame = monthly(WAITS).rename({"value": "x"}).with_columns(n=pl.Series([50.0] * 10 + [0.0, None, -2.0]))
    result = signals(frame, numerator="x", denominator="n", scale=100)
    assert result["plotted"][0] == 24
    assert result["point_status"].to_list() == ["used"] * 10 + ["unusable"] * 3


def test_numbers_of_any_kind_are_accepted():
    wanted = signals(monthly(WAITS))
    for dtype in (pl.Int16, pl.UInt8, pl.Float32, pl.Decimal(10, 2), pl.String):
        assert signals(monthly(WAITS).with_columns(pl.col("value").cast(pl.Int64).cast(dtype))).equals(wanted)


def test_the_columns_are_those_of_the_record_in_their_order():
    result = signals(monthly(WAITS))
    assert dict(list(result.schema.items())[2:]) == record_schema(PRESETS["hls"])
    assert result.columns[:3] == ["series", "period_start", "plotted"]
    empty = signals(monthly([]))
    assert empty.schema == result.schema
    assert empty.height == 0
    assert set(CHARTS) == set(["run", "xmr", "mr", "p", "np", "u", "c", "p_prime", "u_prime", "g", "t", "xbar_s"])


def test_a_frame_may_be_one_series_without_a_key():
    result = signals(monthly(WAITS).drop("series").reverse(), series=())
    assert result.columns[0] == "period_start"
    assert result.equals(signals(monthly(WAITS)).drop("series"))
    assert check_phases(monthly(WAITS).drop("series"), [date(2024, 9, 1)], series=())["phase"].to_list() == [2]


def test_batches_from_parquet_equal_the_whole(tmp_path):
    parts = [monthly([(i * 7 + j * j) % 11 for j in range(5 + i % 20)], f"area {i:04d}") for i in range(300)]
    whole = pl.concat(parts)
    whole.write_parquet(tmp_path / "ordered.parquet", row_group_size=500)
    batches = list(signals_by_batch(tmp_path / "ordered.parquet", batch_points=700))
    assert len(batches) > 3
    assert pl.concat(batches).equals(signals(whole))
    assert pl.concat(signals_by_batch([whole[:5], whole[5:]])).equals(signals(whole))


def test_a_parquet_file_without_rows_gives_an_empty_record(tmp_path):
    monthly([]).write_parquet(tmp_path / "empty.parquet")
    assert pl.concat(signals_by_batch(tmp_path / "empty.parquet")).equals(signals(monthly([])))


def test_a_changed_preset_is_named_for_its_changes():
    assert preset("hls", trend_points=6, shift_points=8).name == "hls+shift_points=8+trend_points=6"
    assert preset("hls", shift_points=7) is PRESETS["hls"]


@pytest.mark.parametrize("rows_a_batch", [1, 7, 40, 200])
def test_the_size_of_the_inner_batches_changes_nothing(monkeypatch, rows_a_batch):
    parts = [monthly([(i * 7 + j * j) % 11 for j in range(3 + 9 * (i % 5))], f"area {i}") for i in range(12)]
    frame = pl.concat(parts).with_columns(out=pl.int_range(pl.len()) % 13 == 0)
    window = pl.DataFrame({"from": [date(2024, 6, 1)], "to": [date(2025, 6, 1)]})
    given = {"phases": [date(2025, 1, 1)], "baseline": window, "excluded": "out"}
    whole = signals(frame, **given)
    monkeypatch.setattr("hls_signals.variation.rows.BATCH_ROWS", rows_a_batch)
    assert signals(frame, **given).equals(whole)


@pytest.mark.parametrize("name", ["day", "week", "month", "quarter", "year"])
def test_a_named_calendar_finds_the_one_absent_period(name):
    every = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}[name]
    days = pl.date_range(date(2011, 2, 7), date(2030, 1, 1), every, eager=True)[:14]
    frame = monthly([*WAITS, 12]).with_columns(period_start=days)
    assert signals(frame, calendar=name)["moving_range"].null_count() == 1
    absent = frame.filter(pl.int_range(pl.len()) != 6)
    assert signals(absent, calendar=name)["moving_range"].is_null().arg_true().to_list() == [0, 6]
    assert signals(absent)["moving_range"].is_null().arg_true().to_list() == [0, 6]
    assert signals(absent, calendar="irregular")["moving_range"].null_count() == 1


def test_a_chart_has_the_name_i_too():
    assert signals(monthly(WAITS), chart="i").equals(signals(monthly(WAITS)))


def test_the_lines_are_drawn_by_polars_and_numpy_alone():
    heavy = ("pyarrow", "pandas", "altair", "duckdb", "dagster", "great_expectations")
    script = f"import sys, hls_signals.variation; print([m for m in {heavy} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
