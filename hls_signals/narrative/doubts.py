"""Where might a word that is left standing be somebody, so that a person has to look?

Nothing is masked here. A doubt quarantines the note until somebody settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from hls_signals.narrative.calendar_words import MONTHS_LONG, NAMED_MONTHS, SEASONS
from hls_signals.narrative.name_words import Word
from hls_signals.narrative.people_words import AGES, FAMILY_SIZES, ONLY_ONE, people_words
from hls_signals.narrative.word_lists import ambiguous, given_names

TIMES = frozenset((*MONTHS_LONG, *NAMED_MONTHS, *SEASONS))
# How many of occupation, people, place and family size make an age point at one person.
ENOUGH_BESIDE_AGE = 2
AGE, FAMILY, ONLY = (re.compile(pattern, re.IGNORECASE) for pattern in (AGES, FAMILY_SIZES, ONLY_ONE))
JOINED = re.compile(r"\s+and\s+([^\W\d_]+)")
NEXT = re.compile(r"\s+([^\W\d_]+)")
LABEL = re.compile(r"[^\W\d_]:\s+$")
GIVEN_THING = re.compile(r"\s+(?:a|an|the|her|his|their|my|our|some|one|two|\d)\b", re.IGNORECASE)
ALONE = re.compile(r"\s*(?:[.!?,;]|\n|$)")
LOOK_AHEAD = 24
# Months in small letters that may be somebody; "may" is far too often the verb.
MONTHS_IN_SMALL_LETTERS = frozenset(NAMED_MONTHS) - {"may"}
OWN = ("her", "his", "their")
# After a name and "and": "Ivy and the children".
THEIRS = ("the", "a", "i", "my", "our", "me", "two", "three", "four")
DIRECTIONS = frozenset(("by", "round", "over", "in", "along", "back", "to", "here", "again", "down"))
# What things do as well as people.
STATES = (
    "is",
    "was",
    "has",
    "had",
    "did",
    "does",
    "came",
    "comes",
    "went",
    "gets",
    "got",
    "stopped",
    "started",
    "left",
    "needs",
)
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
    found = [*_names(text, standing), *_combinations(text, standing, masked, places)]
    found += [Question(match.start(), match.end(), "the only one") for match in ONLY.finditer(text)]
    yield from sorted(found, key=lambda question: (question.start, question.end, question.reason))


def _outside(words: list[Word], masked: list[tuple[int, int]]) -> list[Word]:
    held = {start for start, _ in masked}
    return [word for word in words if word.start not in held]


def _names(text: str, words: list[Word]) -> Iterator[Question]:
    for n, word in enumerate(words):
        before = words[n - 1] if n and _touch(text, words[n - 1], word) else None
        after = words[n + 1] if n + 1 < len(words) and _touch(text, word, words[n + 1]) else None
        if word.base not in ambiguous() or word.base in people_words("role_nouns"):
            continue
        if _reads_as_person(text, words, n, before, after):
            yield Question(word.start, word.start + len(word.text), "may be a name")


def _touch(text: str, first: Word, second: Word) -> bool:
    return not text[first.end : second.start].strip(" '")


def _reads_as_person(text: str, words: list[Word], n: int, before: Word | None, after: Word | None) -> bool:
    word = words[n]
    is_followed = _does_something(text, words, n, after)
    if word.base in TIMES and word.has_capital:
        owns = word.is_possessive and word.opens_sentence
        is_met = _is_met(before) or _is_spoken_to(text, words, n, before)
        return is_followed or owns or is_met or _is_somebody(after) or _joins_a_person(text, words, n)
    if word.has_capital and word.opens_sentence:
        stands_alone = word.base in given_names() and (_is_labelled(text, word) or _is_a_sentence(text, word))
        return is_followed or word.is_possessive or stands_alone or _joins_a_person(text, words, n)
    if word.has_capital:
        return True
    joined = word.base in given_names() and _joins_a_person(text, words, n)
    return joined or _is_after_cue(text, words, n, before) or _is_named_in_small_letters(text, word, before, after)


def _does_something(text: str, words: list[Word], n: int, after: Word | None) -> bool:
    """True before what people do, an adverb between them or none: "Ivy wants", "Ivy never wanted"."""
    if after is None or after.base in people_words("person_verbs"):
        return after is not None
    if after.base not in people_words("adverbs") or n + 2 >= len(words):
        return False
    return words[n + 2].base in people_words("person_verbs") and _touch(text, after, words[n + 2])


def _is_labelled(text: str, word: Word) -> bool:
    """True after a label: "Support worker: Ivy"."""
    return LABEL.search(text[: word.start][-LOOK_AHEAD:]) is not None


def _is_a_sentence(text: str, word: Word) -> bool:
    """True where nothing else stands in its sentence or on its line."""
    return ALONE.match(text[word.start + len(word.text) :][:LOOK_AHEAD]) is not None


def _is_somebody(after: Word | None) -> bool:
    return after is not None and after.base in ("who", "whose", "whom")


def _is_met(before: Word | None) -> bool:
    """True after a word that people stand after; "with April in the room", and not "in April"."""
    cues = people_words("person_cues") | people_words("strong_cues") | people_words("giving")
    return before is not None and before.base in cues


def _joins_a_person(text: str, words: list[Word], n: int) -> bool:
    """True before "and" and a capital, a listed name or "her", "his": the first of "Grace and Harriet"."""
    match = JOINED.match(text[words[n].end : words[n].end + LOOK_AHEAD])
    if match is None:
        return False
    other = match[1].lower()
    is_listed = other in given_names() and words[n].has_capital
    is_first = words[n].has_capital and words[n].base in given_names() and other in THEIRS
    return match[1][0].isupper() or is_listed or is_first or other in OWN


def _is_after_cue(text: str, words: list[Word], n: int, before: Word | None) -> bool:
    if before is None or words[n].base in people_words("hardly_names"):
        return False
    if before.base in people_words("strong_cues"):
        return True
    if words[n].base not in given_names() and words[n].base not in MONTHS_IN_SMALL_LETTERS:
        return False
    if before.base in people_words("person_cues"):
        return words[n].base not in SEASONS
    if before.base in people_words("giving"):
        return GIVEN_THING.match(text[words[n].end :][:LOOK_AHEAD]) is not None
    return _is_spoken_to(text, words, n, before)


def _is_spoken_to(text: str, words: list[Word], n: int, before: Word | None) -> bool:
    if before is None or before.base not in ("to", "with", "for") or n < 2:
        return False
    before_that = people_words("sent_for" if before.base == "for" else "speech")
    return words[n - 2].base in before_that and _touch(text, words[n - 2], before)


def _is_named_in_small_letters(text: str, word: Word, before: Word | None, after: Word | None) -> bool:
    """A given name in small letters that does something, owns something, or stands before a surname."""
    if word.base not in given_names() or word.base in people_words("hardly_names"):
        return False
    if before is not None and before.base in people_words("thing_words"):
        return False
    if word.is_possessive or _is_somebody(after):
        return word.base not in TIMES
    if after is None:
        return False
    does = after.base in people_words("person_verbs") and (after.base not in STATES or _goes_on(text, after))
    return does or (after.base in ambiguous() and after.base not in people_words("hardly_names"))


def _goes_on(text: str, verb: Word) -> bool:
    """True where what is done has a direction, as people have: "came by", "went back"."""
    following = NEXT.match(text[verb.end :])
    return following is not None and following[1].lower() in DIRECTIONS


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
