"""Can a person review at a terminal: mask a doubtful word, approve, and stop?"""

import os
import subprocess
import sys

import pytest

from hls_signals.narrative.decisions import read_decisions
from hls_signals.narrative.record import notes_store
from hls_signals.workspace.layout import open_workspace
from tests.functional.small_workspace import write_workspace
from tests.functional.words_workspace import SETTINGS, a_csv, notes

pty = pytest.importorskip("pty", reason="a terminal of Unix")


def typed(folder, keys):
    """The command at a terminal of its own, with these keys typed beforehand; what it says."""
    ours, its = pty.openpty()
    command = [sys.executable, "-m", "hls_signals.cli", "notes", "review", "--by", "manager", "-w", str(folder)]
    with subprocess.Popen(command, stdin=its, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        os.close(its)
        os.write(ours, keys.encode())
        told = process.stdout.read().decode()
    os.close(ours)
    assert process.returncode == 0, told
    return told


def test_a_person_masks_approves_withholds_and_quits(tmp_path):
    folder = write_workspace(tmp_path / "council", SETTINGS)
    place = folder / "inbox" / "narratives"
    place.mkdir(parents=True)
    rows = list(notes())
    (place / "three.csv").write_text(a_csv(rows[1], rows[2], rows[18]), encoding="utf-8")
    run = [sys.executable, "-m", "hls_signals.cli", "run", str(folder), "--until", "raw"]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert "narratives/three.csv: 3 taken in" in told
    # The notes come by id: one is approved, one withheld; the third has its doubt masked, is approved, and that is all.
    told = typed(folder, "a\nw\nnot yet\nm\n1\na\n")
    workspace = open_workspace(folder)
    kinds = read_decisions(workspace).select("item_id", "kind", "reason").rows()
    assert kinds == [
        ("hotel-01", "approved", None),
        ("hotel-02", "withheld", "not yet"),
        ("hotel-18", "approved", None),
    ]
    texts = dict(notes_store(workspace).current().select("narrative_id", "masked_text").iter_rows())
    assert texts["hotel-18"].startswith("[name] wants a room")
    assert "Nothing more waits." in told
    assert 'doubt 1: "Ivy" may be a name' in told
