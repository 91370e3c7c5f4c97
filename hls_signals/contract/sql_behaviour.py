"""Does a query keep the laws when the figures of others change?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlglot import exp

from hls_signals.contract.alliance import Alliance, covering_sets, exchanged, of_measures, of_others, recoloured
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import AREA, Roles
from hls_signals.contract.sql_data import Literals, alliance_for, columns_of, literals_of, tables_read
from hls_signals.contract.sql_engine import Answer, Engine, QueryFailed, plain
from hls_signals.contract.sql_form import Query
from hls_signals.contract.sql_reading import ONE_AREA, Reading

Params = Mapping[str, Any] | Sequence[Any]
Row = tuple[Any, ...]
# What a row names, and a column -> the cells there.
Moved = dict[tuple[Row, int], Counter[Any]]
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Asked:
    """A query with the parameters of one run, and whose run it is; `area` is None where it is nobody's."""

    params: Params
    area: int | None


Pairs = Sequence[tuple[Asked, "Said"]]


def behaviour_findings(tree: Query, sql: str, roles: Roles, reading: Reading, where: str) -> list[Finding]:
    """Net 2 on one query."""
    literals = literals_of(tree, roles)
    tables = tables_read(tree, roles, literals)
    base = alliance_for(literals)
    trial = None
    try:
        trial = Trial(tree, Engine(sql, tables), base, literals, reading, where)
        return by_place(trial.findings())
    except QueryFailed as error:
        return [found("C205", where, str(error))]
    finally:
        if trial is not None:
            trial.engine.close()


class Trial:
    """One query on the invented alliance, before and after each change."""

    def __init__(
        self, tree: Query, engine: Engine, base: Alliance, literals: Literals, reading: Reading, where: str
    ) -> None:
        self.tree, self.engine, self.base, self.literals = tree, engine, base, literals
        self.reading, self.where = reading, where
        self.is_ordered = tree.args.get("order") is not None
        self.fixed = _area_named(tree, literals, base)
        self.needles = [_needles(code, name) for code, name in zip(base.codes, base.names, strict=True)]
        self.measure_needles = [(measure.lower(),) for measure in base.measures]

    def findings(self) -> Iterator[Finding]:
        """Every law, for every filling of the parameters."""
        askings = list(self._askings())
        self._fill(self.base)
        before = [Said(self.engine.answer(asked.params), self) for asked in askings]
        self._fill(self.base)
        if [self.engine.answer(asked.params) for asked in askings] != [said.answer for said in before]:
            yield found("C205", self.where, "it gives two answers on the same rows")
            return
        pairs = list(zip(askings, before, strict=True))
        yield from self._of_others(pairs)
        yield from self._of_exchange(pairs)
        yield from self._of_colours(pairs)
        yield from self._of_measures(pairs)

    def _fill(self, held: Alliance) -> None:
        self.engine.fill({table.quoted: columns_of(table, held, self.literals) for table in self.engine.tables})

    def _said(self, asked: Asked) -> Said:
        return Said(self.engine.answer(asked.params), self)

    def _askings(self) -> Iterator[Asked]:
        names = parameters(self.tree)
        by_area = any(_kind(name) == "area" for name in names)
        for area in range(len(self.base.codes)) if by_area else (self.fixed,):
            yield Asked(_filled(names, self.base, area or 0), area)

    def _of_others(self, pairs: Pairs) -> Iterator[Finding]:
        """P1 to P4 and P8: nothing of A moves while others do."""
        areas = range(len(self.base.codes))
        for others in covering_sets(len(areas)):
            kept = [area for area in areas if area not in others]
            for way, changed in of_others(self.base, others):
                self._fill(changed)
                for asked, said in pairs:
                    if asked.area not in others:
                        yield from self._compared(said, self._said(asked), kept, asked, way)

    def _compared(self, said: Said, after: Said, kept: list[int], asked: Asked, way: str) -> Iterator[Finding]:
        if after.answer == said.answer:
            return
        if asked.area is not None and not said.names_others(asked.area):
            if said.answer.rows != after.answer.rows and said.plain_rows != after.plain_rows:
                yield found("C201", self.where, f"the rows of one area change while others stand {way}")
            return
        moved = [area for area in kept if said.of(area) != after.of(area)]
        if moved:
            yield found("C201", self.where, f"rows of {len(moved)} areas change while others stand {way}")
        elif said.has_areas and said.of_nobody != after.of_nobody:
            yield found("C201", self.where, f"rows beside those of areas change while others stand {way}")
        elif said.hidden_keys and said.moved_keys(after) > len(self.base.codes) - len(kept):
            yield found("C201", self.where, f"rows of several areas change while others stand {way}")
        if way != "with other notes":
            yield from self._same_places(said, after, way)

    def _of_exchange(self, pairs: Pairs) -> Iterator[Finding]:
        """P5: exchanged values leave order, rows an area and columns as they are."""
        for changed in exchanged(self.base):
            self._fill(changed)
            for asked, said in pairs:
                yield from self._exchanged(said, self._said(asked), asked)

    def _exchanged(self, said: Said, after: Said, asked: Asked) -> Iterator[Finding]:
        if after.answer == said.answer:
            return
        if said.answer.columns != after.answer.columns:
            yield found("C202", self.where, "the columns follow values")
        yield from self._same_places(said, after, "in exchanged places")
        if asked.area is not None and not said.has_time and len(said.answer.rows) != len(after.answer.rows):
            yield found("C202", self.where, "how many rows one area has follows values")

    def _same_places(self, said: Said, after: Said, way: str) -> Iterator[Finding]:
        if said.sequence(is_ordered=self.is_ordered) != after.sequence(is_ordered=self.is_ordered):
            yield found("C202", self.where, f"the order or presence of areas changes while others stand {way}")
        elif not self._is_grouped_inside and said.rows_an_area != after.rows_an_area:
            yield found("C202", self.where, f"how many rows an area has changes while others stand {way}")

    @property
    def _is_grouped_inside(self) -> bool:
        """Runs and the like: several rows an area, made of its own periods."""
        scopes = self.reading.scopes
        return bool(scopes) and any(
            len(scope.grouping) > 1 and any(self.reading.carried(part, scope) & AREA for part in scope.grouping)
            for scope in scopes
        )

    def _of_colours(self, pairs: Pairs) -> Iterator[Finding]:
        """P6: other names for the colours, the same numbers."""
        for changed in recoloured(self.base):
            self._fill(changed)
            if not all(said.keeps_numbers(self._said(asked)) for asked, said in pairs):
                yield found("C203", self.where, "a number changes with the names of the colours")
                return

    def _of_measures(self, pairs: Pairs) -> Iterator[Finding]:
        """P7: no number of another measure moves, none moves under two measures."""
        own = [name for table in self.engine.tables for name in table.own_measures]
        if own:
            changes = [(name, replace(self.base, of_columns={name: 1.0})) for name in own]
        elif any(table.has_measures for table in self.engine.tables):
            changes = list(of_measures(self.base))
        else:
            return
        moved: list[list[Moved]] = []
        for _, changed in changes:
            self._fill(changed)
            moved.append([said.moved_under(self._said(asked)) for asked, said in pairs])
        names = [name.lower() for name, _ in changes]
        if any(said.mixes([each[place] for each in moved], names) for place, (_, said) in enumerate(pairs)):
            yield found("C204", self.where, "a number moves under two measures")


class Said:
    """One answer, with what it says of each area."""

    def __init__(self, answer: Answer, trial: Trial) -> None:
        self.answer = answer
        self.trial = trial
        self.column_areas = [_named_in(_folded(name), trial.needles) for name in answer.columns]
        output = list(trial.reading.output.values())
        self.carried = output if len(output) == len(answer.columns) else [frozenset()] * len(answer.columns)

    @cached_property
    def plain_rows(self) -> tuple[Row, ...]:
        """The rows as they are compared."""
        return tuple(tuple(plain(cell) for cell in row) for row in self.answer.rows)

    @cached_property
    def row_areas(self) -> list[frozenset[int]]:
        """The areas that each row names."""
        texts = (_folded(" ".join(_written(cell) for cell in row)) for row in self.answer.rows)
        return [_named_in(text, self.trial.needles) for text in texts]

    @cached_property
    def has_areas(self) -> bool:
        """True where any row or column names an area."""
        return any(self.row_areas) or any(self.column_areas)

    @property
    def has_time(self) -> bool:
        """True where a column says when."""
        return any("time" in carried for carried in self.carried)

    def names_others(self, area: int) -> bool:
        """True where an area beside this one is named."""
        return any(named - {area} for named in (*self.row_areas, *self.column_areas))

    def of(self, area: int) -> list[Row]:
        """Everything said of one area: its rows, and its columns of any row."""
        by_column = [place for place, named in enumerate(self.column_areas) if area in named]
        neutral = [place for place, named in enumerate(self.column_areas) if not named]
        said: list[Row] = []
        for row, named in zip(self.plain_rows, self.row_areas, strict=True):
            if area in named:
                said.append(tuple(row[place] for place in (*neutral, *by_column)))
            elif by_column:
                said.append(tuple(row[place] for place in by_column))
        return sorted(said, key=repr)

    @cached_property
    def of_nobody(self) -> list[Row]:
        """Rows, or columns of rows, that name no area."""
        neutral = [place for place, named in enumerate(self.column_areas) if not named]
        rows = [
            tuple(row[place] for place in neutral)
            for row, named in zip(self.plain_rows, self.row_areas, strict=True)
            if not named
        ]
        return sorted(rows, key=repr)

    @cached_property
    def hidden_keys(self) -> list[int]:
        """Columns made of areas though no row names one: a hash, a piece of a name."""
        if self.has_areas:
            return []
        return [place for place, carried in enumerate(self.carried) if carried & AREA]

    def moved_keys(self, after: Said) -> int:
        """How many of those have rows that changed."""
        places = self.hidden_keys
        before, now = self._by(places), after._by(places)
        return sum(before.get(key) != now.get(key) for key in {*before, *now})

    def _by(self, places: Sequence[int]) -> dict[Row, list[Row]]:
        grouped: dict[Row, list[Row]] = {}
        for row in self.plain_rows:
            grouped.setdefault(tuple(row[place] for place in places), []).append(row)
        return {key: sorted(rows, key=repr) for key, rows in grouped.items()}

    def sequence(self, *, is_ordered: bool) -> Any:
        """The areas in the order in which they come; each once, sorted, where the query gives no order."""
        hidden = self.hidden_keys
        if hidden:
            named: list[Any] = [tuple(row[place] for place in hidden) for row in self.plain_rows]
        else:
            named = [tuple(sorted(areas)) for areas in self.row_areas if areas]
        if not is_ordered:
            return sorted(set(named), key=repr)
        return [entry for place, entry in enumerate(named) if not place or named[place - 1] != entry]

    @cached_property
    def rows_an_area(self) -> Counter[int]:
        """How often each area is named in rows."""
        return Counter(area for areas in self.row_areas for area in areas)

    def keeps_numbers(self, after: Said) -> bool:
        """False where a number changed though only the names of colours did."""
        shades = [place for place, carried in enumerate(self.carried) if "colour" in carried]
        keys = [place for place, kind in enumerate(self._kinds()) if kind != "number" and place not in shades]
        before = self._numbers(keys)
        if any(len(found_rows) > 1 for found_rows in before.values()):
            keys += [place for place in shades if self._kinds()[place] != "number"]
            before = self._numbers(keys)
        return before == after._numbers(keys)

    def _kinds(self) -> list[str]:
        kinds = ["text"] * len(self.answer.columns)
        for row in self.plain_rows:
            for place, cell in enumerate(row):
                if isinstance(cell, float | bool):
                    kinds[place] = "number"
        return kinds

    def _numbers(self, keys: Sequence[int]) -> dict[Row, list[Row]]:
        found_here: dict[Row, list[Row]] = {}
        for row in self.plain_rows:
            others = (cell for place, cell in enumerate(row) if place not in keys)
            numbers = tuple(number for cell in others for number in _numbers_in(cell))
            found_here.setdefault(tuple(row[place] for place in keys), []).append(numbers)
        return {key: sorted(rows, key=repr) for key, rows in found_here.items()}

    def moved_under(self, after: Said) -> Moved:
        """The cells that are no longer there, by what their rows name and by column."""
        before, now = self._cells(), after._cells()
        return {place: gone for place, cells in before.items() if (gone := cells - now.get(place, Counter()))}

    def _cells(self) -> Moved:
        kinds = self._kinds()
        cells: Moved = {}
        for row in self.plain_rows:
            key = tuple(cell for place, cell in enumerate(row) if kinds[place] != "number")
            for place, cell in enumerate(row):
                cells.setdefault((key, place), Counter())[cell] += 1
        return cells

    def mixes(self, moved: Sequence[Moved], names: Sequence[str]) -> bool:
        """True where one cell moved under two measures, or under one that it does not name."""
        before = self._cells()
        together: Moved = {}
        for cells in moved:
            for place, gone in cells.items():
                together.setdefault(place, Counter()).update(gone)
        if any(gone - before[place] for place, gone in together.items()):
            return True
        return any(
            self._is_of_another(_folded(" ".join(_written(cell) for cell in key)), column, names[number], names)
            for number, cells in enumerate(moved)
            for key, column in cells
        )

    def _is_of_another(self, text: str, column: int, name: str, names: Sequence[str]) -> bool:
        heading = _folded(self.answer.columns[column])
        told = [other for other in names if _folded(other) in heading] or [o for o in names if _folded(o) in text]
        return bool(told) and name not in told


def parameters(tree: Query) -> list[str]:
    """Names of the parameters, each once; a `?` is counted by its place."""
    names: list[str] = []
    for node in tree.find_all(exp.Parameter, exp.Placeholder):
        name = node.name if node.name and node.name != "?" else f"?{len(names) + 1}"
        if name not in names:
            names.append(name)
    return names


def _kind(name: str) -> str:
    folded = name.lower()
    if "area" in folded or folded in {"code", "subject"}:
        return "area"
    if "measure" in folded or "indicator" in folded:
        return "measure"
    if any(
        word in folded for word in ("date", "period", "start", "end", "from", "to", "month", "as_of", "known", "day")
    ):
        return "time"
    return "number"


def _filled(names: Sequence[str], base: Alliance, area: int) -> Params:
    given = {name: _value(name, base, area) for name in names}
    return list(given.values()) if names and names[0].startswith("?") else given


def _value(name: str, base: Alliance, area: int) -> Any:
    match _kind(name):
        case "area":
            return base.names[area] if "name" in name.lower() else base.codes[area]
        case "measure":
            return base.measures[0]
        case "time":
            is_late = any(word in name.lower() for word in ("end", "to", "until", "as_of", "known"))
            return base.months[-1] if is_late or "from" not in name.lower() else base.months[3]
    return 12


def _area_named(tree: Query, literals: Literals, base: Alliance) -> int | None:
    """The one area that a literal holds a query to; None where it names none, or several."""
    named = (*literals.of("area"), *literals.of("area_name"))
    if len(named) != 1:
        return None
    top = tree.find(exp.Where)
    if top is None or not any(isinstance(part.find_ancestor(exp.Where), exp.Where) for part in _equals(top, named[0])):
        return None
    return base.codes.index(named[0]) if named[0] in base.codes else base.names.index(named[0])


def _equals(top: exp.Expr, text: str) -> Iterator[exp.Expr]:
    for node in top.find_all(exp.EQ):
        if any(isinstance(side, exp.Literal) and side.this == text for side in (node.left, node.right)):
            yield node


def _needles(code: str, name: str) -> tuple[str, ...]:
    folded = name.lower()
    return tuple({code.lower(), folded, _NOT_LETTERS.sub("-", folded).strip("-"), _NOT_LETTERS.sub("_", folded)})


def _named_in(text: str, needles: Sequence[tuple[str, ...]]) -> frozenset[int]:
    return frozenset(area for area, spellings in enumerate(needles) if any(spelling in text for spelling in spellings))


def _folded(text: str) -> str:
    return text.lower()


def _written(cell: Any) -> str:
    return cell if isinstance(cell, str) else "" if isinstance(cell, float | int | None) else str(cell)


def _numbers_in(cell: Any) -> Iterator[Any]:
    if isinstance(cell, float | bool):
        yield cell
    elif isinstance(cell, str):
        yield from _DIGITS.findall(cell)
    elif isinstance(cell, tuple):
        for part in cell:
            yield from _numbers_in(part)


def is_alliance(reading: Reading) -> bool:
    """True where no column of the answer is of areas."""
    return not any(carried & {*AREA, ONE_AREA} for carried in reading.output.values())
