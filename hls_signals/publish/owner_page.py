"""What do those whose data it is see of a gaming question, before anyone else?

A restricted page, with the same card and the form for a reply. It stands in the warehouse and in no release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hls_signals.publish.content import Content
from hls_signals.publish.drawings import by_place, gaming_drawings
from hls_signals.publish.gaming_view import gaming_cards
from hls_signals.publish.gaming_views import GamingCard
from hls_signals.publish.pages import renderer
from hls_signals.publish.periods import day_label
from hls_signals.publish.slugs import slugs
from hls_signals.publish.svg import Draughtsman
from hls_signals.publish.trees import folder_of
from hls_signals.register.models import Area
from hls_signals.workspace.language import direction, phrase, spoken

ALLIANCE = "alliance"
# From warehouse/gaming/ to the style sheet and the script of the open release.
OPEN_RELEASE = "../../published/current/"


@dataclass(frozen=True)
class OwnerPage:
    """The questions of one area, measure by measure in register order."""

    area_code: str
    area_name: str
    measures: tuple[tuple[str, tuple[GamingCard, ...]], ...]
    replies_to: str


def owner_pages(content: Content, draughtsman: Draughtsman) -> Iterator[tuple[str, str]]:
    """Area code and page of each area that has a question, in the order of areas.csv, then `alliance` for the pooled.

    content  with the questions that owners may see
    """
    for area in (*content.register.areas, None):
        page = _page(content, area)
        if page.measures:
            yield page.area_code, _rendered(content, page, draughtsman)


def _page(content: Content, area: Area | None) -> OwnerPage:
    """The page of an area; of None, that of the questions asked of all bodies laid together."""
    names = slugs(measure.id for measure in content.register.measures)
    found = [
        (measure.question, gaming_cards(content, measure, area, names[measure.id]))
        for measure in content.register.measures
    ]
    held = tuple((question, cards) for question, cards in found if cards)
    code, name = (ALLIANCE, phrase("The alliance")) if area is None else (area.area_code, area.area_name)
    return OwnerPage(code, name, held, content.settings.publish.replies_to)


def _rendered(content: Content, page: OwnerPage, draughtsman: Draughtsman) -> str:
    narrow = content.settings.publish.narrow_periods
    asked = [pair for _, cards in page.measures for pair in gaming_drawings(cards, page.area_name, narrow)]
    drawn = by_place(asked, iter(draughtsman.draw_all([drawing for _, drawing in asked])))
    made = renderer(content, draughtsman)
    template = made.environment.get_template("bending_owners.html.j2")
    return template.render(
        view=page,
        title=content.settings.publish.title,
        root=f"{OPEN_RELEASE}{folder_of(spoken(), content.settings.publish.languages)}",
        top=OPEN_RELEASE,
        as_of=day_label(content.as_of),
        language=spoken(),
        direction=direction(spoken()),
        drawn=defaultdict(list, drawn),
        narrow=narrow,
    )
