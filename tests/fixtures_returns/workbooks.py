"""Small workbooks for tests, written by hand so that a test can put anything into them.

A cell is None (absent), a str (text), a number, or one of the marked kinds below.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font/><font><color rgb="FFFF0000"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill></fills>'
    '<cellXfs><xf fillId="0" fontId="0"/><xf fillId="1" fontId="0"/><xf fillId="0" fontId="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Error:
    """An error cell such as #DIV/0!."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula whose result may have been saved."""

    text: str
    result: float | None = None


@dataclass(frozen=True)
class Coloured:
    """A filled cell (style 1) or one with red figures (style 2)."""

    content: object
    style: int = 1


@dataclass(frozen=True)
class SheetOf:
    """A sheet: rows from `first_row`, columns from `first_column` (1 = A)."""

    name: str
    rows: Sequence[Sequence[object]]
    state: str = "visible"
    first_row: int = 1
    first_column: int = 1


@dataclass
class Parts:
    """The members of an archive by name, for tests that spoil one."""

    members: dict[str, bytes] = field(default_factory=dict)

    def zipped(self, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", compression) as archive:
            for name, data in self.members.items():
                archive.writestr(name, data)
        return stream.getvalue()


def xlsx(*sheets: SheetOf) -> bytes:
    return xlsx_parts(*sheets).zipped()


def table(*rows: Sequence[object], name: str = "Table 1", **where: int) -> bytes:
    """An .xlsx with one sheet."""
    return xlsx(SheetOf(name, rows, **where))


def xlsx_parts(*sheets: SheetOf) -> Parts:
    named = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    texts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "xl/styles.xml": STYLES,
    }
    for n, sheet in enumerate(sheets, start=1):
        texts[f"xl/worksheets/sheet{n}.xml"] = _sheet_xml(sheet)
    return Parts({name: text.encode() for name, text in texts.items()})


def _sheet_xml(sheet: SheetOf) -> str:
    rows = "".join(
        f'<row r="{row}">'
        + "".join(
            _cell(f"{_letters(column)}{row}", content) for column, content in enumerate(cells, sheet.first_column)
        )
        + "</row>"
        for row, cells in enumerate(sheet.rows, start=sheet.first_row)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _cell(place: str, content: object, style: int = 0) -> str:
    styled = f' s="{style}"' if style else ""
    match content:
        case None:
            return ""
        case Coloured():
            return _cell(place, content.content, content.style)
        case Error():
            return f'<c r="{place}" t="e"{styled}><v>{escape(content.text)}</v></c>'
        case Formula():
            value = "" if content.result is None else f"<v>{content.result}</v>"
            return f'<c r="{place}"{styled}><f>{escape(content.text)}</f>{value}</c>'
        case str():
            text = f'<t xml:space="preserve">{escape(content)}</t>'
            return f'<c r="{place}" t="inlineStr"{styled}><is>{text}</is></c>'
        case _:
            return f'<c r="{place}"{styled}><v>{content}</v></c>'


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def ods(*sheets: SheetOf, blank_rows_above: int = 0) -> bytes:
    return ods_parts(*sheets, blank_rows_above=blank_rows_above).zipped()


def ods_parts(*sheets: SheetOf, blank_rows_above: int = 0) -> Parts:
    spaces = " ".join(f'xmlns:{name}="{url}"' for name, url in SPACES.items())
    blank = "<table:table-cell/>"
    above = f'<table:table-row table:number-rows-repeated="{blank_rows_above}">{blank}</table:table-row>'
    tables = "".join(
        f'<table:table table:name={quoteattr(sheet.name)} table:style-name="{sheet.state}">'
        + (above if blank_rows_above else "")
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in sheet.rows)
        + "</table:table>"
        for sheet in sheets
    )
    styles = (
        '<style:style style:name="yellow" style:family="table-cell">'
        '<style:table-cell-properties fo:background-color="#ffff00"/></style:style>'
        '<style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    texts = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content}
    return Parts({name: text.encode() for name, text in texts.items()})


def _ods_cell(content: object, style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    match content:
        case None:
            return "<table:table-cell/>"
        case Coloured():
            return _ods_cell(content.content, "yellow")
        case Error():
            # What LibreOffice writes: a zero as value, the error as text.
            return (
                f'<table:table-cell{styled} office:value-type="float" office:value="0" calcext:value-type="error">'
                f"<text:p>{escape(content.text)}</text:p></table:table-cell>"
            )
        case Formula():
            return f"<table:table-cell{styled} table:formula={quoteattr(content.text)}/>"
        case str():
            return (
                f'<table:table-cell{styled} office:value-type="string">'
                f"<text:p>{escape(content)}</text:p></table:table-cell>"
            )
        case _:
            return (
                f'<table:table-cell{styled} office:value-type="float" office:value="{content}">'
                f"<text:p>{content}</text:p></table:table-cell>"
            )


def spoiled(parts: Parts, changes: Mapping[str, bytes]) -> bytes:
    """The archive with some members changed or added."""
    return Parts({**parts.members, **changes}).zipped()


# An old workbook is a small file system (sectors of 512 bytes) that holds one stream of records.
_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_ERROR_BYTES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
_BOF_BOOK, _BOF_SHEET = (struct.pack("<4H2L", 0x0600, kind, 0, 0, 0, 0) for kind in (5, 16))


def xls(*sheets: SheetOf, locked: bool = False) -> bytes:
    """An .xls: BIFF8 records in a compound file."""
    bodies = [_xls_sheet(sheet) for sheet in sheets]
    locks = _record(0x2F, b"\x01\x00" + bytes(52)) if locked else b""
    names = [sheet.name.encode("latin-1") for sheet in sheets]
    start = len(_record(0x809, _BOF_BOOK) + locks + _record(0x0A)) + sum(4 + 8 + len(name) for name in names)
    listed = b""
    for sheet, name, body in zip(sheets, names, bodies, strict=True):
        state = 0 if sheet.state == "visible" else 1
        listed += _record(0x85, struct.pack("<LBBBB", start, state, 0, len(name), 0) + name)
        start += len(body)
    return _compound(_record(0x809, _BOF_BOOK) + locks + listed + _record(0x0A) + b"".join(bodies))


def _xls_sheet(sheet: SheetOf) -> bytes:
    cells = b"".join(
        _xls_cell(struct.pack("<3H", row, column, 0), content)
        for row, cells in enumerate(sheet.rows, start=sheet.first_row - 1)
        for column, content in enumerate(cells, start=sheet.first_column - 1)
    )
    return _record(0x809, _BOF_SHEET) + cells + _record(0x0A)


def _xls_cell(place: bytes, content: object) -> bytes:
    match content:
        case None:
            return b""
        case Error():
            return _record(0x205, place + bytes((_ERROR_BYTES[content.text], 1)))
        case str():
            text = content.encode("latin-1")
            return _record(0x204, place + struct.pack("<HB", len(text), 0) + text)
        case _:
            return _record(0x203, place + struct.pack("<d", content))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    # Streams below 4,096 bytes would lie in a second, smaller system.
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\x00")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    fat = struct.pack("<128L", *chain, *[_FREE] * (128 - len(chain)))
    folder = _entry("Root Entry", 5, child=1) + _entry("Workbook", 2, first=2, size=len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<10L", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0) + struct.pack("<108L", *[_FREE] * 108)
    return header + fat + folder + stream


def _entry(name: str, kind: int, *, first: int = _END, size: int = 0, child: int = _FREE) -> bytes:
    written = (name + "\x00").encode("utf-16-le")
    return (
        written.ljust(64, b"\x00")
        + struct.pack("<HBB3L", len(written), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<LQ", first, size)
    )
