"""What table does a delimited text file hold?

Ordinary files are read by polars. Anything unusual (quotation marks in odd places, line feeds inside fields, ragged
rows) goes record by record through a strict reader, so that no field ever slides into its neighbour's column.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from contextlib import suppress

import polars as pl

from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import LOOKED_AT, PLAIN, Layout, under_header
from hls_signals.returns.table import ROW, Table, column_names, without_blank_rows

DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')


def csv_table(data: bytes, encoding: str = "utf-8", layout: Layout = PLAIN) -> Table:
    """The table of a CSV; raises FileFault Q104 (damaged), Q133 (no such header) or Q140 (not in its encoding)."""
    text = _as_utf8(data, encoding)
    if b"\x00" in text:
        raise FileFault("Q104")
    if not layout.is_plain:
        return _below_titles(text, layout)
    end = text.find(b"\n")
    first = text if end < 0 else text[:end]
    # Lines without a mark may stand above the header; they say nothing of the delimiter.
    delimiter = _delimiter(text.lstrip().partition(b"\n")[0].decode("utf-8"))
    table = _ordinary(text, first.rstrip(b"\r"), delimiter)
    return table if table is not None else _record_by_record(text, delimiter)


def _as_utf8(data: bytes, encoding: str) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16").encode("utf-8")
    has_mark = data.startswith(codecs.BOM_UTF8)
    if encoding == "utf-16" or (encoding == "cp1252" and has_mark):
        raise FileFault("Q140", where="byte 0")
    if encoding == "cp1252":
        return _decoded(data, "cp1252").encode("utf-8")
    plain = data.removeprefix(codecs.BOM_UTF8)
    if not plain.isascii():
        _decoded(plain, "utf-8", len(data) - len(plain))
    return plain


def _decoded(data: bytes, encoding: str, offset: int = 0) -> str:
    try:
        return data.decode(encoding, errors="strict")
    except UnicodeDecodeError as error:
        raise FileFault("Q140", where=f"byte {error.start + offset}") from None


def _delimiter(header: str) -> str:
    bare = _QUOTED.sub("", header)
    return max(DELIMITERS, key=bare.count)


def _ordinary(text: bytes, header: bytes, delimiter: str) -> Table | None:
    """The table where every line is one record of the header's width; None where a closer look is needed."""
    if not header.strip() or header.count(b'"') % 2 or (b"\r" in text and text.count(b"\r") != text.count(b"\r\n")):
        return None
    headers = next(csv.reader([header.decode("utf-8")], delimiter=delimiter))
    body = text[text.find(b"\n") + 1 :] if b"\n" in text else b""
    if not body:
        return Table(tuple(headers), _numbered(pl.DataFrame(schema=_schema(headers))), _no_rows())
    has_quotes = b'"' in body
    if has_quotes and not _quoted_fits(body, delimiter, len(headers)):
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(body), has_header=False, separator=delimiter, schema=_schema(headers), infer_schema=False
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != _line_count(body) if has_quotes else not _unquoted_fits(body, delimiter, frame):
        return None
    return Table(tuple(headers), without_blank_rows(_numbered(frame)), _no_rows())


def _line_count(body: bytes) -> int:
    return body.count(b"\n") + (not body.endswith(b"\n"))


def _unquoted_fits(body: bytes, delimiter: str, frame: pl.DataFrame) -> bool:
    # Too many fields stop polars; too few leave the last column empty, as an empty cell does. Where there are such
    # rows, an equal sum of delimiters means that no line has too few.
    last_column_is_full = frame.to_series(-1).null_count() == 0
    return last_column_is_full or body.count(delimiter.encode()) == (frame.width - 1) * _line_count(body)


def _quoted_fits(body: bytes, delimiter: str, width: int) -> bool:
    line = pl.Series(body.decode("utf-8").split("\n")).head(_line_count(body)).str.strip_chars_end("\r")
    mark = re.escape(delimiter)
    if ((line.str.count_matches('"', literal=True) % 2) == 1).any() or line.str.contains(
        f'[^{mark}"]"[^{mark}"]'
    ).any():
        return False
    bare = line.str.replace_all('"[^"]*"', "")
    return bool((bare.str.count_matches(delimiter, literal=True) == width - 1).all())


def _below_titles(text: bytes, layout: Layout) -> Table:
    """The table whose header the mapping places or looks for; what stands above it is no row."""
    lines = text.decode("utf-8").splitlines()[:LOOKED_AT]
    heads = lines if layout.row is None else lines[layout.row - 1 : layout.row - 1 + layout.depth]
    # A title may hold commas; only under the right delimiter are the names of the header found.
    likely = sorted(DELIMITERS, key=lambda mark: -max((_QUOTED.sub("", line).count(mark) for line in heads), default=0))
    for delimiter in likely[:-1]:
        with suppress(FileFault):
            return _headed(_records(text, delimiter), layout)
    return _headed(_records(text, likely[0] if layout.row else likely[-1]), layout)


def _headed(records: list[tuple[int, list[str]]], layout: Layout) -> Table:
    width = max((len(fields) for _, fields in records), default=0)
    data = [[*fields, *[""] * (width - len(fields)), number] for number, fields in records]
    frame = pl.DataFrame(data, schema={**_schema([""] * width), ROW: pl.Int64()}, orient="row")
    headers, rows = under_header(frame.with_columns(pl.col(pl.String).replace("", None)), layout)
    named = max((number for number, name in enumerate(headers, start=1) if name), default=0)
    # Trailing delimiters of a header make no column; a row with text beyond the names has too many fields.
    short = [number for number, fields in records if len(fields) < named]
    unnamed = [pl.col(name).is_not_null() for name in column_names(width)[named:]]
    beyond = rows.filter(pl.any_horizontal(pl.lit(False), *unnamed))
    is_ragged = pl.col(ROW).is_in(short) | pl.col(ROW).is_in(beyond[ROW].implode())
    whole = rows.filter(~is_ragged).select(*column_names(named), ROW)
    return Table(headers[:named], whole, rows.filter(is_ragged)[ROW])


def _record_by_record(text: bytes, delimiter: str) -> Table:
    numbered = _records(text, delimiter)
    if not numbered:
        return Table.empty()
    headers = tuple(numbered[0][1])
    whole = [(number, fields) for number, fields in numbered[1:] if len(fields) == len(headers)]
    ragged = [number for number, fields in numbered[1:] if len(fields) != len(headers)]
    data = [[*fields, number] for number, fields in whole]
    schema = {**_schema(headers), ROW: pl.Int64()}
    frame = pl.DataFrame(data, schema=schema, orient="row") if data else pl.DataFrame(schema=schema)
    emptied = frame.with_columns(pl.col(pl.String).replace("", None))
    return Table(headers, emptied, pl.Series(ROW, ragged, dtype=pl.Int64))


def _records(text: bytes, delimiter: str) -> list[tuple[int, list[str]]]:
    """The records that hold anything, with their numbers from 1."""
    stream = io.StringIO(text.decode("utf-8"), newline="")
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(stream, delimiter=delimiter, strict=True))
    except csv.Error:
        raise FileFault("Q104", row_count=max(len(records) - 1, 0)) from None
    return [(number, fields) for number, fields in enumerate(records, start=1) if any(map(str.strip, fields))]


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    # The header is record 1.
    return frame.with_columns(pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias(ROW))


def _schema(headers: tuple[str, ...] | list[str]) -> dict[str, pl.DataType]:
    return {name: pl.String() for name in column_names(len(headers))}


def _no_rows() -> pl.Series:
    return pl.Series(ROW, [], dtype=pl.Int64)
