"""Which areas, measures and notes does a folder speak of, and in which orders may they stand?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

# What a column of areas is usually called, in a heading, a file or a key.
AREA_COLUMNS = re.compile(
    r"^(?:area(?:[_ ](?:code|name|id))?|council|local authority|authority|borough|district|place name|town|provider|"
    r"organisation|team|locality|ward|trust|service provider|name of (?:the )?(?:area|council))s?$",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_MONTHS = {name: place for place, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"), start=1)}  # fmt: skip
_MONTHS |= {name[:3]: place for name, place in _MONTHS.items()}
_WORDS = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)? )?(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (\d{4})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/-]\d{2,4})?\b(?: q[1-4])?|\bq[1-4] (?:19|20)\d\d\b", re.IGNORECASE)
MOST_NEEDLES = 12
NUMBER = re.compile(r"(?<![\w.-])[-+−]?\d[\d,]*(?:\.\d+)?(?![\w-]|\.\d)")


@dataclass(frozen=True)
class Known:
    """What the register, the manifest or the folder itself says of areas and measures.

    areas      code -> name, in register order where `has_register`
    measures   ids, in register order
    notes      ids of notes whose consent covers publication
    packs      each pack's measures, in the order it chose
    """

    areas: Mapping[str, str] = field(default_factory=dict)
    measures: Sequence[str] = ()
    notes: frozenset[str] = frozenset()
    packs: tuple[tuple[str, ...], ...] = ()
    has_register: bool = False
    names: tuple[str, ...] = ()

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        spelt: dict[str, str] = {}
        for code, name in self.areas.items():
            spelt.setdefault(_folded(code), code)
            spelt.setdefault(_folded(name), code)
        return {spelling: code for spelling, code in spelt.items() if spelling}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        spelt = sorted(self._by_spelling, key=lambda text: (-len(text), text))
        if not spelt:
            return None
        listed = "|".join(re.escape(text).replace(r"\ ", r"[\s_-]+") for text in spelt)
        return re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_])")

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        """The first words of few names: most texts hold none of them; of many names the pattern is quicker."""
        first = {re.split(r"[\s_-]+", spelling)[0] for spelling in self._by_spelling}
        return tuple(first) if len(first) <= MOST_NEEDLES and "" not in first else ()

    def areas_in(self, text: str) -> tuple[str, ...]:
        """Codes of the areas that a text names, each once, in the order in which they stand."""
        if self._pattern is None or not text:
            return ()
        folded = _folded(text)
        if self._needles and not any(needle in folded for needle in self._needles):
            return ()
        hits = (hit.group() for hit in self._pattern.finditer(folded))
        return tuple(
            dict.fromkeys(
                self._by_spelling[" ".join(re.split(r"[\s_-]+", hit))]
                if " ".join(re.split(r"[\s_-]+", hit)) in self._by_spelling
                else self._by_spelling.get(hit, hit)
                for hit in hits
            )
        )

    @cached_property
    def _squeezed(self) -> dict[str, frozenset[str]]:
        return {code: frozenset((squeezed(code), squeezed(name))) - {""} for code, name in self.areas.items()}

    def in_text(self, text: str) -> Known:
        """The same with the areas alone that a text names, however it is broken: few names are found in little time.

        One area is kept where it names none: that areas are known at all is a fact of the folder.
        """
        told = squeezed(text)
        there = {
            code: self.areas[code] for code, forms in self._squeezed.items() if any(form in told for form in forms)
        }
        if len(there) == len(self.areas):
            return self
        return replace(self, areas=there or dict(list(self.areas.items())[:1]))

    def without_areas(self, text: str) -> str:
        """The text with the names of areas taken out."""
        return _folded(text) if self._pattern is None else self._pattern.sub(" ", _folded(text))

    @cached_property
    def masked(self) -> tuple[str, ...]:
        """Names in which no word judges anybody."""
        return (*self.areas.values(), *self.names)

    def area_order_holds(self, codes: Sequence[str]) -> bool:
        """True for name order and for register order, either way."""
        names = [_folded(self.areas.get(code, code)) for code in codes]
        if _is_sorted(names):
            return True
        if not self.has_register:
            return False
        places = {code: place for place, code in enumerate(self.areas)}
        return _is_sorted([places.get(code, -1) for code in codes])

    def measure_order_holds(self, ids: Sequence[str], texts: Sequence[str]) -> bool:
        """True for register order, for name order and for the order of a pack."""
        places = {measure: place for place, measure in enumerate(self.measures)}
        if all(measure in places for measure in ids) and _is_sorted([places[measure] for measure in ids]):
            return True
        if _is_sorted([_folded(text) for text in texts]) or _is_sorted(list(ids)):
            return True
        return any(_is_part(ids, pack) for pack in self.packs)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def squeezed(text: str) -> str:
    """A text without what may stand between the words of a name.

    >>> squeezed("Place_of - the Sea")
    'placeofthesea'
    """
    return "".join(text.casefold().split()).replace("-", "").replace("_", "")


def _is_sorted(entries: Sequence[Any]) -> bool:
    listed = list(entries)
    return listed in (sorted(listed), sorted(listed, reverse=True))


def _is_part(ids: Sequence[str], pack: Sequence[str]) -> bool:
    places = [pack.index(measure) for measure in ids if measure in pack]
    return len(places) == len(ids) and places == sorted(places)


def of_manifest(manifest: Mapping[str, Any], names: Iterable[str] = ()) -> Known:
    """What a release says of itself."""
    subjects = [entry for entry in manifest.get("subjects") or [] if isinstance(entry, Mapping)]
    areas = {str(entry.get("area_code", "")): str(entry.get("area_name", "")) for entry in subjects}
    packs = tuple(
        tuple(str(item.get("measure_id", "")) for item in pack.get("items") or [] if isinstance(item, Mapping))
        for pack in manifest.get("packs") or []
        if isinstance(pack, Mapping)
    )
    return Known(
        areas=areas,
        measures=tuple(str(measure) for measure in manifest.get("measures") or []),
        notes=frozenset(str(note) for note in manifest.get("notes") or []),
        packs=packs,
        has_register=bool(areas),
        names=(*(str(name) for name in manifest.get("names") or []), *names),
    )


def dates_in(text: str) -> list[tuple[int, int, int]]:
    """Days and months that a text names, in the order in which they stand."""
    if not any(sign.isdigit() for sign in text):
        return []
    hits = [
        (hit.start(), (int(hit.group(1)), int(hit.group(2)), int(hit.group(3) or 0))) for hit in _ISO.finditer(text)
    ]
    hits += [
        (hit.start(), (int(hit.group(3)), _MONTHS[hit.group(2).lower()[:3]], int(hit.group(1) or 0)))
        for hit in _WORDS.finditer(text)
    ]
    return [day for _, day in sorted(hits)]


def figures_in(text: str) -> list[str]:
    """Numbers that are no date and no year."""
    if not any(sign.isdigit() for sign in text):
        return []
    bare = _YEAR.sub(" ", _WORDS.sub(" ", _ISO.sub(" ", text)))
    bare = re.sub(
        r"\b\d{1,2}(?:st|nd|rd|th)?(?= (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
        " ",
        bare,
        flags=re.IGNORECASE,
    )
    bare = re.sub(r"\bhls-[a-z]\d+|\b\d{1,2}:\d\d\b", " ", bare, flags=re.IGNORECASE)
    return [hit.group() for hit in NUMBER.finditer(bare)]


def number_of(text: str) -> float | None:
    """The number that a cell is; None for anything else."""
    bare = re.sub(
        r"\s*(?:%|per ?cent|points?|days?|pp|k|m)$", "", text.strip().replace(",", "").replace("−", "-").lstrip("£+")
    )
    try:
        number = float(bare)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None
