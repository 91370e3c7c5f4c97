"""Is what is said of one group of figures the same whatever stands beside it?"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.variation import PRESETS, signals
from hls_signals.variation.arrays import ON_LINE, above
from hls_signals.variation.groups import Groups

# Sizes that lie far apart: here the order of additions shows in the last digit.
FIGURES = st.floats(-1e8, 1e8, allow_nan=False).map(lambda figure: figure * 1e-3)


def added_in_order(values, lengths):
    """Each sum as a loop would take it."""
    totals, start = [], 0
    for length in lengths:
        total = 0.0
        for value in values[start : start + length]:
            total += value
        totals.append(total)
        start += length
    return np.array(totals)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_sums_of_groups_of_one_length_are_to_the_last_digit_those_of_a_loop(groups, length, seed):
    random = np.random.default_rng(seed)
    values = random.normal(0, 1, groups * length) * 10.0 ** random.integers(-9, 9, groups * length)
    lengths = np.full(groups, length)
    assert Groups(lengths).sums(values).tobytes() == added_in_order(values, lengths).tobytes()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(FIGURES, max_size=12), min_size=1, max_size=40))
def test_groups_of_any_length_are_counted_added_and_begun_as_by_a_loop(groups):
    lengths = np.array([len(group) for group in groups], dtype=np.int64)
    values = np.array([figure for group in groups for figure in group], dtype=np.float64)
    found = Groups(lengths)
    assert found.sums(values).tobytes() == added_in_order(values, lengths).tobytes()
    firsts = [group[0] if group else np.nan for group in groups]
    np.testing.assert_array_equal(found.firsts(values), np.array(firsts))
    assert found.counts(values > 0).tolist() == [sum(figure > 0 for figure in group) for group in groups]
    kept = found.among(values > 0)
    assert kept.lengths.tolist() == [sum(figure > 0 for figure in group) for group in groups]


def test_a_sum_of_nothing_but_minus_zero_is_zero_in_few_groups_and_in_many():
    few, many = (Groups(np.full(number, 3)).sums(np.full(3 * number, -0.0)) for number in (2, 50))
    assert not np.signbit(few).any()
    assert not np.signbit(many).any()


@settings(max_examples=200, deadline=None)
@given(
    st.floats(-1e300, 1e300, allow_nan=False),
    st.integers(-40, 40),
    st.sampled_from([0.0, 1e-16, 2.5e-13, 1e-12, 2e-12, 3.9e-12, 4.1e-12, 1e-9]),
)
def test_looking_closely_at_few_values_finds_what_looking_closely_at_all_would(line, steps, away):
    value = line + away * abs(line)
    for _ in range(abs(steps)):
        value = np.nextafter(value, np.inf if steps > 0 else -np.inf)
    closely = value - line > ON_LINE * max(abs(value), abs(line))
    assert bool(above(np.array([value]), np.array([line]))[0]) == bool(closely)


def test_a_value_or_a_line_that_is_no_number_lies_above_nothing():
    assert not above(np.array([np.nan, 1.0, np.nan]), np.array([1.0, np.nan, np.nan])).any()


def monthly(lengths, seed):
    """Series of these lengths, with figures whose sums depend on the order of adding."""
    random = np.random.default_rng(seed)
    keys = np.repeat(np.arange(len(lengths)), lengths)
    months = np.concatenate([np.datetime64("2020-01", "M") + np.arange(length) for length in lengths])
    values = random.normal(100, 10, len(keys)) * 10.0 ** random.integers(-3, 4, len(lengths))[keys]
    return pl.DataFrame({"series": keys, "period_start": months.astype("datetime64[D]"), "value": values})


@settings(max_examples=12, deadline=None)
@given(st.integers(17, 40), st.integers(1, 40), st.sampled_from(list(PRESETS)), st.integers(0, 2**32 - 1))
def test_a_series_reads_the_same_alone_among_equals_and_beside_one_of_another_length(number, length, name, seed):
    frame = monthly([length] * number, seed)
    other = monthly([length + 5], seed).with_columns(series=pl.lit(number, dtype=pl.Int64))
    among_equals = signals(frame, name)
    beside_another = signals(pl.concat([frame, other]), name).filter(pl.col("series") < number)
    alone = pl.concat([signals(part, name) for part in frame.partition_by("series", maintain_order=True)])
    # To the last digit: a frame is equal only where every double is.
    assert among_equals.equals(beside_another)
    assert among_equals.equals(alone)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=40), st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_the_size_of_a_part_changes_no_digit(lengths, rows_a_part, seed):
    frame = monthly(lengths, seed)
    whole = signals(frame)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hls_signals.variation.rows.BATCH_ROWS", rows_a_part)
        assert signals(frame).equals(whole)
