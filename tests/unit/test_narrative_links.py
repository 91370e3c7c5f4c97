"""Which measures is a note said to be about, and on which words of it?"""

from __future__ import annotations

import pytest

from hls_signals.narrative.codebook import Codebook, UnknownMeasureWords, read_codebook
from hls_signals.narrative.links import grams, index_of, suggest_links
from hls_signals.register.models import Measure

BOOK = Codebook(
    version=1,
    about={"a": "Families in hotels", "b": "Days waiting for treatment"},
    terms={"a": ("hotel", "b&b"), "b": ("script", "detox")},
)

MEASURES = [
    Measure(
        id=name, name=f"People in {name}", return_id="r",
        purpose="To know of them.", calculation="count", unit="people",
        polarity="lower", period_type="month",
    )
    for name in ("hotels", "hostels")
]  # fmt: skip


def test_the_worked_example_of_the_page():
    found = suggest_links("Two rooms at the hotel, no script.", BOOK)
    assert [(held.measure_id, round(held.strength, 3), held.matched) for held in found] == [
        ("a", 0.462, ("hotel",)),
        ("b", 0.389, ("script",)),
    ]
    likeness = index_of(BOOK).likeness("Two rooms at the hotel, no script.")
    assert {name: round(value, 3) for name, value in likeness.items()} == {"a": 0.436, "b": 0.315}


def test_an_unrelated_note_is_about_nothing():
    assert suggest_links("The bus was late.", BOOK) == []
    likeness = index_of(BOOK).likeness("The bus was late.")
    assert {name: round(0.6 * value, 3) for name, value in likeness.items()} == {"b": 0.065}


def test_a_word_of_three_letters_gives_six_grams():
    assert len(list(grams("hub"))) == 6


@pytest.mark.parametrize("text", ["two hotels", "they hoteled", "HOTEL", "the b&b"])
def test_a_term_is_found_with_its_endings(text):
    assert suggest_links(text, BOOK)[0].measure_id == "a"


def test_a_term_inside_a_longer_word_is_not_that_term():
    held = suggest_links("a hotelier", BOOK)
    assert held == [] or held[0].matched == ("hotelier",)


def test_what_is_masked_is_never_matched():
    assert all("name" not in held.matched for held in suggest_links("[name] [phone] hotel", BOOK))


def test_a_codebook_is_read_with_the_words_of_the_register(tmp_path):
    path = tmp_path / "codebook.yaml"
    measure = MEASURES[0]
    path.write_text(
        f"version: 3\nchanged_on: 2026-05-02\nmeasures:\n  {measure.id}:\n"
        "    terms: [hotel, {term: b&b, reason: what families say, proposed_by_role: worker, added_on: 2026-05-02}]\n",
        encoding="utf-8",
    )
    book = read_codebook(path, MEASURES)
    assert book.version == 3
    assert book.terms[measure.id] == ("hotel", "b&b")
    assert measure.name in book.about[measure.id]
    assert len(book.about) == len(MEASURES)


def test_words_for_an_unknown_measure_name_the_nearest_one(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_text(f"measures:\n  {MEASURES[0].id}x: {{terms: [hotel]}}\n", encoding="utf-8")
    with pytest.raises(UnknownMeasureWords) as raised:
        read_codebook(path, MEASURES)
    assert MEASURES[0].id in raised.value.mend
    assert "line 2" in raised.value.where
