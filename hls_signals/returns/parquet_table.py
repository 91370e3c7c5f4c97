"""What table does a Parquet file hold, as text?"""

from __future__ import annotations

import io

import polars as pl

from hls_signals.returns.faults import FileFault
from hls_signals.returns.table import ROW, Table, column_names, without_blank_rows

# Stands for a cell that no text can hold, so that it is set aside as unreadable and never taken for an empty one.
NOT_TEXT = "(not a text)"


def parquet_table(data: bytes) -> Table:
    """The table of a Parquet file; raises FileFault Q104 where it is none, or is cut short."""
    if not data.startswith(b"PAR1"):
        raise FileFault("Q104")
    try:
        frame = pl.read_parquet(io.BytesIO(data))
        names = column_names(frame.width)
        text = pl.DataFrame(
            [_as_text(frame[name]).alias(short) for name, short in zip(frame.columns, names, strict=True)]
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError):
        # polars panics over some damaged pages, and over dates of years that do not exist.
        raise FileFault("Q104") from None
    numbered = text.with_columns(pl.int_range(1, text.height + 1, dtype=pl.Int64).alias(ROW))
    return Table(tuple(frame.columns), without_blank_rows(numbered), pl.Series(ROW, [], dtype=pl.Int64))


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        # A float that is no number is a fault (R212), where the text NaN is a missing figure.
        is_number = column.is_finite() | column.is_null()
        return column.cast(pl.String).set(~is_number, "inf")
    if column.dtype == pl.Binary:
        # Older writers store text so.
        return pl.Series(column.name, [_decoded(value) for value in column.to_list()], dtype=pl.String)
    if column.dtype.is_nested() or column.dtype in (pl.Duration, pl.Object):
        return pl.Series(column.name, [NOT_TEXT]).new_from_index(0, len(column)).set(column.is_null(), None)
    if column.dtype == pl.Datetime:
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f%:z" if column.dtype.time_zone else "%Y-%m-%dT%H:%M:%S%.f")  # type: ignore[attr-defined]  # only Datetime comes here
    return column.cast(pl.String)


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return NOT_TEXT
