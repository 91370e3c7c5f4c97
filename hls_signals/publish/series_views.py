"""What does a series hold as it is shown: its figures, its colours and its steps?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from hls_signals.publish.wording import STATUS_WORDS, WITHHELD_WORDS, in_words

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
class MovingRange:
    """The steps of one series from period to period, without their direction."""

    view_id: str
    unit: str
    rows: tuple[VariationRow, ...]
    sentence: str
    description: str
