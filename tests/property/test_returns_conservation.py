"""Do the sums of a file hold, whatever stands in it?"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import polars as pl
import pytest
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


COLUMNS = (
    ("decided_in_time", "decided_in_time", "families_in_hotels", "prevention_duty", "no_such_measure", ""),
    ("X06000901", "X06000902", "x06000903 ", "X06000999", "", "\u041506000903"),
    ("2026-05-01", "2026-04-01", "2026-04-31", "May", ""),
    ("2026-06-01", "2026-05-01", "?"),
    ("month", "month", "month", "quarter", "fortnight"),
    ("41", "40", "0", "-1", "c", "<5", "90-99", "-", "1,000", "1.5[r]", "inf", "1e20", "NA", "someone", "[z]", "12p"),
    ("58", "58", "58", "0", "", "1.234,5", "x"),
)


def random_returns(count: int) -> list[tuple[str, str, int]]:
    """Files of up to forty rows by chance, always the same: name, text, and how many rows they hold."""
    draw = random.Random(20261124)  # noqa: S311  # a test that is the same each time, and no secret
    made = []
    for number in range(count):
        rows = [[draw.choice(column) for column in COLUMNS] for _ in range(draw.randint(1, 40))]
        texts = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
        texts = [text + draw.choice(("", "", "", "", ",1", "\n")) for text in texts]
        made.append((f"{number:04}.csv", "\n".join([HEADER, *texts]) + "\n", len(rows)))
    return made


def taken_in(files: list[tuple[str, str, int]], root: Path) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """What became of files that all lie in the inbox, and the content of what was kept, by the file's hash."""
    place = Place(root)
    for name, text, _ in files:
        place.put(name, text, "known_at: 2026-06-20\n")
    landing = place.land()
    kept = {path.stem: str(pl.read_parquet(path).rows()) for path in place.workspace.observations.glob("*.parquet")}
    return landing.intake, landing.quarantine, kept


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_random_returns_lose_nothing_and_come_out_alike_in_every_order_of_their_files(count, tmp_path):
    files = random_returns(count)
    intake, quarantine, kept = taken_in(files, tmp_path / "first")
    lines = quarantine.partition_by("source_name", as_dict=True)
    known = {row["source_name"]: row for row in intake.iter_rows(named=True)}
    assert len(known) == count
    for name, _, rows in files:
        row = known[name]
        if row["outcome"] != "duplicate":
            conserved(row, lines.get((name,), quarantine.clear()))
            assert row["rows_in"] == rows
    turned = [(f"{count - number:04}.csv", text, rows) for number, (_, text, rows) in enumerate(files)]
    assert taken_in(turned, tmp_path / "second")[2] == kept
