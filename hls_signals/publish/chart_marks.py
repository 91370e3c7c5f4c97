"""What happened in the time of a chart, and what was tried, each with its days?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hls_signals.narrative.said import ShownRecord
from hls_signals.publish.content import Content
from hls_signals.publish.periods import day_label
from hls_signals.publish.series_views import Badge, VariationRow
from hls_signals.publish.why_views import ChartNote
from hls_signals.publish.wording import EVENT_WORDS, IN_THE_LOG, in_words, sentence
from hls_signals.register.models import Area, Event, Measure
from hls_signals.workspace.language import phrase

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """A dated line on a chart; one more where it has an end that is drawn. It moves no limit."""

    on: dt.date
    ended: dt.date | None
    id: str
    note: ChartNote


def chart_marks(content: Content, measure: Measure, area: Area, rows: Sequence[VariationRow]) -> tuple[Mark, ...]:
    """Events of the register and experiments that concern this series and begin in its time, by day and id."""
    if not rows:
        return ()
    events = (_of_event(event) for event in content.register.events_for(measure, area.area_code))
    first, last = rows[0].period_start, rows[-1].period_end
    found = [mark for mark in (*events, *_tried(content, measure, area)) if first <= mark.on <= last]
    found.sort(key=lambda mark: (mark.on, mark.id))
    return tuple(found)


def badges(marks: Sequence[Mark], last: dt.date) -> tuple[Badge, ...]:
    """The letters of the marks in time order; an end up to the `last` day has the letter of its beginning."""
    found = []
    for number, mark in enumerate(marks):
        days = [mark.on, *([mark.ended] if mark.ended and mark.on < mark.ended <= last else [])]
        found += [Badge(letter(number), day) for day in days]
    return tuple(sorted(found, key=lambda badge: badge.on))


def letter(number: int) -> str:
    """A, B ... Z, AA, AB ...

    >>> letter(0), letter(26)
    ('A', 'AA')
    """
    first, last = divmod(number, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[last]


def _of_event(event: Event) -> Mark:
    # `effective_to` is the first day on which it no longer holds; people name the last on which it does.
    last = None if event.effective_to is None else event.effective_to - ONE_DAY
    note = ChartNote(
        letter="",
        dates=_dates(event.effective_from, last),
        kind=in_words(event.kind, EVENT_WORDS),
        text=sentence(event.text),
        source=event.source,
        confidence=event.confidence,
    )
    return Mark(event.effective_from, None, event.id, note)


def _tried(content: Content, measure: Measure, area: Area) -> Iterator[Mark]:
    for record in content.said.of_kind("experiment"):
        fields = record.fields
        is_here = fields["area_code"] in ("", area.area_code)
        if fields["started_on"] and is_here and measure.id in fields["measure_ids"]:
            yield _of_experiment(record)


def _of_experiment(record: ShownRecord) -> Mark:
    ended = record.fields["ended"]
    start, last = _day(record.fields["started_on"]), None if ended is None else _day(ended["on"])
    note = ChartNote(
        letter="",
        dates=_dates(start, last),
        kind=phrase("Something tried"),
        text=sentence(record.fields["title"]),
        source="",
        confidence=IN_THE_LOG,
    )
    return Mark(start, last, record.record_id, note)


def _day(given: str) -> dt.date:
    return dt.date.fromisoformat(given)


def _dates(first: dt.date, last: dt.date | None) -> str:
    until = phrase(" to {last}", last=day_label(last)) if last is not None and last > first else ""
    return day_label(first) + until
