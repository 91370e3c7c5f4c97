"""Does the redactor reach its figures on sets of identifiers, names and harmless notes?"""

from __future__ import annotations

import pytest

from hls_signals.narrative.redaction import redact
from tests.narrative_set.field_notes import field_harmless, field_identifiers, field_names
from tests.narrative_set.figures import figures, is_held, share_held, tells_nothing, words_masked_pct
from tests.narrative_set.names_again import hidden_names_again, hidden_names_third


@pytest.fixture(scope="module")
def found():
    return figures()


def test_the_sets_are_as_large_as_the_page_asks(found):
    assert (found.identifiers >= 500, found.names >= 1000, found.harmless_notes >= 200) == (True, True, True)


def test_every_structured_identifier_is_masked(found):
    assert found.identifiers_masked_pct == 100


def test_names_are_masked_or_wait_for_a_person(found):
    assert found.names_held_pct >= 99


@pytest.mark.parametrize("more", [hidden_names_again, hidden_names_third])
def test_so_are_the_names_of_the_later_sets(more):
    names = more()
    assert sum(map(is_held, names)) >= 0.99 * len(names)


def test_harmless_talk_is_left_alone(found):
    assert found.harmless_words_masked_pct <= 6
    assert found.harmless_quarantined_pct <= 15


@pytest.mark.parametrize("half", ["tune", "held"])
def test_of_a_thousand_names_of_each_half_of_the_fourth_set_ninety_nine_in_a_hundred_are_held(half):
    names = field_names(half)
    assert len(names) >= 1000
    assert share_held(names) >= 99
    assert share_held([name for name in names if name.kind.endswith("name")]) >= 99.5
    assert share_held([name for name in names if name.kind.endswith("word")]) >= 97


@pytest.mark.parametrize("half", ["tune", "held"])
def test_harmless_talk_of_the_fourth_set_is_left_alone(half):
    notes = field_harmless(half)
    assert words_masked_pct(notes) <= 6
    assert sum(redact(note).quarantined for note in notes) <= 0.15 * len(notes)


def test_five_hundred_more_identifiers_are_masked_whole():
    identifiers = field_identifiers()
    assert len(identifiers) >= 500
    assert [hidden.text for hidden in identifiers if not tells_nothing(hidden)] == []
