"""Which pages do meetings have, and what stands on each?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hls_signals.publish.beside_view import quoted, reflection_view
from hls_signals.publish.content import Content
from hls_signals.publish.front_sheet import chosen, meeting_path
from hls_signals.publish.meeting_views import MeetingPage
from hls_signals.publish.periods import day_label
from hls_signals.publish.places import measure_places
from hls_signals.publish.registry import page_builder
from hls_signals.publish.room_records import asked_at, offered_at, reflections_of
from hls_signals.publish.slugs import slugs
from hls_signals.publish.spoken_views import Quoted, ReflectionView
from hls_signals.publish.table_views import Link
from hls_signals.register.meetings import NOTE, Meeting
from hls_signals.register.packs import packs_in_force
from hls_signals.workspace.settings import Pack


@page_builder("meetings")
def meeting_pages(content: Content) -> Iterator[Any]:
    """One page a meeting of a pack that is there, by date and pack."""
    # The plan looks at the registered parts, so it is asked for here and not above.
    from hls_signals.publish.site_plan import Planned

    packs = {pack.id: pack for pack in packs_in_force(content.settings, content.register)}
    for meeting in content.register.meetings:
        if meeting.pack in packs:
            view = meeting_page(content, meeting, packs[meeting.pack])
            yield Planned(meeting_path(content, meeting), "meeting", view)


def meeting_page(content: Content, meeting: Meeting, pack: Pack) -> MeetingPage:
    """What was talked about, what people chose to talk about next, and what the room made of it; no figure."""
    items = _items(content, pack)
    by_id = {note.narrative_id: note for note in content.said.notes}
    named = [name.removeprefix(NOTE) for name in meeting.talked_about if name.startswith(NOTE)]
    is_to_come = meeting.held_on >= content.as_of
    return MeetingPage(
        pack_id=pack.id,
        title=pack.title,
        held_on=day_label(meeting.held_on),
        is_to_come=is_to_come,
        release_id=meeting.release_id,
        talked_about=chosen(content, meeting.talked_about, items),
        quotes=_quotes(by_id[name] for name in named if name in by_id),
        talk_about=chosen(content, meeting.talk_about, items),
        chosen_by=meeting.chosen_by_role,
        reflections=tuple(_reflections(content, meeting, pack)),
        asked=tuple(asked_at(content, meeting.held_on)),
        offered=tuple(offered_at(content, meeting.held_on)),
        pack_href=_pack_href(content, pack),
    )


def _quotes(notes: Any) -> tuple[Quoted, ...]:
    return tuple(quoted(note) for note in notes)


def _reflections(content: Content, meeting: Meeting, pack: Pack) -> Iterator[ReflectionView]:
    names = [item.measure_id for item in pack.items]
    for record in reflections_of(content, meeting, names):
        measure = content.register.by_id.get(record.fields["measure_id"])
        about = "The meeting as a whole" if measure is None else measure.question
        yield reflection_view(record, about=about, extra=content.settings.publish.extra_question)


def _items(content: Content, pack: Pack) -> Mapping[str, Link]:
    """Where each item of a pack stands."""
    places = measure_places(content)
    return {
        item.measure_id: Link(content.register.by_id[item.measure_id].question, f"{places[key]}.html")
        for item in pack.items
        if (key := (item.measure_id, item.area_code)) in places
    }


def _pack_href(content: Content, pack: Pack) -> str:
    """Where the pack itself stands: the front page for the first."""
    if content.settings.packs:
        is_first = content.settings.packs[0].id == pack.id
        return "index.html" if is_first else f"pack/{pack.id}.html"
    areas = slugs(area.area_code for area in content.register.areas)
    return f"area/{areas[pack.id]}/index.html"


def meeting_links(content: Content) -> tuple[Link, ...]:
    """Every meeting that has a page, newest first."""
    packs = {pack.id: pack for pack in packs_in_force(content.settings, content.register)}
    several = len({meeting.pack for meeting in content.register.meetings}) > 1
    held = [meeting for meeting in reversed(content.register.meetings) if meeting.pack in packs]
    return tuple(
        Link(day_label(m.held_on) + (f", {packs[m.pack].title}" if several else ""), meeting_path(content, m))
        for m in held
    )
