"""Which target, colour rule and definition held for a period, as known on a day?

The latest `effective_from` at or before the period wins among those announced by then. An entry that names the area
goes before one that names none; on equal dates the later announcement wins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from hls_signals.register.models import ColourRule, Dated, Definition, Event, Measure, Target

Entry = TypeVar("Entry", bound=Dated)


def target_in_force(
    measure: Measure, area_code: str, period_start: dt.date, period_end: dt.date, known_on: dt.date
) -> Target | None:
    """The target for this area and period as known on a day; None where there was none."""
    day = period_start if measure.target_on == "period_start" else period_end - dt.timedelta(days=1)
    return _latest(measure.targets, area_code, day, known_on)


def rule_in_force(
    measure: Measure, area_code: str, period_start: dt.date, period_end: dt.date, known_on: dt.date
) -> ColourRule | None:
    """The colour rule for this area and period as known on a day; None where there was none."""
    day = period_start if measure.target_on == "period_start" else period_end - dt.timedelta(days=1)
    return _latest(measure.colour_rules, area_code, day, known_on)


def definition_in_force(measure: Measure, period_start: dt.date) -> Definition | None:
    """The definition under which this period is counted unless its figure says otherwise."""
    held = [entry for entry in measure.definitions if entry.effective_from <= period_start]
    return max(held, key=lambda entry: entry.effective_from, default=None)


def scoped_areas(measure: Measure) -> frozenset[str]:
    """Areas that some target or rule names; every other area shares one answer."""
    entries: Iterable[Dated] = (*measure.targets, *measure.colour_rules)
    return frozenset(code for entry in entries for code in entry.area_codes)


def _latest(entries: Iterable[Entry], area_code: str, day: dt.date, known_on: dt.date) -> Entry | None:
    held = [
        entry
        for entry in entries
        if entry.effective_from <= day
        and (entry.effective_to is None or day < entry.effective_to)
        and entry.announced <= known_on
        and (not entry.area_codes or area_code in entry.area_codes)
    ]
    return max(held, key=lambda entry: (bool(entry.area_codes), entry.effective_from, entry.announced), default=None)


def excused_by(events: Iterable[Event], area: str, period_start: dt.date, period_end: dt.date) -> Event | None:
    """The collection event that excuses a figure which is not there: it covers the whole period.

    An event without an end says that a collection changed on a day; it excuses nothing for ever after.
    """
    for event in events:
        ended = event.effective_to is not None
        inside = event.effective_from <= period_start and ended and period_end <= (event.effective_to or period_start)
        if event.kind == "collection" and inside and (not event.area_codes or area in event.area_codes):
            return event
    return None
