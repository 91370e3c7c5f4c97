"""How does a planned page become HTML?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hls_signals.publish.canonical import view_sha
from hls_signals.publish.content import Content
from hls_signals.publish.dashboards import code_sha, templates_folder
from hls_signals.publish.drawings import Asked, Drawn, by_place, drawings_of
from hls_signals.publish.fixed_sentences import FOR_LEARNING, NO_RETURN_CAN_TELL
from hls_signals.publish.numbers import plain, signed, unit_words, written
from hls_signals.publish.periods import day_label
from hls_signals.publish.press import Press
from hls_signals.publish.print_plan import Print
from hls_signals.publish.scripts import vega_name
from hls_signals.publish.series_views import VariationView
from hls_signals.publish.site_plan import Planned
from hls_signals.publish.spoken_pages import spoken_links
from hls_signals.publish.svg import Draughtsman, with_one_alternative
from hls_signals.publish.table_views import Link
from hls_signals.publish.translated import Translated
from hls_signals.publish.trees import other_languages
from hls_signals.publish.views import AreaIndex, FrontView, MeasurePage, PackView
from hls_signals.publish.wording import (
    BASIS_WORDS,
    LEVEL_WORDS,
    READ_FIRST_WORDS,
    TERM_WORDS,
    in_words,
)
from hls_signals.workspace.language import direction, phrase, spoken

# Drawings wait in memory until their page is written, so pages are made a batch at a time.
BATCH = 40
# Pages on which there is something to press.
WITH_SCRIPT = (MeasurePage, PackView, FrontView, AreaIndex)


@dataclass(frozen=True)
class Site:
    """What every page of a release says."""

    title: str
    simulated: bool
    replies_to: str
    language: str = "en-GB"
    direction: str = "ltr"
    has_documents: bool = False
    has_script: bool = False
    vega: str = ""
    spoken: tuple[Link, ...] = ()
    for_learning: str = FOR_LEARNING
    no_return_can_tell: str = NO_RETURN_CAN_TELL


@dataclass(frozen=True)
class Renderer:
    """Turns planned pages into text; the same page always into the same text."""

    content: Content
    environment: Environment
    draughtsman: Draughtsman
    has_documents: bool = False
    folder: str = ""

    def pages(self, planned: Sequence[Planned]) -> Iterator[tuple[Planned, str]]:
        """Each page with its HTML, in the order given."""
        for start in range(0, len(planned), BATCH):
            batch = planned[start : start + BATCH]
            asked = [self.drawings(page) for page in batch]
            drawn = iter(self.draughtsman.draw_all([drawing for page in asked for _, drawing in page]))
            for page, wanted in zip(batch, asked, strict=True):
                yield page, self.page(page, by_place(wanted, drawn))

    def page(self, page: Planned, drawn: Drawn | None = None, *, at_top: bool = False, **more: Any) -> str:
        """One page, given its drawings; `at_top` where it stands above the folders of the languages."""
        up = "../" * page.path.count("/")
        top = "" if at_top else up + "../" * self.folder.count("/")
        is_measure = isinstance(page.view, MeasurePage)
        sha = view_sha(page.view.variation) if is_measure else ""
        text = self.environment.get_template(f"{page.template}.html.j2").render(
            view=page.view,
            site=self._site(page.view),
            root=f"{self.folder}{up}" if at_top else up,
            top=top,
            others=other_languages(page.path, top, spoken(), self.content.settings.publish.languages),
            as_of=day_label(self.content.as_of),
            sha=sha,
            page_id=sha[:6],
            drawn=defaultdict(list, drawn or {}),
            narrow=self.content.settings.publish.narrow_periods,
            show=_shown_columns(page.view.variation) if is_measure else None,
            **more,
        )
        return re.sub(r"\n{2,}", "\n", text).strip() + "\n"

    def document(self, item: Print, press: Press) -> bytes | None:
        """One pack as a document to print; None where this machine cannot print."""
        asked = [self._wide(page) for page in item.view.measures]
        drawn: list[Drawn] = []
        draw = self.draughtsman.draw_all
        edition = view_sha(item.view)

        def page(brief: frozenset[int]) -> str:
            if not drawn:
                drawn.extend(by_place(wanted, iter(draw([drawing for _, drawing in wanted]))) for wanted in asked)
            found = [defaultdict(list, _for_paper(held)) for held in drawn]
            return self._printed(item, edition[:6], brief, found)

        site = self._site(None)
        # All that the text is made of, and nothing that changes by itself from night to night.
        return press.document(page, "\0".join((edition, site.title, str(site.simulated), spoken(), code_sha())))

    def _printed(
        self, item: Print, edition: str, brief: frozenset[int], drawn: Sequence[Mapping[str, list[Markup]]]
    ) -> str:
        """The text of a document; the measures named in `brief` (from 1) say less."""
        newest = item.view.newest_day
        return self.environment.get_template("print_pack.html.j2").render(
            view=item.view,
            site=self._site(None),
            up_to="" if newest is None else day_label(newest),
            dated="" if newest is None else newest.isoformat(),
            edition=edition,
            shas=[view_sha(page.variation) for page in item.view.measures],
            brief=brief,
            drawn=drawn,
        )

    def _wide(self, page: MeasurePage) -> Asked:
        """The wide drawings of one measure."""
        narrow = self.content.settings.publish.narrow_periods
        asked = drawings_of(page, page.variation.area_code, narrow)
        kept = {"variation", "strip", *(why.contributions.view_id for why in page.why if why.contributions)}
        return [(place, drawing) for place, drawing in asked if place in kept and drawing.width == "wide"]

    def _site(self, view: Any) -> Site:
        settings = self.content.settings
        replies_to = view.replies_to if isinstance(view, PackView) else settings.publish.replies_to
        vega = vega_name() if settings.publish.live_charts else ""
        return Site(
            settings.publish.title,
            settings.simulated,
            replies_to,
            language=spoken(),
            direction=direction(spoken()),
            has_script=isinstance(view, WITH_SCRIPT),
            vega=vega,
            has_documents=self.has_documents,
            spoken=(*spoken_links(self.content), *_services(self.content)),
        )

    def drawings(self, page: Planned) -> Asked:
        """The drawings that a page asks for, with their places on it."""
        return drawings_of(page.view, page.subject, self.content.settings.publish.narrow_periods)


def renderer(content: Content, draughtsman: Draughtsman, *, has_documents: bool = False, folder: str = "") -> Renderer:
    """A renderer with the packaged templates: every slot escaped, an unknown one an error.

    has_documents  whether packs are printed too, so that pages may lead to them
    folder         in which the pages of this language lie, with its slash
    """
    return Renderer(content, _environment(templates_folder()), draughtsman, has_documents, folder)


@cache
def _environment(templates: Path) -> Environment:
    """Compiles each template once a process; words are looked up when a page is made, so languages share it."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Translated],
    )
    environment.filters.update(_FILTERS)
    return environment


_FILTERS: Mapping[str, Callable[..., str]] = {
    "written": written,
    "plain": plain,
    "signed": signed,
    "unit_words": unit_words,
    "term_words": partial(in_words, words=TERM_WORDS),
    "level_words": partial(in_words, words=LEVEL_WORDS),
    "basis_words": partial(in_words, words=BASIS_WORDS),
    "read_words": partial(in_words, words=READ_FIRST_WORDS),
}


def _services(content: Content) -> tuple[Link, ...]:
    """The way to the services, where there are any."""
    return (Link(phrase("Services"), "index.html#services"),) if content.register.services else ()


def _for_paper(drawn: Drawn) -> Drawn:
    return {place: [with_one_alternative(svg) for svg in found] for place, found in drawn.items()}


def _shown_columns(view: VariationView) -> dict[str, bool]:
    """Which columns of the table hold anything."""
    rows = view.rows
    return {
        "parts": any(row.numerator is not None for row in rows),
        "target": any(row.target is not None for row in rows),
        "colour": any(row.colour for row in rows),
        "reported": any(row.reported_colour for row in rows),
        "status": any(row.status_words or row.provisional for row in rows),
        "small": any(row.rounded_to or row.status == "suppressed" for row in rows),
    }
