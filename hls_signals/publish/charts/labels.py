"""What are the lines of a chart called, right of the plot?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hls_signals.publish.charts.scale import MILLION, THOUSAND, Frame
from hls_signals.publish.numbers import as_declared, written
from hls_signals.publish.series_views import VariationRow
from hls_signals.workspace.language import phrase

LABEL_APART = 16
# How wide a figure may be beside its name, in widths of a digit: what the right margin leaves after the longest name.
ROOM = {"wide": 6.7, "narrow": 5.6}
EDGES = ("Upper edge", "Lower edge", "Upper", "Lower", "Target to", "Target from", "Target", "Centre")
DIGIT_WIDTHS = {",": 0.5, ".": 0.5, "k": 0.9, "m": 1.5}


def line_labels(rows: Sequence[VariationRow], frame: Frame) -> list[dict[str, Any]]:
    """Names of the lines with their newest level, each at least 16 px from the next."""
    last, name = rows[-1], frame.size.name
    edges = EDGES[:2] if name == "wide" else EDGES[2:4]
    # On a telephone two levels of a target stand for its two ends, as the two lines do.
    is_spelt = last.target_upper is not None and name == "wide"
    wanted = [
        (last.upper, edges[0]),
        (last.target_upper, EDGES[4] if is_spelt else EDGES[6]),
        (last.target, EDGES[5] if is_spelt else EDGES[6]),
        (last.centre, EDGES[7]),
        (last.lower, edges[1]),
    ]
    drawn = [
        (float(value), f"{phrase(words)} {short(value, ROOM[name])}") for value, words in wanted if value is not None
    ]
    return [{"y": y, "label": label} for y, label in nudged(drawn, frame, LABEL_APART)]


def short(value: Decimal, room: float) -> str:
    """A figure as the table writes it where there is room, else to three digits with k or m.

    >>> short(Decimal("62.5"), 5.6), short(Decimal("1256913"), 5.6), short(Decimal("-12345.6"), 5.6)
    ('62.5', '1.26m', '−12.3k')
    """
    whole = written(value)
    if sum(DIGIT_WIDTHS.get(sign, 1) for sign in whole) <= room:
        return whole
    by, sign = next(((by, sign) for by, sign in ((MILLION, "m"), (THOUSAND, "k")) if abs(value) >= by), (1, ""))
    return written(as_declared(Decimal(format(value / by, ".3g")))) + sign


def nudged(labels: Sequence[tuple[float, str]], frame: Frame, pixels: float) -> list[tuple[float, str]]:
    """Labels moved just far enough from each other, inside the plot, their order by place kept."""
    if not labels:
        return []
    step = pixels * frame.y_per_pixel
    low, high = frame.y_domain
    places: list[float] = []
    placed = [label for _, label in sorted(labels, key=lambda pair: -pair[0])]
    for wanted, _ in sorted(labels, key=lambda pair: -pair[0]):
        places.append(min(wanted, places[-1] - step) if places else min(wanted, high))
    # What was pushed out below comes back up, carrying its neighbours.
    floor = low
    for place in range(len(places) - 1, -1, -1):
        places[place] = max(places[place], floor)
        floor = places[place] + step
    return list(zip((round(place, 6) for place in places), placed, strict=True))
