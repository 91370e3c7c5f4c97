"""What do the open book and the figures as returned hold?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hls_signals.publish.table_views import Link, Table


@dataclass(frozen=True)
class ReturnedSeries:
    """Every period of one measure as it was returned, with the way to its learning page."""

    name: str
    href: str
    table: Table


@dataclass(frozen=True)
class AsReturned:
    """The figures of one area as they were returned, in register order: the newest of each measure, then every one."""

    area_code: str
    area_name: str
    table: Table
    series: tuple[ReturnedSeries, ...]
    has_colour: bool


@dataclass(frozen=True)
class Source:
    """Where the figures of a measure come from."""

    name: str
    return_id: str
    words: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class ReturnFiles:
    """The files of one return, and what became of them in one line."""

    name: str
    summed_up: str
    table: Table


@dataclass(frozen=True)
class DueDay:
    """A day on which a return is due, and when the newest file for it came, in words; empty where none did."""

    on: dt.date
    return_id: str
    received: str


@dataclass(frozen=True)
class OpenBook:
    """How this release was made, for anybody who wants to look."""

    simulated: bool
    profile: str
    let_out: str
    sources: tuple[Source, ...]
    received: tuple[ReturnFiles, ...]
    due_days: tuple[DueDay, ...]
    due: Table
    set_aside: Table
    figures: Table
    targets: Table
    definitions: Table
    questions: Table
    not_worked_out: Table
    not_calculated: Table
    waivers: Table
    versions: Table
