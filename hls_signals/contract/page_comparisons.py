"""What on a finished page orders, stresses or compares areas?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import AREA_COLUMNS, figures_in, number_of
from hls_signals.contract.page import LETTERS, Page
from hls_signals.contract.page_lists import (
    AreaList,
    Item,
    area_lists,
    cells_of,
    headings_of,
    measure_items,
    measure_marks,
    same_panel,
)
from hls_signals.contract.page_looks import (
    by_place,
    difference,
    has_ordinals,
    heading_of,
    is_figure_mark,
    look,
    look_of_card,
    numbered,
    stretches,
    value_order,
)
from hls_signals.contract.page_tree import Node

QUOTES = {"data-note", "data-note-letter"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
IN_WORDS = {
    "ten", "eleven", "twelve", "thirteen", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
    "eighty", "ninety", "hundred",
}  # fmt: skip
_NUMBER_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|half|(?:a|one) (?:third|quarter|fifth|tenth)|(?:"
    + "|".join(sorted(IN_WORDS))
    + r")(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)\b"
)
# Columns of numbers that are no figures of an area.
_NO_FIGURE = re.compile(
    r"^(?:no\.?|order|register order|code|area code|id|year|period|month|quarter|date|from|to|since|version|"
    r"page|phase|rows?(?: in)?|"
    r"accepted|set aside|bytes|files?|received|updated|known(?: at| on)?|postcode|telephone|phone|valid "
    r"from|valid to|submissions?|notes?)$",
    re.IGNORECASE,
)


class ComparisonRules(Page):
    """What on a page orders, stresses or compares areas."""

    def findings(self) -> Iterator[Finding]:
        """Every list, table, sentence, heading and drawing that orders, stresses or compares areas."""
        for listed in area_lists(self.tree, self.known):
            yield from self._order(listed)
            yield from self._emphasis(listed)
            yield from self._beside(listed)
        yield from self._tables()
        yield from self._measures()
        yield from self._sentences()
        yield from self._drawings()
        yield from self._headings()
        yield from self._cards()

    def _order(self, listed: AreaList) -> Iterator[Finding]:
        if len(set(listed.codes)) < 3 and not numbered(listed):
            return
        if numbered(listed) and len(set(listed.codes)) >= 2:
            yield self._found(listed.node, "C303", "areas stand in a numbered list")
        if self._are_cards(listed):
            # A pack's order is the alliance's own: each card is another measure.
            return
        parts = stretches(listed, self.known)
        if not all(self.known.area_order_holds(codes) for codes in parts):
            orders = "a value orders them" if value_order(listed) else "neither name nor register orders them"
            yield self._found(listed.node, "C301", f"{len(listed.items)} entries of areas: {orders}")
        elif has_ordinals(listed):
            yield self._found(listed.node, "C303", "entries of areas carry numbers of places")

    def _emphasis(self, listed: AreaList) -> Iterator[Finding]:
        are_cards = self._are_cards(listed)
        signatures = [look_of_card(item) if are_cards else look(item, self.known) for item in listed.items]
        counted = Counter(signatures)
        if len(counted) > 1:
            usual, times = counted.most_common(1)[0]
            odd = next(signature for signature in signatures if signature != usual)
            what = difference(usual, odd)
            yield self._found(listed.node, "C306", f"{len(signatures) - times} of {len(signatures)} entries {what}")

    def _beside(self, listed: AreaList) -> Iterator[Finding]:
        """Figures in two or more entries of different areas."""
        if same_panel(listed.items) or self._are_cards(listed) or listed.node.tag in {"svg", "g"}:
            return
        with_figures = {item.area for item in listed.items if self._has_figure(item)}
        if len(with_figures) >= 2:
            yield self._found(listed.node, "C309", f"figures of {len(with_figures)} areas stand in one list")

    def _are_cards(self, listed: AreaList) -> bool:
        """A pack's cards: separate views, each of its own area, no measure twice."""
        if not all(item.node.attrs.get("data-area") for item in listed.items):
            return False
        measures = [item.node.attrs.get("data-measure") or heading_of(item.node) for item in listed.items]
        return len(set(measures)) == len(measures) and all(measures)

    def _has_figure(self, item: Item) -> bool:
        if item.node.tag == "tr":
            return any(self._is_figure(cell, item.node) for cell in cells_of(item.node))
        if any(is_figure_mark(name, value) for node in item.node.walk() for name, value in node.attrs.items()):
            return True
        text = self.known.without_areas(item.text)
        words = {word.strip(".,;:()").lower() for word in text.split()}
        return (
            bool(figures_in(text))
            or bool(words & ({"red", "amber", "green"} | IN_WORDS))
            or text.strip(" :–-—,.") in {"r", "a", "g"}
        )

    def _is_figure(self, cell: Node, row: Node) -> bool:
        text = cell.text.strip()
        if self.known.areas_in(text):
            return bool(figures_in(self.known.without_areas(text)))
        place = cells_of(row).index(cell)
        table = row.held_in("table")
        heads = headings_of(table) if table is not None else []
        heading = heads[place].strip() if place < len(heads) else ""
        if _NO_FIGURE.match(heading):
            return False
        return number_of(text) is not None or text.lower() in LETTERS

    def _tables(self) -> Iterator[Finding]:
        for table in self.tree.all("table"):
            heads = headings_of(table)
            named = {code for head in heads for code in self.known.areas_in(head)}
            if len(named) >= 2 and any(number_of(cell.text) is not None for cell in table.all("td", "th")):
                yield self._found(table, "C309", f"{len(named)} areas are columns of one table")
            if not self.known.areas and heads and AREA_COLUMNS.match(heads[0].strip()):
                yield from self._unknown_areas(table)

    def _unknown_areas(self, table: Node) -> Iterator[Finding]:
        rows = [cells_of(row) for row in table.all("tr") if cells_of(row) and row.held_in("thead") is None]
        bodies = [row for row in rows if not all(cell.tag == "th" for cell in row)]
        if len(bodies) >= 2 and sum(any(number_of(cell.text) is not None for cell in row[1:]) for row in bodies) >= 2:
            yield self._found(table, "C309", "figures of several areas stand in one table")

    def _measures(self) -> Iterator[Finding]:
        kind = next((node.attrs["data-page"] for node in self.nodes if "data-page" in node.attrs), "")
        if kind in {"front", "pack"} or self.path == "index.html" or self.path.startswith("pack/"):
            return
        marks = measure_marks(self.tree, self.known)
        for node in self.nodes:
            may_list = node.tag == "table" or len(node.children) >= 3
            items = measure_items(node, marks) if may_list else []
            if items and not self.known.measure_order_holds([m for m, _ in items], [n.text for _, n in items]):
                yield self._found(
                    node, "C301", f"{len(items)} entries of measures: neither register nor pack orders them"
                )

    def _sentences(self) -> Iterator[Finding]:
        """A sentence with two areas and two figures sets them side by side as a table does."""
        if len(self.known.areas) < 2:
            return
        for node in self.nodes:
            texts = [
                node.attrs[name]
                for name in ("title", "alt", "aria-label", "content", "aria-description")
                if name in node.attrs
            ]
            if node.tag in {
                "p",
                "li",
                "dd",
                "td",
                "caption",
                "figcaption",
                "desc",
                "title",
                "summary",
                "h1",
                "h2",
                "h3",
                "h4",
            }:
                texts.append(node.text)
            for text in texts:
                if node.tag in {"p", "td", "li", "dd"} and self._lists_names(text):
                    yield self._found(
                        node, "C301", "names of areas one after the other follow neither name nor register"
                    )
                if self._sets_side_by_side(text, in_words=not _is_said(node)):
                    yield self._found(node, "C309", "a sentence gives the figures of two areas")

    def _lists_names(self, text: str) -> bool:
        """Three or more names with nothing but commas between them, in an order of their own."""
        codes = self.known.areas_in(text)
        if len(codes) < 3 or len(re.sub(r"[\W\d_]|\band\b", "", self.known.without_areas(text))) > 12:
            return False
        return not self.known.area_order_holds(codes)

    def _sets_side_by_side(self, text: str, *, in_words: bool) -> bool:
        named = self.known.areas_in(text)
        if len(named) >= 2:
            bare = self.known.without_areas(text)
            return len(figures_in(bare)) + (len(_NUMBER_WORDS.findall(bare)) if in_words else 0) >= 2
        return (
            bool(self.subject and named and named[0] != self.subject and self.subject in self.known.areas)
            and len(figures_in(self.known.without_areas(text))) >= 1
        )

    def _headings(self) -> Iterator[Finding]:
        """Headings that are names of areas: of one size, in name or register order."""
        named = [(node.tag, self.known.areas_in(node.text)) for node in self.nodes if node.tag in HEADINGS]
        own = [(tag, codes[0]) for tag, codes in named if len(codes) == 1]
        if len({code for _, code in own}) >= 3 and len({tag for tag, _ in own}) > 1:
            yield found("C306", self.path, "headings of areas have different sizes")

    def _drawings(self) -> Iterator[Finding]:
        """Names of two areas on one drawing."""
        if len(self.known.areas) < 2:
            return
        for svg in self.tree.all("svg"):
            if svg.held_in("svg") is not None:
                continue
            told = [part.text for part in svg.all("text", "tspan", "title", "desc")] + [
                part.attrs[name] for part in svg.walk() for name in ("aria-label", "data-area") if name in part.attrs
            ]
            named = {code for text in told for code in self.known.areas_in(text)}
            marks = [
                part
                for part in svg.walk()
                if part.tag in {"rect", "circle", "path", "line", "polygon", "polyline", "ellipse"}
            ]
            if len(named) >= 2 and (marks or any(figures_in(self.known.without_areas(text)) for text in told)):
                yield self._found(svg, "C309", f"{len(named)} areas stand on one drawing")
            placed = [codes[0] for text in by_place(svg) if len(codes := self.known.areas_in(text)) == 1]
            if len(set(placed)) >= 3 and not self.known.area_order_holds(list(dict.fromkeys(placed))):
                yield self._found(svg, "C301", "names of areas on a drawing follow neither name nor register")

    def _cards(self) -> Iterator[Finding]:
        """Two cards of one measure for two areas, on any page."""
        held: dict[str, set[str]] = {}
        for node in self.nodes:
            area, measure = node.attrs.get("data-area"), node.attrs.get("data-measure")
            if area and measure and node.tag != "main" and not same_panel([Item(node, area, "")]):
                held.setdefault(measure, set()).add(area)
        for areas in held.values():
            if len(areas) >= 2:
                yield found("C309", self.path, f"one measure stands for {len(areas)} areas on one page")


def _is_said(node: Node) -> bool:
    """True inside the words of a person or of the register, which may count in words what they like."""
    return any(part.tag == "blockquote" or QUOTES & part.attrs.keys() for part in (node, *node.above()))
