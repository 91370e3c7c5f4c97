"""Which names do a second and a third set hold, each written after the rules were mended for the one before it?"""

from __future__ import annotations

import random

from tests.narrative_set.identifiers import SEED, Hidden
from tests.narrative_set.words import words

NAMES = words("again")
WORD_NAMES = words("again_words")
SENTENCES = (
    "{} has been sofa surfing since Easter.",
    "The children went to stay with {} while the room was cleaned.",
    "Support worker: {}. Notes from the visit below.",
    "Please thank {} from all of us.",
    "We heard that {} had been moved to another town.",
    "{} cried when the keys were handed over.",
    "In the end {} and I walked to the office.",
    "According to {}, the letter came too late.",
    "It helped that {} knew the building.",
    "\"{} never gave up on me\", she wrote.",
    "He asked for {}, who was off that day.",
    "Nurse {} dressed the wound in the car park.",
)  # fmt: skip
SMALL = (
    "saw {} at drop in, still sleeping out",
    "{} asked for a move nearer the school",
    "phoned {} about the form",
    "left a message for {}",
    "{} didnt turn up",
    "chat with {} re benefits",
)


def hidden_names_again() -> list[Hidden]:
    """Each name in four sentences and once in small letters; word-names likewise; the same for a seed."""
    draw = random.Random(SEED + 3)  # noqa: S311  # a repeatable set, no secret
    found = []
    for kind, names in (("name", NAMES), ("word", WORD_NAMES)):
        for name in names:
            found += [Hidden(kind, line.format(name), name) for line in draw.sample(SENTENCES, 4)]
            small = name.lower()
            found.append(Hidden(f"small_{kind}", draw.choice(SMALL).format(small), small))
    return found


THIRD_NAMES = words("third")
THIRD_WORDS = words("third_words")
THIRD_SENTENCES = (
    "{} told the panel what the corridor is like at night.",
    "After that, {} stopped coming.",
    "There was a card from {} on the desk.",
    "{} and the children were moved twice in a week.",
    "The nurse knew {} from before, which helped.",
    "{}'s key had been cancelled.",
    "If {} had not rung us we would never have known.",
    "Rang {}. No answer.",
    "Key worker is {} until the summer.",
    "We asked who decides. {} did not know either.",
    "{} is worried about the school place.",
    "Dropped off nappies for {} and a kettle.",
)
THIRD_SMALL = (
    "{} came by, letter still not here",
    "went with {} to the jobcentre",
    "{} says the damp is back",
    "gave {} the bus fare",
)


def hidden_names_third() -> list[Hidden]:
    """Word-names as rare as they are among people, about one in seven; measured once, before any rule changed."""
    draw = random.Random(SEED + 4)  # noqa: S311  # a repeatable set, no secret
    found = []
    for name in (*THIRD_NAMES, *THIRD_WORDS):
        kind = "third_word" if name in THIRD_WORDS else "third_name"
        found += [Hidden(kind, line.format(name), name) for line in draw.sample(THIRD_SENTENCES, 5)]
        found.append(Hidden(kind, draw.choice(THIRD_SMALL).format(name.lower()), name.lower()))
    return found
