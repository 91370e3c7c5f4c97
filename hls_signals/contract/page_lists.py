"""Which lists and tables of a page are made of areas or of measures, and what do their entries say?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hls_signals.contract.known import Known
from hls_signals.contract.page_tree import Node

_LISTS = {"ul", "ol", "menu", "nav", "tbody", "thead", "tfoot", "table", "select", "optgroup", "datalist", "div",
          "section", "main", "article", "dl", "g", "svg", "body", "aside", "header", "footer", "p", "details", "form",
          "fieldset", "figure", "span"}  # fmt: skip
_ITEM_KINDS = {"li", "tr", "option", "a", "article", "div", "section", "details", "dt", "p", "g", "td", "th", "figure",
               "span", "h2", "h3", "h4", "button", "label", "text", "svg", "nav", "ul", "table", "dd", "summary",
               "rect", "circle", "tspan", "small", "b", "strong", "em", "mark", "i"}  # fmt: skip
_MEASURE_LINK = re.compile(r"([A-Za-z0-9_-]+)\.html(?:#.*)?$")


@dataclass(frozen=True)
class Item:
    """One entry with the area it is of."""

    node: Node
    area: str
    text: str


@dataclass(frozen=True)
class AreaList:
    """A list, table or row of cards whose entries are areas."""

    node: Node
    items: tuple[Item, ...]

    @property
    def codes(self) -> list[str]:
        """The areas in the order in which they stand."""
        return [item.area for item in self.items]


def area_lists(tree: Node, known: Known) -> Iterator[AreaList]:
    """Every element with two or more like entries, each of another area."""
    if len(known.areas) < 2:
        return
    for node in tree.walk():
        if node.tag in _LISTS or node.tag == "#page":
            yield from _lists_in(node, known)


def _lists_in(node: Node, known: Known) -> Iterator[AreaList]:
    by_tag: dict[str, list[Node]] = {}
    for child in _rows_of(node):
        if child.tag in _ITEM_KINDS:
            by_tag.setdefault(child.tag, []).append(child)
    for tag, children in by_tag.items():
        if len(children) < 2:
            continue
        items = [item for child in children if (item := _item(child, known, node if tag == "dt" else None))]
        if len({item.area for item in items}) >= 2:
            yield AreaList(node, tuple(items))


def _rows_of(node: Node) -> list[Node]:
    if node.tag == "table":
        return [
            row
            for part in node.elements
            for row in (part.elements if part.tag in {"tbody", "thead", "tfoot"} else [part])
        ]
    return [] if node.tag in {"tbody", "thead", "tfoot"} else node.elements


def _item(node: Node, known: Known, terms: Node | None) -> Item | None:
    text = node.text if terms is None else _with_description(node, terms)
    own = node.attrs.get("data-area", "")
    named = known.areas_in(own) if own else ()
    named = named or known.areas_in(text) or known.areas_in(" ".join(_labels(node)))
    if len(named) > 1 and not own:
        # A row about an area may name another in its text; its first cell or its heading says whose it is.
        named = known.areas_in(_first_cell(node).text)
    return Item(node, named[0], text) if len(named) == 1 or (named and own) else None


def _labels(node: Node) -> Iterator[str]:
    for part in node.walk():
        for name in ("aria-label", "title", "alt", "value", "id", "href", "data-name", "data-code"):
            if name in part.attrs:
                yield part.attrs[name].replace("/", " ").replace(".html", " ")


def _with_description(term: Node, terms: Node) -> str:
    after = terms.elements[terms.elements.index(term) + 1 :]
    said = [term.text]
    for node in after:
        if node.tag != "dd":
            break
        said.append(node.text)
    return " ".join(said)


def _first_cell(node: Node) -> Node:
    cells = [child for child in node.elements if child.tag in {"th", "td", "h2", "h3", "h4", "a", "dt", "summary"}]
    return cells[0] if cells else node


def measure_marks(tree: Node, known: Known) -> list[tuple[int, str]]:
    """Where on a page a link leads to a measure, by the number of the element."""
    marks: list[tuple[int, str]] = []
    for node in tree.walk():
        hit = _MEASURE_LINK.search(node.attrs.get("href", "")) if node.tag == "a" else None
        if hit and hit.group(1) in known.measures:
            marks.append((node.place, hit.group(1)))
    return marks


def measure_items(node: Node, marks: Sequence[tuple[int, str]]) -> list[tuple[str, Node]]:
    """The measures that the entries of an element lead to, by their own mark or their first link."""
    found: list[tuple[str, Node]] = []
    for child in _rows_of(node):
        measure = child.attrs.get("data-measure") or _led_to(child, marks)
        if measure:
            found.append((measure, child))
    return found if len(found) >= 3 and len({measure for measure, _ in found}) == len(found) else []


def _led_to(node: Node, marks: Sequence[tuple[int, str]]) -> str:
    first = bisect_left(marks, (node.place, ""))
    return marks[first][1] if first < len(marks) and marks[first][0] < node.end else ""


def cells_of(row: Node) -> list[Node]:
    """The cells of a table row."""
    return [child for child in row.elements if child.tag in {"td", "th"}]


def headings_of(table: Node) -> list[str]:
    """The heading of each column: the first row of headings."""
    rows = table.all("tr")
    first = next((row for row in rows if cells_of(row) and all(cell.tag == "th" for cell in cells_of(row))), None)
    if first is None and rows and rows[0].held_in("thead"):
        first = rows[0]
    return [cell.text for cell in cells_of(first)] if first is not None else []


def same_panel(items: Sequence[Item]) -> bool:
    """True where the entries are the panels of small multiples, which the register allows."""
    return any(
        part.attrs.get("data-kind", "") in {"small_multiples", "small_multiple"}
        for item in items
        for part in (item.node, *item.node.above())
    )
