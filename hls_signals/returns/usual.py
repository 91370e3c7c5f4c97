"""What may a mapping leave unsaid, because files of its adapter always say it in the same place?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

_AREA: dict[str, dict[str, str]] = {
    "dfe_tidy": {"column": "new_la_code"},
    "financial_year": {"column": "Local authority code"},
    "fingertips": {"column": "Area Code"},
}
_PERIOD: dict[str, dict[str, str]] = {
    "dfe_tidy": {"column": "time_period"},
    "financial_year": {"column": "Financial year", "format": "financial_year"},
    "fingertips": {"column": "Time period"},
}
# Many measures share this one column; each figure says with `where` which rows are its own.
VALUE_COLUMN = {"financial_year": "Value", "fingertips": "Value"}
_PARTS = frozenset(("numerator", "denominator", "value", "miss"))


def with_usual(data: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping as written, with the usual columns of its adapter where it names none."""
    adapter = data.get("adapter")
    whole = dict(data)
    if not isinstance(adapter, str) or adapter not in _AREA or not data.get("figures"):
        return whole
    whole.setdefault("area", {})
    whole.setdefault("period", {})
    for key, usual in (("area", _AREA[adapter]), ("period", _PERIOD[adapter])):
        if isinstance(whole[key], Mapping):
            whole[key] = _filled(whole[key], usual)
    column = VALUE_COLUMN.get(adapter)
    if column is not None and isinstance(whole["figures"], list):
        whole["figures"] = [_with_value(figure, column) for figure in whole["figures"]]
    return whole


def says_no_format(adapter: str, named: Collection[str]) -> bool:
    """True where the adapter's files write periods in several ways and the mapping does not say which."""
    return adapter in {"dfe_tidy", "fingertips"} and "format" not in named


def _filled(given: Mapping[str, Any], usual: Mapping[str, str]) -> dict[str, Any]:
    # A mapping that names where its area or period stands in another way keeps that way.
    names_a_place = any(key in given for key in ("column", "name_column", "fixed", "columns"))
    return {**{key: value for key, value in usual.items() if key != "column" or not names_a_place}, **given}


def _with_value(figure: Any, column: str) -> Any:
    if not isinstance(figure, Mapping) or not _PARTS.isdisjoint(figure):
        return figure
    return {**figure, "value": column}
