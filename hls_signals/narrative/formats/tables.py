"""Which notes does a table hold, one a row, headed by the names of the fields?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.given import Reading, field_name, reading
from hls_signals.returns.csv_table import csv_table
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import PLAIN
from hls_signals.returns.table import ROW, Table
from hls_signals.returns.workbook import workbook_table


def csv_notes(data: bytes) -> Reading:
    """The notes of a CSV in UTF-8."""
    try:
        return table_notes(csv_table(data))
    except FileFault:
        raise NoteFileFault("T105", "the file is not readable as a CSV in UTF-8.") from None


def workbook_notes(data: bytes) -> Reading:
    """The notes of an XLSX workbook's first sheet that holds anything."""
    try:
        return table_notes(workbook_table(data, ".xlsx", PLAIN))
    except FileFault:
        raise NoteFileFault("T105", "the file is not readable as a workbook.") from None


def table_notes(table: Table) -> Reading:
    """The notes of a table; raises NoteFileFault T104 where no column is headed by `text`."""
    if "text" not in {field_name(header) for header in table.headers}:
        raise NoteFileFault("T104", "no column is headed `text`.", where="the first row")
    return reading(_records(table), table.ragged.to_list())


def _records(table: Table) -> Iterator[tuple[int, Mapping[str, object]]]:
    names = [column for column in table.frame.columns if column != ROW]
    for record in table.frame.iter_rows(named=True):
        yield int(record[ROW]), {header: record[name] for header, name in zip(table.headers, names, strict=True)}
