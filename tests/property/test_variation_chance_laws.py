"""Laws of chance: what holds for any length, any baseline and any pack of charts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.variation import PRESETS, expected_by_chance, false_alarm_rate, signals
from hls_signals.variation.chance import by_chance
from hls_signals.variation.false_alarm_rates import SHAPES
from hls_signals.variation.false_alarms import LENGTHS

LAW = settings(max_examples=60, deadline=None)
PRESET = st.sampled_from(list(PRESETS))
SHAPE = st.sampled_from(SHAPES)
LENGTH = st.integers(0, 400)
BASELINE = st.none() | st.integers(1, 200)
PACK = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 5)), min_size=1, max_size=5, unique_by=lambda chart: chart)


@LAW
@given(PRESET, LENGTH, SHAPE, BASELINE)
def test_a_rate_lies_between_nought_and_one(name, n, shape, baseline):
    assert 0.0 <= false_alarm_rate(name, n, shape=shape, baseline=baseline) <= 1.0


@LAW
@given(PRESET, LENGTH, SHAPE)
def test_a_rate_lies_between_those_of_the_lengths_around_it_and_follows_their_order(name, n, shape):
    below = max((at for at in LENGTHS if at <= n), default=0)
    above = min((at for at in LENGTHS if at >= n), default=LENGTHS[-1])
    rates = [false_alarm_rate(name, at, shape=shape) for at in (below, n, above)]
    assert rates == sorted(rates) or rates == sorted(rates, reverse=True)


@LAW
@given(PRESET, st.integers(6, 120), SHAPE, st.integers(6, 120))
def test_a_baseline_lies_between_the_shortest_and_all_points(name, n, shape, baseline):
    none = false_alarm_rate(name, n, shape=shape)
    ends = [none, *(false_alarm_rate(name, n, shape=shape, baseline=b) for b in (12, 24))]
    rate = false_alarm_rate(name, n, shape=shape, baseline=baseline)
    limits_from = PRESETS[name].limits_from
    assert (min(n, baseline) < limits_from and rate == 0) or min(ends) <= rate <= max(ends)


@LAW
@given(st.lists(st.floats(0, 1), max_size=30))
def test_what_is_expected_lies_between_none_and_all(rates):
    told = by_chance(rates, seen=None)
    assert 0 <= told.low <= told.expected + 1e-9
    assert told.expected <= told.high + 1e-9 <= told.charts + 2e-9


def pack_of(charts):
    """Series of whole numbers that repeat by different steps, so that shapes and lengths differ."""
    return pl.DataFrame(
        [
            {"series": f"area {n} {kind}", "period_start": date(2020 + j // 12, j % 12 + 1, 1), "value": value(j, kind)}
            for n, kind in charts
            for j in range(n)
        ],
        schema={"series": pl.String, "period_start": pl.Date, "value": pl.Float64},
    )


def value(place, kind):
    return float((place * 7 + kind) % (3 + 11 * kind)) + (0.5 if kind > 3 else 0.0)


@LAW
@given(PACK, st.randoms(use_true_random=False))
def test_the_order_of_series_and_rows_does_not_matter(charts, random):
    frame = pack_of(charts)
    order = list(range(frame.height))
    random.shuffle(order)
    assert expected_by_chance(signals(frame[order])) == expected_by_chance(signals(frame))


@LAW
@given(PACK)
def test_a_pack_expects_the_sum_of_its_charts_and_no_chart_alters_another(charts):
    alone = [expected_by_chance(signals(pack_of([chart]))).expected for chart in charts]
    assert expected_by_chance(signals(pack_of(charts))).expected == pytest.approx(sum(alone))


@LAW
@given(PACK)
def test_names_of_series_do_not_matter(charts):
    frame = pack_of(charts)
    renamed = frame.with_columns(series=pl.lit("z") + pl.col("series").str.reverse())
    assert expected_by_chance(signals(renamed)) == expected_by_chance(signals(frame))
