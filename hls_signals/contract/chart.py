"""May a Vega-Lite chart be published?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hls_signals.contract.chart_reading import FACETS, Spec, Unit, entries, one_area, units_of
from hls_signals.contract.chart_values import (
    as_list,
    bound_names,
    expression_of,
    has_fixed_domain,
    is_expression,
    is_free_order,
    is_plain,
    nodes_of,
    scheme_of,
    tested,
)
from hls_signals.contract.colours import RED_GREEN_SCHEMES, colours_in, red_and_green
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.roles import AREA, VALUES, Roles

MARKS = {"line", "area", "rule", "point", "rect", "text", "tick", "bar"}
POOLED_MARKS = {"boxplot", "errorbar", "errorband"}
POSITIONS = ("x", "y", "x2", "y2", "xError", "yError", "xError2", "yError2", "xOffset", "yOffset")
REFUSED_CHANNELS = ("href", "url", "theta", "theta2", "radius", "radius2", "longitude", "latitude", "longitude2",
                    "latitude2")  # fmt: skip
STRESS = ("color", "fill", "stroke", "size", "opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash",
          "shape", "angle")  # fmt: skip
PLACING = {"rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "row_number"}
POOLING = {"mean", "average", "median", "q1", "q3", "ci0", "ci1", "stderr", "stdev", "stdevp", "variance", "variancep",
           "min", "max", "argmin", "argmax"}  # fmt: skip
SUMS = {"sum", "count", "distinct", "valid", "missing"}
CUT_SCALES = {"quantile", "quantize", "threshold"}
# Fields by which things may be put in order.
FREE = {"area", "area_name", "register_order", "time", "key", "group", "text", "status"}
_LABELS = ("labelExpr", "labelColor", "labelFontWeight", "labelFontSize", "labelOpacity", "labelFontStyle", "labelFont")
_TESTS = re.compile(r"[=!]=|[<>?]|indexof|test\(|inrange|if\(")


def check_chart(spec: Any, roles: Roles, *, where: str = "chart") -> list[Finding]:
    """What nets 0 and 1 find in one Vega-Lite chart, by place; an empty list where it may be published."""
    if not isinstance(spec, Mapping):
        return [found("C125", where, "this is not a Vega-Lite chart")]
    try:
        return by_place(_Chart(spec, roles, where).findings())
    except RecursionError:
        return [found("C125", where, "the chart is nested too deep to be read")]
    except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        # What cannot be read is not published; the type says enough for the author to look.
        return [found("C125", where, f"the chart cannot be read ({type(error).__name__})")]


class _Chart:
    """The rules over one chart."""

    def __init__(self, spec: Spec, roles: Roles, where: str) -> None:
        self.spec, self.roles, self.where = spec, roles, where
        self.units = units_of(spec, roles)

    def findings(self) -> Iterator[Finding]:
        """Every finding: of the whole, then of each drawing."""
        if not self.units:
            yield self._found("C125", "no mark stands here that Vega-Lite knows")
        yield from self._whole()
        for unit in self.units:
            yield from self._closed(unit)
            yield from self._numbers(unit)
            yield from self._looked_up(unit)
            yield from self._order(unit)
            yield from self._scales(unit)
            if unit.has_many:
                yield from self._transforms(unit)
                yield from self._shared(unit)
                yield from self._stress(unit)
        yield from self._together()

    def _found(self, code: str, what: str) -> Finding:
        return found(code, self.where, what)

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

    def _looked_up(self, unit: Unit) -> Iterator[Finding]:
        """A lookup may bring figures of the same area, found by its code."""
        for transform in unit.transforms:
            source = transform.get("from")
            if "lookup" not in transform or not isinstance(source, Mapping):
                continue
            data = source.get("data")
            datasets = self.spec.get("datasets")
            held = (
                datasets.get(data.get("name")) if isinstance(data, Mapping) and isinstance(datasets, Mapping) else None
            )
            rows = data.get("values", held) if isinstance(data, Mapping) else None
            if not isinstance(rows, Sequence):
                continue
            named = {
                str(value)
                for row in rows
                if isinstance(row, Mapping)
                for key, value in row.items()
                if self.roles.by_column.get(str(key).lower()) in AREA
            }
            by_area = bool(unit.of_field(str(transform["lookup"])) & AREA)
            if not by_area and (named - self._own_names(unit)):
                yield self._found("C122", "figures of other areas are looked up")

    def _own_names(self, unit: Unit) -> set[str]:
        fields = [name for name, carried in unit.fields.items() if carried & AREA]
        return {str(row[name]) for row in unit.rows or () for name in fields if name in row}

    def _transforms(self, unit: Unit) -> Iterator[Finding]:
        for transform in unit.transforms:
            is_choice = "filter" in transform and one_area(transform, unit) is None
            if is_choice and unit.of_test(transform["filter"]) & VALUES:
                yield self._found("C121", "a filter chooses rows by a value")
            for kind in ("window", "joinaggregate", "aggregate"):
                yield from self._operations(kind, transform, unit)
            for kind in ("regression", "loess"):
                if kind in transform and not self._by_area(transform, unit):
                    yield self._found("C124", f"a {kind} line is drawn through the rows of several areas")
            if "quantile" in transform and not self._by_area(transform, unit):
                yield self._found("C124", "quantiles are taken over areas")
            if transform.get("stack") is not None and self._stacked(transform, unit):
                yield self._found("C122", "the figures of areas are stacked")

    def _operations(self, kind: str, transform: Spec, unit: Unit) -> Iterator[Finding]:
        listed = transform.get(kind)
        by = transform.get("groupby") or []
        is_by_area = self._by_area(transform, unit)
        sort = [part.get("field") for part in transform.get("sort") or [] if isinstance(part, Mapping)]
        ordering = frozenset().union(*(unit.of_field(name) for name in sort if isinstance(name, str))) if sort else None
        for entry in listed if isinstance(listed, Sequence) else ():
            if not isinstance(entry, Mapping):
                continue
            op, name = entry.get("op"), entry.get("field")
            carried = unit.of_field(name) if isinstance(name, str) else frozenset()
            if ordering is not None and ordering & VALUES:
                yield self._found("C121", f"{kind} is sorted by a value")
            if op in {"argmin", "argmax"} and carried & VALUES:
                yield self._found("C121", f"{op} picks a row by a value")
            elif kind != "aggregate" and not is_by_area and carried & VALUES:
                yield self._found("C124", f"{kind} runs over the rows of several areas")
            elif kind == "aggregate" and not is_by_area and op in POOLING and carried & VALUES:
                yield self._found("C124", f"{op} is taken over areas")
        if kind == "aggregate" and isinstance(listed, Sequence) and any(self._is_cut(name, unit) for name in by):
            yield self._found("C121", "rows are grouped by a colour or a signal")

    def _is_cut(self, name: Any, unit: Unit) -> bool:
        # Numbers over colours are numbers made of colours.
        return isinstance(name, str) and bool(unit.of_field(name) & {"colour"})

    def _by_area(self, transform: Spec, unit: Unit) -> bool:
        by = transform.get("groupby") or []
        return any(isinstance(name, str) and unit.of_field(name) & AREA for name in by)

    def _stacked(self, transform: Spec, unit: Unit) -> bool:
        return bool(unit.of_field(str(transform["stack"])) & VALUES) and not self._by_area(transform, unit)

    def _shared(self, unit: Unit) -> Iterator[Finding]:
        positions = [channel for channel in POSITIONS if unit.carried(channel) & VALUES]
        named = [channel for channel in unit.encoding if channel not in FACETS and unit.carried(channel) & AREA]
        drawn = positions or [c for c in ("text", "tooltip") if unit.carried(c) & VALUES]
        if named and drawn:
            yield self._found("C122", f"areas on {named[0]} share the axis or the figures of {drawn[0]}")
        facets = [entry for entry in unit.facets if isinstance(entry, Mapping) and unit.of_definition(entry) & AREA]
        if facets:
            for channel in positions:
                if unit.resolve.get(channel[0]) != "independent" and not has_fixed_domain(unit, channel):
                    yield self._found("C122", f"panels of areas share the axis {channel} without a fixed domain")
            return
        if not named:
            yield from self._unnamed(unit, positions)

    def _unnamed(self, unit: Unit, positions: Sequence[str]) -> Iterator[Finding]:
        """Several areas on one drawing that names none: sums and distributions may stand, lines and means may not."""
        for channel in positions:
            for entry in entries(unit.encoding[channel]):
                aggregate = entry.get("aggregate")
                if aggregate in POOLING or isinstance(aggregate, Mapping):
                    yield self._found("C124", "a mark is pooled over areas")
                elif aggregate is None and self._is_raw(entry, unit):
                    yield self._found("C122", "rows of several areas are drawn as one")
        if positions and len(unit.areas) == 2 and unit.rows is not None:
            yield self._found("C122", "two areas stand on one axis")

    def _is_raw(self, entry: Spec, unit: Unit) -> bool:
        """True where the field is a figure of a row, and not a sum made by a transform."""
        name = entry.get("field")
        if entry.get("bin"):
            return False
        summed = [
            part.get("as")
            for transform in unit.transforms
            for kind in ("aggregate", "density", "bin")
            for part in as_list(transform.get(kind))
            if isinstance(part, Mapping)
        ]
        return name not in summed and not any("density" in t or "quantile" in t for t in unit.transforms)

    def _stress(self, unit: Unit) -> Iterator[Finding]:
        named = any(unit.carried(c) & AREA for c in unit.encoding) or any(
            isinstance(e, Mapping) and unit.of_definition(e) & AREA for e in unit.facets
        )
        for channel in STRESS:
            if named and unit.carried(channel) & VALUES:
                yield self._found("C123", f"{channel} follows a value")
        for channel, given in unit.encoding.items():
            for entry in entries(given):
                for condition in entries(entry.get("condition")):
                    carried = unit.of_test({k: v for k, v in condition.items() if k in {"test", "field", "filter"}})
                    if carried & (VALUES | AREA):
                        yield self._found("C123", f"a condition on {channel} stresses some areas or values")
                yield from self._labels(channel, entry, unit)
        for key, value in unit.mark_def.items():
            if is_expression(value) and unit.of_expression(expression_of(value)) & (VALUES | AREA):
                yield self._found("C123", f"{key} of the mark follows a value or an area")

    def _labels(self, channel: str, entry: Spec, unit: Unit) -> Iterator[Finding]:
        for part in ("axis", "legend", "header"):
            settings = entry.get(part)
            if not isinstance(settings, Mapping):
                continue
            for key in _LABELS:
                told = settings.get(key)
                text = told if key == "labelExpr" else tested(told)
                if isinstance(text, str) and _TESTS.search(text) and unit.of_definition(entry) & (AREA | VALUES):
                    yield self._found("C123", f"{key} of {channel} stresses some labels")

    def _together(self) -> Iterator[Finding]:
        """Layers that each hold one area, and hold several together; concatenated charts that share an axis."""
        for group in {unit.group for unit in self.units if unit.group}:
            inside = [unit for unit in self.units if unit.group == group]
            yield from self._areas_together(inside, "layers")
        resolve = self.spec.get("resolve")
        scale = resolve.get("scale") if isinstance(resolve, Mapping) else None
        shares = [name for name, how in scale.items() if how == "shared"] if isinstance(scale, Mapping) else []
        for channel in shares:
            loose = [u for u in self.units if u.carried(channel) & VALUES and not has_fixed_domain(u, channel)]
            yield from self._areas_together(loose, f"charts that share the axis {channel}")

    def _areas_together(self, units: Sequence[Unit], what: str) -> Iterator[Finding]:
        single = [unit for unit in units if len(unit.areas) == 1 and any(unit.carried(c) & VALUES for c in POSITIONS)]
        if len({area for unit in single for area in unit.areas}) > 1:
            yield self._found("C122", f"several areas stand on {what}")
