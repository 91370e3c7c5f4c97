"""What table does a delimited text file hold?

Ordinary files are read by polars. Anything unusual (quotation marks in odd places, line feeds inside fields, ragged
rows) goes record by record through a strict reader, so that no field ever slides into its neighbour's column.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

import polars as pl

from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import LOOKED_AT, PLAIN, Layout, under_header
from hls_signals.returns.table import ROW, Table, column_names, without_blank_rows

DELIMITERS = ",;\t|"
# The header is record 1.
FIRST_ROW = 2
_QUOTED = re.compile(r'"[^"]*"')


def csv_table(data: bytes, encoding: str = "utf-8", layout: Layout = PLAIN) -> Table:
    """The table of a CSV; raises FileFault Q104 (damaged), Q133 (no such header) or Q140 (not in its encoding)."""
    text = plain_text(data, encoding)
    if not layout.is_plain:
        return _below_titles(text, layout)
    delimiter = delimiter_of(text)
    headers = ordinary_headers(text, delimiter)
    end = text.find(b"\n")
    body = text[end + 1 :] if end >= 0 else b""
    table = None if headers is None else ordinary_table(body, headers, delimiter, FIRST_ROW)
    return table if table is not None else _record_by_record(text, delimiter)


def plain_text(data: bytes, encoding: str) -> bytes:
    """The file as UTF-8 without its mark; FileFault Q140 where it is not in its encoding, Q104 where it is no text."""
    text = _as_utf8(data, encoding)
    if b"\x00" in text:
        raise FileFault("Q104")
    return text


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


def delimiter_of(text: bytes) -> str:
    """The mark that stands most often in the first line with any mark at all."""
    # Lines without a mark may stand above the header; they say nothing of the delimiter.
    start = len(text) - len(text.lstrip()) if text[:1].isspace() else 0
    end = text.find(b"\n", start)
    bare = _QUOTED.sub("", text[start : end if end >= 0 else len(text)].decode("utf-8"))
    return max(DELIMITERS, key=bare.count)


def ordinary_headers(text: bytes, delimiter: str) -> tuple[str, ...] | None:
    """The names in the first line; None where a header goes over lines, or lines end in more than one way."""
    end = text.find(b"\n")
    header = (text if end < 0 else text[:end]).rstrip(b"\r")
    if not header.strip() or header.count(b'"') % 2 or (b"\r" in text and text.count(b"\r") != text.count(b"\r\n")):
        return None
    return tuple(next(csv.reader([header.decode("utf-8")], delimiter=delimiter)))


def ordinary_table(body: bytes, headers: tuple[str, ...], delimiter: str, first_row: int) -> Table | None:
    """The table where every line is one record of the header's width; None where a closer look is needed."""
    if not body:
        return Table(headers, _numbered(pl.DataFrame(schema=_schema(headers)), first_row), _no_rows())
    has_quotes = b'"' in body
    if has_quotes and not _quoted_fits(body, delimiter, len(headers)):
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(body), has_header=False, separator=delimiter, schema=_schema(headers), infer_schema=False
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != line_count(body) if has_quotes else not _unquoted_fits(body, delimiter, frame):
        return None
    if has_quotes:
        # A cell with nothing between its quotation marks is as empty as one without them.
        frame = frame.with_columns(pl.all().replace("", None))
    return Table(headers, without_blank_rows(_numbered(frame, first_row)), _no_rows())


def line_count(body: bytes) -> int:
    """How many lines a text has, the last one with or without its line feed."""
    return body.count(b"\n") + (not body.endswith(b"\n"))


def _unquoted_fits(body: bytes, delimiter: str, frame: pl.DataFrame) -> bool:
    # Too many fields stop polars; too few leave the last column empty, as an empty cell does. Where there are such
    # rows, an equal sum of delimiters means that no line has too few.
    last_column_is_full = frame.to_series(-1).null_count() == 0
    return last_column_is_full or body.count(delimiter.encode()) == (frame.width - 1) * line_count(body)


def _quoted_fits(body: bytes, delimiter: str, width: int) -> bool:
    line = pl.Series(body.decode("utf-8").split("\n")).head(line_count(body)).str.strip_chars_end("\r")
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
    return table_of_records(tuple(numbered[0][1]), numbered[1:])


def table_of_records(headers: tuple[str, ...], numbered: Sequence[tuple[int, list[str]]]) -> Table:
    """The table of records with their numbers; those that are wider or narrower than the header are ragged."""
    data = [[*fields, number] for number, fields in numbered if len(fields) == len(headers)]
    ragged = [number for number, fields in numbered if len(fields) != len(headers)]
    schema = {**_schema(headers), ROW: pl.Int64()}
    frame = pl.DataFrame(data, schema=schema, orient="row") if data else pl.DataFrame(schema=schema)
    emptied = frame.with_columns(pl.col(pl.String).replace("", None))
    return Table(headers, emptied, pl.Series(ROW, ragged, dtype=pl.Int64))


def _records(text: bytes, delimiter: str) -> list[tuple[int, list[str]]]:
    """The records that hold anything, with their numbers from 1."""
    return [record for records in records_of(text, delimiter) for record in records]


def records_of(
    text: bytes, delimiter: str, first_row: int = 1, together: int = sys.maxsize
) -> Iterator[list[tuple[int, list[str]]]]:
    """Records with their numbers, so many at a time, without those that hold nothing; FileFault Q104 where cut."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""), delimiter=delimiter, strict=True)
    numbered = enumerate(reader, start=first_row)
    number = first_row - 1
    while True:
        records = []
        try:
            for number, fields in islice(numbered, together):
                records.append((number, fields))
        except csv.Error:
            raise FileFault("Q104", row_count=max(number - 1, 0)) from None
        if not records:
            return
        yield [(at, fields) for at, fields in records if any(map(str.strip, fields))]


def _numbered(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    return frame.with_columns(pl.int_range(first_row, first_row + frame.height, dtype=pl.Int64).alias(ROW))


def _schema(headers: tuple[str, ...] | list[str]) -> dict[str, pl.DataType]:
    return {name: pl.String() for name in column_names(len(headers))}


def _no_rows() -> pl.Series:
    return pl.Series(ROW, [], dtype=pl.Int64)
