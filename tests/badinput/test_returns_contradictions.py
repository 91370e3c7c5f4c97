"""Is what contradicts itself, or the register, set aside with its code and a mend, and never taken as it stands?"""

from __future__ import annotations

import datetime as dt
import struct
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.returns.workbook_reader import counts_from_1904_in_xls
from tests.fixtures_returns.workbooks import SheetOf, xlsx_parts
from tests.fixtures_returns.workspaces import HEADER, JUNE, Place, canonical

GOOD = JUNE.replace("901", "902")
SHARES = """
id: decisions
area: {column: council}
period: {column: month, format: iso_month}
figures:
  - {measure: decided_in_time, value: {column: share, times: %s}}
"""


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def only_line(place: Place, row: str, header: str = HEADER) -> dict:
    """The one line set aside of a file with a good row and this one."""
    good = GOOD + "," * (header.count(",") - HEADER.count(","))
    landed, observations, lines = place.landed("decisions/may.csv", canonical(good, row, header=header))
    assert (landed["outcome"], observations["area_code"].to_list()) == ("accepted", ["X06000902"])
    (line,) = lines.filter(pl.col("level") == "record").iter_rows(named=True)
    assert line["source_row"] == 3
    assert line["mend"]
    return line


@pytest.mark.parametrize(
    "period",
    [
        "2026-05-01,2026-08-01,month",
        "2026-05-01,2026-05-31,month",
        "2026-05-02,2026-06-02,month",
        "2026-05-01,2026-06-01,quarter",
        "2026-02-01,2026-05-01,quarter",
        "2026-05-01,2026-06-01,day",
        "2026-05-01,2026-05-08,week",
        "2026-05-04,2026-05-12,week",
        "2025-01-01,2026-01-01,financial_year",
        "2025-04-01,2026-03-31,financial_year",
        "2025-04-01,2026-04-01,calendar_year",
        "2025-06-01,2026-06-02,rolling_12_months",
        "2024-04-01,2026-05-01,year_to_date",
        "2025-04-01,2026-04-01,pooled_years",
    ],
)
def test_a_length_that_contradicts_the_period_type_is_set_aside(place, period):
    line = only_line(place, JUNE.replace("2026-05-01,2026-06-01,month", period))
    assert (line["code"], line["source_column"]) == ("R220", 4)
    assert "period_type" in line["mend"]


@pytest.mark.parametrize(
    "period",
    [
        "2026-05-04,2026-05-05,day",
        "2026-05-04,2026-05-11,week",
        "2024-02-01,2024-03-01,month",
        "2026-01-01,2026-04-01,quarter",
        "2025-04-01,2026-04-01,financial_year",
        "2025-01-01,2026-01-01,calendar_year",
        "2025-09-01,2026-09-01,academic_year",
        "2025-06-01,2026-06-01,rolling_12_months",
        "2026-04-01,2026-06-01,year_to_date",
        "2026-05-01,2026-05-02,snapshot",
        "2025-10-01,2025-12-01,snapshot",
        "2021-04-01,2026-04-01,pooled_years",
    ],
)
def test_every_period_of_the_length_its_type_says_is_taken(place, period):
    row, observations, _ = place.landed("may.csv", canonical(JUNE.replace("2026-05-01,2026-06-01,month", period)))
    assert (row["outcome"], observations.height) == ("accepted", 1)


def test_a_definition_that_the_register_does_not_hold_is_set_aside(place):
    line = only_line(place, JUNE + ",2019", header=HEADER + ",definition_version")
    assert (line["code"], line["source_column"]) == ("R210", 8)
    assert line["mend"].startswith("leave the version empty")


def test_the_nearest_definition_of_the_register_is_offered(place):
    path = place.workspace.register / "measures" / "decided_in_time.yaml"
    path.write_text(path.read_text() + 'definitions:\n  - {version: "2019", effective_from: 2019-04-01, text: One.}\n')
    line = only_line(place, JUNE + ",2018", header=HEADER + ",definition_version")
    assert (line["code"], "2019" in line["mend"]) == ("R210", True)


def test_a_lower_bound_above_the_upper_is_set_aside(place):
    row = JUNE.replace("41,58", "*,58,70,60")
    line = only_line(place, row, header=HEADER + ",value_lower,value_upper")
    assert (line["code"], line["source_column"]) == ("R214", 8)
    assert "changed places" in line["mend"]


def test_equal_bounds_are_bounds(place):
    header = HEADER + ",value_lower,value_upper"
    _, observations, _ = place.landed("may.csv", canonical(JUNE.replace("41,58", "*,58,60,60"), header=header))
    assert observations.select("value_lower", "value_upper").row(0) == (Decimal(60), Decimal(60))


@pytest.mark.parametrize(
    ("cell", "times", "code"),
    [
        ("0.1234567890123456", "0.001", "R216"),
        ("0.1", "1e-18", "R216"),
        ("12", "1e-18", None),
        ("0.123456789012345678", "10", None),
        ("9.5", "1e-17", None),
        ("1000000000000", "1000000", "R217"),
    ],
)
def test_a_multiple_is_exact_or_refused_and_never_rounded(place, cell, times, code):
    place.mapping(SHARES % times)
    text = f"council,month,share\nX06000901,2026-05,{cell}\nX06000902,2026-05,0\n"
    _, observations, lines = place.landed("decisions/may.csv", text)
    assert lines.filter(pl.col("level") == "record")["code"].to_list() == ([code] if code else [])
    if code is None:
        assert observations["value"][0] == Decimal(cell) * Decimal(times)


SERIALS = """
id: decisions
adapter: la_tables
area: {column: council}
period: {column: day, format: excel_serial, type: month%s}
figures: [{measure: decided_in_time, numerator: in_time, denominator: decisions}]
"""


def book(day: int, calendar: str) -> bytes:
    parts = xlsx_parts(SheetOf("May", [["council", "day", "in_time", "decisions"], ["X06000901", day, 41, 58]]))
    whole = parts.members["xl/workbook.xml"]
    parts.members["xl/workbook.xml"] = whole.replace(b"<sheets>", calendar.encode() + b"<sheets>")
    return parts.zipped()


@pytest.mark.parametrize("calendar", ['<workbookPr date1904="1"/>', '<workbookPr date1904="true"/>'])
def test_a_workbook_that_counts_from_1904_is_refused_until_the_mapping_says_so(place, calendar):
    day = (dt.date(2026, 5, 1) - dt.date(1904, 1, 1)).days
    place.mapping(SERIALS % "")
    row, _, lines = place.landed("decisions/may.xlsx", book(day, calendar))
    assert (row["outcome"], row["code"], row["rows_in"]) == ("quarantined", "Q150", 1)
    assert "`serials_from: 1904`" in row["mend"]
    assert set(lines["code"]) == {"Q150"}
    place.mapping(SERIALS % ", serials_from: 1904")
    (row,) = place.land().intake.iter_rows(named=True)
    assert row["outcome"] == "accepted"
    assert place.observations(row["sha256"])["period_start"].to_list() == [dt.date(2026, 5, 1)]


@pytest.mark.parametrize("calendar", ["", "<workbookPr/>", '<workbookPr date1904="0"/>'])
def test_an_ordinary_workbook_is_refused_where_the_mapping_says_1904(place, calendar):
    day = (dt.date(2026, 5, 1) - dt.date(1899, 12, 30)).days
    place.mapping(SERIALS % ", serials_from: 1904")
    row, _, _ = place.landed("decisions/may.xlsx", book(day, calendar))
    assert (row["code"], "`serials_from: 1900`" in row["mend"]) == ("Q150", True)
    place.mapping(SERIALS % "")
    (row,) = place.land().intake.iter_rows(named=True)
    assert place.observations(row["sha256"])["period_start"].to_list() == [dt.date(2026, 5, 1)]


def old_book(calendar: int) -> bytes:
    first = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 12
    return b"any" + first + struct.pack("<2HH", 0x22, 2, calendar) + struct.pack("<2H", 0x0A, 0)


@pytest.mark.parametrize("calendar", [0, 1])
def test_an_old_workbook_says_where_its_calendar_begins(calendar):
    assert counts_from_1904_in_xls(old_book(calendar)) is bool(calendar)
    assert not counts_from_1904_in_xls(b"no book at all")
