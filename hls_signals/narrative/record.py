"""Where does the text of a note live in the record, and how is it written and read?

One Parquet file a source under warehouse/narratives/, uncompressed, so that a search of its bytes finds every word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from hls_signals.narrative.note import Note
from hls_signals.returns.ledger import whole_record
from hls_signals.workspace.files import whole_file
from hls_signals.workspace.layout import Workspace

RESTRICTED = 0o400
SHA_DIGITS = 64
# What joins several values in one cell.
JOINER = ";"
# Stands between two pieces of prose in one text; a letter that no note holds.
MARK = "\u241e"
SEPARATOR = f"\n{MARK}\n"
_UTC = pl.Datetime("us", "UTC")
NOTES: dict[str, pl.DataType] = {
    "narrative_id": pl.String(),
    "source_sha256": pl.String(),
    "source_row": pl.Int64(),
    "received_at": _UTC,
    "row_sha256": pl.String(),
    "occurred_from": pl.Date(),
    "occurred_to": pl.Date(),
    "recorded_on": pl.Date(),
    "source_type": pl.String(),
    "scope": pl.String(),
    "signal_id": pl.String(),
    "measure_ids": pl.String(),
    "tags": pl.String(),
    "author_role": pl.String(),
    "about_person": pl.String(),
    "consent": pl.String(),
    "audience": pl.String(),
    "expires_on": pl.Date(),
    # The words as given, or as a person masked them by hand; null once they are gone.
    "text": pl.String(),
    "masked_text": pl.String(),
    "text_sha256": pl.String(),
    "engine": pl.String(),
    "doubts": pl.String(),
    # Measures the masked words may be about, as JSON, and the hash of the codebook that said so.
    "suggested": pl.String(),
    "codebook": pl.String(),
}
FIELDS = tuple(Note.model_fields)


def source_files(folder: Path) -> list[Path]:
    """The Parquet files of a folder of the record that are called after a source, in the order of their names."""
    return sorted(path for path in folder.glob("*.parquet") if len(path.stem) == SHA_DIGITS)


@dataclass(frozen=True)
class Store:
    """One folder of the record: its columns, and which of them is a row's id."""

    folder: Path
    schema: Mapping[str, pl.DataType]
    key: str

    def read(self) -> pl.DataFrame:
        """Every version of every row, in the order in which they came."""
        parts = [pl.DataFrame(schema=self.schema)]
        parts += [self._read_one(path) for path in source_files(self.folder)]
        return pl.concat(parts).sort("received_at", "source_sha256", "source_row")

    def current(self) -> pl.DataFrame:
        """The newest version of each row, by id."""
        return newest(self.read(), self.key)

    def rewrite(self, changed: pl.DataFrame) -> int:
        """Write again every source whose rows are not these; `changed` holds all rows. How many were written."""
        written = 0
        for path in source_files(self.folder):
            rows = changed.filter(pl.col("source_sha256") == path.stem)
            if rows.is_empty():
                path.unlink()
            elif not rows.equals(self._read_one(path)):
                write_source(self.folder, path.stem, rows)
                written += 1
        return written

    def _read_one(self, path: Path) -> pl.DataFrame:
        with whole_record(f"warehouse/{self.folder.name}/{path.name}"):
            rows = pl.read_parquet(path).select(pl.col(name).cast(kind) for name, kind in self.schema.items())
        return rows.sort("received_at", "source_sha256", "source_row")


def notes_store(workspace: Workspace) -> Store:
    """Where notes lie."""
    return Store(workspace.narratives, NOTES, "narrative_id")


def newest(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The last version of each row, by id."""
    return rows.unique(key, keep="last", maintain_order=True).sort(key)


def write_source(folder: Path, source_sha256: str, rows: pl.DataFrame) -> None:
    """The rows of one source, whole or not at all, readable by their owner alone."""
    write_plain(folder / f"{source_sha256}.parquet", rows)


def write_plain(target: Path, rows: pl.DataFrame) -> None:
    """A Parquet file without compression, restricted."""
    with whole_file(target, RESTRICTED) as part:
        rows.write_parquet(part, compression="uncompressed", statistics=False)


def note_of(row: Mapping[str, Any]) -> Note:
    """A row of the record as the note it was; where its words are gone, the masked ones stand for them."""
    held = {name: row[name] for name in FIELDS}
    held |= {name: tuple(filter(None, row[name].split(JOINER))) for name in ("measure_ids", "tags")}
    return Note(**{**held, "text": row["text"] or row["masked_text"] or "-"})


def columns_of(note: Note) -> dict[str, Any]:
    """The fields of a note as cells of the record."""
    held = note.model_dump()
    return {**held, "measure_ids": JOINER.join(note.measure_ids), "tags": JOINER.join(note.tags)}


def as_frame(rows: Iterable[Mapping[str, Any]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Rows as a frame of these columns, null where a row says nothing."""
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=dict(schema))
