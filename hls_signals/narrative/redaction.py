"""What of a note's text may be seen, and where must a person look?

Order: patterns, mixed tokens, words, neighbours, doubts. Plain expressions and sets: no model, no network, nothing
learned from texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from hls_signals.narrative.doubts import doubts
from hls_signals.narrative.name_words import WORD, names, words_of
from hls_signals.narrative.patterns import Found, patterns, references
from hls_signals.narrative.seen import seen

# Raised with every change of a rule or a list: an approval belongs to the text one engine made.
ENGINE = "words-3"
KINDS = ("nhs", "number", "nino", "postcode", "phone", "email", "id", "date", "address", "ref", "name")
PLACE_OF = {kind: place for place, kind in enumerate(KINDS)}
MASK = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")


@dataclass(frozen=True)
class Span:
    """A piece of the text as given that is replaced; `start` and `end` in code points."""

    start: int
    end: int
    kind: str

    @property
    def mask(self) -> str:
        """What stands in its place: `[name]`, `[phone]` ..."""
        return f"[{self.kind}]"


@dataclass(frozen=True)
class Doubt:
    """A piece of the text as given that a person has to look at; nothing of it is masked."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Redaction:
    """The text with each span replaced by its mask and nothing else moved."""

    text: str
    spans: tuple[Span, ...]
    doubts: tuple[Doubt, ...]
    text_sha256: str
    engine: str = ENGINE

    @property
    def quarantined(self) -> bool:
        """True where at least one doubt is open."""
        return bool(self.doubts)


def redact(text: str, allowed: Iterable[str] = ()) -> Redaction:
    """The text with everything masked that may point at a person, and the doubts that are left.

    allowed  words that are harmless here: the workspace's allow-list, names of areas, services and measures

    >>> redact("Spoke to Harriet Opie on 01752 960111 about the cot.").text
    'Spoke to [name] on [phone] about the cot.'
    """
    read = seen(text)
    permitted = frozenset(word for entry in allowed for word in WORD.findall(entry.lower()))
    own_masks = [(match.start(), match.end()) for match in MASK.finditer(read.text)]
    fixed = _merged(found for found in (*patterns(read.text), *references(read.text)) if _is_clear(found, own_masks))
    words = words_of(read.text, sorted([*own_masks, *((found.start, found.end) for found in fixed)]))
    named = list(names(read.text, words, permitted))
    pieces = _merged((*fixed, *_side_by_side(read.text, named)))
    masked = sorted((found.start, found.end) for found in (*pieces, *named))
    left = doubts(read.text, words, masked, permitted)
    spans = tuple(Span(*read.given(found.start, found.end), found.kind) for found in pieces)
    shown = _replaced(text, spans)
    return Redaction(
        text=shown,
        spans=spans,
        doubts=tuple(Doubt(*read.given(doubt.start, doubt.end), doubt.reason) for doubt in left),
        text_sha256=sha256(shown.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def tells_nobody(name: str) -> bool:
    """True for an id or a file's name that may be told: nothing in it is masked, and nothing is doubtful.

    >>> tells_nobody("second-letter"), tells_nobody("harriet_opie"), tells_nobody("told-ivy")
    (True, False, False)
    """
    words = re.sub(r"[_./-]+", " ", name)
    found = redact(words)
    return found.text == words and not found.quarantined


def _is_clear(found: Found, held: list[tuple[int, int]]) -> bool:
    return all(found.end <= start or end <= found.start for start, end in held)


def _merged(found: Iterable[Found]) -> list[Found]:
    """Pieces that overlap as one, of the kind that comes first."""
    pieces: list[Found] = []
    for piece in sorted(found, key=lambda piece: (piece.start, piece.end)):
        if pieces and piece.start < pieces[-1].end:
            last = pieces.pop()
            kind = min(last.kind, piece.kind, key=PLACE_OF.__getitem__)
            piece = Found(last.start, max(last.end, piece.end), kind)
        pieces.append(piece)
    return pieces


def _side_by_side(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """Names that touch, as one piece: how many they are is not shown."""
    last: Found | None = None
    for piece in found:
        if last is not None and re.fullmatch(r"[ \t]{1,3}|\. ?|-|", text[last.end : piece.start]):
            last = Found(last.start, piece.end, "name")
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _replaced(text: str, spans: Iterable[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], span.mask]
        at = span.end
    return "".join((*parts, text[at:]))
