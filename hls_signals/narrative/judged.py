"""What does one file of notes or of learning hold: which records are kept, which set aside, which here already?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import polars as pl

from hls_signals.narrative.faults import NoteFault
from hls_signals.narrative.taken_in import Aside

Record = TypeVar("Record")
TAKEN_BACK = "T103"


@dataclass(frozen=True)
class Arrived:
    """A file as it lay in its drop folder."""

    name: str
    sha256: str
    data: bytes = field(repr=False)
    received_at: dt.datetime


@dataclass(frozen=True)
class Judged:
    """What a file holds: the rows to keep, and those set aside.

    keeps_bytes  False where a row of it was taken back earlier: its bytes are not kept then
    known        rows that the record holds already
    told         codes of rows that are kept with something to ask
    """

    rows: pl.DataFrame
    rows_in: int
    set_aside: tuple[Aside, ...] = ()
    columns_dropped: tuple[str, ...] = ()
    keeps_bytes: bool = True
    known: int = 0
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sifted:
    """The records of one file, told apart: rows to keep, those set aside, and how many are here already."""

    rows: list[dict[str, Any]]
    set_aside: list[Aside]
    known: int

    @property
    def holds_what_was_taken_back(self) -> bool:
        """True where a record of the file was taken back earlier."""
        return any(aside.code == TAKEN_BACK for aside in self.set_aside)


def sifted(records: Iterable[tuple[int, Record]], row_of: Callable[[int, Record], dict[str, Any] | None]) -> Sifted:
    """Each record as a row; a bad one is set aside and the rest of the file goes on.

    records  each with the row it stood in
    row_of   None for a record that is here already; raises NoteFault
    """
    found = Sifted([], [], 0)
    same = 0
    for number, record in records:
        try:
            row = row_of(number, record)
        except NoteFault as fault:
            found.set_aside.append(Aside(number, fault.code, fault.mend))
            continue
        if row is None:
            same += 1
        else:
            found.rows.append(row)
    return replace(found, known=same)
