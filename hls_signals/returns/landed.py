"""What rows does a landed file hold?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

import polars as pl

from hls_signals.returns.csv_table import csv_table
from hls_signals.returns.faults import FileFault
from hls_signals.returns.parquet_table import parquet_table
from hls_signals.returns.table import Table

CSV_SUFFIXES = frozenset((".csv", ".tsv", ".txt"))
# First bytes of what is certainly no CSV: archives and workbooks, PDF, old workbooks, Parquet, PNG, gzip.
_OTHER_KINDS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x89PNG", b"\x1f\x8b")


@dataclass(frozen=True)
class LandedFile:
    """A file as received: its bytes, and its rows as text.

    source_name   path inside inbox/returns/.
    encoding      as the mapping or the sidecar declares it.
    is_nil        an empty return, declared as one.
    """

    source_name: str
    sha256: str
    data: bytes = field(repr=False)
    encoding: str = "utf-8"
    is_nil: bool = False

    @cached_property
    def table(self) -> Table:
        """Headers, rows and ragged rows; raises FileFault with a Q code."""
        if not self.data:
            if self.is_nil:
                return Table.empty()
            raise FileFault("Q105")
        table = self._table()
        if not table.row_count and not self.is_nil:
            raise FileFault("Q106")
        return table

    def rows(self) -> pl.DataFrame:
        """Every usable row, all text, under the file's own headers, with source_sheet and source_row."""
        return self.table.named()

    def _table(self) -> Table:
        suffix = PurePosixPath(self.source_name).suffix.casefold()
        if suffix == ".parquet":
            return parquet_table(self.data)
        if suffix not in CSV_SUFFIXES:
            raise FileFault("Q109")
        if self.data.startswith(_OTHER_KINDS):
            raise FileFault("Q104")
        return csv_table(self.data, self.encoding)
