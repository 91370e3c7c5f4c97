"""Which value is drawn for each row, and can it be used?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Floats, Ints
from hls_signals.variation.cells import numbers_of
from hls_signals.variation.charts import CHART_TABLE, Chart
from hls_signals.variation.errors import MissingColumn, WrongScale, require_columns

# Above this the sums of a chart could leave the range of a double; squares of subgroups do so earlier.
LARGEST = 1e300
LARGEST_SQUARED = 1e150
# A denominator of a chart of ratios lies between this and its inverse, so that no line leaves the range of a double.
SMALLEST_SIZE = 1e-100


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

    @property
    def is_ratio(self) -> bool:
        """Whether a numerator and a denominator are read."""
        return len(self.names) > 1


@dataclass(frozen=True)
class Plotted:
    """The value drawn for each row, not-a-number where there is none; blank and unusable never overlap.

    top, size   numerator and denominator, where the figures are ratios; on a chart of subgroups, `size` counts the
                measurements. Not-a-number where unknown; a blank row may have a size.
    sd          the standard deviation within each subgroup.
    scale       what a ratio is multiplied by.
    """

    value: Floats
    blank: Bools
    unusable: Bools
    top: Floats | None = None
    size: Floats | None = None
    sd: Floats | None = None
    scale: float = 1.0

    def part(self, here: slice | Ints) -> Plotted:
        """The same for some of the rows, or for the rows in another order."""
        top, size, sd = (None if array is None else array[here] for array in (self.top, self.size, self.sd))
        return Plotted(self.value[here], self.blank[here], self.unusable[here], top, size, sd, self.scale)


def plotted_of(frame: pl.DataFrame, columns: ValueColumns, chart: Chart = CHART_TABLE["xmr"]) -> Plotted:
    """The value drawn for each row of the frame, in its order.

    raises  MissingColumn, NotANumber, WrongScale.
    """
    _check(columns, chart)
    require_columns(frame.columns, columns.names, "the data")
    numbers = [numbers_of(frame.get_column(name)) for name in columns.names]
    if columns.is_ratio:
        return _ratios(numbers[0], numbers[1], columns.scale, chart)
    return _values(numbers[0], chart)


def _check(columns: ValueColumns, chart: Chart) -> None:
    if chart.is_ratio and not columns.is_ratio:
        raise MissingColumn(
            f"the chart {chart.name} needs a numerator and a denominator",
            where="the columns named",
            mend="name the columns of both, or choose the chart xmr",
        )
    if not isinstance(columns.scale, int | float) or not 0 < columns.scale < float("inf"):
        raise WrongScale("a scale is a number above 0", mend="give 1 for a share, 100 for per cent, 1000 for a rate")


def _values(value: pl.Series, chart: Chart) -> Plotted:
    return _checked(_floats(value), _blank(value), np.zeros(len(value), dtype=np.bool_), chart)


def _blank(column: pl.Series) -> Bools:
    """Which cells are blank."""
    return column.is_null().to_numpy() if column.null_count() else np.zeros(len(column), dtype=np.bool_)


def _floats(column: pl.Series) -> Floats:
    """The cells, not-a-number where blank."""
    return (column.fill_null(np.nan) if column.null_count() else column).to_numpy()


def _ratios(numerator: pl.Series, denominator: pl.Series, scale: float, chart: Chart) -> Plotted:
    """Rates: a numerator may not lie below zero; where figures are no shares it may exceed its denominator."""
    blank = _blank(numerator)
    top, bottom = _floats(numerator), _floats(denominator)
    has_size = (bottom > 0) & np.isfinite(bottom)
    bad = (top < 0) | ~has_size
    if chart.is_ratio:
        has_size = (bottom >= SMALLEST_SIZE) & (bottom <= 1 / SMALLEST_SIZE)
        bad = (top < 0) | (top > 1 / SMALLEST_SIZE) | ~has_size
    if chart.is_share:
        bad |= top > bottom
    with np.errstate(over="ignore", invalid="ignore"):
        value = top if chart.name == "np" else scale * np.divide(top, bottom, out=np.full(len(top), np.nan), where=~bad)
    found = _checked(value, blank, bad, chart)
    return Plotted(
        found.value,
        blank,
        found.unusable,
        top=np.where(np.isnan(found.value), np.nan, top),
        size=np.where(has_size, bottom, np.nan),
        scale=scale,
    )


def _checked(value: Floats, blank: Bools, bad: Bools, chart: Chart) -> Plotted:
    largest = LARGEST_SQUARED if chart.is_of_subgroups else LARGEST
    # A comparison with not-a-number is false, so this also finds NaN.
    bad = bad | ~(np.abs(value) <= largest)
    if chart.bound == "not_negative":
        bad |= value < 0
    elif chart.bound == "positive":
        bad |= value <= 0
    unusable = bad & ~blank
    drawn = np.where(bad | blank, np.nan, value) if bad.any() else value
    return Plotted(drawn, blank, unusable)
