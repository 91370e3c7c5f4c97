"""Which words are known to be harmless, and which of them may also be somebody's name?

source  SCOWL 2020.12.07 and lists kept by hand; see words/README.md
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files

from hls_signals.narrative.calendar_words import NAMED_MONTHS

COMMENT = "#"
# Months and seasons that are given names too.
NAMED_TIMES = frozenset((*NAMED_MONTHS, "summer", "autumn", "winter"))
# Endings that leave the word before them what it is: "I'm", "she'll", "the worker's".
ENDINGS = ("'s", "'m", "'ve", "'d", "'ll", "'re", "'")


def _listed(name: str) -> frozenset[str]:
    text = (files(__name__.rpartition(".")[0]) / "words" / name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith(COMMENT))


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """Harmless English words in lower case."""
    packed = (files(__name__.rpartition(".")[0]) / "words" / "english.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").splitlines())


@lru_cache(maxsize=1)
def sector() -> frozenset[str]:
    """Words of this work, harmless whatever letters they begin with."""
    return _listed("sector.txt")


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Given names that are also words or months."""
    return _listed("given_names.txt")


@lru_cache(maxsize=1)
def ambiguous() -> frozenset[str]:
    """Words that may also be a name: given names, surnames, places."""
    return (_listed("ambiguous.txt") | given_names() | NAMED_TIMES) - sector()


def base_of(word: str) -> str:
    """The word in lower case without a possessive or a contraction's ending.

    >>> base_of("Ivy's"), base_of("I'm"), base_of("don't")
    ('ivy', 'i', "don't")
    """
    lower = word.lower()
    for ending in ENDINGS:
        if lower.endswith(ending) and len(lower) > len(ending):
            return lower.removesuffix(ending)
    return lower


@lru_cache(maxsize=65536)
def is_harmless(word: str) -> bool:
    """True for a word that is in a list, by itself or by its base; a hyphenated one where every part is.

    >>> is_harmless("well-being"), is_harmless("Opie"), is_harmless("harriet-ann")
    (True, False, False)
    """
    lower = word.lower()
    return _is_known(lower) or ("-" in lower and all(_is_known(part) for part in lower.split("-") if part))


def _is_known(lower: str) -> bool:
    held = (english(), sector())
    return any(lower in words for words in held) or any(base_of(lower) in words for words in held)
