"""Which expressions of a module stand for values of areas?"""

from __future__ import annotations

import ast
from typing import Any

from hls_signals.contract.roles import VALUES, project_roles

# A value by these names, whatever table it comes from.
USUAL = {"value", "values", "margin", "amount", "figure", "figures", "numerator", "denominator", "colour", "rate",
         "completeness", "read_first", "change", "gap", "shortfall", "severity", "red_count", "reds",
         "signals"}  # fmt: skip
# A value of one area's own drawing may be asked for its ends.
FREE = {"period_start", "period_end", "area_name", "area_code", "name", "order", "register_order", "known_at", "id"}


def value_names() -> frozenset[str]:
    """Names of columns that carry values, from the roles and the usual ones."""
    tables = project_roles().tables
    ours = [columns for table, columns in tables.items() if table.startswith(("published.", "measures.", "signals."))]
    named = {name for columns in ours for name, role in columns.items() if role in VALUES}
    return frozenset(named | USUAL) - FREE


class ModuleValues:
    """One module with the names that hold values."""

    def __init__(self, tree: ast.Module, where: str) -> None:
        self.tree, self.where = tree, where
        self.names = value_names()
        self.tainted: set[str] = set()
        self.constants: dict[str, Any] = {}
        self._learn()

    def _learn(self) -> None:
        """Names given to values, to functions of values and to columns of values; twice, as names may chain."""
        for _ in range(2):
            for node in ast.walk(self.tree):
                self._learn_from(node)

    def _learn_from(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            known = self._constant(node.value)
            if known is not None:
                self.constants[node.targets[0].id] = known
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

    def _constant(self, node: ast.expr) -> Any:
        """What an expression of texts, places and sums of texts comes to; None where it is not known."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.constants.get(name)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return [self._constant(part) for part in parts]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                first, second = self._constant(left), self._constant(right)
                return first + second if isinstance(first, str) and isinstance(second, str) else None
            case ast.Subscript(value=held, slice=place):
                return _item(self._constant(held), self._constant(place))
            case ast.JoinedStr(values=parts):
                told = [self._constant(part.value if isinstance(part, ast.FormattedValue) else part) for part in parts]
                return "".join(told) if all(isinstance(part, str) for part in told) else None
            case ast.Call(func=ast.Attribute(value=glue, attr="join"), args=[listed]):
                told = self._constant(listed)
                is_text = isinstance(told, list) and all(isinstance(part, str) for part in told)
                between = self._constant(glue)
                return between.join(told) if is_text and isinstance(between, str) else None
        return None

    def _names_value(self, node: ast.expr) -> bool:
        """True where an expression comes to the name of a column of values, or to a list that holds one."""
        known = self._constant(node)
        listed = known if isinstance(known, list) else [known]
        return any(isinstance(text, str) and text.lstrip("-").lower() in self.names for text in listed)

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
            case ast.Call() if called(node)[0] in {"itemgetter", "attrgetter"}:
                return self._is_value_key(node)
            case ast.Call() if called(node)[0] in {"dict", "zip", "list", "tuple", "float", "abs", "round", "Decimal"}:
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

    def _is_value_key(self, key: ast.expr) -> bool:
        match key:
            case ast.Lambda(body=body):
                return self._is_value(body)
            case ast.Name(id=name):
                is_usual = name in self.tainted or name in {"value", "values", "margin", "figures"}
                return is_usual or self._names_value(key)
            case ast.Constant() | ast.BinOp(op=ast.Add()) | ast.JoinedStr() if self._names_value(key):
                return True
            case ast.Subscript() if self._names_value(key):
                return True
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return any(self._is_value_key(part) for part in parts)
            case ast.Attribute(attr="get" | "__getitem__", value=ast.Name() as mapping):
                # `figures.get`: a mapping from areas to values.
                return self._is_value(mapping)
            case ast.Call() if called(key)[0] in {"itemgetter", "attrgetter", "partial", "cmp_to_key"}:
                return any(self._is_value_key(part) or self._is_value(part) for part in key.args)
        return self._is_value(key)

    def _is_list_of_values(self, node: ast.expr) -> bool:
        match node:
            case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element) | ast.SetComp(elt=element):
                return self._is_value(element)
            case ast.Name(id=name):
                return name in self.tainted or name in {"values", "figures", "amounts", "margins"}
            case ast.Call() if called(node)[0] in {"zip", "items"}:
                parts = [*node.args, called(node)[1]]
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
            case ast.Call(args=[ast.Constant(value=str(text)), *_]) if called(part)[0] in {
                "col",
                "get",
                "field",
                "getattr",
            }:
                return text.lower() in self.names
            case ast.Call(args=[_, ast.Constant(value=str(text)), *_]) if called(part)[0] == "getattr":
                return text.lower() in self.names
            case ast.Name(id=name):
                return name in self.tainted or name in {"value", "margin", "amount", "colour"}
        return False


def _item(held: Any, place: Any) -> Any:
    if isinstance(held, list) and isinstance(place, int) and -len(held) <= place < len(held):
        return held[place]
    return None


def called(node: ast.AST) -> tuple[str, ast.expr | None]:
    """Name of what is called, and what it is called on."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name, None
        case ast.Call(func=ast.Attribute(attr=name, value=owner)):
            return name, owner
    return "", None
