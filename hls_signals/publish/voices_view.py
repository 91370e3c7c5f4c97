"""Whose voices are heard, by area and quarter, and where is there silence? Heard or not heard; never how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import get_args

from hls_signals.narrative.note import Role
from hls_signals.narrative.said import ShownNote
from hls_signals.publish.beside_view import ROLE_WORDS, quoted
from hls_signals.publish.content import Content
from hls_signals.publish.periods import period_label
from hls_signals.publish.spoken_views import AreaVoices, QuarterVoices, Voices
from hls_signals.publish.table_views import Link
from hls_signals.register.models import Area
from hls_signals.workspace.language import phrase

ROLES = tuple(role for role in get_args(Role) if role != "unknown")
QUARTERS = 4


def voices(content: Content, places: Mapping[tuple[str, str], str]) -> Voices | None:
    """Who was heard in the last four quarters; None where no note is published yet.

    places  where each measure's page of an area lies, without its ending
    """
    notes = content.said.notes
    if not notes:
        return None
    linked = {measure for note in notes for measure in note.measure_ids}
    return Voices(
        tuple(_area(content, area.area_code, area.area_name) for area in _areas(content)),
        _area(content, "", phrase("The whole alliance")),
        tuple(_silent(content, linked, places)),
        tuple(quoted(note) for note in notes if not note.measure_ids and not _is_of_service(content, note)),
    )


def _is_of_service(content: Content, note: ShownNote) -> bool:
    """True for words that stand on the page of a service: they are not without a place."""
    services = content.register.services
    return any(note.narrative_id in one.people_words or note.area_code == one.id for one in services)


def _areas(content: Content) -> list[Area]:
    having = {area.area_code: area for _, area in content.subjects()}
    return sorted(having.values(), key=lambda area: (area.area_name.casefold(), area.area_code))


def _area(content: Content, code: str, name: str) -> AreaVoices:
    return AreaVoices(code, name, tuple(_quarter(content, code, start) for start in _quarters(content.as_of)))


def _quarters(as_of: dt.date) -> list[dt.date]:
    """The first days of the quarter asked about and of those before it, in time order."""
    number = as_of.year * 4 + (as_of.month - 1) // 3
    return [dt.date(n // 4, n % 4 * 3 + 1, 1) for n in range(number - QUARTERS + 1, number + 1)]


def _quarter(content: Content, code: str, start: dt.date) -> QuarterVoices:
    number = start.year * 4 + (start.month - 1) // 3 + 1
    end = dt.date(number // 4, number % 4 * 3 + 1, 1)
    heard = {
        note.author_role
        for note in content.said.notes
        if note.area_code == code and note.occurred_from < end and note.occurred_to > start
    }
    return QuarterVoices(
        period_label("quarter", start, end),
        tuple(phrase(ROLE_WORDS[role]) for role in ROLES if role in heard),
        tuple(phrase(ROLE_WORDS[role]) for role in ROLES if role not in heard),
    )


def _silent(content: Content, linked: set[str], places: Mapping[tuple[str, str], str]) -> Iterator[Link]:
    """Measures about which nobody's words are published, in register order, each with a page of it."""
    having = dict.fromkeys(measure for measure, _ in places)
    for measure in content.register.measures:
        if measure.id in having and measure.id not in linked:
            yield Link(measure.question, next(f"{path}.html" for key, path in places.items() if key[0] == measure.id))
