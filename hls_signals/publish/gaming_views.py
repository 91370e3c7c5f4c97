"""What does a question about how a target may be bending the data hold, as it is shown?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hls_signals.publish.table_views import Table


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
