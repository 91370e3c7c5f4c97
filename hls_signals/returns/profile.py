"""What does an unknown file seem to hold: header, areas, periods, figures, symbols?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.areas import areas_of_codes, codes_of_names
from hls_signals.returns.cells import STATUS_OF, cell_of
from hls_signals.returns.first_look import delimiter_of, encoding_of, header_row_of
from hls_signals.returns.header import Layout
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import is_ranking
from hls_signals.returns.periods import DATE_FORMATS, PeriodFormat, periods_of
from hls_signals.workspace.files import sha256_of

# Enough rows to tell what a column is; the draft is looked over by a person in any case.
ROWS_LOOKED_AT = 5_000
# What share of a column's cells must read for it to be that kind of column.
MOSTLY, NEARLY_ALL = 0.5, 0.9
# Marks that mean different things to different senders, so that nobody but the sender can say which.
UNDECLARED = ("-", "nil", "s", "ss", "sss", "ns", "a", "t")
_TIME_WORDS = re.compile(r"date|month|year|period|quarter|week|time")
_CODE_WORDS = re.compile(r"(?:^|[\s_])(?:code|gss|ons|org|ods|la|id)(?:$|[\s_])")


@dataclass(frozen=True)
class PeriodColumn:
    """A column, or in a wide table the headers, that periods can be read from, in one format or several."""

    name: str
    formats: tuple[PeriodFormat, ...]
    share: float
    is_headers: bool = False

    @property
    def is_dates(self) -> bool:
        """True where a date alone does not say how long its period is."""
        return self.formats[0] in DATE_FORMATS


@dataclass(frozen=True)
class AreaColumn:
    """A column of area codes or names, with how many different ones the register holds."""

    name: str
    is_name: bool
    known: int
    different: int


@dataclass(frozen=True)
class FigureColumn:
    """A column of numbers, with the symbols of the vocabulary in it and how many cells are neither."""

    name: str
    symbols: tuple[tuple[str, int], ...]
    unread: int


@dataclass(frozen=True)
class Profile:
    """What was found in a file. Only headers of columns that a mapping would name are kept, and no cell."""

    source_name: str
    encoding: str
    is_declared_needed: bool
    delimiter: str
    sheet: str
    header_row: int
    rows: int
    area: AreaColumn | None
    areas: int
    periods: tuple[PeriodColumn, ...]
    figures: tuple[FigureColumn, ...]
    comparing: int
    other: int


def profiled(path: Path, register: Register, sheet: str | None = None) -> Profile:
    """The profile of a file; raises FileFault where it cannot be read at all, by the code it would be set aside for."""
    data = path.read_bytes()
    file = LandedFile(path.name, sha256_of(path), data, layout=Layout(sheet=sheet))
    encoding, needed = encoding_of(file)
    file = replace(file, encoding=encoding)
    row = header_row_of(file)
    table = replace(file, layout=Layout(sheet=sheet, row=row) if row > 1 or sheet else Layout(sheet=sheet)).table
    named = {
        name.strip(): table.frame[f"c{number}"].head(ROWS_LOOKED_AT)
        for number, name in reversed(list(enumerate(table.headers, start=1)))
        if name.strip()
    }
    columns = {name: named[name] for name in dict.fromkeys(h.strip() for h in table.headers) if name in named}
    comparing = [name for name in columns if is_ranking(name)]
    plain = {name: cells for name, cells in columns.items() if name not in comparing}
    areas = _areas(plain, register)
    periods = _periods({name: cells for name, cells in plain.items() if name not in {area.name for area in areas}})
    taken = {*(area.name for area in areas), *(period.name for period in periods if not period.is_headers)}
    wide = _wide([name for name in plain if name not in taken])
    figures = _figures({name: cells for name, cells in plain.items() if name not in taken})
    return Profile(
        path.name,
        encoding,
        needed,
        delimiter_of(file),
        table.sheet,
        row,
        table.row_count,
        areas[0] if areas else None,
        len(areas),
        tuple([wide, *periods] if wide else periods),
        tuple(figures),
        len(comparing),
        len(plain) - len(taken) - len(figures),
    )


def _areas(columns: dict[str, pl.Series], register: Register) -> list[AreaColumn]:
    """Columns of area codes, then of names: the ones with most areas of the register first."""
    found = []
    for name, cells in columns.items():
        seen = cells.drop_nulls().str.strip_chars().unique()
        seen = seen.filter(seen != "")
        if seen.is_empty():
            continue
        known = int(areas_of_codes(seen, register, accept_unknown=False)["area_code"].is_not_null().sum())
        shaped = int(seen.str.contains(r"^[EWSN]\d{8}$").sum())
        called = int(codes_of_names(seen, register, {}).is_not_null().sum())
        likely = bool(_CODE_WORDS.search(name.casefold()))
        shaped += int(seen.str.contains(r"^(?:[A-Z]+\d|\d+[A-Z])[A-Z0-9]*$").sum()) if likely else 0
        if max(known, shaped) >= MOSTLY * len(seen) or (known and likely):
            found.append(AreaColumn(name, False, known, len(seen)))
        elif called and called >= MOSTLY * len(seen):
            found.append(AreaColumn(name, True, called, len(seen)))
    return sorted(found, key=lambda area: (area.is_name, -area.known, -area.different))


def _periods(columns: dict[str, pl.Series]) -> list[PeriodColumn]:
    """Columns that read as periods, those whose name speaks of time first."""
    found = []
    for name, cells in columns.items():
        seen = cells.drop_nulls().unique()
        speaks_of_time = bool(_TIME_WORDS.search(name.casefold()))
        fits = _formats(seen, may_be_numbers=speaks_of_time)
        if fits:
            found.append((not speaks_of_time, PeriodColumn(name, tuple(fits), max(fits.values()))))
    return [column for _, column in sorted(found, key=lambda pair: pair[0])]


def _formats(seen: pl.Series, *, may_be_numbers: bool) -> dict[PeriodFormat, float]:
    """The formats in which nearly all of these texts read, with the share that does.

    A bare number is a year only in a column that speaks of time: counts look the same.
    """
    if seen.is_empty() or (not may_be_numbers and bool(seen.str.contains(r"^[\d.,]*$").all())):
        return {}
    shares: dict[PeriodFormat, float] = {}
    for form in get_args(PeriodFormat):
        start, *_ = periods_of(seen, form, "start", "month")
        in_time = start.dt.year().is_between(1990, 2100).fill_null(value=False)
        shares[form] = float(in_time.sum()) / len(seen)
    return {form: share for form, share in shares.items() if share >= NEARLY_ALL}


def _wide(headers: Sequence[str]) -> PeriodColumn | None:
    """Headers that are years, where a table has a column for each."""
    years = [name for name in headers if re.fullmatch(r"(19|20)\d\d(\.0+)?", name.strip())]
    return PeriodColumn("20??", ("calendar_year", "financial_year_end"), 1.0, True) if len(years) >= 2 else None


def _figures(columns: dict[str, pl.Series]) -> list[FigureColumn]:
    found = []
    for name, cells in columns.items():
        if _CODE_WORDS.search(name.casefold()):
            continue
        given = cells.drop_nulls().str.strip_chars()
        counts = given.filter(given != "").value_counts()
        numbers = unread = 0
        symbols: Counter[str] = Counter()
        for text, count in counts.iter_rows():
            cell = cell_of(text)
            plain = text.casefold().strip("[]")
            if cell.number is not None or cell.has_bounds:
                numbers += count
            elif plain in STATUS_OF or plain in UNDECLARED:
                symbols[plain] += count
            else:
                unread += count
        if numbers and numbers >= MOSTLY * (numbers + unread):
            found.append(FigureColumn(name, tuple(sorted(symbols.items())), unread))
    return found
