"""Does a record become a workbook of typed cells, and nothing in it run?"""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.cli.export import write_frame
from hls_signals.cli.workbook import MOST_ROWS, TooLongForSheet, write_workbook

FRAME = pl.DataFrame(
    {
        "measure_id": ["plan_in_place", "in_hotels"],
        "period_start": [dt.date(2026, 6, 1), dt.date(2026, 7, 1)],
        "known_at": [dt.datetime(2026, 7, 10, 9, 30, tzinfo=dt.UTC), None],
        "value": [Decimal("74.5"), None],
        "is_total": [True, False],
        "text": ["=1+1", "https://example.org"],
        "names": [["a", "b"], []],
    }
)


@pytest.fixture
def book(tmp_path):
    write_frame(FRAME, tmp_path / "values.xlsx", "values")
    return tmp_path / "values.xlsx"


def part(book, name):
    with zipfile.ZipFile(book) as archive:
        return archive.read(name).decode("utf-8")


def test_cells_keep_their_kinds(book):
    held = pl.read_excel(book, sheet_name="values", engine="calamine")
    assert held["measure_id"].to_list() == ["plan_in_place", "in_hotels"]
    assert held["period_start"].to_list() == [dt.date(2026, 6, 1), dt.date(2026, 7, 1)]
    assert held["value"].to_list() == [74.5, None]
    assert held["is_total"].to_list() == [True, False]
    assert held["names"].to_list()[0] == "a | b"


def test_no_cell_is_a_formula_or_a_link_and_no_cell_is_filled(book):
    sheet = part(book, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "conditionalFormatting" not in sheet
    assert "autoFilter" not in sheet
    assert "solid" not in part(book, "xl/styles.xml")


def test_a_second_sheet_says_what_the_first_is(book):
    notes = pl.read_excel(book, sheet_name="notes", engine="calamine", has_header=False).to_series().to_list()
    assert notes[0] == "2 rows of values."
    assert any("before disclosure control" in line for line in notes)
    assert "value: Decimal(precision=38, scale=1)" in notes or any(line.startswith("value: ") for line in notes)


def test_the_same_record_gives_the_same_bytes(book, tmp_path):
    write_frame(FRAME, tmp_path / "again.xlsx", "values")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_more_rows_than_a_sheet_holds_are_told(tmp_path):
    long = pl.DataFrame({"n": pl.int_range(MOST_ROWS, eager=True)})
    with pytest.raises(TooLongForSheet) as told:
        write_workbook(long, tmp_path / "long.xlsx", "n", [])
    assert ".parquet" in told.value.mend
