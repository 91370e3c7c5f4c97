"""What table does a file that somebody hands to a command hold?"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hls_signals.cli.options import printable
from hls_signals.workspace.errors import MendableError

if TYPE_CHECKING:
    import polars as pl

    from hls_signals.returns.table import Table

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
READ = (".csv", ".parquet", *BOOKS)
# A day in a workbook is a moment at midnight.
_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0+)?$"
# Where the engine looks for a column: in a file, that is its first row.
_HEADING = "the data"
_ROWS = re.compile(r"\brows? (\d+)(?: and (\d+))?")


class UnreadableFile(MendableError):
    """A file that was handed to a command cannot be read as a table."""

    code = "W420"


@dataclass(frozen=True)
class PlainTable:
    """A table with the row of the file that each of its rows has, the heading being a row too."""

    name: str
    frame: pl.DataFrame
    file_rows: Sequence[int]

    def must_have_any(self, wanted: Collection[str]) -> None:
        """Stop where the heading holds none of these: it may be no heading, and then its names are nobody's to tell."""
        if not set(wanted) & set(self.frame.columns):
            asked = ", ".join(wanted)
            raise UnreadableFile(
                "the heading names none of the columns that are asked for.",
                where=f"{self.name}, row 1",
                mend=f"give a heading with: {asked}; or name the file's own columns by --series, --time and --value",
            )

    def told_here(self, error: MendableError) -> MendableError:
        """The error with the rows of this file in place of those of the frame."""
        if error.where:  # without a place it is about an option, not about the file
            place = _ROWS.sub(self._rows, error.where)
            error.where = f"{self.name}, {'row 1' if place == _HEADING else place}"
        return error

    def _rows(self, found: re.Match[str]) -> str:
        inside = [self.file_rows[int(number) - 1] for number in found.groups() if number]
        return f"row{'s' if len(inside) > 1 else ''} " + " and ".join(map(str, inside))


def plain_table(path: Path) -> PlainTable:
    """The table of a CSV or workbook (all text) or Parquet file; raises UnreadableFile with what to do."""
    name = printable(path.name)
    if not path.is_file():
        raise UnreadableFile("there is no such file.", where=name, mend="check the name and the folder")
    ending = path.suffix.lower()
    if ending not in READ:
        mend = "save it as CSV (UTF-8), Parquet or XLSX"
        raise UnreadableFile("the file's ending names no format that is read here.", where=name, mend=mend)
    return _parquet(path, name) if ending == ".parquet" else _text(path, name, ending)


def _parquet(path: Path, name: str) -> PlainTable:
    import polars as pl

    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError):
        # The reader's own words may hold what the file says.
        raise UnreadableFile("this is not a whole Parquet file.", where=name, mend="write it again") from None
    return PlainTable(name, frame, range(1, frame.height + 1))


def _text(path: Path, name: str, ending: str) -> PlainTable:
    """The table of a file that is read as text, each cell as it stands there."""
    from hls_signals.returns.faults import FileFault
    from hls_signals.returns.table import ROW

    try:
        table = _table(path, ending)
    except FileFault as fault:
        where = ", ".join(part for part in (name, fault.where) if part)
        mend = "leave one sheet to be seen" if fault.code == "Q132" else "save it again as CSV (UTF-8) or XLSX"
        raise UnreadableFile("the file cannot be read as a table.", where=where, mend=mend) from None
    headers = [header.strip() for header in table.headers]
    if len(table.ragged):
        where = f"{name}, row {table.ragged[0]}"
        raise UnreadableFile(
            "a row has more or fewer cells than the heading.",
            where=where,
            mend="give every row the heading's cells; a title above the heading has to go",
        )
    _check_headers(headers, name)
    frame = table.frame.drop(ROW)
    return PlainTable(name, frame.rename(dict(zip(frame.columns, headers, strict=True))), table.frame[ROW].to_list())


def _table(path: Path, ending: str) -> Table:
    import polars as pl

    from hls_signals.returns.csv_table import csv_table
    from hls_signals.returns.header import PLAIN
    from hls_signals.returns.workbook import workbook_table

    if ending not in BOOKS:
        return csv_table(path.read_bytes())
    table = workbook_table(path.read_bytes(), ending, PLAIN)
    return replace(table, frame=table.frame.with_columns(pl.col(pl.String).str.replace(_MIDNIGHT, "$1")))


def _check_headers(headers: Sequence[str], name: str) -> None:
    for number, header in enumerate(headers, start=1):
        where = f"{name}, row 1, column {number}"
        if not header:
            raise UnreadableFile("a column has no name.", where=where, mend="name the column, or take it out")
        if headers.index(header) != number - 1:
            raise UnreadableFile("two columns have one name.", where=where, mend="give each column a name of its own")
    if not headers:
        raise UnreadableFile("the file is empty.", where=name, mend="give a heading and rows under it")
