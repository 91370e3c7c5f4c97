"""How are the figures of several areas drawn together, with none of them named?"""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any

from hls_signals.publish.alliance_views import AllianceHistogram
from hls_signals.publish.charts import marks
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import BAND, GREY, GRID, SIZES, Size, Width, config
from hls_signals.publish.numbers import UNIT_SIGN, written

PLOT_HEIGHT = 160
# A column narrower than this many letters would have its label on the next.
LETTER_ROOM = 0.62


@lru_cache(maxsize=2)
def alliance_histogram(width: Width) -> dict[str, Any]:
    """The chart without its figures: built and validated once a process and a width."""
    import altair as alt

    size = _size(width)
    columns = marks.named("columns").mark_rect(fill=BAND, stroke=GREY, strokeWidth=1.5, opacity=1)
    layers = alt.layer(
        marks.rules("y_ticks", GRID, 1).encode(y=marks.y("y")),
        marks.words("y_ticks", align="right", dx=-6).encode(y=marks.y("y"), x=alt.value(0), text="label:N"),
        columns.encode(x=marks.x("x0"), x2="x1", y=marks.y("y0"), y2="y1", description="hook:N"),
        marks.words("x_ticks", align="center", dy=17).encode(
            x=marks.x("x"), y=alt.value(size.plot_height), text="label:N"
        ),
    )
    return marks.finished(layers, size.plot_width, size.plot_height, size.padding, config(size.text))


def alliance_histogram_spec(view: AllianceHistogram, width: Width) -> dict[str, Any]:
    """The chart of one view: a column a stretch of the axis."""
    size = _size(width)
    most = max(cell.count for cell in view.cells)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, most) if most / step <= 5)
    top = -(-most // step) * step
    ends = [*(cell.lower for cell in view.cells), view.cells[-1].upper]
    labels = [written(end) + UNIT_SIGN.get(view.unit, "") for end in ends]
    room = max(1, int(size.plot_width // (max(map(len, labels)) * size.text * LETTER_ROOM + size.text)))
    every = -(-len(ends) // room)
    datasets = {
        "y_ticks": [{"y": level, "label": written(level)} for level in range(0, top + 1, step)],
        "columns": [
            {"x0": float(cell.lower), "x1": float(cell.upper), "y0": 0, "y1": cell.count,
             "hook": f"{place}|{cell.count}"}
            for place, cell in enumerate(view.cells, start=1)
        ],
        "x_ticks": [{"x": float(end), "label": label} for end, label in zip(ends, labels, strict=True)][::every],
    }  # fmt: skip
    return swapped(alliance_histogram(width), datasets, x=(float(ends[0]), float(ends[-1])), y=(0, top))


def _size(width: Width) -> Size:
    size = SIZES[width]
    # No line has a name here, so the plot has that room too, less half a label.
    return dataclasses.replace(
        size, plot_width=size.plot_width + size.right - 28, right=28, plot_height=PLOT_HEIGHT, top=12
    )
