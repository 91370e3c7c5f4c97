"""Which column of a file does a name in a mapping mean, and which columns rank?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from itertools import pairwise

from hls_signals.returns.faults import FileFault

# Between the heads of a header several rows deep.
_LEVEL = " / "
_WILD = frozenset("*?[")
_SPACES = re.compile(r"[\s_\-]+")
_WHOLE_NUMBER = re.compile(r"(\d+)\.0+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# Order is the one thing we never take over: such columns go before anything else reads them.
_RANKING_WORDS = frozenset(
    ("rank", "ranking", "quartile", "quintile", "decile", "percentile", "median", "mad", "mads", "league", "zscore")
)
_RANKING_PAIRS = frozenset((("z", "score"), ("compared", "to"), ("nearest", "neighbour"), ("nearest", "neighbours")))


def normal(name: str) -> str:
    """A column's name for comparing: NFKC, case folded, spaces, `_` and `-` collapsed, `2010.0` as `2010`."""
    folded = _SPACES.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()
    whole = _WHOLE_NUMBER.fullmatch(folded)
    return whole.group(1) if whole else folded


def normal_label(text: str) -> str:
    """A label for comparing: NFKC, trimmed, case folded, hidden characters out, spaces collapsed."""
    visible = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


def is_ranking(name: str) -> bool:
    """True for a header that ranks or compares places: rank, quartile, distance from a median and the like."""
    spaced = unicodedata.normalize("NFKC", _CAMEL.sub(" ", name)).casefold().replace("(s)", "s")
    words = _NOT_WORD.sub(" ", spaced).split()
    return not _RANKING_WORDS.isdisjoint(words) or not _RANKING_PAIRS.isdisjoint(pairwise(words))


def _fit(levels: Sequence[str], patterns: Sequence[str]) -> tuple[str, bool] | None:
    """The levels of a header that a pattern leaves open, and whether a note digit was taken off; None without a fit."""
    if len(levels) != len(patterns):
        levels, patterns = [_LEVEL.join(levels)], [_LEVEL.join(patterns)]
    is_noted = [not fnmatchcase(name, pattern) for name, pattern in zip(levels, patterns, strict=True)]
    names = [_noteless(name) if noted else name for name, noted in zip(levels, is_noted, strict=True)]
    if not all(map(fnmatchcase, names, patterns)):
        return None
    is_open = [not _WILD.isdisjoint(pattern) for pattern in patterns]
    return " ".join(name for name, opened in zip(names, is_open, strict=True) if opened or not any(is_open)), any(
        is_noted
    )


def _noteless(name: str) -> str:
    return name[:-1].rstrip() if name[-1:].isdigit() else name


def is_named(headers: Iterable[str], wanted: str) -> bool:
    """True where one of the headers is the wanted name, with or without a note digit behind it."""
    name = normal(wanted)
    return any(header == name or _without_note(header, name) for header in map(normal, headers))


def _without_note(header: str, name: str) -> bool:
    """True where a header is this name once a note digit is taken off, in any of its levels where it is deep."""
    levels, wanted = header.split(_LEVEL), name.split(_LEVEL)
    if header == name or len(levels) != len(wanted):
        return False
    return all(
        level == plain or (_noteless(level) == plain and not plain[-1:].isdigit())
        for level, plain in zip(levels, wanted, strict=True)
    )


@dataclass
class Columns:
    """The columns of one file by number (from 1), with what was noted while looking for them.

    headers   as in the file, in order.
    aliases   other headers a wanted name may have.
    keep      ranking columns that the mapping keeps.
    is_left_out  columns that an adapter never reads; they are named with those that rank.
    """

    headers: Sequence[str]
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keep: Sequence[str] = ()
    used: set[int] = field(default_factory=set)
    renamed: set[int] = field(default_factory=set)
    footnoted: set[int] = field(default_factory=set)
    periods: dict[int, str] = field(default_factory=dict)
    is_left_out: Callable[[str], bool] = field(default=lambda _: False, repr=False)

    def __post_init__(self) -> None:
        kept = {normal(name) for name in self.keep}
        self.dropped = {
            number: name
            for number, name in enumerate(self.headers, start=1)
            if self.is_left_out(name) or (is_ranking(name) and normal(name) not in kept)
        }
        self._normal = {
            number: normal(name)
            for number, name in enumerate(self.headers, start=1)
            if name.strip() and number not in self.dropped
        }

    def number(self, wanted: str) -> int:
        """The number of the wanted column; a FileFault Q130 where it is missing, Q131 where it is there twice."""
        found = self.find(wanted)
        if found is None:
            raise FileFault("Q130", where=f"header, column `{wanted}`", mend=self._offer(wanted))
        return found

    def find(self, wanted: str) -> int | None:
        """The number of the wanted column, or None; a FileFault Q131 where it is there twice."""
        for names, seen in ((self._exactly(wanted), None), (self._as_alias(wanted), self.renamed)):
            if names:
                return self._one(wanted, names, seen)
        return self._one(wanted, footnoted, self.footnoted) if (footnoted := self._with_footnote(wanted)) else None

    def like(self, pattern: str) -> list[int]:
        """The numbers of the columns whose names fit a pattern: `20??`, or `20?? / count` where heads are deep."""
        wanted = normal(pattern).split(_LEVEL)
        for number, name in self._normal.items():
            found = _fit(name.split(_LEVEL), wanted)
            if found is None:
                continue
            self.periods[number], has_note = found
            if has_note:
                self.footnoted.add(number)
        self.used.update(self.periods)
        return sorted(self.periods)

    def text(self, number: int) -> str:
        """The part of a header that a pattern left open, for reading a period from it; its note digit taken off."""
        return self.periods[number]

    def notes(self) -> dict[str, int]:
        """N codes with how many columns each concerns."""
        extra = sum(1 for number in self._normal if number not in self.used)
        counts = {
            "N502": len(self.footnoted),
            "N503": extra,
            "N505": len(self.renamed),
            "N506": sum(1 for name in self.dropped.values() if is_ranking(name)),
        }
        return {code: count for code, count in counts.items() if count}

    def _exactly(self, wanted: str) -> list[int]:
        return self._named({normal(wanted)})

    def _as_alias(self, wanted: str) -> list[int]:
        return self._named({normal(name) for name in self.aliases.get(normal(wanted), ())})

    def _with_footnote(self, wanted: str) -> list[int]:
        name = normal(wanted)
        return [number for number, header in self._normal.items() if _without_note(header, name)]

    def _named(self, names: set[str]) -> list[int]:
        return [number for number, name in self._normal.items() if name in names]

    def _one(self, wanted: str, found: Sequence[int], seen: set[int] | None) -> int:
        if len(found) > 1:
            places = " and ".join(str(number) for number in found)
            raise FileFault("Q131", where=f"header, column `{wanted}`, columns {places}")
        self.used.add(found[0])
        if seen is not None:
            seen.add(found[0])
        return found[0]

    def _offer(self, wanted: str) -> str:
        if any(normal(name) == normal(wanted) for name in self.dropped.values()):
            return "the column ranks, so it was left out; to use it write `keep:` and `keep_because:` in the mapping"
        near = nearest_number(normal(wanted), self._normal.items())
        hint = f"; nearest is column {near}" if near else ""
        return f"add the column `{wanted}`, or give its other header under `aliases:` in the mapping{hint}"


def nearest_number(wanted: str, names: Iterable[tuple[int, str]]) -> int | None:
    """The number whose name is nearest to the wanted one, both normalised; None where none is near."""
    likeness = [(SequenceMatcher(None, wanted, name).ratio(), -number) for number, name in names]
    ratio, number = max(likeness, default=(0.0, 0))
    return -number if ratio >= 0.5 else None
