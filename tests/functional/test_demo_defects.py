"""Are the questions about the simulated files exactly those that were planted in them?"""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest

from hls_signals.demo import write_demo
from hls_signals.returns import read_intake, read_quarantine
from hls_signals.workspace.layout import open_workspace

COMMAND = (sys.executable, "-m", "hls_signals.cli")
# The file for September 2026 holds the figures of September 2025 for every board.
PLANTED = [("D301", "ae_four_hours", "", "2026-09-01", "2026-10-01", "2025-09-01", "5", "5")]
PLACE = ("code", "measure_id", "area_code", "period_start", "period_end", "other_period_start", "examined", "affected")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo") / "workspace"
    write_demo(root)
    subprocess.run([*COMMAND, "run", str(root), "--until", "measures"], check=True, capture_output=True)
    return root


def test_the_planted_defects_are_asked_about_and_no_other(demo, tmp_path):
    path = tmp_path / "quality.csv"
    subprocess.run([*COMMAND, "export", "quality", "--to", str(path), "-w", str(demo)], check=True, capture_output=True)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [tuple(row[name] for name in PLACE) for row in rows] == PLANTED
    assert rows[0]["text"] == "5 of 5 figures of September 2026 equal those of September 2025."


def test_every_row_of_every_simulated_file_is_used(demo):
    workspace = open_workspace(demo)
    assert set(read_intake(workspace)["outcome"]) == {"accepted"}
    assert read_quarantine(workspace).is_empty()
