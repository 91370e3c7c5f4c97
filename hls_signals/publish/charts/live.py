"""Which chart answers to the mouse and takes its figures from the page's own table?"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from hls_signals.publish.charts.theme import BAND, BLACK, EDGE, FONT, GREY, GRID, NAVY, ORANGE, PLUM, WHITE

HEIGHT = 320
FILLS = {"": NAVY, "high": ORANGE, "low": ORANGE, "open": WHITE}
SHAPES = {"": "circle", "high": "diamond", "low": "square"}


@lru_cache(maxsize=1)
def live() -> dict[str, Any]:
    """The chart without its figures, as wide as its place on the page; the time axis is moved by dragging."""
    import altair as alt

    time = alt.X("start:T", axis=_time_axis(), scale=alt.Scale(type="utc", padding=10))

    def level(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=alt.Axis(title=None), scale=alt.Scale(zero=False))

    rows = alt.Chart(alt.NamedData(name="rows"))
    step: Any = "step"
    points = rows.mark_point(filled=False, opacity=1, stroke=NAVY, strokeWidth=1.5, size=60).encode(
        x=time,
        y=level("value"),
        shape=alt.Shape("signal:N", scale=_scale(SHAPES), legend=None),
        fill=alt.Fill("fill:N", scale=_scale(FILLS), legend=None),
        tooltip="says:N",
        description="says:N",
    )
    lines = [
        rows.mark_area(color=BAND, opacity=1, interpolate=step).encode(x=time, y=level("lower"), y2="upper"),
        *(
            rows.mark_line(color=EDGE, strokeWidth=1, interpolate=step, aria=False).encode(x=time, y=level(name))
            for name in ("lower", "upper")
        ),
        rows.mark_line(color=GREY, strokeWidth=1.25, interpolate=step, aria=False).encode(x=time, y=level("centre")),
        rows.mark_line(color=PLUM, strokeWidth=2, strokeDash=[2, 3], interpolate=step, aria=False).encode(
            x=time, y=level("target")
        ),
        rows.mark_line(color=NAVY, strokeWidth=2, aria=False).encode(x=time, y=level("value")),
    ]
    # Only the axis of time is moved: the axis of figures stays as it is.
    along = alt.selection_interval(name="along", bind="scales", encodings=["x"])
    chart = alt.layer(*lines, points.add_params(along)).properties(width="container", height=HEIGHT, background=WHITE)
    chart.config = {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {"labelFontSize": 14, "labelColor": BLACK, "gridColor": GRID, "domainColor": EDGE},
    }
    return dict(chart.to_dict())


def _scale(named: dict[str, str]) -> Any:
    import altair as alt

    return alt.Scale(domain=list(named), range=list(named.values()))


def _time_axis() -> Any:
    import altair as alt

    return alt.Axis(
        title=None, grid=False, format="%b %Y", labelOverlap=True, tickCount={"interval": "month", "step": 3}
    )


def live_script(bundle: str) -> str:
    """One classic script: the drawing library in a scope of its own, and the chart it is asked for."""
    text = json.dumps(live(), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    asked = f"window.hlsLive=(rows,words)=>({{...{text},description:words,datasets:{{rows}}}});"
    return f"(()=>{{{bundle}\n}})();\n{asked}\n"
