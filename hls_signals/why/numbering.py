"""How are a million repeated texts and decimals turned into numbers quickly?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hls_signals.measures.frames import EXACT, as_float
from hls_signals.why.sums import Floats

Numbers: TypeAlias = NDArray[np.int64]
NOT_THERE = -1
# One, as an exact decimal stores it.
UNIT = 10**EXACT.scale
LARGEST_WHOLE = 2**51


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
    """The column's texts and where each row finds its own; null is ""."""
    if column.is_empty():
        return Numbered((), np.empty(0, dtype=np.int64))
    if _is_one(column):
        return Numbered((column[0] or "",), np.zeros(1, dtype=np.int64))
    held = column.fill_null("").cast(pl.String)
    texts = held.unique().sort()
    return Numbered(tuple(texts), held.cast(pl.Enum(texts)).to_physical().to_numpy().astype(np.int64))


def _is_one(column: pl.Series) -> bool:
    """Whether every row holds the same; the ends of a column in order tell at once that not all of it is alike."""
    is_not_there = column.null_count() == len(column)
    return is_not_there or bool(column[0] == column[-1] and (column == column[0]).all(ignore_nulls=False))


def runs_of(rows: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, Numbers]:
    """One row a run of rows that follow each other and are alike in these columns, and how many rows each run has.

    A table in order has few runs, so what belongs to a run is worked out once and not for each of its rows.
    """
    is_first = np.zeros(rows.height + 1, dtype=np.bool_)
    for column in rows.select(names).iter_columns():
        if len(column) and not _is_one(column):
            is_first[np.cumsum(column.rle().struct.field("len").to_numpy())] = True
    is_first[:1] = True
    first = np.flatnonzero(is_first[: rows.height])
    return rows.select(names)[first], np.diff(first, append=rows.height)


def codes_of(texts: Sequence[str]) -> dict[str, int]:
    """The number of each text, counted in their order."""
    return {text: number for number, text in enumerate(texts)}


def as_floats(frame: pl.DataFrame, names: Sequence[str]) -> tuple[list[Floats], bool]:
    """Columns of exact decimals as float64, null as nan, and whether all numbers are whole and none below nought.

    The same as `as_float`, and much faster where they are.
    """
    whole = [_whole(frame[name]) for name in names]
    if all(numbers is not None for numbers in whole):
        return [numbers for numbers in whole if numbers is not None], True
    found = frame.select(as_float(name) for name in names)
    return [found[name].to_numpy() for name in names], False


def _whole(column: pl.Series) -> Floats | None:
    """The numbers of a column of exact decimals, where all are whole and none is below nought; null as nan.

    A decimal is stored as the number times `UNIT`. A float of that, divided again, is off by less than a half while the
    number is below 2 ** 51, so the whole number nearest to it is the only one it can be. Whether it is that number, the
    lowest 64 binary digits of both tell for certain.
    """
    stored = column.to_physical()
    there = stored if stored.null_count() == 0 else stored.fill_null(0)
    numbers = np.rint(there.cast(pl.Float64).to_numpy() / UNIT)
    if not (numbers.min(initial=0.0) >= 0 and numbers.max(initial=0.0) < LARGEST_WHOLE):
        return None
    lowest = there.cast(pl.Int64, wrap_numerical=True).to_numpy()
    if not np.array_equal(numbers.astype(np.int64) * UNIT, lowest):
        return None
    return numbers if there is stored else np.where(column.is_null().to_numpy(), np.nan, numbers)
