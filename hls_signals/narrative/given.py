"""What did somebody give, before anything is made of it: fields by name, and where each note stood?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIELDS = (
    "narrative_id",
    "occurred_on",
    "occurred_from",
    "occurred_to",
    "recorded_on",
    "source_type",
    "scope",
    "signal_id",
    "measure_ids",
    "text",
    "tags",
    "author_role",
    "about_person",
    "consent",
    "audience",
    "expires_on",
)


@dataclass(frozen=True)
class Given:
    """One note as it stood in its file; `row` counts from 1 and is the sheet's or record's own number."""

    row: int
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Reading:
    """All notes of a file, how many records could not be told apart, and the columns that were dropped at the door."""

    notes: tuple[Given, ...]
    columns_dropped: tuple[str, ...] = ()
    ragged_rows: tuple[int, ...] = ()


def field_name(header: str) -> str:
    """A header as the name of a field: small letters, one underscore between words.

    >>> field_name(" Occurred on"), field_name("Measure-IDs")
    ('occurred_on', 'measure_ids')
    """
    return re.sub(r"[\s_-]+", "_", header.strip().casefold())


def known_fields(given: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """The fields that are read, by their names, and the headers of those that are not."""
    named = {header: field_name(header) for header in given}
    held: dict[str, object] = {}
    for header, value in given.items():
        name = named[header]
        if name in FIELDS and not _is_empty(value):
            # Two columns of one name that disagree are no plain value, and the row is set aside for it.
            held[name] = [held[name], value] if name in held and held[name] != value else value
    return held, [header for header, name in named.items() if name and name not in FIELDS]


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def reading(given: Iterable[tuple[int, Mapping[str, object]]], ragged: Iterable[int] = ()) -> Reading:
    """The notes of numbered records; a record that holds nothing at all is no note."""
    notes: list[Given] = []
    dropped: dict[str, None] = {}
    for row, record in given:
        fields, others = known_fields(record)
        dropped.update(dict.fromkeys(others))
        if fields:
            notes.append(Given(row, fields))
    return Reading(tuple(notes), tuple(dropped), tuple(ragged))
