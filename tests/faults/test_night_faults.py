"""What the night does when something beneath it is stale, damaged, missing, copied or half written."""

import datetime as dt
import json
import shutil
import subprocess
import sys

import dagster as dg
import polars as pl
import pytest

from hls_signals.publish.current import current_release, damage, manifest_of
from hls_signals.publish.disk import DiskTooFull
from hls_signals.publish.ledger import LedgerDamaged
from hls_signals.returns.ledger import RecordDamaged
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Question
from hls_signals.warehouse.opening import open_night
from hls_signals.warehouse.run_record import newest_database
from hls_signals.warehouse.stages.published import shelf_of
from hls_signals.warehouse.stages.raw import TABLES, land
from hls_signals.workspace.layout import open_workspace
from pipelines.run import dagster_home, forget_older_logs
from tests.functional.small_workspace import (
    AREAS,
    AS_OF,
    copied,
    following,
    night_of,
    rows,
    write_return,
    write_workspace,
)

CANARY = "Zaphodina"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("night") / "council")
    night_of(folder)
    return folder


@pytest.fixture
def council(published, tmp_path):
    return copied(published, tmp_path / "council")


def outcomes(folder):
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("warehouse/runs/*/run.json")]
    return sorted((record["finished_at"], record["outcome"]) for record in found)


def a_figure_becomes_known_near_midnight(folder):
    line = f"in_hotels,{AREAS[0]},2026-09-01,2026-10-01,month,30,,2026-10-0"
    write_return(folder, "september.csv", [line + "4T23:30:00Z"])
    write_return(folder, "later.csv", [line.replace(",30,", ",44,") + "5T09:00:00Z"])


def another_time_zone(folder):
    text = (folder / "hls.yaml").read_text(encoding="utf-8")
    (folder / "hls.yaml").write_text(text + "timezone: Etc/UTC\n", encoding="utf-8")


def another_measure_repeats_an_earlier_month(folder):
    """Hotels in August 2026 as in July: of the six figures of the two months, then enough are the same."""
    lines = [line for line in rows() if ",2026-07-01," in line]
    known = following(dt.date(2026, 9, 1)) + dt.timedelta(days=1)
    moved = [line.replace("2026-08-01", "2026-09-01").replace("2026-07-01", "2026-08-01") for line in lines]
    write_return(folder, "again.csv", [line.rsplit(",", 1)[0] + f",{known}" for line in moved if "in_hotels" in line])


def both_measures_of_one_month_are_sent(folder):
    lines = [line for line in rows() if ",2026-07-01," in line]
    moved = [line.replace("2026-08-01", "2026-09-01").replace("2026-07-01", "2026-08-01") for line in lines]
    write_return(folder, "plans.csv", [line.rsplit(",", 1)[0] + ",2026-10-01" for line in moved if "plan" in line])


def an_event(folder):
    text = (
        "- {id: new_form, measure_ids: [in_hotels], kind: collection, effective_from: 2026-05-01,"
        " text: A new form, source: Council, confidence: confirmed}\n"
    )
    (folder / "register" / "events.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (a_figure_becomes_known_near_midnight, another_time_zone),
        (both_measures_of_one_month_are_sent, another_measure_repeats_an_earlier_month),
        (lambda _: None, an_event),
    ],
    ids=["time zone", "a question of the whole return", "event"],
)
def test_what_was_kept_is_what_would_be_worked_out_anew(council, tmp_path, first, then):
    first(council)
    night_of(council, until="signals")
    then(council)
    other = copied(council, tmp_path / "other")
    kept, anew = night_of(council), night_of(other, reuse=False)
    assert {t.name: t.output_hash for t in kept.filled} == {t.name: t.output_hash for t in anew.filled}
    assert kept.release_id == anew.release_id


def test_kept_results_that_are_damaged_are_worked_out_again(council):
    for path in (council / "warehouse" / "results").rglob("*.parquet"):
        path.write_text("not a table", encoding="utf-8")
    night = night_of(council)
    assert night.outcome == "unchanged"
    assert sum(filled.reused for filled in night.filled) == 0


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_a_record_that_is_not_whole_is_said_at_once_and_in_words(council, how):
    (path,) = (council / "warehouse" / "observations").iterdir()
    path.unlink()
    if how == "damaged":
        path.write_text("not a table", encoding="utf-8")
    with pytest.raises(RecordDamaged, match="missing or damaged"):
        night_of(council)
    with dagster_home(open_workspace(council)) as instance:
        run = instance.get_runs(limit=1)[0]
        assert run.status == dg.DagsterRunStatus.FAILURE
        assert not instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_UP_FOR_RETRY)
    assert outcomes(council)[-1][1] == "failed"
    assert damage(current_release(council / "published")) is None


def test_a_ledger_that_cannot_be_read_is_said_in_words(council):
    (council / "warehouse" / "releases.parquet").write_text("not a table", encoding="utf-8")
    with pytest.raises(LedgerDamaged, match="ledger of releases"):
        night_of(council)
    assert outcomes(council)[-1][1] == "failed"


def test_a_run_that_failed_is_not_the_one_to_export(council):
    workspace = open_workspace(council)
    before = newest_database(workspace)
    shutil.rmtree(workspace.observations)
    with pytest.raises(RecordDamaged):
        night_of(council)
    assert newest_database(workspace) == before


def clock():
    return dt.datetime(2026, 10, 15, 20, tzinfo=dt.UTC)


def test_a_second_attempt_takes_nothing_in_twice(council):
    write_return(council, "september.csv", rows(1, (2026, 9)))
    with open_night(
        open_workspace(council), Question(AS_OF), run_id="two-attempts", trigger="command", clock=clock
    ) as night:
        first = {filled.name: filled.rows for filled in land(night)}
        second = {filled.name: filled.rows for filled in land(night)}
        assert first == second
        assert [filled.name for filled in night.filled] == list(TABLES)
        assert night.landing.intake.height == 1


def test_a_swap_tried_again_after_the_folder_got_its_name_goes_on(council):
    write_return(council, "september.csv", rows(1, (2026, 9)))
    night = night_of(council)
    (council / "published" / "current").unlink()
    shelf_of(open_workspace(council)).set_out(night.built, now=clock())
    current = current_release(council / "published")
    assert current.name == night.release_id
    assert damage(current) is None


def test_a_folder_copied_in_place_of_the_link_gives_way(council):
    link = council / "published" / "current"
    there = link.resolve()
    link.unlink()
    shutil.copytree(there, link)
    write_return(council, "september.csv", rows(1, (2026, 9)))
    night = night_of(council)
    assert link.is_symlink()
    assert manifest_of(link)["release_id"] == night.release_id
    night_of(council)
    assert not list((council / "published" / "releases").glob(".*.part"))


def test_a_release_that_is_gone_is_built_again(council):
    shutil.rmtree((council / "published" / "current").resolve())
    assert night_of(council).outcome == "published"
    assert damage(current_release(council / "published")) is None


def test_a_day_to_come_is_set_out_and_does_not_stop_later_nights(council):
    write_return(council, "september.csv", rows(1, (2026, 9)))
    assert night_of(council, as_of=dt.date(2031, 1, 1)).outcome == "candidate"
    assert night_of(council).outcome == "published"


def test_files_half_written_when_a_run_was_killed_go_with_the_next(council):
    warehouse = council / "warehouse"
    left = [
        warehouse / ".releases.parquet.x.part",
        warehouse / "results" / "measures" / ".kept.parquet.x.part",
        warehouse / "observations" / ".figures.parquet.x.part",
        warehouse / "cache" / "duckdb" / "duckdb_temp_storage_DEFAULT-0.tmp",
        council / "published" / ".current.part",
    ]
    for path in left:
        path.write_text("half", encoding="utf-8")
    night_of(council, until="raw")
    assert [path for path in left if path.exists()] == []


def test_logs_of_dagster_are_kept_as_long_as_the_settings_say(council):
    workspace = open_workspace(council)
    with dagster_home(workspace) as instance:
        (run,) = instance.get_runs()
        assert forget_older_logs(instance, dt.datetime.now(dt.UTC) - dt.timedelta(days=1)) == 0
        assert forget_older_logs(instance, dt.datetime.now(dt.UTC) + dt.timedelta(days=1)) == 1
        assert instance.get_runs() == []
    assert not list(workspace.dagster.rglob(f"{run.run_id}*"))


def fill(store):
    for _ in range(20):
        store.write("raw.many", pl.DataFrame({"number": pl.int_range(10**6, eager=True).shuffle(seed=1)}))
        store.commit()


def test_a_full_disk_is_said_in_words(tmp_path):
    store = EmbeddedDuckDB(tmp_path / "small.duckdb", memory_limit="100MB", allowed=tmp_path)
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    try:
        with pytest.raises(DiskTooFull, match="could not write"):
            fill(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        store.close()


def test_the_command_tells_what_to_mend_without_a_traceback(council):
    shutil.rmtree(council / "warehouse" / "observations")
    command = [sys.executable, "-m", "hls_signals.cli", "run", str(council)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 1
    assert "HLS-W206" in done.stderr
    assert "Traceback" not in done.stderr
    assert "nanobind" not in done.stderr


def test_what_a_cell_a_column_or_a_file_is_called_stays_out_of_logs(council, capfd):
    folder = council / "inbox" / "returns" / "homelessness"
    (folder / f"{CANARY}_file.csv").write_text(
        "measure_id,area_code,period_start,period_end,period_type,numerator,denominator,known_at,"
        f"{CANARY}_column\nplan_in_place,{CANARY}_cell,2026-09-01,2026-10-01,month,{CANARY}_number,200,2026-10-11,x\n",
        encoding="utf-8",
    )
    (folder / f"{CANARY}_broken.csv").write_bytes(f"{CANARY}".encode("utf-16"))
    night_of(council)
    (path,) = (council / "warehouse" / "observations").iterdir()
    path.unlink()
    with pytest.raises(RecordDamaged):
        night_of(council)
    told = capfd.readouterr()
    assert CANARY not in told.out + told.err
    word = CANARY.encode()
    logs = [*(council / "warehouse" / "dagster").rglob("*"), *(council / "warehouse" / "runs").rglob("run.json")]
    assert [path for path in logs if path.is_file() and word in path.read_bytes()] == []
