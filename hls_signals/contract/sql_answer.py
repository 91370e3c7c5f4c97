"""What does one answer of a query say, and of which areas?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from hls_signals.contract.roles import AREA
from hls_signals.contract.sql_engine import Answer, plain
from hls_signals.contract.sql_reading import Reading

Row = tuple[Any, ...]
# What a row names, and a column -> the cells there.
Moved = dict[tuple[Row, int], Counter[Any]]
# The ways to write each area, in the order of the alliance.
Needles = Sequence[tuple[str, ...]]
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


class Said:
    """One answer, with what it says of each area."""

    def __init__(self, answer: Answer, needles: Needles, reading: Reading) -> None:
        self.answer = answer
        self.needles = needles
        self.column_areas = [_named_in(_folded(name), needles) for name in answer.columns]
        output = list(reading.output.values())
        self.carried = output if len(output) == len(answer.columns) else [frozenset()] * len(answer.columns)

    @cached_property
    def plain_rows(self) -> tuple[Row, ...]:
        """The rows as they are compared."""
        return tuple(tuple(plain(cell) for cell in row) for row in self.answer.rows)

    @cached_property
    def row_areas(self) -> list[frozenset[int]]:
        """The areas that each row names."""
        texts = (_folded(" ".join(_written(cell) for cell in row)) for row in self.answer.rows)
        return [_named_in(text, self.needles) for text in texts]

    @cached_property
    def has_areas(self) -> bool:
        """True where any row or column names an area."""
        return any(self.row_areas) or any(self.column_areas)

    @property
    def has_time(self) -> bool:
        """True where a column says when."""
        return any("time" in carried for carried in self.carried)

    def names_others(self, area: int) -> bool:
        """True where an area beside this one is named."""
        return any(named - {area} for named in (*self.row_areas, *self.column_areas))

    def of(self, area: int) -> list[Row]:
        """Everything said of one area: its rows, and its columns of any row."""
        by_column = [place for place, named in enumerate(self.column_areas) if area in named]
        neutral = [place for place, named in enumerate(self.column_areas) if not named]
        said: list[Row] = []
        for row, named in zip(self.plain_rows, self.row_areas, strict=True):
            if area in named:
                said.append(tuple(row[place] for place in (*neutral, *by_column)))
            elif by_column:
                said.append(tuple(row[place] for place in by_column))
        return sorted(said, key=repr)

    @cached_property
    def of_nobody(self) -> list[Row]:
        """Rows, or columns of rows, that name no area."""
        neutral = [place for place, named in enumerate(self.column_areas) if not named]
        rows = [
            tuple(row[place] for place in neutral)
            for row, named in zip(self.plain_rows, self.row_areas, strict=True)
            if not named
        ]
        return sorted(rows, key=repr)

    @cached_property
    def hidden_keys(self) -> list[int]:
        """Columns made of areas though no row names one: a hash, a piece of a name."""
        if self.has_areas:
            return []
        return [place for place, carried in enumerate(self.carried) if carried & AREA]

    def moved_keys(self, after: Said) -> int:
        """How many of those have rows that changed."""
        places = self.hidden_keys
        before, now = self._by(places), after._by(places)
        return sum(before.get(key) != now.get(key) for key in {*before, *now})

    def _by(self, places: Sequence[int]) -> dict[Row, list[Row]]:
        grouped: dict[Row, list[Row]] = {}
        for row in self.plain_rows:
            grouped.setdefault(tuple(row[place] for place in places), []).append(row)
        return {key: sorted(rows, key=repr) for key, rows in grouped.items()}

    def sequence(self, *, is_ordered: bool) -> Any:
        """The areas in the order in which they come; each once, sorted, where the query gives no order."""
        hidden = self.hidden_keys
        if hidden:
            named: list[Any] = [tuple(row[place] for place in hidden) for row in self.plain_rows]
        else:
            named = [tuple(sorted(areas)) for areas in self.row_areas if areas]
        if not is_ordered:
            return sorted(set(named), key=repr)
        return [entry for place, entry in enumerate(named) if not place or named[place - 1] != entry]

    @cached_property
    def rows_an_area(self) -> Counter[int]:
        """How often each area is named in rows."""
        return Counter(area for areas in self.row_areas for area in areas)

    def keeps_numbers(self, after: Said) -> bool:
        """False where a number changed though only the names of colours did."""
        shades = [place for place, carried in enumerate(self.carried) if "colour" in carried]
        keys = [place for place, kind in enumerate(self._kinds()) if kind != "number" and place not in shades]
        before = self._numbers(keys)
        if any(len(found_rows) > 1 for found_rows in before.values()):
            keys += [place for place in shades if self._kinds()[place] != "number"]
            before = self._numbers(keys)
        return before == after._numbers(keys)

    def _kinds(self) -> list[str]:
        kinds = ["text"] * len(self.answer.columns)
        for row in self.plain_rows:
            for place, cell in enumerate(row):
                if isinstance(cell, float | bool):
                    kinds[place] = "number"
        return kinds

    def _numbers(self, keys: Sequence[int]) -> dict[Row, list[Row]]:
        found_here: dict[Row, list[Row]] = {}
        for row in self.plain_rows:
            others = (cell for place, cell in enumerate(row) if place not in keys)
            numbers = tuple(number for cell in others for number in _numbers_in(cell))
            found_here.setdefault(tuple(row[place] for place in keys), []).append(numbers)
        return {key: sorted(rows, key=repr) for key, rows in found_here.items()}

    def moved_under(self, after: Said) -> Moved:
        """The cells that are no longer there, by what their rows name and by column."""
        before, now = self._cells(), after._cells()
        return {place: gone for place, cells in before.items() if (gone := cells - now.get(place, Counter()))}

    def _cells(self) -> Moved:
        kinds = self._kinds()
        cells: Moved = {}
        for row in self.plain_rows:
            key = tuple(cell for place, cell in enumerate(row) if kinds[place] != "number")
            for place, cell in enumerate(row):
                cells.setdefault((key, place), Counter())[cell] += 1
        return cells

    def mixes(self, moved: Sequence[Moved], names: Sequence[str]) -> bool:
        """True where one cell moved under two measures, or under one that it does not name."""
        before = self._cells()
        together: Moved = {}
        for cells in moved:
            for place, gone in cells.items():
                together.setdefault(place, Counter()).update(gone)
        if any(gone - before[place] for place, gone in together.items()):
            return True
        return any(
            self._is_of_another(_folded(" ".join(_written(cell) for cell in key)), column, names[number], names)
            for number, cells in enumerate(moved)
            for key, column in cells
        )

    def _is_of_another(self, text: str, column: int, name: str, names: Sequence[str]) -> bool:
        heading = _folded(self.answer.columns[column])
        told = [other for other in names if _folded(other) in heading] or [o for o in names if _folded(o) in text]
        return bool(told) and name not in told


def spellings_of(code: str, name: str) -> tuple[str, ...]:
    """The ways to write one area: its code, its name, and its name in a file or a column."""
    folded = name.lower()
    return tuple({code.lower(), folded, _NOT_LETTERS.sub("-", folded).strip("-"), _NOT_LETTERS.sub("_", folded)})


def _named_in(text: str, needles: Needles) -> frozenset[int]:
    return frozenset(area for area, spellings in enumerate(needles) if any(spelling in text for spelling in spellings))


def _folded(text: str) -> str:
    return text.lower()


def _written(cell: Any) -> str:
    return cell if isinstance(cell, str) else "" if isinstance(cell, float | int | None) else str(cell)


def _numbers_in(cell: Any) -> Iterator[Any]:
    if isinstance(cell, float | bool):
        yield cell
    elif isinstance(cell, str):
        yield from _DIGITS.findall(cell)
    elif isinstance(cell, tuple):
        for part in cell:
            yield from _numbers_in(part)
