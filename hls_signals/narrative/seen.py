"""How is a text read through the tricks of typing, with every place still known in the text as given?

Full-width letters and digits, odd spaces and dashes, curly apostrophes and zero-width characters hide an identifier
from a pattern and not from a reader.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

APOSTROPHES = frozenset("\u2018\u2019\u02bc\u2032\uff07`\u00b4")
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
UNSEEN = "Cf"  # the Unicode category of characters that are drawn as nothing


@dataclass(frozen=True)
class Seen:
    """A text as it is read, and where each of its characters begins and ends in the text as given.

    starts, ends  one offset in code points a character of `text`
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def given(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the text as read lies in the text as given."""
        return self.starts[start], self.ends[end - 1]


def seen(text: str) -> Seen:
    r"""The text as it is read.

    >>> seen("4\u200b5 \uff11\uff12").text
    '45 12'
    """
    if text.isascii():
        places = tuple(range(len(text) + 1))
        return Seen(text, places[:-1], places[1:])
    shown: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        if unicodedata.category(character) == UNSEEN:
            continue
        if unicodedata.combining(character) and shown:
            shown[-1] = _joined(shown[-1], character)
            ends[-1] = at + 1
            continue
        shown.append(_plain(character))
        starts.append(at)
        ends.append(at + 1)
    return Seen("".join(shown), tuple(starts), tuple(ends))


def _joined(base: str, mark: str) -> str:
    both = unicodedata.normalize("NFC", base + mark)
    # A mark that makes no letter of its own changes nothing that a pattern looks at.
    return both if len(both) == 1 else base


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character in APOSTROPHES:
        return "'"
    if character in DASHES:
        return "-"
    if character.isspace():
        return "\n" if character in "\u2028\u2029\u0085" else " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    wide = unicodedata.normalize("NFKC", character)
    # One character in, one out: offsets are counted, so a ligature stays as it is.
    return wide if len(wide) == 1 else character
