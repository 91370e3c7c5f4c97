"""Which pages and tables does a release hold? Everything is worked out here; nothing is drawn or written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hls_signals.publish.alliance_view import alliance_page
from hls_signals.publish.alliance_views import AlliancePage
from hls_signals.publish.canonical import view_sha
from hls_signals.publish.cards import card
from hls_signals.publish.content import Content
from hls_signals.publish.dashboards import code_sha
from hls_signals.publish.front_sheet import front_sheet
from hls_signals.publish.how_to_read import example
from hls_signals.publish.measure_view import measure_page, room_questions
from hls_signals.publish.meeting_pages import meeting_links, meeting_pages
from hls_signals.publish.open_book import open_book
from hls_signals.publish.open_book_views import OpenBook
from hls_signals.publish.places import measure_places
from hls_signals.publish.print_plan import Print, prints_of
from hls_signals.publish.registry import registered_pages
from hls_signals.publish.returned_view import as_returned
from hls_signals.publish.service_view import service_links, service_pages
from hls_signals.publish.slugs import slugs
from hls_signals.publish.spoken_pages import spoken_pages
from hls_signals.publish.table_views import Link
from hls_signals.publish.trees import OPEN_BOOK, trees_of
from hls_signals.publish.views import AreaIndex, Card, FrontView, MeasurePage, PackView, Words
from hls_signals.publish.why_view import terms_of
from hls_signals.publish.wording import ABSENT_QUESTION
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase, speaking

SITE, ALLIANCE = "site", "alliance"
# Parts whose builders are registered by being imported.
PARTS = (spoken_pages, meeting_pages, service_pages)
Key = tuple[str, str]


@dataclass(frozen=True)
class Planned:
    """One page to come: where it lies, what it holds and whose it is."""

    path: str
    template: str
    view: Any
    kind: str = "page"
    subject: str = SITE
    measure_id: str = ""


@dataclass(frozen=True)
class SitePlan:
    """Every page of a release, and the terms behind the tables."""

    pages: tuple[Planned, ...]
    terms: Mapping[Key, tuple[Any, ...]]
    open_book: OpenBook
    prints: tuple[Print, ...] = ()

    @property
    def first(self) -> Planned:
        """The page that a release opens on."""
        return self.pages[0]

    def alliance_pages(self) -> tuple[AlliancePage, ...]:
        """The pages of the whole alliance, in register order."""
        return tuple(page.view for page in self.pages if isinstance(page.view, AlliancePage))

    def measure_pages(self) -> tuple[MeasurePage, ...]:
        """The measure pages alone: register order, then the order of areas.csv."""
        return tuple(page.view for page in self.pages if isinstance(page.view, MeasurePage))


def plan_of(content: Content) -> SitePlan:
    """The pages of a release, in the order in which they are made."""
    places = measure_places(content)
    pages = {key: _measure_page(content, measure, area, places) for key, measure, area in _keyed(content)}
    cards = {
        key: card(
            content,
            measure,
            area,
            pages[key].variation,
            f"{places[key]}.html",
            has_words=pages[key].has_words,
        )
        for key, measure, area in _keyed(content)
    }
    book = open_book(content, {key: page.variation for key, page in pages.items()})
    terms = {key: terms_of(content, measure, area) for key, measure, area in _keyed(content)}
    alliance = tuple(_alliance(content, pages))
    planned = [
        _front(content, cards, alliance),
        *_packs(content, cards),
        *_areas(content, cards, pages, places),
        *alliance,
        *(
            Planned(f"{places[key]}.html", "measure", page, subject=key[1], measure_id=key[0])
            for key, page in pages.items()
        ),
        Planned("how-to-read.html", "how_to_read", Words("how-to-read", content.chance, *example())),
        Planned("glossary.html", "glossary", Words("glossary")),
        Planned("reflections/README.html", "reflections", _on_reflections(content)),
        *registered_pages(content),
    ]
    prints = prints_of([(page.path, page.subject, page.view) for page in planned], pages, SITE)
    return SitePlan(
        tuple(planned),
        {key: found for key, found in terms.items() if found},
        book,
        tuple(prints) if content.settings.publish.pdf else (),
    )


def content_id(content: Content, translations: Mapping[str, Content] | None = None) -> str:
    """Equal for two releases that differ in nothing but the as-of date; nothing is drawn to learn it."""
    plans = {}
    for tree in trees_of(content, translations):
        with speaking(tree.language):
            plans[tree.folder] = plan_of(tree.content)
    return identity(content, plans)


def identity(content: Content, plans: Mapping[str, SitePlan]) -> str:
    """The `content_id` of planned pages, by the folder of each language."""
    settings = content.settings
    lines = [f"{folder}{line}" for folder, plan in plans.items() for line in _shown_by(plan)]
    lines.append(f"site {settings.publish.title} {settings.simulated} {settings.publish.narrow_periods}")
    lines.append(f"code {code_sha()}")
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8")).hexdigest()[:12]


def _shown_by(plan: SitePlan) -> Iterable[str]:
    """Place and hash of each view of a plan."""
    yield from (f"{page.path} {view_sha(page.view)}" for page in plan.pages)
    yield from (f"terms/{'/'.join(key)} {view_sha(found)}" for key, found in plan.terms.items())
    yield f"{OPEN_BOOK} {view_sha(plan.open_book)}"
    yield from (f"{item.path} {view_sha(item.view)}" for item in plan.prints)


def _keyed(content: Content) -> Iterable[tuple[Key, Measure, Area]]:
    return (((measure.id, area.area_code), measure, area) for measure, area in content.subjects())


def _measure_page(content: Content, measure: Measure, area: Area, places: Mapping[Key, str]) -> MeasurePage:
    place = places[(measure.id, area.area_code)]
    slug = place.rsplit("/", 1)[-1]
    return measure_page(content, measure, area, slug=slug, data_file=f"data{place.removeprefix('area')}")


def _on_reflections(content: Content) -> Words:
    return Words("reflections", questions=(*room_questions(content), phrase(ABSENT_QUESTION[1])))


def _front(content: Content, cards: Mapping[Key, Card], alliance: Iterable[Planned]) -> Planned:
    first, *others = content.settings.packs or (None,)
    areas = _areas_by_name(content)
    pack = None if first is None else _pack_view(first, cards, content)
    if first is None and len(areas) == 1:
        own = tuple(found for key, found in cards.items() if key[1] == areas[0].area_code)
        sheet = front_sheet(content, areas[0].area_code, own)
        pack = PackView("", areas[0].area_name, own, content.settings.publish.replies_to, sheet)
    names = slugs(area.area_code for area in content.register.areas)
    view = FrontView(
        pack,
        tuple(Link(pack.title, f"pack/{pack.id}.html") for pack in others if pack is not None),
        tuple(Link(area.area_name, f"area/{names[area.area_code]}/index.html") for area in areas),
        tuple(Link(page.view.name, page.path) for page in alliance),
        meeting_links(content),
        service_links(content),
    )
    return Planned("index.html", "front", view)


def _packs(content: Content, cards: Mapping[Key, Card]) -> Iterable[Planned]:
    for pack in content.settings.packs[1:]:
        yield Planned(f"pack/{pack.id}.html", "pack", _pack_view(pack, cards, content), kind="pack")


def _pack_view(pack: Any, cards: Mapping[Key, Card], content: Content) -> PackView:
    wanted = [(item.measure_id, item.area_code) for item in pack.items]
    replies_to = pack.replies_to or content.settings.publish.replies_to
    own = tuple(cards[key] for key in wanted if key in cards)
    services = service_links(content, pack.services)
    return PackView(pack.id, pack.title, own, replies_to, front_sheet(content, pack.id, own), services)


def _alliance(content: Content, pages: Mapping[Key, MeasurePage]) -> Iterable[Planned]:
    """One page a measure with figures of at least three areas, in register order."""
    names = slugs(measure.id for measure in content.register.measures)
    for measure in content.register.measures:
        series = [(area, pages[key].variation) for key, found, area in _keyed(content) if found.id == measure.id]
        page = alliance_page(content, measure, series, names[measure.id])
        if page is not None:
            path = f"alliance/{names[measure.id]}.html"
            yield Planned(path, "alliance", page, subject=ALLIANCE, measure_id=measure.id)


def _areas_by_name(content: Content) -> list[Area]:
    having = dict.fromkeys(area.area_code for _, area in content.subjects())
    areas = [content.register.by_code[code] for code in having]
    return sorted(areas, key=lambda area: (area.area_name.casefold(), area.area_code))


def _areas(
    content: Content, cards: Mapping[Key, Card], pages: Mapping[Key, MeasurePage], places: Mapping[Key, str]
) -> Iterable[Planned]:
    names = slugs(area.area_code for area in content.register.areas)
    for area in _areas_by_name(content):
        code, folder = area.area_code, f"area/{names[area.area_code]}"
        own = tuple(found for key, found in cards.items() if key[1] == code)
        # Without packs every area is a pack of its own, and has a front sheet.
        sheet = None if content.settings.packs else front_sheet(content, code, own)
        index = AreaIndex(code, area.area_name, own, f"{folder}/as-returned.html", sheet)
        views = [(measure, pages[key].variation) for key, measure, whose in _keyed(content) if whose.area_code == code]
        links = {key[0]: f"{places[key]}.html" for key in places if key[1] == code}
        yield Planned(f"{folder}/index.html", "area", index, subject=code)
        returned = as_returned(content, area, views, links, f"as-returned-{names[code]}")
        yield Planned(f"{folder}/as-returned.html", "as_returned", returned, subject=code)
