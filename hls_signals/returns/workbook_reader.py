"""What does one sheet of a workbook hold, as text, each cell at its own row and column?

Runs in a child process (workbook_child).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from hls_signals.returns.archive import Archive, safe_archive
from hls_signals.returns.faults import FileFault
from hls_signals.returns.names import nearest_number, normal
from hls_signals.returns.ods_marks import ods_marks
from hls_signals.returns.sheet_text import text_of
from hls_signals.returns.table import ROW, column_names
from hls_signals.returns.workbook_xml import Marks, refuse_entities
from hls_signals.returns.xlsx_marks import Sheet, counts_from_1904, xlsx_marks, xlsx_sheets

if TYPE_CHECKING:
    from fastexcel import ExcelReader

WORKBOOK_SUFFIXES = frozenset((".xlsx", ".xlsm", ".xls", ".ods"))
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The record that begins a book of BIFF5 or BIFF8, and the one that says that the rest is scrambled.
_FIRST_RECORD = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
_LOCK, _LOCK_WITHIN = 0x2F, 4
# The record that says where the calendar begins, and the one that ends what holds for the whole book.
_CALENDAR, _END = 0x22, 0x0A
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
}
_ERROR_KIND = re.compile(r"Error\((\w+)\)")


@dataclass(frozen=True)
class Grid:
    """One sheet as text.

    frame          c1, c2 ... by the sheet's columns, and source_row by its rows; blank rows are not here.
    sheet_number   which sheet it is, from 1.
    hidden_sheets  how many sheets were left unread because they are hidden.
    formulas       how many cells of each row hold the text of a formula.
    coloured       how many cells of each row have a colour that says something only to the eye.
    from_1904      whether its days are counted from 1904.
    """

    frame: pl.DataFrame
    sheet_number: int
    hidden_sheets: int = 0
    formulas: Mapping[int, int] = field(default_factory=dict)
    coloured: Mapping[int, int] = field(default_factory=dict)
    from_1904: bool = False


def read_grid(data: bytes, suffix: str, sheet: str | None) -> Grid:
    """The named sheet, or the only visible one; raises FileFault with a Q code."""
    archive = _archive(data, suffix)
    if suffix == ".xls" or archive is None:
        return _old(data, sheet)
    return _open_document(data, archive, sheet) if suffix == ".ods" else _office(data, archive, sheet)


def _office(data: bytes, archive: Archive, wanted: str | None) -> Grid:
    sheets = xlsx_sheets(archive)
    chosen = _chosen(sheets, wanted)
    refuse_entities(archive, besides=chosen.member)
    # Every other part was judged by now: the reader of cells is the last to see the file.
    marks = xlsx_marks(archive, chosen)
    with _reader(data) as reader:
        grid = _grid(text_of(reader, chosen.place), marks, chosen, sheets)
    return replace(grid, from_1904=counts_from_1904(archive))


def _open_document(data: bytes, archive: Archive, wanted: str | None) -> Grid:
    refuse_entities(archive)
    _refuse_locked(archive)
    with _reader(data) as reader:
        sheets = _sheets(reader)
        chosen = _chosen(sheets, wanted)
        return _grid(text_of(reader, chosen.place), ods_marks(archive, chosen.place), chosen, sheets)


def _old(data: bytes, wanted: str | None) -> Grid:
    with _reader(data) as reader:
        sheets = _sheets(reader)
        chosen = _chosen(sheets, wanted)
        marks = Marks(errors=_old_errors(reader, chosen.place))
        grid = _grid(text_of(reader, chosen.place), marks, chosen, sheets)
    return replace(grid, from_1904=counts_from_1904_in_xls(data))


def counts_from_1904_in_xls(data: bytes) -> bool:
    """True where the records of an .xls say that its days are counted from 1904."""
    return any(kind == _CALENDAR and said[:1] == b"\x01" for kind, said in _records(data))


def _archive(data: bytes, suffix: str) -> Archive | None:
    """The unpacked-and-counted archive of a zipped workbook, None for an old .xls; FileFault where it is neither."""
    if data.startswith(_OLD):
        if _ENCRYPTED in data or _is_locked(data):
            raise FileFault("Q141")
        if suffix == ".xls":
            return None
    if suffix == ".xls" or not data.startswith(b"PK\x03\x04"):
        raise FileFault("Q104")
    archive = safe_archive(data)
    needed = "content.xml" if suffix == ".ods" else "xl/workbook.xml"
    if archive.named(needed) is None:
        raise FileFault("Q104")
    return archive


def _is_locked(data: bytes) -> bool:
    """True for an .xls whose records are scrambled: its first ones say so."""
    return any(kind == _LOCK for kind, _ in islice(_records(data), _LOCK_WITHIN))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records that say what holds for an .xls as a whole."""
    book = _FIRST_RECORD.search(data)
    at = book.start() if book is not None else len(data)
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<2H", data, at)
        if kind == _END:
            return
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _refuse_locked(archive: Archive) -> None:
    manifest = archive.named("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in b"".join(archive.pieces(manifest)):
        raise FileFault("Q141")


@contextmanager
def _reader(data: bytes) -> Iterator[ExcelReader]:
    """The reader of cells; whatever it stumbles over becomes a code, since its own words may quote a cell."""
    # Imported here: only the child needs it.
    import fastexcel

    try:
        yield fastexcel.read_excel(data)
    except fastexcel.FastExcelError:
        raise FileFault("Q104") from None


def _sheets(reader: ExcelReader) -> list[Sheet]:
    return [Sheet(place, name, _is_visible(reader, place), "") for place, name in enumerate(reader.sheet_names)]


def _is_visible(reader: ExcelReader, place: int) -> bool:
    return reader.load_sheet(place, header_row=None, n_rows=1).visible == "visible"


def _chosen(sheets: list[Sheet], wanted: str | None) -> Sheet:
    visible = [sheet for sheet in sheets if sheet.is_visible]
    if wanted is None:
        if len(visible) == 1:
            return visible[0]
        mend = "show the sheet" if not visible else "name the sheet in the mapping under `sheet:`"
        raise FileFault("Q132", where=f"{len(visible)} sheets are visible", mend=mend)
    fit = [sheet for sheet in sheets if normal(sheet.name) == normal(wanted)]
    if not fit:
        near = nearest_number(normal(wanted), [(sheet.place + 1, normal(sheet.name)) for sheet in visible])
        hint = f"; nearest is sheet {near}" if near else ""
        raise FileFault("Q132", where=f"sheet `{wanted}`", mend=f"name the sheet of this file under `sheet:`{hint}")
    if not fit[0].is_visible:
        raise FileFault("Q132", where=f"sheet `{wanted}` is hidden", mend="show the sheet, or name another")
    return fit[0]


def _old_errors(reader: ExcelReader, place: int) -> dict[tuple[int, int], str]:
    """Error cells of an .xls, which has no XML: the reader says where it found no text."""
    sheet = reader.load_sheet(place, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.height:
        return {}
    _, found = sheet.to_arrow_with_errors()
    columns = [column.absolute_index + 1 for column in sheet.available_columns()]
    errors: dict[tuple[int, int], str] = {}
    for error in found.errors if found is not None else []:
        row, column = error.offset_position
        kind = _ERROR_KIND.search(error.detail)
        errors[row + 1, columns[column]] = _ERROR_TEXTS.get(kind[1] if kind else "", "#VALUE!")
    return errors


def _grid(frame: pl.DataFrame, marks: Marks, chosen: Sheet, sheets: list[Sheet]) -> Grid:
    number, hidden = chosen.place + 1, sum(1 for sheet in sheets if not sheet.is_visible)
    frame = _with_cells(frame, {**marks.errors, **marks.formulas})
    cells = [name for name in frame.columns if name != ROW]
    if not cells:
        return Grid(frame, number, hidden)
    is_formula = [pl.col(name).str.starts_with("=").fill_null(False) for name in cells]
    counted = frame.select(ROW, pl.sum_horizontal(is_formula).alias("count")).filter(pl.col("count") > 0)
    full = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in cells))
    return Grid(full, number, hidden, dict(counted.iter_rows()), dict(marks.coloured))


def _with_cells(frame: pl.DataFrame, cells: Mapping[tuple[int, int], str]) -> pl.DataFrame:
    """The sheet with these texts at their places, grown where they lie beyond its last row or column."""
    if not cells:
        return frame
    height, width = max(row for row, _ in cells), max(column for _, column in cells)
    wide = frame.with_columns(
        pl.lit(None, pl.String).alias(name) for name in column_names(width) if name not in frame.columns
    ).select(*sorted({*frame.columns, *column_names(width)} - {ROW}, key=lambda name: int(name[1:])), ROW)
    more = pl.DataFrame({ROW: pl.int_range(wide.height + 1, height + 1, dtype=pl.Int64, eager=True)})
    tall = pl.concat([wide, more], how="diagonal") if more.height else wide
    for column in sorted({column for _, column in cells}):
        rows = {row - 1: text for (row, at), text in cells.items() if at == column}
        name = f"c{column}"
        tall = tall.with_columns(tall[name].scatter(list(rows), pl.Series(list(rows.values()))).alias(name))
    return tall
