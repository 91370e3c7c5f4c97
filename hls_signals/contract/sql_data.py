"""Which rows does the invented alliance put into the tables that a query reads?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlglot import exp

from hls_signals.contract.alliance import (
    AMBER_WITHIN,
    CODES,
    COLOURS,
    FAMILIES,
    LAST_MONTH,
    MEASURES,
    NAMES,
    PEOPLE,
    TARGETS,
    Alliance,
    alliance,
    months_until,
)
from hls_signals.contract.roles import TYPES, Roles
from hls_signals.contract.sql_form import Query

# Figures of one measure by other names; any other measure column of a wide table is a measure of its own.
OF_ONE_MEASURE = re.compile(
    r"value|margin|amount|figure|rate|pct|percent|change|difference|previous|before|last|moving_range|plotted|"
    r"completeness|lower|upper|like_for_like|revision"
)
LETTERS = ({"r", "a", "g"}, ("R", "A", "G"))
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}")
_INTEGERS = {"phase", "term_no", "year", "month", "version_no", "sort_order", "position_no"}


@dataclass(frozen=True)
class Literals:
    """What a query compares its columns with, by role: the alliance then has such areas, measures and months."""

    by_role: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    by_column: Mapping[str, tuple[str, ...]]

    def of(self, role: str) -> tuple[str, ...]:
        """Texts that a column of this role is compared with."""
        return self.by_role.get(role, ())


@dataclass(frozen=True)
class Table:
    """One table of the data: its full name, and the role and type of each column."""

    schema: str
    name: str
    roles: Mapping[str, str]
    types: Mapping[str, str]

    @property
    def quoted(self) -> str:
        """The name as SQL writes it."""
        return f'"{self.schema}"."{self.name}"' if self.schema else f'"{self.name}"'

    @property
    def has_measures(self) -> bool:
        """True where a column names the measure of a row."""
        return any(is_measure_key(name, role) for name, role in self.roles.items())

    @property
    def own_measures(self) -> tuple[str, ...]:
        """Columns that are measures of their own."""
        named = [name for name, role in self.roles.items() if role == "measure" and not OF_ONE_MEASURE.search(name)]
        return tuple(named) if not self.has_measures and len(named) > 1 else ()


def is_measure_key(name: str, role: str) -> bool:
    """True for `measure_id` and the like."""
    return role == "key" and ("measure" in name or "indicator" in name)


def tables_read(tree: Query, roles: Roles, literals: Literals) -> list[Table]:
    """The tables of the query that have roles, each once."""
    local = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    read: dict[tuple[str, str], Table] = {}
    for node in tree.find_all(exp.Table):
        schema, name = node.db.lower(), node.name.lower()
        columns = roles.columns(schema, name)
        if columns is not None and not (name in local and not schema):
            types = {column: _type_of(column, role, literals) for column, role in columns.items()}
            read[schema, name] = Table(schema, name, columns, types)
    return list(read.values())


def _type_of(column: str, role: str, literals: Literals) -> str:
    if column in literals.types:
        return literals.types[column]
    if column.startswith(("is_", "has_")):
        return "BOOLEAN"
    if role in {"key", "time", "group"} and column in _INTEGERS:
        return "INTEGER"
    return TYPES[role]


def literals_of(tree: Query, roles: Roles) -> Literals:
    """What columns are compared with, and the types their uses ask for."""
    by_column = roles.by_column
    held: dict[str, dict[str, None]] = {}
    columns: dict[str, dict[str, None]] = {}
    types: dict[str, str] = {}
    for node in tree.find_all(exp.Column):
        role = by_column.get(node.name.lower())
        if role is None:
            continue
        for literal in _compared_with(node):
            if literal.is_string:
                held.setdefault(role, {})[literal.this] = None
                columns.setdefault(node.name.lower(), {})[literal.this] = None
        asked = _asked_type(node, role)
        if asked:
            types[node.name.lower()] = asked
    return Literals(
        {role: tuple(texts) for role, texts in held.items()},
        types,
        {name: tuple(texts) for name, texts in columns.items()},
    )


def _compared_with(node: exp.Column) -> Iterator[exp.Literal]:
    above = node.parent
    while isinstance(above, exp.Lower | exp.Upper | exp.Paren | exp.Cast):
        above = above.parent
    if isinstance(above, exp.EQ | exp.NEQ | exp.In | exp.Between | exp.GTE | exp.LTE | exp.GT | exp.LT | exp.Case):
        for literal in above.find_all(exp.Literal):
            if literal.find_ancestor(type(above)) is above or isinstance(above, exp.Case):
                yield literal


def _asked_type(node: exp.Column, role: str) -> str:
    """The type that the use of a column asks for, where its role leaves it open."""
    if role not in {"signal", "status", "key", "group", "text", "time", "colour"}:
        return ""
    above = node.parent
    if isinstance(above, exp.And | exp.Or | exp.Not | exp.Where | exp.Having | exp.Qualify | exp.CountIf) or (
        isinstance(above, exp.If) and above.this is node and role != "colour"
    ):
        return "BOOLEAN" if role in {"signal", "status"} else ""
    others = [part for part in above.iter_expressions() if part is not node] if above is not None else []
    if any(isinstance(part, exp.Boolean) for part in others) and isinstance(above, exp.EQ | exp.NEQ | exp.Is):
        return "BOOLEAN"
    is_number = any(isinstance(part, exp.Literal) and not part.is_string for part in others)
    if is_number and isinstance(above, exp.EQ | exp.NEQ | exp.GT | exp.LT | exp.GTE | exp.LTE | exp.In):
        return "INTEGER"
    if isinstance(above, exp.Sum | exp.Avg) and role in {"signal", "status", "key"}:
        return "INTEGER"
    texts = [part.this for part in others if isinstance(part, exp.Literal) and part.is_string]
    if role == "time" and isinstance(above, exp.EQ | exp.In) and texts and not any(_ISO.match(text) for text in texts):
        return "VARCHAR"
    return ""


def alliance_for(literals: Literals) -> Alliance:
    """The invented alliance, with the areas, measures, months and colours that the query names among its own."""
    days = tuple(sorted(_days(literals)))
    months = months_until(max([*days, LAST_MONTH]), days)
    codes = _with_first(literals.of("area"), CODES)
    names = _with_first(literals.of("area_name"), NAMES)
    keyed = [text for name, texts in literals.by_column.items() if "measure" in name for text in texts]
    measures = _with_first(tuple(dict.fromkeys(keyed)), MEASURES)
    return alliance(codes, names, measures, months, _colour_names(literals.of("colour")))


def _with_first(given: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    given = given[: len(usual)]
    return (*given, *usual[len(given) :])


def _days(literals: Literals) -> Iterator[dt.date]:
    for text in literals.of("time"):
        if _ISO.match(text):
            try:
                day = dt.date.fromisoformat(text[:10])
            except ValueError:
                continue
            if 1990 < day.year < 2090:
                yield day


def _colour_names(given: tuple[str, ...]) -> tuple[str, str, str]:
    folded = {text.lower() for text in given}
    if folded and folded <= LETTERS[0]:
        letters = LETTERS[1] if any(text.isupper() for text in given) else ("r", "a", "g")
        return (letters[0], letters[1], letters[2])
    titled = given[0].istitle() if given else False
    shouted = given[0].isupper() if given else False
    red, amber, green = (name.title() if titled else name.upper() if shouted else name for name in COLOURS)
    return (red, amber, green)


def columns_of(table: Table, held: Alliance, literals: Literals) -> dict[str, Any]:
    """The columns of one table as arrays, one entry a row: every area, measure and month that the table tells apart."""
    grid = _grid(table, held)
    return {name: _column(name, role, table, grid, held, literals) for name, role in table.roles.items()}


@dataclass(frozen=True)
class _Grid:
    """Area, measure and month of each row; zeros where the table does not tell them apart."""

    area: Any
    measure: Any
    month: Any

    @property
    def rows(self) -> int:
        return len(self.area)


def _grid(table: Table, held: Alliance) -> _Grid:
    has_area = any(role in {"area", "area_name"} for role in table.roles.values())
    has_time = any(role == "time" for role in table.roles.values())
    sizes = (
        len(held.codes) if has_area else 1,
        len(held.measures) if table.has_measures else 1,
        len(held.months) if has_time else 1,
    )
    area, measure, month = np.indices(sizes).reshape(3, -1)
    is_history = has_time and not has_area and "target" in table.roles.values()
    if is_history:
        kept = np.isin(month, (0, len(held.months) // 2))
        area, measure, month = area[kept], measure[kept], month[kept]
    # Rows lie in no order that anybody could lean on.
    shuffled = np.random.default_rng(len(area)).permutation(len(area))
    return _Grid(area[shuffled], measure[shuffled], month[shuffled])


def _column(name: str, role: str, table: Table, grid: _Grid, held: Alliance, literals: Literals) -> Any:
    figures = held.figures[grid.area, grid.measure, grid.month]
    targets = held.targets[grid.month]
    match role:
        case "area":
            return np.array(held.codes, dtype=object)[grid.area]
        case "area_name":
            return np.array(held.names, dtype=object)[grid.area]
        case "group":
            texts = literals.by_column.get(name) or FAMILIES[:2]
            return np.array([texts[int(area) % len(texts)] for area in grid.area], dtype=object)
        case "register_order":
            return (grid.area * 5 + 2) % 7 * 10 + grid.measure
        case "time":
            return _times(name, table.types[name], grid, held)
        case "measure":
            return _measured(name, table, figures, targets, held)
        case "count":
            is_bottom = "denom" in name or name in {"n", "people", "population", "base", "total"}
            people = PEOPLE + 100 * grid.area
            return people.astype(np.int64) if is_bottom else np.rint(figures * people / 100).astype(np.int64)
        case "target":
            return targets - (AMBER_WITHIN if "amber" in name or "boundary" in name else 0.0)
        case "limit":
            return _limits(name, grid, held)
        case "colour":
            return np.array(held.colours, dtype=object)[_shades(figures, targets)]
    return _words(name, role, table.types[name], grid, held, literals)


def _measured(name: str, table: Table, figures: Any, targets: Any, held: Alliance) -> Any:
    if "margin" in name:
        return figures - targets
    if name in table.own_measures:
        place = table.own_measures.index(name)
        return figures * (1 + 0.1 * place) + 3.0 * place + held.of_columns.get(name, 0.0) * (1 + figures / 50)
    return figures


def _limits(name: str, grid: _Grid, held: Alliance) -> Any:
    centre = held.figures.mean(axis=2)
    apart = 2.66 * np.abs(np.diff(held.figures, axis=2)).mean(axis=2)
    by = -1 if "lower" in name else 1 if "upper" in name else 0
    return (centre + by * apart)[grid.area, grid.measure]


def _shades(figures: Any, targets: Any) -> Any:
    return np.where(figures >= targets, 2, np.where(figures >= targets - AMBER_WITHIN, 1, 0))


def _times(name: str, asked: str, grid: _Grid, held: Alliance) -> Any:
    if asked == "INTEGER":
        return np.array([day.year if "month" not in name else day.month for day in held.months])[grid.month]
    days = held.months
    if "end" in name:
        days = tuple((day + dt.timedelta(days=32)).replace(day=1) for day in days)
    elif "known" in name or "received" in name:
        days = tuple(day + dt.timedelta(days=45) for day in days)
    if asked == "VARCHAR":
        return np.array([day.strftime("%B %Y") for day in days], dtype=object)[grid.month]
    return np.array(days, dtype="datetime64[D]")[grid.month]


def _words(name: str, role: str, asked: str, grid: _Grid, held: Alliance, literals: Literals) -> Any:
    figures = held.figures[grid.area, grid.measure, grid.month]
    is_low = figures < held.targets[grid.month] - AMBER_WITHIN
    other = np.array(held.words)[grid.area]
    if asked == "BOOLEAN":
        return is_low if role == "signal" else (other + grid.month) % 2 == 0
    if asked == "INTEGER":
        return is_low.astype(int) if role == "signal" else 1 + grid.month // 13
    if is_measure_key(name, role):
        return np.array(held.measures, dtype=object)[grid.measure]
    return np.array(_texts(name, role, grid, is_low, other, literals), dtype=object)


def _texts(name: str, role: str, grid: _Grid, is_low: Any, other: Any, literals: Literals) -> list[str]:
    given = literals.by_column.get(name, ())
    if role == "signal":
        low, usual = (given[0] if given else "signal_low"), "usual_variation"
        return [low if signal else usual for signal in is_low]
    if role == "status":
        first = given[0] if given else "ok"
        return [first if not changed else "estimated" for changed in other]
    if role == "key":
        first = given[0] if given else ("{}" if "breakdown" in name else "1")
        several = (first, *given[1:]) if len(given) > 1 else (first,)
        if name.endswith("_id") and not given:
            return [f"k{area}{measure}{month}" for area, measure, month in zip(*_places(grid), strict=True)]
        return [several[int(month) % len(several)] for month in grid.month]
    said = ("seen at the meeting", "told another way")
    return [
        f"{said[int(changed)]} {'abcdefghij'[int(month) % 10]}"
        for changed, month in zip(other, grid.month, strict=True)
    ]


def _places(grid: _Grid) -> tuple[Any, Any, Any]:
    return grid.area, grid.measure, grid.month


__all__ = ["TARGETS", "Literals", "Table", "alliance_for", "columns_of", "literals_of", "tables_read"]
