"""May a Vega-Lite chart be published?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hls_signals.contract.chart_areas import AreaRules
from hls_signals.contract.chart_reading import Spec, Unit, entries, units_of
from hls_signals.contract.chart_rules import ChartRules
from hls_signals.contract.chart_values import (
    bound_names,
    is_expression,
    is_free_order,
    is_plain,
    nodes_of,
    scheme_of,
)
from hls_signals.contract.colours import RED_GREEN_SCHEMES, colours_in, red_and_green
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import AREA, VALUES, Roles

MARKS = {"line", "area", "rule", "point", "rect", "text", "tick", "bar"}
POOLED_MARKS = {"boxplot", "errorbar", "errorband"}
REFUSED_CHANNELS = ("href", "url", "theta", "theta2", "radius", "radius2", "longitude", "latitude", "longitude2",
                    "latitude2")  # fmt: skip
SUMS = {"sum", "count", "distinct", "valid", "missing"}
CUT_SCALES = {"quantile", "quantize", "threshold"}


def check_chart(spec: Any, roles: Roles, *, where: str = "chart") -> list[Finding]:
    """What nets 0 and 1 find in one Vega-Lite chart, by place; an empty list where it may be published."""
    if not isinstance(spec, Mapping):
        return [found("C125", where, "this is not a Vega-Lite chart")]
    try:
        units = units_of(spec, roles)
        told = (rules(spec, units, roles, where).findings() for rules in (OwnRules, AreaRules))
        return by_place(finding for findings in told for finding in findings)
    except RecursionError:
        return [found("C125", where, "the chart is nested too deep to be read")]
    except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        # What cannot be read is not published; the type says enough for the author to look.
        return [found("C125", where, f"the chart cannot be read ({type(error).__name__})")]


class OwnRules(ChartRules):
    """What no chart may hold, whatever its data: doors, orders, numbers made of colours or of several measures."""

    def findings(self) -> Iterator[Finding]:
        """Every finding: of the whole, then of each drawing."""
        if not self.units:
            yield self._found("C125", "no mark stands here that Vega-Lite knows")
        yield from self._whole()
        for unit in self.units:
            yield from self._closed(unit)
            yield from self._numbers(unit)
            yield from self._order(unit)
            yield from self._scales(unit)

    def _whole(self) -> Iterator[Finding]:
        bound: set[str] = set()
        texts: list[str] = []
        for path, key, value in nodes_of(self.spec):
            if key in {"url", "sphere", "graticule"} and path.endswith(("data", "from")):
                yield self._found("C125", f"data come from {key}")
            elif key == "projection":
                yield self._found("C125", "a map is drawn")
            elif key == "values" and isinstance(value, str) and path.endswith("data"):
                yield self._found("C125", "data stand in a text")
            elif key in {"title", "subtitle", "text"} and is_expression(value) and "encoding" not in path:
                yield self._found("C125", "a title is an expression")
            elif key == "scheme" and scheme_of(value) in RED_GREEN_SCHEMES:
                yield self._found("C126", f"the scheme {scheme_of(value)} holds red and green")
            elif key in {"params", "selection"}:
                bound |= set(bound_names(value))
            if isinstance(value, str):
                texts.append(value)
        yield from self._bound_controls(bound, texts)
        pair = red_and_green(colour for text in {*texts, *self._drawn_colours()} for colour in colours_in(text))
        if pair is not None:
            yield self._found("C126", f"{pair[0]} and {pair[1]} stand as a pair")

    def _bound_controls(self, bound: set[str], texts: Sequence[str]) -> Iterator[Finding]:
        for name in sorted(bound):
            if any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts if text != name):
                yield self._found("C121", "a control changes what is drawn or in which order")

    def _drawn_colours(self) -> Iterator[str]:
        """Colours that stand in the data, where a channel takes them as they are."""
        for unit in self.units:
            for channel in ("color", "fill", "stroke"):
                for entry in entries(unit.encoding.get(channel)):
                    if entry.get("scale", "") is None and isinstance(entry.get("field"), str):
                        if unit.rows is None and "colour" in unit.of_field(entry["field"]):
                            yield from ("red", "green")
                        yield from {str(row.get(entry["field"])) for row in unit.rows or ()}

    def _closed(self, unit: Unit) -> Iterator[Finding]:
        """Net 0, and what no chart may hold whatever its data."""
        if unit.mark in POOLED_MARKS:
            yield self._found("C124", f"the mark {unit.mark} pools its rows")
        elif unit.mark not in MARKS:
            yield self._found("C125", "a mark that is not among line, area, rule, point, rect, text, tick, bar")
        for channel in REFUSED_CHANNELS:
            if channel in unit.encoding:
                yield self._found("C125", f"the channel {channel}")
        for key in ("href", "url"):
            if key in unit.mark_def:
                yield self._found("C125", f"a mark has {key}")
        for carried, name in self._fields(unit):
            if "person" in carried:
                yield found("C004", self.where, f"field {name} names a person")
            elif "unknown" in carried:
                yield found("C003", self.where, f"field {name} has no role")
        if any("sample" in transform for transform in unit.transforms):
            yield self._found("C125", "rows are drawn at random")

    def _fields(self, unit: Unit) -> Iterator[tuple[frozenset[str], str]]:
        given = {str(key) for row in (unit.rows or ())[:3] for key in row}
        for name in given:
            yield unit.of_field(name), name
        for channel in unit.encoding.values():
            for entry in entries(channel):
                if isinstance(entry.get("field"), str):
                    yield unit.of_field(entry["field"]), entry["field"]

    def _order(self, unit: Unit) -> Iterator[Finding]:
        for channel, given in unit.encoding.items():
            for entry in entries(given):
                what = self._sorts(channel, entry, unit)
                if what:
                    yield self._found("C121", what)
        for entry in unit.facets:
            what = self._sorts("facet", entry, unit) if isinstance(entry, Mapping) else ""
            if what:
                yield self._found("C121", what)

    def _sorts(self, channel: str, entry: Spec, unit: Unit) -> str:
        if channel == "order" and unit.of_definition(entry) & VALUES:
            return "the order of marks follows a value"
        sort, scale = entry.get("sort"), entry.get("scale")
        carried = unit.of_definition(entry)
        is_by_channel = isinstance(sort, str) and sort not in {"ascending", "descending"}
        if is_by_channel and unit.carried(str(sort).lstrip("-")) & VALUES:
            return f"{channel} is sorted by a value"
        if isinstance(sort, Mapping):
            return self._sorted_by(channel, sort, unit)
        domain = scale.get("domain") if isinstance(scale, Mapping) else None
        for listed in (sort, domain):
            if not isinstance(listed, Sequence) or isinstance(listed, str):
                continue
            if carried & AREA and not is_free_order(listed, unit):
                return f"{channel} lists areas in an order of its own"
        if isinstance(domain, Mapping) and carried & AREA:
            return f"{channel} takes its domain from elsewhere"
        return ""

    def _sorted_by(self, channel: str, sort: Spec, unit: Unit) -> str:
        if "encoding" in sort:
            by = unit.carried(str(sort["encoding"]))
        elif isinstance(sort.get("field"), str):
            by = unit.of_field(sort["field"])
        else:
            by = frozenset({"count"})
        if sort.get("op") in {"count", "distinct"}:
            by = frozenset({"count"})
        if by & VALUES or "unknown" in by:
            return f"{channel} is sorted by a value"
        is_made = unit.has_many and by & AREA and not is_plain(sort.get("field"), unit)
        return f"{channel} is sorted by something made of names" if is_made else ""

    def _scales(self, unit: Unit) -> Iterator[Finding]:
        for channel, given in unit.encoding.items():
            for entry in entries(given):
                scale = entry.get("scale")
                if (
                    isinstance(scale, Mapping)
                    and scale.get("type") in CUT_SCALES
                    and unit.of_definition(entry) & VALUES
                ):
                    yield self._found("C126", f"the scale of {channel} is cut by values")

    def _numbers(self, unit: Unit) -> Iterator[Finding]:
        """Law 3: no number from colours, none from several measures."""
        counted = [e for given in unit.encoding.values() for e in entries(given) if e.get("aggregate")]
        told = [c for c in unit.encoding if "colour" in unit.carried(c) or self._is_filtered_by_colour(unit)]
        if counted and told:
            yield self._found("C106", "periods are counted by colour")
        for entry in counted:
            if entry.get("aggregate") not in SUMS and self._mixes(unit.of_definition(entry), self._split(unit), unit):
                yield self._found("C204", "a number is taken over several measures")
        for transform in unit.transforms:
            listed = transform.get("aggregate") or transform.get("joinaggregate") or transform.get("window")
            by = [name for name in transform.get("groupby") or [] if isinstance(name, str)]
            for entry in listed if isinstance(listed, Sequence) else ():
                carried = unit.of_field(entry["field"]) if isinstance(entry.get("field"), str) else frozenset()
                if entry.get("op") != "lag" and any("colour" in unit.of_field(name) for name in by):
                    yield self._found("C106", "periods are counted by colour")
                elif self._is_filtered_by_colour(unit) or "colour" in carried:
                    yield self._found("C106", "a number is made from colours")
                elif self._mixes(carried, by, unit):
                    yield self._found("C204", "a number is taken over several measures")

    def _is_filtered_by_colour(self, unit: Unit) -> bool:
        return any("filter" in t and "colour" in unit.of_test(t["filter"]) for t in unit.transforms)

    def _split(self, unit: Unit) -> list[str]:
        """Fields that tell the marks of one drawing apart."""
        listed = [e for given in unit.encoding.values() for e in entries(given)] + [
            e for e in unit.facets if isinstance(e, Mapping)
        ]
        return [e["field"] for e in listed if isinstance(e.get("field"), str) and not e.get("aggregate")]

    def _mixes(self, carried: frozenset[str], by: Sequence[str], unit: Unit) -> bool:
        if not carried & VALUES or unit.rows is None:
            return False
        keys = [name for name, held in unit.fields.items() if "key" in held and "measure" in name.lower()]
        several = any(len({str(row.get(name)) for row in unit.rows}) > 1 for name in keys)
        return several and not any("measure" in name.lower() for name in by)
