"""How much of the set does the redactor hide, and how much harmless text does it touch?"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from hls_signals.narrative.redaction import redact
from tests.narrative_set.field_notes import field_harmless, field_names, lines
from tests.narrative_set.harmless import harmless_notes
from tests.narrative_set.identifiers import Hidden, hidden_identifiers
from tests.narrative_set.names import hidden_names


@dataclass(frozen=True)
class Figures:
    """Shares of the set, in per cent, and the mean time of a note in milliseconds."""

    identifiers: int
    identifiers_masked_pct: float
    names: int
    names_masked_pct: float
    names_held_pct: float
    harmless_notes: int
    harmless_words_masked_pct: float
    harmless_quarantined_pct: float
    milliseconds: float


def is_masked(hidden: Hidden) -> bool:
    """Whether no part of the secret that says anything is left."""
    found = redact(hidden.text)
    start, end = hidden.text.index(hidden.secret), hidden.text.index(hidden.secret) + len(hidden.secret)
    covered = [any(span.start <= at < span.end for span in found.spans) for at in range(start, end)]
    return all(is_in for is_in, letter in zip(covered, hidden.secret, strict=True) if letter.isalnum())


def leftovers(hidden: Hidden) -> str:
    """What is left of the secret in the masked text, for whoever mends a rule."""
    found = redact(hidden.text)
    at = hidden.text.index(hidden.secret)
    held = range(at, at + len(hidden.secret))
    return "".join(hidden.text[i] for i in held if not any(s.start <= i < s.end for s in found.spans))


def tells_nothing(hidden: Hidden) -> bool:
    """An identifier is hidden if no digit and no capital of it is left: words such as `ref` may stay."""
    rest = leftovers(hidden)
    return not re.search(r"\d", rest) and (
        hidden.kind in ("ref", "account", "extension") or not re.search(r"\w{2}", rest)
    )


def is_held(hidden: Hidden) -> bool:
    """A name is held if it is masked, or the note waits for a person."""
    return is_masked(hidden) or redact(hidden.text).quarantined


def share_held(names: list[Hidden]) -> float:
    """Per cent of names that are masked, or whose note waits for a person."""
    return _pct(sum(map(is_held, names)), len(names))


def words_masked_pct(notes: list[str]) -> float:
    """Per cent of the words of harmless notes that are masked."""
    words = sum(len(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)) for text in notes)
    return _pct(sum(len(redact(text).spans) for text in notes), words)


def later_figures() -> dict[str, float]:
    """The held half of the fourth set: shares in per cent, and of name-words used as words."""
    names, harmless, talk = field_names("held"), field_harmless("held"), lines("words_in_talk", "held")
    return {
        "names": len(names),
        "names_held_pct": share_held(names),
        "of_no_words_pct": share_held([name for name in names if name.kind.endswith("name")]),
        "of_words_pct": share_held([name for name in names if name.kind.endswith("word")]),
        "harmless_words_masked_pct": words_masked_pct(harmless),
        "harmless_quarantined_pct": _pct(sum(redact(note).quarantined for note in harmless), len(harmless)),
        "words_in_talk_quarantined_pct": _pct(sum(redact(note).quarantined for note in talk), len(talk)),
    }


def figures() -> Figures:
    """The figures of the whole set."""
    identifiers, names, harmless = hidden_identifiers(), hidden_names(), harmless_notes()
    texts = [held.text for held in (*identifiers, *names)] + harmless
    redact(texts[0])  # the word lists are read once
    start = time.perf_counter()
    for text in texts:
        redact(text)
    spent = time.perf_counter() - start
    found = [redact(text) for text in harmless]
    return Figures(
        len(identifiers),
        _pct(sum(map(tells_nothing, identifiers)), len(identifiers)),
        len(names),
        _pct(sum(map(is_masked, names)), len(names)),
        share_held(names),
        len(harmless),
        words_masked_pct(harmless),
        _pct(sum(each.quarantined for each in found), len(found)),
        round(1000 * spent / len(texts), 3),
    )


def _pct(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)
