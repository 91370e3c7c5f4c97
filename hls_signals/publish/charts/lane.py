"""Where do the letters of events stand above a chart?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from hls_signals.publish.charts.scale import Frame
from hls_signals.publish.series_views import Badge

BOX, APART = 20, 24
WIDE_BOX, WIDE_APART = 44, 48


def letters_above(notes: Sequence[Badge], frame: Frame) -> list[dict[str, Any]]:
    """A box a letter; where the lane is too short for all, events close in time share one: `A–C`."""
    groups = [[note] for note in notes]
    box, step = BOX, APART
    if len(groups) > _room(frame, APART):
        box, step = WIDE_BOX, WIDE_APART
        while len(groups) > _room(frame, WIDE_APART):
            _join_nearest(groups)
    low, high = frame.x_domain
    middles = [frame.at(_middle(group)) for group in groups]
    half = box / 2 * frame.x_per_pixel
    lane = apart(middles, step * frame.x_per_pixel, low, high)
    return [
        {"x": x, "x0": x - half, "x1": x + half, "letter": _named(group)} for x, group in zip(lane, groups, strict=True)
    ]


def apart(places: Sequence[float], step: float, low: float, high: float) -> list[float]:
    """Places in time moved to the right until each is `step` from the last, then back from the end of the axis.

    >>> apart([1.0, 1.5, 9.0], 2.0, 0.0, 10.0)
    [1.0, 3.0, 9.0]
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + step) if moved else max(place, low))
    ceiling = high
    for number in range(len(moved) - 1, -1, -1):
        moved[number] = min(moved[number], ceiling)
        ceiling = moved[number] - step
    return moved


def _room(frame: Frame, step: int) -> int:
    return frame.size.plot_width // step + 1


def _join_nearest(groups: list[list[Badge]]) -> None:
    """Make one of the two neighbours that are closest in time, the earlier pair where two are equally close."""
    days_between = [(b[0].on - a[-1].on).days for a, b in pairwise(groups)]
    place = days_between.index(min(days_between))
    groups[place : place + 2] = [groups[place] + groups[place + 1]]


def _middle(group: Sequence[Badge]) -> dt.date:
    return group[0].on + (group[-1].on - group[0].on) / 2


def _named(group: Sequence[Badge]) -> str:
    first, last = group[0].letter, group[-1].letter
    return first if first == last else f"{first}–{last}"
