"""What elements does a page hold? A tree that any text gives, however broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
# What these hold is not read by people.
SILENT = {"script", "style", "template", "noscript"}
BLOCKS = set(
    [
        "p",
        "li",
        "td",
        "th",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dt",
        "dd",
        "caption",
        "figcaption",
        "summary",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "ul",
        "ol",
        "dl",
        "table",
        "details",
        "option",
        "button",
        "label",
        "legend",
        "text",
        "title",
        "desc",
        "blockquote",
        "pre",
        "address",
        "body",
        "html",
        "br",
    ]
)
# An end tag that is often left out closes with the next one of its kind.
_CLOSED_BY = {
    "li": {"li"}, "tr": {"tr"}, "td": {"td", "th"}, "th": {"td", "th"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"},
    "option": {"option"}, "p": {"p"},
}  # fmt: skip
_DEEPEST = 400


class Node:
    """One element: its tag, attributes, what it holds and where its tag stands.

    Every element of a page is numbered in the order of the text: those inside this one are `numbered[place + 1:end]`,
    and what is read of it lies in `said[first:last]`, so that nothing is walked twice.
    """

    __slots__ = (
        "_text",
        "attrs",
        "children",
        "end",
        "first",
        "has_silent",
        "last",
        "line",
        "page",
        "parent",
        "place",
        "tag",
    )

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None, line: int, page: PageText) -> None:
        self.tag, self.attrs, self.parent, self.line, self.page = tag, attrs, parent, line, page
        self.children: list[Node | str] = []
        self.place = self.end = len(page.numbered)
        self.first = self.last = len(page.said)
        self.has_silent = False
        self._text: str | None = None
        page.numbered.append(self)

    def __repr__(self) -> str:
        return f"<{self.tag}> at line {self.line}"

    @property
    def elements(self) -> list[Node]:
        """The elements directly inside."""
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self) -> list[Node]:
        """The element and everything inside, in the order of the text."""
        return self.page.numbered[self.place : self.end]

    def all(self, *tags: str) -> list[Node]:
        """Elements inside with one of these tags."""
        return [node for node in self.page.numbered[self.place + 1 : self.end] if node.tag in tags]

    @property
    def text(self) -> str:
        """What people read of it; blocks stand apart, inline parts do not."""
        if self._text is None:
            self._text = " ".join("".join(self._pieces()).split())
        return self._text

    def _pieces(self) -> Iterable[str]:
        if not self.has_silent:
            return self.page.said[self.first : self.last]
        told: list[str] = []
        for child in self.children:
            if isinstance(child, str):
                told.append(child)
            elif child.tag not in SILENT:
                apart = " " if child.tag in BLOCKS else ""
                told += [apart, *child._pieces(), apart]
        return told

    def above(self) -> Iterator[Node]:
        """The elements around it, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def held_in(self, *tags: str) -> Node | None:
        """The nearest element around it with one of these tags."""
        return next((node for node in self.above() if node.tag in tags), None)


class PageText:
    """The elements of a page in the order of the text, and what is read of them."""

    __slots__ = ("numbered", "said")

    def __init__(self) -> None:
        self.numbered: list[Node] = []
        self.said: list[str] = []


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = PageText()
        self.root = Node("#page", {}, None, 1, self.page)
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        closed = _CLOSED_BY.get(tag)
        if closed and self.open[-1].tag in closed:
            self._close(len(self.open) - 1)
        node = self._begun(tag, attrs)
        if tag not in VOID and len(self.open) < _DEEPEST:
            self.open.append(node)
        else:
            self._ended(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._ended(self._begun(tag, attrs))

    def _begun(self, tag: str, attrs: list[tuple[str, str | None]]) -> Node:
        held = {name.lower(): value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.page.said.append(" ")
        node = Node(tag, held, self.open[-1], self.getpos()[0], self.page)
        self.open[-1].children.append(node)
        if tag in SILENT:
            for around in self.open:
                around.has_silent = True
        return node

    def _ended(self, node: Node) -> None:
        node.end, node.last = len(self.page.numbered), len(self.page.said)
        if node.tag in BLOCKS:
            self.page.said.append(" ")

    def _close(self, place: int) -> None:
        for node in reversed(self.open[place:]):
            self._ended(node)
        del self.open[place:]

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                self._close(place)
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
        self.page.said.append(data)


def page_tree(text: str) -> Node:
    """The tree of a page or a drawing."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    builder._close(0)
    return builder.root
