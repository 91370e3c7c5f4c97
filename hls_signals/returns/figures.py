"""What do the cells of a figure say together?

Ordinary numbers are read column-wise. A cell that is anything else is read once for each different text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce

import polars as pl

from hls_signals.returns.cells import MOST_DECIMALS, STRONGEST_FIRST, TOO_LARGE, Cell, cell_of, storable_product
from hls_signals.returns.spec_parts import SourceCells

NUMBER = pl.Decimal(38, MOST_DECIMALS)
# What one part of a figure (numerator, denominator or value) says, one field each.
PART_SCHEMA: dict[str, pl.DataType] = {
    "number": NUMBER,
    "status": pl.String(),
    "flags": pl.String(),
    "low": NUMBER,
    "high": NUMBER,
    "edge_low": NUMBER,
    "edge_high": NUMBER,
    "has_bounds": pl.Boolean(),
    "is_percent": pl.Boolean(),
    "has_wide_digits": pl.Boolean(),
    "code": pl.String(),
    "column": pl.Int64(),
}
PART = pl.Struct(PART_SCHEMA)
# No sign: `-9999` and its like are symbols, so negatives get the closer look. Fifteen digits stay below 10^15.
_ORDINARY = r"^[0-9]{1,15}(\.[0-9]{1,18})?$"
_CELL_FIELDS = [name for name in PART_SCHEMA if name != "column"]


def parts_of(text: pl.Series, symbols: Mapping[str, str], column: int | None = None) -> pl.DataFrame:
    """One row a cell, columns as PART_SCHEMA."""
    # A mapping may declare a number as a symbol, such as 9999 for a figure nobody has.
    is_ordinary = text.str.contains(_ORDINARY).fill_null(False) & ~text.is_in(list(symbols)).fill_null(False)
    if is_ordinary.all():
        return _ordinary(text, column)
    unusual = text.filter(~is_ordinary).unique()
    cells = [cell_of(value, symbols) for value in unusual.to_list()]
    known = _cells(cells).with_columns(unusual.alias("text"))
    found = text.alias("text").to_frame().join(known, on="text", how="left", nulls_equal=True, maintain_order="left")
    plain = pl.Series("plain", text.zip_with(is_ordinary, pl.Series([None], dtype=pl.String))).cast(NUMBER)
    return found.with_columns(
        pl.coalesce(plain, pl.col("number")).alias("number"),
        pl.col("status").fill_null("ok"),
        pl.col("flags").fill_null(""),
        pl.col("has_bounds", "is_percent", "has_wide_digits").fill_null(False),
        pl.lit(column, pl.Int64).alias("column"),
    ).select(list(PART_SCHEMA))


def absent_part(height: int) -> pl.DataFrame:
    """The part of a figure that no column holds."""
    return _constant(height, pl.lit(None, NUMBER), "blank", None)


def source_parts(source: SourceCells, cells: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """A part as a mapping declares it, made from the parts of its columns: a sum, a difference or a multiple."""
    read = [cells[name] for name in source.columns]
    combined = read[0] if len(read) == 1 else _together(read, is_sum=bool(source.add))
    return combined if source.times == 1 else _times(combined, source)


def _ordinary(text: pl.Series, column: int | None) -> pl.DataFrame:
    return _constant(len(text), text.cast(NUMBER), "ok", column)


def _constant(height: int, number: pl.Series | pl.Expr, status: str, column: int | None) -> pl.DataFrame:
    base = pl.select(pl.repeat(status, height, dtype=pl.String).alias("status"))
    return base.with_columns(
        number.alias("number"),
        pl.lit("").alias("flags"),
        *(pl.lit(None, NUMBER).alias(name) for name in ("low", "high", "edge_low", "edge_high")),
        *(pl.lit(False).alias(name) for name in ("has_bounds", "is_percent", "has_wide_digits")),
        pl.lit(None, pl.String).alias("code"),
        pl.lit(column, pl.Int64).alias("column"),
    ).select(list(PART_SCHEMA))


def _cells(cells: Sequence[Cell]) -> pl.DataFrame:
    schema = {name: PART_SCHEMA[name] for name in _CELL_FIELDS}
    return pl.DataFrame([[getattr(cell, name) for name in _CELL_FIELDS] for cell in cells], schema, orient="row")


def _together(read: Sequence[pl.DataFrame], *, is_sum: bool) -> pl.DataFrame:
    numbers = [part["number"] for part in read]
    number = reduce(lambda a, b: a + b, numbers) if is_sum else numbers[0] - numbers[1]
    statuses = [part["status"] for part in read]
    first = read[0]
    return first.with_columns(
        number.cast(NUMBER).alias("number"),
        strongest(statuses).alias("status"),
        joined_flags([part["flags"] for part in read]).alias("flags"),
        *(pl.lit(None, NUMBER).alias(name) for name in ("low", "high", "edge_low", "edge_high")),
        pl.lit(False).alias("has_bounds"),
        pl.select(pl.any_horizontal(part["is_percent"] for part in read)).to_series().alias("is_percent"),
        pl.select(pl.any_horizontal(part["has_wide_digits"] for part in read)).to_series().alias("has_wide_digits"),
        pl.select(pl.coalesce(part["code"] for part in read)).to_series().alias("code"),
        first_faulty_column(read).alias("column"),
    )


def _times(part: pl.DataFrame, source: SourceCells) -> pl.DataFrame:
    factor = source.times
    too_large = (pl.col("number").abs().cast(pl.Float64) * float(abs(factor))) >= float(TOO_LARGE)
    products = {
        name: _product(part[name], part[name].abs().cast(pl.Float64), factor)
        for name in ("number", "low", "high", "edge_low", "edge_high")
    }
    # Decimals beyond those that are stored would be rounded away.
    is_lost = pl.lit(products["number"].is_null()) & pl.col("number").is_not_null()
    code = pl.when(too_large).then(pl.lit("R217")).when(is_lost).then(pl.lit("R216"))
    return part.with_columns(
        pl.coalesce("code", code).alias("code"), *(product.alias(name) for name, product in products.items())
    )


def _product(numbers: pl.Series, size: pl.Series, factor: Decimal) -> pl.Series:
    # Exact, and few different numbers carry a scale; beyond the storable size, and where decimals would be lost, null.
    limit = float(TOO_LARGE) / max(abs(float(factor)), 1.0)
    small = numbers.set(size >= limit, None)
    seen = small.drop_nulls().unique()
    exact = pl.Series([storable_product(value, factor) for value in seen.to_list()], dtype=NUMBER)
    return small.replace_strict(seen, exact, default=None, return_dtype=NUMBER)


def strongest(statuses: Sequence[pl.Series]) -> pl.Series:
    """The status that holds when several cells make one number; blank counts as not_available."""
    columns = pl.DataFrame(
        {f"s{number}": status.replace("blank", "not_available") for number, status in enumerate(statuses)}
    )
    result: pl.Expr = pl.lit("ok")
    for status in reversed(STRONGEST_FIRST):
        result = pl.when(pl.any_horizontal(pl.all() == status)).then(pl.lit(status)).otherwise(result)
    return columns.select(result.alias("status")).to_series()


def joined_flags(flags: Sequence[pl.Series]) -> pl.Series:
    """Every letter of several flag columns, sorted, each once."""
    if not any((part != "").any() for part in flags):
        return flags[0].fill_null("")
    joined = pl.select(pl.concat_str([part.fill_null("") for part in flags])).to_series()
    seen = joined.unique()
    return joined.replace_strict(seen, pl.Series(["".join(sorted(set(text))) for text in seen.to_list()]))


def first_faulty_column(read: Sequence[pl.DataFrame]) -> pl.Series:
    """The column number of the first cell with a code, else of the first cell."""
    marked = [part["column"].zip_with(part["code"].is_not_null(), pl.Series([None], dtype=pl.Int64)) for part in read]
    return pl.select(pl.coalesce(*marked, *(part["column"] for part in read))).to_series()
