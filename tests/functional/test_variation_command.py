"""The command on a plain file, as somebody without a workspace types it."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest

from hls_signals.cli.app import main
from hls_signals.variation import signals
from tests.fixtures_returns.workbooks import SheetOf, table, xlsx

FIGURES = (12, 15, 11, 14, 13, 16, 12, 14, 13, 15, 12, 14, 26)
PERSON = "Maria Penrose"
HEAD = "series,date,value\n"


def month(number):
    return f"{2025 + (number + 3) // 12}-{(number + 3) % 12 + 1:02d}-01"


def lines(name, figures):
    return "".join(f"{name},{month(number)},{figure}\n" for number, figure in enumerate(figures))


@pytest.fixture
def waits(tmp_path):
    """The worked example of the page under one name, a shorter series under an earlier one."""
    path = tmp_path / "waits.csv"
    path.write_text(HEAD + lines("Tamarhaven", FIGURES) + lines("Ashmoor", FIGURES[:4]), encoding="utf-8")
    return path


@pytest.fixture
def told(monkeypatch, capsys):
    """What the command says and how it ends, as a shell would see it."""

    def tell(*arguments):
        monkeypatch.setattr("sys.argv", ["hls-signals", "variation", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return tell


def cells(line):
    return re.split(r" {2,}", line)


# What is printed


def test_each_series_is_told_in_name_order_and_then_chance(told, waits):
    code, out, err = told(waits)
    head, ashmoor, tamarhaven, advice, chance = out.splitlines()
    assert (code, err) == (0, "")
    assert cells(head) == [
        "series", "points", "typical level", "usual range", "signals in the last 3 periods", "advice",
    ]  # fmt: skip
    assert cells(ashmoor) == ["Ashmoor", "4", "-", "-", "-", "too_few_points"]
    assert cells(tamarhaven)[:5] == ["Tamarhaven", "13", "14.3846", "7.61371 to 21.1555", "2026-04-01 high"]
    assert advice == "too_few_points: There are too few points for a usual range."
    assert chance.startswith("If nothing had changed, about 0 of these 2 charts")
    assert chance.endswith("Measures that share people move together, so the true spread is wider.")


def test_the_same_for_a_machine(told, waits):
    code, out, _ = told(waits, "--json")
    record = json.loads(out)
    assert code == 0
    assert (record["preset"], record["chart"], record["rows"]) == ("hls", "xmr", 17)
    last = record["series"][-1]
    assert last["series"] == {"series": "Tamarhaven"}
    assert last["upper"] == pytest.approx(21.155524, abs=1e-6)
    assert [signal["read_first"] for signal in last["signals"]] == ["signal_high"]
    assert record["by_chance"]["charts"] == 2


# 14 months about one level, then 14 about another.
FALLEN = [64, 61, 66, 63, 65, 62, 66, 64, 61, 65, 63, 66, 62, 64, *[40, 42, 39, 41, 43, 38, 41, 40, 42, 39] * 2][:28]


def test_a_long_run_is_told_with_how_a_person_begins_a_phase_there(told, tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + lines("Hotels", FALLEN) + lines("Steady", FIGURES), encoding="utf-8")
    out = told(tmp_path / "a.csv")[1].splitlines()
    (suggested,) = [line for line in out if "points in a row" in line]
    assert suggested == (
        "Hotels: 14 points in a row on one side of the first ones, from 2026-06-01 (typical level 63.8333 before, "
        "40.5 since)."
    )
    assert "never begun by itself" in out[out.index(suggested) + 1]
    record = json.loads(told(tmp_path / "a.csv", "--json")[1])
    assert [one["series"] for one in record["suggested_phases"]] == [{"series": "Hotels"}]
    assert record["suggested_phases"][0]["suggested_start"] == "2026-06-01"


def test_a_phase_that_a_person_began_is_suggested_no_more(told, tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + lines("Hotels", FALLEN), encoding="utf-8")
    (tmp_path / "phases.csv").write_text("series,starts,reason\nHotels,2026-06-01,The lease ended\n", encoding="utf-8")
    out = told(tmp_path / "a.csv", "--phases", tmp_path / "phases.csv")[1]
    assert "points in a row" not in out
    assert "40.5" in out


@pytest.mark.parametrize("name", ["run_points", "suggested_start", "centre_before", "nearest_event"])
def test_a_series_column_may_have_the_name_of_what_a_suggestion_says(told, tmp_path, name):
    text = HEAD.replace("series", name) + lines("Hotels", FALLEN)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    code, out, _ = told(tmp_path / "a.csv", "--series", name)
    assert (code, "points in a row" in out) == (0, True)


@pytest.mark.parametrize("chart", ["mr", "g", "t", "xbar_s"])
def test_no_phase_is_suggested_where_a_period_is_no_single_figure(told, tmp_path, chart):
    (tmp_path / "a.csv").write_text(HEAD + lines("Hotels", FALLEN) + lines("Hotels", FALLEN), encoding="utf-8")
    if chart == "mr":
        (tmp_path / "a.csv").write_text(HEAD + lines("Hotels", FALLEN), encoding="utf-8")
    code, out, _ = told(tmp_path / "a.csv", "--chart", chart)
    assert (code, "points in a row" in out) == (0, False)


def test_an_empty_table_says_so_and_writes_every_column(told, tmp_path):
    (tmp_path / "none.csv").write_text(HEAD, encoding="utf-8")
    code, out, _ = told(tmp_path / "none.csv", "--to", tmp_path / "out.csv")
    assert code == 0
    assert "0 rows of 0 series" in out
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("series,date,plotted,")


# What is written


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_the_record_is_written_whole_and_as_the_library_gives_it(told, waits, tmp_path, ending):
    target = tmp_path / f"signals.{ending}"
    code, out, _ = told(waits, "--to", target)
    assert code == 0
    assert out.splitlines()[0] == f"17 rows of 2 series in {target}. Preset hls, chart xmr."
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet, "json": pl.read_json}[ending](target)
    expected = signals(pl.read_csv(waits), time="date")
    assert read.columns == expected.columns
    assert read["upper"].to_list() == pytest.approx(expected["upper"].to_list(), nan_ok=True)
    assert read["read_first"].cast(pl.String).to_list() == expected["read_first"].cast(pl.String).to_list()


def test_a_text_that_a_spreadsheet_would_run_is_guarded(told, tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + lines("=1+1", FIGURES), encoding="utf-8")
    told(tmp_path / "a.csv", "--to", tmp_path / "out.csv")
    assert "\n'=1+1,2025-04-01" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_nothing_is_written_and_an_old_file_stays_where_the_file_cannot_be_read(told, tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + "Tamarhaven,2025-04-01,twelve\n", encoding="utf-8")
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    code, _, _ = told(tmp_path / "a.csv", "--to", tmp_path / "out.csv")
    assert code == 1
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "out.csv"]


# Other names, numerators, presets


def test_other_names_are_kept_in_the_result(told, tmp_path):
    text = "Team,Ward,Month,Seen\n" + "".join(
        f"North,{w},{month(n)},{f}\n" for w in "AB" for n, f in enumerate(FIGURES)
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    options = ("--series", "Team", "--series", "Ward", "--time", "Month", "--value", "Seen")
    code, out, _ = told(tmp_path / "a.csv", *options, "--to", tmp_path / "out.parquet")
    assert code == 0
    assert "26 rows of 2 series" in out
    assert pl.read_parquet(tmp_path / "out.parquet").columns[:3] == ["Team", "Ward", "Month"]
    assert [line.split("  ")[0] for line in told(tmp_path / "a.csv", *options)[1].splitlines()[1:3]] == [
        "North / A",
        "North / B",
    ]


def test_a_column_n_makes_the_value_a_numerator(told, tmp_path):
    text = "series,date,value,n\n" + "".join(f"a,{month(n)},{f},50\n" for n, f in enumerate(FIGURES))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    _, out, _ = told(tmp_path / "a.csv", "--scale", "100")
    assert cells(out.splitlines()[1])[2] == "28.7692"
    _, out, _ = told(tmp_path / "a.csv", "--value", "value")
    assert cells(out.splitlines()[1])[2] == "14.3846"
    _, out, _ = told(tmp_path / "a.csv", "--numerator", "value", "--denominator", "n")
    assert cells(out.splitlines()[1])[2] == "0.287692"


def test_a_parquet_file_is_read_with_its_types(told, tmp_path, waits):
    frame = pl.read_csv(waits).with_columns(pl.col("date").str.to_date())
    frame.write_parquet(tmp_path / "waits.parquet")
    assert told(tmp_path / "waits.parquet")[1] == told(waits)[1]


def test_a_workbook_is_read_with_its_own_rows(told, tmp_path):
    days = [month(number) + (" 00:00:00" if number % 2 else "") for number in range(13)]
    rows = [
        ("series", "date", "value"),
        *(("Tamarhaven", day, figure) for day, figure in zip(days, FIGURES, strict=True)),
    ]
    (tmp_path / "waits.xlsx").write_bytes(table(*rows, ("Tamarhaven", "2026-05-01", PERSON)))
    code, _, err = told(tmp_path / "waits.xlsx")
    assert (code, "waits.xlsx, row 15, column value" in err, PERSON in err) == (1, True, False)
    (tmp_path / "waits.xlsx").write_bytes(table(*rows, first_row=3))
    code, out, _ = told(tmp_path / "waits.xlsx")
    assert (code, cells(out.splitlines()[1])[3]) == (0, "7.61371 to 21.1555")


def test_a_workbook_with_two_sheets_asks_for_one(told, tmp_path):
    sheets = [SheetOf(name, [("series", "date", "value")]) for name in ("one", "two")]
    (tmp_path / "waits.xlsx").write_bytes(xlsx(*sheets))
    code, _, err = told(tmp_path / "waits.xlsx")
    assert (code, "leave one sheet to be seen" in err) == (1, True)


def test_a_changed_preset_is_named_and_has_no_number_for_chance(told, waits):
    code, out, _ = told(waits, "--set", "screen=false", "--set", "shift_points=off", "--json")
    record = json.loads(out)
    assert code == 0
    assert record["preset"] == "hls+screen=False+shift_points=None"
    assert record["series"][-1]["upper"] == pytest.approx(23.251282, abs=1e-6)
    assert "not simulated for this preset" in record["by_chance"]["not_known"]
    assert "chance alone" in told(waits, "--set", "screen=false")[1].splitlines()[-1]


@pytest.mark.parametrize("name", ["hls", "nhsr-0.2.2", "mdc-2023", "wheeler"])
def test_every_preset_can_be_named(told, waits, name):
    code, out, _ = told(waits, "--preset", name, "--json")
    assert (code, json.loads(out)["preset"]) == (0, name)


def test_phases_excluded_points_and_a_baseline_are_given_as_files_and_a_number(told, waits, tmp_path):
    (tmp_path / "phases.csv").write_text("starts,reason\n2025-10-01,a new form\n", encoding="utf-8")
    (tmp_path / "out.csv").write_text("series,date,reason\nTamarhaven,2026-04-01,a flood\n", encoding="utf-8")
    last = json.loads(told(waits, "--phases", tmp_path / "phases.csv", "--json")[1])["series"][-1]
    assert last["phase"] == 2
    last = json.loads(told(waits, "--excluded", tmp_path / "out.csv", "--json")[1])["series"][-1]
    assert (last["points"], last["signals"]) == (12, [])
    last = json.loads(told(waits, "--baseline", "12", "--json")[1])["series"][-1]
    assert last["centre"] == pytest.approx(sum(FIGURES[:12]) / 12)


def test_a_chart_that_is_left_open_is_chosen_with_its_reason(told, waits, tmp_path):
    _, out, _ = told(waits, "--chart", "auto")
    assert "xmr for 2 series: The figures are single values" in out
    text = "series,date,value,n\n" + "".join(f"a,{month(n)},{f},{40 + 30 * (n % 3)}\n" for n, f in enumerate(FIGURES))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    record = json.loads(told(tmp_path / "a.csv", "--chart", "auto", "--json")[1])
    assert record["chart"] == "p"
    assert [(choice["chart"], choice["series"]) for choice in record["chosen"]] == [("p", 1)]


def test_a_series_column_of_any_name_can_have_its_chart_chosen(told, waits, tmp_path):
    (tmp_path / "a.csv").write_text(waits.read_text(encoding="utf-8").replace("series", "reason"), encoding="utf-8")
    (tmp_path / "out.csv").write_text("reason,date\nTamarhaven,2026-04-01\n", encoding="utf-8")
    options = ("--chart", "auto", "--series", "reason", "--excluded", tmp_path / "out.csv", "--json")
    code, out, _ = told(tmp_path / "a.csv", *options)
    assert (code, json.loads(out)["series"][-1]["points"]) == (0, 12)


def test_every_chart_can_be_named(told, tmp_path):
    text = "series,date,value,n\n" + "".join(f"a,{month(n)},{f},{40 + 30 * (n % 3)}\n" for n, f in enumerate(FIGURES))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    for chart in ("run", "mr", "p", "np", "u", "p'", "u'"):
        code, out, _ = told(tmp_path / "a.csv", "--chart", chart)
        assert (code, out.splitlines()[1].split()[0]) == (0, "a")


# Figures that cannot be used


def test_figures_no_chart_can_hold_are_counted_and_their_first_rows_named(told, tmp_path):
    figures = [*FIGURES[:6], "inf", "nan", *FIGURES[8:]]
    (tmp_path / "a.csv").write_text(HEAD + lines("b", figures) + lines("a", figures), encoding="utf-8")
    code, out, _ = told(tmp_path / "a.csv")
    assert code == 0
    assert "4 figures were not used, because this chart cannot hold such a figure: rows 8, 9, 21, 22." in out
    record = json.loads(told(tmp_path / "a.csv", "--json")[1])
    assert record["unusable"] == {"count": 4, "first_rows": [8, 9, 21, 22]}


# What cannot be read


WRONG = {
    "a number": (HEAD + f"a,2025-04-01,1\n\na,2025-05-01,{PERSON}\n", "V108", "row 4, column value"),
    "a date": (HEAD + f"a,{PERSON},1\n", "V109", "row 2, column date"),
    "a period twice": (HEAD + f"{PERSON},2025-04-01,1\n" * 2, "V107", "rows 2 and 3, columns series, date"),
    "too many cells": (HEAD + f"a,2025-04-01,1,{PERSON}\n", "W420", "row 2"),
    "no heading": (f"a,2025-04-01,{PERSON}\n", "W420", "row 1"),
    "two columns of a name": (f"series,date,value,date\na,2025-04-01,1,{PERSON}\n", "W420", "row 1, column 4"),
    "a column without a name": (f"series,date,value,\na,2025-04-01,1,{PERSON}\n", "W420", "row 1, column 4"),
    "an open quotation mark": (HEAD + f'a,2025-04-01,"{PERSON}\n', "W420", "a.csv"),
    "nothing": ("", "W420", "a.csv"),
}


@pytest.mark.parametrize(("text", "code", "where"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("as_json", [False, True])
def test_a_mistake_is_told_with_its_place_and_never_with_the_text_of_a_cell(told, tmp_path, text, code, where, as_json):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    ended, out, err = told(tmp_path / "a.csv", *(["--json"] if as_json else []))
    said = out + err
    assert ended == 1
    assert f"HLS-{code}" in said
    assert where in said
    assert "a.csv" in said
    assert "Traceback" not in said
    assert PERSON not in said


# Files as offices keep them: what a cell looks like decides how it is mended.
MENDS = {
    "31/01/2026,5": "cannot be told which part is the day",
    "01-02-26,5": "cannot be told which part is the day",
    "2026-04,5": "write a month as its first day",
    "202604,5": "write a month as its first day",
    "Apr-26,5": "write a month as its first day",
    "1 April 2026,5": "write a month as its first day",
    "2026-Q1,5": "write a quarter as its first day",
    "2025/26 Q4,5": "write a quarter as its first day",
    "2026,5": "write a year as its first day",
    "2025/26,5": "write a year as its first day",
    "46113,5": "how a spreadsheet counts days",
    ",5": "every row needs a date",
    "2026-02-30,5": "write dates as year-month-day",
    '2026-04-01,"1,200"': "nothing between thousands",
    "2026-04-01,1 200 000": "nothing between thousands",
    '2026-04-01,"12,5"': "a point for decimals",
    "2026-04-01,12%": "without a sign for per cent",
    "2026-04-01,£12": "or for money",
    "2026-04-01,*": "leave the cell empty",
    "2026-04-01,[c]": "leave the cell empty",
    "2026-04-01,N/A": "leave the cell empty",
    "2026-04-01,-": "leave the cell empty",
    "2026-04-01,12a": "write the figure in digits",
}


@pytest.mark.parametrize(("cells", "words"), MENDS.items(), ids=MENDS.keys())
def test_the_way_to_mend_a_cell_follows_from_what_it_looks_like(told, tmp_path, cells, words):
    (tmp_path / "a.csv").write_text(f"{HEAD}a,2026-03-01,1\na,{cells}\n", encoding="utf-8")
    ended, _, err = told(tmp_path / "a.csv")
    assert ended == 1
    assert "a.csv, row 3, column " in err
    assert words in err


@pytest.mark.parametrize("shape", ["bom", "semicolons", "tabs", "carriage returns", "utf-16", "spaces", "midnights"])
def test_a_file_as_another_program_writes_it_is_read_the_same(told, waits, tmp_path, shape):
    plain = waits.read_text(encoding="utf-8")
    written = {
        "bom": b"\xef\xbb\xbf" + plain.encode(),
        "semicolons": plain.replace(",", ";").encode(),
        "tabs": plain.replace(",", "\t").encode(),
        "carriage returns": plain.replace("\n", "\r\n").encode(),
        "utf-16": plain.encode("utf-16"),
        "spaces": plain.replace(",", ", ").encode(),
        "midnights": re.sub(r"(-01),", r"\1 00:00:00,", plain).encode(),
    }
    (tmp_path / "other.csv").write_bytes(written[shape])
    ours, theirs = told(waits)[1], told(tmp_path / "other.csv")[1]
    assert [cells(line) for line in theirs.splitlines()] == [cells(line) for line in ours.splitlines()]


def test_a_column_that_is_not_there_offers_the_options_that_name_another(told, tmp_path):
    (tmp_path / "a.csv").write_text("date,value\n2026-04-01,1\n", encoding="utf-8")
    ended, _, err = told(tmp_path / "a.csv")
    assert ended == 1
    assert "a.csv, row 1" in err
    assert "--series, --time and --value" in err
    assert "a file of one series needs a column with its name too" in err


def test_a_series_that_never_varies_has_no_range_to_be_told(told, tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + lines("a", [5] * 13), encoding="utf-8")
    row = told(tmp_path / "a.csv")[1].splitlines()[1]
    assert cells(row)[:4] == ["a", "13", "5", "-"]


def test_a_mistake_in_a_table_beside_names_that_table(told, waits, tmp_path):
    (tmp_path / "phases.csv").write_text(f"starts,reason\n{PERSON},x\n", encoding="utf-8")
    ended, _, err = told(waits, "--phases", tmp_path / "phases.csv")
    assert ended == 1
    assert "phases.csv, row 2, column starts" in err
    assert PERSON not in err


@pytest.mark.parametrize(
    ("name", "bytes_", "words"),
    [
        ("waits.xlsx", b"PK", "save it again as CSV (UTF-8) or XLSX"),
        ("waits.txt", b"series,date,value\n", "save it as CSV (UTF-8), Parquet or XLSX"),
        ("waits.parquet", b"PAR1 and then nothing", "not a whole Parquet file"),
        ("latin.csv", "series,date,value\nÅsa,2025-04-01,1\n".encode("latin-1"), "CSV (UTF-8)"),
        ("nul.csv", b"series,date,value\na\x00,2025-04-01,1\n", "cannot be read as a table"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_words(told, tmp_path, name, bytes_, words):
    (tmp_path / name).write_bytes(bytes_)
    ended, _, err = told(tmp_path / name)
    assert ended == 1
    assert "HLS-W420" in err
    assert words in err
    assert name in err


def test_a_file_that_is_not_there_is_named(told, tmp_path):
    ended, _, err = told(tmp_path / "nowhere.csv")
    assert (ended, "there is no such file" in err, "nowhere.csv" in err) == (1, True, True)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--preset", "hlss"), "V102", "nearest: hls"),
        (("--chart", "xmrr"), "V105", "xmr"),
        (("--set", "shift_point=8"), "V103", "nearest: shift_points"),
        (("--set", "shift_points=many"), "V104", "a whole number from 2"),
        (("--baseline", "0"), "V112", "a whole number such as 12"),
        (("--calendar", "months"), "V106", "nearest: month"),
        (("--time", "dates"), "V101", "nearest: date"),
    ],
)
def test_a_name_that_is_none_offers_the_nearest(told, waits, options, code, words):
    ended, _, err = told(waits, *options)
    assert ended == 1
    assert f"HLS-{code}" in err
    assert words in err


@pytest.mark.parametrize(
    "options",
    [
        ("--to", "out.txt"),
        ("--set", "shift_points"),
        ("--numerator", "value"),
        ("--scale", "much"),
        ("--nonsense",),
    ],
)
def test_a_wrong_option_is_wrong_usage(told, waits, options):
    ended, _, err = told(waits, *options)
    assert ended == 2
    assert "Traceback" not in err


def test_the_file_that_is_read_is_never_the_one_that_is_written(told, waits):
    before = waits.read_bytes()
    assert told(waits, "--to", waits)[0] == 2
    assert waits.read_bytes() == before
