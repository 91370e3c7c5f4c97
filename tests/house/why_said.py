"""What is said of a pair of periods, for tests of its sentences?"""

from __future__ import annotations

from hls_signals.why import explain
from hls_signals.why.first_screen import card_sentences
from hls_signals.why.wording import sentences
from tests.house.why_cases import AREA, AS_OF, figure, inputs_of, month

NAME = "Tamarhaven (simulated)"
JULY = month("2026-07")
FALL = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]


def said(measure, figures, first=None, decimals=0, period=JULY, register=(), **frames):
    """The sentences of the page, those of the card, and what they were made of."""
    why = explain(measure, AREA, period, inputs=inputs_of(measure, figures, first, **frames), as_of=AS_OF)
    made = sentences(why.record, why.terms, measure, NAME, decimals, events=register)
    return made, card_sentences(why.record, why.terms, measure), why


def texts(made, section):
    """The texts of one section."""
    return [sentence.text for sentence in made.sentences if sentence.section == section]
