"""What does a worksheet of an .xlsx say that reading its cells as text leaves out?

Error cells and formulas without a saved result arrive as blanks, and colours do not arrive at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from hls_signals.returns.archive import Archive
from hls_signals.returns.faults import FileFault
from hls_signals.returns.workbook_xml import Marks, Place, parse, silent_reader, tree_of

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# Black, white and what the theme gives of itself say nothing.
_PLAIN_RGB = frozenset(("000000", "FFFFFF"))
_PLAIN_INDEXED = frozenset(("0", "1", "8", "9", "64", "65"))
_PLAIN_THEME = frozenset(("0", "1"))


@dataclass(frozen=True)
class Sheet:
    """A worksheet of an .xlsx: its place among all sheets (from 0), its name, and the member that holds it."""

    place: int
    name: str
    is_visible: bool
    member: str


def xlsx_sheets(archive: Archive) -> list[Sheet]:
    """The worksheets of an .xlsx in their order; charts on sheets of their own are none."""
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in tree_of(archive, "xl/_rels/workbook.xml.rels")
        if str(relation.get("Type")).endswith("/worksheet")
    }
    found = [node for node in tree_of(archive, "xl/workbook.xml").iter() if node.tag.endswith("}sheet")]
    sheets = []
    for place, node in enumerate(found):
        target = targets.get(node.get(_RELATION) or node.get(_STRICT_RELATION))
        if target is not None:
            visible = node.get("state", "visible") == "visible"
            sheets.append(Sheet(place, str(node.get("name")), visible, _inside(target)))
    return sheets


def counts_from_1904(archive: Archive) -> bool:
    """True where the workbook's days are counted from 1904, as old Macintosh ones are."""
    settings = [node for node in tree_of(archive, "xl/workbook.xml") if node.tag.endswith("}workbookPr")]
    return any(node.get("date1904", "0").strip().casefold() in {"1", "true", "on"} for node in settings)


def xlsx_marks(archive: Archive, sheet: Sheet) -> Marks:
    """Errors, unsaved formulas and colours of one worksheet."""
    member = archive.named(sheet.member)
    if member is None:
        raise FileFault("Q104")
    reader = silent_reader()
    walk = _XlsxWalk(reader, _coloured_styles(archive))
    reader.StartElementHandler = walk.start
    parse(archive, member, reader)
    walk.finish()
    return Marks(walk.errors, walk.formulas, walk.coloured)


def _inside(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _coloured_styles(archive: Archive) -> frozenset[str]:
    """The numbers of cell styles that fill the cell or colour its text."""
    if archive.named("xl/styles.xml") is None:
        return frozenset()
    styles = tree_of(archive, "xl/styles.xml")
    fills = {number for number, fill in enumerate(_children(styles, "fills")) if _is_filled(fill)}
    fonts = {number for number, font in enumerate(_children(styles, "fonts")) if _is_coloured(font, "color")}
    return frozenset(
        str(number)
        for number, style in enumerate(_children(styles, "cellXfs"))
        if int(style.get("fillId") or 0) in fills or int(style.get("fontId") or 0) in fonts
    )


def _children(styles: Element, name: str) -> list[Element]:
    return next((list(node) for node in styles if node.tag.endswith(f"}}{name}")), [])


def _is_filled(fill: Element) -> bool:
    solid = any(node.get("patternType", "none") not in {"none", "gray125"} for node in fill)
    return solid and _is_coloured(fill, "fgColor")


def _is_coloured(node: Element, name: str) -> bool:
    return any(_is_colour(child.attrib) for child in node.iter() if child.tag.endswith(f"}}{name}"))


def _is_colour(said: Mapping[str, str]) -> bool:
    return (
        said.get("rgb", "000000")[-6:].upper() not in _PLAIN_RGB
        or said.get("indexed", "64") not in _PLAIN_INDEXED
        or said.get("theme", "1") not in _PLAIN_THEME
    )


class _XlsxWalk:
    """One pass over a worksheet. Most cells are a number or a text of no colour, so they cost as little as can be.

    A cell is judged when the next begins, and text is heard only in a cell with an error or a formula.
    """

    def __init__(self, reader: Any, styles: frozenset[str]) -> None:
        self.errors: dict[Place, str] = {}
        self.formulas: dict[Place, str] = {}
        self.coloured: Counter[int] = Counter()
        self._reader = reader
        self._styles = styles
        self._names: dict[str, str] = {}
        self._row = self._column = 0
        self._is_error = self._is_text = self._is_coloured = self._has_value = False
        self._formula: list[str] | None = None
        self._heard: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = tag.rpartition("}")[2]
        if name == "c":
            self._begin(attributes)
        elif name == "v" or name == "is":
            self._has_value = True
            self._listen([] if self._is_error or self._formula is not None else None)
        elif name == "f":
            self._formula = []
            self._listen(self._formula)
        elif name == "row":
            self.finish()
            self._row, self._column = int(attributes.get("r") or self._row + 1), 0

    def finish(self) -> None:
        """Judge the last cell."""
        place = (self._row, self._column)
        if self._is_error:
            self.errors[place] = "".join(self._heard).strip() or "#VALUE!"
        elif self._formula is not None and not self._has_result():
            self.formulas[place] = f"={''.join(self._formula)}"
        if self._is_coloured and self._has_value:
            self.coloured[self._row] += 1
        if self._is_error or self._formula is not None:
            self._listen(None)
        self._is_error = self._is_coloured = self._has_value = False
        self._formula = None

    def _has_result(self) -> bool:
        # Some writers leave an empty place for the result; only a result that is a text may be empty.
        return self._has_value and (self._is_text or bool("".join(self._heard).strip()))

    def _begin(self, attributes: dict[str, str]) -> None:
        if self._is_error or self._is_coloured or self._formula is not None:
            self.finish()
        self._has_value = False
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        if reference is None:
            self._column += 1
        else:
            self._column, self._row = _column_number(reference[1]), int(reference[2])
        self._is_error, self._is_text = attributes.get("t") == "e", attributes.get("t") == "str"
        self._is_coloured = attributes.get("s") in self._styles

    def _listen(self, heard: list[str] | None) -> None:
        self._heard = heard if heard is not None else []
        handler = self._heard.append if heard is not None else None
        if handler is not None or self._reader.CharacterDataHandler is not None:
            self._reader.CharacterDataHandler = handler


@cache
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
