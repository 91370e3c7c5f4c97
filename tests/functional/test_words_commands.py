"""Do the commands about notes do what they say, and does a withdrawal reach every byte?"""

import json
import shutil

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from hls_signals.cli.app import app
from hls_signals.cli.spoken import spoken
from hls_signals.narrative.record import notes_store
from hls_signals.publish.current import damage
from hls_signals.publish.ledger import ReleaseLedger
from hls_signals.warehouse import reviewing
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.run_record import newest_database
from hls_signals.warehouse.traces import copies_left
from hls_signals.workspace.errors import MendableError
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
    text_of,
    write_spoken,
)

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A workspace whose open release quotes eighteen notes and one reflection."""
    folder = write_spoken(tmp_path_factory.mktemp("commands") / "council")
    night_of(folder, until="raw")
    with spoken(open_workspace(folder)) as place:
        for item in reviewing.for_review(place.words):
            if not item.doubts:
                reviewing.approve(place.workspace, item, item.text_sha256, "chair", place.now)
    assert night_of(folder).outcome == "published"
    return folder


@pytest.fixture
def council(published, tmp_path):
    return copied(published, tmp_path / "council")


def said(folder, *arguments, code=0):
    result = RUNNER.invoke(app, [*arguments, "-w", str(folder)])
    assert result.exit_code == code, result.output or result.exception
    return result.output


def refused(folder, *arguments):
    result = RUNNER.invoke(app, [*arguments, "-w", str(folder)])
    assert isinstance(result.exception, MendableError)
    return result.exception.code


def listed(folder):
    return {row["narrative_id"]: row for row in json.loads(said(folder, "notes", "list", "--json"))}


def page(folder, name="area/X06000901/in_hotels.html"):
    return (folder / "published" / "current" / name).read_text(encoding="utf-8")


def manifest(folder):
    return json.loads((folder / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))


def test_the_page_quotes_approved_notes_with_role_and_month_and_no_other(published):
    text = page(published)
    assert f'<blockquote data-note="hotel-03"><p>{text_of(3)}</p></blockquote>' in text
    assert "A person using services, June 2026" in text
    assert "floor 18" not in text
    assert text_of(19) not in text
    assert manifest(published)["notes"][:2] == ["hotel-00", "hotel-01"]


def test_a_reflection_that_was_let_out_stands_under_the_questions_and_one_that_was_not_stays_in_the_room(published):
    text = page(published)
    assert LET_OUT in text
    assert "Written about an earlier version of this page." in text
    assert LET_OUT in page(published, "learning-log.html")
    assert copies_left_in(published / "published", KEPT) == []


def copies_left_in(folder, text):
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and text.encode() in path.read_bytes()]


def test_listing_says_states_and_hashes_and_never_words(published):
    rows = listed(published)
    assert (rows["hotel-03"]["state"], rows["hotel-18"]["state"], rows["hotel-19"]["state"]) == (
        "published", "needs_review", "withheld",
    )  # fmt: skip
    assert rows["hotel-18"]["quarantined"]
    assert rows["hotel-19"]["state_reason"] == "identifiable"
    assert rows["hotel-03"]["links"] == [{"measure_id": MEASURE, "status": "confirmed"}]
    assert "kettle" not in said(published, "notes", "list", "--json") + said(published, "notes", "list")


def test_words_typical_of_a_measures_notes_are_offered_for_the_codebook_and_a_doubtful_one_is_not(council):
    assert "No word stands twice" in said(council, "notes", "codebook")
    place = council / "inbox" / "narratives"
    row = list(notes())[3]
    for number, text in enumerate(("One kettle, told heather.", "Our kettle went cold.", "The bus is late.")):
        fields = [f"more-{number}", *row[1:4], MEASURE if number < 2 else "", text, *row[6:]]
        (place / f"{number}.csv").write_text(a_csv(fields), encoding="utf-8")
    night_of(council, until="raw")
    offered = json.loads(said(council, "notes", "codebook", "--json"))
    assert {word["measure_id"] for word in offered} == {MEASURE}
    kettle = next(word for word in offered if word["word"] == "kettle")
    # Of the first file all but the doubtful note, and one of the three that came now.
    assert (kettle["files"], kettle["uses"]) == (2, TWENTY)
    assert "heather" not in {word["word"] for word in offered}
    assert "kettle  used 20 times in 2 files" in said(council, "notes", "codebook")


def test_showing_prints_the_masked_text_its_doubts_and_its_hash(published):
    text = said(published, "notes", "show", "hotel-18")
    assert "Ivy wants a room on floor 18, away from the lift." in text
    assert 'doubt 1: "Ivy" may be a name' in text
    assert f"hash: {listed(published)['hotel-18']['text_sha256']}" in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("notes", "approve", "hotel-3", "--text-hash", "0" * 64, "--by", "chair"), "T203"),
        (("notes", "approve", "hotel-03", "--text-hash", "0" * 64, "--by", "chair"), "T201"),
        (("notes", "approve", "hotel-03", "--text-hash", "", "--by", "chair"), "T201"),
        (("notes", "approve", "hotel-03", "--text-hash", "0" * 64, "--by", "Harriet Opie"), "P107"),
        (("notes", "link", "hotel-03", "in_hotel", "--confirm", "--by", "worker"), "T203"),
        (("notes", "withdraw", "hotel-99"), "T203"),
        (("erase", "hotel-99"), "T203"),
        (("notes", "review", "--by", "chair"), "T204"),
    ],
)
def test_what_cannot_be_decided_says_why(published, arguments, code):
    assert refused(published, *arguments) == code


def test_a_text_with_an_open_doubt_cannot_be_approved(published):
    digest = listed(published)["hotel-18"]["text_sha256"]
    assert refused(published, "notes", "approve", "hotel-18", "--text-hash", digest, "--by", "chair") == "T202"


def test_masking_a_doubtful_word_makes_a_new_text_which_may_then_be_approved(council):
    before = listed(council)["hotel-18"]["text_sha256"]
    with spoken(open_workspace(council)) as place:
        item = reviewing.item_named(place.words, "hotel-18")
        reviewing.mask_word(notes_store(place.workspace), item, item.doubts[0], ())
    after = listed(council)["hotel-18"]
    assert after["text_sha256"] != before
    assert not after["quarantined"]
    assert "[name] wants a room on floor 18" in said(council, "notes", "show", "hotel-18")
    said(council, "notes", "approve", "hotel-18", "--text-hash", after["text_sha256"], "--by", "chair")
    assert listed(council)["hotel-18"]["state"] == "approved"


def test_keeping_a_doubtful_word_settles_the_doubt_for_this_text_alone(council):
    with spoken(open_workspace(council)) as place:
        item = reviewing.item_named(place.words, "hotel-18")
        reviewing.keep_word(place.workspace, item, item.doubts[0], "the name of the building", "worker", place.now)
    assert not listed(council)["hotel-18"]["quarantined"]


def test_a_withheld_note_says_so_in_the_reviewers_masked_words(council):
    with spoken(open_workspace(council)) as place:
        item = reviewing.item_named(place.words, "hotel-03")
        reviewing.withhold(place.workspace, item, "Harriet asked us to wait", "worker", place.now)
    row = listed(council)["hotel-03"]
    assert (row["state"], row["state_reason"]) == ("withheld", "[name] asked us to wait")


def test_a_note_that_is_not_about_a_measure_stands_beside_no_figure_of_it(council):
    said(council, "notes", "link", "hotel-03", MEASURE, "--not-this", "--by", "worker")
    assert listed(council)["hotel-03"]["links"] == [{"measure_id": MEASURE, "status": "not_this"}]
    with spoken(open_workspace(council)) as place:
        held = {note.narrative_id: note.measure_ids for note in place.words.said.notes}
    assert (held["hotel-03"], held["hotel-04"]) == ((), (MEASURE,))


def test_approval_ends_when_one_character_of_the_text_changes(council):
    row = list(notes())[3]
    changed = tuple(cell.replace("kettle", "kettles") if cell == row[5] else cell for cell in row)
    (council / "inbox" / "narratives" / "again.csv").write_text(a_csv(changed), encoding="utf-8")
    night = night_of(council, until="raw")
    assert listed(council)["hotel-03"]["state"] == "needs_review"
    assert "hotel-03" not in night.words.said.ids


def everything(folder, needle):
    """Every file in which a text stands, looked for apart from the product's own search."""
    found = []
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock"):
        if needle.encode() in path.read_bytes():
            found.append(path.name)
        if path.suffix == ".parquet" and needle in json.dumps(
            pl.read_parquet(path).to_dict(as_series=False), default=str
        ):
            found.append(path.name)
        if path.suffix == ".duckdb":
            store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=folder, read_only=True)
            if any(needle in store.read(table).write_json() for table in store.tables()):
                found.append(path.name)
            store.close()
    return found


def test_withdrawing_one_of_twenty_leaves_nineteen_and_no_copy_anywhere(council):
    first = manifest(council)["release_id"]
    # A page that its owners see first quotes a reply as it was published.
    owners = council / "warehouse" / "gaming" / f"{AREA}.html"
    owners.parent.mkdir(exist_ok=True)
    owners.write_text(f"<p>{text_of(3)}</p>", encoding="utf-8")
    text = said(council, "notes", "withdraw", "hotel-03")
    assert "0 copies left here" in text
    assert "Backups" in text
    assert everything(council, text_of(3)) == []
    rows = listed(council)
    assert (rows["hotel-03"]["state"], rows["hotel-03"]["state_reason"]) == ("withheld", "withdrawn")
    store = notes_store(open_workspace(council)).read()
    assert store["masked_text"].drop_nulls().len() == TWENTY - 1
    current = manifest(council)
    assert current["release_id"] != first
    assert "hotel-03" not in current["notes"]
    assert text_of(4) in page(council)
    assert damage((council / "published" / "current").resolve()) is None
    ledger = ReleaseLedger(open_workspace(council).release_ledger).read()
    assert dict(ledger.select("release_id", "state").iter_rows())[first] == "withdrawn"
    assert not (council / "published" / "releases" / first).exists()


@pytest.mark.parametrize("given", ["", "S001", "visit-to-ivy"])
def test_a_row_that_takes_a_note_back_finds_it_under_the_id_that_is_listed_and_the_one_it_came_with(council, given):
    """The id of a note may be replaced; whoever gives it again, or the one that `notes list` says, means that note."""
    words = "Nobody in the hotel knew on which day the letter about the school place would come."
    row = list(notes())[3]
    told = (given, *row[1:5], words, *row[6:])
    place = council / "inbox" / "narratives"
    before = set(listed(council))
    (place / "one.csv").write_text(a_csv(told), encoding="utf-8")
    night_of(council, until="raw")
    (listed_as,) = set(listed(council)) - before
    assert listed_as.startswith("n-")
    withdrawn = (given or listed_as, *row[1:5], "taken back", *row[6:9], "withdrawn", row[10])
    (place / "back.csv").write_text(a_csv(withdrawn), encoding="utf-8")
    night_of(council, until="raw")
    assert listed(council)[listed_as]["state_reason"] == "withdrawn"
    assert set(listed(council)) - before == {listed_as}
    assert everything(council, words) == []


def test_a_note_is_withdrawn_before_the_first_night_after_an_upgrade_too(council):
    """The tables of the open release may be those of an earlier version."""
    with duckdb.connect(str(newest_database(open_workspace(council)))) as store:
        store.execute("alter table published.shown_since_met drop column language")
        for column in ("signed_off_by_role", "signed_off_on"):
            store.execute(f"alter table raw.intake drop column {column}")
    assert "is open, without it" in said(council, "notes", "withdraw", "hotel-03")
    assert everything(council, text_of(3)) == []


def test_a_withdrawn_note_that_is_sent_again_stays_out(council):
    said(council, "notes", "withdraw", "hotel-03")
    row = list(notes())[3]
    other = tuple("another-id" if cell == "hotel-03" else cell for cell in row)
    place = council / "inbox" / "narratives"
    (place / "again.csv").write_text(a_csv(row, other), encoding="utf-8")
    (place / "whole.csv").write_text(a_csv(*notes()), encoding="utf-8")
    night = night_of(council, until="raw")
    assert [(r["code"], r["source_row"]) for r in night.taken.quarantine.iter_rows(named=True)] == [
        ("T103", 2),
        ("T103", 3),
    ]
    assert everything(council, text_of(3)) == []
    assert list(place.iterdir()) == []


def test_erasing_leaves_a_hash_and_nothing_else(council):
    text = said(council, "erase", "hotel-03")
    assert "0 copies left here" in text
    assert everything(council, text_of(3)) == []
    assert everything(council, "hotel-03") == []
    assert "hotel-03" not in listed(council)
    assert text_of(4) in page(council)


def test_a_reflection_is_withdrawn_in_the_same_way(council):
    (record_id,) = (item for item in manifest(council)["notes"] if item.startswith("r-"))
    said(council, "notes", "withdraw", record_id)
    assert everything(council, LET_OUT) == []
    assert listed(council)[record_id]["state"] == "withheld"


def test_a_journey_that_is_taken_back_is_named_where_the_alliances_own_file_still_tells_it(council):
    (council / "journeys.yaml").write_text(
        "journeys:\n  - journey_id: kettle\n    consent: {given_on: 2026-05-04, for: alliance}\n"
        "    what_mattered: >-\n      A door that locks and one person\n      who rings back when they said so.\n"
        "    what_changed: Sleeps through the night.\n",
        encoding="utf-8",
    )
    night_of(council, until="raw")
    text = said(council, "notes", "withdraw", "kettle", code=1)
    assert "still here: journeys.yaml" in text
    assert listed(council)["kettle"]["state"] == "withheld"
    (council / "journeys.yaml").unlink()
    assert everything(council, "A door that locks and one person who rings back") == []


def test_where_nothing_can_be_published_again_there_is_no_open_release_and_the_command_says_so(council):
    for folder in (council / "warehouse" / "runs").iterdir():
        shutil.rmtree(folder)
    text = said(council, "notes", "withdraw", "hotel-03", code=1)
    assert "No release is open now" in text
    assert "W305" in text
    assert not (council / "published" / "current").exists()


def test_a_copy_that_somebody_put_elsewhere_is_found_and_named(council):
    (council / "inbox" / "returns" / "notes.txt").write_text(text_of(3), encoding="utf-8")
    text = said(council, "notes", "withdraw", "hotel-03", code=1)
    assert "inbox/returns/notes.txt" in text
    assert "1 copy left here" in text
    assert copies_left(open_workspace(council), [text_of(3)]) == ["inbox/returns/notes.txt"]
