"""In which words does a gaming signal speak? The subject is the target or the data, never people.

The record is written in English. Where a page says a sentence again, it is said in the page's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hls_signals.workspace.language import phrase

# Words that judge. Each in any inflection, as a whole word: section 8 of the page and the glossary's closing list.
REFUSED = (
    *("cheat", "fiddl", "manipulat", "fraud", "suspicious", "suspect", "culprit", "guilt", "offender", "dishonest"),
    *(
        "misconduct",
        "wrongdoing",
        "failure",
        "failing",
        "blam",
        "worst",
        "rank",
        "league",
        "underperform",
        "deteriorat",
    ),
)
REFUSED_PHRASES = ("red flag", "gaming by", "should have", "due to", "driven by", "caused by")
ENDINGS = r"(?:s|es|ed|e|er|ers|ing|ings|ion|ions|y|ies|or|ors|ulent|ly|ness|d)?"
CANNOT_TELL_WHICH = "This cannot tell us which."
CANNOT_TELL_MORE = "This cannot tell us more."
HAPPENS_WHERE_A_TARGET_WORKS = (
    "Bunching at a limit is no proof of harm. When English emergency departments were given four hours, attendances "
    "bunched at four hours, and deaths of the people so treated fell by 14 per cent (Gruber, Hoe and Stoye 2023)."
)
# What a histogram holds: single cases, or the figures of several bodies.
THINGS = ("cases", "figures")
# In this order, always.
FOUR_READINGS = (
    "all is well",
    "well where it is measured, at a cost elsewhere",
    "the target met and the point of it missed",
    "it cannot be told from these data",
)


def refused_words(text: str) -> Iterator[str]:
    """Each word or phrase in the text that judges."""
    for word in REFUSED:
        yield from (found.group() for found in re.finditer(rf"\b{word}{ENDINGS}\b", text, re.IGNORECASE))
    for several in REFUSED_PHRASES:
        yield from (found.group() for found in re.finditer(rf"\b{several}s?\b", text, re.IGNORECASE))


def asked(opening: str, explanations: Sequence[str]) -> str:
    """A sentence of what is there, the innocent ways it arises word for word, and that we cannot tell."""
    first, second, third = explanations[:3]
    also = phrase(
        "Patterns like this also arise when {first}, when {second} and when {third}.",
        first=first,
        second=second,
        third=third,
    )
    return f"{opening} {also} {phrase(CANNOT_TELL_WHICH)}"


def quiet(opening: str, smallest: str) -> str:
    """A sentence of what is not there, and how much would not have been seen; `smallest` may be empty."""
    unseen = f" Fewer than {smallest} could not have been seen." if smallest else ""
    return f"{opening}{unseen} {CANNOT_TELL_MORE}"


def whole(number: float) -> str:
    """A number for a sentence: whole, halves away from 0, thousands marked."""
    rounded = int(abs(number) + 0.5) * (-1 if number < 0 else 1)
    return f"{rounded:,}" if rounded >= 0 else phrase("minus {number}", number=f"{-rounded:,}")


def whole_range(lower: float, upper: float) -> str:
    """Both ends of a range, in words."""
    return phrase("range {lower} to {upper}", lower=whole(lower), upper=whole(upper))


def more_in_per_cent(ratio: float) -> float:
    """How many per cent more a ratio says: 1.5 is 50."""
    return 100 * (ratio - 1)


def limit_words(target: float | None, unit: str) -> str:
    """The limit as it stands before the word `limit`.

    >>> limit_words(56, "days"), limit_words(95, "percent"), limit_words(4, "score")
    ('56-day', '95 per cent', '4')
    """
    number = f"{target:g}"
    match unit:
        case "minutes":
            return phrase("{number}-minute", number=number)
        case "days":
            return phrase("{number}-day", number=number)
        case "percent":
            return phrase("{number} per cent", number=number)
    return number
