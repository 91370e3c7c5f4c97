"""What may be said of one measure over the whole alliance, with no area named?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hls_signals.publish.alliance_sums import FEWEST_AREAS, alliance_sums
from hls_signals.publish.alliance_views import AllianceHistogram, AlliancePage, HistogramCell, Panel, SmallMultiples
from hls_signals.publish.content import Content
from hls_signals.publish.gaming_view import gaming_cards
from hls_signals.publish.numbers import unit_words, written
from hls_signals.publish.series_views import VariationRow, VariationView
from hls_signals.publish.wording import sentence
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

# With two areas each could take its own figures away and see the other's.
NEWEST = 13
WIDTHS = (1, 2, 5, 10)
ABOUT_CELLS = 10


def alliance_page(
    content: Content, measure: Measure, series: Sequence[tuple[Area, VariationView]], slug: str
) -> AlliancePage | None:
    """The shown figures of one measure laid together, and the questions asked of all its bodies; None without either.

    series  every area of the measure with its view, in any order; figures of fewer than three are not laid together
    """
    recent = {area.area_code: _recent(view) for area, view in series}
    having = [rows for rows in recent.values() if any(row.value is not None for row in rows)]
    gaming = gaming_cards(content, measure, None, f"alliance-{slug}")
    is_enough = len(having) >= FEWEST_AREAS
    if not is_enough and not gaming:
        return None
    with_panels = is_enough and content.settings.publish.small_multiples
    return AlliancePage(
        measure_id=measure.id,
        question=measure.question,
        name=measure.name,
        unit=measure.unit,
        histogram=_histogram(measure, having, f"alliance-{slug}") if is_enough else None,
        multiples=_multiples(measure, series, recent, slug) if with_panels else None,
        sums=alliance_sums(content.register, measure, series, f"sums-{slug}"),
        gaming=gaming,
        gaming_file=f"data/alliance/{slug}.gaming.csv" if gaming else "",
        replies_to=content.settings.publish.replies_to,
    )


def _recent(view: VariationView) -> tuple[VariationRow, ...]:
    return view.rows[-NEWEST:]


def _histogram(measure: Measure, having: Sequence[Sequence[VariationRow]], view_id: str) -> AllianceHistogram:
    values = [row.value for rows in having for row in rows if row.value is not None]
    step = _step(max(values) - min(values))
    first, last = math.floor(min(values) / step), math.floor(max(values) / step)
    counts: dict[int, int] = {}
    for value in values:
        place = math.floor(value / step)
        counts[place] = counts.get(place, 0) + 1
    cells = tuple(
        HistogramCell(place * step, (place + 1) * step, counts.get(place, 0)) for place in range(first, last + 1)
    )
    title = phrase(
        "{name}: the newest {periods} periods of {areas} areas, laid together",
        name=measure.name,
        periods=NEWEST,
        areas=len(having),
    )
    return AllianceHistogram(
        view_id, measure.unit, len(having), cells, title, _description(measure, cells, len(values))
    )


def _step(extent: Decimal) -> Decimal:
    """A width of cell that gives about ten, in steps a reader can count in."""
    raw = max(extent / ABOUT_CELLS, Decimal("0.01"))
    size = Decimal(10) ** math.floor(math.log10(raw))
    return next(width * size for width in WIDTHS if width * size >= raw)


def _description(measure: Measure, cells: Sequence[HistogramCell], number: int) -> str:
    in_unit = "" if measure.unit == "count" else phrase(" in {unit}", unit=unit_words(measure.unit))
    extent = phrase(
        "{number} figures{in_unit}, from {lower} to below {upper}",
        number=number,
        in_unit=in_unit,
        lower=written(cells[0].lower),
        upper=written(cells[-1].upper),
    )
    return phrase("{extent} The table holds how many lie in each stretch.", extent=sentence(extent))


def _multiples(
    measure: Measure,
    series: Sequence[tuple[Area, VariationView]],
    recent: Mapping[str, tuple[VariationRow, ...]],
    slug: str,
) -> SmallMultiples | None:
    """Panels by name. An axis made of figures would let one area move another's panel, so both ends are declared."""
    if None in measure.bounds or not series:
        return None
    by_name = sorted(series, key=lambda pair: (pair[0].area_name.casefold(), pair[0].area_code))
    panels = tuple(
        Panel(f"panel-{slug}-{number}", area.area_code, area.area_name, recent[area.area_code], view.description)
        for number, (area, view) in enumerate(by_name, start=1)
    )
    return SmallMultiples(measure.unit, series[0][1].bounds, panels)
