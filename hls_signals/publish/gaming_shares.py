"""How did a share of two published series move over time?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from hls_signals.gaming.shifts import SHARES
from hls_signals.publish.content import Content, Row
from hls_signals.publish.description import description
from hls_signals.publish.numbers import published
from hls_signals.publish.series_views import Badge, Bounds, VariationRow, VariationView
from hls_signals.publish.variation_view import variation_view
from hls_signals.register.models import Area, Measure
from hls_signals.variation import signals
from hls_signals.workspace.language import phrase

BOUNDS: Bounds = (Decimal(0), Decimal(100))
# Fewer points say nothing of how the share moved.
FEWEST_POINTS = 12
NOTHING: Mapping[str, Any] = {}


def share_series(content: Content, row: Row, measure: Measure, view_id: str, since: dt.date) -> VariationView | None:
    """The share a question is about, from shown figures alone, on a plain variation chart: no phase, no target.

    row      a row of the shown `gaming` frame
    returns  None where fewer than twelve periods have both figures
    """
    area = content.register.by_code.get(row["area_code"])
    some, others = _sources(content, row["indicator"], measure)
    if area is None or some is None or others is None:
        return None
    is_whole = row["indicator"] == "category_shift"
    rows = [
        held
        for held in _shares(content, area, some, others, is_whole=is_whole)
        if row["window_start"] <= held.period_start < row["window_end"]
    ]
    if sum(held.value is not None for held in rows) < FEWEST_POINTS:
        return None
    drawn = _with_limits(rows, content.settings.variation.preset)
    what = phrase(SHARES[row["indicator"]])
    return VariationView(
        view_id=view_id,
        area_code=area.area_code,
        area_name=area.area_name,
        measure_id=measure.id,
        measure_name=what,
        unit="percent",
        period_type=measure.period_type,
        bounds=BOUNDS,
        is_band=False,
        dimensions=(),
        rows=drawn,
        notes=(Badge("A", since),),
        sentence=phrase("{what}, {first} to {last}", what=what, first=drawn[0].label, last=drawn[-1].label),
        description=description("percent", drawn),
        footnotes=(),
    )


def _sources(content: Content, indicator: str, measure: Measure) -> tuple[Measure | None, Measure | None]:
    """The measure of the cases asked about, and the one that holds the others, or all of them."""
    known, block = content.register.by_id, measure.gaming
    if indicator == "exclusion_shift":
        return known.get(block.excluded), measure
    if block.relabelled is None:
        return None, None
    return known.get(block.relabelled.measure), known.get(block.relabelled.of)


def _shares(content: Content, area: Area, some: Measure, others: Measure, *, is_whole: bool) -> Iterator[VariationRow]:
    """A row a period of the first series; its figure is its part of both, or of the second where that is the whole."""
    beside = {row.period_start: row for row in variation_view(content, others, area, "").rows}
    for row in variation_view(content, some, area, "").rows:
        other = beside.get(row.period_start)
        count, rest = _count(row), None if other is None else _rest(other, is_whole=is_whole)
        share, is_exact = None, not row.rounded_to and (other is None or not other.rounded_to)
        if count is not None and rest is not None:
            whole = rest if is_whole else rest + count
            share = (
                published(min(100 * count / whole, Decimal(100)), _decimals(is_exact=is_exact)) if whole > 0 else None
            )
        yield _bare(row, share, from_shown=not is_exact)


def _count(row: VariationRow) -> Decimal | None:
    return row.value if row.numerator is None else row.numerator


def _rest(row: VariationRow, *, is_whole: bool) -> Decimal | None:
    return _count(row) if is_whole else row.denominator


def _bare(row: VariationRow, share: Decimal | None, *, from_shown: bool) -> VariationRow:
    """A row with nothing but the share: no target, no colour, no limits yet."""
    return dataclasses.replace(
        row, value=share, numerator=None, denominator=None, target=None, target_upper=None, centre=None, lower=None,
        upper=None, phase=None, read_first=None, rules=(), reported_colour=None, colour=None, rounded_to="",
        from_shown=from_shown, status=_status(row, share),
    )  # fmt: skip


def _status(row: VariationRow, share: Decimal | None) -> str:
    if share is not None:
        return "ok"
    return row.status if row.value is None else "suppressed"


def _with_limits(rows: Sequence[VariationRow], preset: str) -> tuple[VariationRow, ...]:
    frame = pl.DataFrame(
        [
            {"series": "", "period_start": row.period_start, "value": float(row.value)}
            for row in rows
            if row.value is not None
        ]
    )
    points = {point["period_start"]: point for point in signals(frame, preset).iter_rows(named=True)}
    decimals = _decimals(is_exact=not any(row.from_shown for row in rows))
    return tuple(_limited(row, points.get(row.period_start, NOTHING), decimals) for row in rows)


def _decimals(*, is_exact: bool) -> int:
    return 1 if is_exact else 0


def _limited(row: VariationRow, point: Row, decimals: int) -> VariationRow:
    lower, upper = published(point.get("lower"), decimals), published(point.get("upper"), decimals)
    return dataclasses.replace(
        row,
        phase=point.get("phase"),
        centre=published(point.get("centre"), decimals),
        lower=None if lower is None else max(lower, Decimal(0)),
        upper=None if upper is None else min(upper, Decimal(100)),
        read_first=point.get("read_first"),
    )
