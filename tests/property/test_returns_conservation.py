"""Do the sums of a file hold, whatever stands in it?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures_returns.workspaces import HEADER, Place, conserved

MEASURES = st.sampled_from(["decided_in_time", "families_in_hotels", "no_such_measure", ""])
AREAS = st.sampled_from(["X06000901", "x06000902 ", "X06000999", "", "Х06000903"])
STARTS = st.sampled_from(["2026-05-01", "2026-04-01", "2026-04-31", "May", ""])
ENDS = st.sampled_from(["2026-06-01", "2026-05-01", "?"])
NUMBERS = st.one_of(
    st.integers(-2, 60).map(str),
    st.sampled_from(["", "c", "<5", "90-99", "-", "1,000", "1.5[r]", "inf", "1e20", "NA", "someone", "[z]", "12p"]),
)
EXTRA = st.sampled_from(["", "", "", ",x", "-"])


@st.composite
def lines(draw):
    fields = [draw(MEASURES), draw(AREAS), draw(STARTS), draw(ENDS), "month", draw(NUMBERS), draw(NUMBERS)]
    line = ",".join(f'"{field}"' if "," in field else field for field in fields)
    extra = draw(EXTRA)
    return "" if extra == "-" else line + extra


# A bare carriage return in a cell: the writer of this test leaves it unquoted, so it would be a line of its own.
CELLS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=8)
FILES = st.lists(st.lists(lines(), max_size=12), min_size=1, max_size=3)


def ledger(files: list[str], root: Path) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, bytes]]:
    """The files taken in one by one, with what came of them, by name."""
    place = Place(root)
    for name, text in files:
        place.put(name, text, "known_at: 2026-06-20\n")
        place.land()
    from hls_signals.returns import read_intake, read_quarantine

    intake = read_intake(place.workspace)
    stored = {path.name: path.read_bytes() for path in place.workspace.observations.glob("*.parquet")}
    return intake, read_quarantine(place.workspace), stored


@settings(max_examples=40, deadline=None)
@given(FILES)
def test_rows_in_are_rows_accepted_and_set_aside_in_any_order_and_twice_changes_nothing(contents):
    texts = ["\n".join([HEADER, *rows]) + "\n" for rows in contents]
    files = [(f"{number}.csv", text) for number, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        intake, quarantine, stored = ledger([*files, *files], Path(first))
        for row in intake.iter_rows(named=True):
            conserved(row, quarantine.filter(pl.col("source_name") == row["source_name"]))
            rows = contents[int(row["source_name"].partition(".")[0])]
            if row["outcome"] != "duplicate":
                assert row["rows_in"] == sum(1 for line in rows if line.strip(", "))
        assert intake.height == len(files)
        _, _, other_way = ledger(files[::-1], Path(second))
        assert stored == other_way


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_any_table_of_any_text_is_read_by_the_same_rules(rows, newline):
    import csv
    import io

    from hls_signals.returns.csv_table import csv_table
    from hls_signals.returns.faults import FileFault

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=newline)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    try:
        table = csv_table(stream.getvalue().encode("utf-8", "replace"))
    except FileFault:
        return
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    assert table.row_count == len(wanted)
    whole = [[cell or None for cell in row] for row in wanted if len(row) == 3]
    assert [list(row) for row in table.frame.drop("source_row").iter_rows()] == whole
