"""Does every entry of the lexicon find what it must, and let through what stands near it?"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from hls_signals.contract import check_sentence
from hls_signals.contract.lexicon import KINDS, lexicon
from hls_signals.contract.plain_text import plain_text
from hls_signals.contract.sentences import FIXED
from hls_signals.contract.waivers import every_waiver, waivers_on

ENTRIES = lexicon().entries
WAIVED = """
- {text: The best month., where: glossary.html, reason: it stands in a law, by_role: chair, until: 2026-12-31}
"""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_finds_its_hit_and_lets_its_near_miss_through(entry):
    assert entry.id in [hit.entry.id for hit in lexicon().hits(plain_text(entry.hit))]
    assert check_sentence(entry.near_miss) == []
    assert entry.reason


def test_there_are_about_ninety_entries_in_seven_kinds():
    assert {entry.kind for entry in ENTRIES} == set(KINDS)
    assert 85 <= len(ENTRIES) <= 110
    assert [name for name, times in Counter(entry.id for entry in ENTRIES).items() if times > 1] == []


def test_a_generated_sentence_blocks_a_note_is_looked_at_again_and_a_quotation_passes():
    (found,) = check_sentence("It deteriorated.")
    assert (found.code, found.severity) == ("C401", "block")
    (asked,) = check_sentence("It deteriorated.", kind="note")
    assert (asked.code, asked.severity) == ("C402", "review")
    assert "Please look again at 'deteriorated'" in asked.what
    assert check_sentence("It deteriorated.", kind="quotation") == []


@pytest.mark.parametrize("sentence", FIXED)
def test_sentences_about_ourselves_pass(sentence):
    assert check_sentence(sentence) == []


def test_names_of_the_register_say_nothing_of_anybody():
    names = ["Best Start Family Hub", "Worstead"]
    assert check_sentence("Best Start Family Hub and Worstead sent their figures.", names=names) == []
    assert check_sentence("Best Start Family Hub is the best.", names=names) != []


@pytest.mark.parametrize(
    "disguise",
    [
        "wo<b>r</b>st",
        "wo\u200brst",
        "w\u043erst",
        "w o r s t",
        "&#119;orst",
        "wórst",
        "ｗｏｒｓｔ",
        "w0rst",
        "W-O-R-S-T",
        "wor\u00adst",
    ],
)
def test_a_disguise_is_taken_off(disguise):
    assert "worst" in plain_text(f"the {disguise} of them")


def test_a_waiver_lets_its_own_sentence_stand_on_its_own_page_until_its_day():
    held = waivers_on(dt.date(2026, 10, 15), WAIVED)
    assert held.findings == ()
    assert "best" not in held.without(plain_text("The best month."), "glossary.html")
    assert "best" in held.without(plain_text("The best month."), "index.html")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (WAIVED.replace("2026-12-31", "2026-10-14"), "ran out on 2026-10-14"),
        (WAIVED.replace("2026-12-31", "2027-12-31"), "longer than 12 months"),
        (WAIVED.replace("by_role: chair, ", ""), "by_role is missing"),
        (WAIVED.replace("2026-12-31", "soon"), "not a date"),
        ("a: b", "not a list"),
        ("- [", "does not parse"),
        ("- plain", "not a mapping"),
    ],
)
def test_a_waiver_that_has_run_out_or_is_not_whole_blocks(text, what):
    (found,) = waivers_on(dt.date(2026, 10, 15), text).findings
    assert (found.code, found.severity) == ("C404", "block")
    assert what in found.what


def test_every_shipped_waiver_is_whole_and_printed():
    assert len(every_waiver()) == len(waivers_on(dt.date(2026, 10, 15)).held)
    assert [waiver.text for waiver in every_waiver(WAIVED)] == ["The best month."]
