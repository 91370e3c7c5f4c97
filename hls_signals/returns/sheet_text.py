"""Which text does each cell of a sheet have, so that a number is exact and a text stays as it was written?

The reader of cells rounds numbers to nine decimals when asked for text, and turns texts into numbers when asked for
numbers. So a sheet is read both ways, and a third time, as true or false, where both ways agree and only the kind of
cell tells `007` from 7: of a text the third reading makes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from hls_signals.returns.table import ROW, column_names

if TYPE_CHECKING:
    from fastexcel import ExcelReader

# What the reader writes for a number: no exponent, at most nine decimals.
_NUMBER = r"^-?[0-9]+(\.[0-9]{1,9})?$"
_ROUNDED_BY = 1e-9


def text_of(reader: ExcelReader, place: int) -> pl.DataFrame:
    """The whole sheet from its first row, each column under its number (c1 ...), and source_row."""
    text, numbers = _frame(reader, place, "string"), _frame(reader, place, "float")
    shortest = numbers.select(pl.all().cast(pl.String).str.replace(r"\.0$", ""))
    said = text.select(_plain().cast(pl.Float64, strict=False))
    is_exact = pl.DataFrame([said[name].eq(numbers[name]).fill_null(False) for name in text.columns])
    is_other = pl.DataFrame([text[name].ne(shortest[name]).fill_null(False) for name in text.columns])
    is_number = _is_number(reader, place, text) if _any(is_exact, is_other) else None
    exact = []
    for name in text.columns:
        is_near = ((said[name] - numbers[name]).abs() <= _ROUNDED_BY).fill_null(False) & ~is_exact[name]
        replaced = is_near if is_number is None else is_near | (is_exact[name] & is_number[name])
        exact.append(shortest[name].zip_with(replaced, text[name]).replace("", None).alias(name))
    return _placed(exact, text.height)


def _plain() -> pl.Expr:
    return pl.when(pl.all().str.contains(_NUMBER)).then(pl.all())


def _any(*masks: pl.DataFrame) -> bool:
    first, second = masks
    return any(bool((first[name] & second[name]).any()) for name in first.columns)


def _is_number(reader: ExcelReader, place: int, text: pl.DataFrame) -> pl.DataFrame:
    truths = _frame(reader, place, "boolean")
    return pl.DataFrame([truths[name].is_not_null().alias(name) for name in text.columns])


def _frame(reader: ExcelReader, place: int, kind: Literal["string", "float", "boolean"]) -> pl.DataFrame:
    # skip_rows=0 keeps the blank rows above the first cell, which would otherwise shift every row's number.
    sheet = reader.load_sheet(place, header_row=None, skip_rows=0, dtypes=kind)
    if not sheet.height:
        return pl.DataFrame()
    names = [f"c{column.absolute_index + 1}" for column in sheet.available_columns()]
    frame = pl.DataFrame(sheet)
    frame.columns = names
    return frame


def _placed(columns: list[pl.Series], height: int) -> pl.DataFrame:
    """The columns in their places, empty ones between them."""
    by_name = {column.name: column for column in columns}
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    last = max((int(name[1:]) for name in by_name), default=0)
    frame = pl.DataFrame([by_name.get(name, nothing.alias(name)) for name in column_names(last)])
    return frame.with_columns(pl.int_range(1, frame.height + 1, dtype=pl.Int64).alias(ROW))
