"""How does a file of notes or of learning get from its drop folder into the record, and leave the folder?

Bytes, then rows, then the ledger, then the folder: each step can be repeated, and the file is removed only when its
copy has been read back. A crash anywhere is mended by the next run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from hls_signals.narrative.faults import NoteFileFault
from hls_signals.narrative.judged import Arrived, Judged
from hls_signals.narrative.record import RESTRICTED, write_source
from hls_signals.narrative.redaction import redact, tells_nobody
from hls_signals.narrative.tombstones import is_raw_tombstone, raw_tombstone
from hls_signals.returns.inbox import InboxFile, Waiting, files_in, seconds_left
from hls_signals.returns.ledger import ledger_row, next_receipt, read_intake, write_run
from hls_signals.returns.schema import INTAKE, QUARANTINE
from hls_signals.workspace.files import sha256_of, write_whole
from hls_signals.workspace.layout import Workspace

NARRATIVE, LEARNING = "narrative", "learning"
ADAPTERS = (NARRATIVE, LEARNING)


@dataclass(frozen=True)
class DropFolder:
    """One drop folder: where its files lie, where their rows go, and who reads them.

    judge     raises NoteFileFault for a file that is set aside whole
    standing  names of files that are the council's own and stay where they are; empty for a drop folder
    """

    adapter: str
    inbox: Path
    store: Path
    judge: Callable[[Arrived], Judged]
    standing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What its files are called after in the ledger."""
        return self.adapter if self.standing else self.inbox.name


@dataclass(frozen=True)
class Taken:
    """What one look at the drop folders found."""

    intake: pl.DataFrame
    quarantine: pl.DataFrame
    waiting: tuple[Waiting, ...] = ()


@dataclass
class _Look:
    """What has been found so far."""

    last: dt.datetime | None
    judged: dict[tuple[str, str], tuple[str, str]]
    kept: set[str]
    intake: list[pl.DataFrame] = field(default_factory=list)
    quarantine: list[pl.DataFrame] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    leaving: list[tuple[Path, str]] = field(default_factory=list)

    def add(self, row: dict[str, Any], lines: list[dict[str, Any]]) -> None:
        self.last = row["received_at"]
        self.intake.append(ledger_row(row))
        self.quarantine.append(pl.DataFrame(lines, schema=QUARANTINE))

    def leave(self, folder: DropFolder, file: InboxFile, digest: str) -> None:
        if not folder.standing:
            self.leaving.append((file.path, digest))


def take_in(workspace: Workspace, folders: tuple[DropFolder, ...], settle_seconds: int, now: dt.datetime) -> Taken:
    """Take in every complete file of the drop folders: one ledger row a file; what is set aside whole stays there."""
    intake = read_intake(workspace)
    ours = intake.filter(pl.col("adapter").is_in(ADAPTERS))
    look = _Look(
        last=None if intake.is_empty() else intake["received_at"][-1],
        judged={(row["source_name"], row["sha256"]): (row["outcome"], row["code"] or "") for row in _rows(ours)},
        kept=set(ours.filter(pl.col("outcome") == "accepted")["sha256"]),
    )
    for folder in folders:
        for file in _files(folder):
            _look_at(workspace, folder, file, look, settle_seconds, now)
    found = Taken(_together(look.intake, INTAKE), _together(look.quarantine, QUARANTINE), tuple(look.waiting))
    write_run(workspace, found.intake, found.quarantine)
    for path, digest in look.leaving:
        _leave(workspace, path, digest)
    return found


def _rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    return frame.iter_rows(named=True)


def _files(folder: DropFolder) -> Iterator[InboxFile]:
    if folder.standing:
        paths = (folder.inbox / name for name in folder.standing)
        yield from (InboxFile(path, path.name) for path in paths if path.is_file())
    elif folder.inbox.is_dir():
        yield from files_in(folder.inbox)


def _look_at(
    workspace: Workspace, folder: DropFolder, file: InboxFile, look: _Look, settle_seconds: int, now: dt.datetime
) -> None:
    data, left = _whole(file, settle_seconds, now)
    digest = "" if data is None else sha256(data).hexdigest()
    name = f"{folder.label}/{harmless_name(file.source_name, digest)}"
    if data is None:
        look.waiting.append(Waiting(name, left or settle_seconds, is_shut=not left))
        return
    arrived = Arrived(file.path.name, digest, data, next_receipt(now, look.last))
    known = {"sha256": digest, "source_name": name, "adapter": folder.adapter, "received_at": arrived.received_at,
             "bytes": len(data), "notes": "", "columns_dropped": "", "code": "", "mend": ""}  # fmt: skip
    if digest in look.kept:
        if (name, digest) not in look.judged:
            look.add({**known, "outcome": "duplicate"}, [])
        look.leave(folder, file, digest)
        return
    try:
        judged = folder.judge(arrived)
    except NoteFileFault as fault:
        if look.judged.get((name, digest)) != ("quarantined", fault.code):
            row = {**known, "outcome": "quarantined", "code": fault.code, "mend": fault.mend}
            look.add(row, [_line(known, "file", None, fault.code, fault.mend)])
        return
    _store(workspace, folder, arrived, judged, now)
    look.kept.add(digest)
    lines = [_line(known, "row", aside.row, aside.code, aside.mend) for aside in judged.set_aside]
    look.add(known | {"outcome": "accepted"} | _counts(judged), lines)
    look.leave(folder, file, digest)


def harmless_name(name: str, digest: str) -> str:
    """A file's name as it may be told: one that may point at a person is told by the file's hash."""
    path = PurePath(name)
    if tells_nobody("/".join(path.with_suffix("").parts)):
        return name
    return f"{digest[:12] or 'a file'}{path.suffix}"


def _whole(file: InboxFile, settle_seconds: int, now: dt.datetime) -> tuple[bytes | None, int]:
    """The file's bytes once it has arrived; else None and the seconds left, none where it cannot be opened."""
    try:
        left = seconds_left(file, settle_seconds, now)
        before = file.path.stat()
        data = file.path.read_bytes()
        after = file.path.stat()
    except OSError:
        return None, 0
    moved = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size
    return (None, max(left, 1)) if left or moved else (data, 0)


def _store(workspace: Workspace, folder: DropFolder, arrived: Arrived, judged: Judged, now: dt.datetime) -> None:
    raw = workspace.raw / arrived.sha256
    if judged.keeps_bytes:
        write_whole(raw, arrived.data, RESTRICTED)
    else:
        write_whole(raw, raw_tombstone(arrived.sha256, "withdrawn", now.date()), RESTRICTED)
    if not judged.rows.is_empty():
        write_source(folder.store, arrived.sha256, judged.rows)


def _leave(workspace: Workspace, path: Path, digest: str) -> None:
    """Remove a file from its drop folder once its copy has been read back and is the same, or was taken back."""
    raw = workspace.raw / digest
    if raw.is_file() and (sha256_of(raw) == digest or is_raw_tombstone(raw)):
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".done").unlink(missing_ok=True)


def _counts(judged: Judged) -> dict[str, Any]:
    aside = len(judged.set_aside)
    dropped = [redact(name).text for name in judged.columns_dropped]
    known = [f"{judged.known} here already"] if judged.known else []
    told = [f"{code} {number}" for code, number in sorted(Counter(judged.told).items())]
    return {
        "rows_in": judged.rows_in, "rows_set_aside": aside, "rows_accepted": judged.rows_in - aside,
        "columns_dropped": ", ".join(dropped), "notes": "; ".join([*known, *told]),
    }  # fmt: skip


def _line(known: dict[str, Any], level: str, row: int | None, code: str, mend: str) -> dict[str, Any]:
    return {"sha256": known["sha256"], "source_name": known["source_name"], "level": level, "source_sheet": None,
            "source_row": row, "source_column": None, "code": code, "mend": mend}  # fmt: skip


def _together(frames: list[pl.DataFrame], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])
