"""What follows in the change register where one area takes over from another?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from hls_signals.register.models import Area, Event

SOURCE = "register/areas.csv: valid_to and replaced_by"


def merger_events(areas: Sequence[Area], written: Iterable[Event] = ()) -> tuple[Event, ...]:
    """One `organisation` event for each area and day on which others' figures go on in its own.

    written  events of events.yaml: where one of them names the same areas on the same day, it speaks for itself
    """
    taken: dict[tuple[str, dt.date], list[Area]] = {}
    for area in areas:
        if area.replaced_by is not None and area.valid_to is not None:
            taken.setdefault((area.replaced_by, area.valid_to), []).append(area)
    known = [event for event in written if event.kind == "organisation"]
    names = {area.area_code: area.area_name for area in areas}
    return tuple(
        _event(successor, day, closed, names)
        for (successor, day), closed in taken.items()
        if not any(_speaks_of(event, successor, day, closed) for event in known)
    )


def predecessors(areas: Iterable[Area], successor: str) -> tuple[Area, ...]:
    """Every area whose figures go on in this one, also those of predecessors, in the order of areas.csv."""
    listed = tuple(areas)
    codes = {successor}
    while True:
        more = {area.area_code for area in listed if area.replaced_by in codes} - codes
        if not more:
            return tuple(area for area in listed if area.area_code in codes and area.area_code != successor)
        codes |= more


def _event(successor: str, day: dt.date, closed: Sequence[Area], names: dict[str, str]) -> Event:
    who = " and ".join(area.area_name for area in closed)
    return Event(
        id=f"merger_{successor}_{day}",
        all=True,
        area_codes=(*(area.area_code for area in closed), successor),
        kind="organisation",
        effective_from=day,
        text=f"The figures of {who} go on in those of {names.get(successor, successor)}.",
        source=SOURCE,
        confidence="confirmed",
    )


def _speaks_of(event: Event, successor: str, day: dt.date, closed: Sequence[Area]) -> bool:
    named = {successor, *(area.area_code for area in closed)}
    return event.effective_from == day and named <= set(event.area_codes)
