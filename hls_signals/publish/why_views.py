"""What does the answer to why a colour changed hold, as it is shown?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


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
    # What turned the colour, for people; empty where one thing alone moved.
    turned: tuple[str, ...] = ()

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
