"""Which dated lines do experiments put on the charts they name? They change no limits and explain no figure.

The title is a person's words: it stands in the learning log, as a quotation, and in no sentence of ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from hls_signals.narrative.said import ShownRecord
from hls_signals.register.load import Register
from hls_signals.register.models import Event
from hls_signals.workspace.language import phrase


def with_experiments(register: Register, experiments: Iterable[ShownRecord]) -> Register:
    """The register with the start and end of each experiment among its events, by date and id."""
    lines = [line for record in experiments for line in _lines(record)]
    events = sorted((*register.events, *lines), key=lambda event: (event.effective_from, event.id))
    return replace(register, events=tuple(events)) if lines else register


def _lines(record: ShownRecord) -> Iterator[Event]:
    fields = record.fields
    if not fields["measure_ids"] or not fields["started_on"]:
        return
    yield _line(record, "start", fields["started_on"], phrase("An experiment begins; it stands in the learning log."))
    if fields["ended"] is not None:
        yield _line(record, "end", fields["ended"]["on"], phrase("An experiment ends; it stands in the learning log."))


def _line(record: ShownRecord, which: str, day: str, text: str) -> Event:
    area = record.fields["area_code"]
    return Event(
        id=f"experiment-{sha256(record.record_id.encode()).hexdigest()[:12]}-{which}",
        measure_ids=tuple(record.fields["measure_ids"]),
        area_codes=(area,) if area else (),
        kind="service",
        effective_from=dt.date.fromisoformat(day),
        text=text,
        source=phrase("Learning log"),
        confidence="confirmed",
    )
