"""Do the frames handed over hold what they must, and nothing that could name a body or a person?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats, Ints
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.errors import ColumnNotThere, NotACount, NotUsable, OffTheGrid, UnexpectedColumn
from hls_signals.workspace.nearest import offer

# Frame -> columns it must have, columns it may have. Any other is refused.
COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "histogram": (("value", "n"), ()),
    "series": (
        ("period_start", "numerator", "denominator"),
        ("value_text", "excluded", "relabelled", "kept_label"),
    ),
    "vintages": (("first_value", "latest_value"), ()),
    "days": (("day", "n"), ()),
}
COUNTS = ("n", "numerator", "denominator", "excluded", "relabelled", "kept_label")
# These may be empty: a lone count has no denominator, and a period may lack one of its figures.
MAY_BE_EMPTY = ("numerator", "denominator", "excluded", "relabelled", "kept_label")
# How far a value may lie from the grid and still be on it, in cells: what binary fractions cost.
ON_THE_GRID = 1e-6
# No service counts beyond a million million; whole numbers stay whole up to there.
LARGEST_COUNT = 1e12
ORDER = {"histogram": "value", "series": "period_start", "days": "day"}


def checked(name: str, frame: pl.DataFrame, context: TargetContext) -> pl.DataFrame:
    """The frame in its order, after every check.

    raises  UnexpectedColumn (G101), ColumnNotThere (G102), OffTheGrid (G103), NotACount (G104), NotUsable (G108)
    """
    must, may = COLUMNS[name]
    refuse_columns(name, frame.columns, must, may)
    for column in frame.columns:
        if column in COUNTS:
            _refuse_counts(name, frame[column], may_be_empty=column in MAY_BE_EMPTY)
        elif column in {"value", "first_value", "latest_value"}:
            _refuse_numbers(name, frame[column])
        elif column in {"period_start", "day"}:
            _refuse_dates(name, frame[column])
    if name == "histogram":
        refuse_off_grid(frame["value"].to_numpy(), context.grid, "histogram, column value")
    return frame.sort(ORDER[name]) if name in ORDER else frame.sort(frame.columns)


def refuse_columns(name: str, there: Sequence[str], must: Sequence[str], may: Sequence[str]) -> None:
    """Raise for the first column that may not be there, then for the first that is missing."""
    for column in there:
        if column not in (*must, *may):
            raise UnexpectedColumn(
                f"the {name} has a column that may not travel with it",
                where=f"{name}, column {there.index(column) + 1}",
                mend="send one area at a time, or pool: see recording_histogram. Columns: " + ", ".join((*must, *may)),
            )
    for column in must:
        if column not in there:
            raise ColumnNotThere(f"the {name} has no column {column}", where=name, mend=offer(column, [*there, column]))


def refuse_off_grid(values: Floats, grid: float, where: str) -> Ints:
    """Whole numbers of recording steps; raises OffTheGrid (G103) for the first value between two steps."""
    steps = values / grid
    cells = np.rint(steps)
    off = np.flatnonzero((np.abs(steps - cells) > ON_THE_GRID) | (np.abs(steps) > LARGEST_COUNT))
    if off.size:
        raise OffTheGrid(
            f"{off.size} values do not lie on the recording grid",
            where=f"{where}, row {int(off[0]) + 1}",
            mend=f"give `grid` as the recording step (now {grid:g}), or pool with recording_histogram",
        )
    return cells.astype(np.int64)


def _refuse_counts(name: str, column: pl.Series, *, may_be_empty: bool) -> None:
    if column.dtype == pl.Null:
        column = column.cast(pl.Int64)
    if not column.dtype.is_numeric():
        raise _not_a_count(name, column.name, 0)
    # A comparison with not-a-number is never true, so what is no count fails as well as what is none.
    is_count = (column >= 0) & (column == column.floor()) & column.is_finite() & (column <= LARGEST_COUNT)
    wrong = ~is_count.fill_null(value=may_be_empty)
    if wrong.any():
        raise _not_a_count(name, column.name, int(wrong.arg_true()[0]))


def _not_a_count(name: str, column: str, row: int) -> NotACount:
    return NotACount(
        "a count is negative, fractional, empty or beyond a million million",
        where=f"{name}, row {row + 1}, column {column}",
        mend="give whole numbers from 0; a figure that is not there is left out with its row",
    )


def _refuse_numbers(name: str, column: pl.Series) -> None:
    numbers = column.cast(pl.Float64, strict=False) if column.dtype.is_numeric() else None
    wrong = pl.Series([True]) if numbers is None else ~numbers.is_finite().fill_null(value=False)
    if wrong.any():
        raise NotUsable(
            "a cell holds no number",
            where=f"{name}, row {int(wrong.arg_true()[0]) + 1}, column {column.name}",
            mend="leave out rows without a figure",
        )


def _refuse_dates(name: str, column: pl.Series) -> None:
    if column.dtype != pl.Date or column.null_count():
        raise NotUsable(
            "a cell holds no date", where=f"{name}, column {column.name}", mend="give dates, one a row, none empty"
        )
    if column.is_duplicated().any():
        # Twice the same month would pass for a month that repeats the one before.
        raise NotUsable("a date stands twice", where=f"{name}, column {column.name}", mend="give one row a date")
