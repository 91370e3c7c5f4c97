"""Do many looks keep to the share of false questions that is promised?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hls_signals.gaming import indicators, with_levels
from hls_signals.gaming.levels import benjamini_hochberg, judged_families
from tests.house.gaming_cases import AS_OF, a_series, a_target, days_around_56
from tests.house.gaming_slowly import adjusted_by_hand

FAMILIES = {"A": [0.004, 0.03, 0.40], "B": [0.02, 0.60], "C": [0.30, 0.45, 0.70], "D": [0.045]}


def signals():
    (base, *_) = indicators(a_target(), histogram=days_around_56(), as_of=AS_OF)
    return [
        replace(base, measure_id=name, p_raw=p, signal_id=f"{name}{place}", level="not_judged")
        for name, values in FAMILIES.items()
        for place, p in enumerate(values, 1)
    ]


def test_the_four_families_of_the_page():
    judged = judged_families(FAMILIES, 0.10)
    adjusted = {name: [round(float(p), 3) for p in found.adjusted] for name, found in judged.items()}
    public = {name: [round(float(p), 3) for p in found.public] for name, found in judged.items()}
    assert adjusted == {"A": [0.048, 0.06, 0.533], "B": [0.06, 0.8], "C": [0.9, 0.9, 0.933], "D": [0.06]}
    assert public == {"A": [0.048, 0.18, 1.0], "B": [0.16, 1.0], "C": [1.0, 1.0, 1.0], "D": [0.18]}


def test_four_are_worth_asking_and_one_of_them_on_a_page():
    levels = {signal.signal_id: signal.level for signal in with_levels(signals())}
    assert [name for name, level in levels.items() if level == "worth_asking_in_public"] == ["A1"]
    assert [name for name, level in levels.items() if level == "worth_asking"] == ["A2", "B1", "D1"]
    assert {level for name, level in levels.items() if name not in {"A1", "A2", "B1", "D1"}} == {"quiet"}


def test_a_quiet_signal_says_what_could_not_have_been_seen():
    for signal in with_levels(signals()):
        if signal.level == "quiet":
            assert signal.sentence.endswith("could not have been seen. This cannot tell us more.")
        else:
            assert signal.sentence.endswith("This cannot tell us which.")


def test_a_page_asks_less_the_more_families_the_register_declares():
    found = with_levels(signals(), families=40)
    assert {signal.level for signal in found} == {"quiet", "worth_asking"}
    assert [signal.p_adjusted for signal in found] == [signal.p_adjusted for signal in with_levels(signals())]
    assert with_levels(signals(), families=1) == with_levels(signals())


def test_what_another_measure_shows_moves_no_figure_of_a_page():
    given = signals()
    moved = [replace(signal, p_raw=0.9) if signal.measure_id == "D" else signal for signal in given]
    before = {signal.signal_id: signal.p_public for signal in with_levels(given) if signal.measure_id != "D"}
    after = {signal.signal_id: signal.p_public for signal in with_levels(moved) if signal.measure_id != "D"}
    assert before == after


def test_where_no_family_is_selected_nothing_is_worth_asking():
    judged = judged_families({"A": [0.4, 0.5], "B": [0.6]}, 0.10)
    assert [found.adjusted.tolist() for found in judged.values()] == [[1, 1], [1]]
    assert judged_families({}, 0.10) == {}


def test_context_and_gates_are_not_judged_and_a_count_needs_no_chance():
    series = a_series(30, denominator=[37] * 30, numerator=[30] * 30, value_text=["89.4"] * 30)
    found = {signal.indicator: signal for signal in with_levels(indicators(a_target(), series=series, as_of=AS_OF))}
    assert found["impossible_value"].level == "worth_asking"
    assert (found["impossible_value"].p_adjusted, found["impossible_value"].bayes_factor_bound) == (None, None)
    assert found["target_hugging"].level == "context"
    assert found["copy_forward"].gate == "mass_point"
    assert with_levels([]) == ()


@pytest.mark.parametrize("p", [[0.01], [0.5, 0.01, 0.03, 0.03], [1.0, 1.0], [0.2, 0.1, 0.05, 0.9, 0.0005]])
def test_the_step_up_is_the_one_written_slowly(p):
    assert np.allclose(benjamini_hochberg(np.array(p)), adjusted_by_hand(p))
