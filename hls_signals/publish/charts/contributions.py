"""How is a change drawn in its parts?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hls_signals.publish.charts import marks
from hls_signals.publish.charts.scale import Domain
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import BAND, EDGE, GREY, GRID, NAVY, WHITE, Width, config
from hls_signals.publish.contributions_view import amount_words
from hls_signals.publish.numbers import plain, written
from hls_signals.publish.why_views import Contribution, Contributions
from hls_signals.workspace.language import phrase

# Half the height of a bar, in rows of one.
HALF = 0.3
# A part that cannot be split has no length: its box has this many pixels, whatever the figures.
HATCHED, STROKES = 36, 6
AROUND = 0.06
# How wide a letter of our font is on average, in its own height.
LETTER = 0.52


@dataclass(frozen=True)
class Layout:
    """The room of one drawing: a row a part, its words beside the bar where there is room, else above it."""

    name: Width
    plot_width: int
    left: int
    right: int
    row_height: int
    text: int
    bar_at: float
    label_at: float
    amount_side: str

    @property
    def padding(self) -> dict[str, int]:
        """The margins, with room above for the name of the boundary."""
        return {"left": self.left, "right": self.right, "top": 26, "bottom": 6}


LAYOUTS: dict[Width, Layout] = {
    "wide": Layout("wide", 480, 250, 130, 30, 14, bar_at=0.5, label_at=0.5, amount_side="right"),
    "narrow": Layout("narrow", 244, 2, 94, 44, 13, bar_at=0.7, label_at=0.24, amount_side="right"),
}


@lru_cache(maxsize=2)
def contributions(width: Width) -> dict[str, Any]:
    """The chart without its figures: built and validated once a process and a width."""
    import altair as alt

    room = LAYOUTS[width]
    whole = room.left + room.plot_width + room.right
    # Words right of the plot end where the drawing does.
    end = room.plot_width + room.right - 2
    layers = alt.layer(
        marks.rules("lines", GRID, 1).encode(y=marks.y("y"), x=alt.value(-room.left), x2=alt.value(whole - room.left)),
        marks.rules("zero", GREY, 1.5, dash=[2, 3]).encode(x=marks.x("x")),
        marks.words("zero_label", align="center").encode(x=marks.x("x"), y=alt.value(-13), text="label:N"),
        marks.rules("joins", EDGE, 1).encode(x=marks.x("x"), y=marks.y("y0"), y2="y1"),
        _boxes("bars", NAVY, NAVY),
        _boxes("unknown", BAND, GREY),
        marks.boxes("hatched", GREY).encode(x=marks.x("x0"), x2="x1", y=marks.y("y0"), y2="y1"),
        marks.rules("strokes", GREY, 1).encode(x=marks.x("x0"), x2="x1", y=marks.y("y0"), y2="y1"),
        marks.rules("ticks", GREY, 4).encode(x=marks.x("x"), y=marks.y("y0"), y2="y1"),
        marks.rectangles("grounds", WHITE),
        marks.words("labels", align="left").encode(x=alt.value(2 - room.left), y=marks.y("y"), text="label:N"),
        marks.words("amounts", align="right").encode(x=alt.value(end), y=marks.y("y"), text="label:N"),
    )
    return marks.finished(layers, room.plot_width, room.row_height, room.padding, config(room.text))


def contributions_spec(view: Contributions, width: Width) -> dict[str, Any]:
    """The chart of one change: the earlier level, each part in the order of the method, the later level."""
    room = LAYOUTS[width]
    rows = len(view.parts) + 2
    x = _domain(view)
    built = swapped(contributions(width), _datasets(view, room, x), x=x, y=(rows, 0))
    return {**built, "height": rows * room.row_height}


def _domain(view: Contributions) -> Domain:
    levels = [float(level) for part in view.parts for level in (part.start, part.end)]
    levels += [float(view.start), float(view.end), *([0.0] if view.boundary else [])]
    low, high = min(levels), max(levels)
    around = (high - low or 2.0) * AROUND
    return round(low - around, 9), round(high + around, 9)


def _datasets(view: Contributions, room: Layout, x: Domain) -> dict[str, list[dict[str, Any]]]:
    per_pixel = (x[1] - x[0]) / room.plot_width
    ends = ((0, view.periods[0], view.start), (len(view.parts) + 1, view.periods[1], view.end))
    numbered = list(enumerate(view.parts, start=1))
    hatched = [(row, float(part.start)) for row, part in numbered if not part.is_split]
    split = [(row, part) for row, part in numbered if part.is_split]
    named = [*((row, label) for row, label, _ in ends), *((row, part.label) for row, part in numbered)]
    return {
        "lines": [{"y": float(row)} for row in range(1, len(view.parts) + 2)],
        "zero": [{"x": 0.0}] if view.boundary else [],
        "zero_label": _zero_label(view, room, x, per_pixel),
        "joins": [
            {"x": float(part.start), "y0": row - 1 + room.bar_at, "y1": row + room.bar_at} for row, part in numbered
        ]
        + [{"x": float(view.parts[-1].end), "y0": ends[1][0] - 1 + room.bar_at, "y1": ends[1][0] + room.bar_at}],
        "bars": [_bar(row, part, room) for row, part in split if part.kind != "not_known"],
        "unknown": [_bar(row, part, room) for row, part in split if part.kind == "not_known"],
        "hatched": [_hatched(row, at, room, x, per_pixel) for row, at in hatched],
        "strokes": [stroke for row, at in hatched for stroke in _strokes(_hatched(row, at, room, x, per_pixel))],
        "ticks": [{"x": float(level), **_height(row, room)} for row, _, level in ends],
        "grounds": _grounds(named, room, x, per_pixel),
        "labels": [{"y": row + room.label_at, "label": label} for row, label in named],
        "amounts": [{"y": row + room.bar_at, "label": written(level)} for row, _, level in ends]
        + [{"y": row + room.bar_at, "label": amount_words(part)} for row, part in numbered],
    }


def _zero_label(view: Contributions, room: Layout, x: Domain, per_pixel: float) -> list[dict[str, Any]]:
    if not view.boundary:
        return []
    label = phrase("Boundary of {boundary}", boundary=phrase(view.boundary))
    # Kept inside the plot, as wide as its letters are at most.
    half = len(label) * room.text * LETTER / 2 * per_pixel
    return [{"x": min(max(0.0, x[0] + half), x[1] - half), "label": label}]


def _grounds(named: list[tuple[int, str]], room: Layout, x: Domain, per_pixel: float) -> list[dict[str, Any]]:
    """White behind words that stand above their bar, where the line from bar to bar would run through them."""
    if room.name == "wide":
        return []
    return [
        {
            "x0": x[0],
            "x1": x[0] + (len(label) * room.text * LETTER + 4) * per_pixel,
            "y0": row + room.label_at - 0.17,
            "y1": row + room.label_at + 0.17,
        }
        for row, label in named
    ]


def _bar(row: int, part: Contribution, room: Layout) -> dict[str, Any]:
    ends = {"x0": float(part.start), "x1": float(part.end)}
    return {**ends, **_height(row, room), "hook": f"{part.row_id}|{plain(part.amount)}"}


def _height(row: int, room: Layout) -> dict[str, float]:
    half = HALF if room.name == "wide" else HALF - 0.08
    return {"y0": round(row + room.bar_at - half, 3), "y1": round(row + room.bar_at + half, 3)}


def _hatched(row: int, at: float, room: Layout, x: Domain, per_pixel: float) -> dict[str, float]:
    half = HATCHED / 2 * per_pixel
    middle = min(max(at, x[0] + half), x[1] - half)
    return {"x0": middle - half, "x1": middle + half, **_height(row, room)}


def _strokes(box: dict[str, float]) -> list[dict[str, float]]:
    step = (box["x1"] - box["x0"]) / STROKES
    return [
        {"x0": box["x0"] + step * place, "x1": box["x0"] + step * (place + 1), "y0": box["y1"], "y1": box["y0"]}
        for place in range(STROKES)
    ]


def _boxes(dataset: str, fill: str, stroke: str) -> Any:
    drawn = marks.named(dataset).mark_rect(fill=fill, stroke=stroke, strokeWidth=1.5, opacity=1)
    return drawn.encode(x=marks.x("x0"), x2="x1", y=marks.y("y0"), y2="y1", description="hook:N")
