"""How is the shape of recorded values around a limit drawn?"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hls_signals.publish.charts import marks
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import BAND, EDGE, GREY, GRID, NAVY, PLUM, SIZES, Size, Width, config
from hls_signals.publish.gaming_views import GamingCell, GamingShape
from hls_signals.publish.numbers import UNIT_SIGN, plain, written

PLOT_HEIGHT = 200
LEVELS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
MOST_LEVELS = 5
# About so many pixels a label of the axis.
LABEL_ROOM = {"wide": 52, "narrow": 46}


@lru_cache(maxsize=2)
def gaming(width: Width) -> dict[str, Any]:
    """The chart without its figures: built and validated once a process and a width."""
    import altair as alt

    size = _size(width)
    columns = marks.named("columns").mark_rect(fill=BAND, stroke=EDGE, strokeWidth=1, opacity=1)
    layers = alt.layer(
        marks.rules("y_ticks", GRID, 1).encode(y=marks.y("y")),
        marks.words("y_ticks", align="right", dx=-6).encode(y=marks.y("y"), x=alt.value(0), text="label:N"),
        columns.encode(x=marks.x("x0"), x2="x1", y=marks.y("y0"), y2="y1", description="hook:N"),
        marks.line("smooth", NAVY, 2, detail="run"),
        marks.rules("limit", PLUM, 2, dash=[2, 3]).encode(x=marks.x("x")),
        marks.words("limit", align="center", bold=True).encode(x=marks.x("x"), y=alt.value(-12), text="label:N"),
        marks.words("x_ticks", align="center", dy=17).encode(
            x=marks.x("x"), y=alt.value(size.plot_height), text="label:N"
        ),
        marks.rules("baseline", GREY, 1).encode(y=marks.y("y")),
    )
    return marks.finished(layers, size.plot_width, size.plot_height, size.padding, config(size.text))


def gaming_spec(view: GamingShape, width: Width) -> dict[str, Any]:
    """The chart of one shape. On the narrow one stand the cells around the limit alone."""
    cells = _near(view) if width == "narrow" else list(view.cells)
    half = float(view.grid) / 2
    first, last = float(cells[0].value) - half, float(cells[-1].value) + half
    levels = levels_to([number for cell in cells for number in (cell.count, cell.smooth)])
    # The line of the limit stands between the last value that meets it and the first that does not.
    edge = float(view.met_by) + (-half if view.is_from_above else half)
    datasets: dict[str, list[dict[str, Any]]] = {
        "y_ticks": [{"y": level, "label": written(level)} for level in levels],
        "columns": [_column(cell, half) for cell in cells if cell.count is not None],
        "smooth": [{"x": float(cell.value), "y": float(cell.smooth), "run": 0} for cell in cells],
        "limit": [{"x": edge, "label": view.limit_words}],
        "x_ticks": _ticks(cells, view, width),
        "baseline": [{"y": 0}],
    }
    return swapped(gaming(width), datasets, x=(first, last), y=(0, levels[-1]))


def levels_to(numbers: Iterable[Decimal | None]) -> range:
    """Whole levels from 0 to the first that none of these numbers lies beyond, few enough to be labelled."""
    top = max([1, *(math.ceil(number) for number in numbers if number is not None)])
    step = next(level for level in (*LEVELS, top) if top / level <= MOST_LEVELS)
    return range(0, -(-top // step) * step + 1, step)


def _near(view: GamingShape) -> list[GamingCell]:
    """Half of the cells: those nearest the limit on either side."""
    at = next((place for place, cell in enumerate(view.cells) if cell.value == view.met_by), len(view.cells) // 2)
    reach = max(8, len(view.cells) // 4)
    return list(view.cells[max(0, at - reach) : at + reach + 1])


def _column(cell: GamingCell, half: float) -> dict[str, Any]:
    count = float(cell.count or 0)
    value = float(cell.value)
    return {
        "x0": value - half * 0.9,
        "x1": value + half * 0.9,
        "y0": 0,
        "y1": count,
        "hook": f"{cell.row_id}|{plain(cell.count)}",
    }


def _ticks(cells: list[GamingCell], view: GamingShape, width: Width) -> list[dict[str, Any]]:
    room = max(2, _size(width).plot_width // LABEL_ROOM[width])
    every = -(-len(cells) // room)
    at = next((place for place, cell in enumerate(cells) if cell.value == view.limit), 0)
    sign = UNIT_SIGN.get(view.unit, "")
    return [{"x": float(cell.value), "label": written(cell.value) + sign} for cell in cells[at % every :: every]]


def _size(width: Width) -> Size:
    size = SIZES[width]
    # No line has a name at its end here, so the plot has that room too, less half a label.
    return dataclasses.replace(
        size, plot_width=size.plot_width + size.right - 28, right=28, plot_height=PLOT_HEIGHT, top=26
    )
