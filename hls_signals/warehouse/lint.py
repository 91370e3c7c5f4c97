"""Would this SELECT give the same rows on every engine, and can it be trusted to say what it reads?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from hls_signals.warehouse.queries import CHECKS, STAGES, Query

UNREPEATABLE = {"now", "random", "rand", "today", "current_date", "current_timestamp", "first", "any_value", "uuid"}
RANKING = {"rank", "dense_rank", "percent_rank", "ntile", "cume_dist"}
QUANTILES = {"quantile_cont", "percentile_cont", "quantile", "quantile_disc", "percentile_disc", "approx_quantile"}
# Functions that pick a row by order, so that a tie may be broken differently elsewhere.
ORDERED = {"row_number", "lag", "lead", "arg_max", "arg_min"}
UNIQUE_KEY = ("source_sha256", "source_row")


@dataclass(frozen=True)
class Refusal:
    """One thing in a query that an engine could read otherwise."""

    path: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"HLS-W303: {self.what}\n  where: {self.path}, line {self.line}\n  mend:  {self.mend}"


def refusals(query: Query) -> list[Refusal]:
    """Everything about a query that is refused, by line; an empty list means it may run."""
    try:
        trees = [tree for tree in sqlglot.parse(query.text, read="duckdb") if tree is not None]
    except sqlglot.errors.SqlglotError:
        return [Refusal(query.path, 1, "the file does not parse as SQL.", "write one SELECT in DuckDB's dialect")]
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.Union):
        return [Refusal(query.path, 1, "the file is not one SELECT.", "one SELECT or WITH a file")]
    found = [refusal for look in _LOOKS for refusal in look(query, trees[0])]
    return sorted(found, key=lambda refusal: (refusal.line, refusal.what))


def _at(query: Query, node: exp.Expr) -> int:
    """The line of a node: the nearest token below it that knows where it stands."""
    lines = [part.meta["line"] for part in node.walk() if "line" in part.meta]
    return int(min(lines, default=1))


def _tables(query: Query, tree: exp.Expression) -> Iterator[Refusal]:
    local = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            yield Refusal(query.path, _at(query, table), "a table function is read.", "the engine registers inputs")
        elif table.name in local and not table.db:
            continue
        elif f"{table.db}.{table.name}" not in query.reads:
            yield Refusal(
                query.path, _at(query, table), "a table is read that the `-- from` line does not name.", "add it there"
            )
        elif not _is_earlier(table.db, query):
            yield Refusal(
                query.path, _at(query, table), "a later stage is read.", "data flows one way: " + " -> ".join(STAGES)
            )


def _is_earlier(stage: str, query: Query) -> bool:
    here = query.name.partition("__")[0] if query.stage == CHECKS else query.stage
    return stage in STAGES and here in STAGES and STAGES.index(stage) <= STAGES.index(here)


def _divisions(query: Query, tree: exp.Expression) -> Iterator[Refusal]:
    for division in tree.find_all(exp.Div):
        below = division.expression.unnest()
        safe = isinstance(below, exp.Nullif) or (isinstance(below, exp.Literal) and float(below.this) != 0)
        if not safe:
            yield Refusal(
                query.path,
                _at(query, division),
                "a division whose lower part may be 0: one engine gives inf, another stops.",
                "write a / nullif(d, 0)",
            )


def _functions(query: Query, tree: exp.Expression) -> Iterator[Refusal]:
    for call in tree.find_all(exp.Func):
        name = (call.name if isinstance(call, exp.Anonymous) else call.sql_name()).lower()
        line = _at(query, call)
        if name in RANKING:
            yield Refusal(query.path, line, f"`{name}` orders by value.", "order comes from time, name or the register")
        elif name in QUANTILES:
            yield Refusal(query.path, line, f"`{name}` differs between engines.", "quantiles live in Python")
        elif name in UNREPEATABLE:
            yield Refusal(query.path, line, f"`{name}` does not repeat.", "pass it as a parameter")
        elif name.startswith(("read_", "scan_")) or name in {"query", "query_table", "glob"}:
            yield Refusal(query.path, line, f"`{name}` reads a file.", "the engine registers inputs")


def _orders(query: Query, tree: exp.Expression) -> Iterator[Refusal]:
    for window in tree.find_all(exp.Window):
        name = window.this.sql_name().lower() if isinstance(window.this, exp.Func) else ""
        if name not in ORDERED:
            continue
        order = window.args.get("order")
        keys = [part.this.name for part in order.expressions] if order is not None else []
        if tuple(keys[-2:]) != UNIQUE_KEY:
            yield Refusal(
                query.path,
                _at(query, window),
                f"`{name}` is ordered by something that may tie.",
                "end the order in source_sha256, source_row",
            )


def _shapes(query: Query, tree: exp.Expression) -> Iterator[Refusal]:
    for node in tree.find_all(exp.Limit, exp.Pivot, exp.Lambda):
        word = type(node).__name__.lower()
        yield Refusal(
            query.path, _at(query, node), f"`{word}` is not allowed here.", "name the rows and columns wanted"
        )
    for join in tree.find_all(exp.Join):
        if (join.method or "").upper() in {"ASOF", "POSITIONAL"}:
            yield Refusal(
                query.path, _at(query, join), "an ASOF or positional join.", "join on valid_from <= t and t < valid_to"
            )
    for select in tree.find_all(exp.Select):
        if any(isinstance(column, exp.Star) for column in select.expressions) and not _is_step(select):
            yield Refusal(query.path, _at(query, select), "`select *` in the last step.", "name the columns")


def _is_step(select: exp.Select) -> bool:
    return select.find_ancestor(exp.CTE) is not None


_LOOKS: Iterable[Callable[[Query, exp.Expression], Iterator[Refusal]]] = (
    _tables,
    _divisions,
    _functions,
    _orders,
    _shapes,
)
