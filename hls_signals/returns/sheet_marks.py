"""What does a sheet's own XML say that reading its cells as text leaves out?

Error cells and formulas without a saved result arrive as blanks (in an .ods even as 0), and colours do not arrive at
all. XML is read through defusedxml: a file that declares entities is refused (Q102).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError
from zipfile import ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, fromstring

from hls_signals.returns.archive import Archive
from hls_signals.returns.faults import FileFault

Place = tuple[int, int]
_XML_SUFFIXES = frozenset((".xml", ".rels", ".vml", ".rdf"))
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# Black, white and what the theme gives of itself say nothing.
_PLAIN_RGB = frozenset(("000000", "FFFFFF"))
_PLAIN_INDEXED = frozenset(("0", "1", "8", "9", "64", "65"))
_PLAIN_THEME = frozenset(("0", "1"))
# A blank sheet repeats its last row a million times; cells with errors are few, or the file is meant to harm.
_MOST_MARKS = 200_000


@dataclass(frozen=True)
class Marks:
    """What the cells of a sheet do not say themselves. Places are (row, column), from 1.

    errors    texts such as #DIV/0! of error cells.
    formulas  texts of formulas whose result was not saved.
    coloured  how many filled or coloured cells with content each row has.
    """

    errors: Mapping[Place, str] = field(default_factory=dict)
    formulas: Mapping[Place, str] = field(default_factory=dict)
    coloured: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A worksheet of an .xlsx: its place among all sheets (from 0), its name, and the member that holds it."""

    place: int
    name: str
    is_visible: bool
    member: str


def refuse_entities(archive: Archive) -> None:
    """Raise FileFault Q102 where any XML of the archive declares an entity."""
    for member in archive.members:
        if PurePosixPath(member.filename).suffix.casefold() in _XML_SUFFIXES:
            # A picture's XML may be broken and hurt nobody; what the figures stand in is parsed again.
            _parse(archive, member, {}, is_needed=False)


def xlsx_sheets(archive: Archive) -> list[Sheet]:
    """The worksheets of an .xlsx in their order; charts on sheets of their own are none."""
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in _tree(archive, "xl/_rels/workbook.xml.rels")
        if str(relation.get("Type")).endswith("/worksheet")
    }
    found = [node for node in _tree(archive, "xl/workbook.xml").iter() if node.tag.endswith("}sheet")]
    sheets = []
    for place, node in enumerate(found):
        target = targets.get(node.get(_RELATION) or node.get(_STRICT_RELATION))
        if target is not None:
            visible = node.get("state", "visible") == "visible"
            sheets.append(Sheet(place, str(node.get("name")), visible, _inside(target)))
    return sheets


def xlsx_marks(archive: Archive, sheet: Sheet) -> Marks:
    """Errors, unsaved formulas and colours of one worksheet."""
    member = archive.named(sheet.member)
    if member is None:
        raise FileFault("Q104")
    walk = _XlsxWalk(_coloured_styles(archive))
    _parse(archive, member, {"StartElementHandler": walk.start, "CharacterDataHandler": walk.text})
    walk.finish()
    return Marks(walk.errors, walk.formulas, walk.coloured)


def ods_marks(archive: Archive, place: int) -> Marks:
    """Errors, unsaved formulas and colours of the sheet at this place (from 0) of an .ods."""
    member = archive.named("content.xml")
    if member is None:
        raise FileFault("Q104")
    walk = _OdsWalk(place)
    handlers: dict[str, Callable[..., None]] = {
        "StartElementHandler": walk.start,
        "EndElementHandler": walk.end,
        "CharacterDataHandler": walk.text,
    }
    _parse(archive, member, handlers)
    return Marks(walk.errors, walk.formulas, walk.coloured)


def _parse(
    archive: Archive, member: ZipInfo, handlers: Mapping[str, Callable[..., None]], *, is_needed: bool = True
) -> None:
    reader = DefusedXMLParser().parser
    for name in ("StartElementHandler", "EndElementHandler", "CharacterDataHandler", "DefaultHandlerExpand"):
        setattr(reader, name, handlers.get(name))
    reader.ordered_attributes = False
    try:
        for piece in archive.pieces(member):
            reader.Parse(piece, False)
        reader.Parse(b"", True)
    except DefusedXmlException:
        raise FileFault("Q102") from None
    except (ExpatError, ValueError, LookupError):
        if is_needed:
            raise FileFault("Q104") from None


def _tree(archive: Archive, name: str) -> Element:
    member = archive.named(name)
    if member is None:
        raise FileFault("Q104")
    try:
        return fromstring(b"".join(archive.pieces(member)))
    except DefusedXmlException:
        raise FileFault("Q102") from None
    except (ParseError, ValueError, LookupError):
        raise FileFault("Q104") from None


def _inside(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _coloured_styles(archive: Archive) -> frozenset[int]:
    """The numbers of cell styles that fill the cell or colour its text."""
    if archive.named("xl/styles.xml") is None:
        return frozenset()
    styles = _tree(archive, "xl/styles.xml")
    fills = {number for number, fill in enumerate(_children(styles, "fills")) if _is_filled(fill)}
    fonts = {number for number, font in enumerate(_children(styles, "fonts")) if _is_coloured(font, "color")}
    return frozenset(
        number
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
    """One pass over a worksheet. A cell is judged when the next begins, so that no end of an element is needed."""

    def __init__(self, styles: frozenset[int]) -> None:
        self.errors: dict[Place, str] = {}
        self.formulas: dict[Place, str] = {}
        self.coloured: Counter[int] = Counter()
        self._styles = styles
        self._row = self._column = self._style = 0
        self._is_error = self._has_value = self._is_listening = False
        self._formula: str | None = None
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self.finish()
            self._begin(attributes)
        elif name in {"v", "is"}:
            self._has_value = True
            self._is_listening, self._text = self._is_error, ""
        elif name == "f":
            self._is_listening, self._text, self._formula = True, "", ""
        elif name == "row":
            self.finish()
            self._row, self._column = int(attributes.get("r") or self._row + 1), 0

    def text(self, data: str) -> None:
        if self._is_listening:
            self._text += data
            if not self._has_value:
                self._formula = self._text

    def finish(self) -> None:
        place = (self._row, self._column)
        if self._is_error:
            self.errors[place] = self._text.strip() or "#VALUE!"
        elif self._formula is not None and not self._has_value:
            self.formulas[place] = f"={self._formula}"
        if self._has_value and self._style in self._styles:
            self.coloured[self._row] += 1
        self._is_error = self._has_value = self._is_listening = False
        self._formula = None

    def _begin(self, attributes: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column_number(reference[1]) if reference else self._column + 1
        self._row = int(reference[2]) if reference else self._row
        self._is_error = attributes.get("t") == "e"
        self._style = int(attributes.get("s") or 0)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


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
