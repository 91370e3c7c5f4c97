"""Which words stand before or after a person in a sentence, and which circumstances point at one?"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    """The groups of words/people.yml by name, in lower case."""
    text = (files(__name__.rpartition(".")[0]) / "words" / "people.yml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in yaml.safe_load(text).items()}


def people_words(group: str) -> frozenset[str]:
    """The words of a group."""
    return _groups()[group]


NUMBERS = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+)"
FAMILY_SIZES = (
    rf"\b(?:mother|father|mum|dad|parent) of {NUMBERS}\b"
    rf"|\b{NUMBERS} (?:children|kids|sons|daughters|siblings|brothers|sisters)\b|\b(?:twins|triplets)\b"
)
TENS = r"(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)"
AGES = (
    r"\b\d{1,3}[- ]?(?:years?|yrs?)[- ]?old\b|\b\d{1,3}\s?(?:yo|y/o)\b|\baged?\s+(?:about\s+|around\s+)?\d{1,3}\b"
    rf"|\bin (?:his|her|their) (?:early |mid |late |mid-)?(?:teens|{TENS}ies)\b"
    rf"|\b(?:is|was|turned|turning) (?:eighteen|nineteen|{TENS}y)\b"
)
ONLY_ONE = (
    r"\bonly (?:known |other |remaining )?(?:person|family|man|woman|child|boy|girl|couple|household)\b"
    r"|\bthe only one\b"
)
