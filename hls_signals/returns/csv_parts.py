"""How is a delimited text file read that would fill the memory as one table?

A part at a time: so many bytes, up to the end of a line. A part in which quotation marks go over lines, and all after
it, are read record by record, since only there a line feed may be no end of a record.
"""

from __future__ import annotations

from collections.abc import Iterator

from hls_signals.returns.csv_table import (
    FIRST_ROW,
    delimiter_of,
    line_count,
    ordinary_headers,
    ordinary_table,
    plain_text,
    records_of,
    table_of_records,
)
from hls_signals.returns.table import Table

# About so many bytes make a record where records are read one by one.
_BYTES_A_RECORD = 100


def csv_parts(data: bytes, encoding: str, part_bytes: int) -> Iterator[Table]:
    """The table that csv_table gives, in parts of about so many bytes; raises as it does, at whichever part it is."""
    text = plain_text(data, encoding)
    delimiter = delimiter_of(text)
    headers = ordinary_headers(text, delimiter)
    if headers is None:
        yield from _with_header(text, delimiter, part_bytes)
        return
    start, row = text.find(b"\n") + 1 or len(text), FIRST_ROW
    if start == len(text):
        yield table_of_records(headers, [])
    while start < len(text):
        end = _line_end(text, start + part_bytes)
        body = text[start:end]
        table = ordinary_table(body, headers, delimiter, row)
        if table is None and b'"' in body:
            yield from _in_records(text[start:], headers, delimiter, row, part_bytes)
            return
        yield table if table is not None else _every_record(body, headers, delimiter, row)
        row += line_count(body)
        start = end


def _line_end(text: bytes, near: int) -> int:
    """Where the line that holds this place ends."""
    at = text.find(b"\n", near)
    return len(text) if at < 0 else at + 1


def _every_record(body: bytes, headers: tuple[str, ...], delimiter: str, row: int) -> Table:
    return table_of_records(headers, [record for found in records_of(body, delimiter, row) for record in found])


def _in_records(text: bytes, headers: tuple[str, ...], delimiter: str, row: int, part_bytes: int) -> Iterator[Table]:
    for records in records_of(text, delimiter, row, max(1, part_bytes // _BYTES_A_RECORD)):
        yield table_of_records(headers, records)


def _with_header(text: bytes, delimiter: str, part_bytes: int) -> Iterator[Table]:
    headers: tuple[str, ...] | None = None
    for records in records_of(text, delimiter, 1, max(1, part_bytes // _BYTES_A_RECORD)):
        rows = records
        if headers is None and records:
            headers, rows = tuple(records[0][1]), records[1:]
        if headers is not None:
            yield table_of_records(headers, rows)
    if headers is None:
        yield Table.empty()
