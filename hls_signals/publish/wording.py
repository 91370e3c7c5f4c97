"""Which words stand for the codes of the records?"""

from __future__ import annotations

from collections.abc import Iterable

COLOUR_LETTERS = {"red": "R", "amber": "A", "green": "G"}
STATUS_WORDS = {
    "ok": "",
    "suppressed": "not shown: the number is small",
    "low": "too small to show exactly",
    "not_applicable": "does not apply",
    "not_available": "no figure was returned",
    "not_collected": "not collected",
    "excused": "excused from returning",
    "estimated": "estimated",
    "imputed": "filled in by the body that sent it",
}
RULE_WORDS = {
    "beyond_usual_range": "a figure outside the usual range",
    "run_on_one_side": "a run of figures on one side of the centre",
    "near_the_edge": "figures close together near one edge of the usual range",
    "steady_rise": "a steady rise",
    "steady_fall": "a steady fall",
    "away_from_centre": "figures away from the centre on one side",
}
READ_FIRST_WORDS = {
    "usual_variation": "usual variation",
    "signal_high": "signal, high",
    "signal_low": "signal, low",
}
TERM_WORDS = {
    "file_defect": "a fault in the file",
    "revision": "a revised earlier figure",
    "target": "a moved target",
    "colour_rule": "a changed colour rule",
    "definition": "a changed definition",
    "collection": "a changed collection",
    "organisation": "a changed organisation",
    "late_returns": "figures still to come",
    "knife_edge": "one case decides the colour",
    "routine_variation": "routine variation",
    "mix": "who came through",
    "new_group": "a group that is new",
    "gone_group": "a group that is gone",
    "rate": "what happened within groups",
    "count": "the number itself",
    "like_for_like": "the figure itself, like for like",
    "season": "the time of year",
    "numerator": "the top of the rate",
    "denominator": "the bottom of the rate",
    "coincident_event": "an event in the same window",
    "not_known": "not known from these returns",
}
LEVEL_WORDS = {
    "bridge": "part of the change",
    "group": "within that, by group",
    "dimension": "within that, by dimension",
    "view": "another reading, not added",
    "pending": "still to come, not added",
    "fact": "a fact about the window",
}
BASIS_WORDS = {
    "observed": "counted",
    "estimated": "estimated",
    "not_separable": "cannot be split",
}
CANNOT_KNOW_WORDS = {
    "no_causation": "what brought the change about",
    "unmeasured_mix": "whether the mix of people changed in ways these returns do not record",
    "definition_not_separable": "how much of it the new definition makes",
    "suppressed_parts": "what happened in groups too small to show",
    "association_of_dimensions": "how the ways of grouping people hang together",
    "recording_or_practice": "whether recording changed or practice did",
    "people_not_in_return": "what happened to people the return leaves out",
    "season_unknown": "whether this is usual for the time of year",
}
NO_COLOUR_WORDS = {
    "no_target": "no target was set",
    "no_figure": "no figure was returned",
    "suppressed": "the number is small and not shown",
    "excused": "the return was excused",
    "not_applicable": "the measure does not apply",
    "estimated": "the figure is an estimate",
    "context": "the measure is kept for context and has no colour",
}
EVENT_WORDS = {
    "target": "Target",
    "colour_rule": "Colour rule",
    "definition": "Definition",
    "collection": "Collection",
    "organisation": "Organisation",
    "data_quality": "Data quality",
    "external": "Around the service",
    "service": "Service",
}
SECTION_WORDS = {
    "change": "What changed",
    "routine": "Could it be routine?",
    "rules": "By the rules",
    "numbers": "In the numbers",
    "wrote": "What people wrote",
    "cannot_know": "What cannot be known",
}
ROOM_QUESTIONS = (
    "Is this what we intended?",
    "What next?",
    "Who are we to be making these decisions?",
)


def in_words(code: str, words: dict[str, str]) -> str:
    """The words for a code; a code nobody gave words to reads as it is, without its underscores."""
    return words.get(code, code.replace("_", " "))


def joined(parts: Iterable[str]) -> str:
    """A list in a sentence, in the order given.

    >>> joined(["a moved target", "who came through", "a fault in the file"])
    'a moved target; who came through; a fault in the file'
    """
    return "; ".join(parts)


def sentence(text: str) -> str:
    """The text with a capital and a full stop.

    >>> sentence("no figure was returned")
    'No figure was returned.'
    """
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")
