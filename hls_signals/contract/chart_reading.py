"""Which drawings does a Vega-Lite chart hold, over which areas, and what does each channel carry?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hls_signals.contract.roles import AREA, Roles

Spec = Mapping[str, Any]
Carried = frozenset[str]
NOTHING: Carried = frozenset()
FACETS = ("row", "column", "facet")
_DATUM = re.compile(r"""datum\s*(?:\.\s*(\w+)|\[\s*['"]([^'"]+)['"]\s*\])""")
_EQUALS = re.compile(r"""datum\s*(?:\.\s*(\w+)|\[\s*['"]([^'"]+)['"]\s*\])\s*={2,3}\s*['"]([^'"]*)['"]""")
_EQUALS_TURNED = re.compile(
    r"""^\s*['"]([^'"]*)['"]\s*={2,3}\s*datum\s*(?:\.\s*(\w+)|\[\s*['"]([^'"]+)['"]\s*\])\s*$"""
)
MANY = frozenset({"one area", "another area"})


@dataclass(frozen=True)
class Unit:
    """One mark with everything it inherits.

    areas    the areas its data hold; two stand-ins where the data are not there to be counted
    fields   what each field carries, made by transforms or given
    facets   fields that split it into panels
    shared   positional channels whose scale its panels share
    """

    path: str
    mark: str
    mark_def: Spec
    encoding: Mapping[str, Any]
    transforms: tuple[Spec, ...]
    rows: tuple[Spec, ...] | None
    areas: frozenset[str]
    fields: Mapping[str, Carried]
    facets: tuple[Any, ...]
    resolve: Mapping[str, Any]
    group: int
    is_paneled: bool = False

    def carried(self, channel: str) -> Carried:
        """The roles that one channel carries, its conditions left out."""
        found: Carried = NOTHING
        for entry in _entries(self.encoding.get(channel)):
            found |= self.of_definition(entry)
        return found

    def of_definition(self, entry: Spec) -> Carried:
        """The roles of one channel definition."""
        name, aggregate = entry.get("field"), entry.get("aggregate")
        if aggregate == "count":
            return frozenset({"count"})
        roles = self.of_field(name) if isinstance(name, str) else NOTHING
        if aggregate in {"distinct", "valid", "missing"}:
            return frozenset({"count"})
        return roles

    def of_field(self, name: str) -> Carried:
        """The roles of a field by its name."""
        plain = name.replace("\\", "")
        return self.fields.get(plain, self.fields.get(plain.split(".")[0].split("[")[0], frozenset({"unknown"})))

    def of_expression(self, text: str) -> Carried:
        """The roles of every field that an expression reads."""
        names = fields_of(text)
        return frozenset().union(*(self.of_field(name) for name in names)) if names else NOTHING

    def of_test(self, test: Any) -> Carried:
        """The roles that a predicate reads: text, or a mapping with `field`, `and`, `or`, `not`."""
        if isinstance(test, str):
            return self.of_expression(test)
        if isinstance(test, Mapping):
            found = self.of_field(test["field"]) if isinstance(test.get("field"), str) else NOTHING
            for key in ("and", "or", "not", "test", "filter", "expr"):
                found |= self.of_test(test.get(key))
            return found
        if isinstance(test, Sequence):
            return frozenset().union(*(self.of_test(part) for part in test)) if test else NOTHING
        return NOTHING

    @property
    def has_many(self) -> bool:
        """True where its data hold more than one area."""
        return len(self.areas) > 1


@dataclass(frozen=True)
class _Above:
    """What a view hands down to those inside it."""

    datasets: Mapping[str, Any]
    roles: Roles
    data: Any = None
    encoding: Mapping[str, Any] = field(default_factory=dict)
    transforms: tuple[Spec, ...] = ()
    facets: tuple[Any, ...] = ()
    resolve: Mapping[str, Any] = field(default_factory=dict)
    group: int = 0


def units_of(spec: Spec, roles: Roles) -> list[Unit]:
    """Every drawing of a chart, in the order in which they stand."""
    datasets = spec.get("datasets")
    above = _Above(datasets if isinstance(datasets, Mapping) else {}, roles)
    return list(_walk(spec, above, "$", [0]))


def _walk(spec: Spec, above: _Above, path: str, groups: list[int]) -> Iterator[Unit]:
    here = _handed_down(spec, above)
    for kind in ("layer", "concat", "hconcat", "vconcat"):
        parts = spec.get(kind)
        if isinstance(parts, Sequence) and not isinstance(parts, str):
            if kind == "layer" and not above.group:
                groups[0] += 1
                here = replace(here, group=groups[0])
            for place, part in enumerate(parts):
                if isinstance(part, Mapping):
                    yield from _walk(part, here, f"{path}.{kind}[{place}]", groups)
    if isinstance(spec.get("spec"), Mapping):
        yield from _walk(spec["spec"], _paneled(spec, here), f"{path}.spec", groups)
    if "mark" in spec:
        yield _unit(spec, here, path)


def _handed_down(spec: Spec, above: _Above) -> _Above:
    encoding = spec.get("encoding")
    transforms = spec.get("transform")
    resolve = spec.get("resolve")
    own = tuple(part for part in transforms if isinstance(part, Mapping)) if isinstance(transforms, Sequence) else ()
    scale = resolve.get("scale") if isinstance(resolve, Mapping) else None
    return replace(
        above,
        data=spec.get("data", above.data),
        encoding={**above.encoding, **(encoding if isinstance(encoding, Mapping) else {})},
        transforms=above.transforms + own,
        resolve={**above.resolve, **(scale if isinstance(scale, Mapping) else {})},
    )


def _paneled(spec: Spec, here: _Above) -> _Above:
    facet = spec.get("facet")
    if isinstance(facet, Mapping):
        parts = [facet[name] for name in FACETS if isinstance(facet.get(name), Mapping)] or [facet]
        return replace(here, facets=here.facets + tuple(parts))
    return here


def _unit(spec: Spec, here: _Above, path: str) -> Unit:
    mark = spec["mark"]
    kind = mark.get("type", "") if isinstance(mark, Mapping) else mark
    rows, fields = _data_of(here)
    unit = Unit(
        path=path,
        mark=str(kind),
        mark_def=mark if isinstance(mark, Mapping) else {},
        encoding=here.encoding,
        transforms=here.transforms,
        rows=rows,
        areas=_areas_in(rows, fields),
        fields=fields,
        facets=here.facets + tuple(here.encoding[name] for name in FACETS if name in here.encoding),
        resolve=here.resolve,
        group=here.group,
    )
    return _after_transforms(unit)


def _data_of(here: _Above) -> tuple[tuple[Spec, ...] | None, dict[str, Carried]]:
    data = here.data if isinstance(here.data, Mapping) else {}
    name = str(data.get("name", "")).lower()
    values = data.get("values", here.datasets.get(data.get("name", ""), None))
    columns = here.roles.columns("", name) if name else None
    known = columns if columns is not None else here.roles.by_column
    if not isinstance(values, Sequence) or isinstance(values, str):
        return None, {column: frozenset({role}) for column, role in known.items()}
    rows = tuple(row for row in values if isinstance(row, Mapping))
    named = {str(key) for row in (*rows[:3], *rows[-1:]) for key in row}
    fields = {key: frozenset({known.get(key.lower(), "unknown")}) for key in named}
    # A field may stand in an encoding that no row fills.
    return rows, {column: frozenset({role}) for column, role in known.items()} | fields


def _areas_in(rows: tuple[Spec, ...] | None, fields: Mapping[str, Carried]) -> frozenset[str]:
    named = [name for name, carried in fields.items() if carried & AREA]
    if rows is None:
        return MANY if named else frozenset()
    counted = [frozenset(str(row[name]) for row in rows if row.get(name) is not None) for name in named]
    return max(counted, key=len, default=frozenset())


def _after_transforms(unit: Unit) -> Unit:
    for transform in unit.transforms:
        area = one_area(transform, unit)
        if area is not None:
            unit = replace(unit, areas=frozenset({area}))
        unit = replace(unit, fields={**unit.fields, **dict(_made_by(transform, unit))})
    return unit


def one_area(transform: Spec, unit: Unit) -> str | None:
    """The area to which a filter holds a chart; None where it does no such thing."""
    test = transform.get("filter")
    if isinstance(test, str):
        for part in test.split("&&"):
            hit, turned = _EQUALS.fullmatch(part.strip()), _EQUALS_TURNED.match(part)
            if hit and unit.of_field(hit.group(1) or hit.group(2)) & AREA:
                return hit.group(3)
            if turned and unit.of_field(turned.group(2) or turned.group(3)) & AREA:
                return turned.group(1)
    if isinstance(test, Mapping) and isinstance(test.get("field"), str) and unit.of_field(test["field"]) & AREA:
        listed = test.get("oneOf")
        if "equal" in test:
            return str(test["equal"])
        if isinstance(listed, Sequence) and len(listed) == 1:
            return str(listed[0])
    return None


def _made_by(transform: Spec, unit: Unit) -> Iterator[tuple[str, Carried]]:
    """The fields that a transform makes, with what they carry."""
    for name in _names(transform.get("as")):
        yield name, _source_of(transform, unit)
    for kind in ("aggregate", "joinaggregate", "window"):
        for entry in transform.get(kind) or []:
            if isinstance(entry, Mapping) and isinstance(entry.get("as"), str):
                yield entry["as"], _of_operation(entry, transform, unit)
    if "pivot" in transform:
        value = unit.of_field(str(transform.get("value", "")))
        for area in unit.areas:
            yield area, value | unit.of_field(str(transform["pivot"])) & AREA
    if "fold" in transform and "as" not in transform:
        yield "key", _folded(transform, unit) | frozenset({"area"})
        yield "value", _folded(transform, unit)
    if "quantile" in transform and "as" not in transform:
        yield "prob", NOTHING
        yield "value", unit.of_field(str(transform["quantile"]))
    if "density" in transform and "as" not in transform:
        yield "value", unit.of_field(str(transform["density"]))
        yield "density", frozenset({"count"})


def _of_operation(entry: Spec, transform: Spec, unit: Unit) -> Carried:
    name = entry.get("field")
    found = unit.of_field(name) if isinstance(name, str) else frozenset({"count"})
    for part in transform.get("sort") or []:
        if isinstance(part, Mapping) and isinstance(part.get("field"), str):
            found |= unit.of_field(part["field"]) - AREA
    return found - AREA if entry.get("op") in {"distinct", "count", "valid"} else found


def _source_of(transform: Spec, unit: Unit) -> Carried:
    found: Carried = NOTHING
    for key in ("calculate", "filter"):
        if isinstance(transform.get(key), str):
            found |= unit.of_expression(transform[key])
    for key in ("bin", "timeUnit", "stack", "impute", "density", "quantile", "regression", "loess", "on", "flatten"):
        for name in _names(transform.get(key)):
            found |= unit.of_field(name)
    if isinstance(transform.get("field"), str):
        found |= unit.of_field(transform["field"])
    if "fold" in transform:
        found |= _folded(transform, unit)
    if "lookup" in transform:
        found |= frozenset({"measure"})
    return found


def _folded(transform: Spec, unit: Unit) -> Carried:
    parts = [unit.of_field(name) for name in _names(transform.get("fold"))]
    return frozenset().union(*parts) if parts else NOTHING


def _names(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given]
    return [name for name in given if isinstance(name, str)] if isinstance(given, Sequence) else []


def fields_of(text: str) -> list[str]:
    """The fields that an expression reads from its row."""
    return [first or second for first, second in _DATUM.findall(text)]


def _entries(given: Any) -> list[Spec]:
    if isinstance(given, Mapping):
        return [given]
    return (
        [entry for entry in given if isinstance(entry, Mapping)]
        if isinstance(given, Sequence) and not isinstance(given, str)
        else []
    )


def entries(given: Any) -> list[Spec]:
    """The definitions of a channel: one, or several for tooltip, detail and order."""
    return _entries(given)
