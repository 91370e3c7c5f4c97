"""What stands on the page of a service, of which no return need say anything?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hls_signals.publish.beside_view import quoted, reflection_view
from hls_signals.publish.content import Content
from hls_signals.publish.learning_view import experiment_card
from hls_signals.publish.places import service_places
from hls_signals.publish.registry import page_builder
from hls_signals.publish.spoken_views import LearningCard, Quoted, ReflectionView
from hls_signals.publish.table_views import Link
from hls_signals.publish.wording import sentence
from hls_signals.register.models import Measure
from hls_signals.register.services import Service


@dataclass(frozen=True)
class ServicePage:
    """A service: its purpose, what people say of it, what was tried and learned there."""

    service_id: str
    name: str
    purpose: str
    about: str
    said_by: str
    quotes: tuple[Quoted, ...]
    experiments: tuple[LearningCard, ...]
    reflections: tuple[ReflectionView, ...]
    has_returns: bool


@page_builder("services")
def service_pages(content: Content) -> Iterator[Any]:
    """One page a service, by name."""
    # The plan looks at the registered parts, so it is asked for here and not above.
    from hls_signals.publish.site_plan import Planned

    for service in content.register.services:
        yield Planned(service_places(content)[service.id], "service", service_page(content, service))


def service_page(content: Content, service: Service) -> ServicePage:
    """Everything that may be shown of one service; what is of it has its id as its place."""
    named = [note for note in content.said.notes if note.narrative_id in service.people_words]
    own = [note for note in content.said.notes if note.area_code == service.id and note not in named]
    tried = [record for record in content.said.of_kind("experiment") if record.fields["area_code"] == service.id]
    learned = [record for record in content.said.of_kind("reflection") if record.fields["area_code"] == service.id]
    by_start = sorted(tried, key=lambda record: (record.fields["started_on"] or "", record.record_id))
    extra = content.settings.publish.extra_question
    return ServicePage(
        service_id=service.id,
        name=service.name,
        purpose=sentence(service.purpose),
        about=sentence(service.about),
        said_by=service.said_by,
        quotes=tuple(quoted(note) for note in sorted([*named, *own], key=lambda note: note.order)),
        experiments=tuple(experiment_card(record, content.as_of) for record in by_start),
        reflections=tuple(reflection_view(record, extra=extra) for record in learned),
        has_returns=any(area.area_code == service.id for _, area in content.subjects()),
    )


def service_links(content: Content, names: tuple[str, ...] | None = None) -> tuple[Link, ...]:
    """The way to each service, by name; to these alone where some are named."""
    places = service_places(content)
    listed = content.register.services
    return tuple(Link(one.name, places[one.id]) for one in listed if names is None or one.id in names)


def services_of(content: Content, measure: Measure) -> tuple[Link, ...]:
    """The services beside whose page a measure stands, by name."""
    return service_links(content, tuple(one.id for one in content.register.services if measure.id in one.measure_ids))
