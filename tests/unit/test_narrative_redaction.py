"""Is everything that points at a person masked, and is a person asked where a word may be a name?"""

from __future__ import annotations

import gzip
from hashlib import sha256
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hls_signals.narrative.patterns import nhs_check_holds
from hls_signals.narrative.redaction import redact
from hls_signals.narrative.word_lists import english, given_names, is_harmless, sector

MASKED = {
    "nhs": ["999 100 2049", "9991002049", "999-100-2049", "\uff19\uff19\uff191002049", "999\u200b100\u200b2049"],
    "number": ["999 123 4560", "9991234560"],
    "nino": ["QQ123456C", "qq 12 34 56 c", "QQ 123 456 C", "QQ-12-34-56-C"],
    "postcode": ["PL4 8AA", "pl48aa", "EC1A 1BB", "w1a 0ax", "PL4\u00a08AA"],
    "phone": [
        "01752 960111", "(01752) 960111", "+44 1752 960111", "+44 (0)1752 960111", "07700.900.123", "07700-900-123",
        "020 7946 0000", "01752 960111 ext 204", "01752 960111 x204", "0044 7700 900123",
    ],
    "email": ["a.opie@example.org", "a.opie @ example.org.uk"],
    "id": [
        "@kittyopie", "///filled.count.soap", "50.3755, -4.1427", "SX 477 545", "SX477545", "192.168.10.4",
        "12-34-56 12345678", "AB12 CDE", "ab12cde", "passport 123456789", "https://example.org/people/7",
    ],
    "date": [
        "03/04/1987", "3.4.87", "1987-04-03", "3 April", "3rd of April 1987", "April 3rd", "third of April",
        "Monday 3rd April", "Monday the 12th", "3-Apr-1987", "12/5",
    ],
    "ref": ["AB123X", "CASE/2045", "123456", "HN-20456", "A1B2"],
    "address": [
        "14 Albert Road", "14a mill lane", "Flat 3, 14 Albert Road", "flat 12", "Room 4", "rose cottage, mill lane",
    ],
}  # fmt: skip
KEPT = [
    "a 12-week trial", "the 1st visit", "at 9.30pm", "in Q3", "3x a day", "about 10k", "in 2025/26", "paid £250,000",
    "7 of 9 stayed", "24/7", "in June", "in June 2025", "last Monday", "83 per cent", "83.5%", "3 close calls",
    "in PL4", "a 24-hour line", "COVID-19",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "piece"), [(kind, piece) for kind, pieces in MASKED.items() for piece in pieces])
def test_an_identifier_is_masked_whole_and_as_its_kind(kind, piece):
    found = redact(f"it was {piece} then")
    assert found.text == f"it was [{kind}] then"


@pytest.mark.parametrize("piece", KEPT)
def test_a_number_that_points_at_nobody_stays(piece):
    assert redact(f"it was {piece} then").text == f"it was {piece} then"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Spoke to Harriet Opie on 01752 960111 about the cot.", "Spoke to [name] on [phone] about the cot."),
        ("NHS 999 100 2049 on file", "NHS [nhs] on file"),
        ("Agreed a 12-week trial from June; 7 of 9 stayed.", "Agreed a 12-week trial from June; 7 of 9 stayed."),
        ("Mr young lives above the shop.", "Mr [name] lives above the shop."),
        ("the Okafor's door, and Rose Okafor's key", "the [name] door, and [name] key"),
        ("J. Rose came by.", "[name] came by."),
        ("met heather okafor there", "met [name] there"),
        ("The Council's outreach team rang the GP on Tuesday.", "The Council's outreach team rang the GP on Tuesday."),
        ("case 204 and ext. 12", "case [ref] and [phone]"),
    ],
)
def test_a_text_is_shown_with_masks_and_nothing_else_moved(text, shown):
    assert redact(text).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "Ivy wants a ground floor room.",
        "told heather the lift is fixed",
        "April said no.",
        "Grace and Harriet came.",
        "Hope's letter came.",
        "spoke to june about it",
        "She is 34 years old, a nurse from Romania with Romanian papers.",
        "He was the only person there.",
    ],
)
def test_a_word_that_may_be_somebody_asks_for_a_person(text):
    assert redact(text).quarantined


@pytest.mark.parametrize(
    "text",
    [
        "People said the letter never came.",
        "The rose bush was cut back.",
        "We hope to try again in April.",
        "Staff wanted more time to talk.",
        "They will ring when the lift is fixed.",
        "It may help to mark the door.",
        "Three families with two children moved in.",
    ],
)
def test_ordinary_talk_is_neither_masked_nor_asked_about(text):
    found = redact(text)
    assert (found.text, found.quarantined) == (text, False)


def test_words_of_the_workspace_are_allowed():
    assert redact("Came to the Tamarhaven Kitchen.", ["Tamarhaven", "Kitchen Table"]).text == (
        "Came to the Tamarhaven Kitchen."
    )


def test_no_number_that_begins_like_this_passes_the_check():
    assert not any(nhs_check_holds(f"999123456{digit}") for digit in range(10))


def test_the_english_list_is_the_one_that_was_checked():
    packed = (files("hls_signals.narrative") / "words" / "english.txt.gz").read_bytes()
    text = gzip.decompress(packed)
    assert len(english()) == 63_270
    assert sha256(text).hexdigest() == "a81074922f3a86f911d34a475c9f65ea8582290ca258563960ba4560b0ea4efc"


def test_every_hand_kept_name_is_a_word_that_would_otherwise_pass():
    assert [name for name in sorted(given_names()) if not is_harmless(name)] == []
    assert sector() & given_names() == set()


TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("abcIJ RoseOpie012345.,'-/@:;\n"))), max_size=200
)


@given(TEXTS)
def test_the_shown_text_is_the_given_text_with_masks_in_it(text):
    found = redact(text)
    at, rebuilt = 0, ""
    for span in found.spans:
        assert at <= span.start < span.end <= len(text)
        rebuilt += text[at : span.start] + span.mask
        at = span.end
    assert found.text == rebuilt + text[at:]
    assert found.quarantined == bool(found.doubts)
    assert all(0 <= doubt.start < doubt.end <= len(text) for doubt in found.doubts)


@given(TEXTS)
def test_masking_twice_changes_nothing(text):
    once = redact(text).text
    assert redact(once).text == once
