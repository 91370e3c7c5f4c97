"""Which words might the alliance add to its codebook? Words typical of a measure's confirmed notes; a person decides.

G2 = 2 sum O ln(O / E) over the word's uses in the measure's notes and in all others, E by the share of all words.

source  Dunning, Accurate methods for the statistics of surprise and coincidence, 1993, without the cells of other words
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log

from hls_signals.narrative.links import words_in
from hls_signals.narrative.redaction import MASK

FEWEST_USES, FEWEST_FILES = 2, 2


@dataclass(frozen=True)
class Candidate:
    """A word, how typical it is, how often the measure's notes use it and in how many files."""

    word: str
    g2: float
    uses: int
    files: int


def g2(here: int, words_here: int, elsewhere: int, words_elsewhere: int) -> float:
    """How far the uses of a word lie from those expected by the share of words.

    >>> round(g2(4, 200, 2, 1800), 2)
    11.2
    """
    total, words = here + elsewhere, words_here + words_elsewhere
    pairs = ((here, total * words_here / words), (elsewhere, total * words_elsewhere / words))
    return 2 * sum(seen * log(seen / expected) for seen, expected in pairs if seen)


def candidates(
    own: Sequence[tuple[str, str]], others: Iterable[str], known: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Words typical of a measure's notes, the most typical first, ties by name.

    own     the measure's confirmed notes: hash of the source file and masked text
    others  the masked texts of all other notes
    known   terms the codebook has already
    """
    here = Counter(word for _, text in own for word in _words(text))
    elsewhere = Counter(word for text in others for word in _words(text))
    if not here:
        return ()
    sizes = here.total(), elsewhere.total()
    held = {term.casefold() for term in known}
    found = []
    for word, uses in here.items():
        files = len({source for source, text in own if word in _words(text)})
        is_typical = uses * sizes[1] > elsewhere[word] * sizes[0]
        if uses >= FEWEST_USES and files >= FEWEST_FILES and word not in held and is_typical:
            found.append(Candidate(word, g2(uses, sizes[0], elsewhere[word], sizes[1]), uses, files))
    return tuple(sorted(found, key=lambda one: (-one.g2, one.word)))


def _words(text: str) -> list[str]:
    return words_in(MASK.sub(" ", text).casefold())
