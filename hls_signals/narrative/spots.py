"""Where does a word stand in its sentence, and what touches it?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hls_signals.narrative.name_words import Word, opens_sentence
from hls_signals.narrative.people_words import people_words

LOOK_AHEAD, LOOK_BACK = 24, 36
TOWARDS = ("to", "with", "from", "for", "of", "by", "about")


@dataclass(frozen=True)
class Spot:
    """A word where it stands; the words that touch it."""

    text: str
    words: list[Word]
    n: int

    @property
    def word(self) -> Word:
        """The word itself."""
        return self.words[self.n]

    @cached_property
    def before(self) -> Word | None:
        """The word before it, with nothing but a space between."""
        return self._neighbour(self.n - 1)

    @cached_property
    def after(self) -> Word | None:
        """The word after it, with nothing but a space between."""
        return self._neighbour(self.n + 1)

    @cached_property
    def opens(self) -> bool:
        """True where it opens a sentence, in small letters too."""
        return self.word.opens_sentence or (not self.word.has_capital and opens_sentence(self.text, self.word.start))

    @property
    def ahead(self) -> str:
        """What follows the word."""
        return self.text[self.word.start + len(self.word.text) :][:LOOK_AHEAD]

    @property
    def behind(self) -> str:
        """What stands before the word."""
        return self.text[max(0, self.word.start - LOOK_BACK) : self.word.start]

    def is_after(self, *groups: str) -> bool:
        """True where the word before it is of one of these groups."""
        return self.before is not None and any(self.before.base in people_words(group) for group in groups)

    def is_after_dealing(self, group: str, towards: tuple[str, ...] = TOWARDS) -> bool:
        """True after a word of the group and "to", "with" ...: "spoke to", "letter from"."""
        if self.before is None or self.before.base not in towards or self.n < 2:
            return False
        first = self.words[self.n - 2]
        return first.base in people_words(group) and touch(self.text, first, self.before)

    def _neighbour(self, n: int) -> Word | None:
        if not 0 <= n < len(self.words):
            return None
        first, second = sorted((self.words[n], self.word), key=lambda word: word.start)
        return self.words[n] if touch(self.text, first, second) else None


def touch(text: str, first: Word, second: Word) -> bool:
    """True where nothing but a space stands between two words."""
    return not text[first.end : second.start].strip(" '")
