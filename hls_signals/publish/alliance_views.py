"""What does a page hold whose subject is the whole alliance, with no area named?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hls_signals.publish.gaming_views import GamingCard
from hls_signals.publish.series_views import Bounds, VariationRow
from hls_signals.publish.table_views import Table


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
    """One measure over the whole alliance.

    histogram  None where fewer than three areas have a page with a figure; questions may be asked all the same
    """

    measure_id: str
    question: str
    name: str
    unit: str
    histogram: AllianceHistogram | None
    multiples: SmallMultiples | None
    sums: Table | None = None
    gaming: tuple[GamingCard, ...] = ()
    gaming_file: str = ""
    replies_to: str = ""
