"""What is a note after masking, as the record keeps it, and which of its doubts are still open?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from hls_signals.narrative.redaction import ENGINE, Doubt, Redaction, redact

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A doubt: where it lies in the words as kept and in the masked words, and why."""

    start: int
    end: int
    shown_start: int
    shown_end: int
    reason: str

    @property
    def name(self) -> str:
        """How a decision calls it: its place in the masked words."""
        return f"{self.shown_start}-{self.shown_end}"


def masked_columns(text: str, allowed: Sequence[str]) -> dict[str, Any]:
    """The columns that masking fills: masked text, its hash, the engine with its allow-list, and the doubts."""
    found = redact(text, allowed)
    doubts = [asdict(place) for place in places(found)]
    return {
        "masked_text": found.text,
        "text_sha256": found.text_sha256,
        "engine": engine_name(allowed),
        "doubts": json.dumps(doubts),
    }


def engine_name(allowed: Iterable[str]) -> str:
    """The engine together with the words it was allowed: other words are another engine."""
    words = "\n".join(sorted(set(allowed)))
    return f"{ENGINE}+{sha256(words.encode()).hexdigest()[:8]}"


def places(found: Redaction) -> list[Place]:
    """The doubts of a text, with where they lie once the spans are masked."""
    return [
        Place(doubt.start, doubt.end, _shown(found, doubt.start), _shown(found, doubt.end), doubt.reason)
        for doubt in found.doubts
    ]


def _shown(found: Redaction, at: int) -> int:
    """A place of the given text in the masked one; inside a mask, the mask's beginning."""
    moved = 0
    for span in found.spans:
        if span.end > at:
            return (span.start if span.start < at else at) + moved
        moved += len(span.mask) - (span.end - span.start)
    return at + moved


def doubts_of(row: Row) -> list[Place]:
    """The doubts that the redactor had about a row of the record."""
    return [Place(**held) for held in json.loads(row["doubts"] or "[]")]


def open_doubts(row: Row, settled: set[str]) -> list[Place]:
    """Those that nobody has settled yet."""
    return [place for place in doubts_of(row) if place.name not in settled]


def redaction_of(row: Row, settled: set[str]) -> Redaction:
    """The masked text of a row as `publication_decision` asks for it, with the open doubts."""
    left = tuple(Doubt(place.shown_start, place.shown_end, place.reason) for place in open_doubts(row, settled))
    return Redaction(row["masked_text"] or "", (), left, row["text_sha256"] or "", row["engine"] or "")


def masked_by_hand(row: Row, place: Place, allowed: Sequence[str]) -> dict[str, Any]:
    """The row with a doubtful word masked in its kept words: a new text, and so a new hash."""
    kept = row["text"] if row["text"] is not None else row["masked_text"]
    start, end = (place.start, place.end) if row["text"] is not None else (place.shown_start, place.shown_end)
    text = f"{kept[:start]}[name]{kept[end:]}"
    changed = {**row, **masked_columns(text, allowed)}
    # Kept as it now stands: a later engine reads these words, so what a person masked stays masked.
    return {**changed, "text": text if row["text"] is not None else None}
