"""What does a person-level submission hold, and where do its rows stand?

A submission is a folder: a set of files that belong together. They are read in memory; neither bytes nor rows are
kept. Rows of all files that are read are numbered through, and told by file and row in what is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath

import polars as pl

from hls_signals.returns.csv_table import csv_table
from hls_signals.returns.faults import FileFault
from hls_signals.returns.landed import CSV_SUFFIXES, LandedFile
from hls_signals.returns.table import ROW, Table

ELSEWHERE = "move it into inbox/person_level/<return_id>/<any name>/, where nothing of it is kept"
UNNAMED_PEOPLE = (
    "name the folder inbox/person_level/<return_id>/<any name>/ after a return whose mapping says `person_level: true`"
)
# The note of a ledger row whose bytes and rows are not kept.
NOT_KEPT = "N510"
_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class LandedSet(LandedFile):
    """The files of one folder, as received.

    members  bytes by name inside the folder.
    wanted   the files that are read, by a word of their name; None: every CSV.
    """

    members: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    wanted: frozenset[str] | None = None

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return sum(len(data) for data in self.members.values())

    @property
    def is_person_level(self) -> bool:
        """Nothing of it is kept."""
        return True

    @property
    def is_large(self) -> bool:
        """A set is read whole: people are counted over all of its files."""
        return False

    @cached_property
    def table(self) -> Table:
        """Row numbers alone, of every file that is read; FileFault Q106 where there is no row."""
        tables = list(self._tables.values())
        rows = [table.frame.select(ROW) for table in tables]
        ragged = pl.concat([pl.Series(ROW, [], dtype=pl.Int64), *(table.ragged for table in tables)])
        whole = Table((), pl.concat([pl.DataFrame(schema={ROW: pl.Int64}), *rows]), ragged)
        if not whole.row_count and not self.is_nil:
            raise FileFault("Q106")
        return whole

    def member(self, word: str) -> Table:
        """The table of the one file whose name holds this word; FileFault Q150 where there is none, or two."""
        found = [name for name in self._tables if word in _words(name)]
        if len(found) != 1:
            which = "no file" if not found else "two files"
            raise FileFault("Q150", mend=f"{which} called `{word}`: put one CSV of that name into the folder")
        return self._tables[found[0]]

    def placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The same rows told by file (as source_sheet) and by row in it."""
        sheet: pl.Expr = pl.col("source_sheet")
        row: pl.Expr = pl.col(ROW)
        try:
            offsets = self._offsets
        except FileFault:
            # A set that cannot be read has no files to tell its rows by.
            offsets = {}
        for name, offset in offsets.items():
            is_here = pl.col(ROW) > offset
            sheet = pl.when(is_here).then(pl.lit(name)).otherwise(sheet)
            row = pl.when(is_here).then(pl.col(ROW) - offset).otherwise(row)
        return rows.with_columns(sheet.alias("source_sheet"), row.alias(ROW))

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {name: _moved(self._parsed[name], offset) for name, offset in self._offsets.items()}

    @cached_property
    def _parsed(self) -> dict[str, Table]:
        return {name: self._one(self.members[name]) for name in sorted(self.members) if self._is_read(name)}

    def _one(self, data: bytes) -> Table:
        if not data:
            raise FileFault("Q105")
        return csv_table(data, self.encoding)

    @cached_property
    def _offsets(self) -> dict[str, int]:
        offsets: dict[str, int] = {}
        end = 0
        for name, table in self._parsed.items():
            offsets[name] = end
            last = pl.concat([table.frame[ROW], table.ragged]).max()
            end += last if isinstance(last, int) else 1
        return offsets

    def _is_read(self, name: str) -> bool:
        if PurePosixPath(name).suffix.casefold() not in CSV_SUFFIXES:
            return False
        return self.wanted is None or not self.wanted.isdisjoint(_words(name))


def set_hash(hashes: Mapping[str, str]) -> str:
    """The hash of a set of files: that of its sorted `name sha256` lines."""
    lines = sorted(f"{name} {sha256}\n" for name, sha256 in hashes.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _words(name: str) -> Iterator[str]:
    return iter(_WORDS.split(PurePosixPath(name).stem.casefold()))


def _moved(table: Table, offset: int) -> Table:
    return replace(table, frame=table.frame.with_columns(pl.col(ROW) + offset), ragged=table.ragged + offset)
