"""Is the calibration the same from the same seed, and does a small one already show what it must?"""

from __future__ import annotations

import numpy as np
import pytest

from hls_signals.gaming.calibration.__main__ import main, results_of
from hls_signals.gaming.calibration.many_looks import in_theory, many_looks
from hls_signals.gaming.calibration.report import report, wilson
from hls_signals.gaming.calibration.running import all_scenes, answer, calibrated
from hls_signals.gaming.calibration.table import TABLE
from hls_signals.gaming.calibration.traps import answered, traps
from hls_signals.gaming.registry import BUILT_IN

SEED = 7


def scene(shape: str, indicator: str = "threshold_bunching"):
    (found,) = [one for one in all_scenes() if (one.indicator, one.shape) == (indicator, shape)]
    return found


def test_every_tested_indicator_has_innocent_scenes_with_pressure_planted():
    tested = {module.ABOUT.indicator for module in BUILT_IN if not module.ABOUT.is_context}
    assert {one.indicator for one in all_scenes()} == tested
    assert all(one.plants for one in all_scenes())
    assert len({(one.indicator, one.shape) for one in all_scenes()}) == len(all_scenes())


@pytest.mark.parametrize("trap", list(traps()), ids=lambda trap: f"{trap.scene.indicator}: {trap.name}, {trap.gate}")
def test_each_trap_is_answered_by_its_gate(trap):
    ((_, told),) = answered(iter([trap]), answer, 2, SEED)
    assert told == 2


@pytest.mark.parametrize("shape", ["limit in the tail", "weekly meetings", "weekends", "500 records"])
def test_five_in_a_hundred_moved_are_found_and_their_number_is_held(shape):
    (row,) = calibrated([scene(shape)], 20, SEED)
    assert row.alarms <= 5
    for strength in ("5% moved, sharp", "5% moved, from further", "5% moved, from far"):
        found = row.planted[strength]
        assert found.power == 1
        assert found.coverage >= 0.75
        assert 0.8 <= found.mean_ratio <= 1.2


def test_a_scene_is_the_same_from_the_same_seed_whichever_scenes_stand_beside_it():
    one = scene("figures in half points", "revision_asymmetry")
    (alone,) = calibrated([one], 3, SEED)
    *_, beside = calibrated([scene("under 200 records"), one], 3, SEED)
    assert alone.p == beside.p
    assert alone.planted == beside.planted


def test_the_rule_for_many_looks_keeps_false_questions_few_and_quiet_pages_quiet():
    looks = many_looks(in_theory, 20, SEED)
    assert looks.uncorrected_false > 0.4
    assert looks.meeting_false < 0.13
    assert looks.page_false < 0.03
    assert looks.any_false_on_a_quiet_page <= 0.3


@pytest.mark.slow
def test_the_command_writes_the_page_and_the_table(tmp_path):
    main(["--repeats", "1", "--to", str(tmp_path / "page.md"), "--table", str(tmp_path / TABLE)])
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page == report(results_of(1, 20240229))
    assert (tmp_path / TABLE).read_text(encoding="utf-8").count("\n") == len(all_scenes()) + 1


def test_the_interval_of_a_share():
    low, high = wilson(50, 1000)
    assert (round(low, 3), round(high, 3)) == (0.038, 0.065)
    assert wilson(0, 10)[0] == 0
    assert np.isclose(wilson(10, 10)[1], 1)
