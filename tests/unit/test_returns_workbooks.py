"""Does a cell of a workbook arrive exactly as it was sent, at its own row and column?"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.returns.header import PLAIN, Layout, joined_heads
from hls_signals.returns.table import ROW, Table
from hls_signals.returns.workbook import workbook_table
from hls_signals.returns.workbook_child import answer
from hls_signals.returns.workbook_reader import read_grid
from tests.fixtures_returns.workbooks import (
    Coloured,
    Error,
    Formula,
    SheetOf,
    ods,
    spoiled,
    table,
    xls,
    xlsx,
    xlsx_parts,
)
from tests.fixtures_returns.workspaces import HEADER, JUNE, Place

HEADS = ["code", "figure"]


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def figures(found: Table, column: int = 2) -> list[str | None]:
    return found.frame[f"c{column}"].to_list()


WRITTEN = [
    ("007", "007"),
    ("7", "7"),
    (7, "7"),
    ("94.9", "94.9"),
    ("94.99999999999", "94.99999999999"),
    ("94.99999999999", "94.99999999999"),
    ("0.1000000000000000055", "0.1000000000000000055"),
    ("12345678901234567", "12345678901234567"),
    (" 12", " 12"),
    ("1e3", "1e3"),
    ("true", "true"),
]


@pytest.mark.parametrize(("sent", "read"), WRITTEN)
@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_text_arrives_as_it_was_written_also_where_it_looks_like_a_number(make, sent, read):
    suffix = ".xlsx" if make is xlsx else ".ods"
    found = read_grid(make(SheetOf("S", [HEADS, ["a", sent]])), suffix, None).frame
    assert found["c2"].to_list()[1] == read


NUMBERS = [
    ("94.99999999999", "94.99999999999"),
    ("1e-12", "1e-12"),
    ("0.30000000000000004", "0.30000000000000004"),
    ("2010.0", "2010"),
    ("2010", "2010"),
    ("-0.5", "-0.5"),
    ("23.359728506787331", "23.35972850678733"),
    ("1E+15", "1000000000000000"),
]


@pytest.mark.parametrize(("sent", "read"), NUMBERS)
def test_a_number_arrives_as_its_shortest_exact_text(sent, read):
    class Written(float):
        def __format__(self, spec: str) -> str:
            return sent

    for make, suffix in ((xlsx, ".xlsx"), (ods, ".ods")):
        found = read_grid(make(SheetOf("S", [HEADS, ["a", Written(sent)]])), suffix, None).frame
        assert found["c2"].to_list()[1] == read


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1, max_size=8))
def test_every_number_read_back_is_the_number_sent(sent):
    rows = [["figure"], *([number] for number in sent)]
    grid = read_grid(table(*rows), ".xlsx", None)
    assert [float(text) for text in grid.frame["c1"].to_list()[1:]] == sent


def test_error_cells_never_pass_for_blanks_or_zeros():
    rows = [HEADS, *(["a", Error(text)] for text in ("#DIV/0!", "#N/A", "#REF!", "#VALUE!")), ["b", None]]
    for make, suffix in ((xlsx, ".xlsx"), (ods, ".ods"), (xls, ".xls")):
        found = workbook_table(make(SheetOf("S", rows)), suffix, PLAIN)
        assert figures(found) == ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", None]


def test_an_error_in_the_last_row_or_column_is_not_lost_with_the_blanks_around_it():
    found = workbook_table(table(HEADS, ["a", 1], [None, None, None, Error("#REF!")]), ".xlsx", PLAIN)
    assert found.frame["c4"].to_list() == [None, "#REF!"]
    assert found.headers == ("code", "figure", "", "")


def test_a_formula_whose_result_was_not_saved_stays_a_formula_and_a_saved_one_is_its_result():
    rows = [HEADS, ["a", Formula("B9*2")], ["b", Formula("B9*2", 14.5)], ["=1+1", 3]]
    found = workbook_table(table(*rows), ".xlsx", PLAIN)
    assert figures(found) == ["=B9*2", "14.5", "3"]
    assert found.notes["N509"] == 2
    found = workbook_table(ods(SheetOf("S", rows[:2])), ".ods", PLAIN)
    assert figures(found) == ["=B9*2"]


def test_rows_and_columns_are_counted_from_the_first_of_the_sheet():
    found = workbook_table(table(HEADS, ["a", 1], first_row=4, first_column=3), ".xlsx", PLAIN)
    assert found.headers == ("", "", "code", "figure")
    assert found.frame[ROW].to_list() == [5]
    found = workbook_table(ods(SheetOf("S", [[None, *HEADS], [None, "a", 1]]), blank_rows_above=3), ".ods", PLAIN)
    assert found.headers == ("", "code", "figure")
    assert found.frame[ROW].to_list() == [5]


def test_blank_rows_and_titles_are_not_rows_in():
    rows = [["Table 1: a title"], [], [None, "per cent"], HEADS, [], ["a", 1], ["  ", None], ["b", 2]]
    found = workbook_table(table(*rows), ".xlsx", Layout(find=("code",)))
    assert found.row_count == 2
    assert found.frame[ROW].to_list() == [6, 8]


def test_an_old_workbook_is_read_exactly_at_its_own_rows_and_its_colours_are_said_to_be_unread():
    rows = [HEADS, ["007", 94.99999999999], ["b", "12"], ["c", 2010.0]]
    book = xls(SheetOf("Old", [["x"]], "hidden"), SheetOf("T", rows, first_row=3, first_column=2))
    found = workbook_table(book, ".xls", PLAIN)
    assert found.headers == ("", "code", "figure")
    assert found.frame.drop("c1").rows() == [("007", "94.99999999999", 4), ("b", "12", 5), ("c", "2010", 6)]
    assert found.notes == {"N507": 1, "N508": 1}


@pytest.mark.parametrize(("make", "suffix"), [(xlsx, ".xlsx"), (ods, ".ods")])
def test_hidden_sheets_are_not_read_and_the_only_visible_one_is(make, suffix):
    rows = [HEADS, ["a", 1]]
    hidden = [HEADS, ["a", 99]]
    found = workbook_table(make(SheetOf("Old", hidden, "hidden"), SheetOf("New", rows)), suffix, PLAIN)
    assert (figures(found), found.sheet) == (["1"], "sheet 2")
    assert found.notes["N507"] == 1


def test_a_sheet_is_found_by_its_name_as_columns_are():
    book = xlsx(SheetOf("Notes", [["x"]]), SheetOf("Table_1 ", [HEADS, ["a", 1]]))
    found = workbook_table(book, ".xlsx", Layout(sheet="table 1"))
    assert (figures(found), found.sheet) == (["1"], "table 1")


def test_coloured_cells_below_the_header_are_counted_and_their_figures_read():
    rows = [[Coloured("code"), "figure"], ["a", Coloured(1)], ["b", Coloured(2, style=2)], ["c", 3]]
    found = workbook_table(table(*rows), ".xlsx", PLAIN)
    assert (figures(found), found.notes) == (["1", "2", "3"], {"N508": 2})
    found = workbook_table(ods(SheetOf("S", [HEADS, ["a", Coloured(1)]])), ".ods", PLAIN)
    assert (figures(found), found.notes) == (["1"], {"N508": 1})


@pytest.mark.parametrize(
    ("levels", "names"),
    [
        ([["Area", "2022", "", ""], ["", "Count", "Rate", ""]], ("Area", "2022 / Count", "2022 / Rate", "")),
        (
            [["", "Children", "", "Adults"], ["", "2021", "2022", "2022"], ["Area", "n", "n", "n"]],
            ("Area", "Children / 2021 / n", "Children / 2022 / n", "Adults / 2022 / n"),
        ),
        ([["Total", "", "Rate"], ["Men", "Women", ""]], ("Total / Men", "Total / Women", "Rate")),
        ([["Number of\nhouseholds ", "b"]], ("Number of households", "b")),
    ],
)
def test_deep_headers_are_joined_and_filled_from_the_left(levels, names):
    assert joined_heads(levels) == names


def test_a_child_answers_in_words_and_frames():
    said, frame = answer(table(HEADS, ["a", 1]), ".xlsx", None)
    assert said["sheet_number"] == 1
    assert pl.read_ipc(frame)["c2"].to_list() == ["figure", "1"]
    assert answer(b"%PDF", ".xlsx", None)[0]["code"] == "Q104"


def test_a_canonical_workbook_needs_no_mapping(place):
    rows = [HEADER.split(","), JUNE.split(",")]
    row, observations, _ = place.landed("june.xlsx", table(*rows, name="Any name"))
    assert (row["outcome"], row["adapter"], row["rows_in"]) == ("accepted", "long_table", 1)
    assert observations["numerator"].to_list() == [41]
    assert observations["source_sheet"].to_list() == ["sheet 1"]
    assert observations["source_row"].to_list() == [2]


def test_numbers_as_text_in_some_columns_give_the_same_figures(place):
    # Annex A 14.
    key = JUNE.split(",")[:5]
    other = [*key[:1], "X06000902", *key[2:]]
    row, observations, _ = place.landed("mixed.xlsx", table(HEADER.split(","), [*key, 41, "58"], [*other, "41", 58]))
    assert row["observations"] == 2
    assert observations["numerator"].to_list() == observations["numerator"].reverse().to_list()
    assert observations["denominator"].to_list() == [58, 58]


def test_notes_of_a_workbook_reach_the_ledger(place):
    rows = [HEADER.split(","), [*JUNE.split(",")[:5], Coloured(41), 58]]
    book = xlsx(SheetOf("Old", rows, "hidden"), SheetOf("New", rows))
    row, _, _ = place.landed("june.xlsx", book)
    assert row["notes"] == "N507: 1; N508: 1"


def test_a_shared_string_with_text_that_escapes_a_control_character_is_read(place):
    # Annex A 45: what a spreadsheet writes for a carriage return in a cell.
    area = "X06000901_x000D_"
    key = JUNE.split(",")
    row, observations, _ = place.landed("stray.xlsx", table(HEADER.split(","), [key[0], area, *key[2:]]))
    assert (row["outcome"], observations.height) == ("accepted", 1)


def test_cells_without_references_stand_where_they_follow():
    sheet = xlsx_parts(SheetOf("S", [[]])).members["xl/worksheets/sheet1.xml"]
    body = b'<row><c t="inlineStr"><is><t>code</t></is></c></row><row><c t="e"><v>#N/A</v></c><c><v>3</v></c></row>'
    start, end = sheet.split(b"<row", 1)[0], b"</sheetData></worksheet>"
    book = spoiled(xlsx_parts(SheetOf("S", [[]])), {"xl/worksheets/sheet1.xml": start + body + end})
    found = workbook_table(book, ".xlsx", PLAIN)
    assert found.frame.select("c1", "c2").rows() == [("#N/A", "3")]


def test_reading_needs_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workbook_table(table(HEADS, ["a", 1]), ".xlsx", PLAIN)
    assert list(Path(tmp_path).iterdir()) == []


def test_an_empty_place_for_the_result_of_a_formula_is_no_result():
    parts = xlsx_parts(SheetOf("Table 1", [HEADS, ["a", Formula("B9*2", 14.5)], ["b", Formula('""', 9)]]))
    sheet = parts.members["xl/worksheets/sheet1.xml"]
    emptied = sheet.replace(b"<v>14.5</v>", b"<v></v>").replace(b"<v>9</v>", b"<v></v>")
    # A result that is a text may well be empty: that cell is as blank as it looks.
    emptied = emptied.replace(b'<c r="B3">', b'<c r="B3" t="str">')
    found = workbook_table(spoiled(parts, {"xl/worksheets/sheet1.xml": emptied}), ".xlsx", PLAIN)
    assert found.frame["c2"].to_list() == ["=B9*2", None]
    assert found.notes["N509"] == 1
