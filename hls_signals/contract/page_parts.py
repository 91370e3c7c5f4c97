"""What on a finished page loads, runs, sorts, gauges, gives places or shows red beside green?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hls_signals.contract.findings import Finding
from hls_signals.contract.page import LETTERS, Page
from hls_signals.contract.page_lists import cells_of
from hls_signals.contract.page_tree import Node
from hls_signals.contract.place_words import counts_colours, gives_places
from hls_signals.contract.style_rules import is_outside, pair_findings, property_findings, style_findings

LOADING = {"src", "srcset", "data", "poster", "background", "formaction", "action", "xlink:href", "ping", "manifest",
           "longdesc", "classid", "codebase", "cite", "imagesrcset", "lowsrc", "dynsrc"}  # fmt: skip
NOT_TYPED = {"iframe", "object", "embed", "video", "audio", "canvas", "img", "picture", "frame", "frameset", "applet",
             "portal", "image", "foreignobject", "math", "marquee", "blink", "dialog", "slot"}  # fmt: skip
GAUGES = {"meter", "progress"}
COLOURED = ("fill", "stroke", "stop-color", "flood-color", "lighting-color", "color", "bgcolor", "style", "background",
            "bordercolor")  # fmt: skip
_SORTS = re.compile(
    r"(?:^|[\s_-])(?:sort|sorts|sortable|sorting|sorted|sorter|datatable|tablesorter|order-by|orderby)(?:$|[\s_-])"
)
_SORT_WORDS = re.compile(
    r"^\W*(?:sort|order|rank|arrange|reorder)(?: the)?(?: \w+)? by\b|^\W*(?:sort|reorder|re-order)\b|"
    r"\b(?:highest|lowest|largest|smallest) first\b|\bsort(?:ed)? (?:by|high|low|asc|desc)",
    re.IGNORECASE,
)
_SORT_LINK = re.compile(r"[?&#;](?:sort|order|orderby|sortby|rank)\b", re.IGNORECASE)


class PartRules(Page):
    """What stands on a page that no typed view made, that loads, or that a reader could sort by."""

    def findings(self) -> Iterator[Finding]:
        """What is loaded, run, sorted, gauged, given places or coloured."""
        for node in self.nodes:
            yield from self._loads(node)
            yield from self._sorts(node)
            yield from self._gauges(node)
        yield from self._places()
        yield from self._colours()

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
