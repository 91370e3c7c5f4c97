"""Do the generated pages say what the code says today?"""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("docs_generate", REFERENCE / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["errors.md", "settings.md", "commands.md", "variation.md"])
def test_a_generated_page_is_as_new_as_the_code(generator, name):
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == generator.pages()[name], "run make docs"


def test_every_setting_is_explained_and_no_other(generator):
    keys = [key for key, _ in generator.settings_keys()]
    assert sorted(keys) == sorted(generator.MEANINGS)


def test_every_command_and_every_option_has_a_sentence(generator):
    import typer.main

    from hls_signals.cli import app

    silent = []
    for words, command in generator.commands(typer.main.get_command(app), ("hls-signals",)):
        if not command.help:
            silent.append(" ".join(words))
        for parameter in command.params:
            if not getattr(parameter, "help", None) and parameter.name != "help":
                silent.append(f"{' '.join(words)} {parameter.name}")
    assert silent == []


def test_every_page_of_the_reference_is_generated_or_linked():
    linked = (REFERENCE / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in REFERENCE.glob("*.md") if path.name != "README.md" and path.name not in linked]
    assert missing == []


# One is kept for the part that removes old logs; the other has one value yet, so nobody needs to ask.
NOBODY_ASKS_YET = {"publish.let_out"}


def test_every_setting_is_read_by_somebody(generator, source_trees):
    read = {
        node.attr
        for path, tree in source_trees.items()
        if not path.endswith("workspace/settings.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    }
    keys = {key for key, _ in generator.settings_keys()} - NOBODY_ASKS_YET
    # as_of and timezone are asked for through Settings.as_of_date and Settings.zone.
    assert {key for key in keys if key.split(".")[-1] not in read} <= {"as_of", "timezone"}
