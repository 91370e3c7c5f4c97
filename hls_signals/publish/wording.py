"""Which words stand for the codes of the records?"""

from __future__ import annotations

from hls_signals.workspace.language import phrase

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
# Why a hidden figure is hidden, where it is not that its number is small.
WITHHELD_WORDS = {
    "sum_of_shown_parts": "not shown: it is a sum of figures that are shown",
    "withheld_by_sender": "not shown: its sender kept it back",
}
READ_FIRST_WORDS = {
    "usual_variation": "usual variation",
    "signal_high": "signal, high",
    "signal_low": "signal, low",
}
SUGGESTED_PHASE_WORDS = {
    "run_on_one_side": (
        "From {period}, {count} points in a row lie on one side of the typical level of the first {before}."
    ),
    "beyond_usual_range": "From {period}, {count} points in a row lie beyond the usual range of the first {before}.",
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
    "numerator": "people counted above the line",
    "denominator": "people counted below the line",
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
NO_COLOUR_WORDS = {
    "no_target": "no target was set",
    "no_figure": "no figure was returned",
    "suppressed": "the number is small and not shown",
    "excused": "the return was excused",
    "not_applicable": "the measure does not apply",
    "estimated": "the figure is an estimate",
    "trend_unknown": "the figure of the same period last year is not known",
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
# How sure the register is of an event; templates say each by its own name.
CONFIDENCE_WORDS = ("confirmed", "reported", "assumed")
SECTION_WORDS = {
    "change": "What changed",
    "routine": "Could it be routine?",
    "rules": "By the rules",
    "numbers": "In the numbers",
    "wrote": "What people wrote",
    "cannot_know": "What cannot be known",
}
HANGS_WORDS = {
    "nothing_known": "nothing that we know of",
    "payment": "a payment",
    "inspection": "an inspection",
    "published_table": "a published table",
    "other": "something else",
}
# What each gaming indicator looks at, in the order of the method.
INDICATOR_WORDS = {
    "threshold_bunching": "More records just inside a limit",
    "impossible_value": "Printed figures that no whole number gives",
    "revision_asymmetry": "Revisions that carry figures over the target",
    "end_of_period": "Records in the last days before figures are due",
    "copy_forward": "Periods that repeat the one before",
    "exclusion_shift": "A larger share left out of the count",
    "category_shift": "A larger share under another label",
    "recording_grain": "Round values in what is recorded",
    "target_hugging": "A series that moves less than chance would move it",
}
# What each outcome of a revision is called in the table, and in two short lines under its column.
OUTCOME_WORDS = {
    "missed, missed": ("Missed at first, missed now", "missed", "missed"),
    "missed, met": ("Missed at first, met now", "missed", "met"),
    "met, missed": ("Met at first, missed now", "met", "missed"),
    "met, met": ("Met at first, met now", "met", "met"),
}
ROOM_QUESTIONS = (
    "Is this what we intended?",
    "What next?",
    "Who are we to be making these decisions?",
)
# What the answers are called in a reflection's file, in the order of the questions above; then the alliance's own.
ANSWERS = ("intended", "next", "who", "extra")
ABSENT_QUESTION = ("absent", "Who was not in the room?")


def in_words(code: str, words: dict[str, str]) -> str:
    """The words for a code; a code nobody gave words to reads as it is, without its underscores."""
    return phrase(words.get(code, code.replace("_", " ")))


def sentence(text: str) -> str:
    """The text with a capital and a full stop.

    >>> sentence("no figure was returned")
    'No figure was returned.'
    """
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")
