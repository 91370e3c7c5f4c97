"""Does every bad file of the catalogue end in its code and a mend, with its neighbours unharmed and no cell quoted?

Files are generated: one good row beside one bad one, or a file that cannot be used at all.
"""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl
import pytest

from hls_signals.cli.landed import landed_lines
from hls_signals.returns.codes import CODES
from tests.fixtures_returns.workspaces import HEADER, JUNE, Place, canonical, conserved

CANARY = "Zephyrine Quackenbush"
FIELDS = dict(zip(HEADER.split(","), JUNE.split(","), strict=True))
GOOD = JUNE.replace("901", "902")


@dataclass(frozen=True)
class Bad:
    """A file, the code it ends in, and whether one row or the whole file is set aside."""

    name: str
    content: bytes
    code: str
    is_file: bool = True


def row(**changed: str) -> str:
    return ",".join(f'"{v}"' if "," in v else v for v in (FIELDS | changed).values())


def beside_a_good_row(kind: str, number: int, code: str, *rows: str) -> Bad:
    return Bad(f"{kind}_{number:02}.csv", canonical(GOOD, *rows).encode(), code, is_file=False)


CELLS = {
    "R210": ("-", "nil", "S", "ss", "sss", "ns", "a", "t", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "-999999", "-9999"),
    "R211": (CANARY, "12 people", "see the note", "12/13", "twelve people", "1O0", "=1+1", "=SUM(A1:A9)", "[x] 12 y"),
    "R212": ("inf", "-inf", "Infinity", "+infinity", "∞"),
    "R213": ("-5", "(5)", "\u22123", "-0.5"),
    "R215": ("59", "58.0001", "5.9E1", "1,000"),
    "R216": ("1.234,5", "1,23", "12,34", "1,2345", "0.1234567890123456789"),
    "R217": ("1e18", "1000000000000000", "999999999999999999", "1E15"),
}
AREAS = {
    "R201": ("X06000999", "X0600090", "Tamarhaven", "", "-", "E06000026", CANARY),
    "R202": (
        "X06000\u200b901",
        "\u202eX06000901",
        "X06000901\ufeff",
        "\u041506000901",
        "X06000\u00ad901",
        "X\uff106000901",
    ),
}
MEASURES = {"R203": ("decided", "DECIDED_IN_TIME"), "R202": (CANARY, "decided_in_tim\u0435", "decided\u200b_in_time")}
STARTS = {
    "R221": ("2026-06-31", "2023-02-29", "2026-13-01", "2026-00-10", "2026-05-00"),
    "R220": ("May 2026", "05/2026", "", "2026", "01/05/2026", "2026-5-1", "Q5 2026", CANARY, "2026-07-01"),
    "R222": ("1985-05-01", "1066-10-14"),
}


def changed(kind: str, column: str, texts: dict[str, tuple[str, ...]]) -> list[Bad]:
    pairs = [(code, text) for code, found in texts.items() for text in found]
    return [beside_a_good_row(kind, n, code, row(**{column: text})) for n, (code, text) in enumerate(pairs)]


def bad_rows() -> list[Bad]:
    later = row(period_start="2031-05-01", period_end="2031-06-01")
    short, long = JUNE.rpartition(",")[0], JUNE + ",1"
    return [
        *changed("cell", "numerator", CELLS),
        *changed("area", "area_code", AREAS),
        *changed("measure", "measure_id", MEASURES),
        *changed("start", "period_start", STARTS),
        *changed("type", "period_type", {"R220": ("fortnight", "", "months", CANARY)}),
        *changed("end", "period_end", {"R220": ("2026-05-01", "2026-04-01", "", "June"), "R221": ("2026-06-31",)}),
        beside_a_good_row("future", 0, "R222", later),
        beside_a_good_row("twice", 0, "R230", GOOD),
        beside_a_good_row("short", 0, "R244", short),
        beside_a_good_row("short", 1, "R244", "decided_in_time"),
        beside_a_good_row("long", 0, "R244", long),
        beside_a_good_row("long", 1, "R244", JUNE + "," * 40),
        beside_a_good_row("quoted", 0, "R244", JUNE.replace("X06000901", '"X06000901,"') + ",,"),
    ]


def parquet() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame({name: [text] for name, text in FIELDS.items()}).write_parquet(stream)
    return stream.getvalue()


def cut_short() -> list[Bad]:
    whole = parquet()
    ends = [len(whole) * tenth // 10 for tenth in range(1, 10)]
    return [Bad(f"cut_{n}.parquet", whole[:end], "Q104") for n, end in enumerate(ends)]


def not_what_they_are_called() -> list[Bad]:
    kinds = {
        "archive": b"PK\x03\x04 and so on",
        "page": b"%PDF-1.7\n",
        "old_book": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "columns": parquet(),
        "picture": b"\x89PNG\r\n\x1a\n",
        "pressed": gzip.compress(canonical(JUNE).encode()),
    }
    made = [Bad(f"{kind}.csv", content, "Q104") for kind, content in kinds.items()]
    return [*made, *(Bad(f"{kind}.parquet", content, "Q104") for kind, content in kinds.items() if kind != "columns")]


def of_other_types() -> list[Bad]:
    endings = ("json", "xml", "pdf", "docx", "html", "zip", "gz", "doc", "sql", "exe", "png", "yaml")
    return [Bad(f"other.{ending}", canonical(JUNE).encode(), "Q109") for ending in endings]


def undecodable() -> list[Bad]:
    text = canonical(JUNE, GOOD).encode()
    spoiled = [
        text.replace(b"decided_in_time", mark, 1) for mark in (b"caf\xe9", b"\x80", b"\xc3(", b"\xff", b"\xed\xa0\x80")
    ]
    places = [text[:at] + b"\xe9" + text[at:] for at in range(0, len(text), len(text) // 8)]
    return [Bad(f"bytes_{n}.csv", content, "Q140") for n, content in enumerate((*spoiled, *places))]


def without_rows() -> list[Bad]:
    header = HEADER + "\n"
    contents = (
        header,
        header.strip(),
        header + "\n\n",
        header + ",,,,,,\n",
        "\ufeff" + header,
        header.replace("\n", "\r\n"),
    )
    made = [Bad(f"header_{n}.csv", content.encode(), "Q106") for n, content in enumerate(contents)]
    return [Bad("none.csv", b"", "Q105"), *made, Bad("wide.csv", header.encode("utf-16"), "Q106")]


def without_a_column() -> list[Bad]:
    made = []
    for number, name in enumerate(HEADER.split(",")[:5]):
        if name not in ("measure_id", "period_start"):
            made.append(Bad(f"renamed_{number}.csv", canonical(JUNE).replace(name, CANARY, 1).encode(), "Q130"))
        made.append(Bad(f"doubled_{number}.csv", f"{HEADER},{name}\n{JUNE},x\n".encode(), "Q131"))
    figures = canonical(JUNE).replace("numerator", CANARY, 1)
    return [*made, Bad("no_figure.csv", figures.encode(), "Q130")]


def unclosed_and_unclaimed() -> list[Bad]:
    text = canonical(JUNE)
    open_quotes = [text + f'"{CANARY}', text + 'decided_in_time,"X06', text.replace("X06000901", '"X06000901', 1)]
    strangers = ["council,late\nX06000901,3\n", f"{CANARY}\n{CANARY}\n", "a;b;c\n1;2;3\n", "measure_id,value\na,3\n"]
    aside = [row(area_code=code) for code in ("X06000999", "X06000998")]
    return [
        *(Bad(f"open_{n}.csv", content.encode(), "Q104") for n, content in enumerate(open_quotes)),
        *(Bad(f"stranger_{n}.csv", content.encode(), "Q107") for n, content in enumerate(strangers)),
        *(Bad(f"nul_{n}.csv", text.encode() + b"\x00" * n, "Q104") for n in (1, 9)),
        Bad("all_aside.csv", canonical(*aside).encode(), "Q151"),
        Bad("differ.csv", canonical(JUNE, row(numerator="40")).encode(), "Q151"),
    ]


CATALOGUE = (
    *bad_rows(),
    *cut_short(),
    *not_what_they_are_called(),
    *of_other_types(),
    *undecodable(),
    *without_rows(),
    *without_a_column(),
    *unclosed_and_unclaimed(),
)


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("catalogue"))
    # Each file is about another moment, so that none is a duplicate of another's bytes.
    for bad in CATALOGUE:
        place.put(bad.name, bad.content)
    return place, place.land()


def test_at_least_150_bad_files_are_tried_and_each_has_a_name_of_its_own():
    assert len({bad.name for bad in CATALOGUE}) == len(CATALOGUE)
    assert len({bad.content for bad in CATALOGUE}) >= 150


def lines_of(landed, name: str) -> tuple[dict, pl.DataFrame]:
    found = landed[1].intake.filter(pl.col("source_name") == name)
    assert found.height == 1
    return found.row(0, named=True), landed[1].quarantine.filter(pl.col("source_name") == name)


@pytest.mark.parametrize("bad", CATALOGUE, ids=lambda bad: PurePosixPath(bad.name).name)
def test_a_bad_file_ends_in_its_code_with_a_mend(landed, bad):
    entry, lines = lines_of(landed, bad.name)
    conserved(entry, lines)
    if bad.is_file:
        assert (entry["outcome"], entry["code"]) == ("quarantined", bad.code)
        assert entry["mend"]
    else:
        assert (entry["outcome"], entry["rows_accepted"], entry["rows_set_aside"]) == ("accepted", 1, 1)
        assert set(lines["code"]) == {bad.code}
        assert all(lines["mend"])
        assert lines["source_row"].unique().to_list() == [3]
    assert bad.code in CODES


def test_the_good_row_beside_each_bad_one_arrives_whole(landed):
    place, landing = landed
    accepted = landing.intake.filter(pl.col("outcome") == "accepted")
    for sha in accepted["sha256"]:
        good = place.observations(sha).select("area_code", "numerator", "denominator", "status")
        assert good.rows() == [("X06000902", 41, 58, "ok")]


def test_no_cell_and_no_header_stands_in_any_message_or_record(landed):
    place, landing = landed
    told = "\n".join(landed_lines(landing))
    for text in (told, landing.intake.write_csv(), landing.quarantine.write_csv()):
        assert CANARY not in text
        assert "Quackenbush" not in text
    for path in place.workspace.warehouse.rglob("*"):
        if path.is_file() and path.parent.name != "raw":
            assert CANARY.encode() not in path.read_bytes()


def test_looking_again_at_all_of_them_changes_nothing(landed):
    place, landing = landed
    again = place.land()
    assert again.intake.is_empty()
    assert again.unchanged == landing.intake.filter(pl.col("outcome") == "accepted").height
