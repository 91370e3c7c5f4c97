"""Which pieces of a text are numbers, addresses or dates that point at somebody, whatever the words around them?

Patterns look at the text as read (`seen.py`). Their order is the order of kinds: where two overlap, the piece takes the
kind of the earlier one. Wide on purpose: a harmless number hidden costs a question, a number shown costs a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hls_signals.narrative.calendar_words import DAY_WORDS, MONTH, MONTHS_SHORT, WEEKDAY
from hls_signals.narrative.people_words import people_words
from hls_signals.narrative.places import STREET

NHS_WEIGHTS = range(10, 1, -1)


@dataclass(frozen=True)
class Found:
    """A piece of the text as read, from `start` up to and without `end`."""

    start: int
    end: int
    kind: str


def nhs_check_holds(digits: str) -> bool:
    """True where the tenth digit is the check digit of the nine before it.

    >>> nhs_check_holds("9991002049"), nhs_check_holds("9991234560")
    (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(NHS_WEIGHTS, digits, strict=False))
    check = 11 - total % 11
    return check != 10 and check % 11 == int(digits[9])


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


NHS = re.compile(r"(?<![\d+])\d{3}[ -]{0,3}\d{3}[ -]{0,3}\d{4}(?!\d)")
# Words that stand between a number and "street" in ordinary talk and never in an address.
TALK = (
    r"(?:in|on|at|of|to|by|from|for|with|a|an|and|or|was|were|is|are|had|has|have|per|people|families|weeks?|days?"
    r"|months?|years?|hours?|minutes?|men|women|children|times|who|that|which|this|their|his|her|our|my|it|they|we|the|more|very|other|long|different)"
)
NUMBER_AND_STREET = (
    rf"\b\d{{1,4}}[a-z]?,?\s+(?:the\s+{STREET}\b|(?:the\s+)?(?:(?!{TALK}\b)[a-zà-ÿ'.-]+\s+){{1,3}}{STREET}\b)"
)
PATTERNS: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = (
    ("nino", _compiled(r"\b[a-z]{2}[\s.-]?(?:\d[\s.-]?){6}[a-d]\b")),
    (
        "postcode",
        _compiled(r"\b(?!q[1-4]\b)(?:[a-z]{1,2}\d[a-z\d]?[\s.-]{0,2}\d[abd-hjlnp-uw-z]{2}|gir[\s.-]?0aa)\b"),
    ),
    (
        "phone",
        _compiled(
            r"(?<![\w.])(?:\+|00|\(?0)(?:[ .()/-]{0,3}\d){8,13}(?!\d)(?:[ ,.]*(?:extension|ext|x)[ .:]*\d{2,5})?",
            r"\b(?:extension|ext|x)[ .:]*\d{2,5}\b(?<!x\d)",
            r"(?<![\w.,£])\d{3,5}[ -]\d{6}(?!\d)",
        ),
    ),
    ("email", _compiled(r"[\w.+%'-]+\s?@\s?[\w-]+(?:\s?\.\s?[a-z]{2,}(?![a-z]))+")),
    (
        "id",
        (
            *_compiled(
                r"(?<!\w)@\w{2,}",
                r"///\s?[a-zà-ÿ]+[.・][a-zà-ÿ]+[.・][a-zà-ÿ]+",
                r"[-+]?\d{1,3}\.\d{3,}\s*°?\s*[ns]?\s*[,; ]\s*[-+]?\d{1,3}\.\d{3,}(?:\s*°)?(?:\s*[ew]\b)?",
                r"\b[hjnost][a-hj-z]\s?(?:\d{5}\s?\d{5}|\d{4}\s?\d{4}|\d{3}\s?\d{3})\b",
                r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
                r"\b(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}\b(?<!\d\d:\d\d)",
                r"\b\d{2}[ -]?\d{2}[ -]?\d{2}[ ,;/]{1,3}(?:(?:account|acc|a/c|acct)\W{0,3})?\d{4}\s?\d{4}\b",
                r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b",
                r"\b(?:passport|uprn|licence|driving licence)\W{0,3}(?:(?:no|number)\W{0,3})?[a-z]{0,2}\d{5,12}\b",
                r"\b(?:https?://|www\.)\S+",
                r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|uk|gov|info|io|co)(?:/\S*)?\b",
            ),
            re.compile(r"\b(?!Q[1-4]\b)(?:[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z])\b"),
            re.compile(r"\b[HJNOST][A-HJ-Z] \d{2,5} \d{2,5}\b"),
        ),
    ),
    (
        "date",
        _compiled(
            r"\b\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b",
            r"\b(?!24/7\b)(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])\b(?!/|\s*(?:of|people|families)\b)",
            r"(?<=\b(?:on|by|to) )\d{1,2}[.-]\d{1,2}\b(?![.-]?\d|\s*(?:%|per|weeks?|days?|hours?|am\b|pm\b))",
            rf"(?:\b{WEEKDAY},?\s+)?(?:\bthe\s+)?\b(?:\d{{1,2}}(?:st|nd|rd|th)?|{DAY_WORDS})\s*[-,]?\s*(?:day\s+)?"
            rf"(?:of\s+)?(?:{MONTH})\b(?:,?\s+(?:'\d\d|\d{{4}}|\d\d)\b)?",
            rf"(?:\b{WEEKDAY},?\s+)?\b(?:{MONTH})[\s,.-]+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?(?!\d|\s*(?:/|%|of\b))"
            rf"|{DAY_WORDS})\b(?:,?\s+\d{{4}}\b)?",
            rf"\b{WEEKDAY},?\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)\b|{DAY_WORDS}\b)(?!\s+time)",
            rf"\b(?:{MONTHS_SHORT})[-. ]\d{{1,2}}[-. ]\d{{2,4}}\b",
            rf"\b\d{{1,2}}[-.](?:{MONTHS_SHORT}|{MONTH})[-.]\d{{2,4}}\b",
        ),
    ),
    (
        "address",
        (
            *_compiled(
                NUMBER_AND_STREET,
                rf"\b(?!{TALK}\b)[a-z']+\s+(?:house|cottage|lodge|villa|farm|court|heights|mansions),?\s+"
                rf"(?:(?!{TALK}\b)[a-z']+\s+){{1,2}}{STREET}\b",
                r"\b(?:flat|room|apartment|apt)\s*(?:no\.?|number|#)?\s*\d{1,4}[a-z]?\b(?:,?\s+\d{1,4}[a-z]?\b)?",
            ),
            re.compile(r"\b[Ff]lat [A-H]\b"),
        ),
    ),
)


def patterns(text: str) -> Iterator[Found]:
    """Every piece that a pattern picks out, kind by kind in their order; pieces may overlap."""
    for match in NHS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        yield Found(match.start(), match.end(), "nhs" if nhs_check_holds(digits) else "number")
    for kind, held in PATTERNS:
        for pattern in held:
            for match in pattern.finditer(text):
                yield Found(match.start(), match.end(), kind)


# A token of letters and digits that says nothing about anybody.
HARMLESS_MIXED = re.compile(
    r"\d+(?:st|nd|rd|th)|\d{1,2}(?:am|pm)|q[1-4]|\d+x\d*|x\d|\d+(?:k|m|bn|hrs?|mins?|p|s|h)|fy\d\d|[a-z]{2,}-19|24/7",
    re.IGNORECASE,
)
OUTWARD = re.compile(r"([a-z]{1,2})\d{1,2}[a-z]?", re.IGNORECASE)
TOKEN = re.compile(r"[^\W_]+(?:[/-][^\W_]+)*")
YEARS = re.compile(r"(?:19|20)\d\d[/-](?:\d\d|(?:19|20)\d\d)")
MONEY_BEFORE = re.compile(r"[£$€]\s?$")
CUE = re.compile(
    r"(?:\b(?:ext|case|ref|reference|number|plot|file|id)\b\.?|\bno\.|\bNo(?= )|#)[\s.:#-]*$", re.IGNORECASE
)
LOOK_BACK = 14


def references(text: str) -> Iterator[Found]:
    """Tokens that look like a reference: letters with digits, long numbers, joined numbers, numbers after a cue."""
    for match in TOKEN.finditer(text):
        token = match[0]
        if any(character.isdigit() for character in token) and _is_reference(text, match):
            yield Found(match.start(), match.end(), "ref")


def _is_reference(text: str, match: re.Match[str]) -> bool:
    token, before = match[0], text[max(0, match.start() - LOOK_BACK) : match.start()]
    if token.isdigit():
        is_money = MONEY_BEFORE.search(before) is not None
        return not is_money and (len(token) >= 6 or CUE.search(before) is not None)
    if "/" in token or "-" in token:
        return _is_joined_reference(token, before)
    return CUE.search(before) is not None or not _is_harmless_mixed(token)


def _is_joined_reference(token: str, before: str) -> bool:
    if YEARS.fullmatch(token) or HARMLESS_MIXED.fullmatch(token):
        return False
    digits = sum(character.isdigit() for character in token)
    parts = re.split("[/-]", token)
    mixed = [part for part in parts if not part.isdigit() and not part.isalpha()]
    return digits >= 3 or CUE.search(before) is not None or any(not _is_harmless_mixed(part) for part in mixed)


def _is_harmless_mixed(token: str) -> bool:
    outward = OUTWARD.fullmatch(token)
    is_postcode_area = outward is not None and outward[1].lower() in people_words("postcode_areas")
    return is_postcode_area or HARMLESS_MIXED.fullmatch(token) is not None
