"""Does every file that cannot be used say why, and never what was in it?"""

from __future__ import annotations

import io

import polars as pl
import pytest

from tests.fixtures_returns.workspaces import HEADER, JUNE, Place, canonical

CANARY = "Zephyrine Quackenbush"
MAPPING = """
id: decisions
files: ["*decided*"]
area: {column: council}
period: {column: month, format: iso_month}
figures:
  - {measure: decided_in_time, numerator: in_time, denominator: decisions}
"""


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.csv", b"", "Q105"),
        ("header.csv", HEADER.encode() + b"\n", "Q106"),
        ("bom.csv", b"\xef\xbb\xbf", "Q106"),
        ("book.csv", b"PK\x03\x04rest", "Q104"),
        ("page.csv", b"%PDF-1.7", "Q104"),
        ("nul.csv", canonical(JUNE).encode() + b"\x00", "Q104"),
        ("quote.csv", (canonical(JUNE) + '"decided_in_time,X0').encode(), "Q104"),
        ("text.parquet", canonical(JUNE).encode(), "Q104"),
        ("short.parquet", parquet(pl.DataFrame({"measure_id": ["a"]}))[:-9], "Q104"),
        ("book.xlsx", b"PK\x03\x04", "Q104"),
        ("old.xls", b"\xd0\xcf\x11\xe0", "Q104"),
        ("data.json", b"{}", "Q109"),
        ("cp1252.csv", canonical(JUNE).encode() + b"caf\xe9", "Q140"),
        ("other.csv", b"council,late\nX06000901,3\n", "Q107"),
        ("needed.csv", b"measure_id,period_start,numerator\na,2026-05-01,3\n", "Q130"),
        ("figure.csv", HEADER.rsplit(",", 2)[0].encode() + b"\na,b,c,d,e\n", "Q130"),
        ("twice.csv", (HEADER + ",numerator\n" + JUNE + ",3\n").encode(), "Q131"),
        ("all.csv", canonical(JUNE.replace("901", "999")).encode(), "Q151"),
    ],
)
def test_a_file_that_cannot_be_used_is_quarantined_with_its_code(place, name, content, code):
    row, observations, lines = place.landed(name, content)
    assert (row["outcome"], row["code"]) == ("quarantined", code)
    assert row["mend"]
    assert row["rows_accepted"] == 0
    assert observations.is_empty()
    assert lines.filter(pl.col("level") == "file")["code"].to_list() == [code]
    assert (place.workspace.raw / row["sha256"]).exists()


def test_a_quarantined_file_counts_the_rows_it_could_read(place):
    row, _, lines = place.landed("other.csv", "council,late\nX06000901,3\n\nX06000902,4\n")
    assert (row["rows_in"], row["rows_set_aside"], row["records_in"]) == (2, 2, 0)
    assert lines.filter(pl.col("level") == "row")["source_row"].to_list() == [2, 4]


def test_a_needed_column_is_named_by_number_and_never_by_its_text(place):
    place.mapping(MAPPING)
    row, _, _ = place.landed("decisions/may.csv", f"council,month,in_time,{CANARY}\nX06000901,2026-05,4,5\n")
    assert row["code"] == "Q130"
    assert "`decisions`" in row["mend"]
    assert CANARY not in row["mend"]


def test_a_renamed_column_is_accepted_once_the_mapping_gives_its_alias(place):
    place.mapping(MAPPING + "aliases: {decisions: [all of them]}\n")
    row, observations, _ = place.landed(
        "decisions/may.csv", "council,month,in_time,All of them\nX06000901,2026-05,4,5\n"
    )
    assert row["notes"] == "N505: 1"
    assert observations["denominator"].to_list() == [5]


def test_two_returns_that_claim_one_file_leave_it_to_the_sender(place):
    place.mapping(MAPPING)
    place.mapping(
        MAPPING.replace("id: decisions", "id: homelessness").replace("decided_in_time", "families_in_hotels"), "b"
    )
    text = "council,month,in_time,decisions\nX06000901,2026-05,4,5\n"
    row, _, _ = place.landed("decided_may.csv", text)
    assert row["code"] == "Q108"
    stated, _, _ = place.landed("decided_june.csv", text.replace("05,4", "06,4"), "return: decisions\n")
    assert (stated["outcome"], stated["return_id"]) == ("accepted", "decisions")
    kept, _, _ = place.landed("decisions/decided_july.csv", text.replace("05,4", "04,4"))
    assert kept["outcome"] == "accepted"


def test_an_empty_return_counts_only_where_it_is_declared(place):
    row, observations, _ = place.landed("decisions/may.csv", HEADER + "\n", "nil_return: true\n")
    assert (row["outcome"], row["rows_in"], row["return_id"]) == ("accepted", 0, "decisions")
    assert observations.is_empty()


def test_a_sidecar_with_an_unknown_key_stops_its_own_file_alone(place):
    row, _, _ = place.landed("may.csv", canonical(JUNE), "known_on: 2026-06-20\n")
    assert (row["outcome"], row["code"]) == ("quarantined", "M101")
    assert "known_at" in row["mend"]
    other, _, _ = place.landed("june.csv", canonical(JUNE.replace("901", "902")))
    assert other["outcome"] == "accepted"


def test_ragged_rows_are_set_aside_and_their_neighbours_are_unharmed(place):
    short, long = ",".join(JUNE.split(",")[:-1]), JUNE + ",1"
    rows = (JUNE, short, JUNE.replace("901", "902"), long, JUNE.replace("901", "903"))
    row, observations, lines = place.landed("may.csv", canonical(*rows))
    assert observations["source_row"].to_list() == [2, 4, 6]
    assert observations["denominator"].to_list() == [58, 58, 58]
    assert lines.select("level", "source_row", "code").rows() == [("row", 3, "R244"), ("row", 5, "R244")]
    assert row["rows_in"] == 5


def test_a_short_row_and_a_long_row_do_not_make_up_for_each_other(place):
    rows = (",".join(JUNE.split(",")[:-1]), JUNE.replace("901", "902"), JUNE + ",9")
    _, observations, lines = place.landed("may.csv", canonical(*rows))
    assert observations["area_code"].to_list() == ["X06000902"]
    assert lines["code"].to_list() == ["R244", "R244"]


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace(",", "|"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", "\n,,,,,,\n", 1),
        lambda text: text.replace("X06000901", '"X06000901"'),
        lambda text: text.replace("month,", '"mon\nth",', 1).replace('"mon\nth"', "month"),
        lambda text: text.rstrip("\n"),
    ],
)
def test_the_same_figures_come_out_of_every_way_of_writing_them(place, rewrite):
    text = canonical(JUNE, JUNE.replace("901", "902"))
    row, observations, _ = place.landed("may.csv", rewrite(text))
    assert (row["outcome"], row["rows_in"]) == ("accepted", 2)
    assert observations["numerator"].to_list() == [41, 41]


def test_utf_16_is_read_by_its_mark_and_cp1252_only_where_it_is_declared(place):
    text = canonical(JUNE).replace("\n", ",area_name\n", 1).replace("58\n", "58,Café\n")
    row, _, _ = place.landed("a.csv", text.encode("utf-16"))
    assert row["outcome"] == "accepted"
    row, _, _ = place.landed("b.csv", text.encode("cp1252"), "encoding: cp1252\n")
    assert row["outcome"] == "accepted"
    row, _, _ = place.landed("c.csv", text.replace("41", "40").encode("cp1252"))
    assert row["code"] == "Q140"
    assert "byte" in row["mend"]


def test_quoted_fields_may_hold_delimiters_line_feeds_and_quotation_marks(place):
    name = '"Ash, Marrow\nand ""so"" on"'
    text = canonical(JUNE + "," + name, JUNE.replace("901", "902") + ",b", header=HEADER + ",area_name")
    row, observations, _ = place.landed("may.csv", text)
    assert (row["rows_in"], observations["source_row"].to_list()) == (2, [2, 3])


def test_hostile_names_of_columns_and_files_are_ordinary_names(place):
    header = HEADER + ",'; drop table x; --,source_row,</script>"
    text = canonical(JUNE + ",1,99,2", header=header)
    row, observations, _ = place.landed("a;'\n\x1b[31m.csv", text)
    assert (row["outcome"], observations["source_row"].to_list()) == ("accepted", [2])


def test_no_message_ever_holds_the_text_of_a_cell(place):
    place.mapping(MAPPING)
    fields = JUNE.split(",")
    rows = [",".join([*fields[:i], CANARY, *fields[i + 1 :]]) for i in range(len(fields))]
    files = {
        "cells.csv": canonical(JUNE, *rows, *(f"{row},{CANARY}" for row in rows)),
        "headers.csv": f"{CANARY},b\n{CANARY},{CANARY}\n",
        "decisions/mapped.csv": f"council,month,in_time,decisions\n{CANARY},{CANARY},{CANARY},{CANARY}\n",
        "decisions/renamed.csv": f"council,month,{CANARY},decisions\nX06000901,2026-05,1,2\n",
        "quote.csv": canonical(JUNE) + f'"{CANARY}',
        "latin.csv": canonical(JUNE).encode() + CANARY.encode() + b"\xe9",
    }
    for name, content in files.items():
        place.put(name, content)
    landing = place.land()
    assert landing.intake.height == len(files)
    for frame in (landing.intake.drop("source_name"), landing.quarantine.drop("source_name")):
        text = frame.write_csv()
        assert CANARY not in text
        assert "Quackenbush" not in text
    for path in place.workspace.warehouse.rglob("*"):
        if path.is_file() and path.parent.name != "raw":
            assert CANARY.encode() not in path.read_bytes()


@pytest.mark.parametrize("cell", ["<5%", "90-99%", "41%"])
def test_a_percent_where_a_count_belongs_is_set_aside_with_or_without_an_edge(place, cell):
    _, _, lines = place.landed("may.csv", canonical(JUNE, JUNE.replace("901", "902").replace("41", cell)))
    assert lines["code"].unique().to_list() == ["R211"]
