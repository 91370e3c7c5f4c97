"""Is nothing lost, and nothing half in, whenever a file arrives or a run stops?"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from hls_signals.cli.landed import landed_lines
from hls_signals.returns import Waiting, landing, read_intake, read_quarantine
from hls_signals.returns.ledger import RecordDamaged
from hls_signals.workspace.settings import Settings
from tests.fixtures_returns.workspaces import HEADER, JUNE, NOW, Place, aged, canonical

LATER = NOW + dt.timedelta(days=1)
SETTLING = Settings(inbox_settle_seconds=60)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_nothing_taken_in_yet_is_an_empty_ledger_with_its_columns(place):
    assert read_intake(place.workspace).is_empty()
    assert {"sha256", "outcome", "rows_in"} <= set(read_intake(place.workspace).columns)
    assert {"code", "source_column"} <= set(read_quarantine(place.workspace).columns)


def test_a_half_copied_file_waits_and_has_no_ledger_row(place):
    path = place.put("may.csv", canonical(JUNE)[:60])
    aged(path, 20)
    found = place.land(SETTLING)
    assert found.waiting == (Waiting("may.csv", 40),)
    assert read_intake(place.workspace).is_empty()
    place.put("may.csv", canonical(JUNE))
    aged(path, 61)
    assert place.land(SETTLING).intake["outcome"].to_list() == ["accepted"]


def test_a_file_beside_it_says_that_it_has_arrived(place):
    path = place.put("may.csv", canonical(JUNE))
    aged(path, 0)
    path.with_name("may.csv.done").touch()
    assert place.land(SETTLING).intake["outcome"].to_list() == ["accepted"]


def test_hidden_and_half_written_names_are_no_returns(place):
    for name in (".hidden.csv", "~$may.xlsx", "may.csv.part", ".folder/may.csv", "may.csv.done"):
        place.put(name, canonical(JUNE))
    found = place.land()
    assert found.intake.is_empty()
    assert found.waiting == ()


def test_bytes_and_observations_are_kept_for_their_owner_alone(place):
    text = canonical(JUNE)
    row, observations, _ = place.landed("may.csv", text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    raw = place.workspace.raw / sha256
    assert row["sha256"] == sha256
    assert raw.read_bytes() == text.encode()
    assert observations["source_sha256"].to_list() == [sha256]
    for path in (raw, place.workspace.observations / f"{sha256}.parquet", *place.workspace.intake.glob("*.parquet")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert (place.workspace.returns_inbox / "may.csv").exists()
    assert not list(place.workspace.warehouse.rglob("*.part"))


def test_the_same_file_again_is_nothing_and_under_another_name_one_duplicate_row(place):
    place.put("may.csv", canonical(JUNE))
    place.land()
    assert place.land(now=LATER).unchanged == 1
    place.put("copy of may.csv", canonical(JUNE))
    again = place.land(now=LATER)
    assert again.intake.select("source_name", "outcome", "return_id").rows() == [
        ("copy of may.csv", "duplicate", "decisions")
    ]
    assert place.land(now=LATER).intake.is_empty()
    assert read_intake(place.workspace).height == 2


def test_a_revised_file_is_another_submission_and_alters_nothing_old(place):
    first, _, _ = place.landed("may.csv", canonical(JUNE))
    place.put("may.csv", canonical(JUNE.replace("41", "43")))
    second = place.land(now=LATER).intake.row(0, named=True)
    assert second["outcome"] == "accepted"
    assert place.observations(first["sha256"])["numerator"].to_list() == [41]
    assert place.observations(second["sha256"])["numerator"].to_list() == [43]


def test_a_look_writes_nothing_and_judges_the_same(place):
    place.put("may.csv", canonical(JUNE))
    place.put("odd.xlsx", b"PK\x03\x04")
    seen = place.look()
    assert not place.workspace.warehouse.exists()
    assert place.land().intake.equals(seen.intake)


def test_a_run_that_stopped_before_its_ledger_row_is_simply_repeated(place):
    place.put("may.csv", canonical(JUNE, JUNE.replace("901", "999")))
    whole = place.land()
    files = {path.name: path.read_bytes() for path in place.workspace.observations.iterdir()}
    for path in place.workspace.intake.glob("*.parquet"):
        path.unlink()
    assert read_quarantine(place.workspace).is_empty()
    again = place.land()
    assert again.intake.equals(whole.intake)
    assert read_quarantine(place.workspace).equals(whole.quarantine)
    assert {path.name: path.read_bytes() for path in place.workspace.observations.iterdir()} == files


@pytest.mark.parametrize("step", ["write_whole", "write_frame", "write_run"])
def test_a_run_killed_at_any_step_leaves_a_run_that_can_be_repeated(place, monkeypatch, step):
    place.put("a.csv", canonical(JUNE))
    place.put("b.csv", canonical(JUNE.replace("901", "902")))
    calls = 0
    whole = getattr(landing, step)

    def killed(*arguments):
        nonlocal calls
        calls += 1
        if calls == 2 or step == "write_run":
            raise KeyboardInterrupt
        whole(*arguments)

    with monkeypatch.context() as context:
        context.setattr(landing, step, killed)
        with pytest.raises(KeyboardInterrupt):
            place.land()
    assert read_intake(place.workspace).is_empty()
    assert place.land(now=LATER).intake["outcome"].to_list() == ["accepted", "accepted"]
    assert {path.stem for path in place.workspace.observations.glob("*.parquet")} == set(
        read_intake(place.workspace)["sha256"]
    )


def test_receipt_times_never_run_back(place):
    place.put("a.csv", canonical(JUNE))
    place.put("b.csv", canonical(JUNE.replace("901", "902")))
    place.land()
    place.put("c.csv", canonical(JUNE.replace("901", "903")))
    back = place.land(now=NOW - dt.timedelta(days=3))
    assert back.clock_behind == NOW + dt.timedelta(microseconds=1)
    assert any("HLS-W205" in line for line in landed_lines(back))
    assert place.land(now=LATER).clock_behind is None
    received = read_intake(place.workspace)["received_at"].to_list()
    assert received == [NOW, NOW + dt.timedelta(microseconds=1), NOW + dt.timedelta(microseconds=2)]


def test_what_was_mended_beside_the_file_is_seen_the_next_night(place):
    place.put("decisions/may.csv", "council,month,late\nX06000901,2026-05,3\n")
    assert place.land().intake["code"].to_list() == ["Q107"]
    assert place.land(now=LATER).intake.is_empty()
    place.mapping(
        "id: decisions\narea: {column: council}\nperiod: {column: month, format: iso_month}\n"
        "figures: [{measure: decided_in_time, numerator: late, denominator: late}]\n"
    )
    assert place.land(now=LATER).intake["outcome"].to_list() == ["accepted"]
    assert read_intake(place.workspace)["outcome"].to_list() == ["quarantined", "accepted"]


def test_a_quarantined_file_moved_to_its_folder_is_read_and_is_no_duplicate(place):
    text = "council,month,late\nX06000901,2026-05,3\n"
    path = place.put("may.csv", text)
    place.mapping(
        "id: decisions\narea: {column: council}\nperiod: {column: month, format: iso_month}\n"
        "figures: [{measure: decided_in_time, numerator: late, denominator: late}]\n"
    )
    assert place.land().intake["code"].to_list() == ["Q107"]
    (place.workspace.returns_inbox / "decisions").mkdir()
    shutil.move(path, place.workspace.returns_inbox / "decisions" / "may.csv")
    assert place.land(now=LATER).intake["outcome"].to_list() == ["accepted"]


def test_the_order_of_arrival_changes_no_observation(tmp_path):
    names = ["a.csv", "b.csv", "c.csv"]
    rows = [JUNE, JUNE.replace("901", "902"), JUNE.replace("41", "43")]
    stored = []
    for order in ([0, 1, 2], [2, 0, 1]):
        place = Place(tmp_path / str(order[0]))
        for number in order:
            place.put(names[number], canonical(rows[number]), "known_at: 2026-06-20\n")
            place.land()
        files = sorted(place.workspace.observations.glob("*.parquet"))
        stored.append({path.name: path.read_bytes() for path in files})
    assert stored[0] == stored[1]


def test_a_listener_hears_of_each_file_as_it_is_judged(place):
    from hls_signals.returns import land_inbox

    place.put("a.csv", canonical(JUNE))
    place.put("b.csv", "")
    heard: list[tuple[object, object]] = []
    land_inbox(
        place.workspace,
        Settings(inbox_settle_seconds=0),
        place.register,
        now=NOW,
        listen=lambda row: heard.append((row["source_name"], row["outcome"])),
    )
    assert heard == [("a.csv", "accepted"), ("b.csv", "quarantined")]


def test_the_quarantine_holds_each_line_once_over_several_runs(place):
    place.put("a.csv", canonical(JUNE, JUNE.replace("901", "999")))
    place.land()
    place.put("b.csv", canonical(JUNE.replace("901", "998"), JUNE.replace("901", "902")))
    place.land(now=LATER)
    lines = read_quarantine(place.workspace)
    assert lines.filter(pl.col("level") == "row")["source_name"].to_list() == ["a.csv", "b.csv"]


@pytest.mark.parametrize("folder", ["intake", "intake/quarantine"])
@pytest.mark.parametrize("spoil", [b"not a table", b"PAR1", b""])
def test_a_damaged_file_of_the_ledger_is_told_in_words_with_its_place(place, folder, spoil):
    place.put("may.csv", canonical(JUNE, JUNE.replace("901", "999")))
    place.land()
    (path,) = (place.workspace.warehouse / folder).glob("*.parquet")
    path.chmod(0o600)
    path.write_bytes(spoil)
    read = read_quarantine if "/" in folder else read_intake
    with pytest.raises(RecordDamaged) as told:
        read(place.workspace)
    assert told.value.code == "W206"
    assert told.value.where == f"warehouse/{folder}/{path.name}"
    assert told.value.mend


def test_a_ledger_of_other_columns_is_told_as_damaged(place):
    place.put("may.csv", canonical(JUNE))
    place.land()
    (path,) = place.workspace.intake.glob("*.parquet")
    path.chmod(0o600)
    pl.DataFrame({"a": [1]}).write_parquet(path)
    with pytest.raises(RecordDamaged):
        place.land(now=LATER)


FULL = """
import resource, sys
from pathlib import Path
from tests.fixtures_returns.workspaces import NOW, ACCEPTED_AT_ONCE
from hls_signals.register import load_register
from hls_signals.returns import land_inbox
from hls_signals.workspace.layout import Workspace
workspace = Workspace(Path(sys.argv[1]))
register = load_register(workspace)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
land_inbox(workspace, ACCEPTED_AT_ONCE, register, now=NOW)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on files is not known there")
@pytest.mark.parametrize("room", [0, 100, 400, 3000])
def test_a_disk_that_is_full_leaves_nothing_half_in_and_the_next_run_completes(place, room):
    rows = [f"{JUNE.replace('901', area)},{'x' * 60}" for area in ("901", "902", "903", "999")]
    place.put("may.csv", canonical(*rows, header=HEADER + ",area_name"))
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", FULL, str(place.workspace.root), str(room)], cwd=root, check=False)
    assert done.returncode != 0
    assert read_intake(place.workspace).is_empty()
    assert not list(place.workspace.warehouse.rglob("*.part"))
    for path in place.workspace.raw.glob("*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    (row,) = place.land(now=LATER).intake.iter_rows(named=True)
    assert (row["outcome"], row["rows_accepted"], row["rows_set_aside"]) == ("accepted", 3, 1)
    assert place.observations(row["sha256"]).height == 3
