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
    # The ends of a column in order tell at once that not all of it is alike.
    if column[0] == column[-1] and (column == column[0]).all(ignore_nulls=False):
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
    """Columns of exact decimals as float64, null as nan, and whether all numbers are whole and none below nought.

    The same as `as_float`, and much faster where they are: what is cut off each to make it whole, none of it below
    nought, is nothing where nothing is missing from the exact sum.
    """
    whole = frame.select(pl.col(name).cast(pl.Int64) for name in names)
    exact = frame.select(pl.col(names).sum()).row(0) == whole.select(pl.col(names).sum()).row(0)
    is_below = whole.select(pl.any_horizontal((pl.col(name) < 0).any() for name in names)).item()
    if exact and not is_below:
        return [whole[name].cast(pl.Float64).to_numpy() for name in names], True
    found = frame.select(as_float(name) for name in names)
    return [found[name].to_numpy() for name in names], False
