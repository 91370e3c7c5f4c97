"""What does a page say, and whose words are they?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import Known
from hls_signals.contract.lexicon import lexicon
from hls_signals.contract.page_tree import BLOCKS, SILENT, Node
from hls_signals.contract.plain_text import plain_text
from hls_signals.contract.sentences import Kind, check_plain
from hls_signals.contract.waivers import Waivers

SPOKEN = frozenset(
    (
        "alt", "title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder",
        "label", "summary", "content", "data-label", "data-title", "data-tooltip", "download",
    )
)  # fmt: skip
# A text without one of these says nothing of anybody.
_WORDS = re.compile(r"[A-Za-z#&<]|[^\x00-\x7f]")
# So many texts are remembered as innocent: pages of one release say much of the same.
REMEMBERED = 100_000


@dataclass
class Wording:
    """What net 4 says of texts; a text in which it found nothing is looked at once."""

    known: Known
    waivers: Waivers
    _innocent: set[str] = field(default_factory=set)

    def findings(self, text: str, kind: Kind, where: str) -> Iterator[Finding]:
        """Every finding in one text."""
        if kind == "quotation" or text in self._innocent or not _WORDS.search(text):
            return
        plain = plain_text(text, self.known.masked)
        if not any(True for _ in lexicon().hits(plain)):
            if len(self._innocent) >= REMEMBERED:
                self._innocent.clear()
            self._innocent.add(text)
            return
        yield from check_plain(plain, kind=kind, where=where, waivers=self.waivers)


@dataclass(frozen=True)
class Spoken:
    """One stretch of text, where it stands, and whether we, a note or a quotation say it."""

    text: str
    line: int
    kind: Kind


def word_findings(tree: Node, path: str, wording: Wording) -> Iterator[Finding]:
    """Every finding of net 4 on a page."""
    for part in spoken(tree):
        yield from wording.findings(part.text, part.kind, path if part.line <= 1 else f"{path}:{part.line}")
    for node in tree.walk():
        if node.tag in {"blockquote", "q"} and not _is_registered(node, wording.known):
            yield found("C403", f"{path}:{node.line}", "a quotation without the id of a note in the manifest")


def _is_registered(node: Node, known: Known) -> bool:
    own = node.attrs.get("data-note", "")
    return own in known.notes if own else any(part.attrs.get("data-note") in known.notes for part in node.above())


def spoken(tree: Node) -> list[Spoken]:
    """What a page says, stretch by stretch: a block begins and ends one, and so does an attribute that is read out."""
    heard = _Heard()
    heard.walk(tree, "generated")
    heard.pause("generated")
    return heard.stretches


class _Heard:
    """A walk through a page that gathers what is said."""

    def __init__(self) -> None:
        self.stretches: list[Spoken] = []
        self.pieces: list[str] = []
        self.line = 1

    def walk(self, node: Node, around: Kind) -> None:
        kind = _kind_of(node, around)
        is_block = node.tag in BLOCKS
        if is_block:
            self.pause(around)
        self.line = node.line
        for name, value in node.attrs.items():
            if name in SPOKEN and value and not (name == "content" and node.tag != "meta"):
                self.stretches.append(Spoken(value, node.line, kind))
        for child in node.children:
            if isinstance(child, Node):
                self.walk(child, kind)
            elif node.tag not in SILENT:
                self.pieces.append(child)
        if is_block:
            self.pause(kind)

    def pause(self, kind: Kind) -> None:
        """Ends a stretch."""
        if self.pieces:
            self.stretches.append(Spoken("".join(self.pieces), self.line, kind))
            self.pieces = []


def _kind_of(node: Node, kind: Kind) -> Kind:
    if node.tag == "blockquote":
        return "quotation"
    if kind == "generated" and ("data-note" in node.attrs or "data-reflection" in node.attrs) and node.tag != "form":
        return "note"
    return kind
