"""How is the XML inside a workbook read, so that no entity in it is ever followed?"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
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


def refuse_entities(archive: Archive, besides: str = "") -> None:
    """Raise FileFault Q102 where any XML of the archive declares an entity.

    besides  a member whose marks are read anyway, and which is then refused alike.
    """
    for member in archive.members:
        if PurePosixPath(member.filename).suffix.casefold() in _XML_SUFFIXES and member.filename != besides:
            with suppress(_Damaged):
                # A picture's XML may be broken and hurt nobody; what the figures stand in is parsed for itself.
                parse(archive, member, silent_reader())


class _Damaged(FileFault):
    """XML that is none: Q104."""


def silent_reader() -> Any:
    """The parser inside defusedxml's, which refuses entities and tells nothing of what it reads."""
    reader = DefusedXMLParser().parser
    for name in ("StartElementHandler", "EndElementHandler", "CharacterDataHandler", "DefaultHandlerExpand"):
        setattr(reader, name, None)
    reader.ordered_attributes = False
    return reader


def parse(archive: Archive, member: ZipInfo, reader: Any) -> None:
    """Give a member to a silent_reader with handlers set; raises FileFault Q102 or Q104."""
    try:
        for piece in archive.pieces(member):
            reader.Parse(piece, False)
        reader.Parse(b"", True)
    except DefusedXmlException:
        raise FileFault("Q102") from None
    except (ExpatError, ValueError, LookupError):
        raise _Damaged("Q104") from None


def tree_of(archive: Archive, name: str) -> Element:
    """The whole tree of a small member that has to be there; raises FileFault Q102 or Q104."""
    member = archive.named(name)
    if member is None:
        raise FileFault("Q104")
    try:
        return fromstring(b"".join(archive.pieces(member)))
    except DefusedXmlException:
        raise FileFault("Q102") from None
    except (ParseError, ValueError, LookupError):
        raise FileFault("Q104") from None
