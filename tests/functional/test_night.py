"""A whole night, from the inbox to the open folder, in one process."""

import copy
import datetime as dt
import json
import os
import shutil
import stat

import pytest

from hls_signals.publish.current import damage
from hls_signals.register import load_register
from hls_signals.returns import load_returns
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import open_workspace
from hls_signals.workspace.lock import WarehouseBusy, workspace_lock
from tests.functional.small_workspace import copied, night_of, rows, write_return, write_workspace


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """One workspace after its first night; tests that change anything copy it."""
    folder = write_workspace(tmp_path_factory.mktemp("night") / "council")
    return folder, night_of(folder)


@pytest.fixture
def council(published, tmp_path):
    return copied(published[0], tmp_path / "council")


def manifest(folder):
    return json.loads((folder / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))


def bytes_of(folder):
    current = folder / "published" / "current"
    return {p.relative_to(current).as_posix(): p.read_bytes() for p in sorted(current.rglob("*")) if p.is_file()}


def test_the_first_night_publishes(published):
    folder, night = published
    assert night.outcome == "published"
    current = folder / "published" / "current"
    assert (current / "index.html").is_file()
    assert (current / "area" / "X06000901" / "plan_in_place.html").is_file()
    assert damage(current) is None
    assert all(check.passed for check in night.checked)


def test_a_second_night_changes_nothing(council):
    before = bytes_of(council)
    night = night_of(council)
    assert night.outcome == "unchanged"
    assert bytes_of(council) == before
    # What is asked over all measures together is asked anew.
    together = {"measures.colour_questions", "signals.gaming", "signals.gaming_questions"}
    by_measure = [t for t in night.filled if t.stage in {"measures", "signals"} and t.name not in together]
    assert {t.reused for t in by_measure} == {2}


def test_the_database_is_a_cache(council):
    before = bytes_of(council)
    for name in ("runs", "results", "cache"):
        shutil.rmtree(council / "warehouse" / name)
    shutil.rmtree(council / "published")
    (council / "warehouse" / "releases.parquet").unlink()
    assert night_of(council).outcome == "published"
    assert bytes_of(council) == before


SAID = {
    "meetings.yaml": "- {held_on: 2026-09-17, pack: X06000901, chosen_by_role: chair}\n",
    "services/kitchen.yaml": "{id: kitchen, name: Kitchen table, purpose: People eat together}\n",
    "returns/homelessness.yaml": "id: homelessness\ndue: [2026-10-20]\n",
}


def say_more(folder, name):
    path = folder / "register" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(SAID[name], encoding="utf-8")


def test_what_the_register_says_of_meetings_services_and_due_days_makes_a_new_night(council):
    for name in SAID:
        say_more(council, name)
    assert night_of(council).outcome == "published"
    pages = {name: data.decode() for name, data in bytes_of(council).items() if name.endswith(".html")}
    for shown in ("Since we met on 17 September 2026", "Kitchen table", "20 October 2026"):
        assert any(shown in text for text in pages.values()), shown


@pytest.mark.parametrize("name", SAID)
def test_each_file_of_the_register_is_part_of_what_a_night_was_given(council, published, name):
    night = copy.copy(published[1])
    say_more(council, name)
    night.register = load_register(open_workspace(council))
    night.returns = load_returns(open_workspace(council), night.register)
    assert night.input_hash != published[1].input_hash


def test_without_reuse_every_byte_is_the_same(council, tmp_path):
    write_return(council, "september.csv", rows(1, (2026, 9)))
    other = copied(council, tmp_path / "other")
    kept, anew = night_of(council), night_of(other, reuse=False)
    assert kept.outcome == anew.outcome == "published"
    assert bytes_of(council) == bytes_of(other)
    assert [t.output_hash for t in kept.filled] == [t.output_hash for t in anew.filled]


def test_a_new_file_makes_a_new_release(council):
    before = manifest(council)["release_id"]
    write_return(council, "september.csv", rows(1, (2026, 9)))
    assert night_of(council).outcome == "published"
    assert manifest(council)["release_id"] != before


def test_order_of_arrival_does_not_matter(tmp_path):
    ids = []
    for name, order in (("one", ("a", "b")), ("two", ("b", "a"))):
        folder = write_workspace(tmp_path / name)
        files = {"a": rows(1, (2026, 9)), "b": rows(1, (2026, 9), shift=3)}
        for turn in order:
            lines = [line.rsplit(",", 1)[0] + (",2026-10-11" if turn == "a" else ",2026-10-13") for line in files[turn]]
            write_return(folder, f"{turn}.csv", lines)
            night_of(folder, until="raw")
        night_of(folder)
        ids.append(manifest(folder)["release_id"])
    assert ids[0] == ids[1]


def test_a_past_day_is_set_out_and_leaves_the_current_release_alone(council):
    before = manifest(council)["release_id"]
    night = night_of(council, as_of=dt.date(2026, 6, 1))
    assert night.outcome == "candidate"
    assert manifest(council)["release_id"] == before
    assert (council / "published" / "releases" / night.release_id / "index.html").is_file()


def test_a_past_day_knows_only_what_was_known(council):
    night = night_of(council, as_of=dt.date(2025, 1, 31), until="measures")
    rows_then = next(t.rows for t in night.filled if t.name == "measures.measured_values")
    # March to December 2024, each known ten days into the next month: three areas, two measures.
    assert rows_then == 10 * 3 * 2
    assert night.outcome == "unchanged"


def test_one_measure_alone_is_set_out_unless_asked_otherwise(council):
    before = manifest(council)["release_id"]
    night = night_of(council, only=("in_hotels",))
    assert night.outcome == "candidate"
    assert manifest(council)["release_id"] == before
    assert night_of(council, only=("in_hotels",), make_current=True).outcome == "published"
    assert manifest(council)["measures"] == ["in_hotels"]


def test_an_unknown_measure_is_refused_with_the_nearest(council):
    with pytest.raises(MendableError, match="no such measure") as raised:
        night_of(council, only=("in_hotel",))
    assert raised.value.mend == "nearest: in_hotels"


def suite(council, severity):
    folder = council / "register" / "expectations"
    folder.mkdir(parents=True, exist_ok=True)
    entry = {
        "id": "few_rows",
        "type": "expect_table_row_count_to_be_between",
        "kwargs": {"max_value": 10},
        "severity": severity,
        "why": "This return is small.",
    }
    text = json.dumps({"name": "homelessness", "expectations": [entry]})
    (folder / "homelessness.json").write_text(text, encoding="utf-8")
    mapping = council / "register" / "returns" / "homelessness.yaml"
    mapping.parent.mkdir(parents=True, exist_ok=True)
    mapping.write_text("id: homelessness\ntitle: Homelessness\n", encoding="utf-8")


def test_a_critical_expectation_that_does_not_hold_keeps_the_last_release(council):
    before = bytes_of(council)
    suite(council, "critical")
    write_return(council, "september.csv", rows(1, (2026, 9)))
    night = night_of(council)
    assert night.outcome == "held"
    assert bytes_of(council) == before
    held = next(check for check in night.checked if not check.passed)
    assert (held.asset, held.id, held.why) == ("raw/homelessness", "few_rows", "This return is small.")
    assert not any(t.stage == "staged" and t.table == "observations" for t in night.filled)


def test_an_expectation_that_only_warns_becomes_a_question(council, published):
    suite(council, "warning")
    night = night_of(council)
    assert night.outcome in {"published", "unchanged"}
    assert night.question_count == published[1].question_count + 1


def test_the_run_record_says_what_was_done(published):
    folder, night = published
    record = json.loads((folder / "warehouse" / "runs" / night.run_id / "run.json").read_text(encoding="utf-8"))
    assert record["outcome"] == "published"
    assert record["release_id"] == night.release_id
    assert record["sql_parameters"] == {"as_of": "2026-10-15", "known_before": "2026-10-15T23:00:00+00:00"}
    assert {table["stage"] for table in record["tables"]} == {"raw", "staged", "measures", "signals", "published"}
    assert all(check["passed"] for check in record["checks"])


def test_no_row_travels_through_dagster(published):
    storage = published[0] / "warehouse" / "dagster" / "storage"
    assert not storage.exists() or not [path for path in storage.rglob("*") if path.is_file()]


def test_the_warehouse_is_restricted_and_the_pages_are_open(published):
    folder = published[0]
    for path in (folder / "warehouse").rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    for path in [folder / "published", *(folder / "published").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o044 == 0o044, path


def test_a_second_run_waits_and_then_says_who_is_writing(council):
    moment = dt.datetime(2026, 10, 15, 3, 30, tzinfo=dt.UTC)
    lock = council / "warehouse" / ".lock"
    second = workspace_lock(lock, moment, wait=0.1)
    with workspace_lock(lock, moment), pytest.raises(WarehouseBusy, match=f"process {os.getpid()}"), second:
        pass


def test_a_damaged_release_is_built_again(council):
    page = council / "published" / "current" / "index.html"
    page.write_text("gone", encoding="utf-8")
    assert night_of(council).outcome == "published"
    assert damage((council / "published" / "current").resolve()) is None


def test_old_runs_are_forgotten_and_the_newest_kept(council):
    (council / "hls.yaml").write_text(
        (council / "hls.yaml").read_text(encoding="utf-8") + "keep: {runs: 1}\n", encoding="utf-8"
    )
    night = night_of(council, until="raw")
    assert [path.name for path in (council / "warehouse" / "runs").iterdir()] == [night.run_id]


def test_the_workspace_can_be_moved(council, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(council, moved)
    assert night_of(moved).outcome == "unchanged"
