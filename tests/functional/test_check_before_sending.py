"""`hls-signals check FILE --before-sending`: faults and differences, and nothing that could be steered by."""

import json
import re

import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from hls_signals.cli.app import main
from tests.functional.small_workspace import HEADER, copied, rows, write_return, write_workspace

PLAN, PLACE = "plan_in_place", "X06000901"


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("before") / "council")
    result = CliRunner().invoke(app, ["run", str(folder), "--until", "raw"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def looked(monkeypatch, capsys):
    def look(file, at, *arguments):
        monkeypatch.setattr(
            "sys.argv", ["hls-signals", "check", str(file), "--before-sending", "-w", str(at), *arguments]
        )
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return look


def to_send(folder, lines, name="to-send.csv", header=HEADER):
    file = folder / name
    file.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def as_sent():
    """The last two months of the small workspace, twelve figures, without the day on which they were known."""
    return [line.rpartition(",")[0] + "," for line in rows()][-12:]


def test_the_same_figures_differ_in_nothing(looked, council, tmp_path):
    code, out, _ = looked(to_send(tmp_path, as_sent()), council)
    assert code == 0
    assert out.splitlines()[0] == "to-send.csv: 12 of 12 rows can be used of return homelessness."
    assert "Every figure is as it was last sent." in out
    assert out.splitlines()[-1].startswith("Nothing was sent or kept by this look.")


def test_what_differs_is_new_or_left_out_is_told_figure_by_figure(looked, council, tmp_path):
    plan_july, *others = as_sent()
    changed = plan_july.replace(",200,", ",201,")
    new = f"{PLAN},{PLACE},2026-09-01,2026-10-01,month,150,200,"
    code, out, _ = looked(to_send(tmp_path, [changed, *others, new]), council)
    told = " ".join(out.split())
    assert code == 0
    assert re.search(
        r"1 figure from what was sent before: Plan in place, Place 1, July 2026: (\d+) of 200 \(known on 2026-08-11\), "
        r"now \1 of 201",
        told,
    ), out
    assert "1 figure not sent before: Plan in place, Place 1, September 2026: 150 of 200" in told


def test_a_figure_of_the_same_file_and_period_that_is_not_repeated_is_left_out(looked, council, tmp_path):
    *others, _, _ = as_sent()
    _, out, _ = looked(to_send(tmp_path, others), council)
    assert "2 figures that this file leaves out" in out
    assert re.search(r"Plan in place, Place 3, August 2026: \d+ of 200 \(known on 2026-09-11\) stays", out)


def test_faults_are_told_by_row_and_code_without_the_text_of_a_cell(looked, council, tmp_path):
    good, *_ = as_sent()
    code, out, _ = looked(to_send(tmp_path, [good, good.replace(PLACE, "Mrs Unwin")]), council)
    assert code == 1
    assert "HLS-R201" in out
    assert "where: row 3" in out
    assert "Unwin" not in out


def test_what_would_be_asked_of_the_figures_is_told(looked, council, tmp_path):
    august = as_sent()[-6:]
    october = [line.replace("2026-08-01,2026-09-01", "2026-10-01,2026-11-01") for line in august]
    _, out, _ = looked(to_send(tmp_path, october), council)
    asked = out.partition("Asked about its figures:")[2]
    assert "HLS-D306 Plan in place: There is no figure for September 2026." in asked


def test_no_colour_and_no_target_can_be_read_from_it(looked, council, tmp_path):
    header = HEADER.replace("known_at", "reported_colour")
    file = to_send(tmp_path, [f"{PLAN},{PLACE},2026-09-01,2026-10-01,month,120,200,red"], header=header)
    _, text, _ = looked(file, council)
    _, told, _ = looked(file, council, "--json")
    for words in (text, told):
        assert not re.search(r"\b(red|amber|green|colou?rs?|target|margin|boundary|distance|short of)\b", words, re.I)
    other = copied(council, tmp_path / "other")
    measure = other / "register" / "measures" / f"{PLAN}.yaml"
    measure.write_text(measure.read_text().replace("value: 72", "value: 59").replace("higher", "lower"))
    assert looked(file, other)[1] == text
    assert looked(file, other, "--json")[1] == told


def test_a_look_writes_nothing(looked, council, tmp_path):
    def everything():
        return {path: path.stat().st_mtime_ns for path in sorted(council.rglob("*"))}

    before = everything()
    looked(to_send(tmp_path, as_sent()), council)
    assert everything() == before


def test_a_file_in_the_drop_folder_and_one_sent_before_are_looked_at_too(looked, council, tmp_path):
    file = council / "inbox" / "returns" / "homelessness" / "history.csv"
    code, out, _ = looked(file, council)
    assert code == 0
    assert "These very bytes came in before, on 15 October 2026." in out
    fresh = write_workspace(tmp_path / "fresh", is_proven=False)
    _, out, _ = looked(write_return(fresh, "first.csv", rows()), fresh)
    assert "Nothing of these measures was sent before." in out
    assert not (fresh / "warehouse").exists()


def test_a_machine_has_every_difference(looked, council, tmp_path):
    file = to_send(tmp_path, [line.replace(",200,", ",300,") for line in as_sent()])
    record = json.loads(looked(file, council, "--json")[1])
    assert [row["what"] for row in record["differences"]] == ["differs"] * 6
    assert record["after_disclosure_control"] is False


def test_a_file_that_is_not_there_says_how_to_name_one(looked, council, tmp_path):
    code, _, err = looked(tmp_path / "none.csv", council)
    assert code == 1
    assert "HLS-M133" in err
    assert looked(tmp_path, council)[0] == 1
