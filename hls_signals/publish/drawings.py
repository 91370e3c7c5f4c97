"""Which drawings does a page ask for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from hls_signals.publish.alliance_views import AlliancePage
from hls_signals.publish.around_view import on_the_axis_of
from hls_signals.publish.around_views import BesideChart
from hls_signals.publish.charts.alliance_histogram import alliance_histogram_spec
from hls_signals.publish.charts.colour_history import NEWEST, grid_spec, strip_spec
from hls_signals.publish.charts.contributions import contributions_spec
from hls_signals.publish.charts.gaming import gaming_spec
from hls_signals.publish.charts.gaming_columns import gaming_columns_spec
from hls_signals.publish.charts.moving_range import moving_range_spec
from hls_signals.publish.charts.small_multiple import small_multiple_spec
from hls_signals.publish.charts.theme import Width
from hls_signals.publish.charts.variation import variation_spec
from hls_signals.publish.description import description
from hls_signals.publish.gaming_views import GamingCard, GamingColumns, GamingSeries, GamingShape, Shape
from hls_signals.publish.series_views import ColourHistory, MovingRange, VariationView
from hls_signals.publish.svg import Drawing
from hls_signals.publish.views import MeasurePage, Words
from hls_signals.publish.why_views import Contributions
from hls_signals.workspace.language import phrase

WIDTHS: tuple[Width, ...] = ("wide", "narrow")
Drawn = dict[str, list[Markup]]
Asked = list[tuple[str, Drawing]]


def drawings_of(view: Any, subject: str, narrow_periods: int) -> Asked:
    """The drawings of a page with the name of their place on it, in reading order."""
    match view:
        case MeasurePage():
            return _of_measure(view, subject, narrow_periods)
        case Words(picture=VariationView() as picture, picture_colours=ColourHistory() as colours):
            drawings = _of_series(picture, colours, narrow_periods, "the example")
            return [pair for pair in drawings if pair[0] != "grid"]
        case AlliancePage():
            return [*_of_alliance(view), *gaming_drawings(view.gaming, view.name, narrow_periods)]
    return []


def by_place(wanted: Iterable[tuple[str, Drawing]], drawn: Iterator[Markup | None]) -> Drawn:
    """The finished drawings under the names of their places; one that could not be drawn is in none."""
    places: Drawn = {}
    for place, _ in wanted:
        svg = next(drawn)
        if svg is not None:
            places.setdefault(place, []).append(svg)
    return places


def _of_measure(page: MeasurePage, subject: str, narrow_periods: int) -> Asked:
    view = page.variation
    named = f"{view.measure_name}, {subject}"
    if not view.has_figures:
        return gaming_drawings(page.gaming, named, narrow_periods)
    asked = _of_series(view, page.colours, narrow_periods, subject)
    for why in page.why:
        if why.contributions is not None:
            asked += [_contributions(why.contributions, width, named) for width in WIDTHS]
    asked += gaming_drawings(page.gaming, named, narrow_periods)
    for beside in page.look_beside:
        asked += _beside(view, beside, narrow_periods)
    if page.moving_range is not None:
        asked += [_moving_range(page.moving_range, width, narrow_periods, named) for width in WIDTHS]
    return asked


def _beside(own: VariationView, beside: BesideChart, narrow_periods: int) -> Asked:
    """A series of the same area on the axis of time of the page's own; none where no period of it lies there."""
    found: Asked = []
    for width in WIDTHS:
        periods = narrow_periods if width == "narrow" else len(own.rows)
        view = on_the_axis_of(own, beside.view, periods)
        if view.has_figures:
            spec = variation_spec(view, width, narrow_periods, own)
            words = phrase("On the axis of time of the chart above. {words}", words=description(view.unit, view.rows))
            named = f"{view.measure_name}, {view.area_name}"
            drawing = Drawing(view.view_id, "variation", width, spec, view.sentence, words, named)
            found.append((view.view_id, drawing))
    return found


def _of_series(view: VariationView, colours: ColourHistory, narrow_periods: int, subject: str) -> Asked:
    """The drawings of one series: chart and letters in two widths, and every letter in one."""
    drawings = [("variation", _variation(view, width, narrow_periods, subject)) for width in WIDTHS]
    if colours.has_letters:
        drawings += [
            ("strip", _letters(view, colours, width, strip_spec(view, colours, width), subject)) for width in WIDTHS
        ]
        if len(colours.cells) > NEWEST:
            drawings.append(("grid", _letters(view, colours, "narrow", grid_spec(view, colours), subject, "-all")))
    return drawings


def _variation(view: VariationView, width: Width, narrow_periods: int, subject: str) -> Drawing:
    spec, words = variation_spec(view, width, narrow_periods), view.description
    if width == "narrow" and len(view.rows) > narrow_periods:
        words = phrase(
            "Here the newest {narrow_periods} of {rows} periods are drawn. {words}",
            narrow_periods=narrow_periods,
            rows=len(view.rows),
            words=words,
        )
    return Drawing(view.view_id, "variation", width, spec, view.sentence, words, f"{view.measure_name}, {subject}")


def _letters(
    view: VariationView, colours: ColourHistory, width: Width, spec: dict[str, Any], subject: str, part: str = ""
) -> Drawing:
    title = phrase("Colours of {sentence}", sentence=view.sentence)
    description = (
        colours.description if not part else phrase("Every letter of the series. The table holds them in words.")
    )
    named = f"{view.measure_name}, {subject}"
    return Drawing(f"{colours.view_id}{part}", "colour_history", width, spec, title, description, named)


def _contributions(view: Contributions, width: Width, named: str) -> tuple[str, Drawing]:
    spec = contributions_spec(view, width)
    return view.view_id, Drawing(view.view_id, "contributions", width, spec, view.sentence, view.description, named)


def gaming_drawings(cards: Iterable[GamingCard], named: str, narrow_periods: int) -> Asked:
    """The shapes of these questions, in two widths."""
    shapes = [card.shape for card in cards if card.shape is not None]
    return [_gaming(shape, width, named, narrow_periods) for shape in shapes for width in WIDTHS]


def _gaming(view: Shape, width: Width, named: str, narrow_periods: int) -> tuple[str, Drawing]:
    match view:
        case GamingShape():
            spec = gaming_spec(view, width)
        case GamingColumns():
            spec = gaming_columns_spec(view, width, narrow_periods)
        case GamingSeries():
            spec = variation_spec(view.series, width, narrow_periods)
    return view.view_id, Drawing(view.view_id, view.kind, width, spec, view.sentence, view.description, named)


def _moving_range(view: MovingRange, width: Width, narrow_periods: int, named: str) -> tuple[str, Drawing]:
    spec = moving_range_spec(view, width, narrow_periods)
    return view.view_id, Drawing(view.view_id, "moving_range", width, spec, view.sentence, view.description, named)


def _of_alliance(page: AlliancePage) -> Asked:
    view = page.histogram
    asked: Asked = [] if view is None else [
        (view.view_id, Drawing(view.view_id, "alliance_histogram", width, alliance_histogram_spec(view, width),
                               view.sentence, view.description, page.name))
        for width in WIDTHS
    ]  # fmt: skip
    if page.multiples is None:
        return asked
    for panel in page.multiples.panels:
        if panel.rows:
            spec = small_multiple_spec(page.multiples, panel)
            title = f"{page.name}, {panel.area_name}"
            drawing = Drawing(panel.view_id, "small_multiple", "narrow", spec, title, panel.description, title)
            asked.append((panel.view_id, drawing))
    return asked
