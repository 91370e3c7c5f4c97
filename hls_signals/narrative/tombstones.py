"""What is left of words that were taken back: a hash that keeps a re-sent copy out, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Literal

import polars as pl

from hls_signals.narrative.note import Note
from hls_signals.narrative.record import RESTRICTED, as_frame, write_plain
from hls_signals.returns.ledger import whole_record
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace

Because = Literal["withdrawn", "erased", "expired", "kept long enough"]
SCHEMA = "hls.tombstone/1"
TOMBSTONES: dict[str, pl.DataType] = {"row_sha256": pl.String(), "because": pl.String(), "on": pl.Date()}


def row_sha256(note: Note) -> str:
    """The hash of what a note says and of when: the same words in another file, under another id, have the same."""
    parts = (" ".join(note.text.split()), note.occurred_from.isoformat(), note.occurred_to.isoformat())
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def tombstones_file(workspace: Workspace) -> Path:
    """Where the hashes lie."""
    return workspace.narratives / "tombstones.parquet"


def read_tombstones(workspace: Workspace) -> pl.DataFrame:
    """Every hash that keeps a copy out."""
    path = tombstones_file(workspace)
    if not path.is_file():
        return pl.DataFrame(schema=TOMBSTONES)
    with whole_record(f"warehouse/narratives/{path.name}"):
        return pl.read_parquet(path).cast(pl.Schema(TOMBSTONES))


def bury(workspace: Workspace, hashes: Iterable[str], because: Because, on: dt.date) -> None:
    """Keep these rows out from now on."""
    rows = as_frame(({"row_sha256": held, "because": because, "on": on} for held in hashes), TOMBSTONES)
    both = pl.concat([read_tombstones(workspace), rows]).unique("row_sha256", keep="last", maintain_order=True)
    write_plain(tombstones_file(workspace), both)


def bury_raw(workspace: Workspace, source_sha256: str, because: Because, on: dt.date) -> None:
    """The raw copy of a file as a tombstone: hash, date and reason."""
    write_whole(workspace.raw / source_sha256, raw_tombstone(source_sha256, because, on), RESTRICTED)


def raw_tombstone(source_sha256: str, because: Because, on: dt.date) -> str:
    """What stands in the place of a raw copy."""
    return json.dumps({"schema": SCHEMA, "sha256": source_sha256, "because": because, "on": on.isoformat()}) + "\n"


def is_raw_tombstone(path: Path) -> bool:
    """True where the bytes of a file are gone and its tombstone stands there."""
    return path.is_file() and path.read_bytes()[:64].startswith(b'{"schema": "hls.tombstone/1"')
