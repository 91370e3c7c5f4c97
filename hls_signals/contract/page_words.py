"""What does a page say, and whose words are they?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import Known
from hls_signals.contract.page_tree import BLOCKS, SILENT, Node
from hls_signals.contract.plain_text import plain_text
from hls_signals.contract.sentences import Kind, check_plain
from hls_signals.contract.waivers import Waivers

SPOKEN = (
    "alt", "title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder", "label",
    "summary", "content", "data-label", "data-title", "data-tooltip", "download",
)  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """One stretch of text, where it stands, and whether we, a note or a quotation say it."""

    text: str
    line: int
    kind: Kind


def word_findings(tree: Node, path: str, known: Known, waivers: Waivers) -> Iterator[Finding]:
    """Every finding of net 4 on a page."""
    said = list(_spoken(tree))
    together = plain_text("\n".join(part.text for part in said if part.kind != "quotation"), known.masked)
    # Most pages hold nothing: one look over the whole, and stretch by stretch only where it found something.
    if check_plain(together, kind="generated", where=path, waivers=waivers):
        for part in said:
            where = path if part.line <= 1 else f"{path}:{part.line}"
            plain = plain_text(part.text, known.masked)
            if part.kind != "quotation":
                yield from check_plain(plain, kind=part.kind, where=where, waivers=waivers)
    for node in tree.walk():
        if node.tag in {"blockquote", "q"} and not _is_registered(node, known):
            yield found("C403", f"{path}:{node.line}", "a quotation without the id of a note in the manifest")


def _is_registered(node: Node, known: Known) -> bool:
    own = node.attrs.get("data-note", "")
    return own in known.notes if own else any(part.attrs.get("data-note") in known.notes for part in node.above())


def _spoken(tree: Node) -> Iterator[Spoken]:
    pieces: list[str] = []
    line = 1
    for node, text, kind in _walk(tree, "generated"):
        if node is not None:
            line = node.line
            for name in SPOKEN:
                if node.attrs.get(name) and not (name == "content" and node.tag != "meta"):
                    yield Spoken(node.attrs[name], line, kind)
        if text is None:
            if pieces:
                yield Spoken("".join(pieces), line, kind)
                pieces = []
        else:
            pieces.append(text)
    if pieces:
        yield Spoken("".join(pieces), line, "generated")


Step = tuple[Node | None, str | None, Kind]


def _walk(node: Node, kind: Kind) -> Iterator[Step]:
    """Elements and texts in order; a break (no text) where a block begins or ends."""
    here = _kind_of(node, kind)
    is_block = node.tag in BLOCKS
    if is_block:
        yield None, None, kind
    yield node, "", here
    for child in node.children:
        if isinstance(child, str):
            if node.tag not in SILENT:
                yield None, child, here
        else:
            yield from _walk(child, here)
    if is_block:
        yield None, None, here


def _kind_of(node: Node, kind: Kind) -> Kind:
    if node.tag == "blockquote":
        return "quotation"
    if kind == "generated" and ("data-note" in node.attrs or "data-reflection" in node.attrs) and node.tag != "form":
        return "note"
    return kind
