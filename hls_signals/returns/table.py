"""What is a table read from a file: headers, rows of text, and rows that do not fit the header?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

ROW = "source_row"


@dataclass(frozen=True)
class Table:
    """One table, all text. Columns are called by number, so that no name from outside means anything to us.

    headers  as in the file, in order.
    frame    c1, c2 ... (null where empty) and source_row (1 = first record of the file).
    ragged   source_row of records with too many or too few fields.
    sheet    the sheet it stands in, as the mapping calls it, else by its number; empty where there are no sheets.
    notes    N codes of what was seen in the file and not read.
    serials_from  the year in which a workbook's count of days begins; None where the file says nothing of it.
    """

    headers: tuple[str, ...]
    frame: pl.DataFrame
    ragged: pl.Series
    sheet: str = ""
    notes: Mapping[str, int] = field(default_factory=dict)
    serials_from: int | None = None

    @classmethod
    def empty(cls) -> Table:
        """No header and no row."""
        return cls((), pl.DataFrame(schema={ROW: pl.Int64}), pl.Series(ROW, [], dtype=pl.Int64))

    @property
    def row_count(self) -> int:
        """Non-blank lines below the header."""
        return self.frame.height + len(self.ragged)

    def named(self) -> pl.DataFrame:
        """The rows under the file's own headers (a second one of a name is left out), with source_sheet, source_row."""
        chosen: dict[str, pl.Expr] = {}
        for number, header in enumerate(self.headers, start=1):
            if header and header not in {ROW, "source_sheet"}:
                chosen.setdefault(header, pl.col(f"c{number}").fill_null("").alias(header))
        return self.frame.select(*chosen.values(), pl.lit(self.sheet).alias("source_sheet"), ROW)


def column_names(count: int) -> list[str]:
    """c1, c2 ... for so many columns."""
    return [f"c{number}" for number in range(1, count + 1)]


def without_blank_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that hold anything but spaces."""
    names = [name for name in frame.columns if name != ROW]
    if not names:
        return frame.clear()
    first = pl.col(names[0])
    # Every kind of space sorts below "!" or above "~"; comparing is much quicker than trimming a million cells.
    maybe = frame.filter(first.is_null() | (first < "!") | (first > "~"))
    if maybe.is_empty():
        return frame
    is_blank = pl.all_horizontal(pl.col(name).fill_null("").str.strip_chars() == "" for name in names)
    blank = maybe.filter(is_blank)[ROW]
    return frame.filter(~pl.col(ROW).is_in(blank.implode())) if len(blank) else frame
