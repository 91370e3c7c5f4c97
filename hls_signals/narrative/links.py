"""Which measures might a note be about? Suggestions alone: a person confirms, and only what is confirmed is shown.

strength = 0.4 c + 0.6 s, where c counts the codebook's terms that stand in the text and s is how alike the words are,
by the cosine of their TF-IDF vectors over character 3-, 4- and 5-grams.

source  spec page on narrative and learning, section 6
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from hls_signals.narrative.codebook import Codebook
from hls_signals.narrative.redaction import MASK

TERM_WEIGHT, LIKENESS_WEIGHT = 0.4, 0.6
ENOUGH = 0.12
SIZES = (3, 4, 5)
WORD = re.compile(r"[^\W_](?:[^\W_]|[&'])*|&")
ENDING = r"(?:s|es|ed|ing)?"
Vector = Mapping[str, float]


@dataclass(frozen=True)
class LinkSuggestion:
    """A measure that a note may be about, and the words of the note that say so."""

    measure_id: str
    strength: float
    matched: tuple[str, ...]


def suggest_links(text: str, codebook: Codebook, limit: int = 3) -> list[LinkSuggestion]:
    """The measures a masked text may be about, strongest first, ties by id; often none.

    `matched` quotes the note: terms that stand in it, else its words that are most like the measure's.
    """
    index = index_of(codebook)
    plain = MASK.sub(" ", text)
    found = [held for measure_id in codebook.about if (held := _suggestion(index, measure_id, plain)) is not None]
    return sorted(found, key=lambda held: (-held.strength, held.measure_id))[:limit]


class Index:
    """The vectors of all measures of a codebook, and how rare each gram is among them."""

    def __init__(self, codebook: Codebook) -> None:
        words = {name: " ".join((about, *codebook.terms[name])) for name, about in codebook.about.items()}
        counts = {name: Counter(grams(text)) for name, text in words.items()}
        held_by: Counter[str] = Counter(gram for counted in counts.values() for gram in counted)
        self.rarity = {gram: log((1 + len(counts)) / (1 + n)) + 1 for gram, n in held_by.items()}
        self.measures: dict[str, Vector] = {name: self.vector(counted) for name, counted in counts.items()}
        self.terms = {
            name: tuple((term, _as_pattern(term)) for term in terms) for name, terms in codebook.terms.items()
        }
        self.postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for name, vector in self.measures.items():
            for gram, weight in vector.items():
                self.postings[gram].append((name, weight))

    def vector(self, counted: Counter[str]) -> Vector:
        """Weights of the grams that some measure has, of length 1; empty where it has none."""
        held = {gram: (1 + log(n)) * self.rarity[gram] for gram, n in counted.items() if gram in self.rarity}
        size = sqrt(sum(weight * weight for weight in held.values()))
        return {gram: weight / size for gram, weight in held.items()} if size else {}

    def likeness(self, text: str) -> dict[str, float]:
        """The cosine of a text with each measure that shares a gram with it."""
        found: dict[str, float] = defaultdict(float)
        for gram, weight in self.vector(Counter(grams(text))).items():
            for name, other in self.postings[gram]:
                found[name] += weight * other
        return found


@lru_cache(maxsize=4)
def _index(version: int, about: tuple[tuple[str, str], ...], terms: tuple[tuple[str, tuple[str, ...]], ...]) -> Index:
    return Index(Codebook(version, dict(about), dict(terms)))


def index_of(codebook: Codebook) -> Index:
    """The index of a codebook, made once."""
    return _index(codebook.version, tuple(codebook.about.items()), tuple(codebook.terms.items()))


@lru_cache(maxsize=1)
def _likeness(index: Index, text: str) -> dict[str, float]:
    return index.likeness(text)


def _suggestion(index: Index, measure_id: str, text: str) -> LinkSuggestion | None:
    matched = tuple(match[0] for _, pattern in index.terms[measure_id] if (match := pattern.search(text)) is not None)
    likeness = _likeness(index, text).get(measure_id, 0.0)
    strength = TERM_WEIGHT * (1 - 0.5 ** len(matched)) + LIKENESS_WEIGHT * likeness
    if strength < ENOUGH:
        return None
    return LinkSuggestion(measure_id, strength, matched or _most_alike(index, measure_id, text))


def _most_alike(index: Index, measure_id: str, text: str) -> tuple[str, ...]:
    """The word of the note that shares most with the measure; the first of several."""
    vector = index.measures[measure_id]
    words = list(dict.fromkeys(words_in(text)))
    shared = [sum(vector.get(gram, 0.0) for gram in grams(word)) for word in words]
    return (words[max(range(len(words)), key=shared.__getitem__)],) if any(shared) else ()


def words_in(text: str) -> list[str]:
    """Runs of letters, digits, ampersands and apostrophes, as they stand."""
    return WORD.findall(text)


def grams(text: str) -> Iterator[str]:
    """Every run of 3, 4 and 5 characters of each word, padded by a space on both sides.

    >>> sorted(set(grams("hub")))
    [' hu', ' hub', ' hub ', 'hub', 'hub ', 'ub ']
    """
    for word in words_in(text.casefold()):
        padded = f" {word} "
        for size in SIZES:
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def _as_pattern(term: str) -> re.Pattern[str]:
    phrase = r"\s+".join(re.escape(word) for word in term.casefold().split())
    return re.compile(rf"(?<!\w){phrase}{ENDING}(?!\w)", re.IGNORECASE)
