"""What did one area return, figure by figure, and what was revised since?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hls_signals.publish.content import Content
from hls_signals.publish.numbers import published, unit_words, written
from hls_signals.publish.open_book_views import AsReturned, ReturnedSeries
from hls_signals.publish.series_views import VariationRow, VariationView
from hls_signals.publish.table_views import Column, Order, Table
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

MEASURE = Column("measure", "Measure")
FIGURES = (
    Column("period", "Period"),
    Column("value", "As known now", is_number=True),
    Column("first", "As first returned, where different", is_number=True),
    Column("status", "Status"),
    Column("colour", "Colour as returned"),
)
# A column in which nothing stands would only take room.
MAY_GO = {"first", "colour"}
Cells = tuple[str, ...]


def as_returned(
    content: Content,
    area: Area,
    measures: Sequence[tuple[Measure, VariationView]],
    links: Mapping[str, str],
    view_id: str,
) -> AsReturned:
    """What one area returned, in register order; no target gap and no sum of colours.

    The newest figure of every measure stands in one table, and every period of each in a table of its own.
    """
    rows = [(measure, _rows_of(content, area, measure, view)) for measure, view in measures]
    newest = [(measure.name, *(cells[-1] if cells else _nothing())) for measure, cells in rows]
    caption = phrase("{area_name}, in the order of the register", area_name=area.area_name)
    ways = tuple(links[measure.id] for measure, _ in rows)
    table = _table(view_id, caption, "register", (MEASURE, *FIGURES), newest, ways)
    series = tuple(
        _series(measure, links[measure.id], cells, f"{view_id}-{measure.id}") for measure, cells in rows if cells
    )
    has_colour = any(cell[-1] for _, cells in rows for cell in cells)
    return AsReturned(area.area_code, area.area_name, table, series, has_colour)


def _series(measure: Measure, href: str, cells: Sequence[Cells], view_id: str) -> ReturnedSeries:
    caption = phrase("{name}, in time order", name=measure.name)
    return ReturnedSeries(measure.name, href, _table(view_id, caption, "time", FIGURES, cells))


def _table(
    view_id: str,
    caption: str,
    order: Order,
    columns: Sequence[Column],
    rows: Sequence[Cells],
    links: tuple[str, ...] = (),
) -> Table:
    kept = [
        place for place, column in enumerate(columns) if column.name not in MAY_GO or any(row[place] for row in rows)
    ]
    cells = tuple(tuple(row[place] for place in kept) for row in rows)
    return Table(view_id, caption, order, tuple(columns[place] for place in kept), cells, links)


def _rows_of(content: Content, area: Area, measure: Measure, view: VariationView) -> tuple[Cells, ...]:
    """Period, figure, first figure, status and colour as returned of every period, in time order."""
    first = _first_returned(content, measure, area)
    return tuple(
        (
            row.label,
            _figure(row.value, measure) or ("*" if row.status == "suppressed" else "–"),
            _where_different(first.get(row.period_start), row, measure),
            _status(row),
            phrase(row.reported_colour or ""),
        )
        for row in view.rows
    )


def _nothing() -> Cells:
    return "", "", "", phrase("no figure has been returned yet"), ""


def _figure(value: Decimal | None, measure: Measure) -> str:
    """A figure with its unit, where its name does not say it."""
    unit = "" if measure.unit in {"percent", "count"} else f" {unit_words(measure.unit)}"
    return "" if value is None else written(value, measure.unit) + unit


def _status(row: VariationRow) -> str:
    is_rounded = row.value is not None and (row.rounded_to or row.from_shown)
    said = (row.status_words, phrase("provisional") if row.provisional else "", phrase("rounded") if is_rounded else "")
    return ", ".join(filter(None, said)) or phrase("as returned")


def _first_returned(content: Content, measure: Measure, area: Area) -> Mapping[dt.date, Decimal | None]:
    """The figure of each period as it was first returned, where it may be shown."""
    decimals = content.decimals_of(measure)
    return {
        pair["period1_start"]: published(pair.get("value1_first"), decimals)
        for pair in content.explanations_by_series.get((measure.id, area.area_code), [])
        if pair.get("period_type", measure.period_type) == measure.period_type
    }


def _where_different(first: Decimal | None, row: VariationRow, measure: Measure) -> str:
    return "" if first is None or row.value is None or first == row.value else _figure(first, measure)
