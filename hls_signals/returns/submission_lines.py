"""Which rows and records of a file were used, which were set aside, and do the two sums hold?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from hls_signals.returns.faults import FileFault
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import SET_ASIDE_SCHEMA, Read, set_aside
from hls_signals.returns.schema import QUARANTINE
from hls_signals.returns.table import ROW, Table
from hls_signals.workspace.errors import MendableError


@dataclass(frozen=True)
class Counts:
    """The two conservation sums of a file."""

    rows_in: int = 0
    rows_set_aside: int = 0
    observations: int = 0
    records_set_aside: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.rows_in + other.rows_in,
            self.rows_set_aside + other.rows_set_aside,
            self.observations + other.observations,
            self.records_set_aside + other.records_set_aside,
        )

    def as_columns(self) -> dict[str, int]:
        """The counts as the ledger has them."""
        return {
            "rows_in": self.rows_in,
            "rows_accepted": self.rows_in - self.rows_set_aside,
            "rows_set_aside": self.rows_set_aside,
            "records_in": self.observations + self.records_set_aside,
            "observations": self.observations,
            "records_set_aside": self.records_set_aside,
        }


def lines_and_counts(table: Table, read: Read, made: pl.Series, records: pl.DataFrame) -> tuple[pl.DataFrame, Counts]:
    """Every line set aside, and the sums they belong to; FileFault Q150 where an adapter lost or invented a row.

    made     source_row of each observation
    records  the lines of records that are none
    """
    ragged = set_aside(table.ragged.to_frame(), "R244")
    accepted = pl.concat([made, read.supporting_rows]).unique()
    # A row none of whose records was accepted is set aside as a row, for its first record's reason.
    emptied = (
        records.filter(~pl.col(ROW).is_in(accepted.implode()))
        .unique(ROW, keep="first", maintain_order=True)
        .with_columns(pl.lit("row").alias("level"))
    )
    rows = pl.concat([pl.DataFrame(schema=SET_ASIDE_SCHEMA), read.set_aside, ragged, emptied])
    whole = rows.filter(pl.col("level") == "row")
    counts = Counts(table.row_count, whole.height, len(made), records.height)
    is_each_once = whole[ROW].n_unique() == whole.height
    if not is_each_once or len(accepted) + whole.height != counts.rows_in:
        raise FileFault(
            "Q150", mend="the adapter did not account for every row; tell its makers", row_count=counts.rows_in
        )
    return pl.concat([rows, records]).sort(ROW, maintain_order=True), counts


def rows_of(file: LandedFile, fault: MendableError) -> pl.DataFrame:
    """The rows of a quarantined file, where they can be read at all."""
    try:
        tables = [_row_numbers(part.table) for part in file.parts()]
    except FileFault:
        count = fault.row_count if isinstance(fault, FileFault) else 0
        return pl.DataFrame({ROW: pl.int_range(2, count + 2, dtype=pl.Int64, eager=True)})
    return pl.concat(tables)


def _row_numbers(table: Table) -> pl.DataFrame:
    rows = pl.concat([table.frame.select(ROW), table.ragged.to_frame()]).sort(ROW)
    return rows.with_columns(pl.lit(table.sheet).alias("source_sheet"))


def notes_text(counts: Mapping[str, int]) -> str:
    """Codes with how often each was noted, as the ledger has them."""
    return "; ".join(f"{code}: {count}" for code, count in sorted(counts.items()))


def file_line(file: LandedFile, code: str, mend: str) -> pl.DataFrame:
    """The line of a file that is set aside as a whole."""
    line = {"sha256": file.sha256, "source_name": file.source_name, "level": "file", "code": code, "mend": mend}
    return pl.DataFrame([{name: line.get(name) for name in QUARANTINE}], schema=QUARANTINE)


def placed_lines(lines: pl.DataFrame, file: LandedFile) -> pl.DataFrame:
    """Lines of rows and records with the file they stand in."""
    return (
        file.placed(lines)
        .with_columns(pl.lit(file.sha256).alias("sha256"), pl.lit(file.source_name).alias("source_name"))
        .select(list(QUARANTINE))
    )
