"""Series that trip other tools: each gets a status and a sentence, no figure that is none, never every point marked.

The faults named in the tests are those of other tools that spec/variation.md lists; here is where we do not share them.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hls_signals.variation import CHARTS, PRESETS, advice_sentences, signals

RATIOS = ("p", "np", "u", "p_prime", "u_prime")
NAN, INF = float("nan"), float("inf")


def months(n):
    return [date(2022 + i // 12, i % 12 + 1, 1) for i in range(n)]


def monthly(values, sizes=None):
    columns = {"series": ["Tamarhaven"] * len(values), "period_start": months(len(values)), "value": values}
    kinds = {"series": pl.String, "period_start": pl.Date, "value": pl.Float64, "size": pl.Float64}
    return pl.DataFrame({**columns, "size": sizes or [50.0] * len(values)}, schema=kinds)


def read(frame, chart, name="hls", **more):
    if chart in RATIOS:
        more = {"numerator": "value", "denominator": "size", **more}
    if chart == "xbar_s":
        # Three measurements a month: the figure and the two before it.
        frame = pl.concat([frame, *(frame.with_columns(pl.col("value").shift(back)) for back in (1, 2))])
    return signals(frame, name, chart=chart, scale=100, **more)


DEGENERATE = {
    "constant": [7.0] * 24,
    "constant nothing": [0.0] * 24,
    "everybody": [50.0] * 24,
    "mostly nothing": [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    "one figure": [7.0],
    "two figures": [7.0, 9.0],
    "two levels": [7.0] * 12 + [9.0] * 12,
    "all blank": [None] * 24,
    "one figure among blanks": [None] * 12 + [7.0] + [None] * 11,
    "every second blank": [7.0, None, 9.0, None] * 6,
    "no numbers": [NAN, INF] * 12,
    "some numbers": [7.0, NAN, 9.0, INF, 8.0, 6.0] * 4,
    "last digits": [0.1 + 0.2, 0.3] * 12,
    "tiny": [5e-324, 1e-300, 2e-300] * 8,
    "enormous": [1e299, 1e300, -1e300] * 8,
    "huge counts": [1e15, 1e15 + 2] * 12,
    "below nothing": [-1.0, -3.0, -2.0] * 8,
}
# Few points, or values at the edge of what a computer holds, may all lie on one side of a line; these may not.
ORDINARY = ("constant", "constant nothing", "everybody", "mostly nothing", "every second blank", "last digits")


@pytest.mark.parametrize("name", ["hls", "nhsr-0.2.2", "western-electric"])
@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("kind", DEGENERATE)
def test_every_degenerate_series_gets_a_status_and_no_figure_that_is_none(kind, chart, name):
    values = DEGENERATE[kind]
    result = read(monthly(values), chart, name)
    assert result.height == len(values)
    floats = result.select(pl.col(pl.Float64))
    assert floats.select(pl.all().is_finite().fill_null(True).all()).row(0) == (True,) * floats.width
    assert result["limits_status"].null_count() == result["point_status"].null_count() == 0
    bare = result.filter(pl.col("plotted").is_not_null() & pl.col("lower").is_null())
    assert set(bare["limits_status"]) <= {"none"}
    if result["limits_status"][0] in ("none", "no_variation", "provisional") and chart != "run":
        assert all(advice_sentences(result["advice"][0]))
        assert result["advice"][0]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("kind", ORDINARY)
def test_no_degenerate_series_has_more_than_its_few_events_marked(kind, chart):
    result = read(monthly(DEGENERATE[kind]), chart)
    marked = result.filter(pl.col("read_first").is_in(["signal_high", "signal_low"]))
    assert marked.height <= result.height / 4


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("kind", ORDINARY)
def test_no_degenerate_series_lies_outside_its_own_limits(kind, chart, name):
    result = read(monthly(DEGENERATE[kind]), chart, name)
    beyond = result.filter(pl.col("beyond_usual_range").is_in([-1, 1]))
    assert beyond.height <= result.height / 4


@pytest.mark.parametrize("sizes", [[0.0] * 24, [None] * 24, [-5.0] * 24, [NAN] * 24, [5e-324] * 24, [INF] * 24])
@pytest.mark.parametrize("chart", RATIOS)
def test_denominators_that_are_none_make_points_unusable(chart, sizes):
    result = read(monthly([3.0] * 24, sizes), chart)
    assert set(result["point_status"]) == {"unusable"}
    assert result["plotted"].null_count() == 24
    assert set(result["limits_status"]) == {"none"}
    assert "too_few_points" in result["advice"][0]


@pytest.mark.parametrize("chart", RATIOS)
def test_a_few_denominators_of_nothing_change_no_other_point(chart):
    sizes = [50.0, 40.0, 60.0] * 8
    clean = read(monthly([9.0, 10.0, 12.0] * 8, sizes).filter(pl.int_range(pl.len()) % 5 != 2), chart, calendar="month")
    holes = [0.0 if i % 5 == 2 else size for i, size in enumerate(sizes)]
    result = read(monthly([9.0, 10.0, 12.0] * 8, holes), chart)
    assert result["point_status"].to_list().count("unusable") == 5
    kept = result.filter(pl.col("point_status") == "used")
    assert kept.drop("advice").equals(clean.drop("advice"))


@pytest.mark.parametrize(
    ("chart", "values", "unusable"),
    [
        ("p", [3.0, -1.0, 51.0], [False, True, True]),
        ("np", [3.0, -1.0, 51.0], [False, True, True]),
        ("p_prime", [3.0, -1.0, 51.0], [False, True, True]),
        ("u", [3.0, -1.0, 51.0], [False, True, False]),
        ("u_prime", [3.0, -1.0, 51.0], [False, True, False]),
        ("c", [3.0, -1.0, 0.0], [False, True, False]),
        ("g", [3.0, -1.0, 0.0], [False, True, False]),
        ("t", [3.0, -1.0, 0.0], [False, True, True]),
        ("xmr", [3.0, -1.0, 0.0], [False, False, False]),
    ],
)
def test_what_each_chart_cannot_use_is_kept_as_a_row_and_said(chart, values, unusable):
    result = read(monthly(values), chart)
    assert [status == "unusable" for status in result["point_status"]] == unusable
    assert result["plotted"].is_null().to_list() == unusable


# Faults of other tools


def test_screening_that_leaves_nothing_marks_no_point_but_the_events():
    for name in ("hls", "nhsr-0.2.2", "powerbi-1.8", "anhoej"):
        result = read(monthly([0] * 8 + [3] + [0] * 6 + [2] + [0] * 4), "xmr", name)
        assert result["limits_status"][0] == "ok"
        assert "limits_fallback" in result["advice"][0]
        assert set(result.filter(pl.col("beyond_usual_range") != 0)["plotted"]) <= {2, 3}
        assert result["beyond_usual_range"].to_list().count(1) == 2


@pytest.mark.parametrize("name", PRESETS)
def test_a_constant_and_a_lone_point_have_a_status_instead_of_limits_that_are_no_numbers(name):
    constant = read(monthly([7.0] * 24), "xmr", name)
    assert constant.select("lower", "centre", "upper").unique().rows() == [(7, 7, 7)]
    assert constant["limits_status"][0] == "no_variation"
    lone = read(monthly([7.0]), "xmr", name)
    assert (lone["limits_status"][0], lone["upper"][0]) == ("none", None)


def test_a_point_that_two_rules_pick_out_shows_both():
    result = read(monthly([10.0, 12.0] * 6 + [16, 17, 18, 19, 20, 21, 40]), "xmr", baseline=12)
    last = result.row(-1, named=True)
    assert (last["beyond_usual_range"], last["run_on_one_side"], last["steady_rise"]) == (1, 1, True)
    assert last["read_first_rule"] == "beyond_usual_range"


def test_a_turning_point_belongs_to_both_trends():
    result = read(monthly([0.0, 20.0] * 7 + [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]), "xmr", "nhsr-0.2.2")
    assert (result["steady_rise"][20], result["steady_fall"][20]) == (True, True)
    # Where the last of a rise is followed by an equal one that begins a fall, each is read as its own.
    level = read(monthly([0.0, 20.0] * 7 + [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1]), "xmr", "nhsr-0.2.2")
    assert level["read_first"].to_list()[20:22] == ["signal_high", "signal_low"]


def test_the_two_sides_of_a_gap_are_no_neighbours():
    values = [10.0, 12.0] * 6 + [10.0] * 6 + [13.0]
    here = monthly(values)
    gone = here.filter(pl.int_range(pl.len()) != 14)
    assert read(gone, "xmr")["moving_range"][14] is None
    assert read(gone, "xmr", "nhsr-0.2.2")["moving_range"][14] == 0


@pytest.mark.parametrize("name", PRESETS)
def test_the_last_digit_of_a_float_makes_no_signal(name):
    result = read(monthly([0.1 * 3, 0.3, 0.1 + 0.2] * 8), "xmr", name)
    assert set(result["limits_status"]) == {"no_variation"}
    assert not {"signal_high", "signal_low"} & set(result["read_first"])


def test_the_whole_series_test_uses_the_inequalities_of_its_author():
    # 24 useful points: a run of 8 and 8 crossings are what chance allows; 9, or 7, are not.
    run_of = {n: [1.0] * n + [-1.0, 1.0] * 12 for n in (8, 9)}
    for n, values in run_of.items():
        result = read(monthly(values[:24]), "xmr", baseline=None)
        assert result["longest_run"][0] == n
        assert result["series_not_random"][0] is (n == 9)
