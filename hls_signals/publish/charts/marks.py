"""Which marks are our charts made of?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hls_signals.publish.charts.theme import NAVY, WHITE

if TYPE_CHECKING:
    import altair as alt


def x(field: str) -> alt.X:
    """A place in time: days, so that no time zone of the machine can move a mark."""
    import altair as alt

    return alt.X(field, type="quantitative", axis=None, scale=alt.Scale(zero=False, nice=False))


def y(field: str) -> alt.Y:
    """A figure."""
    import altair as alt

    return alt.Y(field, type="quantitative", axis=None, scale=alt.Scale(zero=False, nice=False))


def named(dataset: str) -> alt.Chart:
    """A chart of a dataset that each page brings."""
    import altair as alt

    return alt.Chart(alt.NamedData(name=dataset))


def rules(dataset: str, colour: str, width: float, dash: list[int] | None = None) -> alt.Chart:
    """Straight lines from side to side, or from top to bottom."""
    drawn: alt.Chart = named(dataset).mark_rule(color=colour, strokeWidth=width, strokeDash=dash or [1, 0])
    return drawn


def words(dataset: str, *, align: str, dx: int = 0, dy: int = 0, bold: bool = False) -> alt.Chart:
    """Text beside a place."""
    weight: Any = "bold" if bold else "normal"
    side: Any = align
    drawn: alt.Chart = named(dataset).mark_text(align=side, baseline="middle", dx=dx, dy=dy, fontWeight=weight)
    return drawn


def rectangles(dataset: str, colour: str) -> alt.Chart:
    """The usual range, phase by phase."""
    drawn: alt.Chart = named(dataset).mark_rect(color=colour, opacity=1).encode(x=x("x0"), x2="x1", y=y("y0"), y2="y1")
    return drawn


def steps(dataset: str, colour: str, width: float) -> alt.Chart:
    """A level that holds for a stretch of time."""
    drawn: alt.Chart = named(dataset).mark_rule(color=colour, strokeWidth=width).encode(x=x("x0"), x2="x1", y=y("y"))
    return drawn


def line(dataset: str, colour: str, width: float, *, detail: str, dash: list[int] | None = None) -> alt.Chart:
    """A line in the order of the rows, broken where `detail` changes."""
    drawn = named(dataset).mark_line(color=colour, strokeWidth=width, strokeDash=dash or [1, 0], strokeJoin="round")
    broken: alt.Chart = drawn.encode(x=x("x"), y=y("y"), detail=f"{detail}:N")
    return broken


def points(dataset: str) -> alt.Chart:
    """The figures: shape says what was read, a hollow one may still change; `description` carries the hook."""
    import altair as alt

    as_given: Any = None
    drawn: alt.Chart = (
        named(dataset)
        .mark_point(filled=False, opacity=1, stroke=NAVY, strokeWidth=1.5)
        .encode(
            x=x("x"),
            y=y("y"),
            shape=alt.Shape("shape:N", scale=as_given, legend=None),
            size=alt.Size("size:Q", scale=as_given, legend=None),
            fill=alt.Fill("fill:N", scale=as_given, legend=None),
            description="hook:N",
        )
    )
    return drawn


def boxes(dataset: str, colour: str) -> alt.Chart:
    """White boxes with a thin edge, for letters."""
    drawn: alt.Chart = named(dataset).mark_rect(fill=WHITE, stroke=colour, strokeWidth=1, opacity=1)
    return drawn


def finished(
    chart: Any, width: float, height: float, padding: dict[str, int], config: dict[str, Any]
) -> dict[str, Any]:
    """The chart as a specification that the Vega-Lite schema has accepted."""
    whole = chart.properties(width=width, height=height, padding=padding, autosize="none")
    whole.config = config
    return dict(whole.to_dict())
