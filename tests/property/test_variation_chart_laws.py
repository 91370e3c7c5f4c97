"""Laws of example 8 of the page, for every chart they hold for."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hls_signals.variation import CHARTS, PRESETS, signals

LAW = settings(max_examples=25, deadline=None)
RATIOS = ("p", "np", "u", "p_prime", "u_prime")
LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
# Halves are exact in doubles, so a shift or a scale by a power of two moves every figure exactly.
FIGURES = st.one_of(st.integers(0, 40).map(lambda n: n / 2), st.integers(0, 6).map(float), st.none())
SIZES = st.sampled_from([10.0, 12.0, 20.0, 40.0])
SERIES = st.lists(st.tuples(FIGURES, SIZES), min_size=1, max_size=26)
MANY = st.lists(SERIES, min_size=1, max_size=3)
PRESET = st.sampled_from(list(PRESETS))


def months(n):
    return [date(2023 + i // 12, i % 12 + 1, 1) for i in range(n)]


def frame(many, chart):
    rows = [
        {"series": f"area {i}", "period_start": when, "value": value, "size": size, "row": j}
        for i, series in enumerate(many)
        for j, (when, (value, size)) in enumerate(zip(months(len(series)), series, strict=True))
    ]
    kinds = {"series": pl.String, "period_start": pl.Date, "value": pl.Float64, "size": pl.Float64, "row": pl.Int64}
    found = pl.DataFrame(rows, schema=kinds)
    if chart == "xbar_s":
        # Subgroups of three: the figure, and one above and one below it by what the size says.
        apart = [found.with_columns(value=pl.col("value") + k * pl.col("size") / 16) for k in (0, 1, -1)]
        found = pl.concat(apart)
    return found


def read(data, chart, name="hls", **more):
    ratio = {"numerator": "value", "denominator": "size"} if chart in RATIOS else {}
    return signals(data, name, chart=chart, **{"scale": 100, **ratio, **more})


@pytest.mark.parametrize("chart", CHARTS)
@LAW
@given(many=MANY, name=PRESET, dice=st.randoms())
def test_results_do_not_depend_on_row_order_or_on_other_series(chart, many, name, dice):
    whole = frame(many, chart)
    result = read(whole, chart, name)
    order = list(range(whole.height))
    if chart != "xbar_s":
        dice.shuffle(order)
    else:
        # The mean of a subgroup is summed in the order of its rows, so only whole subgroups change places.
        order.sort(key=lambda i: -whole["row"][i])
    assert_frame_equal(read(whole[order], chart, name), result, check_exact=True)
    alone = [read(part, chart, name) for part in whole.partition_by("series", maintain_order=True)]
    assert_frame_equal(pl.concat(alone), result, check_exact=True)


@pytest.mark.parametrize("chart", CHARTS)
@LAW
@given(series=SERIES, name=PRESET, data=st.data(), other=FIGURES)
def test_the_value_of_an_excluded_point_changes_nothing_else(chart, series, name, data, other):
    at = data.draw(st.integers(0, len(series) - 1))
    plain = frame([series], chart).with_columns(out=pl.col("row") == at)
    changed = plain.with_columns(value=pl.when("out").then(pl.lit(other, dtype=pl.Float64)).otherwise("value"))
    one, two = (
        read(part, chart, name, excluded="out", phases=[months(30)[at]]).with_row_index() for part in (plain, changed)
    )
    # Its own row differs in what is drawn of it, on a chart of subgroups also in its spread.
    own = [part.filter(index=at).drop("plotted", "sd", strict=False) for part in (one, two)]
    if chart != "xbar_s":
        assert_frame_equal(*own, check_exact=True)
    assert_frame_equal(one.filter(pl.col("index") != at), two.filter(pl.col("index") != at), check_exact=True)


@pytest.mark.parametrize("chart", CHARTS)
@LAW
@given(series=SERIES, data=st.data())
def test_removing_a_value_and_removing_its_row_give_the_same_limits_in_hls(chart, series, data):
    at = data.draw(st.integers(0, len(series) - 1))
    whole = frame([series], chart)
    here = pl.col("row") == at
    more = {} if chart in ("g", "t") else {"calendar": "month"}
    blanked = read(whole.with_columns(value=pl.when(~here).then("value")), chart, **more)
    removed = read(whole.filter(~here), chart, **more)
    kept = blanked.filter(pl.col("period_start") != months(30)[at])
    # Between events there are no periods to miss, so only a blank row parts its neighbours there.
    same = pl.exclude("advice") if chart not in ("g", "t") else pl.col("phase_points", "centre")
    if chart == "t":
        same = pl.col("phase_points")
    assert_frame_equal(kept.select(same), removed.select(same), check_exact=True)


@pytest.mark.parametrize("chart", ["xmr", "run", "xbar_s", "mr"])
@LAW
@given(many=MANY, name=PRESET, constant=st.sampled_from([-64.0, 8.0, 1024.0]))
def test_adding_a_constant_moves_all_lines_by_it(chart, many, name, constant):
    data = frame(many, chart)
    plain, added = read(data, chart, name), read(data.with_columns(pl.col("value") + constant), chart, name)
    lift = 0 if chart == "mr" else constant
    wanted = plain.with_columns(pl.col("plotted", *LINES) + lift)
    assert_frame_equal(added.drop("advice"), wanted.drop("advice"), rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("chart", ["xmr", "run", "xbar_s", "mr", "t"])
@LAW
@given(many=MANY, name=PRESET, factor=st.sampled_from([0.25, 2.0, 4096.0]))
def test_multiplying_by_a_positive_number_scales_all_lines(chart, many, name, factor):
    data = frame(many, chart)
    plain, scaled = read(data, chart, name), read(data.with_columns(pl.col("value") * factor), chart, name)
    spreads = [c for c in plain.columns if c.startswith("sd")]
    wanted = plain.with_columns(pl.col("plotted", "moving_range", *LINES, *spreads) * factor)
    # The root of a time is no exact number, so what lies on a line of times is left to the last digits.
    kept = pl.exclude("advice") if chart != "t" else pl.col("plotted", *LINES, "left_out", "limits_status")
    assert_frame_equal(scaled.select(kept), wanted.select(kept), rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("chart", RATIOS)
@LAW
@given(many=MANY, name=PRESET, factor=st.sampled_from([0.25, 2.0, 4096.0]))
def test_the_scale_of_a_ratio_scales_its_lines_and_turns_no_point(chart, many, name, factor):
    data = frame(many, chart)
    plain, scaled = read(data, chart, name, scale=1), read(data, chart, name, scale=factor)
    moved = 1 if chart == "np" else factor
    wanted = plain.with_columns(pl.col("plotted", "moving_range", *LINES) * moved)
    assert_frame_equal(scaled, wanted, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("chart", ["xmr", "run", "xbar_s"])
@LAW
@given(many=MANY, name=PRESET)
def test_negating_swaps_high_and_low(chart, many, name):
    data = frame(many, chart)
    plain, negated = read(data, chart, name), read(data.with_columns(-pl.col("value")), chart, name)
    mirrored = plain.select(centre=-pl.col("centre"), lower=-pl.col("upper"), near_lower=-pl.col("near_upper"))
    assert_frame_equal(negated.select(mirrored.columns), mirrored, rel_tol=1e-9, abs_tol=1e-9)
    for rule in ("beyond_usual_range", "run_on_one_side", "near_the_edge"):
        assert negated[rule].to_list() == (-plain[rule]).to_list()
    assert negated["steady_rise"].to_list() == plain["steady_fall"].to_list()
    assert negated["series_not_random"].to_list() == plain["series_not_random"].to_list()


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart not in ("run", "xbar_s", "mr")])
@pytest.mark.parametrize("line", ["lower", "upper"])
@LAW
@given(series=st.lists(st.tuples(st.integers(1, 10).map(float), SIZES), min_size=13, max_size=20))
def test_a_point_at_a_limit_is_no_signal_and_one_past_it_is(chart, line, series):
    data = frame([[*series, (5.0, 20.0)]], chart)
    at = len(series)
    first = read(data, chart, baseline=at, scale=1)
    limit = first.row(at, named=True)[line]
    if first["limits_status"][0] != "ok" or limit is None:
        return
    top = limit * 20 if chart in RATIOS and chart != "np" else limit

    def mark(value):
        moved = data.with_columns(value=pl.when(pl.col("row") == at).then(value).otherwise("value"))
        return read(moved, chart, baseline=at, scale=1).row(at, named=True)

    assert mark(top)["beyond_usual_range"] in (0, None)
    step = 1e-9 * abs(top)
    past = mark(top + step if line == "upper" else top - step)
    # Past the end of what can be, a figure is unusable; a limit at 0 cannot be passed by a share of itself.
    if past["point_status"] == "used" and step > 1e-15:
        assert past["beyond_usual_range"] == (1 if line == "upper" else -1)


@pytest.mark.parametrize("chart", CHARTS)
@LAW
@given(many=MANY, name=PRESET, baseline=st.one_of(st.none(), st.integers(1, 14)))
def test_every_row_comes_back_and_no_figure_is_none(chart, many, name, baseline):
    data = frame(many, chart)
    result = read(data, chart, name, baseline=baseline)
    assert result.height == sum(len(series) for series in many)
    floats = result.select(pl.col(pl.Float64))
    assert floats.select(pl.all().is_finite().fill_null(True).all()).row(0) == (True,) * floats.width
    bare = result.filter(pl.col("plotted").is_not_null() & pl.col("lower").is_null())
    assert set(bare["limits_status"]) <= {"none"}
    if chart != "mr":
        blank = pl.col("point_status").is_in(["blank", "unusable"])
        assert result.filter(blank)["plotted"].null_count() == result.filter(blank).height
    unjudged = result.filter(pl.col("plotted").is_null())
    assert unjudged["read_first"].null_count() == unjudged.height
