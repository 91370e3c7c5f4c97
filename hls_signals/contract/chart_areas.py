"""What in a chart compares, pools or stresses areas?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hls_signals.contract.chart_reading import FACETS, Spec, Unit, entries, one_area
from hls_signals.contract.chart_rules import POSITIONS, ChartRules
from hls_signals.contract.chart_values import as_list, expression_of, has_fixed_domain, is_expression, tested
from hls_signals.contract.findings import Finding
from hls_signals.contract.roles import AREA, VALUES

STRESS = ("color", "fill", "stroke", "size", "opacity", "fillOpacity", "strokeOpacity", "strokeWidth", "strokeDash",
          "shape", "angle")  # fmt: skip
POOLING = {"mean", "average", "median", "q1", "q3", "ci0", "ci1", "stderr", "stdev", "stdevp", "variance", "variancep",
           "min", "max", "argmin", "argmax"}  # fmt: skip
_LABELS = ("labelExpr", "labelColor", "labelFontWeight", "labelFontSize", "labelOpacity", "labelFontStyle", "labelFont")
_TESTS = re.compile(r"[=!]=|[<>?]|indexof|test\(|inrange|if\(")


class AreaRules(ChartRules):
    """What a chart may not do with the figures of several areas."""

    def findings(self) -> Iterator[Finding]:
        """Every finding: in each drawing, then in those that stand together."""
        for unit in self.units:
            yield from self._looked_up(unit)
            if unit.has_many:
                yield from self._transforms(unit)
                yield from self._shared(unit)
                yield from self._stress(unit)
        yield from self._together()

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
