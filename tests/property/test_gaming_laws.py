"""Which laws hold of every gaming signal, whatever the data?"""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hls_signals.gaming import with_levels
from hls_signals.gaming.copy_forward import counts_of, repeats
from hls_signals.gaming.fits import poisson_fit
from hls_signals.gaming.impossible_value import printed_figures
from hls_signals.gaming.levels import judged_families
from hls_signals.gaming.threshold_bunching import threshold_bunching
from tests.house.gaming_cases import AS_OF, a_series, a_target, months
from tests.house.gaming_slowly import poisson_by_search, possible_values

counts_by_cell = arrays.arrays(np.int64, 101, elements=st.integers(0, 60))
FEW = settings(max_examples=25, deadline=None)


def bunching(context, values, counts):
    histogram = pl.DataFrame({"value": values.astype(float), "n": counts})
    return threshold_bunching(context, histogram=histogram, as_of=AS_OF)


@FEW
@given(counts_by_cell)
def test_misses_below_a_limit_mirror_hits_above_it(counts):
    percent = np.arange(101)
    below = bunching(a_target(unit="percent", target=30.0), percent, counts)
    above = bunching(a_target(unit="percent", target=70.0, good_side="at_or_above"), 100 - percent, counts)
    assert below.gate == above.gate
    if below.gate is None:
        assert np.isclose(below.p_raw, above.p_raw, atol=1e-9)
        assert np.isclose(below.effect, above.effect, atol=1e-6)


@FEW
@given(counts_by_cell, st.sampled_from([0.5, 7.0, 60.0]))
def test_other_units_change_nothing_but_the_units(counts, times):
    values = np.arange(101)
    plain = bunching(a_target(unit="count", target=30.0), values, counts)
    other = bunching(a_target(unit="count", target=30.0 * times, grid=times), values * times, counts)
    assert (plain.gate, plain.p_raw, plain.effect) == (other.gate, other.p_raw, other.effect)


@FEW
@given(st.integers(1, 400), st.integers(0, 2), st.integers(0, 100_000))
def test_a_figure_is_possible_where_some_whole_number_prints_it(denominator, decimals, digits):
    text = f"{digits % (100 * 10**decimals + 1) / 10**decimals:.{decimals}f}"
    (figure,) = printed_figures(a_series(1, denominator=[denominator], numerator=[0], value_text=[text]), None)
    if figure.is_testable:
        assert figure.is_possible == (text in possible_values(denominator, decimals))
    else:
        assert denominator > 100 * 10**decimals


@FEW
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_repeats_are_those_counted_one_by_one(pairs):
    series = a_series(len(pairs), numerator=[a for a, _ in pairs], denominator=[b for _, b in pairs])
    slowly = sum(pairs[at] == pairs[at - 1] for at in range(1, len(pairs)))
    assert repeats(counts_of(series)) == slowly


@settings(max_examples=10, deadline=None)
@given(arrays.arrays(np.int64, 25, elements=st.integers(1, 80)))
def test_the_curve_is_the_one_a_general_search_finds(counts):
    position = np.linspace(-1, 1, 25)
    design = np.column_stack([np.ones(25), position, position**2, (np.arange(25) % 5 == 0).astype(float)])
    fit = poisson_fit(design, counts.astype(float))
    assert np.allclose(fit.coefficients, poisson_by_search(design, counts.astype(float)), atol=1e-3)
    # What the maximum of the likelihood demands: fitted and observed agree on every column.
    assert np.allclose(design.T @ (fit.fitted - counts), 0, atol=1e-4)


p_values = st.floats(0.0005, 1.0)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.lists(p_values, min_size=1, max_size=5)))
def test_what_a_page_asks_is_asked_in_the_meeting_too(raw):
    for found in judged_families(raw, 0.10).values():
        assert (found.adjusted[found.public <= 0.10] <= 0.10 + 1e-12).all()


def test_levels_keep_the_order_they_were_given():
    signals = [
        bunching(a_target(measure_id=f"m{number}"), np.arange(101), np.full(101, 10 + number)) for number in range(3)
    ]
    assert [signal.signal_id for signal in with_levels(signals)] == [signal.signal_id for signal in signals]
    assert len(months(3)) == 3
