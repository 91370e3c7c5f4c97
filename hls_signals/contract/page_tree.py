"""What elements does a page hold? A tree that any text gives, however broken."""

from __future__ import annotations

from collections.abc import Iterator
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
    """One element: its tag, attributes, what it holds and where its tag stands."""

    __slots__ = ("_text", "attrs", "children", "line", "parent", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None, line: int) -> None:
        self.tag, self.attrs, self.parent, self.line = tag, attrs, parent, line
        self.children: list[Node | str] = []
        self._text: str | None = None

    def __repr__(self) -> str:
        return f"<{self.tag}> at line {self.line}"

    @property
    def elements(self) -> list[Node]:
        """The elements directly inside."""
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self) -> Iterator[Node]:
        """The element and everything inside, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.elements))

    def all(self, *tags: str) -> list[Node]:
        """Elements inside with one of these tags."""
        return [node for node in self.walk() if node.tag in tags and node is not self]

    @property
    def text(self) -> str:
        """What people read of it; blocks stand apart, inline parts do not."""
        if self._text is None:
            self._text = " ".join("".join(self._pieces()).split())
        return self._text

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in SILENT:
                apart = " " if child.tag in BLOCKS else ""
                yield apart
                yield from child._pieces()
                yield apart

    def above(self) -> Iterator[Node]:
        """The elements around it, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def held_in(self, *tags: str) -> Node | None:
        """The nearest element around it with one of these tags."""
        return next((node for node in self.above() if node.tag in tags), None)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#page", {}, None, 1)
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        closed = _CLOSED_BY.get(tag)
        if closed and self.open[-1].tag in closed:
            self.open.pop()
        node = Node(tag, {name.lower(): value or "" for name, value in attrs}, self.open[-1], self.getpos()[0])
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < _DEEPEST:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name.lower(): value or "" for name, value in attrs}, self.open[-1], self.getpos()[0])
        self.open[-1].children.append(node)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page_tree(text: str) -> Node:
    """The tree of a page or a drawing."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
