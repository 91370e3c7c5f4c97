"""What in a SELECT orders, chooses or compares areas by their values?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sqlglot import exp

from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import AREA, VALUES, Roles
from hls_signals.contract.sql_form import Query, form_problems, parsed
from hls_signals.contract.sql_reading import ONE_AREA, Carried, Reading, Scope, conjuncts
from hls_signals.contract.sql_reading import by_place as behind_ordinal

PLACING = (exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile, exp.RowNumber)
QUANTILES = (exp.PercentileCont, exp.PercentileDisc, exp.Quantile, exp.Median, exp.Mode, exp.ApproxQuantile)
SORTED_LISTS = {"list_sort", "array_sort", "list_reverse_sort", "array_reverse_sort", "list_grade_up", "array_grade_up",
                "grade_up", "approx_top_k"}  # fmt: skip
DRAWN = {"bar", "repeat", "lpad", "rpad", "histogram", "approx_histogram", "array_to_string_comma_default"}
COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


def static_findings(sql: str, roles: Roles, *, stage: str, where: str) -> tuple[list[Finding], Reading | None]:
    """Nets 0 and 1 on one query, and what was read of it; None where it does not parse."""
    tree, problems = parsed(sql, where)
    if tree is None:
        return problems, None
    try:
        reading = Reading(tree, roles, where)
        problems += form_problems(tree, where, stage)
        problems += reading.problems
        problems += _Rules(tree, reading, where).findings()
    except RecursionError:
        return [found("C101", where, "the query is nested too deep to be read")], None
    return by_place([*problems, *reading.problems]), reading


class _Rules:
    """The rules of net 1 over every scope of a query."""

    def __init__(self, tree: Query, reading: Reading, where: str) -> None:
        self.tree = tree
        self.reading = reading
        self.where = where
        given: Carried = frozenset().union(*reading.output.values()) if reading.output else frozenset()
        self.gives_areas = bool(given & AREA)

    def findings(self) -> Iterator[Finding]:
        """Every finding, scope by scope."""
        for scope in self.reading.scopes:
            for look in (self._orders, self._choices, self._windows, self._functions, self._groups, self._colours):
                yield from look(scope)
        yield from self._order_of_sets()

    def _found(self, code: str, what: str) -> Finding:
        return found(code, self.where, what)

    def _carried(self, node: exp.Expr | None, scope: Scope) -> Carried:
        return self.reading.carried(node, scope)

    def _areas(self, scope: Scope) -> bool:
        """True where areas stand in what this SELECT or the whole query gives, or in what it is grouped by."""
        if self.gives_areas or any(carried & AREA for carried in scope.output.values()):
            return True
        return not scope.is_fixed and any(self._carried(part, scope) & AREA for part in scope.grouping)

    def _lists(self, scope: Scope) -> bool:
        """True where the rows are of areas, of one area, of measures or of groups: their order says something."""
        if self._areas(scope) or scope.is_fixed:
            return True
        return any(
            ONE_AREA in carried or "group" in carried or ("key" in carried and "measure" in name)
            for name, carried in scope.output.items()
        )

    def _orders(self, scope: Scope) -> Iterator[Finding]:
        order = scope.select.args.get("order")
        if order is None or not self._lists(scope):
            return
        for part in order.expressions:
            node = part.this if isinstance(part, exp.Ordered) else part
            node = behind_ordinal(node, scope.select)
            is_all = isinstance(node, exp.Column) and node.name.lower() == "all" and not node.table
            carried = self._all_of(scope) if is_all else self._carried(node, scope)
            if carried & VALUES and not (is_all and self._first_is_fixed(scope)):
                yield self._found("C103", f"ORDER BY carries {_named(carried)}")

    def _all_of(self, scope: Scope) -> Carried:
        return frozenset().union(*scope.output.values()) if scope.output else frozenset()

    def _first_is_fixed(self, scope: Scope) -> bool:
        """`order by all` begins with columns that are no values and tell every row apart."""
        before: set[str] = set()
        for carried in scope.output.values():
            if carried & VALUES:
                return bool(before & {*AREA, ONE_AREA}) and bool(before & {"time", "key"} or scope.is_grouped)
            before |= carried
        return True

    def _order_of_sets(self) -> Iterator[Finding]:
        """ORDER BY after a UNION stands outside every SELECT."""
        for union in self.tree.find_all(exp.SetOperation):
            order = union.args.get("order")
            names = list(self.reading.output)
            for part in order.expressions if order is not None and self.gives_areas else ():
                node = part.this if isinstance(part, exp.Ordered) else part
                if isinstance(node, exp.Literal) and node.this.isdigit() and 0 < int(node.this) <= len(names):
                    carried = self.reading.output[names[int(node.this) - 1]]
                else:
                    columns = [column.name.lower() for column in node.find_all(exp.Column)]
                    carried = frozenset().union(*(self.reading.output.get(name, frozenset()) for name in columns))
                if carried & VALUES:
                    yield self._found("C103", f"ORDER BY carries {_named(carried)}")

    def _choices(self, scope: Scope) -> Iterator[Finding]:
        select = scope.select
        if not self._areas(scope) and not (scope.is_fixed and self._lists_measures(scope)):
            return
        for kind in ("where", "having", "qualify"):
            node = select.args.get(kind)
            for part in conjuncts(node.this) if node is not None else ():
                yield from self._choice(part, scope, kind.upper())
        for join in select.args.get("joins") or []:
            if str(join.side).upper() not in {"LEFT", "FULL"} and join.args.get("on") is not None:
                for part in conjuncts(join.args["on"]):
                    yield from self._choice(part, scope, "JOIN")

    def _lists_measures(self, scope: Scope) -> bool:
        has_time = any("time" in carried for carried in scope.output.values())
        return not has_time and any("key" in carried and "measure" in name for name, carried in scope.output.items())

    def _choice(self, part: exp.Expr, scope: Scope, kind: str) -> Iterator[Finding]:
        carried = self._carried(part, scope)
        if carried & VALUES and not _is_presence(part) and not _is_latest(part):
            yield self._found("C104", f"{kind} carries {_named(carried)}")

    def _windows(self, scope: Scope) -> Iterator[Finding]:
        for window in _own(scope.select, exp.Window):
            given = self.reading.named_window(window, scope)
            order = window.args.get("order") or given.args.get("order")
            by = [*(window.args.get("partition_by") or []), *(given.args.get("partition_by") or [])]
            ordering = self._carried(order, scope)
            if not self._lists(scope):
                continue
            if ordering & VALUES:
                placing = isinstance(_function(window.this), PLACING)
                yield self._found("C102" if placing else "C103", f"a window is ordered by {_named(ordering)}")
            shown = self._carried(window.this, scope)
            held = scope.is_fixed or any(self._carried(part, scope) & AREA for part in by)
            if self._areas(scope) and not held and (shown | ordering) & (VALUES - {"count"} | _counted(window.this)):
                yield self._found("C105", "a window over values is not partitioned by area")

    def _functions(self, scope: Scope) -> Iterator[Finding]:
        if not self._areas(scope):
            return
        for node in _own(scope.select, exp.Func):
            yield from self._function(node, scope)
        for order in _own(scope.select, exp.Order):
            if isinstance(order.parent, exp.Select | exp.Window | exp.SetOperation):
                continue
            parts = [part for part in order.expressions if self._carried(part, scope) & VALUES]
            if parts:
                yield self._found("C103", "an aggregate is ordered by values")

    def _function(self, node: exp.Func, scope: Scope) -> Iterator[Finding]:
        name = node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        if isinstance(node, exp.ArgMin | exp.ArgMax) and self._carried(node.expression, scope) & VALUES:
            yield self._found("C102", f"{name} picks a row by a value")
        elif isinstance(node, exp.Max | exp.Min) and (node.args.get("count") or node.args.get("expressions")):
            if self._carried(node, scope) & VALUES:
                yield self._found("C102", f"{name} picks several rows by a value")
        elif isinstance(node, exp.ArraySort) or name in SORTED_LISTS:
            if self._carried(node, scope) & VALUES:
                yield self._found("C103", "a list is sorted by values")
        elif isinstance(node, QUANTILES) and self._carried(node, scope) & VALUES and not self._is_by_area(node, scope):
            yield self._found("C102", f"{name} is taken over areas")
        elif (isinstance(node, exp.Pad | exp.Repeat) or name in DRAWN) and self._carried(node, scope) & VALUES:
            yield self._found("C105", "a value is drawn with text, area beside area")

    def _is_by_area(self, node: exp.Expr, scope: Scope) -> bool:
        """True where an aggregate sees the rows of one area alone."""
        window = node.find_ancestor(exp.Window)
        by = window.args.get("partition_by") or [] if window is not None else scope.grouping
        return scope.is_fixed or any(self._carried(part, scope) & AREA for part in by)

    def _groups(self, scope: Scope) -> Iterator[Finding]:
        """Areas listed inside a colour, a signal or a band of values."""
        keys = [self._carried(part, scope) for part in scope.grouping]
        if not any(key & VALUES for key in keys):
            return
        for node in _own(scope.select, exp.AggFunc):
            if self._carried(node, scope) & AREA:
                yield self._found("C104", "areas are listed by a value")

    def _colours(self, scope: Scope) -> Iterator[Finding]:
        for node in _own(scope.select, exp.Case, exp.If, exp.CountIf, exp.Cast, exp.Filter, exp.AggFunc):
            if self._counts_colours(node, scope):
                yield self._found("C106", "a number is made from colours")

    def _counts_colours(self, node: exp.Expr, scope: Scope) -> bool:
        match node:
            case exp.Case() | exp.If():
                return _gives_numbers(node) and any(self._tests_colour(part, scope) for part in _conditions(node))
            case exp.Cast():
                return bool(node.to.is_type(*exp.DataType.NUMERIC_TYPES)) and self._tests_colour(node.this, scope)
            case exp.Filter():
                return isinstance(_function(node.this), exp.AggFunc) and self._is_counted_test(node.expression, scope)
            case exp.AggFunc() if isinstance(node, exp.Sum | exp.Avg | exp.CountIf | exp.Count):
                return self._is_counted_test(node.this, scope)
        return False

    def _is_counted_test(self, node: exp.Expr | None, scope: Scope) -> bool:
        return node is not None and (self._tests_colour(node, scope) or self._tests_target(node, scope))

    def _tests_colour(self, node: exp.Expr, scope: Scope) -> bool:
        """A colour is compared with a name; with another colour it tells a change, which may be counted."""
        for part in node.find_all(*COMPARED, exp.In, exp.Like, exp.ILike):
            sides = [side for side in (part.this, part.args.get("expression")) if side is not None]
            coloured = [side for side in sides if "colour" in self._carried(side, scope)]
            if len(coloured) == 1:
                return True
        return False

    def _tests_target(self, node: exp.Expr, scope: Scope) -> bool:
        """A value on this or that side of its target is a colour by another name."""
        for part in node.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between):
            carried = self._carried(part, scope)
            if {"measure", "target"} <= carried or {"count", "target"} <= carried:
                return True
        return False


Node = TypeVar("Node", bound=exp.Expr)


def _own(select: exp.Select, *kinds: type[Node]) -> Iterator[Node]:
    """Nodes of this SELECT that stand in none of its subqueries."""
    for node in select.find_all(*kinds):
        if node.find_ancestor(exp.Select) is select and node.find_ancestor(exp.CTE) is select.find_ancestor(exp.CTE):
            yield node


def _function(node: exp.Expr | None) -> exp.Expr | None:
    while isinstance(node, exp.Filter | exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup):
        node = node.this
    return node


def _counted(node: exp.Expr) -> Carried:
    """A window that counts what is above mixes areas; one that numbers rows by name does not."""
    return frozenset({"count"}) if isinstance(_function(node), exp.Sum | exp.Avg | exp.Max | exp.Min) else frozenset()


def _is_presence(part: exp.Expr) -> bool:
    """`x is not null`."""
    while isinstance(part, exp.Paren):
        part = part.this
    return isinstance(part, exp.Not) and isinstance(part.this, exp.Is) and isinstance(part.this.expression, exp.Null)


def _is_latest(part: exp.Expr) -> bool:
    """A join that holds keys equal: both sides are plain columns of the same name."""
    if not isinstance(part, exp.EQ):
        return False
    left, right = part.left, part.right
    return isinstance(left, exp.Column) and isinstance(right, exp.Column) and left.name.lower() == right.name.lower()


def _gives_numbers(node: exp.Expr) -> bool:
    given = [part.args.get("true") for part in node.args.get("ifs") or []]
    given += [node.args.get("default"), node.args.get("true"), node.args.get("false")]
    return any(isinstance(part, exp.Literal | exp.Neg) and not part.is_string for part in given if part is not None)


def _conditions(node: exp.Expr) -> Iterator[exp.Expr]:
    if node.this is not None and isinstance(node, exp.Case):
        for part in node.args.get("ifs") or []:
            yield exp.EQ(this=node.this.copy(), expression=part.this.copy())
    else:
        yield from (part.this for part in node.args.get("ifs") or [])
        if isinstance(node, exp.If) and node.this is not None:
            yield node.this


def _named(carried: Carried) -> str:
    return ", ".join(sorted(carried & VALUES))
