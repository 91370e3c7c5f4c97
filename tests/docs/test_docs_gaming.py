"""Does the indicator of the how-to page work, and do the pages say what the code says?"""

from __future__ import annotations

import json
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hls_signals.cli.app import main
from hls_signals.gaming import IndicatorNotUsable, indicators, registry, with_levels
from hls_signals.gaming.calibration.report import versions
from hls_signals.gaming.calibration.table import false_alarm_table
from hls_signals.gaming.words import FOUR_READINGS, HAPPENS_WHERE_A_TARGET_WORKS
from tests.house.gaming_cases import AS_OF, a_series, a_target

DOCS = Path(__file__).parents[2] / "docs"
CALIBRATION = (DOCS / "reference" / "gaming-calibration.md").read_text(encoding="utf-8")


@pytest.fixture
def module(monkeypatch):
    page = (DOCS / "how-to" / "add-a-gaming-indicator.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    made = types.ModuleType("your_indicators")
    monkeypatch.setitem(sys.modules, "your_indicators", made)
    exec(compile(example, "add-a-gaming-indicator.md", "exec"), made.__dict__)  # noqa: S102 - the page's own example
    yield made
    registry.known_indicators.cache_clear()


@pytest.fixture
def installed(module, monkeypatch):
    points = [EntryPoint("round_counts", "your_indicators:round_counts", registry.GROUP)]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == registry.GROUP else [])
    registry.known_indicators.cache_clear()
    return points


def test_the_indicator_of_the_page_is_asked_with_ours_and_judged_with_them(installed):
    series = a_series(30, numerator=[40, 45, 50] * 10, denominator=[90 + at for at in range(30)])
    found = {signal.indicator: signal for signal in with_levels(indicators(a_target(), series=series, as_of=AS_OF))}
    assert found["round_counts"].level == "worth_asking_in_public"
    assert found["round_counts"].effect == 24
    assert found["copy_forward"].p_public is not None
    few = {signal.indicator: signal for signal in indicators(a_target(), series=series.head(9), as_of=AS_OF)}
    assert few["round_counts"].gate == "too_few_periods"


def test_the_tests_of_the_page_pass_with_its_indicator(module, monkeypatch):
    monkeypatch.setitem(sys.modules, "your_indicators.rounding", module)
    page = (DOCS / "how-to" / "add-a-gaming-indicator.md").read_text(encoding="utf-8")
    tests = {"__name__": "test_rounding"}
    exec(compile(page.split("```python\n")[2].split("```")[0], "test_rounding.py", "exec"), tests)  # noqa: S102 - as above
    found = [test for name, test in tests.items() if name.startswith("test_")]
    assert len(found) == 3
    for test in found:
        test()


def test_two_indicators_of_one_name_are_refused(installed):
    installed.append(EntryPoint("copy_forward", "your_indicators:round_counts", registry.GROUP))
    with pytest.raises(IndicatorNotUsable, match="G120"):
        indicators(a_target(), series=a_series(), as_of=AS_OF)


@pytest.mark.parametrize("gone", ["NEEDS", "VERSION", "GATES"])
def test_an_indicator_without_what_stands_beside_it_is_refused(gone, module, installed):
    delattr(module, gone)
    with pytest.raises(IndicatorNotUsable, match="how-to"):
        indicators(a_target(), series=a_series(), as_of=AS_OF)


def test_one_that_fails_to_import_or_reads_no_frame_is_refused(module, installed):
    module.NEEDS = ("names",)
    with pytest.raises(IndicatorNotUsable, match="frames: histogram"):
        indicators(a_target(), series=a_series(), as_of=AS_OF)
    installed[:] = [EntryPoint("gone", "no_such_package:gone", registry.GROUP)]
    registry.known_indicators.cache_clear()
    with pytest.raises(IndicatorNotUsable, match="fails to import") as told:
        indicators(a_target(), series=a_series(), as_of=AS_OF)
    assert "indicator gone of package no_such_package" in str(told.value)


def test_check_stops_where_an_indicator_of_another_package_cannot_be_used(
    installed, make_workspace, monkeypatch, capsys
):
    """Before the night does."""
    workspace = make_workspace({"register/areas.csv": "area_code,area_name,area_type\n"})
    monkeypatch.setattr("sys.argv", ["hls-signals", "check", str(workspace)])
    installed[:] = [EntryPoint("gone", "no_such_package:gone", registry.GROUP)]
    registry.known_indicators.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "HLS-G120" in capsys.readouterr().err


def test_an_indicator_that_speaks_of_people_is_refused(module, installed):
    series = a_series(30, numerator=[40, 45, 50] * 10, denominator=[90 + at for at in range(30)])
    whole = module.Finding
    module.Finding = lambda **given: whole(**{**given, "sentence": "A culprit is there."})
    with pytest.raises(IndicatorNotUsable, match="speaks of people"):
        indicators(a_target(), series=series, as_of=AS_OF)


def test_the_calibration_was_made_with_these_versions():
    assert f"Indicator versions: {versions()}." in CALIBRATION


def test_no_innocent_shape_raises_a_hand_more_than_eight_times_in_a_hundred():
    assert "(above 0.08)" not in CALIBRATION
    table = false_alarm_table()
    assert len(table) > 40
    assert max(row.alarms / row.repeats for row in table) <= 0.08
    for row in table:
        assert f"| {row.indicator} | {row.shape}" in CALIBRATION
        assert f"{row.alarms / row.repeats:.3f}" in CALIBRATION
    assert {row.version for row in table} == {1}


def test_the_page_of_the_calibration_says_what_was_not_reached():
    missed = [line for line in CALIBRATION.splitlines() if line.endswith("| no |")]
    (said,) = [line for line in CALIBRATION.splitlines() if line.startswith("Not reached everywhere: ")]
    assert all(line.split(" | ")[0].removeprefix("| ") in said for line in missed)


def test_the_example_that_bunching_is_no_proof_of_harm_is_in_the_docs_with_the_four_readings_in_order():
    page = (DOCS / "explanation" / "how-a-target-may-bend-the-data.md").read_text(encoding="utf-8")
    assert HAPPENS_WHERE_A_TARGET_WORKS.removeprefix("Bunching at a limit is no proof of harm. ") in page
    places = [page.index(reading) for reading in FOUR_READINGS]
    assert places == sorted(places)
    assert json.dumps(FOUR_READINGS).count("well") == 2
