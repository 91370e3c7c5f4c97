"""What rows does a landed file hold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import PurePosixPath

import polars as pl

from hls_signals.returns.csv_parts import csv_parts
from hls_signals.returns.csv_table import csv_table
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import PLAIN, Layout
from hls_signals.returns.parquet_table import parquet_table
from hls_signals.returns.table import Table
from hls_signals.returns.workbook import workbook_table
from hls_signals.returns.workbook_reader import WORKBOOK_SUFFIXES

CSV_SUFFIXES = frozenset((".csv", ".tsv", ".txt"))
# A text file beyond this is read in parts of this size. A part of a canonical file takes about 20 times as much memory.
PART_BYTES = 16 * 2**20
# First bytes of what is certainly no CSV: archives and workbooks, PDF, old workbooks, Parquet, PNG, gzip.
_OTHER_KINDS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x89PNG", b"\x1f\x8b")


@dataclass(frozen=True)
class LandedFile:
    """A file as received: its bytes, and its rows as text.

    source_name   path inside inbox/returns/.
    encoding      as the mapping or the sidecar declares it.
    is_nil        an empty return, declared as one.
    layout        which sheet and header rows the mapping declares.
    """

    source_name: str
    sha256: str
    data: bytes = field(repr=False)
    encoding: str = "utf-8"
    is_nil: bool = False
    layout: Layout = PLAIN

    @property
    def size(self) -> int:
        """How many bytes arrived."""
        return len(self.data)

    @property
    def is_person_level(self) -> bool:
        """True for a set of files about people, of which nothing is kept."""
        return False

    def placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows told as they stand in the file; a set of files tells them by file."""
        return rows

    @cached_property
    def table(self) -> Table:
        """Headers, rows and ragged rows; raises FileFault with a Q code."""
        if isinstance(self._read, FileFault):
            raise self._read
        return self._read

    @cached_property
    def _read(self) -> Table | FileFault:
        # Looking again at a file that took long to refuse would take as long again.
        try:
            return self._whole_table()
        except FileFault as fault:
            return fault

    def _whole_table(self) -> Table:
        if not self.data:
            if self.is_nil:
                return Table.empty()
            raise FileFault("Q105")
        table = self._table()
        if not table.row_count and not self.is_nil:
            raise FileFault("Q106")
        return table

    @property
    def is_another_kind(self) -> bool:
        """True where the first bytes are those of an archive, a workbook or a picture, and so of no delimited text."""
        return self.data.startswith(_OTHER_KINDS)

    @property
    def is_large(self) -> bool:
        """True for a delimited text that is read a part at a time, since it would fill the memory as one table."""
        is_text = PurePosixPath(self.source_name).suffix.casefold() in CSV_SUFFIXES
        return is_text and not self.is_another_kind and self.layout.is_plain and self.size > PART_BYTES

    def parts(self) -> Iterator[LandedFile]:
        """The file in pieces that fit in memory, in order: most files are one; raises FileFault as `table` does."""
        if not self.is_large:
            yield self
            return
        for table in csv_parts(self.data, self.encoding, PART_BYTES):
            yield FilePart(**{one.name: getattr(self, one.name) for one in fields(LandedFile)}, part=table)

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of the file's table, without reading more of it than that needs."""
        if not self.is_large:
            return self.table.headers
        return next(csv_parts(self.data, self.encoding, 1)).headers

    def row_count(self) -> int:
        """Non-blank lines below the header."""
        return sum(part.table.row_count for part in self.parts())

    def rows(self) -> pl.DataFrame:
        """Every usable row, all text, under the file's own headers, with source_sheet and source_row."""
        return self.table.named()

    def _table(self) -> Table:
        suffix = PurePosixPath(self.source_name).suffix.casefold()
        if suffix == ".parquet":
            return parquet_table(self.data)
        if suffix in WORKBOOK_SUFFIXES:
            return workbook_table(self.data, suffix, self.layout)
        if suffix not in CSV_SUFFIXES:
            raise FileFault("Q109")
        if self.is_another_kind:
            raise FileFault("Q104")
        return csv_table(self.data, self.encoding, self.layout)


@dataclass(frozen=True)
class FilePart(LandedFile):
    """One part of a large file: its rows have the numbers they have in the whole."""

    part: Table = field(default_factory=Table.empty, repr=False)

    def _whole_table(self) -> Table:
        return self.part
