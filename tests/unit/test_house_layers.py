"""Does every part of the house import, open and look at only what it may?"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where files are opened and the environment is read; everything else is functions from values to values.
# The contract reads finished folders that are handed to it, and nothing else.
MAY_OPEN = (
    "workspace", "register", "returns", "narrative", "learning", "warehouse", "contract", "publish", "demo", "cli",
)  # fmt: skip
# Where today's date may be asked for. Every other function is given `now`.
MAY_ASK_THE_TIME = ("hls_signals/cli/", "pipelines/")
OPENING = {
    "open", "read_text", "write_text", "read_bytes", "write_bytes", "read_csv", "read_parquet", "read_excel",
    "scan_csv", "scan_parquet", "write_csv", "write_parquet", "sink_parquet", "write_excel", "mkdir", "unlink",
}  # fmt: skip
CLOCK = {
    *(("datetime", name) for name in ("now", "today", "utcnow")),
    *(("date", "today"), ("Timestamp", "now"), ("time", "time"), ("time", "time_ns")),
}
# Each exception with its reason.
OPENS_A_SOURCE = {
    "hls_signals/contract/folder_files.py": "a finished folder is what the contract is asked about",
    "hls_signals/contract/sources.py": "reads our own modules and templates, as the package ships them",
    "hls_signals/variation/batches.py": "a nation's series need not fit in memory, so a Parquet path is a source",
    "hls_signals/variation/false_alarm_rates.py": "reads the table that the package ships, from its text",
    "hls_signals/variation/false_alarms.py": "make false-alarms writes that table",
}
ENVIRONMENT = {"environ", "getenv", "putenv"}
HEAVY = ("great_expectations", "altair", "pandas", "pyarrow", "dagster", "duckdb")


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node.module


def called(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Line, owner and name of each call; owner is empty for a bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    yield node.lineno, "", name
                case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                    yield node.lineno, owner, name
                case ast.Attribute(attr=name):
                    yield node.lineno, "?", name


def outside(path: str, parts: tuple[str, ...]) -> bool:
    return (
        path.startswith("hls_signals/") and "/" in path.removeprefix("hls_signals/") and path.split("/")[1] not in parts
    )


def test_the_library_imports_neither_dagster_nor_the_pipelines(source_trees):
    wrong = [
        (path, name)
        for path, tree in source_trees.items()
        if path.startswith("hls_signals/")
        for name in imported(tree)
        if name.split(".")[0] in {"dagster", "pipelines"}
    ]
    assert wrong == []


def test_importing_the_library_brings_in_nothing_heavy():
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import hls_signals"], capture_output=True, text=True, check=True
    )
    brought = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in told.stderr.splitlines()}
    assert brought & set(HEAVY) == set()
    assert "hls_signals" in brought


def test_files_are_opened_only_where_that_is_the_work(source_trees):
    wrong = [
        f"{path}:{line} {name}"
        for path, tree in source_trees.items()
        if outside(path, MAY_OPEN) and path not in OPENS_A_SOURCE
        for line, _, name in called(tree)
        if name in OPENING
    ]
    assert wrong == []


def test_the_environment_is_read_only_where_that_is_the_work(source_trees):
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in source_trees.items()
        if outside(path, MAY_OPEN)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ENVIRONMENT
    ]
    assert wrong == []


def test_today_is_asked_for_only_by_the_command_and_the_night(source_trees):
    wrong = [
        f"{path}:{line} {owner}.{name}"
        for path, tree in source_trees.items()
        if not path.startswith(MAY_ASK_THE_TIME)
        for line, owner, name in called(tree)
        if (owner, name) in CLOCK
    ]
    assert wrong == []


def test_what_the_house_imports_is_declared(source_trees):
    import tomllib

    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    declared = {line.split(">")[0].split("=")[0].split("[")[0].strip().lower().replace("_", "-") for line in written}
    sold_as = {"yaml": "pyyaml", "vl_convert": "vl-convert-python", "great_expectations": "great-expectations"}
    known = set(sys.stdlib_module_names) | {"hls_signals", "pipelines"}
    brought = {"annotated_types", "pydantic_core", "pandas", "click"}  # come with pydantic, great-expectations, typer
    used = {name.split(".")[0] for tree in source_trees.values() for name in imported(tree)} - known - brought
    assert {sold_as.get(name, name.replace("_", "-")) for name in used} - declared == set()
