"""Does the benchmark against the peers say what is missing, and compare the right columns?"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hls_signals.variation import signals

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "variation_peers.py"


@pytest.fixture(scope="module")
def peers():
    spec = importlib.util.spec_from_file_location("variation_peers", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*arguments):
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


def test_without_an_environment_it_says_how_to_get_one_and_stops_nothing():
    told = run()
    assert told.returncode == 0
    assert "not run: name an environment" in told.stdout


def test_an_environment_that_is_not_there_is_named(tmp_path):
    told = run("--environment", str(tmp_path / "peers"))
    assert told.returncode == 2
    assert f"there is no environment at {tmp_path / 'peers'}; --create makes it" in told.stdout


def test_an_environment_without_the_peers_names_them(tmp_path, peers):
    # A Python that has none of them, where an environment has its own.
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    absent = peers.missing_from(tmp_path)
    if not absent.startswith("there is no environment"):
        assert absent.endswith(", ".join(peers.PEERS))


def test_equality_sees_a_limit_and_a_mark_that_differ(peers):
    values = np.random.default_rng(7).normal(100, 10, (3, peers.POINTS))
    record = signals(peers.frame_of(values), peers.ours_like("abspc"))
    columns = {"beyond": "beyond_usual_range", "run_of_8": "run_on_one_side"}
    theirs = [
        {
            name: [abs(float(cell)) if name in columns else float(cell) for cell in part[columns.get(name, name)]]
            for name in ("centre", "lower", "upper", *columns)
        }
        for part in record.partition_by("series", maintain_order=True)
    ]
    assert set(peers.differences("abspc", theirs, values).values()) == {0.0}
    theirs[1]["upper"][4] *= 1 + 1e-6
    theirs[2]["beyond"][0] = 1.0 - theirs[2]["beyond"][0]
    apart = peers.differences("abspc", theirs, values)
    assert apart["upper"] == pytest.approx(1e-6, rel=1e-3)
    assert apart["beyond"] == 1.0
