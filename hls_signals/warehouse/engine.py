"""What must a warehouse be able to do, whichever engine keeps the rows?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import polars as pl

from hls_signals.warehouse.queries import Query


class Warehouse(Protocol):
    """Six things. Table names are `stage.table`; rows of several calls for one table add up."""

    def register(self, name: str, rows: pl.DataFrame | Sequence[Path]) -> None:
        """Make a frame, or Parquet files of one schema, a table of the raw stage."""

    def build(self, query: Query, params: Mapping[str, str]) -> int:
        """Run a SELECT and add its rows to the query's own table; how many rows came."""

    def read(self, table: str, measure_id: str | None = None) -> pl.DataFrame:
        """Rows of a table, of one measure where asked, in the order of all their columns."""

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to a table, made from the frame's own types when it is not there."""

    def commit(self) -> None:
        """Make everything so far durable."""

    def close(self) -> None:
        """Let go of the store."""
