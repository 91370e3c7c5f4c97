"""Where in a sheet is the header, and what are its columns called?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from hls_signals.returns.faults import FileFault
from hls_signals.returns.names import is_named
from hls_signals.returns.table import ROW

# Titles above a header are few; further down a name is a word among the figures.
LOOKED_AT = 50
JOINED = " / "


@dataclass(frozen=True)
class Layout:
    """Where a return's table stands in its file.

    sheet  its name; none: the only visible one.
    row    the header's first row, counted from the sheet's first; none: the first that is not blank.
    find   names that the header's first row holds, instead of its number.
    depth  how many rows the header has.
    """

    sheet: str | None = None
    row: int | None = None
    find: tuple[str, ...] = ()
    depth: int = 1

    @property
    def is_plain(self) -> bool:
        """True where the header is one row, the first."""
        return self.row is None and not self.find and self.depth == 1


PLAIN = Layout()


def under_header(frame: pl.DataFrame, layout: Layout) -> tuple[tuple[str, ...], pl.DataFrame]:
    """The column names of a sheet, and its rows below them; raises FileFault Q133 where there is no such header.

    frame  c1, c2 ... and source_row, blank rows left out.
    """
    first = _header_row(frame, layout)
    last = first + layout.depth - 1
    heads = frame.filter(pl.col(ROW).is_between(first, last))
    by_row = {int(row[-1]): list(row[:-1]) for row in heads.select(*_cells(frame), ROW).iter_rows()}
    width = len(_cells(frame))
    levels = [[text or "" for text in by_row.get(row, [""] * width)] for row in range(first, last + 1)]
    return joined_heads(levels), frame.filter(pl.col(ROW) > last)


def joined_heads(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One name a column of a deep header, joined with ` / `, blanks of the upper rows filled from the left.

    A head is spread to the right only over columns that have a name of their own below it, and never past a new head
    above it, so a column without any name stays so.

    >>> joined_heads([["Area", "2022", "", ""], ["", "Count", "Rate", ""]])
    ('Area', '2022 / Count', '2022 / Rate', '')
    """
    filled = [list(map(_one_line, level)) for level in levels]
    for depth in range(len(filled) - 1):
        for column in range(1, len(filled[depth])):
            is_below = any(level[column] for level in filled[depth + 1 :])
            same_above = all(level[column] == level[column - 1] for level in filled[:depth])
            if not filled[depth][column] and is_below and same_above:
                filled[depth][column] = filled[depth][column - 1]
    return tuple(JOINED.join(name for name in names if name) for names in zip(*filled, strict=True))


def _header_row(frame: pl.DataFrame, layout: Layout) -> int:
    if not layout.find:
        rows = frame[ROW] if layout.row is None else frame.filter(pl.col(ROW) == layout.row)[ROW]
        if rows.is_empty():
            raise FileFault("Q133", where=f"row {layout.row}" if layout.row else "")
        return int(rows[0])
    for row in frame.filter(pl.col(ROW) <= LOOKED_AT).select(*_cells(frame), ROW).iter_rows():
        texts = [text for text in row[:-1] if text]
        if all(is_named(texts, name) for name in layout.find):
            return int(row[-1])
    raise FileFault("Q133", where=f"rows 1 to {LOOKED_AT}")


def _cells(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name != ROW]


def _one_line(text: str) -> str:
    return " ".join(text.split())
