"""What does a page say around its figures: what the target is, and where else people might be seen?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hls_signals.publish.around_views import BesideChart
from hls_signals.publish.content import Content
from hls_signals.publish.series_views import VariationView
from hls_signals.publish.spoken_views import Fact
from hls_signals.publish.variation_view import variation_view
from hls_signals.publish.wording import HANGS_WORDS, in_words, sentence
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

NOT_WRITTEN = "Not written down yet."


def about_target(measure: Measure) -> tuple[Fact, ...]:
    """Five lines on what the measure asks and what its target is; none where there is no target and nothing is said."""
    told = (measure.who_set_it, measure.what_hangs_on_it, measure.takes_us, measure.chosen_with)
    if not measure.targets and not any(told):
        return ()
    lines = [
        Fact(phrase("It asks"), sentence(measure.question)),
        Fact(phrase("Who set the target"), sentence(measure.who_set_it)),
        Fact(phrase("What hangs on it"), hangs_on_it(measure)),
        Fact(phrase("What it takes us"), sentence(measure.takes_us)),
        Fact(phrase("Who had a say in it"), sentence(", ".join(measure.chosen_with))),
    ]
    given = [Fact(phrase("Why it has a target"), sentence(measure.target_because))] if measure.target_because else []
    return (*(Fact(line.name, line.text or phrase(NOT_WRITTEN)) for line in lines), *given)


def hangs_on_it(measure: Measure) -> str:
    """What follows from meeting the target or not, in words; empty where nobody has written it down."""
    held = measure.what_hangs_on_it
    if held is None:
        return ""
    return " ".join(filter(None, (sentence(in_words(held.kind, HANGS_WORDS)), sentence(held.text))))


def beside_charts(content: Content, measure: Measure, area: Area, slug: str) -> tuple[BesideChart, ...]:
    """The measures the register names beside this one, of the same area, in register order.

    Nothing relates them: each has its own scale and its own reading. One of which the area has no figure is left out.
    """
    return tuple(_beside(content, measure, area, slug))


def _beside(content: Content, measure: Measure, area: Area, slug: str) -> Iterator[BesideChart]:
    reasons = {entry.measure_id: entry.reason for entry in measure.look_beside}
    for other in content.register.measures:
        if other.id in reasons and other.is_for(area):
            view = variation_view(content, other, area, f"beside-{slug}-{other.id}")
            if view.has_figures:
                yield BesideChart(view.view_id, other.id, area.area_code, other.question, reasons[other.id], view)


def on_the_axis_of(view: VariationView, beside: VariationView, narrow_periods: int) -> VariationView:
    """The periods of a series that lie on the axis of time of another, without what happened to it.

    narrow_periods  how many of the newest periods of the page's own chart are drawn
    """
    rows = view.rows[-narrow_periods:]
    inside = [row for row in beside.rows if rows[0].period_start <= row.period_start < rows[-1].period_end]
    return replace(beside, rows=tuple(inside), notes=())
