"""How is one series drawn over time?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hls_signals.publish.charts import marks
from hls_signals.publish.charts.labels import line_labels
from hls_signals.publish.charts.lane import letters_above
from hls_signals.publish.charts.scale import Domain, Frame, frame_of
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import (
    BAND,
    EDGE,
    GREY,
    GRID,
    NAVY,
    ORANGE,
    PLUM,
    SIZES,
    WHITE,
    Width,
    config,
)
from hls_signals.publish.numbers import plain
from hls_signals.publish.series_views import VariationRow, VariationView

SHAPES = {"signal_high": "diamond", "signal_low": "square"}


@lru_cache(maxsize=2)
def variation(width: Width) -> dict[str, Any]:
    """The chart without its figures: built and validated once a process and a width."""
    import altair as alt

    size = SIZES[width]
    layers = alt.layer(
        marks.rules("y_ticks", GRID, 1).encode(y=marks.y("y")),
        marks.words("y_ticks", align="right", dx=-6).encode(y=marks.y("y"), x=alt.value(0), text="label:N"),
        marks.rectangles("bands", BAND),
        marks.steps("edges", EDGE, 1),
        marks.steps("centres", GREY, 1.25),
        marks.rules("badges", EDGE, 1, dash=[1, 3]).encode(x=marks.x("x")),
        marks.line("targets", PLUM, 2, dash=[2, 3], detail="part"),
        marks.line("values", NAVY, 2, detail="run"),
        marks.points("points"),
        marks.words("labels", align="left", dx=10).encode(y=marks.y("y"), x=alt.value(size.plot_width), text="label:N"),
        marks.words("x_ticks", align="center", dy=17).encode(
            x=marks.x("x"), y=alt.value(size.plot_height), text="label:N"
        ),
        marks.boxes("letters", EDGE).encode(x=marks.x("x0"), x2="x1", y=alt.value(-32), y2=alt.value(-12)),
        marks.words("letters", align="center", bold=True).encode(x=marks.x("x"), y=alt.value(-22), text="letter:N"),
    )
    return marks.finished(layers, size.plot_width, size.plot_height, size.padding, config(size.text))


def variation_spec(
    view: VariationView, width: Width, narrow_periods: int, beside: VariationView | None = None
) -> dict[str, Any]:
    """The chart of one view. On the narrow one stand the newest periods alone.

    beside  the page's own series where this one stands beside it: its axis of time is then this chart's too
    """
    # What stands beside has been cut to the page's own time already.
    rows = view.rows[-narrow_periods:] if width == "narrow" and beside is None else view.rows
    frame = frame_of(rows, view.bounds, SIZES[width])
    x_domain = frame.x_domain if beside is None else _time_of(beside, width, narrow_periods)
    return swapped(variation(width), _datasets(view, rows, frame), x=x_domain, y=frame.y_domain)


def _time_of(view: VariationView, width: Width, narrow_periods: int) -> Domain:
    rows = view.rows[-narrow_periods:] if width == "narrow" else view.rows
    return frame_of(rows, view.bounds, SIZES[width]).x_domain


def _datasets(view: VariationView, rows: Sequence[VariationRow], frame: Frame) -> dict[str, list[dict[str, Any]]]:
    notes = [note for note in view.notes if note.on >= rows[0].period_start]
    return {
        "y_ticks": [{"y": value, "label": label} for value, label in frame.y_ticks(view.unit)],
        "x_ticks": [{"x": x, "label": label} for x, label in frame.x_ticks],
        "bands": _bands(rows, frame),
        "edges": level_steps(rows, frame, "lower") + level_steps(rows, frame, "upper"),
        "centres": level_steps(rows, frame, "centre"),
        "targets": _target_line(rows, frame),
        "values": unbroken(rows, frame),
        "points": [_point(row, x) for row, x in zip(rows, frame.positions, strict=True) if row.value is not None],
        "labels": line_labels(rows, frame),
        "badges": [{"x": frame.at(note.on)} for note in notes],
        "letters": letters_above(notes, frame),
    }


def _point(row: VariationRow, x: float) -> dict[str, Any]:
    is_signal = row.read_first in SHAPES
    fill = ORANGE if is_signal else NAVY
    return {
        "x": x,
        "y": float(row.value or 0),
        "shape": SHAPES.get(row.read_first or "", "circle"),
        "size": 120 if is_signal else 46,
        "fill": WHITE if row.provisional else fill,
        "hook": f"{row.row_id}|{plain(row.value)}",
    }


def unbroken(rows: Sequence[VariationRow], frame: Frame) -> list[dict[str, Any]]:
    """The figures in time order, a run for each stretch without a gap."""
    line: list[dict[str, Any]] = []
    run = 0
    for row, x in zip(rows, frame.positions, strict=True):
        if row.value is None:
            run += 1  # nothing is drawn across a period without a figure
        else:
            line.append({"x": x, "y": float(row.value), "run": run})
    return line


def _stretches(rows: Sequence[VariationRow], *names: str) -> list[tuple[int, int]]:
    """First and last place of each run of rows that are equal in these columns and all filled."""
    found: list[tuple[int, int]] = []
    for place, row in enumerate(rows):
        here = [getattr(row, name) for name in names]
        if None in here:
            continue
        before = rows[found[-1][1]] if found and found[-1][1] == place - 1 else None
        if before is not None and [getattr(before, name) for name in names] == here:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _bands(rows: Sequence[VariationRow], frame: Frame) -> list[dict[str, Any]]:
    return [
        {
            "x0": frame.edges[a],
            "x1": frame.edges[b + 1],
            "y0": float(rows[a].lower or 0),
            "y1": float(rows[a].upper or 0),
        }
        for a, b in _stretches(rows, "phase", "lower", "upper")
    ]


def level_steps(rows: Sequence[VariationRow], frame: Frame, name: str) -> list[dict[str, Any]]:
    """A level that holds for a stretch, phase by phase."""
    return [
        {"x0": frame.edges[a], "x1": frame.edges[b + 1], "y": float(getattr(rows[a], name))}
        for a, b in _stretches(rows, "phase", name)
    ]


def _target_line(rows: Sequence[VariationRow], frame: Frame) -> list[dict[str, Any]]:
    """Two ends for each stretch of one target; neighbours share a part, so that the step itself is drawn."""
    ends: list[dict[str, Any]] = []
    part, last = 0, -1
    for name in ("target", "target_upper"):
        part += 1
        for a, b in _stretches(rows, name):
            part += last != a - 1
            value = float(getattr(rows[a], name))
            ends += [
                {"x": frame.edges[a], "y": value, "part": part},
                {"x": frame.edges[b + 1], "y": value, "part": part},
            ]
            last = b
        last = -1
    return ends
