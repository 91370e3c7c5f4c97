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
    """A column of texts as numbers that count through its different texts, which stand in their order."""

    texts: tuple[str, ...]
    at: Numbers

    def places(self, wanted: Mapping[str, int]) -> Numbers:
        """What each row is called by `wanted`; NOT_THERE where it has no name for it."""
        table = np.array([wanted.get(text, NOT_THERE) for text in self.texts], dtype=np.int64)
        return table[self.at]


def numbered(column: pl.Series) -> Numbered:
    """The column's texts and where each row finds its own; null is "".

    Runs of one text are looked up once: columns of a table in order have few.
    """
    if column.is_empty():
        return Numbered((), np.empty(0, dtype=np.int64))
    run = column.rle_id().to_numpy().astype(np.int64)
    heads = column.gather(np.flatnonzero(np.diff(run, prepend=-1))).fill_null("").cast(pl.String)
    texts = heads.unique().sort()
    return Numbered(tuple(texts), heads.cast(pl.Enum(texts)).to_physical().to_numpy().astype(np.int64)[run])


def codes_of(texts: Sequence[str]) -> dict[str, int]:
    """The number of each text, counted in their order."""
    return {text: number for number, text in enumerate(texts)}


def as_floats(frame: pl.DataFrame, name: str) -> Floats:
    """A column of exact decimals as float64, null as nan: `as_float`, and much faster where all are whole."""
    column = frame[name]
    kind = column.dtype
    if isinstance(kind, pl.Decimal):
        near = column.to_physical().cast(pl.Float64) / 10.0**kind.scale
        whole = column.cast(pl.Int64).cast(pl.Float64)
        if not ((near - whole).abs() > LAST_BITS * near.abs()).any():
            return whole.to_numpy()
        column = frame.select(as_float(name))[name]
    return column.cast(pl.Float64).to_numpy()
