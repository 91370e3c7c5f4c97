"""Which names and harmless sentences does the fourth set hold, and which half of it may be looked at?

Names are drawn from a public generator's lists; sentences were written before a rule was looked at for them. Names,
sentences and harmless talk are each cut in two by their place: the tune half may be read while rules are mended, of
the held half only the figures.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Literal

import yaml

from tests.narrative_set.identifiers import KINDS, SEED, Hidden

Half = Literal["tune", "held"]
_LISTS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("field_notes.yml").read_text(encoding="utf-8"))
_OTHERS = ("word_names", "capital", "lower", "words_in_talk", "harmless")
CULTURES = tuple(name for name in _LISTS if name not in _OTHERS)
CAPITAL_EACH, SMALL_EACH, TOGETHER = 6, 3, 60


def half_of(items: list[str], half: Half) -> list[str]:
    """Every other item of a list: the first, third ... to tune by, the second, fourth ... held out."""
    return items[0 if half == "tune" else 1 :: 2]


def lines(name: str, half: Half) -> list[str]:
    """The sentences of a list that belong to a half."""
    return half_of(_LISTS[name].splitlines(), half)


def field_names(half: Half) -> list[Hidden]:
    """Each name of the half in sentences of the half, with a capital and in small letters; the same for a seed."""
    draw = random.Random(f"{SEED} {half}")  # noqa: S311  # a repeatable set, no secret
    capital, lower = lines("capital", half), lines("lower", half)
    found = []
    for culture in (*CULTURES, "word_names"):
        kind = "word" if culture == "word_names" else "name"
        for name in half_of(_LISTS[culture].split(), half):
            found += [Hidden(kind, line.format(name), name) for line in draw.sample(capital, CAPITAL_EACH)]
            small = name.lower()
            found += [Hidden(f"small_{kind}", line.format(small), small) for line in draw.sample(lower, SMALL_EACH)]
    return found


def field_harmless(half: Half) -> list[str]:
    """Each harmless sentence of the half alone, and notes of two or three of them."""
    draw = random.Random(f"{SEED} harmless {half}")  # noqa: S311  # a repeatable set, no secret
    alone = lines("harmless", half)
    return alone + [" ".join(draw.sample(alone, draw.choice([2, 3]))) for _ in range(TOGETHER)]


def field_identifiers(each: int = 45) -> list[Hidden]:
    """Identifiers of every kind drawn anew, in sentences that the first set does not use."""
    draw = random.Random(f"{SEED} identifiers")  # noqa: S311  # a repeatable set, no secret
    carriers = [line.replace("{}", "there") for line in lines("capital", "held")]
    found = []
    for kind, make in KINDS.items():
        for _ in range(each):
            secret, place = make(draw), draw.choice(("{0} ({1})", "{1}. {0}", "{0} See {1}.", "{0}\n{1}"))
            found.append(Hidden(kind, place.format(draw.choice(carriers).replace("there", "she"), secret), secret))
    return found
