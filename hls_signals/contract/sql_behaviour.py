"""Does a query keep the laws when the figures of others change?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from hls_signals.contract.alliance import Alliance, covering_sets, exchanged, of_measures, of_others, recoloured
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import AREA, Roles
from hls_signals.contract.sql_answer import Moved, Said, spellings_of
from hls_signals.contract.sql_data import Literals, alliance_for, columns_of, literals_of, tables_read
from hls_signals.contract.sql_engine import Engine, QueryFailed
from hls_signals.contract.sql_form import Query
from hls_signals.contract.sql_parameters import Params, filled, kind_of, parameters
from hls_signals.contract.sql_reading import Reading


@dataclass(frozen=True)
class Asked:
    """A query with the parameters of one run, and whose run it is; `area` is None where it is nobody's."""

    params: Params
    area: int | None


Pairs = Sequence[tuple[Asked, Said]]


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
        self.needles = [spellings_of(code, name) for code, name in zip(base.codes, base.names, strict=True)]

    def findings(self) -> Iterator[Finding]:
        """Every law, for every filling of the parameters."""
        askings = list(self._askings())
        self._fill(self.base)
        before = [self._said(asked) for asked in askings]
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
        return Said(self.engine.answer(asked.params), self.needles, self.reading)

    def _askings(self) -> Iterator[Asked]:
        names = parameters(self.tree)
        by_area = any(kind_of(name) == "area" for name in names)
        for area in range(len(self.base.codes)) if by_area else (self.fixed,):
            yield Asked(filled(names, self.base, area or 0), area)

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
