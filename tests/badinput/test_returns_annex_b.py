"""Annex B of the returns page, cases 9 10 18 19 24 25 26 28 and A11: what is told of each real file, and where?"""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from hls_signals.cli.landed import landed_lines
from hls_signals.returns import landed
from hls_signals.returns.defects import quality_rows
from hls_signals.returns.landed import LandedFile
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
TABLE = "council,month,in_time,decisions\nX06000901,2026-05,41,58\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def told(place: Place, name: str, content: bytes | str, code: str, about: str = "") -> str:
    """What a terminal shows of a file that is set aside: code, where and mend, and no text of the file."""
    place.put(name, content, about)
    lines = "\n".join(landed_lines(place.land()))
    assert f"HLS-{code} " in lines
    assert f"where: inbox/returns/{name}" in lines
    assert "mend:  " in lines
    assert CANARY not in lines
    assert "Quackenbush" not in lines
    return lines


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("spoilt", [b"caf\xe9", b"\x80", b"na\xefve", b"\xc3("])
def test_9_another_encoding_inside_utf_8_is_told_by_its_byte(place, mark, spoilt):
    start = mark + canonical(JUNE, header=HEADER + ",area_name").encode().rstrip(b"\n") + f",{CANARY} ".encode()
    at = len(start) + next(number for number, byte in enumerate(spoilt) if byte > 127)
    assert f"byte {at}" in told(place, "may.csv", start + spoilt + b"\n", "Q140")


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_10_utf_16_is_read_by_its_mark_whichever_way_round(place, coding, newline):
    text = canonical(JUNE, JUNE.replace("901", "902"), header=HEADER).replace("\n", newline)
    row, observations, _ = place.landed("may.csv", ("\ufeff" + text).encode(coding))
    assert (row["outcome"], row["rows_in"]) == ("accepted", 2)
    assert observations["numerator"].to_list() == [41, 41]


def test_10_utf_16_without_a_mark_is_refused_and_never_guessed(place):
    told(place, "may.csv", canonical(JUNE + f",{CANARY}", header=HEADER + ",area_name").encode("utf-16-le"), "Q104")
    told(place, "june.csv", canonical(JUNE).encode("utf-16-le"), "Q140", "encoding: utf-16\n")


SHORT, LONG = JUNE.rpartition(",")[0], JUNE + ",1"


@pytest.mark.parametrize("part_bytes", [10**9, 90])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("ragged", "is_quoted"), [((SHORT,), False), ((LONG,), False), ((SHORT, LONG), False), ((SHORT, LONG), True)]
)
def test_18_ragged_rows_are_told_by_row_and_their_neighbours_are_whole(
    place, monkeypatch, part_bytes, newline, ragged, is_quoted
):
    monkeypatch.setattr(landed, "PART_BYTES", part_bytes)
    good = [JUNE.replace("901", area) for area in ("901", "902", "903")]
    rows = [row for pair in zip(good, (*ragged, *ragged[:1]), strict=False) for row in pair]
    if is_quoted:
        rows = [row.replace("month", '"month"') for row in rows]
    row, observations, lines = place.landed("may.csv", canonical(*rows).replace("\n", newline))
    kept = [number for number, text in enumerate(rows, start=2) if text.count(",") == HEADER.count(",")]
    assert observations["source_row"].to_list() == kept
    assert observations.select("numerator", "denominator").unique().rows() == [(41, 58)]
    aside = [(number, "R244") for number in range(2, len(rows) + 2) if number not in kept]
    assert lines.select("source_row", "code").rows() == aside
    assert all(lines["mend"])
    assert row["rows_in"] == len(rows)


@pytest.mark.parametrize("name", ["area_code", "period_end", "period_type"])
def test_19_a_renamed_column_of_ours_is_told_with_the_nearest_by_number(place, name):
    header = HEADER.replace(name, name.replace("_", "") + "s")
    number = HEADER.split(",").index(name) + 1
    lines = told(place, "may.csv", canonical(JUNE, header=header), "Q130")
    assert f"`{name}`" in lines
    assert f"column {number}" in lines


def test_19_a_renamed_column_of_a_mapping_is_told_and_its_alias_is_noted(place):
    place.mapping(MAPPING)
    renamed = TABLE.replace("decisions", f"decisions {CANARY}")
    assert "`decisions`" in told(place, "decisions/may.csv", renamed, "Q130")
    place.mapping(MAPPING + f"aliases: {{decisions: [decisions {CANARY}]}}\n")
    (row,) = place.land().intake.iter_rows(named=True)
    assert (row["outcome"], row["notes"]) == ("accepted", "N505: 1")


def test_24_two_returns_that_claim_a_file_are_both_named(place):
    place.mapping(MAPPING)
    other = MAPPING.replace("id: decisions", "id: homelessness").replace("decided_in_time", "families_in_hotels")
    place.mapping(other, "other")
    lines = told(place, "decided_2026.csv", TABLE, "Q108")
    assert "decisions" in lines
    assert "homelessness" in lines


def test_24_a_file_that_no_return_claims_says_where_to_put_it(place):
    place.mapping(MAPPING)
    assert "inbox/returns/<return_id>/" in told(place, "people.csv", f"{CANARY},b\n{CANARY},2\n", "Q107")
    assert "register/returns/homelessness.yaml" in told(place, "homelessness/people.csv", TABLE, "Q107")


def test_25_a_file_larger_than_a_part_never_stands_in_memory_as_one_table(place, monkeypatch):
    monkeypatch.setattr(landed, "PART_BYTES", 2_000)
    months = [f"20{year}-{month:02}" for year in range(10, 26) for month in range(1, 12)]
    rows = [
        f"decided_in_time,X0600090{area},{month}-01,{month[:5]}{int(month[5:]) + 1:02}-01,month,41,58"
        for month in months
        for area in (1, 2, 3)
    ]
    content = canonical(*rows, rows[0], rows[1].replace(",41,", ",40,"))
    parts = list(LandedFile("may.csv", "", content.encode()).parts())
    assert max(part.table.row_count for part in parts) < 60
    row, observations, lines = place.landed("decisions/may.csv", content)
    assert (row["outcome"], row["rows_in"], observations.height) == ("accepted", len(rows) + 2, len(rows) - 1)
    last = len(rows) + 2
    records = lines.filter(pl.col("level") == "record").select("source_row", "code").rows()
    assert records == [(3, "R231"), (last, "R230"), (last + 1, "R231")]


def checked(place: Place) -> str:
    """What `hls-signals check` tells of the workspace; it has something to mend."""
    (place.workspace.root / "hls.yaml").touch()
    done = subprocess.run(
        [sys.executable, "-m", "hls_signals.cli", "check", str(place.workspace.root)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


WRONG = {
    "a measure's key": ("register/measures/decided_in_time.yaml", "polarity: higher", "polarty: higher", 8, "polarity"),
    "a measure's kind of value": ("register/measures/decided_in_time.yaml", "scale: 100", "scale: [a]", 6, "a number"),
    "a mapping's key": ("register/returns/mapping.yaml", "area: {", "aera: {", 3, "area"),
    "a mapping's kind of value": (
        "register/returns/mapping.yaml",
        "area: {column: council}",
        "area: 3",
        3,
        "keys with values",
    ),
    "a figure's key": ("register/returns/mapping.yaml", "numerator: in_time", "numertor: in_time", 6, "numerator"),
    "a format": ("register/returns/mapping.yaml", "iso_month", "iso_mnth", 4, "iso_month"),
}


@pytest.mark.parametrize("what", WRONG)
def test_28_a_mistake_in_yaml_is_told_by_file_line_and_nearest_word(place, what):
    name, right, wrong, line, near = WRONG[what]
    place.mapping(MAPPING.lstrip())
    path = place.workspace.root / name
    text = path.read_text().lstrip()
    assert right in text
    path.write_text(text.replace(right, wrong))
    lines = checked(place)
    assert "HLS-M1" in lines
    assert f"{name}, line {line}" in lines
    assert near in lines.partition("mend:")[2]


SHARES = """
id: decisions
area: {column: council}
period: {column: month, format: iso_month}
figures:
  - {measure: decided_in_time, value: share}
"""


def vintage(months: tuple[str, ...], write) -> str:
    rows = [f"X0600090{area},{month},{write(Decimal(40 + 3 * area))}" for month in months for area in range(1, 7)]
    return "\n".join(("council,month,share", *rows)) + "\n"


def test_a11_a_scale_that_changes_between_vintages_is_a_question_until_it_is_declared(place):
    codes = "".join(f"X0600090{n},Place {n},council\n" for n in range(1, 7))
    (place.workspace.register / "areas.csv").write_text("area_code,area_name,area_type\n" + codes)
    place.mapping(SHARES)
    vintages = {
        "signs": vintage(("2025-12", "2026-01"), lambda share: f"{share}%"),
        "plain": vintage(("2026-02", "2026-03"), str),
        "shares": vintage(("2026-04",), lambda share: share / 100),
    }
    found = pl.concat([place.landed(f"decisions/{name}.csv", text)[1] for name, text in vintages.items()])
    asked = quality_rows(found).filter(pl.col("code") == "D302")
    assert asked.select("period_start", "affected", "examined").rows() == [(found["period_start"].max(), 6, 6)]
    assert asked["text"].to_list() == ["6 of 6 figures are about a hundredth of their own last ones."]
    place.mapping(SHARES.replace("value: share", "value: {column: share, times: 100}"))
    declared = place.landed("decisions/again.csv", vintages["shares"].replace("0.43", "0.430"))[1]
    whole = pl.concat([found.filter(pl.col("period_start") < found["period_start"].max()), declared])
    assert quality_rows(whole).filter(pl.col("code") == "D302").is_empty()
    assert declared["value"].to_list() == [Decimal(40 + 3 * area) for area in range(1, 7)]
