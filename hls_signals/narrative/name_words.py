"""Which words of a text are masked as somebody's name?

Deny by default: a word that no list holds is masked, so nothing rests on knowing names. A capital inside a sentence is
masked unless the word is allowed; names draw in the words beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property

from hls_signals.narrative.calendar_words import MONTHS_LONG, MONTHS_SHORT, NAMED_MONTHS, SEASONS
from hls_signals.narrative.patterns import Found
from hls_signals.narrative.people_words import people_words
from hls_signals.narrative.word_lists import ambiguous, base_of, is_harmless, sector

FORMAL_TITLES, INFORMAL_TITLES = people_words("formal_titles"), people_words("informal_titles")
TITLES = FORMAL_TITLES | INFORMAL_TITLES
SMALL_WORDS = people_words("small_words")
WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?:['-][^\W\d_]+)*(?![^\W_])'?")
SHORT_DAYS = ("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Words that begin with a capital wherever they stand and name nobody.
CALENDAR = frozenset((*MONTHS_LONG, *WEEKDAYS, *SHORT_DAYS, *MONTHS_SHORT.split("|")))
# Allowed with a capital wherever they stand.
ALWAYS = CALENDAR | TITLES | {"i"}
SENTENCE_END = re.compile(r"(?:[.!?:;][\"')\]]*\s+|\n[\s>*#+.\d)-]*|[•>|*#]\s*|^[\s\"'(\[*#>-]*|[-]\s)[\"'(\[]*$")
# How far back the end of a sentence is looked for.
LOOK_BACK = 24
BESIDE = re.compile(r"[ \t]{1,3}|\.[ \t]?|-|,[ \t]")


@dataclass(frozen=True)
class Word:
    """A word of the text as read; `opens_sentence` is asked of words with a capital alone."""

    text: str
    start: int
    end: int
    opens_sentence: bool

    @cached_property
    def base(self) -> str:
        """In lower case, without possessive or contraction."""
        return base_of(self.text)

    @property
    def has_capital(self) -> bool:
        """True where its first letter is a capital."""
        return self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        """True for somebody's something."""
        return self.text.lower().endswith(("'s", "s'"))


def words_of(text: str, hidden: list[tuple[int, int]]) -> list[Word]:
    """The words of a text outside what is hidden already; a word that is partly hidden is left out."""
    found, next_hidden = [], 0
    for match in WORD.finditer(text):
        while next_hidden < len(hidden) and hidden[next_hidden][1] <= match.start():
            next_hidden += 1
        if next_hidden < len(hidden) and hidden[next_hidden][0] < match.end():
            continue
        if len(match[0]) == 1 and text[match.start() - 1 : match.start()] == "&":
            continue  # the second half of "A&E"
        opens = match[0][0].isupper() and opens_sentence(text, match.start())
        found.append(Word(match[0].rstrip("'") or match[0], match.start(), match.end(), opens))
    return found


def opens_sentence(text: str, start: int) -> bool:
    """True where a sentence begins at this place."""
    return start == 0 or SENTENCE_END.search(text[max(0, start - LOOK_BACK) : start]) is not None


def is_allowed(word: Word, allowed: Set[str]) -> bool:
    """True for a word whose capital says nothing about a person."""
    lower = word.text.lower()
    return any(form in held for form in (word.base, lower) for held in (ALWAYS, sector(), allowed))


def names(text: str, words: list[Word], allowed: Set[str]) -> Iterator[Found]:
    """Every word that is masked as a name; words masked for their neighbours included."""
    masked = {n for n, word in enumerate(words) if _is_name(word, allowed)}
    masked |= {n for n in range(1, len(words)) if _follows_title(text, words[n - 1], words[n], allowed)}
    masked |= {n for n in range(len(words) - 1) if _is_initial(text, words[n], words[n + 1])}
    waiting = sorted(masked)
    while waiting:
        n = waiting.pop()
        for beside in (n - 1, n + 1):
            if 0 <= beside < len(words) and beside not in masked and _is_drawn_in(text, words, n, beside, allowed):
                masked.add(beside)
                waiting.append(beside)
    for n in sorted(masked):
        yield Found(words[n].start, words[n].start + len(words[n].text), "name")


def _is_name(word: Word, allowed: Set[str]) -> bool:
    lower = word.text.lower()
    if is_allowed(word, allowed):
        return False
    if not is_harmless(word.text):
        return not all(part in allowed or is_harmless(part) for part in lower.split("-"))
    return word.has_capital and not word.opens_sentence


def _follows_title(text: str, title: Word, word: Word, allowed: Set[str]) -> bool:
    lower = title.text.lower()
    if lower not in TITLES or text[title.end : word.start].strip(" .") or word.base in SMALL_WORDS:
        return False
    if lower in FORMAL_TITLES and lower != "doctor":
        return word.base in TITLES or not is_allowed(word, allowed)
    if is_allowed(word, allowed):
        return False
    return (lower in INFORMAL_TITLES or lower == "doctor") and (
        (word.has_capital and not word.opens_sentence)
        or (word.base in ambiguous() and title.has_capital)
        or (lower in ("little", "baby", "auntie", "aunty", "uncle", "nan", "gran") and word.base in ambiguous())
    )


def _is_initial(text: str, word: Word, following: Word) -> bool:
    """A single capital with a full stop before a capital: "J. Rose"."""
    between = text[word.end : following.start]
    return len(word.text) == 1 and word.has_capital and between in (". ", ".") and following.has_capital


def _is_drawn_in(text: str, words: list[Word], masked: int, beside: int, allowed: Set[str]) -> bool:
    first, second = sorted((masked, beside))
    between = text[words[first].end : words[second].start]
    word = words[beside]
    if second == beside and words[first].is_possessive:
        return False
    if BESIDE.fullmatch(between) is None or (between[0] == "." and len(words[first].text) > 1):
        return False
    if between[0] == "," and word.base not in ambiguous():
        return False
    if len(word.text) == 1:
        return word.has_capital and word.base not in ("i", "a")
    if is_allowed(word, allowed) and word.base not in MAY_BE_MONTHS:
        return False
    if word.base in SMALL_WORDS and not (word.has_capital and word.base in ambiguous()):
        return False
    return word.base in ambiguous() or (word.has_capital and not word.opens_sentence)


MAY_BE_MONTHS = frozenset((*NAMED_MONTHS, *SEASONS))
