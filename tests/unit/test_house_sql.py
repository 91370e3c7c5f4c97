"""Does every file under sql/ keep the rules of sql/?"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from hls_signals.warehouse.lint import refusals
from hls_signals.warehouse.queries import CHECKS, Query, parse_query

ROOT = Path(__file__).parents[2]
# Read from the checkout and not from the installed package, so that a file in no known folder is seen too.
FILES = sorted((ROOT / "sql").glob("*/*.sql"))
pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")


def query_of(path: Path) -> Query:
    return parse_query(path.parent.name, path.stem, path.read_text(encoding="utf-8"))


def test_nothing_in_it_is_refused(path):
    assert [str(refusal) for refusal in refusals(query_of(path))] == []


def test_it_uses_the_parameters_of_its_header(path):
    query = query_of(path)
    tree = sqlglot.parse_one(query.text, read="duckdb")
    assert {node.name for node in tree.find_all(exp.Parameter, exp.Placeholder) if node.name} == set(query.params)


def test_a_table_of_its_header_that_it_does_not_read_has_its_reason_there(path):
    query = query_of(path)
    tree = sqlglot.parse_one(query.text, read="duckdb")
    read = {f"{table.db}.{table.name}" for table in tree.find_all(exp.Table)}
    reasons = [line for line in query.text.splitlines() if line.startswith("-- ") and not line.startswith("-- from")]
    assert [table for table in query.reads if table not in read and table not in " ".join(reasons)] == []


def test_it_says_its_grain_and_a_check_how_severe_it_is(path):
    query = query_of(path)
    assert query.text.startswith("-- One row per ")
    assert ("-- severity " in query.text) == (query.stage == CHECKS)
    assert query.severity in {"critical", "warning"}
