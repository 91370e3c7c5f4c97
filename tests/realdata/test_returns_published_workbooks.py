"""Is every sheet of the published workbooks read, and each figure in it as their publisher wrote it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from hls_signals.returns.header import Layout
from hls_signals.returns.workbook import workbook_table

DATA = Path(__file__).parents[2].parent / "shared" / "data"
OUTCOMES = "cla_ssda903_published/old_formats/SFR50_2013_LATablesA.xlsx"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="the published returns in ../shared/data are not here"),
]


def test_heads_three_rows_deep_are_joined_and_the_figures_under_them_are_their_own():
    table = workbook_table((DATA / OUTCOMES).read_bytes(), ".xlsx", Layout("Table LA8", row=5, depth=3))
    by_head = {header: number for number, header in enumerate(table.headers, start=1) if header}
    england = table.frame.row(0, named=True)
    assert england["source_row"] == 9
    told = {" / ".join(head.split(" / ")[-2:]): england[f"c{number}"] for head, number in by_head.items()}
    assert (told["No SEN / Number"], told["No SEN / Percentage7"]) == ("10480", "32.2")
    assert told["SEN without statement5 / Number"] == "12780"
    assert told["SEN with a statement / Number"] == "9250"
    # The column of spaces between two groups has no head and takes none from its left.
    assert table.headers[3] == ""


def test_years_over_several_columns_are_told_apart():
    table = workbook_table((DATA / OUTCOMES).read_bytes(), ".xlsx", Layout("Table LA7", row=5, depth=2))
    scores = [number for number, head in enumerate(table.headers, start=1) if "Average score per child" in head]
    assert [table.headers[number - 1].split(" / ")[0] for number in scores] == ["2011", "2012", "2013"]
    england = next(row for row in table.frame.iter_rows(named=True) if row["c1"] == "ENGLAND")
    assert [england[f"c{number}"] for number in scores][:2] == ["13.9", "13.9"]


@pytest.mark.parametrize("sheet", [f"List {number}" for number in range(1, 12)])
def test_every_list_of_an_invented_inspection_workbook_is_read(sheet):
    table = workbook_table((DATA / "cin_fake" / "Annex_A.xlsx").read_bytes(), ".xlsx", Layout(sheet))
    assert table.row_count >= 4
