"""Does every example in the documents still work?"""

from __future__ import annotations

import doctest
import json
import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def blocks(*languages: str) -> Iterator[tuple[str, str]]:
    """Page with line, and text, of every code block in one of these languages."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            if found.group(2) in languages:
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path.relative_to(ROOT).as_posix()}:{line}", textwrap.dedent(found.group(3))


def given(*languages: str) -> pytest.MarkDecorator:
    found = list(blocks(*languages))
    return pytest.mark.parametrize("text", [text for _, text in found], ids=[place for place, _ in found])


def test_blocks_are_found_and_each_says_its_language():
    assert list(blocks("sh"))
    assert list(blocks("yaml"))
    unnamed = [
        path.name
        for path in PAGES
        if path.read_text(encoding="utf-8").count("```") % 2
        or re.search(r"(?:^|\n\n)```\n", path.read_text(encoding="utf-8"))
    ]
    assert unnamed == []


@given("python")
def test_python_in_the_documents_runs(text):
    if ">>>" in text:
        test = doctest.DocTestParser().get_doctest(text, {}, "document", None, 0)
        assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0
    else:
        exec(compile(text, "document", "exec"), {"__name__": "document"})  # noqa: S102 - our own page's example


@given("sh", "powershell")
def test_commands_in_the_documents_exist(text):
    for line in filter(None, (line.split("#")[0].strip() for line in text.splitlines())):
        words = shlex.split(line.replace("\\", "/"))
        words = words[words.index("&&") + 1 :] if "&&" in words else words
        if words[0] == "make":
            targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            assert set(word for word in words[1:] if "=" not in word) <= set(targets), line
        elif words[0].endswith("hls-signals"):
            assert_is_a_command(words[1:], line)


def assert_is_a_command(words: list[str], line: str) -> None:
    import typer.main

    from hls_signals.cli import app

    command = typer.main.get_command(app)
    while getattr(command, "commands", None):
        name = words[0] if words else "(nothing)"
        assert name in command.commands, line
        command, words = command.commands[name], words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    used = {word.split("=")[0] for word in words if word.startswith("-")}
    assert used <= known | {"--help"}, line


@given("yaml")
def test_yaml_in_the_documents_is_what_it_says(text, make_workspace):
    """A block whose first line is `# hls.yaml` or `# register/...` is read as that file would be."""
    from hls_signals.register.models import Event, Measure
    from hls_signals.workspace.layout import Workspace
    from hls_signals.workspace.located import read_yaml, validated
    from hls_signals.workspace.settings import load_settings

    first = text.splitlines()[0]
    assert yaml.safe_load(text) is not None
    if not first.startswith("# "):
        return
    name = first.removeprefix("# ").split()[0]
    root = make_workspace({name: text})
    document = read_yaml(root / name, root)
    if name == "hls.yaml":
        load_settings(Workspace(root), {})
    elif name.startswith("register/measures/"):
        validated(Measure, document)
    elif name == "register/events.yaml":
        for number, entry in enumerate(document.data):
            validated(Event, document, entry, (number,))
    elif name.startswith("register/returns/"):
        from hls_signals.returns.spec import ReturnSpec

        validated(ReturnSpec, document)
    else:
        pytest.fail(f"no reader for {name}")


@given("sql")
def test_sql_in_the_documents_is_a_table_or_a_check(text):
    import sqlglot

    from hls_signals.warehouse.queries import parse_query

    query = parse_query("measures", "an_example", text)
    assert query.grain
    assert len(sqlglot.parse(text, read="duckdb")) == 1


@given("json")
def test_json_in_the_documents_can_be_read(text):
    assert json.loads(text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_inside_the_documents_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [target for target in LINK.findall(text) if not (path.parent / target).exists()] == []


def test_examples_in_docstrings_run():
    import importlib
    import pkgutil

    import hls_signals

    failed, tried = [], 0
    for module in pkgutil.walk_packages(hls_signals.__path__, "hls_signals."):
        if module.name.startswith(("hls_signals.sql", "hls_signals.dashboards")) or module.name.endswith("__main__"):
            continue
        result = doctest.testmod(importlib.import_module(module.name), optionflags=doctest.ELLIPSIS)
        tried += result.attempted
        if result.failed:
            failed.append(module.name)
    assert failed == []
    assert tried > 0


def test_every_decision_says_what_would_change_our_mind():
    for path in (ROOT / "docs" / "decisions").glob("0*.md"):
        text = path.read_text(encoding="utf-8")
        for heading in ("## Context", "## Choice", "## Consequences", "## What would make us change our mind"):
            assert heading in text, f"{path.name}: {heading}"


def test_the_changelog_puts_numbers_first():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for release in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        headings = re.findall(r"^### (\w+)", release, re.MULTILINE)
        assert headings[0] == "Numbers"
        assert set(headings) <= {"Numbers", "Added", "Changed", "Fixed", "Removed"}
