"""How are a million repeated texts and decimals turned into numbers quickly?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hls_signals.measures.frames import as_float
from hls_signals.why.sums import Floats

Numbers: TypeAlias = NDArray[np.int64]
NOT_THERE = -1
# A whole number told apart from its float by no more than this, relative to it, has no fraction a float could hold.
LAST_BITS = 1e-15


@dataclass(frozen=True)
class Numbered:
    """A column of texts as numbers that count through its different texts, which stand in their order.

    at  one entry a row; a single one where every row has the same text
    """

    texts: tuple[str, ...]
    at: Numbers

    def places(self, wanted: Mapping[str, int]) -> Numbers:
        """What each row is called by `wanted`; NOT_THERE where it has no name for it."""
        table = np.array([wanted.get(text, NOT_THERE) for text in self.texts], dtype=np.int64)
        return table[self.at]

    def of(self, rows: Numbers) -> Numbered:
        """The column at these rows."""
        return Numbered(self.texts, self.at if len(self.at) == 1 else self.at[rows])


def numbered(column: pl.Series) -> Numbered:
    """The column's texts and where each row finds its own; null is "".

    Runs of one text are looked up once: columns of a table in order have few.
    """
    if column.is_empty():
        return Numbered((), np.empty(0, dtype=np.int64))
    if (column == column[0]).all(ignore_nulls=False):
        return Numbered((column[0],), np.zeros(1, dtype=np.int64))
    runs = column.rle()
    heads = runs.struct.field("value").fill_null("").cast(pl.String)
    texts = heads.unique().sort()
    codes = heads.cast(pl.Enum(texts)).to_physical().to_numpy().astype(np.int64)
    return Numbered(tuple(texts), np.repeat(codes, runs.struct.field("len").to_numpy()))


def codes_of(texts: Sequence[str]) -> dict[str, int]:
    """The number of each text, counted in their order."""
    return {text: number for number, text in enumerate(texts)}


def as_floats(frame: pl.DataFrame, names: Sequence[str]) -> tuple[list[Floats], bool]:
    """Columns of exact decimals as float64, null as nan, and whether all numbers are whole.

    The same as `as_float`, and much faster where they are.
    """
    scales = [kind.scale if isinstance(kind := frame.schema[name], pl.Decimal) else 0 for name in names]
    whole = {name: pl.col(name).cast(pl.Int64).cast(pl.Float64) for name in names}
    near = {n: pl.col(n).to_physical().cast(pl.Float64) / 10.0**s for n, s in zip(names, scales, strict=True)}
    has_fraction = [((near[n] - whole[n]).abs() > LAST_BITS * near[n].abs()).any().alias(f"{n} ") for n in names]
    found = frame.select(**whole)
    if frame.select(has_fraction).transpose().to_series().any():
        found = frame.select(as_float(name) for name in names)
        return [found[name].to_numpy() for name in names], False
    return [found[name].to_numpy() for name in names], True
