"""Does the page of figures say what is known, and can each figure be measured again as it says?"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house.figures import BOUNDS, PAGE, REACHED, figures_of, is_reached, page_text, promises, run
from tests.house.reached import as_text, known, record
from tests.house.timed import timed

ROOT = Path(__file__).parents[2]
HELD = promises()
FIGURES = list(figures_of(HELD))
SOURCES = ("id", "calibration", "table", "constant", "absent", "tests")


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_page_is_what_its_data_say():
    assert PAGE.read_text(encoding="utf-8") == page_text(), 'run make figures ARGS="--render"'


def test_every_figure_has_a_promise_and_a_source():
    for figure in FIGURES:
        assert "calibration" in figure or sum(key in figure for key in (*BOUNDS, "promise")) >= 1, figure
        assert any(key in figure for key in SOURCES), figure
        assert "section" in figure, figure


def test_a_figure_stands_once_and_what_was_reached_belongs_to_one():
    names = [figure["id"] for figure in FIGURES if "id" in figure]
    assert len(names) == len(set(names))
    assert set(known(REACHED)) <= set(names)


def test_every_page_of_a_part_is_there_with_its_figures():
    parts = ["variation", "why", "gaming", "contract", "publish", "returns", "trust", "platform"]
    assert [page["of"] for page in HELD["pages"]] == [*parts, "narrative and learning", "meeting"]
    assert all(page["figures"] for page in HELD["pages"])


def test_every_test_that_is_named_exists():
    places = [place for figure in FIGURES for place in figure.get("tests", ())]
    for place in places:
        path, _, name = place.partition("::")
        assert (ROOT / path).is_file(), place
        assert not name or name in functions_of(path), place


def test_every_command_that_is_named_exists():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    ways = [figure["by"] for figure in FIGURES if "by" in figure and figure["by"] not in HELD["benchmarks"]]
    for words in [way.split() for way in ways]:
        assert words[0] != "make" or words[1] in targets, words
        places = [word.rstrip(",") for word in words if "/" in word]
        assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_benchmark_is_a_module_with_a_figure_on_the_page():
    used = {figure.get("by") for figure in FIGURES}
    for name, entry in HELD["benchmarks"].items():
        module = entry["run"].split()[2]
        assert entry["run"].startswith("python -m ")
        assert importlib.util.find_spec(module) is not None, module
        assert name in used, name


def test_every_benchmark_of_the_folder_is_run():
    run_ones = {entry["run"].split()[2].rpartition(".")[2] for entry in HELD["benchmarks"].values()}
    # Run in the environment of the peers when a peer's version changes.
    by_hand = {"variation_charts_of_a_peer"}
    assert {path.stem for path in (ROOT / "tests" / "benchmarks").glob("*.py")} - by_hand <= run_ones


@pytest.mark.parametrize(
    ("figure", "value", "expected"),
    [
        ({"at_most": 60, "unit": "s"}, 60, True),
        ({"at_most": 60, "unit": "s"}, 60.1, False),
        ({"at_least": 500}, 499, False),
        ({"exactly": 0}, 1, False),
        ({"between": [4, 10]}, 4, True),
        ({"between": [4, 10]}, 1.9, False),
    ],
)
def test_whether_a_figure_is_reached_is_told_by_its_bound(figure, value, expected):
    assert is_reached(figure, value) is expected


def test_what_a_benchmark_records_is_kept_beside_the_others(tmp_path, monkeypatch):
    path = tmp_path / "bench.json"
    monkeypatch.setattr("tests.house.reached.BENCH", path)
    record({"why.national_s": 58.04321})
    record({"why.national_s": 57.9, "gaming.million_s": 0.04}, note="alone")
    found = known(path)
    assert {name: told["value"] for name, told in found.items()} == {"gaming.million_s": 0.04, "why.national_s": 57.9}
    assert found["gaming.million_s"]["note"] == "alone"
    assert as_text(found) == path.read_text(encoding="utf-8")


def test_a_benchmark_that_does_not_end_well_is_named_and_the_next_is_run(capfd):
    held = {"benchmarks": {"a": {"run": "python -c raise", "minutes": 1}, "b": {"run": "python -c pass", "minutes": 1}}}
    assert run(["a", "b"], held) == ["a"]
    assert "== 2 of 2: python -c pass (about 1 minutes)" in capfd.readouterr().out


def test_a_command_is_timed_with_its_own_memory_and_one_that_fails_is_told():
    large = timed([sys.executable, "-c", "held = bytearray(100_000_000)"])
    small = timed([sys.executable, "-c", "pass"], {"HLS_ANY": "1"})
    assert large.peak_mb - small.peak_mb > 50
    with pytest.raises(RuntimeError, match="ended with 1: no"):
        timed([sys.executable, "-c", "raise SystemExit('no')"])
