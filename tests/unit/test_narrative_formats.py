"""Does one note give one record, whatever it was written with, and is everything else set aside with its code?"""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import io
import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.formats import notes_in
from hls_signals.narrative.note import LONGEST_TEXT
from hls_signals.narrative.taken_in import taken_in
from tests.fixtures_returns.workbooks import table

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
RECEIVED = dt.date(2026, 7, 20)
FIELDS = {
    "narrative_id": "second-letter", "occurred_on": "2026-06-03", "source_type": "story", "scope": "X06000901",
    "measure_ids": "ta_households;prevention_duty", "text": "The letter never came.\nWe rang.", "tags": "vest:trust",
    "author_role": "worker", "about_person": "none", "consent": "not_needed", "audience": "alliance",
}  # fmt: skip
FRONT = "---\n" + "".join(f"{name}: {value}\n" for name, value in FIELDS.items() if name != "text") + "---\n"
TEXT = FIELDS["text"]


def a_csv(*rows):
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows(rows)
    return stream.getvalue().encode()


def module_of(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def docx(body, **more):
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>')
        for name, content in more.items():
            archive.writestr(f"word/{name}.xml", content)
    return packed.getvalue()


def cell(text):
    return "<w:tc>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n")) + "</w:tc>"


def word_table(rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


def mail(text, kind="text/plain"):
    return f"From: a@example.org\nSubject: secret\nContent-Type: {kind}; charset=utf-8\n\n{text}".encode()


FILES = {
    "note.csv": a_csv(list(FIELDS), list(FIELDS.values())),
    "note.xlsx": table(list(FIELDS), list(FIELDS.values())),
    "note.docx": docx(word_table(FIELDS.items())),
    "headed.docx": docx(word_table([list(FIELDS), list(FIELDS.values())])),
    "note.md": f"{FRONT}\n{TEXT}\n".encode(),
    "note.json": json.dumps({"schema": "hls.note/1", **FIELDS}).encode(),
    "list.json": json.dumps([{"schema": "hls.note/1", **FIELDS}]).encode(),
    "note.eml": mail(f"{FRONT}{TEXT}\n\n--\nA worker\nOn Monday somebody wrote:\n> old words\n"),
}

DEEP = "</w:t></w:r>" + "<w:r>" * 20_000 + "</w:r>" * 20_000 + "<w:r><w:t>"


def of(name, data):
    return taken_in(notes_in(data, name), sha256(data).hexdigest(), RECEIVED, lambda: b"key")


def code_of(name, data):
    with pytest.raises(NoteFileFault) as caught:
        notes_in(data, name)
    return caught.value.code


def one(**fields):
    given = {key: value for key, value in {**FIELDS, **fields}.items() if value is not None}
    return of("note.json", json.dumps(given).encode())


@pytest.mark.parametrize("name", sorted(FILES))
def test_one_note_in_every_format_gives_the_same_record(name):
    found = of(name, FILES[name])
    (_, note), *others = found.notes
    assert (others, found.set_aside, found.columns_dropped) == ([], (), ())
    assert note.model_dump() == of("note.csv", FILES["note.csv"]).notes[0][1].model_dump()
    assert (note.text, note.occurred_from, note.recorded_on) == (TEXT, dt.date(2026, 6, 3), RECEIVED)
    assert note.measure_ids == ("ta_households", "prevention_duty")


def test_the_template_filled_in_is_a_note_and_its_hints_are_not_read():
    template = module_of(HOW_TO / "make_note_template.py")
    assert (HOW_TO / "note-template.docx").read_bytes() == template.document()
    rows = [(field, FIELDS.get(field, ""), hint) for field, hint in template.FIELDS]
    ((_, note),) = of("filled.docx", docx(word_table(rows))).notes
    assert (note.text, note.tags) == (TEXT, ("vest:trust",))
    assert code_of("empty.docx", docx("<w:p/>")) == "T104"
    assert of("template.docx", template.document()).notes == ()


def test_what_stands_outside_the_table_or_was_taken_out_is_not_read():
    struck = (
        "<w:tr>"
        + cell("scope")
        + "<w:tc><w:p><w:del><w:r><w:delText>Opie</w:delText></w:r></w:del></w:p></w:tc></w:tr>"
    )
    rows = word_table([(name, value) for name, value in FIELDS.items() if name != "scope"]).replace(
        "</w:tbl>", f"{struck}</w:tbl>"
    )
    data = docx(f"<w:p><w:r><w:t>Opie</w:t></w:r></w:p>{rows}", comments="<c>Opie</c>", header1="<h>Opie</h>")
    ((_, note),) = of("note.docx", data).notes
    assert "Opie" not in note.model_dump_json()
    assert note.scope == ""


def test_columns_that_are_not_asked_for_are_dropped_at_the_door_and_named():
    data = a_csv([*FIELDS, "Author", "e-mail"], [*FIELDS.values(), "Harriet Opie", "h@example.org"])
    found = of("note.csv", data)
    assert found.columns_dropped == ("Author", "e-mail")
    assert "Opie" not in repr(found.notes)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": None}, "T101"),
        ({"text": "   "}, "T101"),
        ({"occurred_on": None}, "T101"),
        ({"source_type": None}, "T101"),
        ({"source_type": "gossip"}, "T102"),
        ({"consent": "maybe"}, "T102"),
        ({"occurred_on": "last week"}, "T102"),
        ({"occurred_on": None, "occurred_from": "2026-06-02", "occurred_to": "2026-06-01"}, "T102"),
        ({"expires_on": "never"}, "T102"),
        ({"text": ["a", ["b"]]}, "T102"),
        ({"text": "\ud800"}, "T102"),
        ({"text": "a" * (LONGEST_TEXT + 1)}, "T106"),
        ({"text": ["a", "b"]}, "T102"),
    ],
)
def test_a_note_that_cannot_be_used_is_set_aside_with_its_code(fields, code):
    found = one(**fields)
    assert [aside.code for aside in found.set_aside] == [code]
    assert found.notes == ()


def test_the_longest_text_is_taken_in():
    assert len(one(text="a" * LONGEST_TEXT).notes) == 1


def test_what_is_left_out_takes_the_most_careful_value():
    ((_, note),) = one(author_role="Harriet Opie", about_person=None, consent=None, audience=None).notes
    assert (note.author_role, note.about_person, note.consent, note.audience) == (
        "unknown", "identifiable", "unknown", "team",
    )  # fmt: skip


@pytest.mark.parametrize(
    "word",
    [
        "Withdrawn",
        "withdrawn.",
        "withdraw",
        "revoked",
        "consent-withdrawn",
        "not given",
        "No",
        "refused",
        "withdrwan",
        False,
    ],
)
def test_consent_that_is_taken_away_in_other_words_is_taken_away(word):
    ((_, note),) = one(consent=word).notes
    assert note.consent == "withdrawn"


@pytest.mark.parametrize(
    ("word", "held"), [("Not needed", "not_needed"), ("NOT-NEEDED", "not_needed"), ("given internal", "given_internal")]
)
def test_consent_is_read_in_any_spacing(word, held):
    ((_, note),) = one(consent=word).notes
    assert note.consent == held


def test_of_two_columns_of_consent_that_disagree_neither_is_believed():
    found = of("note.csv", a_csv([*FIELDS, " Consent"], [*FIELDS.values(), "withdrawn"]))
    assert ([aside.code for aside in found.set_aside], found.notes) == (["T102"], ())
    same = of("note.csv", a_csv([*FIELDS, " Consent"], [*FIELDS.values(), FIELDS["consent"]]))
    assert len(same.notes) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("note.json", json.dumps(FIELDS)[:-1].encode() + b', "consent": "given"}'),
        ("note.md", f"{FRONT[:-4]}consent: given\n---\n{TEXT}".encode()),
    ],
)
def test_a_file_that_says_one_thing_twice_is_set_aside(name, data):
    assert code_of(name, data) == "T105"


@pytest.mark.parametrize("given_id", ["harriet-opie", "Opie 3", "told-ivy", "ivy", "dob_03_04_87", None])
def test_an_id_that_points_at_a_person_or_is_absent_is_made_from_the_file(given_id):
    ((_, note),) = one(narrative_id=given_id).notes
    assert re.fullmatch("n-[0-9a-f]{12}", note.narrative_id)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("note.csv", a_csv(["a", "b"], [1, 2]), "T104"),
        ("note.csv", b"\xff\xfe\x00", "T105"),
        ("note.xlsx", b"no workbook", "T105"),
        ("note.xlsx", table(["a"], ["b"]), "T104"),
        ("note.md", b"no front matter", "T104"),
        ("note.md", b"---\na: [\n---\nx", "T105"),
        ("note.json", b'{"schema": "other/1"}', "T104"),
        ("note.json", b"{", "T105"),
        ("note.json", b"[" * 100_000, "T105"),
        ("note.eml", mail("<p>x</p>", "text/html"), "T104"),
        ("note.eml", mail("x").replace(b"utf-8", b"no-such"), "T105"),
        ("note.eml", mail("no fields"), "T104"),
        ("note.docx", b"PK\x03\x04", "T105"),
        ("note.docx", b"\xd0\xcf\x11\xe0encrypted", "T105"),
        ("note.docx", docx("<w:p>"), "T105"),
        ("note.docx", docx("<w:r>" * 20_000 + "</w:r>" * 20_000 + word_table([("a", "b")])), "T104"),
        ("note.docx", docx(word_table([(DEEP, "b")])), "T105"),
        ("note.docx", docx(" " * (33 << 20)), "T105"),
        ("note.pdf", b"%PDF", "T105"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_notes_is_set_aside_whole_with_its_code(name, data, code):
    assert code_of(name, data) == code


def test_a_document_that_grows_when_read_is_refused():
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f'<!DOCTYPE d [<!ENTITY x0 "lol">{entities}]><d>&x11;</d>')
    assert code_of("note.docx", packed.getvalue()) == "T105"


def test_front_matter_that_grows_when_read_is_set_aside():
    layers = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 25))
    found = of(
        "note.md", f"---\nx0: &x0 [a]\n{layers}tags: *x24\n{FRONT[4:]}x".replace("tags: vest:trust\n", "").encode()
    )
    assert [aside.code for aside in found.set_aside] == ["T102"]


KINDS = st.sampled_from(["good", "empty", "no_text", "no_date", "bad_value", "ragged"])


@given(st.lists(KINDS, max_size=12))
def test_every_row_of_a_file_is_a_note_or_set_aside(kinds):
    names = list(FIELDS)
    rows = {
        "good": list(FIELDS.values()), "empty": ["" for _ in names],
        "no_text": ["" if name == "text" else FIELDS[name] for name in names],
        "no_date": ["" if name == "occurred_on" else FIELDS[name] for name in names],
        "bad_value": ["gossip" if name == "consent" else FIELDS[name] for name in names],
        "ragged": [*FIELDS.values(), "one", "more"],
    }  # fmt: skip
    found = of("note.csv", a_csv(names, *(rows[kind] for kind in kinds)))
    counted = [kind for kind in kinds if kind != "empty"]
    assert len(found.notes) == counted.count("good")
    assert len(found.notes) + len(found.set_aside) == len(counted)
