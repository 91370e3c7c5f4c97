"""Which notes does a Word document hold? Those of its tables; everything else in it is never read.

Comments, tracked deletions, headers, footers and properties of the document are other parts of the archive or other
elements, and are not looked at.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, ParseError
from zlib import error

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.given import FIELDS, Reading, field_name, reading

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
# A table of notes is text: a body larger than this is no such document, or a bomb.
MOST_BYTES = 32 << 20
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CONTROLS = (f"{W}sdt", f"{W}sdtContent")
UNREAD = (f"{W}del", f"{W}moveFrom", f"{W}drawing", f"{W}pict", f"{MARKUP}AlternateContent")
Rows = list[list[str]]


def docx_notes(data: bytes) -> Reading:
    """The notes of every table of fields and answers, or headed by fields; raises NoteFileFault T104, T105."""
    body = _body(data)
    try:
        tables = [_rows(table) for table in body.iter(f"{W}tbl")]
    except RecursionError:
        raise NoteFileFault("T105", "the document's text is damaged.") from None
    records = [record for rows in tables for record in _notes_of(rows)]
    if not records:
        raise NoteFileFault("T104", "the document holds no table of fields.")
    return reading(enumerate(records, start=1))


def _body(data: bytes) -> Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(BODY).file_size > MOST_BYTES:
                raise NoteFileFault("T105", "the document unpacks to far more than a table of notes.")
            with archive.open(BODY) as part:
                xml = part.read(MOST_BYTES + 1)
        return fromstring(xml)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, error):
        raise NoteFileFault("T105", "the file is not readable as a Word document.") from None
    except (ParseError, DefusedXmlException, ValueError):
        raise NoteFileFault("T105", "the document's text is damaged.") from None


def _rows(table: Element) -> Rows:
    return [[_text(cell) for cell in row.findall(f"{W}tc")] for row in table.findall(f"{W}tr")]


def _text(cell: Element) -> str:
    return "\n".join("".join(_pieces(paragraph)) for paragraph in _paragraphs(cell)).strip()


def _paragraphs(element: Element) -> Iterator[Element]:
    """The cell's own paragraphs, also those in a form's controls; a table inside it is read by itself."""
    for child in element:
        if child.tag == f"{W}p":
            yield child
        elif child.tag in CONTROLS:
            yield from _paragraphs(child)


def _pieces(element: Element) -> Iterator[str]:
    """Text, tabs and line breaks in their order, without drawn boxes and what a tracked change took out."""
    for child in element:
        if child.tag in UNREAD:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in (f"{W}tab", f"{W}br"):
            yield "\t" if child.tag.endswith("tab") else "\n"
        else:
            yield from _pieces(child)


def _notes_of(rows: Rows) -> Iterator[Mapping[str, object]]:
    """One note of fields and answers, or one a row under a header, whichever names more fields."""
    if not rows:
        return
    across, down = _names(rows[0]), _names([row[0] for row in rows if row])
    if "text" in down and len(down) >= len(across):
        yield {row[0]: row[1] for row in rows if len(row) > 1 and field_name(row[0]) in FIELDS}
    elif "text" in across:
        yield from (dict(zip(rows[0], row, strict=False)) for row in rows[1:])


def _names(cells: Sequence[str]) -> set[str]:
    return {field_name(cell) for cell in cells} & set(FIELDS)
