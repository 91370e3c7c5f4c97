"""Do words come into the record by night, and do they stay out of everything else?"""

import polars as pl
import pytest

from hls_signals.learning.record import learning_store
from hls_signals.narrative.record import notes_store
from hls_signals.returns import read_intake
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.run_record import newest_database
from hls_signals.workspace.files import sha256_of
from hls_signals.workspace.layout import open_workspace
from tests.functional.small_workspace import copied, night_of
from tests.functional.words_workspace import (
    AREA,
    KEPT,
    LET_OUT,
    MEASURE,
    TWENTY,
    a_csv,
    notes,
    reflection,
    text_of,
    write_spoken,
)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """One workspace after its first night; tests that change anything copy it."""
    folder = write_spoken(tmp_path_factory.mktemp("words") / "council")
    return folder, night_of(folder)


@pytest.fixture
def council(spoken, tmp_path):
    return copied(spoken[0], tmp_path / "council")


def table(folder, name):
    store = EmbeddedDuckDB(
        newest_database(open_workspace(folder)), memory_limit="1GB", allowed=folder.resolve(), read_only=True
    )
    try:
        return store.read(name)
    finally:
        store.close()


def files_under(*folders):
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def test_files_of_words_leave_the_inbox_once_their_copy_is_verified(spoken):
    folder, _ = spoken
    assert files_under(folder / "inbox" / "narratives", folder / "inbox" / "learning") == []
    workspace = open_workspace(folder)
    intake = read_intake(workspace).filter(pl.col("adapter").is_in(["narrative", "learning"]))
    assert intake.select("source_name", "outcome", "rows_in", "rows_accepted").rows() == [
        ("learning/kept.json", "accepted", 1, 1),
        ("learning/let-out.json", "accepted", 1, 1),
        ("narratives/hotel.csv", "accepted", TWENTY, TWENTY),
    ]
    assert all(sha256_of(workspace.raw / sha) == sha for sha in intake["sha256"])


def test_the_record_holds_each_note_masked_with_its_state(spoken):
    folder, night = spoken
    workspace = open_workspace(folder)
    assert notes_store(workspace).read().height == TWENTY
    assert learning_store(workspace).read().height == 2
    states = dict(table(folder, "raw.notes").select("narrative_id", "state").iter_rows())
    assert set(states.values()) == {"needs_review"}
    learning = table(folder, "raw.learning").select("is_let_out", "state").sort("is_let_out").rows()
    assert learning == [(False, "in_the_room"), (True, "approved")]
    assert night.outcome == "published"


def test_run_databases_dagsters_store_and_logs_hold_no_word_of_a_note(spoken):
    folder, _ = spoken
    needles = [text.encode() for text in (text_of(3), KEPT, LET_OUT)]
    places = files_under(*(folder / "warehouse" / name for name in ("runs", "dagster", "intake", "results", "cache")))
    assert len(places) > 5
    assert [path.name for path in places for data in (path.read_bytes(),) if any(n in data for n in needles)] == []
    columns = table(folder, "raw.notes").columns + table(folder, "raw.learning").columns
    assert {"text", "masked_text", "body"} & set(columns) == set()


def test_no_six_words_of_an_unapproved_note_are_published(spoken):
    folder, _ = spoken
    runs = [" ".join(words[at : at + 6]) for n in range(TWENTY) for words in (text_of(n).split(),) for at in range(4)]
    pages = [path.read_bytes() for path in files_under(folder / "published")]
    assert [run for run in runs if any(run.encode() in page for page in pages)] == []


def test_a_second_night_takes_nothing_in_twice(council):
    before = notes_store(open_workspace(council)).read()
    assert night_of(council).outcome == "unchanged"
    assert notes_store(open_workspace(council)).read().equals(before)


def test_the_same_file_again_is_a_duplicate_and_leaves_the_inbox(council):
    (council / "inbox" / "narratives" / "again.csv").write_text(a_csv(*notes()), encoding="utf-8")
    night = night_of(council, until="raw")
    assert night.taken.intake.select("source_name", "outcome").rows() == [("narratives/again.csv", "duplicate")]
    assert files_under(council / "inbox" / "narratives") == []
    assert notes_store(open_workspace(council)).read().height == TWENTY


def test_the_same_row_in_another_file_is_known_and_new_words_are_a_version(council):
    first, second, *_ = notes()
    changed = tuple("The kettle was mended." if cell == second[5] else cell for cell in second)
    (council / "inbox" / "narratives" / "more.csv").write_text(a_csv(first, changed), encoding="utf-8")
    night = night_of(council, until="raw")
    (row,) = night.taken.intake.iter_rows(named=True)
    assert (row["rows_in"], row["rows_accepted"], row["notes"]) == (2, 2, "1 here already")
    held = notes_store(open_workspace(council)).current().filter(pl.col("narrative_id") == second[0])
    assert held["masked_text"].to_list() == ["The kettle was mended."]


def test_a_file_that_cannot_be_read_waits_in_the_inbox_and_is_told_once(council):
    path = council / "inbox" / "narratives" / "Harriet Opie.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    night = night_of(council, until="raw")
    (row,) = night.taken.intake.iter_rows(named=True)
    assert (row["outcome"], row["code"]) == ("quarantined", "T104")
    assert "Opie" not in row["source_name"]
    assert path.is_file()
    assert night_of(council, until="raw").taken.intake.is_empty()


def test_a_row_that_withdraws_consent_takes_the_note_back(council):
    first = next(notes())
    row = tuple("withdrawn" if cell == "not_needed" else cell for cell in first)
    (council / "inbox" / "narratives" / "back.csv").write_text(a_csv(row), encoding="utf-8")
    night = night_of(council, until="raw")
    assert dict(table(council, "raw.notes").select("narrative_id", "state").iter_rows())[first[0]] == "withheld"
    needle = first[5].encode()
    assert [p.name for p in files_under(council / "warehouse") if needle in p.read_bytes()] == []
    assert [p.name for p in files_under(council / "inbox" / "narratives")] == []
    assert night.taken.intake["rows_accepted"].to_list() == [1]


def test_words_as_given_go_after_their_days_and_the_masked_ones_stay(council):
    (council / "hls.yaml").write_text(
        (council / "hls.yaml").read_text().replace("2026-10-15", "2027-01-20"), encoding="utf-8"
    )
    night_of(council, until="raw")
    rows = notes_store(open_workspace(council)).read()
    assert rows["text"].null_count() == TWENTY
    assert rows["masked_text"].null_count() == 0
    shas = rows["source_sha256"].unique().to_list()
    assert all(b"hls.tombstone/1" in (council / "warehouse" / "raw" / sha).read_bytes() for sha in shas)


def test_notes_expire_and_are_then_withheld(council):
    (council / "hls.yaml").write_text(
        (council / "hls.yaml").read_text().replace("2026-10-15", "2028-10-20"), encoding="utf-8"
    )
    night_of(council, until="raw")
    found = table(council, "raw.notes")
    assert set(found["state"]) == {"withheld"}
    needle = text_of(3).encode()
    assert [p.name for p in files_under(council / "warehouse") if needle in p.read_bytes()] == []


def test_learning_left_out_of_the_room_only_by_a_role(council):
    (council / "inbox" / "learning" / "other.json").write_text(
        reflection("Ring ten people first.", let_out_by_role=None), encoding="utf-8"
    )
    night_of(council, until="raw")
    assert sorted(table(council, "raw.learning")["state"]) == ["approved", "in_the_room", "in_the_room"]


def test_a_note_may_speak_of_a_factor_on_a_map_that_arrives_with_it_and_of_no_other(council):
    (council / "system_map.yaml").write_text(
        "maps:\n  - map_id: m\n    drawn_by: residents\n    drawn_on: 2026-03-12\n"
        "    factors: [{id: bus_times, name: Bus times, influence: neither}]\n",
        encoding="utf-8",
    )
    row = next(notes())
    rows = [
        (f"bus-{n}", *row[1:5], f"{n} buses come.", tag, *row[7:])
        for n, tag in enumerate(("system:bus_times", "system:bus"))
    ]
    (council / "inbox" / "narratives" / "bus.csv").write_text(a_csv(*rows), encoding="utf-8")
    night = night_of(council, until="raw")
    assert [(line["code"], line["source_row"]) for line in night.taken.quarantine.iter_rows(named=True)] == [
        ("T405", 3)
    ]
    held = notes_store(open_workspace(council)).current()
    assert held.filter(pl.col("narrative_id") == "bus-0")["tags"].to_list() == ["system:bus_times"]


def test_a_reflection_sent_by_email_comes_back_in_the_next_release(council):
    lines = "\n".join(
        (
            "schema: hls.reflection/1", f"area_code: {AREA}", f"measure_id: {MEASURE}", "period_start: 2026-08-01",
            "view_sha: ab12cd", "recorded_on: 2026-10-09", "language: en-GB", "audience: alliance",
            "let_out_by_role: chair", "intended: We meant to ring people first,", "  and we wrote to them instead.",
            "next:", "who:", "absent: The families.",
        )
    )  # fmt: skip
    head = "From: Harriet Opie <h.opie@example.org>\nTo: room@example.org\nSubject: from Harriet"
    mail = f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{lines}\n\n--\nHarriet Opie, housing\n"
    (council / "inbox" / "learning" / "reply.eml").write_text(mail, encoding="utf-8")
    assert night_of(council).outcome == "published"
    page = (council / "published" / "current" / "area" / AREA / f"{MEASURE}.html").read_text(encoding="utf-8")
    assert "We meant to ring people first," in page
    assert "and we wrote to them instead." in page
    record = learning_store(open_workspace(council)).read().write_json()
    assert "Opie" not in record
    assert [path for path in files_under(council / "published") if b"Opie" in path.read_bytes()] == []
