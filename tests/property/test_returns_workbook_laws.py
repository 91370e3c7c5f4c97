"""Does one table give one answer, whatever kind of file it is sent in, and is each of its rows accounted for?"""

from __future__ import annotations

import csv
import hashlib
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.register import load_register
from hls_signals.returns.adapters.la_tables import read
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.mappings import load_returns
from tests.fixtures_returns.workbooks import SheetOf, ods, xls, xlsx
from tests.fixtures_returns.workspaces import Place

MAPPING = """
id: homelessness
adapter: la_tables
area: {column: ONS code, name_column: Local authority}
period: {columns: "20??", format: calendar_year}
skip_rows: ["% change*"]
figures:
  - {measure: families_in_hotels, value: cell}
"""
HEAD = ["ONS code", "Local authority", "2021", "2022"]
NAMES = st.sampled_from([None, "X06000901", "X06000902", "x06000903 ", "E06000026", "-", "1.", "Notes"])
LABELS = st.sampled_from([None, "Tamarhaven", "% change from last year", "See the notes", "Source"])
FIGURES = st.one_of(
    st.none(),
    st.sampled_from(["c", "*", ":", "-", "<5", "Jan 2023", "12 p", "007"]),
    st.integers(0, 10**9),
    st.floats(0, 1e9, allow_nan=False, width=64).map(lambda number: number + 0.0),
)
ROWS = st.lists(st.tuples(NAMES, LABELS, FIGURES, FIGURES), min_size=1, max_size=9)
TITLES = st.integers(0, 4)


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("laws"))
    place.mapping(MAPPING)
    return load_returns(place.workspace, load_register(place.workspace))["homelessness"]


def as_csv(sheet: SheetOf) -> bytes:
    stream = io.StringIO()
    # A row of one empty cell would be a blank line.
    csv.writer(stream, quoting=csv.QUOTE_MINIMAL).writerows(
        [_shortest(cell) for cell in (*row, *[None] * (len(HEAD) - len(row)))] for row in sheet.rows
    )
    return stream.getvalue().encode()


def _shortest(cell: object) -> str:
    return "" if cell is None else repr(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)


def landed(data: bytes, name: str, spec) -> LandedFile:
    return LandedFile(name, hashlib.sha256(data).hexdigest(), data, layout=spec.layout)


KINDS = {"a.csv": as_csv, "a.xlsx": xlsx, "a.ods": ods, "a.xls": xls}


@settings(max_examples=30, deadline=None)
@given(rows=ROWS, titles=TITLES)
def test_a_table_says_the_same_in_every_kind_of_file_and_loses_no_row(spec, rows, titles):
    filled = [row for row in rows if any(cell is not None for cell in row)]
    sheet = SheetOf("T", [*[["A title"]] * titles, HEAD, *rows])
    told = []
    for name, make in KINDS.items():
        file = landed(make(sheet), name, spec)
        if not filled:
            continue
        found = read(file, spec)
        assert file.table.row_count == len(filled)
        made = set(found.observations["source_row"]) if found.observations.height else set()
        aside = found.set_aside["source_row"].to_list()
        assert len(aside) == len(set(aside))
        assert made.isdisjoint(aside)
        assert len(made) + len(aside) == len(filled)
        figures = found.observations.drop("source_sheet") if found.observations.height else pl.DataFrame()
        told.append((figures.rows(), found.set_aside.select("source_row", "code").rows()))
    assert all(said == told[0] for said in told)
