"""Which known word did the writer probably mean?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None where none is near."""
    by_folded = {name.casefold(): name for name in sorted(known)}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[close[0]] if close else None


def offer(word: str, known: Iterable[str], kind: str = "nearest") -> str:
    """`nearest: X`, or the whole short list where nothing is near."""
    names = sorted(known)
    near = nearest(word, names)
    if near is not None:
        return f"{kind}: {near}"
    return "known: " + ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
