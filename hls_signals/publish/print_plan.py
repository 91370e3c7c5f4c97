"""Which packs are printed, and what stands in each?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hls_signals.publish.meeting_views import FrontSheet
from hls_signals.publish.periods import ONE_DAY
from hls_signals.publish.views import AreaIndex, Card, FrontView, MeasurePage, PackView

Key = tuple[str, str]


@dataclass(frozen=True)
class PackPrint:
    """A pack on paper: the front sheet, its cards, then at most two sides a measure.

    Paper is dated by its figures and not by the day asked about, so that a night on which nothing of a pack changed
    prints none of it again.
    """

    title: str
    cards: tuple[Card, ...]
    sheet: FrontSheet | None
    measures: tuple[MeasurePage, ...]

    @property
    def newest_day(self) -> dt.date | None:
        """The last day that a figure in it speaks of; None where it holds no figure."""
        rows = (row for page in self.measures for row in page.variation.rows if row.value is not None)
        end = max((row.period_end for row in rows), default=None)
        return None if end is None else end - ONE_DAY


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
