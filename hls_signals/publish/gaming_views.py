"""What does a question about how a target may be bending the data hold, as it is shown?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from hls_signals.publish.numbers import plain, written
from hls_signals.publish.series_views import VariationView
from hls_signals.publish.table_views import Table
from hls_signals.workspace.language import phrase


@dataclass(frozen=True)
class ShapeRow:
    """One row of the table under a drawing: what stands there, the figure drawn, and what it is set beside.

    cell        what machines call it in the CSV; empty: as the page's row is called
    rounded_to  to the nearest what the figure is rounded; empty: it is exact
    """

    row_id: str
    label: str
    value: Decimal | None
    beside: Decimal | None = None
    cell: str = ""
    rounded_to: str = ""


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
    """Recorded values around a limit.

    met_by  the last recorded value that meets the limit, which may lie between two of them
    heads   heads of the table's columns: what stands there, the figure drawn, what it is set beside
    order   the order of the rows
    """

    view_id: str
    unit: str
    limit: Decimal
    met_by: Decimal
    limit_words: str
    is_from_above: bool
    grid: Decimal
    cells: tuple[GamingCell, ...]
    heads: tuple[str, ...]
    sentence: str
    description: str
    footnotes: tuple[str, ...]
    rounded_to: str = ""
    kind: str = "gaming"
    order: str = "register"

    @property
    def rows(self) -> tuple[ShapeRow, ...]:
        """One row a recorded value; that of the limit says so."""
        return tuple(
            ShapeRow(cell.row_id, self._label(cell), cell.count, cell.smooth, plain(cell.value), self.rounded_to)
            for cell in self.cells
        )

    def _label(self, cell: GamingCell) -> str:
        words = written(cell.value)
        return phrase("{value} (the limit)", value=words) if cell.value == self.limit else words


@dataclass(frozen=True)
class GamingColumn:
    """One column that is no recorded value: a day before the end of a month, an outcome, a period.

    under      its name under the drawing, in one or two lines; empty where there is no room for every name
    is_marked  drawn dark, for it is what the question is about
    """

    row_id: str
    label: str
    under: tuple[str, ...]
    value: Decimal | None
    beside: Decimal | None = None
    is_marked: bool = False


@dataclass(frozen=True)
class GamingColumns:
    """Columns in a fixed order, each with a line across where it is set beside something.

    parted     where a line parts the columns, and what stands over it: those before it, and its words
    """

    view_id: str
    columns: tuple[GamingColumn, ...]
    heads: tuple[str, ...]
    sentence: str
    description: str
    footnotes: tuple[str, ...]
    parted: tuple[int, str] | None = None
    rounded_to: str = ""
    kind: str = "gaming_columns"
    order: str = "register"

    @property
    def rows(self) -> tuple[ShapeRow, ...]:
        """One row a column."""
        return tuple(
            ShapeRow(column.row_id, column.label, column.value, column.beside, rounded_to=self.rounded_to)
            for column in self.columns
        )


@dataclass(frozen=True)
class GamingSeries:
    """A share over time on the plain variation chart, with the announced day marked."""

    view_id: str
    series: VariationView
    heads: tuple[str, ...]
    footnotes: tuple[str, ...]
    kind: str = "variation"
    order: str = "time"

    @property
    def sentence(self) -> str:
        """The title of the chart."""
        return self.series.sentence

    @property
    def description(self) -> str:
        """The chart in words."""
        return self.series.description

    @property
    def rows(self) -> tuple[ShapeRow, ...]:
        """One row a period."""
        return tuple(ShapeRow(row.row_id, row.label, row.value, rounded_to=row.rounded_to) for row in self.series.rows)


Shape: TypeAlias = GamingShape | GamingColumns | GamingSeries


@dataclass(frozen=True)
class GamingCard:
    """A question about how a target may be bending the data: about the target, never about people.

    looked_at  what is looked at, the heading of the card
    undrawn    why nothing is drawn; empty where there is a shape
    """

    view_id: str
    signal_id: str
    measure_id: str
    area_code: str
    indicator: str
    looked_at: str
    window: str
    innocent: tuple[str, ...]
    sentence: str
    question: str
    readings: tuple[str, ...]
    changes_our_mind: str
    no_proof: str
    shape: Shape | None
    undrawn: str
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
