"""Does the repository hold only what everybody may have, on any machine?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAGES = ("staged", "measures", "signals", "published", "checks")
TEXT = {
    ".py",
    ".md",
    ".sql",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".cfg",
    ".json",
    ".csv",
    ".j2",
    ".css",
    ".js",
    ".html",
    "",
}
# Written so that this file does not find itself.
INDEX_HOSTS = re.compile(
    "pypi" + r"\.|python" + "hosted|" + r"deb\.debian|registry\.npm|--extra-" + "index|--find-" + "links"
)
MACHINE_PATHS = re.compile(r"/(?:ho" + r"me|Users|root|work)/\w")
NEVER_KEPT = {".ipynb", ".duckdb", ".db", ".parquet", ".wal", ".sqlite", ".pyc", ".html", ".pdf", ".zip"}
RAISED_BY_HAND = {"dashboards", "tests"}  # templates and small fixtures may be of any kind


def texts(files: list[Path]) -> dict[str, str]:
    named = {path.relative_to(ROOT).as_posix(): path for path in files if path.suffix in TEXT}
    return {name: path.read_text(encoding="utf-8", errors="replace") for name, path in named.items()}


def test_constraints_are_names_and_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wrong = [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)]
    assert wrong == []
    names = [line.split("==")[0].lower().replace("_", "-") for line in lines if not line.startswith("#")]
    assert len(names) == len(set(names)) > 50


def test_every_declared_dependency_is_constrained():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [line for extra in project["optional-dependencies"].values() for line in extra]
    names = {re.split(r"[<>=\[!~ ]", line)[0].lower().replace("_", "-") for line in wanted}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-").splitlines()
    assert names - {line.split("==")[0] for line in lines} == set()


def test_no_file_names_a_package_index_or_a_place_on_one_machine(kept_files):
    wrong = [
        f"{name}: {found.group()}"
        for name, text in texts(kept_files).items()
        for pattern in (INDEX_HOSTS, MACHINE_PATHS)
        for found in pattern.finditer(text)
    ]
    assert wrong == []


def test_no_notebook_database_or_built_page_is_kept(kept_files):
    inside = [path.relative_to(ROOT) for path in kept_files]
    wrong = [str(path) for path in inside if path.suffix in NEVER_KEPT and path.parts[0] not in RAISED_BY_HAND]
    assert wrong == []


def test_the_folders_of_sql_are_the_stages_and_the_checks(kept_files):
    inside = {path.relative_to(ROOT / "sql").parts[0] for path in kept_files if path.is_relative_to(ROOT / "sql")}
    assert inside - {"__init__.py"} <= set(STAGES)


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "misc"])
def test_no_module_has_a_name_that_answers_no_question(name, kept_files):
    assert [path for path in kept_files if path.suffix == ".py" and path.stem == name] == []


def test_every_module_begins_with_its_question(source_trees):
    import ast

    silent = [path for path, tree in source_trees.items() if tree.body and ast.get_docstring(tree) is None]
    assert silent == []


def test_every_package_folder_is_shipped(kept_files):
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for path in kept_files
        if path.name == "__init__.py" and path.relative_to(ROOT).parts[0] in {"hls_signals", "pipelines"}
    }
    assert folders - set(told) == set()
