"""Is every file under sql/ one SELECT that says what it reads and gives the same rows on any engine?"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "sql").glob("*/*.sql"))
STAGES = ("raw", "staged", "measures", "signals", "published")
# Not portable, not repeatable, or an order that comes from values.
REFUSED = {
    "quantile_cont", "percentile_cont", "now", "random", "today", "current_date", "current_timestamp", "first", "last",
    "any_value", "rank", "dense_rank", "percent_rank", "ntile", "read_csv", "read_parquet", "read_json",
}  # fmt: skip
ORDERED = (exp.RowNumber, exp.Lag, exp.Lead, exp.ArgMax, exp.ArgMin)


def parsed(path: Path) -> exp.Expr:
    (statement,) = [part for part in sqlglot.parse(path.read_text(encoding="utf-8"), read="duckdb") if part]
    return statement


def header(path: Path, word: str) -> list[str]:
    lines = [
        line.removeprefix("--").strip() for line in path.read_text(encoding="utf-8").splitlines() if line[:2] == "--"
    ]
    found = [line.removeprefix(word) for line in lines if line.startswith(word)]
    return [part.strip() for line in found for part in line.split(",") if part.strip()]


def tables(statement: exp.Expr) -> set[str]:
    steps = {step.alias for step in statement.find_all(exp.CTE)}
    return {
        f"{table.db}.{table.name}" if table.db else table.name
        for table in statement.find_all(exp.Table)
        if table.db or table.name not in steps
    }


def stage_of(table: str) -> int:
    return STAGES.index(table.split(".")[0])


pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")


def test_a_file_is_one_select(path):
    assert isinstance(parsed(path), exp.Select | exp.SetOperation)


def test_a_file_reads_the_tables_of_its_header_and_no_others(path):
    assert tables(parsed(path)) == set(header(path, "from "))


def test_a_file_reads_nothing_from_a_stage_to_its_right(path):
    own = STAGES.index(path.stem.split("__")[0]) if path.parent.name == "checks" else STAGES.index(path.parent.name)
    assert [table for table in header(path, "from ") if stage_of(table) > own] == []


def test_a_check_says_how_severe_it_is(path):
    severity = header(path, "severity ")
    assert severity in ([["critical"], ["warning"]] if path.parent.name == "checks" else [[]])


def test_parameters_are_those_of_the_header(path):
    used = {found.name for found in parsed(path).find_all(exp.Parameter)}
    used |= {found.name for found in parsed(path).find_all(exp.Placeholder) if found.name}
    assert used == {entry.split()[0] for entry in header(path, "params ")}


def test_nothing_unportable_or_unrepeatable_is_used(path):
    names = {
        (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
        for node in parsed(path).find_all(exp.Func)
    }
    assert names & REFUSED == set()
    assert not list(parsed(path).find_all(exp.Limit, exp.Pivot, exp.Lambda))
    assert "asof" not in path.read_text(encoding="utf-8").lower().split()


def test_nothing_is_divided_by_what_may_be_nought(path):
    for division in parsed(path).find_all(exp.Div):
        below = division.expression
        literal = isinstance(below, exp.Literal) and float(below.name) != 0
        assert literal or isinstance(below, exp.Nullif), f"write nullif({below.sql()}, 0)"


def test_an_order_inside_a_window_ends_in_a_unique_key(path):
    for window in parsed(path).find_all(exp.Window):
        if isinstance(window.this, ORDERED):
            order = [term.this.name for term in window.args["order"].expressions]
            assert order[-2:] == ["source_sha256", "source_row"], window.sql()


def test_only_the_first_step_takes_every_column(path):
    statement = parsed(path)
    steps = [step.this for step in statement.find_all(exp.CTE)]
    for step in [*steps[1:], statement]:
        stars = [column for column in getattr(step, "expressions", []) if isinstance(column, exp.Star)]
        assert not stars or not steps, "name the columns"
