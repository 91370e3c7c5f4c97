"""`hls-signals explain`: one change in lines for an email, with nothing that a page may not hold."""

import json
import os
import re
import subprocess
import sys

import duckdb
import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from hls_signals.cli.app import main
from hls_signals.cli.asked_period import UnreadablePeriod, asked_period
from hls_signals.cli.explained import lines
from hls_signals.narrative.record import notes_store
from hls_signals.warehouse.run_record import newest_database
from hls_signals.why.wording import Sentence
from hls_signals.workspace.layout import open_workspace
from tests.functional.small_workspace import copied, write_workspace
from tests.functional.words_workspace import a_csv, notes

PLAN, PLACE = "plan_in_place", "X06000901"
# Approved by a person; another note waits.
NOTE = "hotel-00"


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_workspace(tmp_path_factory.mktemp("explain") / "council")
    said = folder / "inbox" / "narratives" / "hotel.csv"
    said.parent.mkdir(parents=True, exist_ok=True)
    said.write_text(a_csv(*list(notes())[:2]), encoding="utf-8")
    told("run", str(folder), "--until", "raw")
    (text_hash,) = notes_store(open_workspace(folder)).current().filter(narrative_id=NOTE)["text_sha256"]
    told("notes", "approve", NOTE, "--text-hash", text_hash, "--by", "chair", "-w", str(folder))
    told("run", str(folder))
    return folder


def told(*arguments):
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output


@pytest.fixture
def asked(council, monkeypatch, capsys):
    def ask(*arguments, at=council):
        monkeypatch.setattr("sys.argv", ["hls-signals", "explain", *arguments, "-w", str(at)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return ask


def test_a_record_of_an_earlier_version_is_not_put_into_words_that_do_not_fit(asked, council, tmp_path):
    older = copied(council, tmp_path / "older")
    with duckdb.connect(str(newest_database(open_workspace(older)))) as store:
        store.execute("update published.shown_explanations set method_version = '3'")
        store.execute("alter table published.shown_terms drop column denominator0")
    code, out, err = asked(PLAN, PLACE, "2026-08", at=older)
    assert (code, out) == (1, "")
    assert "HLS-W411" in err
    assert "hls-signals run" in err


def test_a_change_is_told_by_section_with_the_question_last(asked):
    code, out, _ = asked(PLAN, PLACE, "2026-08")
    assert code == 0
    change, _, told = out.partition("Could it be routine?")
    head = " ".join(change.split())
    assert head.startswith("Plan in place, Place 1. The figures for July 2026 repeat September 2024. Ask whether ")
    assert re.search(r"(Green|Amber|Red) in July 2026 \(\S+%\), (green|amber|red) in August 2026 \(\S+%\)\.", head)
    assert re.search(r"Target \d+%, amber from \d+%\.", head), head
    *rest, known = ("Could it be routine?" + told).splitlines()
    assert known.startswith("Figures after disclosure control, as known on ")
    labels = [line[:22].strip() for line in rest if not line.startswith(" ")]
    assert labels == [
        "Could it be routine?",
        "By the rules",
        "In the numbers",
        "What people wrote",
        "Cannot be known",
        "Ask",
    ]
    assert max(map(len, out.splitlines())) <= 110
    assert rest[-1].endswith("What would we expect to see next month?")


def test_a_period_older_than_the_pages_tell_of_has_its_words_too(asked):
    code, out, _ = asked(PLAN, PLACE, "2024-05-01")
    assert code == 0
    assert "May 2024" in out
    assert "too little history" in out


def test_json_is_the_record_with_terms_that_add_up_to_the_shown_change(asked):
    code, out, _ = asked(PLAN, PLACE, "2026-08", "--json")
    record = json.loads(out)
    assert code == 0
    assert (record["measure_id"], record["area_code"], record["period1_start"]) == (PLAN, PLACE, "2026-08-01")
    amounts = [term["amount"] for term in record["terms"] if term["level"] == "bridge"]
    assert sum(amounts) == pytest.approx(record["value1"] - record["value0"])
    assert record["gate"]["result"] == "routine_variation"
    assert record["cannot_know"] == ["no_causation", "unmeasured_mix"]
    numbers = {term["term_no"] for term in record["terms"]}
    assert all(set(sentence["term_nos"]) <= numbers for sentence in record["sentences"])


def test_a_measure_about_people_shows_its_rounded_figures(asked):
    code, out, _ = asked("in_hotels", PLACE, "2026-08", "--json")
    record = json.loads(out)
    assert code == 0
    assert [record[name] % 5 for name in ("value0", "value1")] == [0, 0]


def record_of(asked, *arguments):
    code, out, err = asked(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_against_the_month_before_it_is_the_answer_that_the_run_wrote_down(asked):
    written = record_of(asked, PLAN, PLACE, "2026-08")
    day = written["as_of"]
    assert record_of(asked, PLAN, PLACE, "2026-08", "--as-of", day) == written
    assert record_of(asked, "in_hotels", PLACE, "2026-08", "--against", "2026-07-31") == record_of(
        asked, "in_hotels", PLACE, "2026-08"
    )


def test_what_people_wrote_stands_beside_a_change_that_nobody_wrote_down_as_beside_one_that_was(asked):
    written = record_of(asked, "in_hotels", PLACE, "2026-07")
    notes_beside = [entry["id"] for entry in written["evidence"] if entry["kind"] == "note"]
    assert notes_beside == [NOTE]
    assert record_of(asked, "in_hotels", PLACE, "2026-07", "--against", "2026-06-30") == written
    other = record_of(asked, "in_hotels", PLACE, "2026-07", "--against", "last_year")
    assert [entry["id"] for entry in other["evidence"] if entry["kind"] == "note"] == notes_beside


def test_another_earlier_period_and_another_day_are_worked_out(asked):
    found = record_of(asked, PLAN, PLACE, "2026-08", "--against", "last_year")
    assert (found["period0_start"], found["period1_start"]) == ("2025-08-01", "2026-08-01")
    then = record_of(asked, PLAN, PLACE, "2026-08", "--known-then", found["as_of"])
    assert then["known_then"] == found["as_of"]


def test_a_day_on_which_the_month_was_not_yet_known_says_which_months_were(asked):
    ended, out, err = asked(PLAN, PLACE, "2026-08", "--as-of", "2020-01-01")
    assert (ended, out) == (1, "")
    assert "HLS-Y102" in err
    ended, _, err = asked(PLAN, PLACE, "2026-08", "--as-of", "2099-01-01")
    assert ended == 1
    assert "HLS-W415" in err
    assert "hls-signals run --as-of 2099-01-01" in err


@pytest.mark.parametrize(
    "option", [("--against", "June"), ("--known-then", "soon"), ("--as-of", "2026-13-01"), ("--against", "2026-13-01")]
)
def test_a_day_that_is_none_is_told(asked, option):
    ended, _, err = asked(PLAN, PLACE, "2026-08", *option)
    assert ended == 1
    assert "HLS-W416" in err


@pytest.mark.parametrize(
    ("arguments", "code", "offered"),
    [
        (("plan_in_plac", PLACE, "2026-08"), "HLS-W102", "nearest: plan_in_place"),
        ((PLAN, "X06000911", "2026-08"), "HLS-W413", "nearest: X06000901"),
        ((PLAN, PLACE, "2031-08"), "HLS-Y102", "nearest: 2026-08-01"),
        ((PLAN, PLACE, "2025/26"), "HLS-Y102", "nearest: 2025-04-01"),
        ((PLAN, PLACE, "August"), "HLS-W412", "2026-Q3"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest_that_is(asked, arguments, code, offered):
    ended, out, err = asked(*arguments)
    assert (ended, out) == (1, "")
    assert code in err
    assert offered in err


def test_before_the_first_run_it_is_said_how_to_run(asked, tmp_path):
    ended, _, err = asked(PLAN, PLACE, "2026-08", at=write_workspace(tmp_path / "new"))
    assert ended == 1
    assert "HLS-W411" in err


@pytest.mark.parametrize("text", ["2025/27", "2026-13", "2026-Q5", "", "2026-02-30", "next month"])
def test_a_name_of_no_period_is_told(text):
    with pytest.raises(UnreadablePeriod, match="HLS-W412"):
        asked_period(text)


def test_years_and_quarters_name_their_first_days():
    assert [str(day) for day in asked_period("2025/26").starts] == ["2025-04-01", "2025-09-01"]
    assert [str(day) for day in asked_period("1999/00").starts] == ["1999-04-01", "1999-09-01"]
    assert str(*asked_period("2026-Q4").starts) == "2026-10-01"
    assert asked_period("2026").types == ("calendar_year",)


@pytest.mark.parametrize("against", ["previous", "last_year"])
def test_a_question_waits_for_nothing_that_builds_pages_or_looks_for_gaming(council, against):
    asks = "import sys; from hls_signals.cli.app import main\ntry: main()\nfinally: print(*sys.modules)"
    command = [sys.executable, "-c", asks, "explain", PLAN, PLACE, "2026-08", "--against", against, "-w", str(council)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    brought = set(told.splitlines()[-1].split())
    assert "hls_signals.disclosure.explanations" in brought
    assert brought & {"hls_signals.publish.site", "hls_signals.gaming", "scipy.stats", "altair", "dagster"} == set()


def test_a_period_without_a_figure_names_its_area_once():
    said = [Sentence(1, "change", "Place 1: the return for June 2026 was excused.", ())]
    assert lines("Plan in place", "Place 1", said) == ["Plan in place, Place 1: the return for June 2026 was excused."]


TRUE = "before disclosure control: true values"


def test_true_values_are_told_on_a_terminal_and_the_first_line_says_so(council):
    shown, told = os.openpty()
    command = [sys.executable, "-m", "hls_signals.cli", "explain", "in_hotels", PLACE, "2026-08", "--restricted"]
    try:
        ended = subprocess.run([*command, "-w", str(council)], stdin=told, stdout=told, stderr=told, check=False)
        os.close(told)
        out = _all_of(shown)
    finally:
        os.close(shown)
    first, *rest = out.splitlines()
    assert ended.returncode == 0, out
    assert first == (
        "RESTRICTED: true values, before disclosure control. For the analyst's own eyes; not for a page or an email."
    )
    assert TRUE in rest[-1]


def _all_of(terminal):
    """Everything written to a pseudo-terminal whose other end is shut."""
    found = b""
    try:
        while piece := os.read(terminal, 65536):
            found += piece
    except OSError:
        pass  # Linux says that the other end is gone
    return found.decode()


def test_true_values_go_to_no_pipe(asked):
    code, out, err = asked("in_hotels", PLACE, "2026-08", "--restricted")
    assert (code, out) == (1, "")
    assert "HLS-W417" in err
    assert "--to warehouse/FILE" in err


@pytest.mark.parametrize("name", ["excerpt.txt", "published/excerpt.txt", "warehouse/raw/excerpt.txt", "warehouse"])
def test_a_file_of_true_values_lies_in_the_warehouse_alone(asked, council, name):
    code, out, err = asked("in_hotels", PLACE, "2026-08", "--restricted", "--to", str(council / name))
    assert (code, out) == (1, "")
    assert "HLS-W417" in err
    assert not (council / name).is_file()


def test_a_link_leads_no_true_value_out_of_the_warehouse(asked, council, tmp_path):
    (council / "warehouse" / "out.txt").symlink_to(tmp_path / "out.txt")
    code, _, err = asked("in_hotels", PLACE, "2026-08", "--restricted", "--to", str(council / "warehouse" / "out.txt"))
    assert code == 1
    assert "HLS-W417" in err
    assert list(tmp_path.iterdir()) == []


def test_true_values_in_the_warehouse_are_those_that_were_sent_and_their_owners_alone(asked, council):
    file = council / "warehouse" / "explained.json"
    arguments = ("in_hotels", PLACE, "2026-08", "--restricted", "--json", "--to", str(file))
    code, out, _ = asked(*arguments)
    text = file.read_text(encoding="utf-8")
    record = json.loads(text)
    assert code == 0
    assert text.startswith('{"restricted": "RESTRICTED: true values')
    assert record["after_disclosure_control"] is False
    # 25 + (number * 7 + place * 5) % 11 % 7 of the small workspace's months 28 and 29, Place 1.
    assert [record["value0"], record["value1"]] == [25 + 28 * 7 % 11 % 7, 25 + 29 * 7 % 11 % 7]
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(record["value1"]) not in out
    assert asked(*arguments)[0] == 1, "a file that is there already is not written over"


def test_true_values_of_a_pair_that_no_run_wrote_down_are_worked_out(asked, council):
    file = council / "warehouse" / "last_year.txt"
    code, _, err = asked("in_hotels", PLACE, "2026-08", "--against", "last_year", "--restricted", "--to", str(file))
    assert code == 0, err
    first, *_, last = file.read_text(encoding="utf-8").splitlines()
    assert first.startswith("RESTRICTED: true values")
    assert TRUE in last


def test_what_a_page_may_hold_needs_no_file_of_its_own(asked, council):
    code, _, err = asked("in_hotels", PLACE, "2026-08", "--to", str(council / "warehouse" / "plain.txt"))
    assert code == 2
    assert "leave --to out" in " ".join(err.split())


def test_an_excerpt_says_whether_its_figures_are_after_disclosure_control(asked):
    _, out, _ = asked("in_hotels", PLACE, "2026-08")
    assert out.splitlines()[-1].startswith("Figures after disclosure control, as known on ")
    _, out, _ = asked("in_hotels", PLACE, "2026-08", "--json")
    assert json.loads(out)["after_disclosure_control"] is True
