"""What on a finished page orders, stresses or compares areas, judges, or loads?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import AREA_COLUMNS, Known, dates_in, figures_in, number_of
from hls_signals.contract.page_lists import AreaList, Item, area_lists, cells_of, headings_of, measure_items, same_panel
from hls_signals.contract.page_tree import Node
from hls_signals.contract.place_words import counts_colours, gives_places
from hls_signals.contract.style_rules import is_outside, pair_findings, property_findings, style_findings

EMPHASIS = {"strong", "b", "mark", "em", "i", "u", "big", "font", "s", "del", "ins", "small", "blink", "marquee"}
LOOKS = ("class", "style", "open", "hidden", "width", "height", "size", "color", "bgcolor", "align", "fill", "stroke",
         "stroke-width", "font-size", "font-weight", "opacity", "r", "data-state", "data-level",
         "data-flag", "data-rag",
         "data-colour", "data-color", "data-signal", "data-highlight", "data-emphasis", "data-hot",
         "tabindex", "accesskey",
         "part", "popover", "face")  # fmt: skip
LOADING = {"src", "srcset", "data", "poster", "background", "formaction", "action", "xlink:href", "ping", "manifest",
           "longdesc", "classid", "codebase", "cite", "imagesrcset", "lowsrc", "dynsrc"}  # fmt: skip
NOT_TYPED = {"iframe", "object", "embed", "video", "audio", "canvas", "img", "picture", "frame", "frameset", "applet",
             "portal", "image", "foreignobject", "math", "marquee", "blink", "dialog", "slot"}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
GAUGES = {"meter", "progress"}
COLOURED = ("fill", "stroke", "stop-color", "flood-color", "lighting-color", "color", "bgcolor", "style", "background",
            "bordercolor")  # fmt: skip
IN_WORDS = {
    "ten", "eleven", "twelve", "thirteen", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
    "eighty", "ninety", "hundred",
}  # fmt: skip
LETTERS = {"r", "a", "g", "red", "amber", "green"}
_SORTS = re.compile(
    r"(?:^|[\s_-])(?:sort|sorts|sortable|sorting|sorted|sorter|datatable|tablesorter|order-by|orderby)(?:$|[\s_-])"
)
_SORT_WORDS = re.compile(
    r"^\W*(?:sort|order|rank|arrange|reorder)(?: the)?(?: \w+)? by\b|^\W*(?:sort|reorder|re-order)\b|"
    r"\b(?:highest|lowest|largest|smallest) first\b|\bsort(?:ed)? (?:by|high|low|asc|desc)",
    re.IGNORECASE,
)
_SORT_LINK = re.compile(r"[?&#;](?:sort|order|orderby|sortby|rank)\b", re.IGNORECASE)
# Columns of numbers that are no figures of an area.
_NO_FIGURE = re.compile(
    r"^(?:no\.?|order|register order|code|area code|id|year|period|month|quarter|date|from|to|since|version|"
    r"page|phase|rows?(?: in)?|"
    r"accepted|set aside|bytes|files?|received|updated|known(?: at| on)?|postcode|telephone|phone|valid "
    r"from|valid to|submissions?|notes?)$",
    re.IGNORECASE,
)


class PageRules:
    """The artefact rules on one page."""

    def __init__(self, path: str, tree: Node, known: Known, *, scripts: frozenset[str], subject: str = "") -> None:
        self.path, self.tree, self.known = path, tree, known
        self.scripts, self.subject = scripts, subject
        self.nodes = list(tree.walk())

    def findings(self) -> Iterator[Finding]:
        """Every finding on the page."""
        for node in self.nodes:
            yield from self._loads(node)
            yield from self._sorts(node)
            yield from self._gauges(node)
        yield from self._places()
        yield from self._colours()
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

    def _at(self, node: Node) -> str:
        return self.path if node.line <= 1 else f"{self.path}:{node.line}"

    def _found(self, node: Node, code: str, what: str) -> Finding:
        return found(code, self._at(node), what)

    def _loads(self, node: Node) -> Iterator[Finding]:
        tag, attrs = node.tag, node.attrs
        if tag in NOT_TYPED:
            yield self._found(node, "C001", f"<{tag}> is made by no typed view")
        if tag == "base" or (tag == "meta" and attrs.get("http-equiv", "").lower() == "refresh"):
            yield self._found(node, "C304", f"<{tag}> leads elsewhere")
        if tag == "script" and not self._is_listed(node):
            yield self._found(node, "C305", "a script that the manifest does not list")
        for name, value in attrs.items():
            if name.startswith("on") and len(name) > 3 and name[2:].isalpha():
                yield self._found(node, "C305", f"{name} runs a script")
            elif name in LOADING and any(is_outside(part.split()[0]) for part in value.split(",") if part.split()):
                yield self._found(node, "C304", f"{name} of <{tag}> loads from outside")
            elif name == "href" and is_outside(value):
                yield from self._link(node, value)
            elif name == "style":
                yield from property_findings(value, self._at(node))
            elif name == "srcdoc":
                yield self._found(node, "C001", "a page inside a page")
        if tag == "style":
            yield from style_findings(
                "".join(c for c in node.children if isinstance(c, str)), self._at(node), self.known
            )

    def _link(self, node: Node, value: str) -> Iterator[Finding]:
        folded = value.strip().lower()
        if node.tag == "link" and folded in {"data:", "data:,"}:
            # An empty icon: it keeps browsers from asking for one.
            return
        if folded.startswith(("javascript:", "data:", "vbscript:")):
            yield self._found(node, "C305", "a link runs a script")
        elif node.tag != "a" or not (
            folded.startswith("https://") and self.path.rsplit("/", 1)[-1] == "open-book.html"
        ):
            yield self._found(node, "C304", f"<{node.tag}> leads outside")

    def _is_listed(self, node: Node) -> bool:
        kind = node.attrs.get("type", "").lower()
        if "src" not in node.attrs:
            return kind in {"application/json", "application/ld+json"} or (bool(kind) and "json" in kind)
        return node.attrs["src"].split("?")[0].rsplit("/", 1)[-1] in self.scripts and kind != "module"

    def _sorts(self, node: Node) -> Iterator[Finding]:
        for name, value in node.attrs.items():
            if name == "aria-sort" or name.startswith(("data-sort", "data-order-by", "data-orderby", "data-tablesort")):
                yield self._found(node, "C302", f"{name} sorts")
            elif name in {"class", "id", "role", "name"} and _SORTS.search(value.lower()):
                yield self._found(node, "C302", f'{name} "{value}" sorts')
            elif name == "href" and _SORT_LINK.search(value):
                yield self._found(node, "C302", "a link sorts")
        is_heading = node.tag == "th" and (node.held_in("thead") is not None or node.attrs.get("scope") == "col")
        if is_heading and any(part.tag in {"button", "a", "input", "select"} for part in node.walk()):
            yield self._found(node, "C302", "a heading is a control")
        if node.tag in {"button", "label", "option", "summary", "select", "legend", "a", "input"}:
            told = " ".join(
                (
                    node.text if node.tag != "select" else "",
                    node.attrs.get("aria-label", ""),
                    node.attrs.get("value", ""),
                )
            )
            if _SORT_WORDS.search(told.strip()):
                yield self._found(node, "C302", "a control sorts")

    def _gauges(self, node: Node) -> Iterator[Finding]:
        role = node.attrs.get("role", "")
        if node.tag in GAUGES or role in {"meter", "progressbar"} or "aria-valuenow" in node.attrs:
            yield self._found(node, "C308", f"<{node.tag}> is a gauge")

    def _places(self) -> Iterator[Finding]:
        for node in self.nodes:
            if node.tag in {"th", "dt"} or (node.tag == "td" and node.held_in("thead") is not None):
                yield from self._place(node, node.text)
            for name in ("data-col", "data-column", "headers", "data-label", "abbr"):
                if name in node.attrs:
                    yield from self._place(node, node.attrs[name])
            if node.tag == "table" and not node.all("th"):
                rows = node.all("tr")
                for cell in cells_of(rows[0]) if rows else ():
                    yield from self._place(cell, cell.text)

    def _place(self, node: Node, text: str) -> Iterator[Finding]:
        word = gives_places(text) if len(text) < 60 else ""
        if word:
            yield self._found(node, "C303", f'"{word}" gives places')
        if len(text) < 60 and counts_colours(text) and text.strip().lower() not in LETTERS:
            yield self._found(node, "C106", "a column counts colours")

    def _colours(self) -> Iterator[Finding]:
        def told() -> Iterator[str]:
            for node in self.nodes:
                for name in COLOURED:
                    if name in node.attrs:
                        yield node.attrs[name]
                if node.tag == "style":
                    yield from (child for child in node.children if isinstance(child, str))

        yield from pair_findings(told(), self.path)

    def _order(self, listed: AreaList) -> Iterator[Finding]:
        if len(set(listed.codes)) < 3 and not _numbered(listed):
            return
        if _numbered(listed) and len(set(listed.codes)) >= 2:
            yield self._found(listed.node, "C303", "areas stand in a numbered list")
        if self._are_cards(listed):
            # A pack's order is the alliance's own: each card is another measure.
            return
        runs = _runs(listed, self.known)
        if not all(self.known.area_order_holds(codes) for codes in runs):
            orders = "a value orders them" if _value_order(listed) else "neither name nor register orders them"
            yield self._found(listed.node, "C301", f"{len(listed.items)} entries of areas: {orders}")
        elif _has_ordinals(listed):
            yield self._found(listed.node, "C303", "entries of areas carry numbers of places")

    def _emphasis(self, listed: AreaList) -> Iterator[Finding]:
        are_cards = self._are_cards(listed)
        signatures = [_look_of_card(item) if are_cards else _look(item, self.known) for item in listed.items]
        counted = Counter(signatures)
        if len(counted) > 1:
            usual, times = counted.most_common(1)[0]
            odd = next(signature for signature in signatures if signature != usual)
            what = _difference(usual, odd)
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
        measures = [item.node.attrs.get("data-measure") or _heading(item.node) for item in listed.items]
        return len(set(measures)) == len(measures) and all(measures)

    def _has_figure(self, item: Item) -> bool:
        if item.node.tag == "tr":
            return any(self._is_figure(cell, item.node) for cell in cells_of(item.node))
        if any(_is_figure_mark(name, value) for node in item.node.walk() for name, value in node.attrs.items()):
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
            body = [row for row in table.all("tr") if any(number_of(cell.text) is not None for cell in cells_of(row))]
            if len(named) >= 2 and body:
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
        for node in self.nodes:
            items = measure_items(node, self.known)
            if items and not self.known.measure_order_holds([m for m, _ in items], [n.text for _, n in items]):
                yield self._found(
                    node, "C301", f"{len(items)} entries of measures: neither register nor pack orders them"
                )

    def _sentences(self) -> Iterator[Finding]:
        """A sentence with two areas and two figures sets them side by side as a table does."""
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
                if any(sign.isdigit() for sign in text) and self._sets_side_by_side(text):
                    yield self._found(node, "C309", "a sentence gives the figures of two areas")

    def _lists_names(self, text: str) -> bool:
        """Three or more names with nothing but commas between them, in an order of their own."""
        codes = self.known.areas_in(text)
        if len(codes) < 3 or len(re.sub(r"[\W\d_]|\band\b", "", self.known.without_areas(text))) > 12:
            return False
        return not self.known.area_order_holds(codes)

    def _sets_side_by_side(self, text: str) -> bool:
        named = self.known.areas_in(text)
        if len(named) >= 2:
            return len(figures_in(self.known.without_areas(text))) >= 2
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
            placed = [codes[0] for text in _by_place(svg) if len(codes := self.known.areas_in(text)) == 1]
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


_NO_FIGURE_MARK = re.compile(r"code|order|id$|row|view|area|measure|page|sha|index|width|kind|note|letter|col$")


def _is_figure_mark(name: str, value: str) -> bool:
    """`data-value="70"`: a figure that stands in an attribute."""
    if name in {"title", "aria-label", "alt"}:
        return number_of(value) is not None
    is_told = name.startswith("data-") or name in {"value", "aria-valuetext"}
    return is_told and not _NO_FIGURE_MARK.search(name) and number_of(value) is not None


def _by_place(svg: Node) -> list[str]:
    """The texts of a drawing from its top down, then from left to right."""
    placed: list[tuple[float, float, str]] = []
    for part in svg.all("text"):
        moved = re.search(r"translate\(\s*([-\d.]+)[ ,]+([-\d.]+)", part.attrs.get("transform", ""))
        x, y = (part.attrs.get("x", ""), part.attrs.get("y", "")) if moved is None else moved.groups()
        placed.append((number_of(y) or 0.0, number_of(x) or 0.0, part.text))
    return [text for *_, text in sorted(placed)]


def _heading(node: Node) -> str:
    return next((part.text for part in node.walk() if part.tag in {"h1", "h2", "h3", "h4"}), "")


def _numbered(listed: AreaList) -> bool:
    return listed.node.tag == "ol" or any("value" in item.node.attrs and item.node.tag == "li" for item in listed.items)


def _has_ordinals(listed: AreaList) -> bool:
    """`1. Alder`, `2nd Birch`: numbers that count the entries."""
    numbers = [re.match(r"^\W{0,2}(\d{1,2})(?:st|nd|rd|th)?[.):\s-]", item.text) for item in listed.items]
    found_here = [int(hit.group(1)) for hit in numbers if hit]
    steps = {b - a for a, b in pairwise(found_here)}
    return len(found_here) == len(listed.items) >= 3 and steps in ({1}, {-1})


def _runs(listed: AreaList, known: Known) -> list[list[str]]:
    """The areas of each stretch of entries that share what stands before their name: a period, a measure."""
    runs: dict[str, list[str]] = {}
    labels = [_label(item, known) for item in listed.items]
    contiguous = [label for place, label in enumerate(labels) if not place or labels[place - 1] != label]
    days = [dates_in(label)[0] for label in contiguous if dates_in(label)]
    is_grouped = len(contiguous) == len(set(contiguous)) and any(labels)
    is_timed = len(days) == len(contiguous) and days in (sorted(days), sorted(days, reverse=True))
    if not is_grouped or not (is_timed or len(contiguous) < len(labels)):
        return [listed.codes]
    for item, label in zip(listed.items, labels, strict=True):
        runs.setdefault(label, []).append(item.area)
    return list(runs.values())


def _label(item: Item, known: Known) -> str:
    if item.node.tag == "tr":
        first = cells_of(item.node)[:1]
        return "" if not first or known.areas_in(first[0].text) else first[0].text
    days = dates_in(item.text)
    before = item.text[: max(0, item.text.casefold().find(known.areas.get(item.area, item.area).casefold()))]
    return before if days and dates_in(before) else ""


def _value_order(listed: AreaList) -> bool:
    columns: dict[int, list[float]] = {}
    for item in listed.items:
        cells = cells_of(item.node) if item.node.tag == "tr" else []
        texts = (
            [cell.text for cell in cells] or [figures_in(item.text)[0]]
            if figures_in(item.text)
            else [c.text for c in cells]
        )
        for place, text in enumerate(texts):
            number = number_of(text)
            if number is not None:
                columns.setdefault(place, []).append(number)
    whole = [held for held in columns.values() if len(held) == len(listed.items)]
    return any(held in (sorted(held), sorted(held, reverse=True)) for held in whole)


Look = tuple[tuple[str, ...], ...]


def _look(item: Item, known: Known) -> Look:
    """How an entry is dressed: its own tag and what leads to the name of its area, and what is stressed inside."""
    chain = [_dress(item.node)]
    for node in item.node.walk():
        is_simple = item.node.tag in {
            "li",
            "tr",
            "option",
            "a",
            "dt",
            "td",
            "th",
            "details",
            "span",
            "p",
            "label",
            "button",
        }
        if node is item.node:
            continue
        if (
            node.tag in EMPHASIS
            or node.tag == "summary"
            or (is_simple and node.tag not in {"data", "time", "br", "wbr", "title"})
        ) or known.areas_in(" ".join(child for child in node.children if isinstance(child, str))):
            chain.append(_dress(node))
    return tuple(chain)


def _look_of_card(item: Item) -> Look:
    """A card holds what its own measure needs; its dress and what is stressed in it are everybody's."""
    own = (item.node.tag, *(part for part in _dress(item.node)[1:] if not part.startswith("data-")))
    return (own, *sorted({_dress(node) for node in item.node.walk() if node.tag in {"mark", "strong"}}))


def _dress(node: Node) -> tuple[str, ...]:
    looks = [f"{name}={' '.join(sorted(node.attrs[name].split()))}" for name in LOOKS if name in node.attrs]
    return (node.tag, *looks)


def _difference(usual: Look, odd: Look) -> str:
    extra = [part for part in odd if part not in usual] or [part for part in usual if part not in odd]
    if not extra:
        return "are dressed otherwise"
    tag, *looks = extra[0]
    return f"have {looks[0]}" if looks else f"have <{tag}>"


def numbers_of(rows: Sequence[Sequence[str]], place: int) -> list[float]:
    """The numbers of one column."""
    return [number for row in rows if place < len(row) and (number := number_of(row[place])) is not None]
