"""Does a council's own tracker become a register: a measure a row, every guess asked, nothing used until answered?"""

from __future__ import annotations

import re

import polars as pl
import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

from hls_signals.cli import app
from hls_signals.register import load_register
from hls_signals.register.drafts import CHOOSE
from hls_signals.register.starting import write_starting
from hls_signals.returns.tracker import pattern_of, tracker
from hls_signals.returns.tracker_draft import commentary, drafted_files, last_day
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import open_workspace
from tests.house.awkward_tracker import write_tracker

RUNNER = CliRunner()
RETURN = "scorecard"


@pytest.fixture(scope="module")
def scorecard(tmp_path_factory):
    return write_tracker(tmp_path_factory.mktemp("tracker") / f"{RETURN}.xlsx")


@pytest.fixture
def council(tmp_path, scorecard):
    """A new workspace into whose register the tracker was drafted."""
    folder = tmp_path / "council"
    write_starting(folder)
    done = RUNNER.invoke(app, ["profile", str(scorecard), "--register", str(folder / "register"), "-w", str(folder)])
    assert done.exit_code == 0, done.output
    assert "60 measures" in done.output
    return folder


def drafted(council):
    return [*(council / "register" / "measures").glob("*.yaml"), council / "register" / "returns" / f"{RETURN}.yaml"]


def answered(council):
    """Every guess taken as it stands, and the one area named."""
    for path in drafted(council):
        text = re.sub(rf" *{CHOOSE}.*", "", path.read_text(encoding="utf-8"))
        path.write_text(text.replace('fixed: ""', "fixed: X99000001"), encoding="utf-8")


def test_a_measure_a_row_is_drafted_and_headings_titles_and_notes_are_none(scorecard):
    found = tracker(scorecard)
    assert found is not None
    assert len(found.measures) == 60
    assert (found.header_row, found.left_out, found.period_type, found.pattern) == (4, 7, "month", "???-2?")
    assert not any(one.name.isupper() for one in found.measures)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, ("percent", True, "higher", True, "85", "5")),
        (1, ("count", True, "lower", True, "12", "3")),
        (2, ("days", True, "lower", True, "10", "2")),
        (3, ("percent", True, "higher", True, "90", "5")),
        (4, ("count", False, "higher", False, "", "")),
        (5, ("pounds", True, "lower", True, "1200", "")),
        (6, ("percent", True, "higher", False, "95.5", "5.0")),
        (8, ("count", False, "higher", False, "", "")),
    ],
)
def test_what_the_cells_say_is_taken_and_what_they_do_not_say_is_guessed_as_a_guess(scorecard, number, said):
    one = tracker(scorecard).measures[number]
    assert (one.unit, one.is_unit_said, one.polarity, one.is_polarity_said, one.target, one.amber) == said


def test_check_refuses_the_draft_until_every_guess_is_answered(council):
    refused = RUNNER.invoke(app, ["check", str(council)])
    assert isinstance(refused.exception, MendableError)
    assert str(refused.exception).count("HLS-M131") > 60
    answered(council)
    assert len(load_register(open_workspace(council)).measures) == 62


def test_once_answered_the_tracker_itself_is_read_by_its_mapping(council, scorecard):
    answered(council)
    inbox = council / "inbox" / "returns" / RETURN
    inbox.mkdir(parents=True)
    (inbox / scorecard.name).write_bytes(scorecard.read_bytes())
    (inbox / f"{scorecard.name}.done").touch()
    told = RUNNER.invoke(app, ["check", str(council)])
    assert "60 of 67 rows" in told.output
    assert "accepted" in told.output


def test_commentary_becomes_notes_to_which_nobody_has_consented(council):
    notes = pl.read_csv(council / "inbox" / "narratives" / f"{RETURN}-commentary.csv")
    assert notes.height == 45
    assert set(notes["consent"]) == {"unknown"}
    assert set(notes["occurred_on"]) == {"2026-09-30"}
    register = council / "register"
    assert not any("Staff were away" in path.read_text(encoding="utf-8") for path in register.rglob("*.yaml"))


def test_nothing_that_is_there_is_overwritten(council, scorecard):
    again = RUNNER.invoke(app, ["profile", str(scorecard), "--register", str(council / "register"), "-w", str(council)])
    assert getattr(again.exception, "code", "") == "M132"


def test_a_file_that_is_no_tracker_is_told(tmp_path, council):
    plain = tmp_path / "plain.csv"
    plain.write_text("area,month,value\nX99000001,2026-04,7\n", encoding="utf-8")
    told = RUNNER.invoke(app, ["profile", str(plain), "--register", str(tmp_path / "r"), "-w", str(council)])
    assert getattr(told.exception, "code", "") == "M132"
    assert "periods across" in str(told.exception)


@pytest.mark.parametrize(
    ("periods", "others", "pattern"),
    [
        (["2024", "2025"], ["Target 2025"], "202?"),
        (["Q1 2025/26", "Q2 2025/26"], ["Target"], "Q? 2025/26"),
        (["June 25", "September 25"], ["Name of KPI"], ""),
        (["2024", "2025"], ["2029"], ""),
    ],
)
def test_a_pattern_fits_the_periods_and_nothing_else_or_a_person_is_asked(periods, others, pattern):
    assert pattern_of(periods, others) == pattern


def test_rows_of_one_name_are_told_apart(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("Measure,2024-04,2024-05\nCalls,1,2\nCalls,3,4\n", encoding="utf-8")
    found = tracker(path)
    assert found is not None
    names = [name for name in drafted_files(found) if name.startswith("measures/")]
    assert names == ["measures/calls.yaml", "measures/calls_2.yaml"]
    assert commentary(found, last_day(found)) is None


def test_a_grid_as_a_performance_system_exports_it_is_a_tracker(tmp_path):
    path = tmp_path / "pentana.csv"
    path.write_text(
        "Code,Title,Unit,Aim to,Current Target,April 2025,May 2025,Status,Latest Note\n"
        "H1,Calls answered,%,Maximise,90%,88%,91%,OK,Two people were away.\n"
        "H2,Complaints,Number,Minimise,5,4,6,Alert,\n",
        encoding="utf-8",
    )
    found = tracker(path)
    assert found is not None
    assert [(one.name, one.unit, one.polarity, one.target) for one in found.measures] == [
        ("Calls answered", "percent", "higher", "90"),
        ("Complaints", "count", "lower", "5"),
    ]
    assert found.measures[0].commentary == "Two people were away."


def quarterly(path):
    """A tracker by quarter: `Aim`, targets with their unit, and per cents that the workbook keeps as fractions."""
    book = Workbook(str(path))
    share = book.add_format({"num_format": "0%"})
    sheet = book.add_worksheet("PIs")
    heads = (
        "PI ref",
        "Performance measure",
        "Aim",
        "Target 2026/27",
        "Q1 2025/26",
        "Q2 2025/26",
        "Direction of travel",
    )
    rows = (
        ("H1", "Average time to first visit (days)", "Smaller is better", "12 days", 9.5, 11, "up"),
        ("H2", "Survey: satisfied or very satisfied", "Maximise", "80%", 0.74, 0.78, "down"),
        ("H3", "Cost per placement (£)", "Minimise", "£1,150", "£1,100", "£1,180", "up"),
    )
    for line, cells in enumerate((heads, *rows)):
        for column, held in enumerate(cells):
            if isinstance(held, float) and held < 1:
                sheet.write_number(line, column, held, share)
            else:
                sheet.write(line, column, held)
    book.add_worksheet("Notes").write(0, 0, "See elsewhere")
    book.close()
    return path


def test_the_aim_the_unit_in_a_target_and_fractions_of_one_are_read(tmp_path, council):
    file = quarterly(tmp_path / "pis.xlsx")
    days, share, cost = tracker(file, "PIs").measures
    assert (days.unit, days.polarity, days.is_polarity_said, days.target) == ("days", "lower", True, "12")
    assert (share.unit, share.polarity, share.target, share.is_fraction) == ("percent", "higher", "80", True)
    assert (cost.unit, cost.is_unit_said, cost.polarity, cost.target) == ("pounds", True, "lower", "1150")
    told = RUNNER.invoke(
        app, ["profile", str(file), "--register", str(council / "register"), "-w", str(council), "--sheet", "PIs"]
    )
    assert "inbox/returns/pis/" in told.output
    mapping = (council / "register" / "returns" / "pis.yaml").read_text(encoding="utf-8")
    assert "value: {column: cell, times: 100}}  # choose: the cells hold fractions of one" in mapping


def test_a_target_kept_as_a_fraction_of_one_is_on_the_scale_of_its_figures(tmp_path):
    with Workbook(str(tmp_path / "shares.xlsx")) as book:
        sheet = book.add_worksheet("Shares")
        rows = [
            ["Measure", "Unit", "Target", "Amber", "Apr 2026", "May 2026", "Jun 2026"],
            ["Plans in place", "%", 0.72, 0.67, 0.71, 0.74, 0.69],
            ["Calls answered", "%", 1, 0.9, 0.98, 0.97, 0.99],
            ["Letters sent in time", "%", 80, 75, 0.81, 0.79, 0.8],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    found = tracker(tmp_path / "shares.xlsx", "Shares").measures
    assert [(one.is_fraction, one.target, one.amber) for one in found] == [
        (True, "72", "5"),
        (True, "100", "10"),
        (True, "80", "5"),
    ]


def test_which_sheet_is_asked_for_by_the_option_that_names_it(tmp_path, council):
    file = quarterly(tmp_path / "pis.xlsx")
    refused = RUNNER.invoke(app, ["profile", str(file), "--register", str(council / "register"), "-w", str(council)])
    assert isinstance(refused.exception, MendableError)
    assert refused.exception.mend == "name the sheet with --sheet"
