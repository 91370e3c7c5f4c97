"""Laws that hold for any figures: example 8 of the page."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hls_signals.variation import signals

LAW = settings(max_examples=60, deadline=None)
LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
# Quarters are exact in doubles, so a shift or a scale by a power of two moves every figure exactly.
QUARTERS = st.integers(-40, 40).map(lambda n: n / 4)
VALUES = st.lists(st.one_of(QUARTERS, QUARTERS, QUARTERS, st.none()), min_size=1, max_size=30)
MANY = st.lists(VALUES, min_size=1, max_size=4)
PRESET = st.sampled_from(["hls", "nhsr-0.2.2"])


def frame(many):
    return pl.DataFrame(
        [
            {"series": f"area {i}", "period_start": date(2023 + j // 12, j % 12 + 1, 1), "value": value}
            for i, values in enumerate(many)
            for j, value in enumerate(values)
        ],
        schema={"series": pl.String, "period_start": pl.Date, "value": pl.Float64},
    )


def moved(result, change):
    """The result with its lines and values put through a change of unit.

    Advice stays out: whole numbers may be counts, and in another unit they are whole no longer.
    """
    return result.drop("advice").with_columns(change(pl.col(name)).alias(name) for name in ("plotted", *LINES))


@LAW
@given(MANY, PRESET, st.sampled_from([-64.0, 8.0, 1024.0]))
def test_adding_a_constant_moves_all_lines_by_it(many, preset, constant):
    plain = signals(frame(many), preset)
    added = signals(frame(many).with_columns(pl.col("value") + constant), preset)
    assert_frame_equal(added.drop("advice"), moved(plain, lambda c: c + constant), rel_tol=1e-9, abs_tol=1e-9)


@LAW
@given(MANY, PRESET, st.sampled_from([0.25, 2.0, 4096.0]))
def test_multiplying_by_a_positive_number_scales_all_lines(many, preset, factor):
    plain = signals(frame(many), preset)
    scaled = signals(frame(many).with_columns(pl.col("value") * factor), preset)
    wanted = moved(plain, lambda c: c * factor).with_columns(pl.col("moving_range") * factor)
    assert_frame_equal(scaled.drop("advice"), wanted, rel_tol=1e-9, abs_tol=1e-9)


@LAW
@given(MANY, PRESET)
def test_negating_swaps_high_and_low(many, preset):
    plain = signals(frame(many), preset)
    negated = signals(frame(many).with_columns(-pl.col("value")), preset)
    swap = {"signal_high": "signal_low", "signal_low": "signal_high", "usual_variation": "usual_variation"}
    swap_rule = {"steady_rise": "steady_fall", "steady_fall": "steady_rise"}
    mirrored = plain.select(centre=-pl.col("centre"), lower=-pl.col("upper"), near_lower=-pl.col("near_upper"))
    assert_frame_equal(negated.select(mirrored.columns), mirrored, rel_tol=1e-9, abs_tol=1e-9)
    for rule in ("beyond_usual_range", "run_on_one_side", "near_the_edge"):
        assert negated[rule].to_list() == (-plain[rule]).to_list()
    assert negated["steady_rise"].to_list() == plain["steady_fall"].to_list()
    assert negated["read_first"].to_list() == [swap.get(v) for v in plain["read_first"]]
    assert negated["read_first_rule"].to_list() == [swap_rule.get(v, v) for v in plain["read_first_rule"]]
    assert negated["series_not_random"].to_list() == plain["series_not_random"].to_list()


@LAW
@given(MANY, PRESET, st.randoms())
def test_results_do_not_depend_on_row_order_or_on_other_series(many, preset, dice):
    whole = frame(many)
    result = signals(whole, preset)
    order = list(range(whole.height))
    dice.shuffle(order)
    assert_frame_equal(signals(whole[order], preset), result, check_exact=True)
    alone = [signals(part, preset) for part in whole.partition_by("series", maintain_order=True)]
    assert_frame_equal(pl.concat(alone), result, check_exact=True)


@LAW
@given(VALUES, PRESET, st.data(), st.one_of(QUARTERS, st.none(), st.just(float("nan"))))
def test_the_value_of_an_excluded_point_changes_nothing_else(values, preset, data, other):
    at = data.draw(st.integers(0, len(values) - 1))
    starts = data.draw(st.lists(st.integers(0, len(values) - 1), max_size=2))
    plain = frame([values]).with_columns(out=pl.int_range(pl.len()) == at)
    changed = plain.with_columns(value=pl.when("out").then(pl.lit(other, dtype=pl.Float64)).otherwise("value"))
    phases = [plain["period_start"][i] for i in starts]
    one = signals(plain, preset, excluded="out", phases=phases)
    two = signals(changed, preset, excluded="out", phases=phases)
    assert_frame_equal(one.drop("plotted"), two.drop("plotted"), check_exact=True)


@LAW
@given(VALUES, st.data())
def test_removing_a_value_and_removing_its_row_give_the_same_limits_in_hls(values, data):
    at = data.draw(st.integers(0, len(values) - 1))
    whole = frame([values])
    here = pl.int_range(pl.len()) == at
    phases = [whole["period_start"][data.draw(st.integers(0, len(values) - 1))]]
    # A series of few rows cannot show its own calendar once a row is gone.
    blanked = signals(whole.with_columns(value=pl.when(~here).then("value")), phases=phases, calendar="month")
    removed = signals(whole.filter(~here), phases=phases, calendar="month")
    # Advice may differ: a blank first row is a gap, and a row that is not there is none.
    kept = blanked.filter(pl.col("period_start") != whole["period_start"][at]).drop("advice")
    assert_frame_equal(kept, removed.drop("advice"), check_exact=True)


@LAW
@given(MANY, PRESET)
def test_every_row_comes_back_once_and_no_float_is_anything_but_a_number(many, preset):
    whole = frame(many)
    result = signals(whole, preset)
    assert_frame_equal(result.select("series", "period_start", value="plotted"), whole, check_exact=True)
    for name in (*LINES, "plotted", "moving_range"):
        assert result[name].is_finite().fill_null(True).all()
    assert set(result.filter(pl.col("lower").is_null())["limits_status"]) <= {"none"}
    assert result.filter(pl.col("limits_status") == "none")["centre"].is_null().all()
