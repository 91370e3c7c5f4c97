"""Which mistakes in what was handed to a variation chart can the reader put right?"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.nearest import nearest


class MissingColumn(MendableError):
    """A column that was asked for is not in the data."""

    code = "V101"


class UnknownPreset(MendableError):
    """There is no preset of this name."""

    code = "V102"


class UnknownField(MendableError):
    """A preset has no field of this name."""

    code = "V103"


class WrongFieldValue(MendableError):
    """A field of a preset cannot hold this value."""

    code = "V104"


class UnknownChart(MendableError):
    """There is no chart of this name."""

    code = "V105"


class UnknownCalendar(MendableError):
    """There is no calendar of this name."""

    code = "V106"


class DuplicatePeriod(MendableError):
    """A period stands twice in one series.

    series  the key of the series; kept out of the words, because a key is the text of a cell.
    period  the period.
    rows    both rows of the frame as it was given, from 1.
    """

    code = "V107"

    def __init__(self, series: tuple[object, ...], period: str, rows: tuple[int, int], columns: str) -> None:
        self.series = series
        self.period = period
        self.rows = rows
        super().__init__(
            f"two rows of one series have the same period, {period}",
            where=f"rows {rows[0]} and {rows[1]}, columns {columns}",
            mend="keep one of the two rows, or name the columns that tell the two series apart as series columns",
        )


class NotANumber(MendableError):
    """A cell of a column of numbers does not hold a number."""

    code = "V108"


class NotADate(MendableError):
    """A cell of a column of dates does not hold a date."""

    code = "V109"


class NotTrueOrFalse(MendableError):
    """A column of true and false holds something else."""

    code = "V110"


class UnknownColumn(MendableError):
    """A table of phases, exclusions or baselines has a column that means nothing here."""

    code = "V111"


class WrongBaseline(MendableError):
    """A baseline is not a number of points from 1."""

    code = "V112"


class NameTaken(MendableError):
    """A column of the data has the name of a column of the result."""

    code = "V113"


class NotInOrder(MendableError):
    """Rows read in batches are not in the order of series and time."""

    code = "V114"


class UnknownCalculation(MendableError):
    """There is no calculation of this name."""

    code = "V115"


class WrongScale(MendableError):
    """A scale is not a number above 0."""

    code = "V116"


class TwoTargets(MendableError):
    """A table of targets has two lines for one series."""

    code = "V117"


class WrongLength(MendableError):
    """A number of points is not a whole number from 2."""

    code = "V118"


class NotAFrame(MendableError):
    """What was handed over is no polars frame."""

    code = "V119"


class WrongKey(MendableError):
    """A series column holds cells that have no order, so they cannot name a series."""

    code = "V120"


def require_frame(given: object, what: str) -> None:
    """Raise `NotAFrame` unless this is a polars frame that is there whole."""
    if isinstance(given, pl.DataFrame):
        return
    if isinstance(given, pl.LazyFrame):
        mend = "add .collect()"
    elif type(given).__module__.startswith("pandas"):
        mend = "hand over polars.from_pandas(frame); an index that names the series becomes a column by reset_index()"
    else:
        mend = "hand over polars.DataFrame(...) with one row a series and period"
    raise NotAFrame(f"this is no polars frame but a {type(given).__name__}", where=what, mend=mend)


def require_columns(there: Iterable[str], wanted: Iterable[str], table: str) -> None:
    """Raise `MissingColumn` for the first wanted column that the table does not have."""
    have = list(there)
    for name in wanted:
        if name not in have:
            raise MissingColumn(f"there is no column {name}", where=table, mend=what_is_there(name, have))


def refuse_other_columns(there: Iterable[str], allowed: Iterable[str], table: str) -> None:
    """Raise `UnknownColumn` for a column nobody reads: a misspelt key would widen the row to every series."""
    known = list(allowed)
    for name in there:
        if name not in known:
            raise UnknownColumn(f"the column {name} means nothing here", where=table, mend=what_is_there(name, known))


def what_is_there(word: str, known: Iterable[str]) -> str:
    """The names there are, in the order given, and the nearest to this one where one is near."""
    names = list(known)
    near = nearest(word, names)
    listed = "there are: " + (", ".join(names) if names else "none")
    return listed if near is None else f"nearest: {near}; {listed}"
