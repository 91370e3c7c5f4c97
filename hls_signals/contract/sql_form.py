"""Is a text one SELECT of the form that may be published?"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from hls_signals.contract.findings import Finding, found

Query = exp.Select | exp.SetOperation
# They call SQL that nobody has read, or look at the machine.
UNREAD = {"query", "query_table", "getenv", "current_setting", "glob", "read_text", "read_blob", "pragma_table_info"}
# Two runs give two answers.
UNREPEATABLE = {"random", "rand", "uuid", "gen_random_uuid", "setseed", "nextval", "currval"}


def parsed(sql: str, where: str) -> tuple[Query | None, list[Finding]]:
    """The tree of one SELECT, or why there is none; no text makes this raise."""
    try:
        trees = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except (sqlglot.errors.SqlglotError, RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None, [found("C101", where, "the text does not parse as SQL")]
    if len(trees) != 1:
        return None, [found("C101", where, f"{len(trees)} statements stand here, not one SELECT")]
    tree = _without_brackets(trees[0])
    if not isinstance(tree, Query):
        return None, [found("C101", where, f"this is {_named(tree)}, not a SELECT")]
    if isinstance(tree, exp.Select) and not tree.expressions:
        return None, [found("C101", where, "nothing is selected")]
    return tree, []


def _without_brackets(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.Subquery) and not tree.alias:
        tree = tree.this
    return tree


def _named(tree: exp.Expr) -> str:
    return type(tree).__name__.upper()


def form_problems(tree: Query, where: str, stage: str) -> Iterator[Finding]:
    """What a published SELECT may not hold, whatever its tables."""
    for node in tree.walk():
        what = _refused(node, stage)
        if what:
            yield found("C101", where, what)


def _refused(node: exp.Expr, stage: str) -> str:
    match node:
        case exp.Table(this=exp.Identifier()) if not _is_path(node):
            return ""
        case exp.Table():
            return "a file or a table function is read"
        case exp.Anonymous() if node.name.lower() in UNREAD | UNREPEATABLE:
            return f"{node.name.lower()}() is called"
        case exp.Rand() | exp.Uuid():
            return "a random value is drawn"
        case exp.TableSample():
            return "a sample is drawn"
        case exp.Star() if stage == "published" and _is_unqualified(node):
            return "an unqualified * is read; name the columns"
        case exp.Columns() if stage == "published":
            return "COLUMNS() is read; name the columns"
        case exp.Command() | exp.Copy() | exp.Attach() | exp.Pragma() | exp.Create() | exp.Insert() | exp.Into():
            return f"{_named(node)} stands inside"
    return ""


def _is_path(table: exp.Table) -> bool:
    return table.name.startswith(("/", ".", "~")) or "/" in table.name or "*" in table.name or "." in table.name


def _is_unqualified(star: exp.Star) -> bool:
    """True for `select *`; `count(*)` and `f.*` are something else."""
    return isinstance(star.parent, exp.Select | exp.Alias) or (
        isinstance(star.parent, exp.Column) and not star.parent.table
    )
