"""What is drawn beside a question about how a target may be bending the data?

Made of what `disclosure` lets out: cells and totals that came with the question, or two series that are published.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hls_signals.disclosure.forms import is_exact_measure
from hls_signals.gaming.end_of_period import LAST_DAYS
from hls_signals.gaming.words import limit_words
from hls_signals.publish.content import Content, Row
from hls_signals.publish.gaming_shares import share_series
from hls_signals.publish.gaming_views import GamingCell, GamingColumn, GamingColumns, GamingSeries, GamingShape, Shape
from hls_signals.publish.numbers import as_declared, published, unit_words, written
from hls_signals.publish.periods import day_label
from hls_signals.publish.series_views import VariationRow
from hls_signals.publish.variation_view import variation_view
from hls_signals.publish.wording import INDICATOR_WORDS, OUTCOME_WORDS
from hls_signals.register.models import Measure
from hls_signals.workspace.language import phrase

DECIMALS = 1
# Means have this many decimals, made of exact totals or of rounded ones.
MEANS_TO = "0.1"
THINGS = {"cases": "Cases", "figures": "Figures"}


def shape_of(content: Content, row: Row, measure: Measure, view_id: str) -> Shape | None:
    """The drawing of one question, or None where nothing honest can be drawn."""
    if row["indicator"] == "copy_forward":
        return _counts(content, row, measure, view_id)
    held: dict[str, Any] = json.loads(row["shape"] or "{}")
    match held.get("kind"):
        case "histogram":
            return _histogram(held, row, view_id)
        case "month_ends":
            return _month_ends(held, view_id)
        case "outcomes":
            return _outcomes(held, row, view_id)
        case "share":
            return _share(content, row, measure, view_id, dt.date.fromisoformat(held["since"]))
    return None


def undrawn(row: Row) -> str:
    """Why nothing is drawn."""
    match row["indicator"]:
        case "impossible_value":
            return phrase("Nothing is drawn here: which figures, and how many, stays with those whose data it is.")
        case "copy_forward":
            return phrase("Nothing is drawn here: rounded figures repeat by themselves, and a drawing would mislead.")
        case name if name not in INDICATOR_WORDS:
            return phrase("Nothing is drawn here: this look, of another package, has no drawing.")
    return phrase("Nothing is drawn here: the numbers behind it are too small to be shown.")


def _histogram(held: Mapping[str, Any], row: Row, view_id: str) -> GamingShape:
    limit = limit_words(held["target"], held["unit"])
    cells = tuple(
        GamingCell(_decimal(value), None if count is None else Decimal(count), _mean(smooth) or Decimal(0))
        for value, count, smooth in held["cells"]
    )
    first = phrase("Recorded value, in {unit}", unit=unit_words(held["unit"]))
    return GamingShape(
        view_id=view_id,
        unit=held["unit"],
        limit=_decimal(held["target"]),
        met_by=_decimal(held["met_by"]),
        limit_words=phrase("{limit} limit", limit=limit),
        is_from_above=held["is_from_above"],
        grid=_decimal(held["grid"]),
        cells=cells,
        heads=(first, phrase(THINGS[held["things"]]), phrase("Smooth pattern")),
        sentence=phrase("What is recorded around the {limit} limit", limit=limit),
        description=_histogram_words(cells, _decimal(held["target"])),
        footnotes=(
            phrase("The line is fitted to the columns as they are shown, those near the limit left out."),
            *_rounding(row),
        ),
        rounded_to=_nearest(held),
    )


def _histogram_words(cells: Sequence[GamingCell], limit: Decimal) -> str:
    at = next((cell.count for cell in cells if cell.value == limit), None)
    there = "" if at is None else phrase("At the limit lie {number}.", number=written(at))
    drawn = phrase(
        "One column a recorded value, from {first} to {last}, and a line for the smooth pattern.",
        first=written(cells[0].value),
        last=written(cells[-1].value),
    )
    below = phrase("A vertical line stands at the limit. The table below holds every column.")
    return " ".join(filter(None, (drawn, there, below)))


def _month_ends(held: Mapping[str, Any], view_id: str) -> GamingColumns:
    columns = tuple(
        GamingColumn(f"day-{before}", *_day_words(before), _mean(due), _mean(other))
        for before, due, other in held["cells"]
    )
    last = ", ".join(written(column.value) for column in columns[-LAST_DAYS:])
    beside = ", ".join(written(column.beside) for column in columns[-LAST_DAYS:])
    notes = [
        phrase("Columns: months in which figures are due. The line across each: other months."),
        phrase("Working days are counted back from the last of the month, which is 0."),
    ]
    if held["step"] > 1:
        notes.append(
            phrase(
                "Totals from 1 to 7 are not shown; others are rounded to the nearest {step} before the mean.",
                step=held["step"],
            )
        )
    return GamingColumns(
        view_id=view_id,
        columns=columns,
        heads=(
            phrase("Working day of the month"),
            phrase("A day, in months in which figures are due"),
            phrase("A day, in other months"),
        ),
        sentence=phrase("What is recorded a day on the last working days of a month"),
        description=phrase(
            "One column for each of the last {days} working days of months in which figures are due, and a line "
            "across it for other months. On the last {last_days} days: {last} a day; in other months {beside}. "
            "The table below holds every column.",
            days=len(columns),
            last_days=LAST_DAYS,
            last=last,
            beside=beside,
        ),
        footnotes=tuple(notes),
        parted=(len(columns) - LAST_DAYS, phrase("last {days} days", days=LAST_DAYS)),
        rounded_to=MEANS_TO,
    )


def _day_words(before: int) -> tuple[str, tuple[str, ...]]:
    """The name of a working day, counted back from the last of its month, which is day 0."""
    if before == 1:
        return phrase("The last one"), ("0",)
    return phrase("{number} before it", number=before - 1), (str(1 - before).replace("-", "−"),)


def _outcomes(held: Mapping[str, Any], row: Row, view_id: str) -> GamingColumns:
    columns = tuple(
        GamingColumn(
            row_id=name.replace(", ", "-"),
            label=phrase(OUTCOME_WORDS[name][0]),
            under=(phrase(OUTCOME_WORDS[name][1]), phrase(OUTCOME_WORDS[name][2])),
            value=None if number is None else Decimal(number),
            beside=None if usual is None else Decimal(usual),
        )
        for name, number, usual in held["cells"]
    )
    notes = (
        phrase("Under each column: the target at first, and beneath it the target now."),
        phrase("The line across a column: how many there would be if the same revisions fell on other figures."),
    )
    return GamingColumns(
        view_id=view_id,
        columns=columns,
        heads=(
            phrase("At first, and now"),
            phrase("Figures"),
            phrase("If the same revisions fell on other figures"),
        ),
        sentence=phrase("The target before and after figures were sent again"),
        description=" ".join((*_outcome_words(columns), phrase("The table below holds every column."))),
        footnotes=(*notes, *_rounding(row)),
        rounded_to=_nearest(held),
    )


def _outcome_words(columns: Sequence[GamingColumn]) -> Iterator[str]:
    for column in columns:
        number = phrase("not shown") if column.value is None else written(column.value)
        yield phrase("{outcome}: {number}.", outcome=column.label, number=number)


def _counts(content: Content, row: Row, measure: Measure, view_id: str) -> GamingColumns | None:
    """The counts, those dark that repeat the one before; None where they are rounded, for rounded counts repeat."""
    area = content.register.by_code.get(row["area_code"])
    if area is None or not is_exact_measure(measure):
        return None
    rows = [
        held
        for held in variation_view(content, measure, area, view_id).rows
        if row["window_start"] <= held.period_start < row["window_end"]
    ]
    if not rows or any(held.rounded_to or held.from_shown for held in rows):
        return None
    rows = [held for held in rows if _count(held) is not None]
    repeats = [False, *(_is_repeated(before, after) for before, after in pairwise(rows))]
    columns = tuple(
        GamingColumn(held.row_id, _count_label(held, again), (held.short_label,), _count(held), None, again)
        for held, again in zip(rows, repeats, strict=True)
    )
    again = [held.label for held, is_repeat in zip(rows, repeats, strict=True) if is_repeat]
    return GamingColumns(
        view_id=view_id,
        columns=columns,
        heads=(phrase("Period"), phrase("Counted")),
        sentence=phrase("Counts, and those that repeat the period before"),
        description=phrase(
            "One column a period. These repeat the period before and are drawn dark: {periods}. The table below holds "
            "every column.",
            periods=", ".join(again),
        ),
        footnotes=(phrase("Dark columns repeat the period before, in every number that the figure is made of."),),
        order="time",
    )


def _count(row: VariationRow) -> Decimal | None:
    return row.value if row.numerator is None else row.numerator


def _count_label(row: VariationRow, again: bool) -> str:
    return phrase("{period}, repeats the one before", period=row.label) if again else row.label


def _is_repeated(before: VariationRow, after: VariationRow) -> bool:
    return (_count(before), before.denominator) == (_count(after), after.denominator)


def _share(content: Content, row: Row, measure: Measure, view_id: str, since: dt.date) -> GamingSeries | None:
    series = share_series(content, row, measure, view_id, since)
    if series is None:
        return None
    notes = [phrase("A marks the announced day, {day}.", day=day_label(since))]
    if any(held.from_shown for held in series.rows):
        notes.append(phrase("The share is worked out from rounded figures, so small steps are those of the rounding."))
    return GamingSeries(view_id, series, (phrase("Period"), phrase("In 100")), tuple(notes))


def _nearest(held: Mapping[str, Any]) -> str:
    """To the nearest what the counts of a shape are rounded; empty: they are exact."""
    return str(held["step"]) if held["step"] > 1 else ""


def _rounding(row: Row) -> Iterator[str]:
    if row["rounded_to"]:
        yield phrase(
            "Numbers from 1 to 7 are not shown; others are rounded to the nearest {step}, as are the effect and its "
            "range, outward.",
            step=row["rounded_to"],
        )


def _decimal(value: float) -> Decimal:
    return as_declared(Decimal(f"{value:.9g}")) or Decimal(0)


def _mean(value: float | None) -> Decimal | None:
    return published(value, DECIMALS)
