"""What does a sheet of an .ods say that reading its cells as text leaves out?

An error arrives as 0 or as a blank, a formula without a saved result as a blank, a colour not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from hls_signals.returns.archive import Archive
from hls_signals.returns.faults import FileFault
from hls_signals.returns.workbook_xml import Marks, Place, parse, silent_reader

# A blank sheet repeats its last row a million times; cells with errors are few, or the file is meant to harm.
_MOST_MARKS = 200_000


def ods_marks(archive: Archive, place: int) -> Marks:
    """Errors, unsaved formulas and colours of the sheet at this place (from 0) of an .ods."""
    member = archive.named("content.xml")
    if member is None:
        raise FileFault("Q104")
    reader = silent_reader()
    walk = _OdsWalk(place)
    reader.StartElementHandler = walk.start
    reader.EndElementHandler = walk.end
    reader.CharacterDataHandler = walk.text
    parse(archive, member, reader)
    return Marks(walk.errors, walk.formulas, walk.coloured)


class _OdsWalk:
    """One pass over content.xml: styles first, then the sheets, cells counted with their repeats."""

    def __init__(self, place: int) -> None:
        self.errors: dict[Place, str] = {}
        self.formulas: dict[Place, str] = {}
        self.coloured: Counter[int] = Counter()
        self._wanted = place
        self._sheet, self._depth = -1, 0
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._filled: set[str] = set()
        self._style = ""
        self._error: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        name = tag.rpartition("}")[2]
        said = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name == "style":
            self._style = said.get("name", "")
        elif name == "table-cell-properties":
            if said.get("background-color", "transparent").casefold() not in {"transparent", "#ffffff"}:
                self._filled.add(self._style)
        elif name == "table":
            self._depth += 1
            self._sheet += self._depth == 1
            self._row = 0
        elif self._sheet == self._wanted and self._depth == 1:
            self._within(name, attributes, said)

    def _within(self, name: str, attributes: Mapping[str, str], said: Mapping[str, str]) -> None:
        if name == "table-row":
            self._row += 1
            self._rows, self._column = int(said.get("number-rows-repeated", 1)), 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._column += 1
            self._columns = int(said.get("number-columns-repeated", 1))
            kinds = {value for key, value in attributes.items() if key.endswith("}value-type")}
            if "error" in kinds:
                self._error = []
            elif said.get("formula") is not None and not kinds:
                self._mark(self.formulas, f"={said['formula']}")
            if kinds and said.get("style-name", "") in self._filled:
                self.coloured[self._row] += 1

    def text(self, data: str) -> None:
        if self._error is not None:
            self._error.append(data)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name == "table":
            self._depth -= 1
        elif self._sheet != self._wanted or self._depth != 1:
            return
        elif name == "table-row":
            self._row += self._rows - 1
        elif name in {"table-cell", "covered-table-cell"}:
            if self._error is not None:
                self._mark(self.errors, "".join(self._error).strip() or "#VALUE!")
            self._error = None
            self._column += self._columns - 1

    def _mark(self, marks: dict[Place, str], text: str) -> None:
        if len(marks) + self._rows * self._columns > _MOST_MARKS:
            raise FileFault("Q101", where="cells that repeat")
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                marks[row, column] = text
