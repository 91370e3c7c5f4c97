"""Does every workbook that cannot be read safely end in a code and a mend, in bounded memory and no traceback?"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from hls_signals.returns.archive import MOST_BYTES, safe_archive
from hls_signals.returns.codes import CODES, MENDS
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import PLAIN, Layout
from hls_signals.returns.workbook import READER, workbook_table
from tests.fixtures_returns.workbooks import Parts, SheetOf, ods_parts, spoiled, table, xls, xlsx, xlsx_parts
from tests.fixtures_returns.workspaces import HEADER, JUNE, Place

CANARY = "Wilhelmina Featherstonehaugh"
ROWS = (HEADER.split(","), JUNE.split(","), [CANARY])
GOOD = xlsx_parts(SheetOf("Figures", ROWS))
GOOD_TABLE = table(HEADER.split(","), JUNE.split(","))
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)


def bomb(megabytes: int) -> bytes:
    """A workbook whose sheet unpacks to so many megabytes of zeros."""
    return spoiled(GOOD, {SHEET: b"0" * (megabytes << 20)})


def lying_bomb() -> bytes:
    """A bomb whose directory states one byte a member."""
    data = bytearray(bomb(64))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", data, at + 24, 1)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def with_name(name: str) -> bytes:
    return spoiled(GOOD, {name: b"x"})


def with_null_in_name() -> bytes:
    return with_name("xl/a@b.bin").replace(b"xl/a@b.bin", b"xl/a\x00b.bin")


def with_link() -> bytes:
    stream = io.BytesIO(GOOD.zipped())
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def with_encrypted_member() -> bytes:
    data = bytearray(GOOD.zipped())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + flags] |= 1
    return bytes(data)


def twice_named() -> bytes:
    return with_name("xl/stylez.xml").replace(b"xl/stylez.xml", b"xl/styles.xml")


def locked_ods() -> bytes:
    manifest = ods_parts(SheetOf("S", ROWS)).members["META-INF/manifest.xml"]
    locked = manifest.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
    return spoiled(ods_parts(SheetOf("S", ROWS)), {"META-INF/manifest.xml": locked})


def word_processor() -> bytes:
    return Parts({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}).zipped()


BAD = {
    "a sheet that unpacks to more than 200 MB": ("a.xlsx", bomb(201), "Q101"),
    "a hundred to one": ("b.xlsx", bomb(16), "Q101"),
    "a directory that states one byte": ("c.xlsx", lying_bomb(), "Q101"),
    "too many members": ("d.xlsx", spoiled(GOOD, {f"xl/m{n}.bin": b"" for n in range(1000)}), "Q101"),
    "a bomb as ods": ("e.ods", spoiled(ods_parts(SheetOf("S", ROWS)), {"x.bin": bytes(32 << 20)}), "Q101"),
    "entities in the sheet": ("f.xlsx", spoiled(GOOD, {SHEET: ENTITIES + GOOD.members[SHEET]}), "Q102"),
    "entities in a member nobody needs": (
        "g.xlsx",
        spoiled(GOOD, {"docProps/app.xml": ENTITIES + b"<x>&b;</x>"}),
        "Q102",
    ),
    "entities in UTF-16": (
        "h.xlsx",
        spoiled(GOOD, {"docProps/app.xml": (ENTITIES.decode()[21:] + "<x/>").encode("utf-16")}),
        "Q102",
    ),
    "entities in ods": ("i.ods", spoiled(ods_parts(SheetOf("S", ROWS)), {"content.xml": ENTITIES + b"<x/>"}), "Q102"),
    "a name that climbs": ("j.xlsx", with_name("../../evil.xml"), "Q103"),
    "a name that climbs the other way": ("k.xlsx", with_name("xl\\..\\..\\evil.xml"), "Q103"),
    "an absolute name": ("l.xlsx", with_name("/etc/evil.xml"), "Q103"),
    "a name with a drive": ("m.xlsx", with_name("C:/evil.xml"), "Q103"),
    "a name with a NUL": ("n.xlsx", with_null_in_name(), "Q103"),
    "a link": ("o.xlsx", with_link(), "Q103"),
    "an archive in the archive": ("p.xlsx", spoiled(GOOD, {"xl/embeddings/book.xlsx": GOOD.zipped()}), "Q103"),
    "two members of one name": ("q.xlsx", twice_named(), "Q103"),
    "cut short": ("r.xlsx", GOOD.zipped()[:-40], "Q104"),
    "half of it": ("s.xlsx", GOOD.zipped()[: len(GOOD.zipped()) // 2], "Q104"),
    "a page named workbook": ("t.xlsx", b"%PDF-1.7 " + CANARY.encode(), "Q104"),
    "a table named workbook": ("u.xlsx", (HEADER + "\n" + JUNE).encode(), "Q104"),
    "a letter named workbook": ("v.xlsx", word_processor(), "Q104"),
    "a new workbook named old": ("w.xls", GOOD.zipped(), "Q104"),
    "an old workbook named new": ("x.xlsx", OLE + bytes(600), "Q104"),
    "an old workbook of nothing": ("y.xls", OLE + bytes(600), "Q104"),
    "a sheet of broken XML": ("z.xlsx", spoiled(GOOD, {SHEET: b"<worksheet><sheetData><row"}), "Q104"),
    "a workbook without its sheet": (
        "aa.xlsx",
        Parts({name: data for name, data in GOOD.members.items() if name != SHEET}).zipped(),
        "Q104",
    ),
    "a password": ("bb.xlsx", OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500), "Q141"),
    "a password on an old workbook": ("bc.xls", xls(SheetOf("S", ROWS), locked=True), "Q141"),
    "an old workbook cut short": ("bd.xls", xls(SheetOf("S", ROWS))[:2_000], "Q104"),
    "a password on ods": ("cc.ods", locked_ods(), "Q141"),
    "a password on a member": ("dd.xlsx", with_encrypted_member(), "Q141"),
    "no sheet to choose": ("ee.xlsx", xlsx(SheetOf("One", ROWS), SheetOf("Two", ROWS)), "Q132"),
    "every sheet hidden": ("ff.xlsx", xlsx(SheetOf("One", ROWS, "hidden"), SheetOf("Two", ROWS, "veryHidden")), "Q132"),
    "an empty sheet": ("gg.xlsx", table(), "Q106"),
    "a header and no row": ("hh.xlsx", table(HEADER.split(",")), "Q106"),
    "another type of workbook": ("ii.xlsb", GOOD.zipped(), "Q109"),
    "an archive": ("jj.zip", GOOD.zipped(), "Q109"),
    "no bytes": ("kk.xlsx", b"", "Q105"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_workbook_that_cannot_be_read_is_quarantined_with_its_code_and_a_mend(place, what):
    name, data, code = BAD[what]
    row, observations, lines = place.landed(name, data)
    assert (row["outcome"], row["code"]) == ("quarantined", code)
    assert row["mend"]
    assert observations.is_empty()
    told = " ".join(str(cell) for cells in (row.values(), *lines.rows()) for cell in cells)
    assert CANARY not in told
    assert code in CODES
    assert code in MENDS


def test_a_bomb_is_refused_while_it_is_counted_and_nothing_of_it_is_written(place):
    data = lying_bomb()
    with pytest.raises(FileFault) as refused:
        safe_archive(data)
    assert refused.value.code == "Q101"
    place.landed("bomb.xlsx", data)
    written = sum(path.stat().st_size for path in place.workspace.root.rglob("*") if path.is_file())
    assert written < 4 * len(data) + 100_000


def test_what_a_workbook_unpacks_to_is_bounded_whatever_its_ratio(monkeypatch):
    data = GOOD.zipped()
    assert safe_archive(data).members
    monkeypatch.setattr("hls_signals.returns.archive.MOST_BYTES", sum(map(len, GOOD.members.values())) - 1)
    with pytest.raises(FileFault) as refused:
        safe_archive(data)
    assert refused.value.code == "Q101"


def test_counting_a_bomb_stops_at_the_limit_and_holds_one_piece_at_a_time():
    # A stored copy of the limit would be 200 MB; the pieces are 64 KiB.
    import tracemalloc

    data = bomb(201)
    tracemalloc.start()
    with pytest.raises(FileFault):
        safe_archive(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MOST_BYTES / 50


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no address space limit on this platform")
def test_a_sheet_that_needs_more_memory_than_allowed_ends_its_reader_and_not_the_night(place):
    # One cell in the last row and column: a dense grid of it would take half a terabyte.
    corner = GOOD.members[SHEET].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    row, _, _ = place.landed("corner.xlsx", spoiled(GOOD, {SHEET: corner}))
    assert (row["outcome"], row["code"]) == ("quarantined", "Q101")
    # The next workbook is read by a new child.
    row, observations, _ = place.landed("good.xlsx", table(HEADER.split(","), JUNE.split(",")))
    assert (row["outcome"], observations.height) == ("accepted", 1)


def test_a_child_that_was_killed_is_started_again():
    good = table(["a"], ["1"])
    assert workbook_table(good, ".xlsx", PLAIN).row_count == 1
    READER._child.kill()
    READER._child.wait()
    assert workbook_table(good, ".xlsx", PLAIN).row_count == 1


def test_reading_that_takes_too_long_is_ended_and_told(monkeypatch):
    monkeypatch.setattr("hls_signals.returns.workbook._PATIENCE", 0.0)
    READER.close()
    slow = table(*[[f"text {column} {row}" for column in range(40)] for row in range(4_000)])
    with pytest.raises(FileFault) as refused:
        workbook_table(slow, ".xlsx", PLAIN)
    assert refused.value.code == "Q101"
    assert "seconds" in refused.value.where


@pytest.mark.parametrize("cut", range(0, 2_000, 125))
def test_a_workbook_cut_anywhere_is_refused_and_never_a_traceback(cut):
    whole = GOOD.zipped()
    with pytest.raises(FileFault) as refused:
        workbook_table(whole[: min(cut, len(whole) - 1)], ".xlsx", PLAIN)
    assert refused.value.code == "Q104"


def _outcome(data: bytes) -> str:
    try:
        found = workbook_table(data, ".xlsx", PLAIN)
    except FileFault as fault:
        return fault.code
    return str(found.frame.rows())


@pytest.mark.parametrize("seed", range(48))
def test_flipped_bytes_give_the_same_table_or_a_code_and_never_another_figure(seed):
    whole = bytearray(GOOD_TABLE)
    for turn in range(1 + seed % 6):
        whole[zlib.crc32(bytes((seed, turn))) % len(whole)] ^= 1 << (turn % 8)
    assert _outcome(bytes(whole)) in {_outcome(GOOD_TABLE), *CODES}


def test_a_sheet_or_header_that_is_not_there_offers_the_nearest_by_number_and_quotes_nothing():
    book = xlsx(SheetOf(CANARY, ROWS), SheetOf("Table 2a", ROWS))
    with pytest.raises(FileFault) as refused:
        workbook_table(book, ".xlsx", Layout(sheet="Table 2"))
    assert (refused.value.code, refused.value.where) == ("Q132", "sheet `Table 2`")
    assert "nearest is sheet 2" in refused.value.mend
    assert CANARY not in str(refused.value)
    for layout in (Layout("Table 2a", find=("ONS code",)), Layout("Table 2a", row=40)):
        with pytest.raises(FileFault) as refused:
            workbook_table(book, ".xlsx", layout)
        assert refused.value.code == "Q133"
        assert "header: {row: N}" in refused.value.mend


def test_a_hidden_sheet_that_the_mapping_names_is_not_read():
    book = xlsx(SheetOf("Shown", ROWS), SheetOf("Hidden", ROWS, "hidden"))
    with pytest.raises(FileFault) as refused:
        workbook_table(book, ".xlsx", Layout(sheet="hidden"))
    assert refused.value.code == "Q132"
    assert "hidden" in refused.value.where


def test_macros_are_data_to_us(place):
    book = spoiled(xlsx_parts(SheetOf("S", ROWS[:2])), {"xl/vbaProject.bin": OLE + b"Shell" * 40})
    row, observations, _ = place.landed("macros.xlsm", book)
    assert (row["outcome"], observations.height) == ("accepted", 1)


def test_the_child_runs_our_module_from_no_folder_of_the_workspace(tmp_path, monkeypatch):
    (tmp_path / "polars.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    READER.close()
    assert workbook_table(table(["a"], ["1"]), ".xlsx", PLAIN).row_count == 1
    assert sys.version_info >= (3, 11)
