"""Are only words offered that are typical of a measure, used twice and in two files?"""

from __future__ import annotations

import pytest

from hls_signals.narrative.candidates import candidates, g2

OWN = [
    ("a", "The kettle is on the corridor."),
    ("b", "One kettle for us all, says [name]."),
    ("b", "No door, no door."),
]
OTHERS = ["The letter is on the desk.", "The bus is late.", "The form is long."]


def test_the_worked_example_of_the_page():
    assert g2(4, 200, 2, 1800) == pytest.approx(11.20, abs=0.005)


def test_a_word_used_twice_in_two_files_is_offered_and_no_other():
    assert [(one.word, one.uses, one.files) for one in candidates(OWN, OTHERS)] == [("kettle", 2, 2)]


def test_a_word_the_codebook_has_is_not_offered_again():
    assert candidates(OWN, OTHERS, ["Kettle"]) == ()


def test_without_notes_there_is_nothing_to_offer():
    assert candidates([], OTHERS) == ()
