"""How does a record become a workbook: typed cells, a sheet of notes, no fills and no order but its own?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hls_signals.workspace.errors import MendableError

if TYPE_CHECKING:
    import polars as pl

# Rows of one sheet, its heading among them.
MOST_ROWS = 1_048_576
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
# A workbook says when it was made; the same record shall give the same bytes.
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class TooLongForSheet(MendableError):
    """A record with more rows than a sheet holds."""

    code = "W421"


def write_workbook(frame: pl.DataFrame, to: Path, name: str, notes: Sequence[str]) -> None:
    """The frame on one sheet, in its own order, and notes on a second; no cell is a formula or a link.

    Numbers, days and truths are cells of their kind; a missing one is an empty cell.
    raises  TooLongForSheet
    """
    from xlsxwriter import Workbook

    if frame.height >= MOST_ROWS:
        raise TooLongForSheet(
            f"{frame.height:,} rows are more than one sheet holds.", where=to.name, mend="use .csv or .parquet"
        )
    book = Workbook(str(to), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet(name[:31])
    for column, title in enumerate(frame.columns):
        sheet.write_string(0, column, title)
    sheet.freeze_panes(1, 0)
    write = _writers(book, sheet)
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(values):
            if value is not None:
                write(row, column, value)
    told = book.add_worksheet("notes")
    for row, text in enumerate(notes):
        told.write_string(row, 0, text)
    book.close()


def _writers(book: Any, sheet: Any) -> Callable[[int, int, Any], None]:
    day, moment = book.add_format({"num_format": DAY}), book.add_format({"num_format": MOMENT})

    def write(row: int, column: int, value: Any) -> None:
        match value:
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float() | Decimal():
                sheet.write_number(row, column, value)
            case dt.datetime():
                sheet.write_datetime(row, column, value.replace(tzinfo=None), moment)
            case dt.date():
                sheet.write_datetime(row, column, value, day)
            case _:
                sheet.write_string(row, column, str(value))

    return write


def notes_of(name: str, frame: pl.DataFrame) -> list[str]:
    """What the second sheet says of the first."""
    restricted = ["Restricted: true values, before disclosure control. Not for publication."] if name else []
    return [
        f"{frame.height:,} rows{f' of {name}' if name else ''}.",
        *restricted,
        "The rows stand in the order of the record: by measure, area and time, never by value.",
        "An empty cell is a value that is not there; it is not nought.",
        "Moments are in UTC. A cell holds at most 15 digits of a number; the .parquet file holds all.",
        *(f"{title}: {kind}" for title, kind in frame.schema.items()),
    ]
