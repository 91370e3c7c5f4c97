"""How is one area drawn among several, on axes that no figure moves?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from hls_signals.publish.alliance_views import Panel, SmallMultiples
from hls_signals.publish.charts import marks
from hls_signals.publish.charts.scale import frame_of
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import GRID, NAVY, WHITE, Size, config
from hls_signals.publish.charts.variation import unbroken
from hls_signals.publish.numbers import UNIT_SIGN, plain, written

SIZE = Size("narrow", plot_width=260, plot_height=90, left=46, right=28, top=10, bottom=26, text=13)


@lru_cache(maxsize=1)
def small_multiple() -> dict[str, Any]:
    """The panel without its figures: built and validated once a process."""
    import altair as alt

    layers = alt.layer(
        marks.rules("y_ticks", GRID, 1).encode(y=marks.y("y")),
        marks.words("y_ticks", align="right", dx=-6).encode(y=marks.y("y"), x=alt.value(0), text="label:N"),
        marks.line("values", NAVY, 1.5, detail="run"),
        marks.points("points"),
        marks.words("x_ticks", align="center", dy=15).encode(
            x=marks.x("x"), y=alt.value(SIZE.plot_height), text="label:N"
        ),
    )
    return marks.finished(layers, SIZE.plot_width, SIZE.plot_height, SIZE.padding, config(SIZE.text))


def small_multiple_spec(view: SmallMultiples, panel: Panel) -> dict[str, Any]:
    """One panel: the register's bounds are the ends of its axis."""
    frame = frame_of(panel.rows, view.bounds, SIZE)
    ends = [bound for bound in view.bounds if bound is not None]
    datasets = {
        "y_ticks": [{"y": float(end), "label": written(end) + UNIT_SIGN.get(view.unit, "")} for end in ends],
        "x_ticks": [{"x": x, "label": label} for x, label in frame.x_ticks],
        "values": unbroken(panel.rows, frame),
        "points": [
            {"x": x, "y": float(row.value), "shape": "circle", "size": 24, "fill": WHITE if row.provisional else NAVY,
             "hook": f"{row.row_id}|{plain(row.value)}"}
            for row, x in zip(panel.rows, frame.positions, strict=True) if row.value is not None
        ],
    }  # fmt: skip
    return swapped(small_multiple(), datasets, x=frame.x_domain, y=(float(ends[0]), float(ends[-1])))
