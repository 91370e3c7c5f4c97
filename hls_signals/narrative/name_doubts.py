"""Which words that are names too may be somebody here?

Deny by default: a name that talk hardly uses as a word is asked about wherever it stands; one of daily talk ("hope",
"mark") wherever people stand: before what people do, after whom one meets, tells or writes to, beside family, alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hls_signals.narrative.calendar_words import MONTHS_LONG, NAMED_MONTHS, SEASONS
from hls_signals.narrative.name_words import WEEKDAYS, Word
from hls_signals.narrative.people_words import people_words
from hls_signals.narrative.spots import LOOK_AHEAD, Spot, touch
from hls_signals.narrative.word_lists import ambiguous, given_names, is_harmless, sector

TIMES = frozenset((*MONTHS_LONG, *NAMED_MONTHS, *SEASONS, *WEEKDAYS))
# Times that are hardly ever somebody: what things do as well says nothing there ("March was cold").
HARDLY_SOMEBODY = TIMES - frozenset(NAMED_MONTHS)
JOINED = re.compile(r"\s+and\s+([^\W\d_]+)")
NEXT = re.compile(r"\s+([^\W\d_]+)")
LABEL = re.compile(r"[^\W\d_]:\s+$")
NAMED = re.compile(r"\b(?:name is|name's|name was|known as|i am|i'm|is called|was called)\s+$", re.IGNORECASE)
GIVEN_THING = re.compile(r"\s+(?:a|an|the|her|his|their|my|our|some|one|two|\d)\b", re.IGNORECASE)
ALONE = re.compile(r"\s*(?:[.!?,;:(]|\n|$|[ ]-)")
BEFORE_MORE = re.compile(r"\s*(?::|\(|[ ]-)")
LED = re.compile(r"\s+(?:to the|in for|in to|home|back|and the|and her|and his)\b")
GAVE_TO = re.compile(r"\b(?:gave|given|handed|lent)\s[^.!?]{0,20}\bto\s+$", re.IGNORECASE)
# After a name and "and": "Ivy and the children".
THEIRS = ("the", "a", "i", "my", "our", "me", "two", "three", "four")
DIRECTIONS = frozenset(("by", "round", "over", "in", "along", "back", "to", "here", "again", "down"))
# What things do as well as people.
STATES = frozenset(
    (
        *("is", "was", "has", "had", "did", "does", "came", "comes", "went", "gets", "got", "stopped", "started"),
        *("left", "needs", "made", "makes", "began", "ended", "brought", "brings", "saw", "can", "may", "might"),
        *("must", "will", "would", "could", "should", "used", "ran", "works", "worked", "takes", "seemed", "seems"),
    )
)
# "Will not engage", "May still move": the verb, its subject left out.
VERBS_TOO = ("will", "may", "mark", "hope", "chase")
BEFORE_DAYS = ("on", "by", "until", "till", "since", "next", "last", "before", "after", "from", "to", "and", "or")
# Endings of words for whoever does something: a role, and nobody in particular.
ROLE = re.compile(r"(?:s|er|or|ist|ian|man|woman|body|one|person|ant|ly)$")


def names_in_doubt(text: str, words: list[Word]) -> Iterator[Word]:
    """The words that may be somebody, of those that are left standing."""
    roles = people_words("role_nouns")
    for n, word in enumerate(words):
        is_name = word.base in ambiguous() or word.base in WEEKDAYS
        if word.base not in roles and (is_name or word.opens_sentence) and _is_in_doubt(Spot(text, words, n), is_name):
            yield word


def _is_in_doubt(spot: Spot, is_name: bool) -> bool:
    base = spot.word.base
    if not is_name:
        return _does_what_people_do(spot)
    if base in TIMES:
        return _is_time_in_person(spot)
    if base in given_names() and base not in people_words("everyday_names"):
        return not spot.is_after("determiners") or _is_somebody(spot)
    if spot.word.has_capital and not spot.opens:
        return True
    if base not in given_names():
        return _is_surname(spot)
    return _opens_as_person(spot) if spot.opens else _stands_as_person(spot)


def _does_what_people_do(spot: Spot) -> bool:
    """A word in no list of names, before what nobody but a person does: "Clarity rang"."""
    base, after = spot.word.base, spot.after
    if after is None or after.base not in people_words("human_verbs") or ROLE.search(base) or base in sector():
        return False
    return is_harmless(base) and not any(base in people_words(group) for group in ("small_words", "determiners", "kin"))


def _is_time_in_person(spot: Spot) -> bool:
    """A month, a season or a day of the week that does, owns or hears something."""
    if spot.is_after("greetings") or NAMED.search(spot.behind) or _is_somebody(spot) or _is_led_or_given(spot):
        return True
    if spot.word.base in WEEKDAYS:
        return _is_day_in_person(spot)
    return _is_month_in_person(spot) if spot.word.has_capital else _is_month_in_small_letters(spot)


def _is_day_in_person(spot: Spot) -> bool:
    """True for "Sunday wants", and not "on a Sunday" or "Monday was"."""
    if spot.is_after("determiners") or (spot.before is not None and spot.before.base in BEFORE_DAYS):
        return False
    does = _does_something(spot) and not _does_as_things_do(spot)
    return does or (spot.word.has_capital and spot.is_after("strong_cues"))


def _is_month_in_person(spot: Spot) -> bool:
    """True for "April said", "April's letter", "with April in the room", and not "in April" or "March was cold"."""
    is_met = spot.is_after("person_cues", "strong_cues", "giving") or spot.is_after_dealing("speech", ("to", "with"))
    if is_met or (spot.word.is_possessive and spot.opens) or _joins_a_person(spot):
        return True
    return _does_something(spot) and not (spot.word.base in HARDLY_SOMEBODY and _does_as_things_do(spot))


def _is_month_in_small_letters(spot: Spot) -> bool:
    if spot.is_after("person_cues", "strong_cues") or spot.is_after_dealing("dealings", ("to", "with")):
        return True
    # "may" is far too often the verb.
    does = spot.opens and _does_something(spot) and not _does_as_things_do(spot)
    return spot.word.base != "may" and (does or _gets_something(spot))


def _is_led_or_given(spot: Spot) -> bool:
    """True for "walked April to the clinic", "gave the kettle to Sunday", "a call from June asking"."""
    if spot.is_after("done_to_people"):
        return LED.match(spot.ahead) is not None
    is_asking = spot.after is not None and spot.after.base.endswith("ing")
    return GAVE_TO.search(spot.behind) is not None or (is_asking and spot.is_after_dealing("dealings"))


def _does_as_things_do(spot: Spot) -> bool:
    """True for "March was cold": a verb of things as well."""
    return spot.after is not None and spot.after.base in STATES


def _is_surname(spot: Spot) -> bool:
    """A word that is a surname or a place too."""
    if spot.opens and spot.word.has_capital:
        return _does_something(spot) or spot.word.is_possessive or _joins_a_person(spot)
    return spot.is_after("strong_cues") and spot.word.base not in people_words("hardly_names")


def _opens_as_person(spot: Spot) -> bool:
    """A name of daily talk that opens a sentence and does or owns something, stands alone or beside somebody."""
    stops = ALONE if spot.word.has_capital else BEFORE_MORE
    is_verb = spot.word.base in VERBS_TOO
    return (
        _does_something(spot)
        or (not is_verb and spot.after is not None and spot.after.base in people_words("how_people_are"))
        or spot.word.is_possessive
        or _is_somebody(spot)
        or stops.match(spot.ahead) is not None
        or (spot.word.has_capital and LABEL.search(spot.behind) is not None)
        or _joins_a_person(spot)
    )


def _stands_as_person(spot: Spot) -> bool:
    """A name of daily talk in small letters inside a sentence."""
    if spot.word.base in people_words("hardly_names"):
        return False
    is_met = spot.is_after("person_cues", "strong_cues", "done_to_people", "greetings") or _gets_something(spot)
    if is_met or spot.is_after_dealing("dealings") or _joins_a_person(spot) or NAMED.search(spot.behind):
        return True
    if spot.is_after("thing_words", "determiners"):
        return False
    if spot.word.is_possessive or _is_somebody(spot):
        return True
    after = spot.after
    return after is not None and (
        (after.base in people_words("person_verbs") and (after.base not in STATES or _goes_on(spot)))
        or (after.base in ambiguous() and after.base not in people_words("hardly_names"))
    )


def _does_something(spot: Spot) -> bool:
    """True before what people do, an adverb between them or none: "Ivy wants", "Ivy never wanted", "Ivy relapsed"."""
    after = spot.after
    if after is None:
        return False
    if after.base in people_words("person_verbs") or _is_past(after):
        return True
    if after.base not in people_words("adverbs") or spot.n + 2 >= len(spot.words):
        return False
    second = spot.words[spot.n + 2]
    return second.base in people_words("person_verbs") and touch(spot.text, after, second)


def _is_past(word: Word) -> bool:
    return len(word.base) > 4 and word.base.endswith("ed") and not word.has_capital


def _is_somebody(spot: Spot) -> bool:
    return (spot.after is not None and spot.after.base in ("who", "whose", "whom")) or spot.ahead.startswith(", who")


def _joins_a_person(spot: Spot) -> bool:
    """True before "and" and a capital, a listed name, family or "her": the first of "Grace and Harriet"."""
    match = JOINED.match(spot.text[spot.word.end : spot.word.end + LOOK_AHEAD])
    if match is None:
        return False
    other, word = match[1].lower(), spot.word
    is_name = word.base in given_names()
    if other in people_words("kin"):
        return is_name or (word.has_capital and other in ("her", "his", "their"))
    is_first = word.has_capital and is_name and other in THEIRS
    return (match[1][0].isupper() and (word.has_capital or is_name)) or (
        (word.has_capital and other in given_names()) or is_first
    )


def _gets_something(spot: Spot) -> bool:
    return spot.is_after("giving") and GIVEN_THING.match(spot.ahead) is not None


def _goes_on(spot: Spot) -> bool:
    """True where what is done has a direction, as people have: "came by", "went back"."""
    if spot.after is None:
        return False
    following = NEXT.match(spot.text[spot.after.end :][:LOOK_AHEAD])
    return following is not None and following[1].lower() in DIRECTIONS
