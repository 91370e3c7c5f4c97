"""Is every code that a reader may see written down once, and explained?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# M register and settings, Q file, R row, N accepted with a note, D file defect, T notes and learning, V variation,
# Y explanation, G gaming, S disclosure and secrecy, C contract, P publishing, W workspace, set-up and run.
LETTERS = "MQRNDTVYGSCPW"
CODE = re.compile(rf"(?:HLS-)?([{LETTERS}]\d{{3}})")
PRINTED = re.compile(rf"HLS-([{LETTERS}]\d{{3}})")


def codes_used(tree: ast.Module) -> Iterator[str]:
    """Codes that stand alone as a text (`code = "W101"`), and those printed inside one (`HLS-W101: ...`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from CODE.findall(node.value) if CODE.fullmatch(node.value) else PRINTED.findall(node.value)


def code_tables(trees: dict[str, ast.Module]) -> dict[str, dict[str, str]]:
    """`CODES` of each package's codes.py, read and not imported, so that a broken module still tells."""
    tables = {}
    for path, tree in trees.items():
        if path.endswith("/codes.py"):
            for node in tree.body:
                target = node.target if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [None])[0]
                if isinstance(target, ast.Name) and target.id == "CODES":
                    tables[path] = ast.literal_eval(node.value)
    return tables


def test_every_code_in_the_code_is_in_a_table_of_codes(source_trees):
    known = {code for table in code_tables(source_trees).values() for code in table}
    used = {
        f"{code} in {path}"
        for path, tree in source_trees.items()
        if not path.endswith("/codes.py")
        for code in codes_used(tree)
        if code not in known
    }
    assert used == set()


def test_every_code_in_a_table_is_printed_somewhere(source_trees):
    used = {code for path, tree in source_trees.items() if not path.endswith("/codes.py") for code in codes_used(tree)}
    known = {code for table in code_tables(source_trees).values() for code in table}
    assert known - used == set()


def test_no_code_has_two_meanings(source_trees):
    counted = Counter(code for table in code_tables(source_trees).values() for code in table)
    assert [code for code, times in counted.items() if times > 1] == []


def test_each_code_has_a_letter_we_know_and_one_sentence(source_trees):
    for path, table in code_tables(source_trees).items():
        for code, meaning in table.items():
            assert CODE.fullmatch(code), f"{path}: {code}"
            assert len(meaning.split()) >= 3, f"{path}: {code}"


def test_every_code_has_its_place_on_the_page_of_errors(source_trees):
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    missing = [code for table in code_tables(source_trees).values() for code in table if f"HLS-{code}" not in page]
    assert missing == []
