"""Is everything here that a run needs, and is the record whole?"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import sha256_of
from hls_signals.workspace.layout import Workspace, open_workspace

PACKAGES = ("dagster", "duckdb", "polars", "great-expectations", "altair", "vl-convert-python", "pydantic")
LOW_DISK_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing the doctor looked at."""

    what: str
    is_well: bool
    mend: str = ""


def doctor(
    workspace: WorkspaceOption = Path(),
    sql: Annotated[bool, typer.Option("--sql", help="Look over every file under sql/ instead.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Look over the installation, the workspace and its record.

    Example: hls-signals doctor -w council
    """
    findings = list(_queries() if sql else _installation(workspace))
    if as_json:
        say_json([vars(finding) for finding in findings])
    else:
        for finding in findings:
            say(f"{'well   ' if finding.is_well else 'to mend'}  {finding.what}")
            if finding.mend:
                say(f"  mend:  {finding.mend}")
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


def _queries() -> Iterator[Finding]:
    from hls_signals.warehouse.lint import refusals
    from hls_signals.warehouse.queries import checks, queries

    for query in (*queries(), *checks()):
        found = refusals(query)
        yield Finding(query.path, not found, "\n         ".join(str(refusal) for refusal in found))


def _installation(option: Path) -> Iterator[Finding]:
    yield Finding(f"Python {platform.python_version()}", sys.version_info >= (3, 11), "")
    for name in PACKAGES:
        try:
            yield Finding(f"{name} {version(name)}", is_well=True)
        except PackageNotFoundError:
            yield Finding(f"{name} is not installed", is_well=False, mend="pip install -c constraints.txt -e .")
    try:
        workspace = open_workspace(option)
    except MendableError as error:
        yield Finding(f"workspace: {error.what}", is_well=False, mend=error.mend)
        return
    yield from _workspace(workspace)


def _workspace(workspace: Workspace) -> Iterator[Finding]:
    free = shutil.disk_usage(workspace.root).free
    yield Finding(
        f"{free / 1e9:.1f} GB free", free >= LOW_DISK_BYTES, "" if free >= LOW_DISK_BYTES else "make room on this disk"
    )
    yield from _settings(workspace)
    from hls_signals.narrative.tombstones import is_raw_tombstone
    from hls_signals.returns import read_intake
    from hls_signals.returns.people import NOT_KEPT

    files = sorted(workspace.raw.glob("*")) if workspace.raw.is_dir() else []
    is_kept = (pl.col("outcome") == "accepted") & ~pl.col("notes").str.contains(NOT_KEPT)
    received = set(read_intake(workspace).filter(is_kept)["sha256"])
    lost = received - {path.name for path in files}
    if lost:
        many = "1 raw file is" if len(lost) == 1 else f"{len(lost)} raw files are"
        yield Finding(f"{many} missing", is_well=False, mend="restore warehouse/raw from a backup")
    # Where words were taken back, a tombstone stands in the place of the file.
    altered = [path for path in files if sha256_of(path) != path.name and not is_raw_tombstone(path)]
    yield Finding(
        f"{len(files)} raw files, each as received" if not altered else f"{len(altered)} raw files are not as received",
        not altered,
        "restore warehouse/raw from a backup" if altered else "",
    )


def _settings(workspace: Workspace) -> Iterator[Finding]:
    from hls_signals.register import load_register
    from hls_signals.returns import load_returns
    from hls_signals.workspace.settings import load_settings

    try:
        load_settings(workspace)
        load_returns(workspace, load_register(workspace))
    except MendableError as error:
        yield Finding(f"settings or register: {error.what}", is_well=False, mend="run: hls-signals check")
    else:
        yield Finding("settings and register", is_well=True)
