"""Which phrases put people or places in order, judge a change, or say what made it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from hls_signals.workspace.shipped import shipped_text

KINDS = ("position", "comparison", "change", "people", "attribution", "praise", "emblem")
_SENTENCE = re.compile(r"(?<=[.!?]) ")
_TOKEN = re.compile(r"[a-z]+|\d|#")
# The first letters by which an entry is looked up before its pattern is tried.
_STEM = 2


@dataclass(frozen=True)
class Entry:
    """One phrase, with a sentence that it must find and one that it must let through."""

    id: str
    kind: str
    begins: tuple[str, ...]
    pattern: re.Pattern[str]
    reason: str
    hit: str
    near_miss: str


@dataclass(frozen=True)
class Hit:
    """One phrase found in a text."""

    entry: Entry
    phrase: str


@dataclass(frozen=True)
class Lexicon:
    """Every entry, and by which beginnings of words each may be needed."""

    language: str
    entries: tuple[Entry, ...]
    by_stem: Mapping[str, tuple[tuple[str, int], ...]]
    always: tuple[int, ...]

    def hits(self, text: str) -> Iterator[Hit]:
        """The phrases of a plain text (`plain_text`), in the order of the file; each entry once."""
        found: dict[int, Hit] = {}
        # Sentence by sentence: an entry is tried where a word of its own stands, not on the whole page.
        for sentence in _SENTENCE.split(text):
            for place in self._needed(sentence):
                hit = None if place in found else self.entries[place].pattern.search(sentence)
                if hit is not None:
                    found[place] = Hit(self.entries[place], hit.group().strip())
        for place in sorted(found):
            yield found[place]

    def _needed(self, text: str) -> set[int]:
        needed = set() if text.isascii() else set(self.always)
        for token in set(_TOKEN.findall(text)):
            for beginning, place in self.by_stem.get(token[:_STEM], ()):
                if token.startswith(beginning):
                    needed.add(place)
        return needed


@cache
def lexicon() -> Lexicon:
    """The lexicon that is shipped."""
    return lexicon_of(yaml.safe_load(shipped_text("hls_signals.dashboards", "words/lexicon.yml")))


def lexicon_of(given: Mapping[str, Any]) -> Lexicon:
    """A lexicon from its file; raises KeyError, ValueError or re.error where an entry is not whole."""
    words = _expanded(given.get("words", {}))
    entries = tuple(_entry(entry, words) for entry in given["entries"])
    by_stem: dict[str, list[tuple[str, int]]] = {}
    for place, entry in enumerate(entries):
        for beginning in entry.begins:
            for stem in _stems(beginning):
                by_stem.setdefault(stem, []).append((beginning, place))
    always = tuple(place for place, entry in enumerate(entries) if "*" in entry.begins)
    return Lexicon(str(given["language"]), entries, {stem: tuple(held) for stem, held in by_stem.items()}, always)


def _stems(beginning: str) -> list[str]:
    return [] if beginning == "*" else [beginning[:_STEM]]


def _expanded(words: Mapping[str, str]) -> dict[str, str]:
    """Words may stand inside words that follow them."""
    expanded: dict[str, str] = {}
    for name, pattern in words.items():
        expanded[name] = _with_words(pattern, expanded)
    return expanded


def _with_words(pattern: str, words: Mapping[str, str]) -> str:
    for name, meaning in words.items():
        pattern = pattern.replace(f"{{{name}}}", meaning)
    return pattern.replace("{{", "{").replace("}}", "}")


def _entry(given: Mapping[str, Any], words: Mapping[str, str]) -> Entry:
    if given["kind"] not in KINDS:
        raise ValueError(f"{given['id']}: there is no kind {given['kind']!r}")
    return Entry(
        id=str(given["id"]),
        kind=str(given["kind"]),
        begins=tuple(str(beginning) for beginning in given["begins"]),
        pattern=re.compile(_with_words(str(given["pattern"]), words)),
        reason=str(given["reason"]),
        hit=str(given["hit"]),
        near_miss=str(given["near_miss"]),
    )
