"""How far does each shown figure of a series lie from the one before it?"""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from itertools import pairwise

from hls_signals.publish.content import Content
from hls_signals.publish.numbers import published, unit_words, written
from hls_signals.publish.series_views import MovingRange, VariationRow, VariationView
from hls_signals.publish.wording import sentence
from hls_signals.variation.preset_fields import RANGE_LIMIT
from hls_signals.workspace.language import phrase

# Of other charts the distance between neighbours says nothing: their points have sizes of their own.
KIND = "xmr"
# A range of fewer steps than this has no upper edge worth drawing.
LEAST = 8


def moving_range_view(content: Content, view: VariationView, view_id: str) -> MovingRange | None:
    """The steps from period to period, from shown figures alone; None where the series is not read by them."""
    points = content.variation_by_series.get((view.measure_id, view.area_code), [])
    if not view.rows or not points or points[-1].get("chart") != KIND:
        return None
    rows = _with_edges([_bare(view.rows[0], None), *(_step(a, b) for a, b in pairwise(view.rows))])
    if not any(row.value is not None for row in rows):
        return None
    return MovingRange(view_id, view.unit, tuple(rows), _title(view), _description(view.unit, rows))


def _step(before: VariationRow, after: VariationRow) -> VariationRow:
    if before.value is None or after.value is None or before.phase != after.phase:
        return _bare(after, None)
    return _bare(after, abs(after.value - before.value))


def _bare(row: VariationRow, value: Decimal | None) -> VariationRow:
    return dataclasses.replace(
        row, value=value, numerator=None, denominator=None, target=None, target_upper=None, centre=None, lower=None,
        upper=None, read_first=None, rules=(), reported_colour=None, colour=None,
    )  # fmt: skip


def _with_edges(rows: list[VariationRow]) -> list[VariationRow]:
    """Each row with the upper edge of its phase, from the mean of that phase's steps."""
    steps: dict[int | None, list[Decimal]] = {}
    for row in rows:
        if row.value is not None:
            steps.setdefault(row.phase, []).append(row.value)
    edges: dict[int | None, Decimal | None] = {
        phase: published(Decimal(repr(RANGE_LIMIT)) * sum(found) / len(found), 1)
        for phase, found in steps.items()
        if phase is not None and len(found) >= LEAST
    }
    return [dataclasses.replace(row, upper=edges.get(row.phase)) for row in rows]


def _title(view: VariationView) -> str:
    return phrase("Steps from one period to the next: {sentence}", sentence=view.sentence)


def _description(unit: str, rows: list[VariationRow]) -> str:
    found = [row.value for row in rows if row.value is not None]
    in_unit = "" if unit == "count" else phrase(" in {unit}", unit=unit_words(unit))
    said = [
        phrase(
            "{number} steps{in_unit}, from {least} to {most}",
            number=len(found),
            in_unit=in_unit,
            least=written(min(found)),
            most=written(max(found)),
        )
    ]
    if rows[-1].upper is not None:
        said.append(phrase("Upper edge {upper}", upper=written(rows[-1].upper)))
    return " ".join(sentence(text) for text in said)
