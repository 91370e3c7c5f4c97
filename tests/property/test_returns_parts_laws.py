"""Does a file that is read in parts give what it gives as one table?"""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from hls_signals.returns import in_parts, landed
from hls_signals.returns.csv_parts import csv_parts
from hls_signals.returns.csv_table import csv_table
from hls_signals.returns.faults import FileFault
from hls_signals.returns.repeats import key_marks, repeated, repeated_in_parts
from tests.fixtures_returns.workspaces import HEADER, JUNE, Place, canonical

CELLS = st.sampled_from(["", "a", "1", " ", 'say "so"', "two\nlines", "one,two", "é", "\u200bx", '"', "x\r\ny", "12"])
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12)


@contextmanager
def parts_of(size: int, *, at_once: int = 10**9):
    """Files above `size` bytes are read in parts of that size, and those parts compressed above `at_once`."""
    before = landed.PART_BYTES, in_parts._AT_ONCE_BYTES
    landed.PART_BYTES, in_parts._AT_ONCE_BYTES = size, at_once
    try:
        yield
    finally:
        landed.PART_BYTES, in_parts._AT_ONCE_BYTES = before


def written(rows, newline: str, quoting: int) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=newline, quoting=quoting)
    writer.writerow(["one", "two", "three"])
    writer.writerows(rows)
    return stream.getvalue().encode()


def read_whole(data: bytes):
    try:
        table = csv_table(data)
    except FileFault as fault:
        return fault.code, fault.row_count
    return table.headers, table.frame, table.ragged.sort()


def read_in_parts(data: bytes, size: int):
    try:
        tables = list(csv_parts(data, "utf-8", size))
    except FileFault as fault:
        return fault.code, fault.row_count
    ragged = pl.concat([table.ragged for table in tables]).sort()
    return tables[0].headers, pl.concat([table.frame for table in tables]), ragged


@settings(max_examples=150, deadline=None)
@given(
    ROWS,
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.integers(1, 60),
    st.sampled_from([b"", b"\n\n", b'x,"open\n', b"short\n", b"a\rb,c,d\n"]),
)
def test_any_text_is_the_same_table_in_parts_of_any_size(rows, newline, quoting, size, end):
    data = written(rows, newline, quoting) + end
    whole, pieces = read_whole(data), read_in_parts(data, size)
    assert whole[0] == pieces[0]
    if isinstance(whole[1], int):
        assert whole[1] == pieces[1]
    else:
        assert whole[1].rows() == pieces[1].rows()
        assert whole[2].to_list() == pieces[2].to_list()


RECORDS = st.tuples(
    st.sampled_from(["decided_in_time", "prevention_duty", "decided", "families_in_hotels"]),
    st.sampled_from(["X06000901", "X06000902", "x06000901 ", "X06000999", "X06000\u200b901"]),
    st.sampled_from(["2026-05-01", "2026-04-01", "2026-06-31"]),
    st.sampled_from(["2026-06-01", "2026-05-01"]),
    st.sampled_from(["month", "month", "fortnight"]),
    st.sampled_from(["41", "41", "40", "c", "-", "<5", "\uff11\uff12", "12 people", ""]),
    st.sampled_from(["58", "58", "58", "1,000", "0"]),
    st.sampled_from(["housing", "hou\u200bsing", ""]),
    st.sampled_from(["", "2026-06-03", "2026-06-20"]),
)


def landed_by(content: bytes, size: int, at_once: int = 10**9):
    with tempfile.TemporaryDirectory() as home, parts_of(size, at_once=at_once):
        place = Place(Path(home))
        place.put("homelessness/figures.csv", content)
        landing = place.land()
        stored = [pl.read_parquet(path) for path in sorted(place.workspace.observations.glob("*.parquet"))]
        # Of a file that breaks off, only parts that were read tell which adapter it was.
        return landing.intake.drop("adapter"), landing.quarantine, stored


@settings(max_examples=15, deadline=None)
@given(
    st.lists(RECORDS, max_size=25),
    st.integers(20, 400),
    st.sampled_from(["", "a,b\n", '"\n', "decided_in_time\n"]),
    st.sampled_from([0, 10**9]),
)
def test_landing_in_parts_gives_what_landing_at_once_gives(records, size, end, kept_as_they_are):
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([[*HEADER.split(","), "need", "known_at"], *records])
    content = (stream.getvalue() + end).encode()
    at_once, pieces = landed_by(content, 10**9), landed_by(content, size, kept_as_they_are)
    for first, second in zip(at_once[:2], pieces[:2], strict=True):
        assert_frame_equal(first, second)
    assert [frame.rows() for frame in at_once[2]] == [frame.rows() for frame in pieces[2]]


@pytest.mark.parametrize("together", [1, 2, 1000])
def test_what_is_twice_is_found_however_few_keys_are_compared_at_a_time(together):
    with tempfile.TemporaryDirectory() as home, parts_of(10**9):
        place = Place(Path(home))
        months = [f"2026-0{n}-01,2026-0{n + 1}-01" for n in (3, 4, 5)]
        own = [JUNE.replace("2026-05-01,2026-06-01", month) for month in months]
        rows = [row.replace("901", area) for row in own for area in ("901", "902", "903")]
        landing = (
            place.put("all.csv", canonical(*(row.replace("06-01", "06-01") for row in rows)).encode()) and place.land()
        )
        records = place.observations(landing.intake["sha256"][0])
    doubled = pl.concat([records, records[2:5], records[6:8].with_columns(pl.col("numerator") + 1)])
    doubled = doubled.with_columns(pl.int_range(2, doubled.height + 2, dtype=pl.Int64).alias("source_row"))
    parts = [doubled[at : at + 4] for at in range(0, doubled.height, 4)]
    found = repeated_in_parts([key_marks(part) for part in parts], parts.__getitem__, together)
    wanted = doubled.select("source_row", repeated(doubled).alias("code")).drop_nulls("code")
    assert sorted(found.rows()) == sorted(wanted.rows())
    assert set(found["code"]) == {"R230", "R231"}


def test_a_header_alone_is_no_part_less(tmp_path):
    place = Place(tmp_path)
    place.put("homelessness/none.csv", (HEADER + "\n").encode())
    place.put("homelessness/blank.csv", (HEADER + "\n\n\n  \n").encode())
    with parts_of(10):
        landing = place.land()
    assert landing.intake["code"].to_list() == ["Q106", "Q106"]
