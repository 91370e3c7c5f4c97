"""How are columns drawn, each with a line across for what it is set beside?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hls_signals.publish.charts import marks
from hls_signals.publish.charts.gaming import levels_to
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import BAND, EDGE, GREY, GRID, NAVY, PLUM, SIZES, Size, Width, config
from hls_signals.publish.gaming_views import GamingColumn, GamingColumns
from hls_signals.publish.numbers import plain, written

PLOT_HEIGHT = 180
# Half of a column, and half of the line across it, in places of a column.
HALF, HALF_ACROSS = 0.36, 0.46
# Up to so many columns carry their figure.
FEW = 6
# About so many pixels a name under a column needs, by its longest line.
PIXELS_A_LETTER = {"wide": 8, "narrow": 7.5}
LINE_APART = 17
NOT_SHOWN = "*"


@lru_cache(maxsize=2)
def gaming_columns(width: Width) -> dict[str, Any]:
    """The chart without its figures: built and validated once a process and a width."""
    import altair as alt

    size = _size(width)
    as_given: Any = None
    columns = marks.named("columns").mark_rect(stroke=EDGE, strokeWidth=1, opacity=1)
    under = [
        marks.words(f"names_{line}", align="center", dy=17 + line * LINE_APART).encode(
            x=marks.x("x"), y=alt.value(size.plot_height), text="label:N"
        )
        for line in (0, 1)
    ]
    layers = alt.layer(
        marks.rules("y_ticks", GRID, 1).encode(y=marks.y("y")),
        marks.words("y_ticks", align="right", dx=-6).encode(y=marks.y("y"), x=alt.value(0), text="label:N"),
        columns.encode(
            x=marks.x("x0"),
            x2="x1",
            y=marks.y("y0"),
            y2="y1",
            fill=alt.Fill("fill:N", scale=as_given, legend=None),
            description="hook:N",
        ),
        marks.steps("beside", NAVY, 2.5),
        marks.words("figures", align="center", bold=True).encode(x=marks.x("x"), y=alt.value(-12), text="label:N"),
        marks.rules("parted", PLUM, 2, dash=[2, 3]).encode(x=marks.x("x")),
        marks.words("parted", align="center", bold=True).encode(x=marks.x("middle"), y=alt.value(-12), text="label:N"),
        *under,
        marks.rules("baseline", GREY, 1).encode(y=marks.y("y")),
    )
    return marks.finished(layers, size.plot_width, size.plot_height, size.padding, config(size.text))


def gaming_columns_spec(view: GamingColumns, width: Width, narrow_periods: int) -> dict[str, Any]:
    """The chart of one view. On the narrow one stand the last `narrow_periods` columns at most."""
    columns = view.columns[-narrow_periods:] if width == "narrow" else view.columns
    levels = levels_to([number for column in columns for number in (column.value, column.beside)])
    datasets: dict[str, list[dict[str, Any]]] = {
        "y_ticks": [{"y": level, "label": written(level)} for level in levels],
        "columns": [_column(column, at) for at, column in enumerate(columns, start=1) if column.value is not None],
        "beside": [_across(column, at) for at, column in enumerate(columns, start=1) if column.beside is not None],
        "figures": _figures(columns) if len(columns) <= FEW else [],
        "parted": _parted(view, len(columns)),
        "names_0": _names(columns, 0, width),
        "names_1": _names(columns, 1, width),
        "baseline": [{"y": 0}],
    }
    return swapped(gaming_columns(width), datasets, x=(0.5, len(columns) + 0.5), y=(0, levels[-1]))


def _column(column: GamingColumn, at: int) -> dict[str, Any]:
    return {
        "x0": at - HALF,
        "x1": at + HALF,
        "y0": 0,
        "y1": float(column.value or 0),
        "fill": NAVY if column.is_marked else BAND,
        "hook": f"{column.row_id}|{plain(column.value)}",
    }


def _across(column: GamingColumn, at: int) -> dict[str, Any]:
    return {"x0": at - HALF_ACROSS, "x1": at + HALF_ACROSS, "y": float(column.beside or 0)}


def _figures(columns: Sequence[GamingColumn]) -> list[dict[str, Any]]:
    """The figure of each column, over the plot, where no line across can run through it."""
    return [
        {"x": at, "label": NOT_SHOWN if column.value is None else written(column.value)}
        for at, column in enumerate(columns, start=1)
    ]


def _parted(view: GamingColumns, drawn: int) -> list[dict[str, Any]]:
    """A line between two columns, and its words over those after it."""
    if view.parted is None:
        return []
    at = view.parted[0] - (len(view.columns) - drawn) + 0.5
    return [{"x": at, "middle": (at + drawn + 0.5) / 2, "label": view.parted[1]}]


def _names(columns: Sequence[GamingColumn], line: int, width: Width) -> list[dict[str, Any]]:
    """Names under the columns, as many as there is room for, the last always among them."""
    longest = max(len(name) for column in columns for name in column.under)
    room = max(1, int(_size(width).plot_width // (longest * PIXELS_A_LETTER[width])))
    every = -(-len(columns) // room)
    return [
        {"x": at, "label": column.under[line]}
        for at, column in enumerate(columns, start=1)
        if len(column.under) > line and (len(columns) - at) % every == 0
    ]


def _size(width: Width) -> Size:
    size = SIZES[width]
    # No line has a name at its end here, so the plot has that room too, less half a label.
    return dataclasses.replace(
        size,
        plot_width=size.plot_width + size.right - 28,
        right=28,
        plot_height=PLOT_HEIGHT,
        top=30,
        bottom=size.bottom + LINE_APART,
    )
