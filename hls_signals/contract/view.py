"""May a typed view be published? Read as its canonical JSON, before anything is drawn from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hls_signals.contract.data_rules import header_findings, record_findings, value_findings
from hls_signals.contract.findings import Finding, by_place, found
from hls_signals.contract.known import Known
from hls_signals.contract.sentences import check_sentence
from hls_signals.contract.view_fields import BESIDE_FIELDS, FIELDS, ROW_FIELDS, VIEWS

MOST_BESIDE, FEWEST_IN_ALLIANCE = 3, 3
NAMED_BY = ("view", "type", "kind", "view_type", "class", "__type__")
ORDERS = {"time", "name", "register", "pack", "method", "register_order", "area_name", "period_start", "given", "fixed",
          "pack_order", "name_order", "date", "period", "held_on", "measure_order", "term_no"}  # fmt: skip
ORDER_KEYS = re.compile(r"^(?:\w+_)?(?:order|order_by|ordered_by|ordering|sort|sort_by|sorted_by|sorting|sort_key)$")
RAW_KEYS = re.compile(
    r"(?:^|_)(?:html|svg|vega|vega_lite|vegalite|spec|markup|script|javascript|css|iframe|image|img|bitmap|picture|png|url|uri|src|href_external|raw)(?:$|_)"
)
STRESS_KEYS = re.compile(
    r"(?:^|_)(?:highlight|highlighted|emphasis|emphasise|emphasised|stress|stressed|bold|pinned|featured|spotlight|flagged|hot|is_hot|open_if|expanded|opened_by|size_by|weight_by|colour_by|color_by|shade_by|width_by|prominence|severity|priority|urgency)(?:$|_)"
)
CONDITION_KEYS = re.compile(r"(?:^|_)(?:when|if|unless|whenever)(?:$|_)")
EXEMPT_KEYS = re.compile(r"exempt|override|skip_check|no_check|bypass|waive|trusted|unsafe|force")
FILTER_KEYS = re.compile(
    r"^(?:filter|where|only|include_if|show_if|shown_if|hidden_if|exclude_if|limit|top|top_n|threshold|include|includes_if|visible_if|subset)$"
)
OWN_AXIS = re.compile(r"register|bound|fixed|own")
OTHERS_AXIS = re.compile(r"data|all|alliance|others|shared|max|min|peer")
AXIS_KEYS = re.compile(r"(?:axis|domain|scale|y_range|x_range|bounds_from|axes)")
COUNT_KEYS = re.compile(
    r"(?:^|_)(?:reds?|ambers?|greens?|rag|colours?|colors?)_?(?:count|counts|total|totals|share|pct|percent|number|sum|score|index|tally|changed)?(?:$|_)|(?:count|number|total|share|sum|tally|pct)_?(?:of_)?(?:the_)?(?:reds?|ambers?|greens?|rag|colours?|colors?)"
)
INDEX_KEYS = re.compile(
    r"(?:^|_)(?:overall|index|composite|aggregate|combined|headline|summary_score|health_score|average_margin|mean_margin|total_margin|net)(?:$|_)"
)
PEER_KEYS = re.compile(
    r"(?:^|_)(?:peer|peers|alliance|national|england|neighbour|neighbours|comparator|comparators|benchmark|others|region|regional|group)_?(?:mean|median|average|value|rate|centre|line|band|min|max|figure|values|rows|lower|upper)?(?:$|_)|(?:gap|share|distance|difference|percent)_(?:to|of|from)_"
)
VALUES = re.compile(
    r"value|margin|amount|colour|color|rate|count|signal|severity|size|gap|numerator|denominator|red|change|completeness|figure"
)
_NUMBER = (int, float)


def check_view(
    given: Any, *, known: Known | None = None, names: Iterable[str] = (), where: str = "view"
) -> list[Finding]:
    """What nets 0, 3 and 4 find in the declaration of one view, by place.

    given   the view as its canonical JSON holds it
    known   the areas and measures of the register, where they are known; else those that the view names
    """
    if not isinstance(given, Mapping):
        return [found("C001", where, "this is no view")]
    try:
        return by_place(_View(given, known or _named(given), tuple(names), where).findings())
    except RecursionError:
        return [found("C001", where, "the view is nested too deep to be read")]


class _View:
    """The rules over one declaration."""

    def __init__(self, given: Mapping[str, Any], known: Known, names: tuple[str, ...], where: str) -> None:
        self.given, self.known, self.names, self.where = given, known, names, where
        self.name = next((str(given[key]) for key in NAMED_BY if isinstance(given.get(key), str)), "")
        self.subject = str(given.get("area_code", "") or "")
        self.is_alliance = (
            self.name == "AllianceHistogram" or given.get("subject") == "alliance" or self.subject == "alliance"
        )

    def findings(self) -> Iterator[Finding]:
        """Every finding in the declaration."""
        if self.name and self.name not in VIEWS:
            yield self._found("C001", f"there is no view {self.name}")
        yield from self._fields()
        for path, key, value in _nodes(self.given):
            yield from self._field(path, key, value)
        yield from self._alliance()
        yield from self._one_area_a_measure()
        yield from self._table()
        if self.name not in {"SmallMultiples", "PackView", "FrontSheet", "FrontView"}:
            yield from value_findings(self.given, self.where, self.known)
            yield from self._others()
        yield from self._words()

    def _found(self, code: str, what: str) -> Finding:
        return found(code, self.where, what)

    def _fields(self) -> Iterator[Finding]:
        """The closed world: a field that the view does not have."""
        for key in self.given if self.name in FIELDS else ():
            if key not in FIELDS[self.name]:
                yield self._found("C001", f"{self.name} has no field {key}")
        for row in _mappings(self.given.get("rows")) if self.name in ROW_FIELDS else ():
            for key in sorted(set(row) - ROW_FIELDS[self.name]):
                yield self._found("C001", f"a row of {self.name} has no field {key}")
        beside = _mappings(self.given.get("look_beside"))
        if len(beside) > MOST_BESIDE:
            yield self._found("C001", f"{len(beside)} charts stand beside; {MOST_BESIDE} may")
        for entry in beside:
            if set(entry) - BESIDE_FIELDS:
                yield self._found("C204", "something relates two charts that stand beside each other")
            if entry.get("area_code", self.subject) != self.subject:
                yield self._found("C309", "a chart of another area stands beside")

    def _alliance(self) -> Iterator[Finding]:
        """The exception for the alliance: three areas or more, and none of them named."""
        if not self.is_alliance:
            return
        contributing = self.given.get("contributing_areas", FEWEST_IN_ALLIANCE)
        count = len(contributing) if isinstance(contributing, list) else contributing
        if isinstance(count, int) and count < FEWEST_IN_ALLIANCE:
            yield self._found("C201", f"{count} areas contribute; {FEWEST_IN_ALLIANCE} must")
        for _, key, value in _nodes(self.given):
            is_area = key in {"area_name", "area", "area_code", "areas", "area_names"}
            if is_area and value not in ("alliance", "", None, []):
                yield self._found("C309", "an area is named in a view of the alliance")

    def _one_area_a_measure(self) -> Iterator[Finding]:
        """A pack, a front sheet: no measure stands for two areas."""
        for _, _, value in _nodes({"view": self.given}):
            held: dict[str, set[str]] = {}
            for item in _mappings(value):
                if item.get("measure_id") and item.get("area_code") and self.name != "SmallMultiples":
                    held.setdefault(str(item["measure_id"]), set()).add(str(item["area_code"]))
            if any(len(areas) > 1 for areas in held.values()):
                yield self._found("C309", "one measure stands for two areas")

    def _table(self) -> Iterator[Finding]:
        """A table whose columns are named apart from its rows."""
        columns, rows = self.given.get("columns"), self.given.get("rows")
        if not isinstance(columns, list) or not isinstance(rows, list):
            return
        names = [str(entry.get("name", "")) if isinstance(entry, Mapping) else str(entry) for entry in columns]
        yield from header_findings(names, self.where)
        records = [dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list)]
        if records:
            yield from record_findings(records, self.where, self.known)

    def _field(self, path: str, key: str, value: Any) -> Iterator[Finding]:
        folded = key.lower()
        if RAW_KEYS.search(folded) and value not in (None, "", False, []):
            yield self._found("C001", f"the field {key} is a door for what no view made")
        if EXEMPT_KEYS.search(folded) and value not in (None, "", False, []):
            yield self._found("C001", f"the field {key} asks for an exception")
        if ORDER_KEYS.match(folded):
            yield from self._order(key, value)
        if STRESS_KEYS.search(folded) and value not in (None, "", False, 0, [], {}):
            yield self._found("C306", f"the field {key} stresses")
        if CONDITION_KEYS.search(folded) and value not in (None, "", False):
            yield self._found("C306", f"the field {key} opens, hides or stresses on a condition")
        if FILTER_KEYS.match(folded) and VALUES.search(str(value).lower()):
            yield self._found("C104", f"the field {key} chooses by a value")
        is_free = not isinstance(value, str) or OWN_AXIS.search(value.lower())
        if AXIS_KEYS.search(folded) and not is_free and OTHERS_AXIS.search(value.lower()):
            yield self._found("C122", f"the field {key} takes an axis from others")
        if COUNT_KEYS.search(folded) and isinstance(value, _NUMBER) and not isinstance(value, bool):
            yield self._found("C106", f"the field {key} counts colours")
        if INDEX_KEYS.search(folded) and isinstance(value, _NUMBER) and not isinstance(value, bool):
            yield self._found("C204", f"the field {key} mixes measures")
        if PEER_KEYS.search(folded) and not self.is_alliance and _holds_number(value):
            yield self._found("C201", f"the field {key} holds figures of others")

    def _order(self, key: str, value: Any) -> Iterator[Finding]:
        told = (
            [str(part).lower().lstrip("-") for part in value]
            if isinstance(value, list)
            else [str(value).lower().lstrip("-")]
        )
        if isinstance(value, int | float) and not isinstance(value, bool):
            return
        for part in told:
            first = re.split(r"[ ,;:]", part)[0]
            if first not in ORDERS and not first.endswith(("_name", "_order", "_start")):
                yield self._found(
                    "C301",
                    f"the field {key} orders by {first}"
                    if first in {"value", "margin"}
                    else f"the field {key} gives another order",
                )

    def _others(self) -> Iterator[Finding]:
        """A view of one area that holds rows of another."""
        if not self.subject or self.is_alliance:
            return
        for path, key, value in _nodes(self.given):
            is_area = key in {"area_code", "area", "area_name", "other_area", "compare_with", "beside", "against"}
            if (
                is_area
                and path
                and isinstance(value, str)
                and value not in {self.subject, str(self.given.get("area_name", ""))}
            ):
                yield self._found("C309", "another area stands inside a view of one area")

    def _words(self) -> Iterator[Finding]:
        names = (*self.names, *self.known.masked)
        for path, key, value in _nodes(self.given):
            is_quoted = "quot" in path or "quot" in key or key in {"note_text", "words_of", "said_by"}
            is_setting = key in NAMED_BY or ORDER_KEYS.match(key)
            if isinstance(value, str) and len(value) > 2 and not is_quoted and not is_setting:
                yield from check_sentence(value, names=names, where=self.where)


def _nodes(given: Any) -> Iterator[tuple[str, str, Any]]:
    waiting: list[tuple[str, str, Any]] = [("", "", given)]
    while waiting:
        path, key, node = waiting.pop()
        if key:
            yield path, key, node
        if isinstance(node, Mapping):
            waiting.extend((f"{path}.{key}" if key else path, str(name), value) for name, value in node.items())
        elif isinstance(node, list):
            for part in node:
                if isinstance(part, Mapping | list):
                    waiting.append((f"{path}.{key}", "", part))
                elif isinstance(part, str):
                    yield f"{path}.{key}", key, part


def _mappings(given: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in given if isinstance(entry, Mapping)] if isinstance(given, list) else []


def _holds_number(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_number(part) for part in value.values())
    if isinstance(value, list):
        return any(_holds_number(part) for part in value)
    return isinstance(value, _NUMBER) and not isinstance(value, bool)


def _named(given: Mapping[str, Any]) -> Known:
    """The areas that a view names itself."""
    areas: dict[str, str] = {}
    for _, _, node in _nodes({"view": given}):
        if isinstance(node, Mapping):
            _learn(node, areas)
        elif isinstance(node, list):
            for part in node:
                if isinstance(part, Mapping):
                    _learn(part, areas)
    return Known(areas=areas)


def _learn(node: Mapping[str, Any], areas: dict[str, str]) -> None:
    code, name = node.get("area_code"), node.get("area_name") or node.get("area")
    if isinstance(code, str) and code:
        areas[code] = name if isinstance(name, str) and name else areas.get(code, code)
    elif isinstance(name, str) and name and name not in areas.values():
        areas[name] = name
