"""Which pages does what people said have in a release? Those without a record are not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hls_signals.publish.content import Content
from hls_signals.publish.journey_view import journeys_page
from hls_signals.publish.learning_view import learning_log
from hls_signals.publish.map_view import system_map_page
from hls_signals.publish.places import measure_places
from hls_signals.publish.registry import page_builder
from hls_signals.publish.table_views import Link
from hls_signals.publish.voices_view import voices

# File, template and name of each page, in the order of the navigation.
PAGES = (
    ("voices.html", "voices", "Voices"),
    ("learning-log.html", "learning_log", "Learning log"),
    ("system-map.html", "system_map", "System map"),
    ("journeys.html", "journeys", "Journeys"),
)


@page_builder("spoken")
def spoken_pages(content: Content) -> Iterator[Any]:
    """Voices, learning log, system map and journeys, each where there is anything to show."""
    # The plan looks at the registered parts, so it is asked for here and not above.
    from hls_signals.publish.site_plan import Planned

    for (path, template, _), view in zip(PAGES, _views(content), strict=True):
        if view is not None:
            yield Planned(path, template, view)


def spoken_links(content: Content) -> tuple[Link, ...]:
    """The pages that are there, for the navigation of every page."""
    is_there = (
        bool(content.said.notes),
        any(record.kind not in ("map", "journey") for record in content.said.records),
        any(record.kind == "map" for record in content.said.records),
        any(record.kind == "journey" for record in content.said.records),
    )
    return tuple(Link(name, path) for (path, _, name), there in zip(PAGES, is_there, strict=True) if there)


def _views(content: Content) -> tuple[Any, ...]:
    return (
        voices(content, measure_places(content)),
        learning_log(content),
        system_map_page(content),
        journeys_page(content),
    )
