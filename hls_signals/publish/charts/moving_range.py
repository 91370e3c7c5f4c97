"""How are the steps from one period to the next drawn?"""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hls_signals.publish.charts import marks
from hls_signals.publish.charts.labels import line_labels
from hls_signals.publish.charts.scale import frame_of
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import EDGE, GRID, NAVY, SIZES, WHITE, Size, Width, config
from hls_signals.publish.charts.variation import level_steps, unbroken
from hls_signals.publish.numbers import plain
from hls_signals.publish.series_views import Bounds, MovingRange

PLOT_HEIGHT = 110
# A distance has no sign.
BOUNDS: Bounds = (Decimal(0), None)


@lru_cache(maxsize=2)
def moving_range(width: Width) -> dict[str, Any]:
    """The chart without its figures: built and validated once a process and a width."""
    import altair as alt

    size = _size(width)
    layers = alt.layer(
        marks.rules("y_ticks", GRID, 1).encode(y=marks.y("y")),
        marks.words("y_ticks", align="right", dx=-6).encode(y=marks.y("y"), x=alt.value(0), text="label:N"),
        marks.steps("edges", EDGE, 1),
        marks.line("values", NAVY, 1.5, detail="run"),
        marks.points("points"),
        marks.words("labels", align="left", dx=10).encode(y=marks.y("y"), x=alt.value(size.plot_width), text="label:N"),
        marks.words("x_ticks", align="center", dy=17).encode(
            x=marks.x("x"), y=alt.value(size.plot_height), text="label:N"
        ),
    )
    return marks.finished(layers, size.plot_width, size.plot_height, size.padding, config(size.text))


def moving_range_spec(view: MovingRange, width: Width, narrow_periods: int) -> dict[str, Any]:
    """The chart of one view, on the time axis of the series it belongs to."""
    rows = view.rows[-narrow_periods:] if width == "narrow" else view.rows
    frame = frame_of(rows, BOUNDS, _size(width))
    datasets = {
        "y_ticks": [{"y": value, "label": label} for value, label in frame.y_ticks("")],
        "x_ticks": [{"x": x, "label": label} for x, label in frame.x_ticks],
        "edges": level_steps(rows, frame, "upper"),
        "values": unbroken(rows, frame),
        "points": [
            {"x": x, "y": float(row.value), "shape": "circle", "size": 30, "fill": WHITE if row.provisional else NAVY,
             "hook": f"{row.row_id}|{plain(row.value)}"}
            for row, x in zip(rows, frame.positions, strict=True) if row.value is not None
        ],
        "labels": line_labels(rows, frame),
    }  # fmt: skip
    return swapped(moving_range(width), datasets, x=frame.x_domain, y=frame.y_domain)


def _size(width: Width) -> Size:
    return dataclasses.replace(SIZES[width], plot_height=PLOT_HEIGHT, top=12)
