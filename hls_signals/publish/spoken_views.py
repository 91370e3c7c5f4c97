"""What do the pages of what people said hold? No count of notes, no score, no order but time, name and id."""

from __future__ import annotations

from dataclasses import dataclass

from hls_signals.publish.table_views import Link


@dataclass(frozen=True)
class Quoted:
    """Words of one note: whose role, when, of which place; `same_factor` where it stands here for a shared factor."""

    narrative_id: str
    text: str
    role: str
    month: str
    same_factor: bool = False


@dataclass(frozen=True)
class SaidBeside:
    """What people wrote in the window of one pair of periods, by date and id."""

    heading: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True)
class Answered:
    """One question and what a room answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class ReflectionView:
    """What a room made of a page: its answers, when, and whether the page has changed since."""

    record_id: str
    recorded_on: str
    about: str
    answers: tuple[Answered, ...]
    earlier_version: bool
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """A line of a card: what it is called, and what stands there."""

    name: str
    text: str


@dataclass(frozen=True)
class LearningCard:
    """One record as facts in a fixed order, with what is asked of it."""

    record_id: str
    title: str
    facts: tuple[Fact, ...]
    asked: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class LearningPart:
    """Cards of one kind, in the order of time or name."""

    anchor: str
    title: str
    about: str
    cards: tuple[LearningCard, ...]


@dataclass(frozen=True)
class LearningLog:
    """What the alliance makes of its figures, kept together."""

    reflections: tuple[ReflectionView, ...]
    parts: tuple[LearningPart, ...]


@dataclass(frozen=True)
class QuarterVoices:
    """Which roles were heard in one quarter and which were not, in the order of the roles; never how often."""

    quarter: str
    heard: tuple[str, ...]
    not_heard: tuple[str, ...]


@dataclass(frozen=True)
class AreaVoices:
    """One area's quarters; the whole alliance has no code."""

    area_code: str
    name: str
    quarters: tuple[QuarterVoices, ...]


@dataclass(frozen=True)
class Voices:
    """Who was heard, which measures nobody wrote about, and what people say that no measure counts."""

    areas: tuple[AreaVoices, ...]
    everywhere: AreaVoices
    silent: tuple[Link, ...]
    uncounted: tuple[Quoted, ...]


@dataclass(frozen=True)
class MapLine:
    """A line of a factor's name, and where it stands."""

    text: str
    y: int


@dataclass(frozen=True)
class MapNode:
    """A factor as it is drawn: every one of the same size, its name on the outside of the circle."""

    factor_id: str
    name: str
    x: int
    y: int
    lines: tuple[MapLine, ...]


@dataclass(frozen=True)
class MapArrow:
    """A link as it is drawn, with its words."""

    words: str
    sign: str
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class MapFactor:
    """A factor in the list: what it acts on, who says so, and what is asked."""

    name: str
    influence: str
    acts_on: tuple[str, ...]
    asked: str


@dataclass(frozen=True)
class DrawnMap:
    """What one group drew on one day."""

    record_id: str
    heading: str
    sentence: str
    nodes: tuple[MapNode, ...]
    arrows: tuple[MapArrow, ...]
    factors: tuple[MapFactor, ...]
    side: int


@dataclass(frozen=True)
class SystemMapPage:
    """Maps by different groups and of different days, side by side and never merged."""

    maps: tuple[DrawnMap, ...]
    obesity: str


@dataclass(frozen=True)
class JourneyLane:
    """One stretch of a journey."""

    label: str
    dates: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class JourneyView:
    """One person's path: what mattered first, what it cost last, and only where the person agreed."""

    record_id: str
    title: str
    what_mattered: str
    what_changed: str
    own_words: str
    lanes: tuple[JourneyLane, ...]
    steps: tuple[Fact, ...]
    source: str
    costs: tuple[Fact, ...]


@dataclass(frozen=True)
class Journeys:
    """Journeys in the order of their ids."""

    journeys: tuple[JourneyView, ...]
