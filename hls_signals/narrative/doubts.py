"""Where might a word that is left standing be somebody, so that a person has to look?

Nothing is masked here. A doubt quarantines the note until somebody settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from hls_signals.narrative.name_doubts import names_in_doubt
from hls_signals.narrative.name_words import Word
from hls_signals.narrative.people_words import AGES, FAMILY_SIZES, ONLY_ONE, people_words

# How many of occupation, people, place and family size make an age point at one person.
ENOUGH_BESIDE_AGE = 2
AGE, FAMILY, ONLY = (re.compile(pattern, re.IGNORECASE) for pattern in (AGES, FAMILY_SIZES, ONLY_ONE))
PLACE_MASK = re.compile(r"\b(?:from|in|at|near|of)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """A place in the text as read that a person has to look at, and why."""

    start: int
    end: int
    reason: str


def doubts(text: str, words: list[Word], masked: list[tuple[int, int]], places: Set[str]) -> Iterator[Question]:
    """Every doubt, by place.

    words   the words outside what patterns hide
    masked  pieces that are masked, by place
    places  names of areas and services, in lower case
    """
    standing = _outside(words, masked)
    found = [
        Question(word.start, word.start + len(word.text), "may be a name") for word in names_in_doubt(text, standing)
    ]
    found += _combinations(text, standing, masked, places)
    found += [Question(match.start(), match.end(), "the only one") for match in ONLY.finditer(text)]
    yield from sorted(found, key=lambda question: (question.start, question.end, question.reason))


def _outside(words: list[Word], masked: list[tuple[int, int]]) -> list[Word]:
    held = {start for start, _ in masked}
    return [word for word in words if word.start not in held]


def _combinations(text: str, words: list[Word], masked: list[tuple[int, int]], places: Set[str]) -> Iterator[Question]:
    """An age together with two of occupation, people, place and family size, in one note."""
    ages = list(AGE.finditer(text))
    if not ages:
        return
    bases = {word.base for word in words}
    lower = text.lower()
    beside = [
        bool(bases & people_words("occupations")),
        any(people in lower for people in people_words("peoples") if people in lower),
        any(place in lower for place in places) or any(PLACE_MASK.search(text[:start]) for start, _ in masked),
        FAMILY.search(text) is not None,
    ]
    if sum(beside) >= ENOUGH_BESIDE_AGE:
        yield from (Question(age.start(), age.end(), "one person by age and circumstances") for age in ages)
