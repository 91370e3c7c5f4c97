"""Which invented example shows how a chart is read?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from hls_signals.publish.numbers import published
from hls_signals.publish.periods import period_label, periods_between, short_label
from hls_signals.publish.series_views import Badge, ColourHistory, VariationRow, VariationView
from hls_signals.publish.variation_view import colour_history
from hls_signals.variation import signals
from hls_signals.workspace.language import phrase

# An invented series with one of each thing that a reader meets.
VALUES = (71, 69, 72, 68, 70, 71, 69, 70, 72, 69, 71, 58, 69, 70, 78, 77, 79, 76, 78, 77, 79, 78, 76, 77)
STARTS, ENDS = dt.date(2024, 10, 1), dt.date(2026, 9, 1)
SECOND_PHASE = dt.date(2025, 12, 1)
TARGETS = (Decimal(70), Decimal(76))
NEW_TARGET_FROM = dt.date(2026, 4, 1)
AMBER_WITHIN = 5


def example() -> tuple[VariationView, ColourHistory]:
    """A worked picture with everything on it: two phases, a signal, a moved target and a hollow point."""
    months = list(periods_between("month", STARTS, ENDS))
    frame = pl.DataFrame({"series": "", "period_start": [start for start, _ in months], "value": VALUES})
    points = signals(frame, phases=[SECOND_PHASE]).iter_rows(named=True)
    rows = tuple(_row(start, end, point) for (start, end), point in zip(months, points, strict=True))
    view = VariationView(
        view_id="variation-example",
        area_code="",
        area_name=phrase("an invented place"),
        measure_id="",
        measure_name=phrase("People who heard back within a week"),
        unit="percent",
        period_type="month",
        bounds=(Decimal(0), Decimal(100)),
        is_band=False,
        dimensions=(),
        rows=rows,
        notes=(Badge("A", SECOND_PHASE),),
        sentence=phrase("People who heard back within a week, October 2024 to September 2026"),
        description=phrase(
            "Points move inside a pale band. One square lies below it. The band steps up in December 2025, "
            "and a dotted target line steps up in April 2026."
        ),
        footnotes=(),
    )
    return view, colour_history(view, "colours-example")


def _row(start: dt.date, end: dt.date, point: Mapping[str, Any]) -> VariationRow:
    value, target = Decimal(int(point["plotted"])), TARGETS[start >= NEW_TARGET_FROM]
    rule = point["read_first_rule"]
    centre, lower, upper = (published(point[name], 1) for name in ("centre", "lower", "upper"))
    return VariationRow(
        start, end, period_label("month", start, end), short_label("month", start, end), value, None, None, "ok", "",
        "", False, True, target, None, centre, lower, upper, point["phase"], point["read_first"],
        (rule,) if rule else (), None, _colour(value, target), start == ENDS,
    )  # fmt: skip


def _colour(value: Decimal, target: Decimal) -> str:
    if value >= target:
        return "green"
    return "amber" if value >= target - AMBER_WITHIN else "red"
