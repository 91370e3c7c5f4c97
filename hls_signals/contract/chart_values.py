"""What does one value inside a chart's specification say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hls_signals.contract.chart_reading import Spec, Unit, entries
from hls_signals.contract.roles import AREA


def is_free_order(listed: Sequence[Any], unit: Unit) -> bool:
    """True for name order, either way, and for the order of a register column in the data."""
    names = [str(name) for name in listed]
    folded = [name.casefold() for name in names]
    if folded in (sorted(folded), sorted(folded, reverse=True)):
        return True
    by = next((name for name, carried in unit.fields.items() if "register_order" in carried), None)
    area = [name for name, carried in unit.fields.items() if carried & AREA]
    if by is None or unit.rows is None:
        return False
    placed = {str(row[name]): row[by] for row in unit.rows for name in area if name in row and by in row}
    order = [placed[name] for name in names if name in placed]
    return len(order) == len(names) and order in (sorted(order), sorted(order, reverse=True))


def is_plain(name: Any, unit: Unit) -> bool:
    """True for a field of the data itself."""
    return not any(name in as_list(transform.get("as")) for transform in unit.transforms)


def as_list(given: Any) -> list[Any]:
    """A list as it is, anything else as a list of it."""
    return list(given) if isinstance(given, list) else [given]


def has_fixed_domain(unit: Unit, channel: str) -> bool:
    """True where the axis of a channel begins and ends at written numbers."""
    for name in (channel, channel[0]):
        for entry in entries(unit.encoding.get(name)):
            scale = entry.get("scale")
            domain = scale.get("domain") if isinstance(scale, Mapping) else None
            if isinstance(domain, Sequence) and all(isinstance(end, int | float) for end in domain):
                return True
    return False


def nodes_of(spec: Spec) -> Iterator[tuple[str, str, Any]]:
    """Path, key and value of everything in a chart but the rows of its data."""
    waiting: list[tuple[str, Any]] = [("", spec)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Mapping):
            for key, value in node.items():
                yield path, str(key), value
                if not (key == "datasets" or (key == "values" and path.endswith("data"))):
                    waiting.append((f"{path}.{key}", value))
        elif isinstance(node, list | tuple):
            for value in node:
                if isinstance(value, str):
                    yield path, "", value
                elif isinstance(value, Mapping | list):
                    waiting.append((path, value))


def is_expression(value: Any) -> bool:
    """True for a value that is worked out when the chart is drawn."""
    if isinstance(value, Mapping):
        return any(key in value for key in ("expr", "signal")) or is_expression(value.get("text"))
    return False


def expression_of(value: Any) -> str:
    """The text of an expression; empty for a plain value."""
    return str(value.get("expr") or value.get("signal") or "") if isinstance(value, Mapping) else ""


def tested(value: Any) -> str:
    """The test of a conditional axis property, or its expression."""
    if not isinstance(value, Mapping):
        return ""
    tests = [part.get("test") for part in entries(value.get("condition"))]
    return " ".join([*(str(test) for test in tests if test), expression_of(value)])


def scheme_of(value: Any) -> str:
    """The name of a colour scheme without its count."""
    name = value.get("name", "") if isinstance(value, Mapping) else value
    return str(name).lower().split("-")[0]


def bound_names(given: Any) -> Iterator[str]:
    """Names of parameters that a control of the page sets."""
    listed = (
        given if isinstance(given, list) else [{"name": k, **v} for k, v in given.items() if isinstance(v, Mapping)]
    )
    for entry in listed:
        if isinstance(entry, Mapping) and isinstance(entry.get("bind"), Mapping):
            yield str(entry.get("name", ""))
