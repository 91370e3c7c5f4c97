"""Which value is drawn for each row, and can it be used?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Floats
from hls_signals.variation.cells import numbers_of
from hls_signals.variation.errors import require_columns

# Above this the sums of a chart could leave the range of a double.
LARGEST = 1e300


@dataclass(frozen=True)
class ValueColumns:
    """Where the figures are: a value, or a numerator over a denominator times a scale."""

    value: str = "value"
    numerator: str | None = None
    denominator: str | None = None
    scale: float = 1.0

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are read."""
        if self.numerator is not None and self.denominator is not None:
            return (self.numerator, self.denominator)
        return (self.value,)


@dataclass(frozen=True)
class Plotted:
    """The value drawn for each row, not-a-number where there is none; blank and unusable never overlap."""

    value: Floats
    blank: Bools
    unusable: Bools


def plotted_of(frame: pl.DataFrame, columns: ValueColumns) -> Plotted:
    """The value drawn for each row of the frame, in its order."""
    require_columns(frame.columns, columns.names, "the data")
    numbers = [numbers_of(frame.get_column(name)) for name in columns.names]
    return _values(numbers[0]) if len(numbers) == 1 else _ratios(numbers[0], numbers[1], columns.scale)


def _values(value: pl.Series) -> Plotted:
    blank = value.is_null().to_numpy()
    return _checked(value.fill_null(np.nan).to_numpy(), blank, np.zeros(len(value), dtype=np.bool_))


def _ratios(numerator: pl.Series, denominator: pl.Series, scale: float) -> Plotted:
    """Rates: a numerator may exceed its denominator here, but not lie below zero."""
    blank = numerator.is_null().to_numpy()
    top = numerator.fill_null(np.nan).to_numpy()
    bottom = denominator.fill_null(np.nan).to_numpy()
    bad = (top < 0) | ~(bottom > 0) | ~np.isfinite(bottom)
    with np.errstate(over="ignore", invalid="ignore"):
        value = scale * np.divide(top, bottom, out=np.full(len(top), np.nan), where=~bad)
    return _checked(value, blank, bad)


def _checked(value: Floats, blank: Bools, bad: Bools) -> Plotted:
    # A comparison with not-a-number is false, so this also finds NaN.
    unusable = (bad | ~(np.abs(value) <= LARGEST)) & ~blank
    return Plotted(np.where(blank | unusable, np.nan, value), blank, unusable)
