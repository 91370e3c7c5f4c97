"""How are the colours of a series shown without colour?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from hls_signals.publish.charts import marks
from hls_signals.publish.charts.scale import frame_of
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import GROUND, SIZES, WHITE, Width, config
from hls_signals.publish.series_views import Bounds, ColourCell, ColourHistory, VariationView
from hls_signals.workspace.language import phrase

Layout = Literal["wide", "narrow", "grid"]
NEWEST = 13
ROW_HEIGHT = 26
CELL = 24
GRID_CELL, GRID_LABEL = 21, 80
IN_A_ROW = {"month": 12, "rolling_12_months": 12, "quarter": 4, "week": 12, "day": 7}
SMALLEST_CELL = 11
NO_COLOUR = "–"
# Left and right of the cells; the wide strip has the margins of the chart above it.
MARGINS: dict[Layout, tuple[int, int]] = {
    "wide": (SIZES["wide"].left, SIZES["wide"].right),
    "narrow": (2, 26),
    "grid": (GRID_LABEL, 6),
}
NO_BOUNDS: Bounds = (None, None)


@lru_cache(maxsize=3)
def colour_history(layout: Layout) -> dict[str, Any]:
    """Letters on one ground, without their letters: built and validated once a process and a layout."""
    import altair as alt

    cells = marks.named("cells").mark_rect(color=GROUND, stroke=WHITE, strokeWidth=1, opacity=1)
    letters = marks.words("letters", align="center", bold=True).encode(x=marks.x("x"), y=marks.y("y"), text="letter:N")
    labels = marks.words("labels", align="left").encode(x=marks.x("x"), y=marks.y("y"), text="label:N")
    layers = alt.layer(cells.encode(x=marks.x("x0"), x2="x1", y=marks.y("y0"), y2="y1"), letters, labels)
    left, right = MARGINS[layout]
    padding = {"left": left, "right": right, "top": 2, "bottom": 2}
    return marks.finished(layers, _plot_width(layout), ROW_HEIGHT, padding, config(13))


def strip_spec(view: VariationView, colours: ColourHistory, width: Width) -> dict[str, Any]:
    """The newest 13 periods: under their points where the chart is wide, else cells of 24 px."""
    newest = colours.cells[-NEWEST:]
    frame = frame_of(view.rows, NO_BOUNDS, SIZES["wide"])
    per_day = SIZES["wide"].plot_width / (frame.x_domain[1] - frame.x_domain[0])
    edges = list(frame.edges[-len(newest) - 1 :])
    if width == "wide" and min(b - a for a, b in pairwise(edges)) * per_day >= SMALLEST_CELL:
        return _strip("wide", newest, edges, frame.x_domain, colours.has_two_rows, frame.x_domain[1] + 10 / per_day)
    edges = [place * CELL for place in range(len(newest) + 1)]
    return _strip("narrow", newest, edges, (0, NEWEST * CELL), colours.has_two_rows, None)


def grid_spec(view: VariationView, colours: ColourHistory) -> dict[str, Any]:
    """Every period, a year or ten to a row, oldest first."""
    in_a_row = IN_A_ROW.get(view.period_type, 10)
    lines = 2 if colours.has_two_rows else 1
    datasets: dict[str, list[dict[str, Any]]] = {"cells": [], "letters": [], "labels": []}
    chunks = [colours.cells[start : start + in_a_row] for start in range(0, len(colours.cells), in_a_row)]
    for number, chunk in enumerate(chunks):
        top = number * (lines + (0.3 if lines == 2 else 0))
        edges = [float(place * GRID_CELL) for place in range(len(chunk) + 1)]
        _draw(datasets, chunk, edges, top, colours.has_two_rows)
        _say(datasets, -GRID_LABEL + 2, top, chunk[0].short_label)
        if colours.has_two_rows:
            _say(datasets, -GRID_LABEL + 2, top + 1, phrase("by the rule"))
    rows = len(chunks) * lines + (0.3 * (len(chunks) - 1) if lines == 2 else 0)
    return _sized(swapped(colour_history("grid"), datasets, x=(0, _plot_width("grid")), y=(rows, 0)), rows)


def _strip(
    layout: Layout,
    cells: Sequence[ColourCell],
    edges: Sequence[float],
    ends: tuple[float, float],
    has_two_rows: bool,
    label_at: float | None,
) -> dict[str, Any]:
    datasets: dict[str, list[dict[str, Any]]] = {"cells": [], "letters": [], "labels": []}
    _draw(datasets, cells, edges, 0, has_two_rows)
    rows: float = 2 if has_two_rows else 1
    if label_at is not None:
        _say(datasets, label_at, 0, phrase("as returned") if has_two_rows else phrase("colour"))
        if has_two_rows:
            _say(datasets, label_at, 1, phrase("by the rule"))
    else:
        # Where there is no axis of time above, the first and the last period are named beneath.
        _say(datasets, edges[0] + 2, rows - 0.1, cells[0].short_label)
        if len(cells) > 6:
            _say(datasets, edges[-1] - 56, rows - 0.1, cells[-1].short_label)
        rows += 0.8
    return _sized(swapped(colour_history(layout), datasets, x=ends, y=(rows, 0)), rows)


def _draw(
    datasets: dict[str, list[dict[str, Any]]],
    cells: Sequence[ColourCell],
    edges: Sequence[float],
    top: float,
    has_two_rows: bool,
) -> None:
    for place, cell in enumerate(cells):
        first, last = edges[place], edges[place + 1]
        shown = [cell.reported, cell.by_rule] if has_two_rows else [cell.by_rule or cell.reported]
        for line, letter in enumerate(shown):
            datasets["cells"].append({"x0": first, "x1": last, "y0": top + line, "y1": top + line + 1})
            datasets["letters"].append({"x": (first + last) / 2, "y": top + line + 0.5, "letter": letter or NO_COLOUR})


def _say(datasets: dict[str, list[dict[str, Any]]], x: float, top: float, label: str) -> None:
    datasets["labels"].append({"x": x, "y": top + 0.5, "label": label})


def _sized(spec: dict[str, Any], rows: float) -> dict[str, Any]:
    return {**spec, "height": math.ceil(rows * ROW_HEIGHT)}


def _plot_width(layout: Layout) -> int:
    widths: dict[Layout, int] = {
        "wide": SIZES["wide"].plot_width,
        "narrow": NEWEST * CELL,
        "grid": 12 * GRID_CELL,
    }
    return widths[layout]
