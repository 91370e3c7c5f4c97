"""Does Python code of a page put anything in order by a value?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.python_values import ModuleValues, called

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
COUNTING = {
    "Counter", "sum", "len", "count", "value_counts", "mean", "n_unique", "group_by", "groupby", "fmean", "countOf",
    "sum_horizontal", "mean_horizontal",
}  # fmt: skip
POOLING = {"mean", "median", "max", "min", "quantile", "average", "fmean", "std", "percentile", "mode"}
_COLOUR = re.compile(r"(?:^|_)(?:reported_)?colou?rs?[01]?(?:$|_now|_first)")


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


class _Module(ModuleValues):
    """The rules over one module."""

    def findings(self) -> Iterator[Finding]:
        """Every finding, by line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield from self._call(node)
            elif isinstance(node, ast.Compare):
                yield from self._compared(node)
            elif isinstance(node, ast.Dict) and _is_points(node):
                yield self._found(node, "C106", "colours become numbers")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from self._text(node, node.value)

    def _found(self, node: ast.AST, code: str, what: str) -> Finding:
        return found(code, f"{self.where}:{getattr(node, 'lineno', 0)}", what)

    def _call(self, node: ast.Call) -> Iterator[Finding]:
        name, owner = self._method(node)
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
        elif name in COUNTING and self._counts_colours(node, owner):
            yield self._found(node, "C106", f"{name}() makes a number from colours")

    def _method(self, node: ast.Call) -> tuple[str, ast.expr | None]:
        """Name and owner of what is called; `getattr(frame, "sort")` is `frame.sort`."""
        if isinstance(node.func, ast.Call) and called(node.func)[0] == "getattr" and len(node.func.args) >= 2:
            name = self._constant(node.func.args[1])
            return (name, node.func.args[0]) if isinstance(name, str) else ("", None)
        return called(node)

    def _counts_colours(self, node: ast.Call, owner: ast.expr | None) -> bool:
        parts: list[ast.expr] = [*node.args, *(entry.value for entry in node.keywords), *([owner] if owner else [])]
        return any(_reads_colour(inside) for part in parts for inside in ast.walk(part))

    def _compared(self, node: ast.Compare) -> Iterator[Finding]:
        """A value set against the mean, the median or an end of all values."""
        sides = [node.left, *node.comparators]
        pooled = [side for side in sides if _is_pooled(side) and self._is_value(side)]
        if pooled and any(side not in pooled and self._is_value(side) for side in sides):
            yield self._found(node, "C105", "a value is set against a figure of all")

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

    def _text(self, node: ast.Constant, text: str) -> Iterator[Finding]:
        """SQL and Vega-Lite in a text are read by their own nets elsewhere; here no text may ask for an order."""
        folded = " ".join(text.lower().split())
        if "order by" in folded and any(f" {name}" in folded.split("order by")[-1] for name in self.names):
            yield self._found(node, "C103", "a text orders by a value")


def _reads_colour(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name):
            return bool(_COLOUR.search(name))
        case ast.Subscript(slice=ast.Constant(value=str(text))):
            return bool(_COLOUR.search(text))
        case ast.Call(args=[ast.Constant(value=str(text)), *_]):
            return called(node)[0] in {"col", "get", "field", "group_by", "groupby"} and bool(_COLOUR.search(text))
        case ast.Compare(left=left, comparators=others):
            return any(isinstance(p, ast.Constant) and p.value in {"red", "amber", "green"} for p in (left, *others))
    return False


def _is_pooled(node: ast.expr) -> bool:
    return any(called(part)[0] in POOLING for part in ast.walk(node))


def _is_points(node: ast.Dict) -> bool:
    keys = {key.value.lower() for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    numbers = [value for value in node.values if isinstance(value, ast.Constant | ast.UnaryOp)]
    are_numbers = all(isinstance(getattr(v, "value", 0), int | float) for v in numbers)
    return len(keys & {"red", "amber", "green"}) >= 2 and len(numbers) == len(node.values) and are_numbers
