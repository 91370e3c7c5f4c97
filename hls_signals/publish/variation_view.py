"""What does the chart of one measure and area hold?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from hls_signals.publish.content import Content, Row
from hls_signals.publish.description import description
from hls_signals.publish.numbers import as_declared, limit_decimals, published, written
from hls_signals.publish.periods import period_label, periods_between, short_label
from hls_signals.publish.series_views import Badge, Bounds, ColourCell, ColourHistory, VariationRow, VariationView
from hls_signals.publish.suggested_phases import suggestion_notes
from hls_signals.publish.wording import COLOUR_LETTERS
from hls_signals.register.models import Area, Event, Measure
from hls_signals.workspace.language import phrase

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ABSENT = "not_available"
LINES = ("phase", "centre", "lower", "upper", "target", "target_upper")
NOTHING: Mapping[str, Any] = {}


def variation_view(content: Content, measure: Measure, area: Area, view_id: str) -> VariationView:
    """The series of one measure and area, with a row for every period that is not there."""
    key = (measure.id, area.area_code)
    points = {row["period_start"]: row for row in content.variation_by_series.get(key, [])}
    decimals = content.decimals_of(measure)
    found = [
        _row(measure, decimals, row, points.get(row["period_start"], NOTHING))
        for row in _one_a_period(measure, content.values_by_series.get(key, []))
    ]
    rows = _with_absent(measure.period_type, found)
    inside = events_inside(content, measure, area, rows)
    cut, footnotes = _within_bounds(rows, measure)
    ends = {row.period_start: row.period_end for row in rows}
    return VariationView(
        view_id=view_id,
        area_code=area.area_code,
        area_name=area.area_name,
        measure_id=measure.id,
        measure_name=measure.name,
        unit=measure.unit,
        period_type=measure.period_type,
        bounds=(as_declared(measure.bounds[0]), as_declared(measure.bounds[1])),
        is_band=measure.polarity == "band",
        dimensions=measure.dimension_names,
        rows=cut,
        notes=tuple(Badge(letter(place), event.effective_from) for place, event in enumerate(inside)),
        sentence=_title(measure, area, cut),
        description=description(measure.unit, cut),
        footnotes=(
            *suggestion_notes(measure, ends, content.suggested_phases.get(key)),
            *footnotes,
            *_no_range_note(cut),
            *_rounding_note(cut),
        ),
    )


def events_inside(content: Content, measure: Measure, area: Area, rows: Sequence[VariationRow]) -> tuple[Event, ...]:
    """Events that concern this series and begin inside its time, or on the day it ends, by date and id."""
    if not rows:
        return ()
    events = content.register.events_for(measure, area.area_code)
    return tuple(event for event in events if rows[0].period_start <= event.effective_from <= rows[-1].period_end)


def letter(number: int) -> str:
    """A, B ... Z, AA, AB ...

    >>> letter(0), letter(26)
    ('A', 'AA')
    """
    first, last = divmod(number, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[last]


def colour_history(view: VariationView, view_id: str) -> ColourHistory:
    """The letters of a series: two rows where a returned colour is not the one the rule gives."""
    has_two = any(row.reported_colour and row.reported_colour != row.colour for row in view.rows)
    cells = tuple(
        ColourCell(
            row.period_start,
            row.label,
            row.short_label,
            phrase(COLOUR_LETTERS.get(row.reported_colour or "", "")),
            phrase(COLOUR_LETTERS.get(row.colour or "", "")),
        )
        for row in view.rows
    )
    return ColourHistory(view_id, cells, has_two, _letters_in_words(view))


def _one_a_period(measure: Measure, rows: Iterable[Row]) -> list[Row]:
    """One figure a period: the one counted under the definition in force, else the last that was sent."""
    kept: dict[dt.date, Row] = {}
    for row in rows:
        start = row["period_start"]
        held = [entry.version for entry in measure.definitions if entry.effective_from <= start]
        if start not in kept or row["definition_version"] in ("", None, *held[-1:]):
            kept[start] = row
    return list(kept.values())


def _row(measure: Measure, decimals: int, row: Row, point: Row) -> VariationRow:
    start, end = row["period_start"], row["period_end"]
    status = row["status"]
    limits = limit_decimals(measure, decimals)
    return VariationRow(
        period_start=start,
        period_end=end,
        label=period_label(measure.period_type, start, end),
        short_label=short_label(measure.period_type, start, end),
        value=published(row["value"], decimals),
        numerator=as_declared(row["numerator"]),
        denominator=as_declared(row["denominator"]),
        status=status,
        withheld_because=row.get("withheld_because") or "",
        rounded_to=row["rounded_to"] or "",
        from_shown=bool(row["from_shown"]),
        is_total=bool(row["is_total"]),
        target=as_declared(row["target"]),
        target_upper=as_declared(row["target_upper"]),
        centre=published(point.get("centre"), limits),
        lower=published(point.get("lower"), limits),
        upper=published(point.get("upper"), limits),
        phase=point.get("phase"),
        read_first=point.get("read_first") if row["value"] is not None else None,
        rules=tuple(filter(None, (point.get("rules") or "").split("|"))) if row["value"] is not None else (),
        reported_colour=row["reported_colour"],
        colour=row["colour"],
        provisional=bool(row["provisional"]),
    )


def _with_absent(period_type: str, rows: Sequence[VariationRow]) -> tuple[VariationRow, ...]:
    if not rows:
        return ()
    there = {row.period_start: row for row in rows}
    for start, end in periods_between(period_type, rows[0].period_start, rows[-1].period_start):
        there.setdefault(start, _absent(period_type, start, end))
    return _bridged([there[start] for start in sorted(there)])


def _bridged(rows: Sequence[VariationRow]) -> tuple[VariationRow, ...]:
    """A period that is not there keeps the lines that hold on both its sides."""
    full = list(rows)
    for place in range(1, len(full) - 1):
        if full[place].status == ABSENT and full[place].phase is None:
            before, after = full[place - 1], next((row for row in full[place + 1 :] if row.status != ABSENT), full[-1])
            same = {name: getattr(before, name) for name in LINES if getattr(before, name) == getattr(after, name)}
            full[place] = dataclasses.replace(full[place], **same)
    return tuple(full)


def _absent(period_type: str, start: dt.date, end: dt.date) -> VariationRow:
    label, short = period_label(period_type, start, end), short_label(period_type, start, end)
    return VariationRow(
        start, end, label, short, None, None, None, ABSENT, "", "", False, True,
        None, None, None, None, None, None, None, (), None, None, False,
    )  # fmt: skip


def _within_bounds(rows: Sequence[VariationRow], measure: Measure) -> tuple[tuple[VariationRow, ...], tuple[str, ...]]:
    """Limits cut at the measure's bounds, and the footnote that says so."""
    bounds: Bounds = (as_declared(measure.bounds[0]), as_declared(measure.bounds[1]))
    cut: list[VariationRow] = []
    passed: dict[Decimal, None] = {}
    for row in rows:
        lower, upper = row.lower, row.upper
        if lower is not None and bounds[0] is not None and lower < bounds[0]:
            passed[bounds[0]], lower = None, bounds[0].quantize(lower)
        if upper is not None and bounds[1] is not None and upper > bounds[1]:
            passed[bounds[1]], upper = None, bounds[1].quantize(upper)
        cut.append(dataclasses.replace(row, lower=lower, upper=upper))
    # Lower bound first, whichever was met first in time.
    edges = [bound for bound in bounds if bound is not None and bound in passed]
    return tuple(cut), tuple(phrase("The usual range is cut at {bound}.", bound=written(bound)) for bound in edges)


def _no_range_note(rows: Sequence[VariationRow]) -> tuple[str, ...]:
    """Why the newest points stand without a band, where earlier ones have one."""
    if not rows or rows[-1].upper is not None or all(row.upper is None for row in rows):
        return ()
    return (phrase("The newest points have no usual range yet: too few stand in their stretch of time."),)


def _rounding_note(rows: Sequence[VariationRow]) -> tuple[str, ...]:
    if not any(row.rounded_to or row.from_shown for row in rows):
        return ()
    return (
        phrase(
            "Figures are rounded so that nobody can be known from them. "
            "Colours and signals are taken from the figures before rounding."
        ),
    )


def _title(measure: Measure, area: Area, rows: Sequence[VariationRow]) -> str:
    if not rows:
        return f"{measure.name}, {area.area_name}"
    return phrase(
        "{name}, {area_name}, {first} to {last}",
        name=measure.name,
        area_name=area.area_name,
        first=rows[0].label,
        last=rows[-1].label,
    )


def _letters_in_words(view: VariationView) -> str:
    said = [f"{row.label}: {_colour_words(row)}" for row in view.rows[-13:]]
    return ". ".join(said) + ("." if said else "")


def _colour_words(row: VariationRow) -> str:
    reported, colour = row.reported_colour, row.colour
    if reported and colour and reported != colour:
        return phrase("{reported} as returned, {colour} by the rule", reported=phrase(reported), colour=phrase(colour))
    return phrase(colour or reported or "") or row.status_words or phrase("no colour")
