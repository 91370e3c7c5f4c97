"""The command as an analyst types it: words, exit codes, files."""

import csv
import errno
import io
import json
import os

import polars as pl
import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from hls_signals.cli.app import main
from hls_signals.cli.night import unheld
from hls_signals.warehouse.night import Checked
from hls_signals.warehouse.queries import checks
from tests.functional.small_workspace import HEADER, rows, write_return, write_workspace

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("command") / "council")
    result = RUNNER.invoke(app, ["run", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder, result


def told(monkeypatch, capsys, *arguments):
    """What the command says and how it ends, as a shell would see it."""
    monkeypatch.setattr("sys.argv", ["hls-signals", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    return ended.value.code, printed.out, printed.err


def test_a_run_says_what_came_in_and_what_to_open(council):
    folder, result = council
    assert "history.csv" in result.output
    assert "180 of 180 rows" in result.output
    assert "A new release is current." in result.output
    assert (folder / "published" / "current" / "index.html").as_uri().split("/current/")[0] in result.output


def test_progress_goes_to_standard_error_alone(council):
    assert "staged.observations" in council[1].stderr
    assert "staged.observations" not in council[1].stdout


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_record_leaves_in_three_formats(council, tmp_path, monkeypatch, capsys, ending):
    target = tmp_path / f"values.{ending}"
    code, out, _ = told(monkeypatch, capsys, "export", "values", "--to", target, "-w", council[0])
    assert code in (0, None)
    assert "180 rows of values" in out
    assert "Restricted" in out
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[ending]
    assert read(target).height == 180


def test_numbers_leave_as_plain_decimals(council, tmp_path, monkeypatch, capsys):
    target = tmp_path / "values.csv"
    told(monkeypatch, capsys, "export", "values", "--to", target, "-w", council[0])
    with target.open(encoding="utf-8") as stream:
        first = next(row for row in csv.DictReader(stream) if row["measure_id"] == "plan_in_place")
    assert first["denominator"] == "200"
    assert first["target"] == "72"
    assert first["is_total"] == "true"


def test_a_record_that_is_none_offers_the_nearest(council, tmp_path, monkeypatch, capsys):
    code, _, err = told(monkeypatch, capsys, "export", "value", "--to", tmp_path / "x.csv", "-w", council[0])
    assert code == 1
    assert "HLS-W410" in err
    assert "nearest: values" in err


def test_a_folder_that_is_no_workspace(tmp_path, monkeypatch, capsys):
    code, out, err = told(monkeypatch, capsys, "run", tmp_path)
    assert (code, out) == (1, "")
    assert "HLS-W101" in err
    assert "Traceback" not in err


def test_wrong_usage_is_2(monkeypatch, capsys):
    assert told(monkeypatch, capsys, "run", "--as-of", "soon")[0] == 2


@pytest.mark.parametrize(
    ("name", "where", "mend"),
    [
        ("a query", "sql/checks/", "runs/a-run/hls.duckdb"),
        ("few_rows", "expectation few_rows of ", "mend what was sent"),
    ],
)
def test_a_check_that_did_not_hold_says_what_where_and_how_to_see_its_rows(name, where, mend):
    known = name if name == "few_rows" else checks()[0].name
    first, *lines = unheld(
        Checked("measures/measured_values", known, "critical", passed=False, why="It must hold."), "a-run"
    ).splitlines()
    assert first == f"HLS-Q150: a check did not hold: measures/measured_values {known}"
    assert lines[0] == "  what:  It must hold."
    assert (lines[1].startswith(f"  where: {where}"), mend in lines[2]) == (True, True)


def test_an_error_as_json(tmp_path, monkeypatch, capsys):
    code, out, _ = told(monkeypatch, capsys, "run", tmp_path, "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["code"] == "HLS-W101"


def test_check_writes_nothing(tmp_path, monkeypatch, capsys):
    folder = write_workspace(tmp_path / "council")
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    code, out, _ = told(monkeypatch, capsys, "check", folder)
    assert code in (0, None)
    assert "2 measures and 3 areas" in out
    assert "180 of 180 rows" in out
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


def test_check_tells_every_problem_of_the_register(tmp_path, monkeypatch, capsys):
    folder = write_workspace(tmp_path / "council")
    measure = folder / "register" / "measures" / "in_hotels.yaml"
    measure.write_text(measure.read_text(encoding="utf-8").replace("polarity", "polarty"), encoding="utf-8")
    code, _, err = told(monkeypatch, capsys, "check", folder)
    assert code == 1
    assert "nearest key: polarity" in err
    assert "register/measures/in_hotels.yaml, line 6" in err


def test_awkward_files_each_have_the_outcome_the_page_names(tmp_path, monkeypatch, capsys):
    folder = write_workspace(tmp_path / "council")
    inbox = folder / "inbox" / "returns" / "homelessness"
    line = next(iter(rows(1, (2026, 9))))
    write_return(folder, "small.csv", [line.replace(",140,", ",<5,")])
    write_return(folder, "unknown.csv", [line, line.replace("plan_in_place", "plan_in_plaice")])
    (inbox / "wrong.csv").write_text(HEADER.replace("area_code", "area") + line + "\n", encoding="utf-8")
    (inbox / "again.csv").write_bytes((inbox / "history.csv").read_bytes())
    (folder / "hls.yaml").write_text("as_of: today\ninbox_settle_seconds: 60\n", encoding="utf-8")
    for name in ("history.csv", "small.csv", "unknown.csv", "wrong.csv", "again.csv"):
        os.utime(inbox / name, (1_700_000_000, 1_700_000_000))
    (inbox / "growing.csv").write_text(HEADER, encoding="utf-8")
    _, out, _ = told(monkeypatch, capsys, "run", folder, "--until", "staged")
    assert "Stopped after staged, as asked: nothing was published." in out
    told_of = {name: next(part for part in out.splitlines() if name in part) for name in os.listdir(inbox)}
    assert "accepted" in told_of["small.csv"]
    assert "1 of 2 rows   1 set aside (R203 1)" in told_of["unknown.csv"]
    assert "quarantined" in told_of["wrong.csv"]
    assert "HLS-Q130" in told_of["wrong.csv"]
    assert "waiting" in told_of["growing.csv"]
    assert "duplicate" in told_of["history.csv"] + told_of["again.csv"]
    assert "plan_in_plaice" not in out


def test_init_makes_a_workspace_that_check_accepts(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "council"
    assert told(monkeypatch, capsys, "init", folder)[0] in (0, None)
    assert told(monkeypatch, capsys, "check", folder)[0] in (0, None)
    assert "let_out: by_hand" in (folder / "hls.yaml").read_text(encoding="utf-8")


def test_the_doctor_finds_a_raw_file_that_was_altered(tmp_path, monkeypatch, capsys):
    folder = write_workspace(tmp_path / "council")
    told(monkeypatch, capsys, "run", folder, "--until", "raw")
    assert told(monkeypatch, capsys, "doctor", "-w", folder)[0] in (0, None)
    (raw,) = (folder / "warehouse" / "raw").iterdir()
    raw.chmod(0o600)
    raw.write_bytes(raw.read_bytes() + b"x")
    code, out, _ = told(monkeypatch, capsys, "doctor", "-w", folder)
    assert code == 1
    assert "restore warehouse/raw from a backup" in out


def test_the_doctor_misses_a_raw_file(tmp_path, monkeypatch, capsys):
    folder = write_workspace(tmp_path / "council")
    told(monkeypatch, capsys, "run", folder, "--until", "raw")
    for raw in (folder / "warehouse" / "raw").iterdir():
        raw.unlink()
    code, out, _ = told(monkeypatch, capsys, "doctor", "-w", folder)
    assert code == 1
    assert "1 raw file is missing" in out


class FullDisk(io.StringIO):
    """Standard output sent to a file on a disk without room."""

    def write(self, text):
        raise OSError(errno.ENOSPC, "no room")


def test_a_full_disk_is_told_in_words(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["hls-signals", "doctor", "--sql"])
    monkeypatch.setattr("sys.stdout", FullDisk())
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "HLS-W202" in capsys.readouterr().err


def test_the_doctor_looks_over_every_query(monkeypatch, capsys):
    code, out, _ = told(monkeypatch, capsys, "doctor", "--sql")
    assert code in (0, None)
    assert "sql/staged/latest_known.sql" in out


def test_a_text_that_a_spreadsheet_would_run_is_guarded(tmp_path):
    from hls_signals.cli.export import write_frame

    frame = pl.DataFrame({"label": ["=1+1", "@x", "-5", "plain", "＝1"], "n": [1, 2, 3, 4, 5]})
    write_frame(frame, tmp_path / "x.csv")
    assert pl.read_csv(tmp_path / "x.csv")["label"].to_list() == ["'=1+1", "'@x", "-5", "plain", "'＝1"]


def test_help_names_every_verb(monkeypatch, capsys):
    _, out, _ = told(monkeypatch, capsys, "--help")
    for verb in ("init", "demo", "check", "run", "export", "doctor", "ui"):
        assert verb in out
