"""Which names might stand in a note, and how do people write them? Written from the page before the rules were read."""

from __future__ import annotations

import random

from tests.narrative_set.identifiers import SEED, Hidden
from tests.narrative_set.words import TONGUES, words

# Given and family names as they stand in English notes, by the tongue they come from; nobody in particular.
GIVEN = {name: words(name) for name in TONGUES}
FAMILY = words("family")
# Names that are words as well.
WORDS = words("words")
WORD_FAMILY = words("word_family")

ANYWHERE = (
    "Spoke to {} about the cot.",
    "The key was left with {} at the desk.",
    "{} said the heating had been off all week.",
    "{} rang twice and got the same answer.",
    "Visited {} at the hostel, calmer than before.",
    "Met {} and her sister outside the office.",
    "It was {}'s idea to ring the landlord first.",
    "We had promised {} an answer by Friday.",
    "Mum, {} and the baby moved into two rooms.",
    "Thanks to {} for staying late.",
    "Had a long talk with {} about what happens next.",
    "{} lost the flat when the job went.",
    "A worker called {} sat with us for an hour.",
    "Nobody told {} that the appointment had moved.",
    "{}'s mother came along and was listened to.",
    "Support plan agreed with {}. Next visit in two weeks.",
    "My neighbour {} brought soup.",
    "I think {} wants to stay near the school.",
    "Asked {} what would help. A quieter room, mostly.",
    "{} was turned away from the night shelter again.",
)
TITLED = (
    "Mrs {} waited outside for two hours.",
    "Letter from Dr {} arrived after the hearing.",
    "PC {} was kind about it.",
    "Cllr {} came to see the hotel.",
    "Auntie {} has the children at weekends.",
    "Little {} starts nursery in September.",
    "mr {} says the lift is broken",
)
PAIRS = (
    "{} {} signed the form in the end.",
    "Referral for {} {} bounced back twice.",
    "The panel heard from {} {} in person.",
    "Two rooms for {} {} and the dog.",
)
LOWER = (
    "spoke to {} today, no change",
    "{} rang again about the damp",
    "told {} the lift is fixed",
    "met {} at the foodbank",
    "asked {} to bring the papers",
    "saw {} yesterday and she was brighter",
    "home visit with {} went fine",
    "texted {} but no reply",
    "{} said no one called back",
    "re {} - still no room",
)


def hidden_names() -> list[Hidden]:
    """Every name in sentences of every kind: capitals, titles, pairs, small letters, word-names."""
    draw = random.Random(SEED + 1)  # noqa: S311  # a repeatable set, no secret
    return [*_given(draw), *_pairs(draw), *_titled(draw), *_small(draw), *_words(draw)]


def _given(draw: random.Random) -> list[Hidden]:
    every = [(tongue, name) for tongue, names in GIVEN.items() for name in names]
    return [Hidden(tongue, line.format(name), name) for tongue, name in every for line in draw.sample(ANYWHERE, 3)]


def _pairs(draw: random.Random) -> list[Hidden]:
    given = [name for names in GIVEN.values() for name in names]
    found = []
    for _ in range(200):
        first, last = draw.choice(given), draw.choice([*FAMILY, *FAMILY, *WORD_FAMILY])
        found.append(Hidden("pair", draw.choice(PAIRS).format(first, last), f"{first} {last}"))
    return found


def _titled(draw: random.Random) -> list[Hidden]:
    names = [*FAMILY, *WORD_FAMILY, *draw.sample(WORDS, 20)]
    return [Hidden("titled", draw.choice(TITLED).format(name), name) for name in names]


def _small(draw: random.Random) -> list[Hidden]:
    given = [name.lower() for names in GIVEN.values() for name in names]
    return [Hidden("small", draw.choice(LOWER).format(name), name) for name in given]


def _words(draw: random.Random) -> list[Hidden]:
    capital = [Hidden("word", line.format(name), name) for name in WORDS for line in draw.sample(ANYWHERE, 3)]
    small = [Hidden("small_word", draw.choice(LOWER).format(name.lower()), name.lower()) for name in WORDS]
    return capital + small
