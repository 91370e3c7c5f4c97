"""What does each column of a SELECT carry, through aliases, subqueries, set operations and windows?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.roles import AREA, Roles
from hls_signals.contract.sql_form import Query

Carried = frozenset[str]
Columns = dict[str, Carried]
NOTHING: Carried = frozenset()
# The area of a row that a condition holds to one area.
ONE_AREA = "one_area"
COLOURS = {"red", "amber", "green", "yellow", "blue", "r", "a", "g", "rag"}
COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Is, exp.In, exp.Like, exp.ILike)


@dataclass(frozen=True)
class Scope:
    """One SELECT with what its names mean.

    sources   alias -> columns of what stands in FROM
    aliases   names given in the select list
    grouping  the expressions it is grouped by
    output    names and roles of what it gives
    outer     the scope around it, which a correlated subquery may read
    is_fixed  a condition holds the area to one
    """

    select: exp.Select
    sources: Mapping[str, Columns]
    ctes: Mapping[str, Columns]
    outer: Scope | None = None
    aliases: dict[str, Carried] = field(default_factory=dict)
    grouping: tuple[exp.Expr, ...] = ()
    output: Columns = field(default_factory=dict)
    is_fixed: bool = False

    @property
    def is_grouped(self) -> bool:
        """True where rows are brought together."""
        return bool(self.grouping) or any(_is_aggregate(part) for part in self.select.expressions)


class Reading:
    """Every scope of one query; problems with names are collected, never raised."""

    def __init__(self, tree: Query, roles: Roles, where: str) -> None:
        self.roles = roles
        self.where = where
        self.scopes: list[Scope] = []
        self.problems: list[Finding] = []
        self.output = self._query(tree, {}, None)

    def carried(self, node: exp.Expr | None, scope: Scope) -> Carried:
        """The roles that an expression carries."""
        if node is None:
            return NOTHING
        match node:
            case exp.Column():
                return self._column(node, scope)
            case exp.Count():
                return self._inside(node, scope) - AREA - {ONE_AREA} | {"count"}
            case exp.Subquery() | exp.Select() | exp.SetOperation():
                inner = self._query(_query_of(node), scope.ctes, scope)
                return frozenset().union(*inner.values()) if inner else NOTHING
            case exp.Exists():
                return self.carried(node.this, scope) - AREA - {ONE_AREA}
            case exp.Case() | exp.If():
                return self._inside(node, scope) | _colours_named(node)
            case exp.Window():
                return self._inside(node, scope) | self._named_window(node, scope)
        if isinstance(node, COMPARED):
            # Whether a row is of an area is not the area itself.
            return self._inside(node, scope) - AREA - {ONE_AREA}
        return self._inside(node, scope)

    def named_window(self, node: exp.Window, scope: Scope) -> exp.Window:
        """The window with what `window w as (...)` says of it."""
        name = node.args.get("alias")
        held = scope.select.args.get("windows") or []
        given = next((entry for entry in held if name is not None and entry.name.lower() == name.name.lower()), None)
        return node if given is None else given

    def _named_window(self, node: exp.Window, scope: Scope) -> Carried:
        given = self.named_window(node, scope)
        return NOTHING if given is node else self._inside(given, scope)

    def _inside(self, node: exp.Expr, scope: Scope) -> Carried:
        parts = [self.carried(part, scope) for part in node.iter_expressions()]
        return frozenset().union(*parts) if parts else NOTHING

    def _column(self, node: exp.Column, scope: Scope) -> Carried:
        name, table = node.name.lower(), node.table.lower()
        if isinstance(node.this, exp.Star):
            return NOTHING
        here: Scope | None = scope
        while here is not None:
            carried = _look_up(here, name, table)
            if carried is not None:
                self._refuse_person(carried, name)
                return carried
            here = here.outer
        if not _is_local_name(node):
            self.problems.append(found("C003", self.where, f"column {name} has no role"))
        return NOTHING

    def _refuse_person(self, carried: Carried, name: str) -> None:
        if "person" in carried:
            self.problems.append(found("C004", self.where, f"column {name} names a person"))

    def _query(self, tree: exp.Expr, ctes: Mapping[str, Columns], outer: Scope | None) -> Columns:
        held = dict(ctes)
        with_ = tree.args.get("with_")
        is_recursive = with_ is not None and bool(with_.args.get("recursive"))
        for cte in with_.expressions if with_ is not None else ():
            held[cte.alias.lower()] = self._cte(cte, held, outer, is_recursive=is_recursive)
        tree = _query_of(tree)
        if isinstance(tree, exp.SetOperation):
            return self._set_operation(tree, held, outer)
        return self._select(tree, held, outer) if isinstance(tree, exp.Select) else {}

    def _cte(self, cte: exp.CTE, held: dict[str, Columns], outer: Scope | None, *, is_recursive: bool) -> Columns:
        if is_recursive and isinstance(cte.this, exp.SetOperation):
            first = _renamed(self._query(cte.this.left, held, outer), cte)
            held = {**held, cte.alias.lower(): first}
        return _renamed(self._query(cte.this, held, outer), cte)

    def _set_operation(self, tree: exp.SetOperation, held: Mapping[str, Columns], outer: Scope | None) -> Columns:
        left, right = self._query(tree.left, held, outer), self._query(tree.right, held, outer)
        if tree.args.get("by_name"):
            return {name: left.get(name, NOTHING) | right.get(name, NOTHING) for name in [*left, *right]}
        pairs = zip(left.items(), [*right.values(), *[NOTHING] * len(left)], strict=False)
        return {name: carried | other for (name, carried), other in pairs}

    def _select(self, select: exp.Select, ctes: Mapping[str, Columns], outer: Scope | None) -> Columns:
        scope = Scope(select, {}, ctes, outer)
        sources: dict[str, Columns] = {}
        scope = replace(scope, sources=sources)
        for place, source in enumerate(_sources(select)):
            name, columns = self._source(source, scope, place)
            sources[name] = columns
        for joined in select.args.get("laterals") or []:
            name, columns = self._source(joined, scope, len(sources))
            sources[name] = columns
        scope = replace(scope, is_fixed=self._is_fixed(select, scope))
        output = self._output(select, scope)
        scope = replace(scope, output=output, grouping=self._grouping(select, scope))
        self.scopes.append(scope)
        return output

    def _source(self, source: exp.Expr, scope: Scope, place: int) -> tuple[str, Columns]:
        name = (source.alias_or_name or f"#{place}").lower()
        match source:
            case exp.Table(this=exp.Identifier()):
                columns = self._table(source, scope)
            case exp.Subquery() | exp.Lateral(this=exp.Subquery()):
                inner = source if isinstance(source, exp.Subquery) else source.this
                columns = self._query(inner, scope.ctes, scope)
            case _:
                carried = self._inside(source, scope)
                columns = {"*": carried}
        return name, self._pivoted(_renamed(columns, source), source, scope)

    def _table(self, table: exp.Table, scope: Scope) -> Columns:
        name = table.name.lower()
        if not table.db:
            here: Scope | None = scope
            while here is not None:
                if name in here.ctes:
                    return dict(here.ctes[name])
                here = here.outer
        columns = self.roles.columns(table.db, table.name)
        if columns is None:
            self.problems.append(found("C003", self.where, f"table {name} has no roles"))
            return {"*": frozenset({"measure", "area"})}
        return {column: frozenset({role}) for column, role in columns.items()}

    def _pivoted(self, columns: Columns, source: exp.Expr, scope: Scope) -> Columns:
        if not source.args.get("pivots"):
            return columns
        everything: Carried = frozenset().union(*columns.values()) if columns else NOTHING
        return {**columns, "*": everything}

    def _is_fixed(self, select: exp.Select, scope: Scope) -> bool:
        where = select.args.get("where")
        parts = list(_conjuncts(where.this)) if where is not None else []
        return any(self._holds_area(part, scope) for part in parts)

    def _holds_area(self, part: exp.Expr, scope: Scope) -> bool:
        if not isinstance(part, exp.EQ):
            return False
        sides = (part.left, part.right)
        given = [side for side in sides if _is_given(side)]
        named = [side for side in sides if isinstance(side, exp.Column) and self.carried(side, scope) & AREA]
        return bool(given and named)

    def _output(self, select: exp.Select, scope: Scope) -> Columns:
        output: Columns = {}
        for place, part in enumerate(select.expressions):
            if isinstance(part, exp.Star) or isinstance(part.this if isinstance(part, exp.Column) else None, exp.Star):
                output |= _starred(part, scope)
                continue
            carried = self.carried(part, scope)
            if scope.is_fixed and carried & AREA:
                carried = carried - AREA | {ONE_AREA}
            name = (part.alias_or_name or f"#{place}").lower()
            output[name] = carried
            scope.aliases[name] = carried
        return output

    def _grouping(self, select: exp.Select, scope: Scope) -> tuple[exp.Expr, ...]:
        group = select.args.get("group")
        if group is None:
            return ()
        if group.args.get("all"):
            return tuple(_unaliased(part) for part in select.expressions if not _is_aggregate(part))
        parts = list(group.expressions)
        for kind in ("cube", "rollup", "grouping_sets"):
            for entry in group.args.get(kind) or []:
                parts += entry.expressions if isinstance(entry, exp.Expr) else []
        return tuple(_by_place(part, select) for part in parts)


def _starred(part: exp.Expr, scope: Scope) -> Columns:
    table = part.table.lower() if isinstance(part, exp.Column) else ""
    wanted = [columns for name, columns in scope.sources.items() if not table or name == table]
    return {name: carried for columns in wanted for name, carried in columns.items()}


def _look_up(scope: Scope, name: str, table: str) -> Carried | None:
    if table:
        columns = scope.sources.get(table)
        # `struct_column.field` is written as a table and a column.
        return _in(columns, name) if columns is not None else _anywhere(scope, table)
    found_here = _anywhere(scope, name)
    return scope.aliases.get(name) if found_here is None else found_here


def _anywhere(scope: Scope, name: str) -> Carried | None:
    hits = [carried for columns in scope.sources.values() if (carried := columns.get(name)) is not None]
    if hits:
        return frozenset().union(*hits)
    # A whole row by the name of its table, or a column of something whose columns are not known by name.
    if name in scope.sources:
        return frozenset().union(*scope.sources[name].values()) if scope.sources[name] else NOTHING
    open_ended = [columns["*"] for columns in scope.sources.values() if "*" in columns]
    return frozenset().union(*open_ended) if open_ended and name not in scope.aliases else None


def _in(columns: Columns, name: str) -> Carried | None:
    return columns.get(name, columns.get("*"))


def _renamed(columns: Columns, source: exp.Expr) -> Columns:
    alias = source.args.get("alias")
    names = [entry.name.lower() for entry in alias.columns] if isinstance(alias, exp.TableAlias) else []
    if not names:
        return columns
    if "*" in columns and len(columns) == 1:
        return dict.fromkeys(names, columns["*"])
    kept = list(columns.items())
    return {new: carried for new, (_, carried) in zip(names, kept, strict=False)} | dict(kept[len(names) :])


def _sources(select: exp.Select) -> Iterator[exp.Expr]:
    from_ = select.args.get("from_")
    if from_ is not None:
        yield from_.this
        yield from (join.this for join in from_.this.args.get("joins") or [])
    for join in select.args.get("joins") or []:
        yield join.this


def _query_of(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Subquery) and not node.args.get("with_"):
        node = node.this
    return node.this if isinstance(node, exp.Subquery) else node


def conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of `a and b and c`."""
    return _conjuncts(node)


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Paren):
        yield from _conjuncts(node.this)
    elif isinstance(node, exp.And):
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    else:
        yield node


def _is_given(node: exp.Expr) -> bool:
    """True for a parameter or a literal, cast or not."""
    while isinstance(node, exp.Cast | exp.Paren):
        node = node.this
    return isinstance(node, exp.Parameter | exp.Placeholder | exp.Literal)


def _is_aggregate(node: exp.Expr) -> bool:
    """True where an aggregate stands that no window holds."""
    return any(
        isinstance(part, exp.AggFunc) and not isinstance(part.parent, exp.Window) and not _is_in_window(part, node)
        for part in node.find_all(exp.AggFunc)
    )


def _is_in_window(part: exp.Expr, top: exp.Expr) -> bool:
    above = part.parent
    while above is not None and above is not top.parent:
        if isinstance(above, exp.Window):
            return above.this is part or part in above.this.walk()
        above = above.parent
    return False


def _by_place(part: exp.Expr, select: exp.Select) -> exp.Expr:
    """`group by 2` and `order by 2` mean the second column; an alias means what it names."""
    if isinstance(part, exp.Literal) and not part.is_string:
        place = int(part.this) - 1 if part.this.isdigit() else -1
        return _unaliased(select.expressions[place]) if 0 <= place < len(select.expressions) else part
    return part


def by_place(part: exp.Expr, select: exp.Select) -> exp.Expr:
    """The expression behind an ordinal."""
    return _by_place(part, select)


def _unaliased(part: exp.Expr) -> exp.Expr:
    return part.this if isinstance(part, exp.Alias) else part


def _is_local_name(node: exp.Column) -> bool:
    """True inside a lambda or a comprehension, whose variables are no columns."""
    above = node.parent
    while above is not None and not isinstance(above, exp.Select):
        if isinstance(above, exp.Lambda | exp.Comprehension):
            return True
        above = above.parent
    return node.name.lower() == "all"


def _colours_named(node: exp.Expr) -> Carried:
    """A CASE that gives the name of a colour gives a colour."""
    given = [part.args.get("true") for part in node.args.get("ifs") or []] + [node.args.get("default")]
    given += [node.args.get("true"), node.args.get("false")]
    named = [part for part in given if isinstance(part, exp.Literal) and part.is_string]
    return frozenset({"colour"}) if any(part.this.lower() in COLOURS for part in named) else NOTHING
