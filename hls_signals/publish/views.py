"""What does each published artefact hold? Pages, charts and tables are functions of these and of nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from hls_signals.publish.wording import STATUS_WORDS, WITHHELD_WORDS, in_words

if TYPE_CHECKING:
    from hls_signals.publish.around_views import BesideChart
    from hls_signals.publish.meeting_views import FrontSheet
    from hls_signals.publish.spoken_views import Fact, ReflectionView, SaidBeside

Order = Literal["time", "name", "register"]
Bounds = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class VariationRow:
    """One period of one series, every number at its published precision."""

    period_start: dt.date
    period_end: dt.date
    label: str
    short_label: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    withheld_because: str
    rounded_to: str
    from_shown: bool
    is_total: bool
    target: Decimal | None
    target_upper: Decimal | None
    centre: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    phase: int | None
    read_first: str | None
    rules: tuple[str, ...]
    reported_colour: str | None
    colour: str | None
    provisional: bool

    @property
    def row_id(self) -> str:
        """What the chart's mark and the table's row are called."""
        return self.period_start.isoformat()

    @property
    def status_words(self) -> str:
        """Why there is no figure, or how sure it is; empty for an ordinary one."""
        return WITHHELD_WORDS.get(self.withheld_because) or in_words(self.status, STATUS_WORDS)


@dataclass(frozen=True)
class Badge:
    """A letter above the chart; its text stands in the list of notes."""

    letter: str
    on: dt.date


@dataclass(frozen=True)
class VariationView:
    """One measure of one area over time."""

    view_id: str
    area_code: str
    area_name: str
    measure_id: str
    measure_name: str
    unit: str
    period_type: str
    bounds: Bounds
    is_band: bool
    dimensions: tuple[str, ...]
    rows: tuple[VariationRow, ...]
    notes: tuple[Badge, ...]
    sentence: str
    description: str
    footnotes: tuple[str, ...]

    @property
    def has_figures(self) -> bool:
        """True where at least one figure can be drawn."""
        return any(row.value is not None for row in self.rows)

    @property
    def newest(self) -> VariationRow | None:
        """The last period there is a row for."""
        return self.rows[-1] if self.rows else None


@dataclass(frozen=True)
class ColourCell:
    """The letters of one period; empty where there is no colour."""

    period_start: dt.date
    label: str
    short_label: str
    reported: str
    by_rule: str


@dataclass(frozen=True)
class ColourHistory:
    """The colours of one series as letters, all on one ground."""

    view_id: str
    cells: tuple[ColourCell, ...]
    has_two_rows: bool
    description: str

    @property
    def has_letters(self) -> bool:
        """True where any period has a colour."""
        return any(cell.reported or cell.by_rule for cell in self.cells)


@dataclass(frozen=True)
class Column:
    """The head of one column."""

    name: str
    title: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text in a stated order: the reader sees which."""

    view_id: str
    caption: str
    order: Order
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()

    @property
    def linked_rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each row with where its first cell points; empty for nowhere."""
        places = self.links or ("",) * len(self.rows)
        return tuple(zip(places, self.rows, strict=True))


@dataclass(frozen=True)
class Term:
    """One part of the arithmetic of a change."""

    period0_start: dt.date
    period1_start: dt.date
    term_no: int
    level: str
    kind: str
    dimension: str
    group_name: str
    status: str
    amount: Decimal | None
    margin: Decimal | None
    basis: str


@dataclass(frozen=True)
class Contribution:
    """One bar of a change: from where to where, and whether its size is known."""

    row_id: str
    label: str
    kind: str
    amount: Decimal | None
    start: Decimal
    end: Decimal
    is_split: bool


@dataclass(frozen=True)
class Contributions:
    """A change in parts that add up: of the margin to a boundary, or of the figure where there is none."""

    view_id: str
    unit: str
    boundary: str
    periods: tuple[str, str]
    start: Decimal
    end: Decimal
    parts: tuple[Contribution, ...]
    sentence: str
    description: str
    footnotes: tuple[str, ...]


@dataclass(frozen=True)
class MovingRange:
    """The steps of one series from period to period, without their direction."""

    view_id: str
    unit: str
    rows: tuple[VariationRow, ...]
    sentence: str
    description: str


@dataclass(frozen=True)
class HistogramCell:
    """How many figures lie in one stretch of the axis; no area is named."""

    lower: Decimal
    upper: Decimal
    count: int


@dataclass(frozen=True)
class AllianceHistogram:
    """The figures of at least three areas laid together."""

    view_id: str
    unit: str
    areas: int
    cells: tuple[HistogramCell, ...]
    sentence: str
    description: str


@dataclass(frozen=True)
class Panel:
    """One area among several panels that share the axis the register gives."""

    view_id: str
    area_code: str
    area_name: str
    rows: tuple[VariationRow, ...]
    description: str


@dataclass(frozen=True)
class SmallMultiples:
    """One panel an area, by name, on axes that no figure moves."""

    unit: str
    bounds: Bounds
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class AlliancePage:
    """One measure over the whole alliance."""

    measure_id: str
    question: str
    name: str
    histogram: AllianceHistogram
    multiples: SmallMultiples | None


@dataclass(frozen=True)
class WhySection:
    """Sentences that belong together."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """Why the colour changed, or did not, between two periods."""

    anchor: str
    heading: str
    has_colour_changed: bool
    lede: str
    sections: tuple[WhySection, ...]
    terms: tuple[Term, ...]
    contributions: Contributions | None = None

    @property
    def has_groups(self) -> bool:
        """True where any term is of a group."""
        return any(term.group_name for term in self.terms)


@dataclass(frozen=True)
class ChartNote:
    """A dated event that concerns this measure and area."""

    letter: str
    dates: str
    kind: str
    text: str
    source: str
    confidence: str


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
class Link:
    """A place to go, with its name."""

    text: str
    href: str


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
class GamingCell:
    """How many records hold one recorded value, and how many a smooth pattern would put there."""

    value: Decimal
    count: Decimal | None
    smooth: Decimal

    @property
    def row_id(self) -> str:
        """What the chart's mark and the table's row are called."""
        return f"v{self.value}".replace(".", "_")


@dataclass(frozen=True)
class GamingShape:
    """Recorded values around a limit."""

    view_id: str
    unit: str
    things: str
    limit: Decimal
    limit_words: str
    is_from_above: bool
    grid: Decimal
    cells: tuple[GamingCell, ...]
    sentence: str
    description: str
    footnotes: tuple[str, ...]


@dataclass(frozen=True)
class GamingCard:
    """A question about how a target may be bending the data: about the target, never about people."""

    view_id: str
    signal_id: str
    measure_id: str
    area_code: str
    indicator: str
    window: str
    innocent: tuple[str, ...]
    sentence: str
    question: str
    readings: tuple[str, ...]
    changes_our_mind: str
    no_proof: str
    shape: GamingShape | None
    effect: Decimal | None
    effect_lower: Decimal | None
    effect_upper: Decimal | None
    effect_unit: str
    rounded_to: str
    reply: str
    reply_note: str
    reply_by: str
    replied_on: str
    until: str
    hangs_on_it: str = ""


@dataclass(frozen=True)
class GamingMethod:
    """What is looked at where a target may bend the data, and how often each look is mistaken."""

    view_id: str
    no_proof: str
    readings: tuple[str, ...]
    table: Table


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


@dataclass(frozen=True)
class AsReturned:
    """The figures of one area as they were returned, in register order."""

    area_code: str
    area_name: str
    table: Table
    has_colour: bool


@dataclass(frozen=True)
class Source:
    """Where the figures of a measure come from."""

    name: str
    return_id: str
    words: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class ReturnFiles:
    """The files of one return, and what became of them in one line."""

    name: str
    summed_up: str
    table: Table


@dataclass(frozen=True)
class OpenBook:
    """How this release was made, for anybody who wants to look."""

    simulated: bool
    profile: str
    let_out: str
    sources: tuple[Source, ...]
    received: tuple[ReturnFiles, ...]
    set_aside: Table
    figures: Table
    targets: Table
    definitions: Table
    questions: Table
    not_worked_out: Table
    waivers: Table
    versions: Table


@dataclass(frozen=True)
class Words:
    """A page that holds no figure of any area."""

    page: str
    chance: str = ""
    picture: VariationView | None = None
    picture_colours: ColourHistory | None = None
    questions: tuple[str, ...] = ()
