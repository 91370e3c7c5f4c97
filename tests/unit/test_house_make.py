"""Does make say what is missing, and does each target lead to something that is there?"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")


def made(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--silent", f"VENV={tmp_path / 'venv'}", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def python_that_says_it_is(version: str, folder: Path) -> Path:
    old = folder / "old-python"
    old.write_text(f'#!/bin/sh\nexec python3 -c "import sys; sys.version_info = {version}; exec(sys.argv[1])" "$2"\n')
    old.chmod(0o755)
    return old


@needs_make
def test_an_old_python_is_told_what_to_install(tmp_path):
    old = python_that_says_it_is("(3, 9, 1)", tmp_path)
    told = made(tmp_path, "setup", f"PYTHON={old}")
    assert told.returncode != 0
    assert f"SetupStopped: Python 3.9 is too old. where: {old} on this machine. mend: install 3.11" in told.stderr
    assert not (tmp_path / "venv").exists()


@needs_make
def test_a_python_that_is_not_there_is_named(tmp_path):
    told = made(tmp_path, "demo", "PYTHON=no-such-python")
    assert told.returncode != 0
    assert "SetupStopped: there is no no-such-python." in told.stderr


@needs_make
def test_make_alone_lists_every_target(tmp_path):
    told = made(tmp_path)
    declared = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE).group(1).split()
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == declared


def test_the_scripts_that_make_starts_are_there():
    for script in re.findall(r"(?:tests|docs)/[\w/.-]+", MAKEFILE):
        assert (ROOT / script.rstrip(".")).exists(), script


def test_ci_calls_make_test_and_lets_nothing_be_skipped():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert "HLS_REQUIRE_ALL=1" in text
    assert "make test" in text
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
