"""Does no name and no sentence of ours judge people or places?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JUDGING = (
    "best", "worst", "rank", "ranked", "ranking", "ranks", "league", "leagues", "score", "scores", "scored",
    "underperform", "underperforming", "failing", "poor", "poorly", "weak", "culprit", "offender", "concern",
    "improvement", "deterioration", "blame", "blamed",
)  # fmt: skip
# Files that must name what they leave out or refuse, and the one with the sentence that says we never do it.
MUST_NAME_THEM = {
    # The words that are refused, each with a sentence it is refused in.
    "dashboards/words/lexicon.yml",
    "hls_signals/cli/app.py",
    # The contract names what it refuses: functions that rank, words that judge, columns that give places.
    "hls_signals/cli/contract.py",
    "hls_signals/contract/__init__.py",
    "hls_signals/contract/chart.py",
    "hls_signals/contract/codes.py",
    "hls_signals/contract/page_parts.py",
    "hls_signals/contract/place_words.py",
    "hls_signals/contract/plain_text.py",
    "hls_signals/contract/python_code.py",
    "hls_signals/contract/sentences.py",
    "hls_signals/contract/sql_rules.py",
    "hls_signals/contract/text_rules.py",
    "hls_signals/contract/view.py",
    # The gaming part refuses them in its own sentences.
    "hls_signals/gaming/words.py",
    "hls_signals/publish/fixed_sentences.py",
    "hls_signals/returns/codes.py",
    "hls_signals/returns/mappings.py",
    "hls_signals/returns/names.py",
    "hls_signals/returns/table.py",
    "hls_signals/warehouse/lint.py",
    "sql/checks/staged__no_ranking_column.sql",
    # Holds the question "Is this best for the people using services?", which a meeting may ask itself.
    "hls_signals/workspace/settings.py",
}
SENTENCES = ("dashboards/templates/", "dashboards/words/")
AS_CAUSE = ("due to", "caused by", "driven by", "should have", "because of", "under-perform")


def words_of(identifier: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier)
    return [word.lower() for word in re.split(r"[_\d]+", spaced) if word]


def identifiers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.keyword(arg=str(name)):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name


def test_no_name_in_the_code_judges(source_trees):
    wrong = [
        f"{path}:{line} {name}"
        for path, tree in source_trees.items()
        if path not in MUST_NAME_THEM
        for line, name in identifiers(tree)
        if set(words_of(name)) & set(JUDGING)
    ]
    assert wrong == []


def test_no_file_name_judges(kept_files):
    inside = [path.relative_to(ROOT).as_posix() for path in kept_files]
    wrong = [
        name
        for name in inside
        if not name.startswith("docs/")
        and name not in MUST_NAME_THEM
        and set(words_of(Path(name).stem.replace("-", "_"))) & set(JUDGING)
    ]
    assert wrong == []


@pytest.mark.parametrize("phrase", [*JUDGING, *AS_CAUSE])
def test_no_template_or_word_file_says(phrase, kept_files):
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in kept_files
        if path.relative_to(ROOT).as_posix().startswith(SENTENCES)
        and path.relative_to(ROOT).as_posix() not in MUST_NAME_THEM
        and re.search(rf"\b{re.escape(phrase)}\b", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert wrong == []


def sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts that somebody may read on a page or a screen: not docstrings, not single words."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and says(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings and " " in node.value.strip():
            yield node.lineno, node.value


def says(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return bool(node.body) and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)


def test_no_message_to_the_reader_judges(source_trees):
    wrong = [
        f"{path}:{line} {phrase}"
        for path, tree in source_trees.items()
        if path not in MUST_NAME_THEM
        for line, text in sentences(tree)
        for phrase in (*JUDGING, "due to", "driven by", "should have")
        if re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)
    ]
    assert wrong == []


def test_the_glossary_still_lists_the_words_we_do_not_use():
    closing = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").split("Words that appear in no name")[1]
    assert [word for word in ("worst", "rank", "league", "blame") if word not in closing] == []
