"""In which encoding is an unknown file written, with which delimiter, and in which row is its header?"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import polars as pl

from hls_signals.returns.csv_table import DELIMITERS
from hls_signals.returns.faults import FileFault
from hls_signals.returns.landed import CSV_SUFFIXES, LandedFile

HEADER_WITHIN = 50


def encoding_of(file: LandedFile) -> tuple[str, bool]:
    """The encoding in which the bytes read, and whether the mapping must declare it; FileFault Q104 for no text."""
    if PurePosixPath(file.source_name).suffix.casefold() not in CSV_SUFFIXES:
        return "utf-8", False
    if file.is_another_kind:
        # Bytes of a workbook read as some encoding or other, and none is to be declared for them.
        raise FileFault("Q104")
    if file.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    try:
        file.data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", True
    return "utf-8", False


def _text(file: LandedFile) -> str:
    try:
        return file.data.decode("utf-8-sig" if file.encoding == "utf-8" else file.encoding)
    except UnicodeDecodeError as error:
        raise FileFault("Q140", where=f"byte {error.start}") from None


def delimiter_of(file: LandedFile) -> str:
    """The mark that stands between fields most often in a line; empty where the file is no text."""
    if PurePosixPath(file.source_name).suffix.casefold() not in CSV_SUFFIXES:
        return ""
    lines = _text(file).splitlines()[:HEADER_WITHIN]
    return max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def header_row_of(file: LandedFile) -> int:
    """The first row about as wide as the widest among the first fifty: titles above a table are narrower."""
    filled = [sum(1 for cell in row if cell.strip()) for row in _first_rows(file)]
    widest = max(filled, default=0)
    return next((n for n, count in enumerate(filled, start=1) if count and count >= 0.8 * widest), 1)


def _first_rows(file: LandedFile) -> Sequence[Sequence[str]]:
    delimiter = delimiter_of(file)
    if delimiter:
        lines = io.StringIO("\n".join(_text(file).splitlines()[: 2 * HEADER_WITHIN]))
        return list(csv.reader(lines, delimiter=delimiter))[:HEADER_WITHIN]
    if file.source_name.casefold().endswith(".parquet"):
        return []
    table = replace(file, layout=replace(file.layout, row=1)).table
    first = table.frame.filter(pl.col("source_row") <= HEADER_WITHIN)
    # Blank rows are left out of a table; their places count.
    rows: dict[int, Sequence[str]] = {1: table.headers}
    for *cells, number in first.iter_rows():
        rows[number] = [cell or "" for cell in cells]
    return [rows.get(number, ()) for number in range(1, max(rows) + 1)]
