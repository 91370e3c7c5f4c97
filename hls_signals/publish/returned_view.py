"""What did one area return, figure by figure, and what was revised since?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hls_signals.publish.content import Content
from hls_signals.publish.numbers import published, unit_words, written
from hls_signals.publish.open_book_views import AsReturned
from hls_signals.publish.series_views import VariationRow, VariationView
from hls_signals.publish.table_views import Column, Table
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

COLUMNS = (
    Column("measure", "Measure"),
    Column("period", "Newest period"),
    Column("value", "As known now", is_number=True),
    Column("first", "As first returned, where different", is_number=True),
    Column("status", "Status"),
    Column("colour", "Colour as returned"),
)


def as_returned(
    content: Content,
    area: Area,
    measures: Sequence[tuple[Measure, VariationView]],
    links: Mapping[str, str],
    view_id: str,
) -> AsReturned:
    """The newest figure of every measure of one area, in register order; no target gap and no sum of colours."""
    rows = [_row(content, area, measure, view) for measure, view in measures]
    # A column in which nothing stands would only take room.
    may_go = {"first", "colour"}
    kept = [
        place for place, column in enumerate(COLUMNS) if column.name not in may_go or any(row[place] for row in rows)
    ]
    table = Table(
        view_id,
        phrase("{area_name}, in the order of the register", area_name=area.area_name),
        "register",
        tuple(COLUMNS[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        tuple(links[measure.id] for measure, _ in measures),
    )
    has_colour = any(column.name == "colour" for column in table.columns)
    return AsReturned(area.area_code, area.area_name, table, has_colour)


def _row(content: Content, area: Area, measure: Measure, view: VariationView) -> tuple[str, ...]:
    newest = view.newest
    if newest is None:
        return measure.name, "", "", "", phrase("no figure has been returned yet"), ""
    return (
        measure.name,
        newest.label,
        _figure(newest.value, measure) or ("*" if newest.status == "suppressed" else "–"),
        _first_returned(content, measure, area, newest),
        _status(newest),
        phrase(newest.reported_colour or ""),
    )


def _figure(value: Decimal | None, measure: Measure) -> str:
    """A figure with its unit, where its name does not say it."""
    unit = "" if measure.unit in {"percent", "count"} else f" {unit_words(measure.unit)}"
    return "" if value is None else written(value, measure.unit) + unit


def _status(row: VariationRow) -> str:
    is_rounded = row.value is not None and (row.rounded_to or row.from_shown)
    said = (row.status_words, phrase("provisional") if row.provisional else "", phrase("rounded") if is_rounded else "")
    return ", ".join(filter(None, said)) or phrase("as returned")


def _first_returned(content: Content, measure: Measure, area: Area, newest: VariationRow) -> str:
    pairs = content.explanations_by_series.get((measure.id, area.area_code), [])
    pair = pairs[-1] if pairs and pairs[-1]["period1_start"] == newest.period_start else None
    if pair is None or newest.value is None:
        return ""
    first = published(pair.get("value1_first"), content.decimals_of(measure))
    return "" if first is None or first == newest.value else _figure(first, measure)
