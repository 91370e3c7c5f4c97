"""Which parameters does a query ask for, and with what are they filled in a trial?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from hls_signals.contract.alliance import Alliance
from hls_signals.contract.sql_form import Query

Params = Mapping[str, Any] | Sequence[Any]


def parameters(tree: Query) -> list[str]:
    """Names of the parameters, each once; a `?` is counted by its place."""
    names: list[str] = []
    for node in tree.find_all(exp.Parameter, exp.Placeholder):
        name = node.name if node.name and node.name != "?" else f"?{len(names) + 1}"
        if name not in names:
            names.append(name)
    return names


def kind_of(name: str) -> str:
    """What a parameter of this name stands for: area, measure, time or number."""
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


def filled(names: Sequence[str], base: Alliance, area: int) -> Params:
    """The parameters of one run that asks about this area."""
    given = {name: _value(name, base, area) for name in names}
    return list(given.values()) if names and names[0].startswith("?") else given


def _value(name: str, base: Alliance, area: int) -> Any:
    match kind_of(name):
        case "area":
            return base.names[area] if "name" in name.lower() else base.codes[area]
        case "measure":
            return base.measures[0]
        case "time":
            is_late = any(word in name.lower() for word in ("end", "to", "until", "as_of", "known"))
            return base.months[-1] if is_late or "from" not in name.lower() else base.months[3]
    return 12
