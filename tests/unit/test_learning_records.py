"""Is every kind of learning record read, told what is missing, and kept in the room until a role lets it out?"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from hashlib import sha256
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import yaml

from hls_signals.learning.incoming import KnownRecords, LearningJudge
from hls_signals.learning.states import learning_states
from hls_signals.learning.words import with_words
from hls_signals.narrative.decisions import DECISIONS
from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.judged import Arrived
from hls_signals.narrative.record import as_frame

NOW = dt.datetime(2026, 7, 20, 9, tzinfo=dt.UTC)
REFLECTION = {
    "schema": "hls.reflection/1",
    "area_code": "X06000901",
    "measure_id": "ta_households",
    "period_start": "2026-03-01",
    "view_sha": "ab12cd",
    "recorded_on": "2026-04-16",
    "language": "en-GB",
    "audience": "alliance",
    "let_out_by_role": "chair",
    "answers": {
        "intended": "No, we meant fewer nights in a corridor.",
        "next": "Ring ten people.",
        "who": "We live elsewhere.",
        "absent": "The people in the hotel.",
    },
}
EXPERIMENT = {
    "experiment_id": "second-letter",
    "title": "Stop the second letter for a month",
    "hunch": "People stop opening our post.",
    "is_it_legal": {"answer": "yes", "how_we_know": "No rule asks for it."},
    "is_it_safe": "yes",
    "how_will_we_learn": "Ring ten people.",
    "started_on": dt.date(2026, 4, 7),
    "measure_ids": ["ta_households"],
    "predictions": [{"text": "More people ring us", "revisit_on": dt.date(2026, 5, 5)}],
    "ended": {"on": dt.date(2026, 5, 5), "outcome": "still_unclear", "what_we_learned": "Too short to tell."},
    "audience": "alliance",
    "let_out_by_role": "chair",
}
JOURNEY = {
    "journey_id": "kettle",
    "consent": {"given_on": dt.date(2026, 5, 1), "for": "alliance"},
    "what_mattered": "A door that locks.",
    "read_by_the_person_on": dt.date(2026, 6, 1),
    "audience": "alliance",
    "let_out_by_role": "chair",
}
MAP = {
    "map_id": "residents-2026",
    "drawn_by": "residents",
    "drawn_on": dt.date(2026, 3, 12),
    "factors": [{"id": "damp_homes", "name": "Damp homes", "influence": "shared"}],
    "links": [{"from": "damp_homes", "to": "damp_homes", "sign": "plus"}],
    "audience": "alliance",
    "let_out_by_role": "chair",
}
RULE = {
    "rule_id": "two-letters",
    "rule": "Two letters before a call",
    "source": "habit",
    "what_it_stopped": "Ringing people",
    "who_could_change_it": "the team itself",
    "sent_to_owner_on": dt.date(2026, 6, 1),
    "audience": "alliance",
    "let_out_by_role": "chair",
}
OTHERS = {
    "decisions": {
        "decision_id": "hotel-visits",
        "decided_on": dt.date(2026, 7, 16),
        "we_expected": "Calmer mornings",
        "agreed": "not_yet",
    },
    "questions": {"question_id": "who-waits", "text": "Who waits longest?", "asked_on": dt.date(2026, 7, 16)},
    "offers": {
        "offered_by_role": "manager",
        "to_find_out": "what the panel needs",
        "we_talk_again_on": dt.date(2026, 10, 15),
    },
    "cycles": {
        "cycle_id": "letters",
        "scale": "team",
        "purpose": "Fewer letters",
        "phases": [{"phase": "design", "from": dt.date(2026, 4, 1)}],
    },
}


LAYERS = [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 25)]
GROWING = "\n".join(["x0: &x0 [a]", *LAYERS, "experiments: [*x24]"]).encode()


def judged(name, data, known=None):
    arrived = Arrived(name, sha256(data).hexdigest(), data, NOW)
    judge = LearningJudge(known or KnownRecords(), (), ("ta_households",), ("X06000901",), ZoneInfo("Europe/London"))
    return judge(arrived)


def of_yaml(key, *records):
    return judged("learning.yaml", yaml.safe_dump({key: list(records)}).encode())


def a_csv(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def flat():
    return {**{k: v for k, v in REFLECTION.items() if k not in ("answers", "schema")}, **REFLECTION["answers"]}


def mail():
    lines = "\n".join(f"{name}: {value}" for name, value in {"schema": "hls.reflection/1", **flat()}.items())
    return f"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n{lines}\n\n--\nsent by a phone".encode()


def states(rows, decisions=()):
    return list(learning_states(rows, as_frame(decisions, DECISIONS), audience="alliance", today=dt.date(2026, 10, 15)))


def state_of(key, record):
    ((state),) = states(of_yaml(key, record).rows)
    return state


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("r.json", json.dumps(REFLECTION).encode()),
        ("r.json", json.dumps([REFLECTION], ensure_ascii=True).encode()),
        ("r.csv", a_csv(list(flat()), list(flat().values()))),
        ("r.eml", mail()),
        ("r.yaml", yaml.safe_dump({"reflections": [{k: v for k, v in REFLECTION.items() if k != "schema"}]}).encode()),
    ],
)
def test_a_reflection_is_the_same_record_however_it_came(name, data):
    found = judged(name, data)
    (row,) = found.rows.iter_rows(named=True)
    (first,) = judged("r.json", json.dumps(REFLECTION).encode()).rows.iter_rows(named=True)
    assert (row["record_id"], row["row_sha256"]) == (first["record_id"], first["row_sha256"])
    assert with_words(row["body"], row["masked_text"])["answers"]["absent"] == "The people in the hotel."
    assert row["record_id"].startswith("r-")


@pytest.mark.parametrize("key", sorted(OTHERS))
def test_every_other_kind_is_taken_in_and_stays_in_the_room(key):
    state = state_of(key, OTHERS[key])
    assert (state.state, state.reason) == ("in_the_room", "not let out")


@pytest.mark.parametrize(
    ("key", "record"), [("experiments", EXPERIMENT), ("journeys", JOURNEY), ("maps", MAP), ("rules", RULE)]
)
def test_what_a_role_let_out_may_be_published(key, record):
    assert state_of(key, record).state == "approved"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"audience": "room"}, "in_the_room"),
        ({"let_out_by_role": None}, "in_the_room"),
        ({"let_out_by_role": ""}, "in_the_room"),
        ({"what_it_stopped": "Ringing Harriet Opie"}, "needs_review"),
        ({"what_it_stopped": "Ivy wants to ring people", "audience": "room"}, "needs_review"),
        ({"sent_to_owner_on": None}, "held"),
        ({"sent_to_owner_on": None, "publish_unsent": True, "why_unsent": "The owner has left."}, "approved"),
    ],
)
def test_a_record_leaves_the_room_only_by_a_role_and_never_with_a_name(changes, state):
    assert state_of("rules", {**RULE, **changes}).state == state


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"read_by_the_person_on": None}, "held"),
        ({"consent": {"given_on": "2026-05-01", "for": "alliance", "review_on": "2026-09-01"}}, "held"),
    ],
)
def test_a_journey_waits_for_the_person(changes, state):
    assert state_of("journeys", {**JOURNEY, **changes}).state == state


def test_approval_lets_a_masked_record_out_and_belongs_to_its_words():
    rows = of_yaml("rules", {**RULE, "what_it_stopped": "Ringing Harriet Opie"}).rows
    (row,) = rows.iter_rows(named=True)
    approval = {"item_id": "two-letters", "kind": "approved", "by_role": "chair", "sequence": 1, "recorded_at": NOW}
    (state,) = states(rows, [{**approval, "text_sha256": row["text_sha256"]}])
    assert (state.state, state.fields["what_it_stopped"]) == ("approved", "Ringing [name]")
    (other,) = states(rows, [{**approval, "text_sha256": "0" * 64}])
    assert other.state == "needs_review"


@pytest.mark.parametrize(
    ("key", "record", "code", "mend"),
    [
        ("experiments", {**EXPERIMENT, "succes": "yes"}, "T402", ""),
        ("experiments", {**EXPERIMENT, "hunc": "x"}, "T402", "nearest: hunch"),
        ("experiments", {**EXPERIMENT, "ended": {"on": "2026-05-05", "outcom": "learned"}}, "T402", "nearest: outcome"),
        ("experiments", {**EXPERIMENT, "measure_ids": ["ta_household"]}, "T405", "nearest: ta_households"),
        ("experiments", {"title": "x"}, "T402", "look at `experiment_id`"),
        ("journeys", {**JOURNEY, "consent": {"for": "public"}}, "T404", "add consent"),
        ("journeys", {"journey_id": "x"}, "T404", "add consent"),
        ("maps", {**MAP, "links": [{"from": "damp_homes", "to": "bus_times"}]}, "T405", "name one"),
        ("cycles", {**OTHERS["cycles"], "passed_up_to": "leters"}, "T405", "nearest: letters"),
        ("rules", "no record", "T402", "write the keys"),
    ],
)
def test_a_record_that_cannot_be_used_is_set_aside_with_its_code(key, record, code, mend):
    found = of_yaml(key, record)
    ((aside),) = found.set_aside
    assert aside.code == code
    assert aside.mend.startswith(mend)
    assert (found.rows.height, found.rows_in) == (0, 1)


def test_yaml_as_people_write_it_is_read():
    text = """
experiments:
  - experiment_id: second-letter
    title: Stop the second letter
    is_it_legal: yes
    is_it_safe: {answer: yes, how_we_know: The first letter still goes.}
    how_will_we_learn: Ring ten people.
    ended: {on: 2026-05-05, outcome: learned}
"""
    (row,) = judged("x.yaml", text.encode()).rows.iter_rows(named=True)
    fields = with_words(row["body"], row["masked_text"])
    assert (fields["ended"]["on"], fields["is_it_legal"]["answer"]) == ("2026-05-05", "yes")


def test_success_is_a_key_that_nothing_reads():
    assert [aside.code for aside in of_yaml("experiments", {**EXPERIMENT, "success": True}).set_aside] == ["T402"]


@pytest.mark.parametrize("missing", ["is_it_legal", "is_it_safe", "how_will_we_learn"])
def test_an_experiment_without_one_of_three_answers_is_kept_and_asked(missing):
    found = of_yaml("experiments", {name: value for name, value in EXPERIMENT.items() if name != missing})
    assert (found.rows.height, found.told) == (1, ("T401",))


def test_a_reflection_that_does_not_say_who_was_absent_is_kept_and_asked_once_more():
    found = judged("r.json", json.dumps({**REFLECTION, "answers": {"next": "Ring people."}}).encode())
    assert (found.rows.height, found.told) == (1, ("T403",))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("r.csv", a_csv(["intnded"], ["x"]), "T402"),
        ("r.csv", a_csv(["measure_id"], ["x"]), "T104"),
        ("r.yaml", b"experimnts: []", "T402"),
        ("r.yaml", GROWING, "T105"),
        ("r.yaml", b"[", "T105"),
        ("r.json", b"{", "T105"),
        ("r.json", b"3", "T104"),
        ("r.eml", b"From: a@example.org\n\nhello", "T104"),
        ("r.txt", b"x", "T105"),
    ],
)
def test_a_file_without_records_is_set_aside_whole(name, data, code):
    with pytest.raises(NoteFileFault) as caught:
        judged(name, data)
    assert caught.value.code == code


def test_the_same_record_is_known_and_another_under_its_id_is_a_version():
    known = KnownRecords()
    first = yaml.safe_dump({"rules": [RULE]}).encode()
    assert judged("a.yaml", first, known).rows.height == 1
    assert judged("b.yaml", first, known).known == 1
    assert judged("c.yaml", yaml.safe_dump({"rules": [{**RULE, "source": "law"}]}).encode(), known).rows.height == 1


def test_an_id_that_names_somebody_is_replaced():
    (row,) = of_yaml("rules", {**RULE, "rule_id": "harriet-opie"}).rows.iter_rows(named=True)
    assert row["record_id"].startswith("u-")
    assert "opie" not in row["body"].casefold()


def test_no_word_of_a_person_stands_outside_the_two_columns_of_words():
    rows = pl.concat(of_yaml(key, {**record}).rows for key, record in {**OTHERS, "rules": RULE, "maps": MAP}.items())
    said = [piece for text in rows["text"] for piece in text.split("\n") if " " in piece]
    others = rows.drop("text", "masked_text").write_json()
    assert [piece for piece in said if piece in others] == []
    assert len(said) >= 8


OFFER = {**OTHERS["offers"], "offered_on": dt.date(2026, 7, 16), "audience": "alliance", "let_out_by_role": "chair"}
OFFER_LINES = {name: str(value) for name, value in {"schema": "hls.offer/1", **OFFER}.items()}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("o.json", json.dumps(OFFER_LINES).encode()),
        ("list.json", json.dumps([OFFER_LINES]).encode()),
        ("o.yaml", yaml.safe_dump({"offers": [OFFER]}).encode()),
        ("o.csv", a_csv(list(OFFER_LINES), list(OFFER_LINES.values()))),
        (
            "o.eml",
            b"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\nHello,\n\n"
            + "\n".join(f"{name}: {value}" for name, value in OFFER_LINES.items()).encode()
            + b"\n\n--\nsent by a phone",
        ),
    ],
)
def test_an_offer_is_the_same_record_however_it_came(name, data):
    rows = judged(name, data).rows
    assert (
        rows.select("kind", "row_sha256", "recorded_on", "is_let_out").rows()
        == of_yaml("offers", OFFER).rows.select("kind", "row_sha256", "recorded_on", "is_let_out").rows()
    )


def test_a_misspelt_column_of_an_offer_is_told():
    with pytest.raises(NoteFileFault) as fault:
        judged(
            "o.csv", a_csv(["to_find_out", "we_talk_again_on", "offered_by"], ["what waits", "2026-10-15", "worker"])
        )
    assert (fault.value.code, "offered" in fault.value.mend) == ("T402", True)
