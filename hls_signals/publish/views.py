"""What does each page hold? Pages are functions of these and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from hls_signals.publish.around_views import BesideChart
from hls_signals.publish.gaming_views import GamingCard
from hls_signals.publish.meeting_views import FrontSheet
from hls_signals.publish.series_views import ColourHistory, MovingRange, VariationView
from hls_signals.publish.spoken_views import Fact, ReflectionView, SaidBeside
from hls_signals.publish.table_views import Link, Table
from hls_signals.publish.why_views import ChartNote, Why


@dataclass(frozen=True)
class Card:
    """One measure of one area on a page of several."""

    view_id: str
    area_code: str
    area_name: str
    measure_id: str
    question: str
    name: str
    lede: str
    sentences: tuple[str, ...]
    href: str
    has_colour_changed: bool = False
    has_signal: bool = False
    has_words: bool = False


@dataclass(frozen=True)
class PackView:
    """What one meeting looks at, in the order it chose."""

    pack_id: str
    title: str
    cards: tuple[Card, ...]
    replies_to: str
    sheet: FrontSheet | None = None
    services: tuple[Link, ...] = ()

    @property
    def document(self) -> str:
        """Where the pack lies as a document to print."""
        return f"pack/{self.pack_id or 'all'}.pdf"


@dataclass(frozen=True)
class AreaIndex:
    """What changed colour in one area, and why: one card a measure, in register order."""

    area_code: str
    area_name: str
    cards: tuple[Card, ...]
    as_returned: str
    sheet: FrontSheet | None = None


@dataclass(frozen=True)
class FrontView:
    """The first page: the first pack where there is one, and the ways on."""

    pack: PackView | None
    packs: tuple[Link, ...]
    areas: tuple[Link, ...]
    alliance: tuple[Link, ...] = ()
    meetings: tuple[Link, ...] = ()
    services: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ReflectionForm:
    """The form a room writes in, with the codes that say what it is about."""

    view_id: str
    area_code: str
    measure_id: str
    period: str
    file_name: str
    questions: tuple[tuple[str, str], ...]
    replies_to: str


@dataclass(frozen=True)
class MeasurePage:
    """One measure of one area, with what it says, what it cannot say and what to ask."""

    question: str
    name: str
    purpose: str
    lede: str
    no_figure: str
    variation: VariationView
    colours: ColourHistory
    colour_reading: str
    why: tuple[Why, ...]
    moving_range: MovingRange | None
    cannot_know: tuple[str, ...]
    notes: tuple[ChartNote, ...]
    targets: Table
    definitions: Table
    definition_version: str
    return_id: str
    bearing: tuple[str, ...]
    quality: tuple[str, ...]
    questions: tuple[str, ...]
    room_questions: tuple[str, ...]
    cannot_tell_us: tuple[str, ...]
    data_file: str
    terms_file: str
    form: ReflectionForm
    replies_to: str
    said: SaidBeside | None = None
    said_earlier: tuple[SaidBeside, ...] = ()
    reflections: tuple[ReflectionView, ...] = ()
    gaming: tuple[GamingCard, ...] = ()
    gaming_file: str = ""
    about_target: tuple[Fact, ...] = ()
    look_beside: tuple[BesideChart, ...] = ()
    services: tuple[Link, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether words of people stand on it, of this window or an earlier one."""
        return bool(self.said_earlier) or (self.said is not None and bool(self.said.quotes))


@dataclass(frozen=True)
class Words:
    """A page that holds no figure of any area."""

    page: str
    chance: str = ""
    picture: VariationView | None = None
    picture_colours: ColourHistory | None = None
    questions: tuple[str, ...] = ()
