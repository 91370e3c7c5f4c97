"""Which packs are printed, and what stands in each?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hls_signals.publish.meeting_views import FrontSheet
from hls_signals.publish.views import AreaIndex, Card, FrontView, MeasurePage, PackView

Key = tuple[str, str]


@dataclass(frozen=True)
class PackPrint:
    """A pack on paper: the front sheet, its cards, then at most two sides a measure."""

    title: str
    cards: tuple[Card, ...]
    sheet: FrontSheet | None
    measures: tuple[MeasurePage, ...]


@dataclass(frozen=True)
class Print:
    """One document to come: where it lies, what it holds and whose it is."""

    path: str
    view: PackPrint
    subject: str


def prints_of(views: Sequence[tuple[str, str, object]], pages: Mapping[Key, MeasurePage], site: str) -> Iterator[Print]:
    """One document a pack and one an area, in the order of their pages.

    views  path, subject and view of every page of a release
    """
    for path, subject, view in views:
        match view:
            case FrontView(pack=PackView() as pack):
                # The first pack stands on the front page; its document lies with the others.
                yield Print(pack.document, _pack(pack.title, pack, pages), site)
            case PackView():
                yield Print(view.document, _pack(view.title, view, pages), site)
            case AreaIndex():
                document = path.replace("index.html", "pack.pdf")
                yield Print(document, _pack(view.area_name, view, pages), subject)


def _pack(title: str, pack: PackView | AreaIndex, pages: Mapping[Key, MeasurePage]) -> PackPrint:
    measures = tuple(pages[(card.measure_id, card.area_code)] for card in pack.cards)
    return PackPrint(title, pack.cards, pack.sheet, measures)
