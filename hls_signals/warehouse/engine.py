"""What must a warehouse be able to do, whichever engine keeps the rows?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import polars as pl

from hls_signals.warehouse.queries import Query


class Warehouse(Protocol):
    """Table names are `stage.table`; rows of several calls for one table add up. A night asks for nothing else."""

    def register(self, name: str, rows: pl.DataFrame | Sequence[Path]) -> None:
        """Make a frame, or Parquet files of one schema, a table of the raw stage."""

    def build(self, query: Query, params: Mapping[str, str]) -> int:
        """Run a SELECT and add its rows to the query's own table; how many rows came."""

    def offending(self, query: Query, params: Mapping[str, str]) -> int:
        """How many rows a check returns."""

    def read(self, table: str, measure_id: str | None = None, *, filled: str | None = None) -> pl.DataFrame:
        """Rows of a table, of one measure where asked, in an order that depends on the rows alone.

        filled  only rows that have something in this column
        """

    def sample(self, table: str, rows: int, *, return_id: str | None = None) -> tuple[pl.DataFrame, bool]:
        """About `rows` rows at most, always the same, and whether some were left out."""

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to a table, made from the frame's own types when it is not there."""

    def drop(self, table: str) -> None:
        """Remove a table and its rows, so that it can be filled from the beginning."""

    def has(self, table: str) -> bool:
        """True where the table is there."""

    def digest(self, table: str) -> tuple[int, str]:
        """How many rows a table has, and a text that depends on the rows and not on their order."""

    def digests(self, table: str) -> dict[str, str]:
        """For each measure, a text that depends on its rows in a table and not on their order."""

    def commit(self) -> None:
        """Make everything so far durable."""

    def close(self) -> None:
        """Let go of the store."""
