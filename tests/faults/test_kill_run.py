"""A run killed at a random moment leaves the open release whole, and the next run finishes the work."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hls_signals.publish.current import current_release, damage, manifest_of
from tests.functional.small_workspace import rows, write_return, write_workspace

SEED = 20261015
COMMAND = [sys.executable, "-m", "hls_signals.cli", "run"]
# A run that has not ended by then is stuck, which is a fault of its own.
PATIENCE = 180
# Kills of the long sweep; docs/reference/figures.md says how many the page asks for.
KILLS = 20


def start(folder):
    return subprocess.Popen([*COMMAND, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finish(folder):
    done = subprocess.run([*COMMAND, str(folder)], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def wait_until_it_writes(process, folder):
    """A kill before anything started does not count: wait for this run's own folder."""
    runs = folder / "warehouse" / "runs"
    before = set(runs.iterdir()) if runs.is_dir() else set()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if runs.is_dir() and set(runs.iterdir()) - before:
            return
        time.sleep(0.01)


def kill_after(process, seconds):
    """True where the process was still running when it was killed."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
        return False
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return True


def is_whole(folder: Path) -> bool:
    """No release yet, or one that is as its manifest says."""
    current = current_release(folder / "published")
    return current is None or damage(current) is None


def released(folder):
    return manifest_of(current_release(folder / "published"))["release_id"]


def new_files(folder, turns):
    """September figures, sent again and again: each turn another file for the run to take in."""
    for turn in turns:
        lines = [line.rsplit(",", 1)[0] + f",2026-10-{turn + 1:02}" for line in rows(1, (2026, 9), shift=turn)]
        write_return(folder, f"september_{turn}.csv", lines)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX systems")
@pytest.mark.parametrize(("kills", "workspaces"), [(4, 1), pytest.param(KILLS, 4, marks=pytest.mark.slow)])
def test_kills_never_leave_half_a_release(tmp_path, kills, workspaces):
    draw = random.Random(SEED)  # noqa: S311  # moments that repeat, not secrets
    turns = kills // workspaces
    undisturbed = write_workspace(tmp_path / "undisturbed")
    began = time.monotonic()
    finish(undisturbed)
    usual = time.monotonic() - began
    new_files(undisturbed, range(turns))
    finish(undisturbed)

    killed = 0
    for number in range(workspaces):
        folder = write_workspace(tmp_path / f"killed_{number}")
        for turn in range(turns):
            new_files(folder, [turn])
            landed = False
            while not landed:
                process = start(folder)
                wait_until_it_writes(process, folder)
                landed = kill_after(process, draw.uniform(0, usual * 0.7))
                assert is_whole(folder)
                if not landed:
                    # The run had ended: the kill did not count. Give the next one something to do.
                    (folder / "published" / "current").unlink(missing_ok=True)
            killed += 1
        finish(folder)
        assert is_whole(folder)
        assert released(folder) == released(undisturbed)
        assert not list((folder / "published" / "releases").glob(".*.part"))
    assert killed == kills
