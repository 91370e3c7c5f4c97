"""Does Python code of a page put anything in order by a value?"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import VALUES, project_roles

# Ways to put rows in order or to pick from an order; what of their arguments says by what.
SORTING = {
    "sort",
    "sorted",
    "sort_by",
    "sort_values",
    "arg_sort",
    "argsort",
    "lexsort",
    "order_by",
    "orderby",
    "set_sorted",
}
PICKING = {"top_k", "bottom_k", "top_k_by", "bottom_k_by", "nlargest", "nsmallest", "most_common", "arg_max", "arg_min",
           "argmax", "argmin", "idxmax", "idxmin", "partition", "argpartition", "heapify", "heappush", "insort",
           "insort_left", "insort_right", "merge_sorted"}  # fmt: skip
PLACING = {"rank", "rankdata", "cum_rank", "qcut", "pct_rank", "percent_rank", "ntile", "searchsorted", "bisect",
           "bisect_left", "bisect_right", "percentileofscore"}  # fmt: skip
# A value by these names, whatever table it comes from.
USUAL = {"value", "values", "margin", "amount", "figure", "figures", "numerator", "denominator", "colour", "rate",
         "completeness", "read_first", "change", "gap", "shortfall", "severity", "red_count", "reds", "signals"}  # fmt: skip
# A value of one area's own drawing may be asked for its ends.
FREE = {"period_start", "period_end", "area_name", "area_code", "name", "order", "register_order", "known_at", "id"}


def value_names() -> frozenset[str]:
    """Names of columns that carry values, from the roles and the usual ones."""
    tables = project_roles().tables
    ours = [columns for table, columns in tables.items() if table.startswith(("published.", "measures.", "signals."))]
    named = {name for columns in ours for name, role in columns.items() if role in VALUES}
    return frozenset(named | USUAL) - FREE


def check_python(source: str, *, where: str = "module") -> list[Finding]:
    """What net 1 finds in one module: every sort, pick or place by a value."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [found("C101", where, "the module does not parse as Python")]
    try:
        return by_place(_Module(tree, where).findings())
    except RecursionError:
        return [found("C101", where, "the module is nested too deep to be read")]


class _Module:
    """One module with the names that hold values."""

    def __init__(self, tree: ast.Module, where: str) -> None:
        self.tree, self.where = tree, where
        self.names = value_names()
        self.tainted: set[str] = set()
        self.orderings: dict[str, ast.expr] = {}
        self._learn()

    def _learn(self) -> None:
        """Names given to values, to functions of values and to columns of values; twice, as names may chain."""
        for _ in range(2):
            for node in ast.walk(self.tree):
                self._learn_from(node)

    def _learn_from(self, node: ast.AST) -> None:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if self._gives_values(value):
                    self.tainted.add(name)
            case ast.FunctionDef(name=name, body=body):
                returned = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
                if len(body) <= 4 and any(self._gives_values(value) for value in returned):
                    self.tainted.add(name)
            case ast.For(target=target, iter=source):
                self._learn_loop(target, source)
            case ast.comprehension(target=target, iter=source):
                self._learn_loop(target, source)

    def _learn_loop(self, target: ast.expr, source: ast.expr) -> None:
        if isinstance(target, ast.Name) and isinstance(source, ast.Name) and source.id in self.tainted:
            self.tainted.add(target.id)

    def _gives_values(self, node: ast.expr) -> bool:
        """True where a name given to this stands for a value, a list of values, or the column that holds them."""
        match node:
            case ast.Constant(value=str(text)):
                return text.lower() in self.names
            case ast.Lambda(body=body):
                return self._gives_values(body)
            case ast.DictComp(value=value):
                return self._gives_values(value)
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element) | ast.SetComp(elt=element):
                return self._gives_values(element) or self._pairs(element)
            case ast.Tuple(elts=[first, *_]):
                return self._gives_values(first)
            case ast.List(elts=parts):
                return bool(parts) and any(self._gives_values(part) for part in parts)
            case ast.Dict():
                return False
            case ast.Call() if _called(node)[0] in {"itemgetter", "attrgetter"}:
                return self._is_value_key(node)
            case ast.Call() if _called(node)[0] in {"dict", "zip", "list", "tuple", "float", "abs", "round", "Decimal"}:
                return any(self._gives_values(arg) for arg in node.args)
            case ast.BinOp(left=left, right=right):
                return self._gives_values(left) or self._gives_values(right)
            case ast.UnaryOp(operand=operand):
                return self._gives_values(operand)
            case ast.IfExp(body=body, orelse=other):
                return self._gives_values(body) or self._gives_values(other)
            case ast.Attribute() | ast.Subscript() | ast.Name():
                return self._reads(node)
            case ast.Call(func=ast.Attribute(value=owner)):
                return self._reads(node) or self._is_column_of_value(owner)
        return False

    def _is_column_of_value(self, node: ast.expr) -> bool:
        """`pl.col("value")` with whatever is called on it."""
        return any(isinstance(part, ast.Call) and self._reads(part) for part in ast.walk(node))

    def findings(self) -> Iterator[Finding]:
        """Every finding, by line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield from self._call(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from self._text(node, node.value)

    def _found(self, node: ast.AST, code: str, what: str) -> Finding:
        return found(code, f"{self.where}:{getattr(node, 'lineno', 0)}", what)

    def _call(self, node: ast.Call) -> Iterator[Finding]:
        name, owner = _called(node)
        by = [*node.args, *(entry.value for entry in node.keywords)]
        if name in PLACING and (
            owner is None or self._is_value(owner) or any(map(self._is_value, by)) or name == "rank"
        ):
            yield self._found(node, "C102", f"{name}() puts values into places")
        elif name in PICKING and self._orders_by_value(node, owner):
            yield self._found(node, "C102", f"{name}() picks by a value")
        elif name in SORTING and self._orders_by_value(node, owner):
            yield self._found(node, "C103", f"{name}() orders by a value")
        elif name in {"max", "min"} and self._is_keyed_by_value(node):
            yield self._found(node, "C102", f"{name}() with a key picks by a value")

    def _is_keyed_by_value(self, node: ast.Call) -> bool:
        keys = [entry.value for entry in node.keywords if entry.arg == "key"]
        if keys:
            return any(self._is_value_key(key) for key in keys)
        return any(isinstance(arg, ast.GeneratorExp | ast.ListComp) and self._pairs(arg.elt) for arg in node.args)

    def _orders_by_value(self, node: ast.Call, owner: ast.expr | None) -> bool:
        keys = [entry.value for entry in node.keywords if entry.arg in {"key", "by"}]
        if keys:
            return any(self._is_value_key(key) for key in keys)
        arguments = [arg for arg in node.args if not isinstance(arg, ast.Starred)] + [
            arg.value for arg in node.args if isinstance(arg, ast.Starred)
        ]
        if arguments:
            return any(self._is_value_key(arg) or self._is_list_of_values(arg) for arg in arguments)
        return owner is not None and (self._is_list_of_values(owner) or self._is_value(owner))

    def _is_value_key(self, key: ast.expr) -> bool:
        match key:
            case ast.Lambda(body=body):
                return self._is_value(body)
            case ast.Name(id=name):
                return name in self.tainted or name in {"value", "values", "margin", "figures"}
            case ast.Constant(value=str(text)):
                return text.lstrip("-").lower() in self.names
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return any(self._is_value_key(part) for part in parts)
            case ast.Attribute(attr=name, value=ast.Name()):
                # `figures.get`, `counts.__getitem__`: a mapping from areas to values.
                return name in {"get", "__getitem__"} and self._is_value(key.value)
            case ast.Call() if _called(key)[0] in {"itemgetter", "attrgetter", "partial", "cmp_to_key"}:
                return any(self._is_value_key(part) or self._is_value(part) for part in key.args)
        return self._is_value(key)

    def _is_list_of_values(self, node: ast.expr) -> bool:
        match node:
            case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) | ast.SetComp(elt=element):
                return self._is_value(element)
            case ast.Name(id=name):
                return name in self.tainted or name in {"values", "figures", "amounts", "margins"}
            case ast.Call() if _called(node)[0] in {"zip", "items"}:
                parts = [*node.args, _called(node)[1]]
                return any(isinstance(part, ast.expr) and self._is_list_of_values(part) for part in parts)
        return False

    def _pairs(self, element: ast.expr) -> bool:
        """`(row.value, row.name)`: the largest pair is the row with the largest value."""
        return isinstance(element, ast.Tuple) and bool(element.elts) and self._is_value(element.elts[0])

    def _is_value(self, node: ast.expr) -> bool:
        """True where an expression reads a value of a row."""
        return any(self._reads(part) for part in ast.walk(node))

    def _reads(self, part: ast.AST) -> bool:
        match part:
            case ast.Attribute(attr=name):
                return name in self.names and name != "values"
            case ast.Subscript(slice=ast.Constant(value=str(text))):
                return text.lower() in self.names
            case ast.Subscript(value=ast.Name(id=name)):
                return name in self.tainted or name in {"values", "figures", "margins", "amounts"}
            case ast.Call(args=[ast.Constant(value=str(text)), *_]) if _called(part)[0] in {
                "col",
                "get",
                "field",
                "getattr",
            }:
                return text.lower() in self.names
            case ast.Call(args=[_, ast.Constant(value=str(text)), *_]) if _called(part)[0] == "getattr":
                return text.lower() in self.names
            case ast.Name(id=name):
                return name in self.tainted or name in {"value", "margin", "amount", "colour"}
        return False

    def _text(self, node: ast.Constant, text: str) -> Iterator[Finding]:
        """SQL and Vega-Lite in a text are read by their own nets elsewhere; here no text may ask for an order."""
        folded = " ".join(text.lower().split())
        if "order by" in folded and any(f" {name}" in folded.split("order by")[-1] for name in self.names):
            yield self._found(node, "C103", "a text orders by a value")


def _called(node: ast.AST) -> tuple[str, ast.expr | None]:
    """Name of what is called, and what it is called on."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name, None
        case ast.Call(func=ast.Attribute(attr=name, value=owner)):
            return name, owner
    return "", None
