"""Which files have been taken in, and what was set aside?"""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from hls_signals.returns.schema import INTAKE, QUARANTINE
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import whole_file
from hls_signals.workspace.layout import Workspace

RESTRICTED = 0o400
# Columns that ledgers of an older version do not have; they are empty there. Without any other a ledger is damaged.
ADDED_LATER = ("signed_off_by_role", "signed_off_on")
_NO_ROOM = f"(os error {errno.ENOSPC})"


class RecordDamaged(MendableError):
    """A file of the record that is missing, or is not what was written."""

    code = "W206"


@contextmanager
def whole_record(where: str) -> Iterator[None]:
    """Read a file of the record in here: RecordDamaged, naming it as given, where it is missing or damaged."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise RecordDamaged(
            "a file of the record is missing or damaged.",
            where=where,
            mend="restore it from a backup; the last release stays open",
        ) from None


def read_intake(workspace: Workspace) -> pl.DataFrame:
    """Every ledger row, in the order of receipt; empty with its columns where nothing has been taken in."""
    return _together([_read(path, INTAKE) for path in _runs(workspace)], INTAKE).sort("received_at")


def read_quarantine(workspace: Workspace) -> pl.DataFrame:
    """Every line set aside, run by run. Lines of a run that never reached its ledger row are not there."""
    beside = [_lines_folder(workspace) / path.name for path in _runs(workspace)]
    lines = [_read(path, QUARANTINE, "warehouse/intake/quarantine") for path in beside if path.is_file()]
    return _together(lines, QUARANTINE)


def write_run(workspace: Workspace, intake: pl.DataFrame, quarantine: pl.DataFrame) -> None:
    """One file a run each; the ledger last, since it is what makes everything before it count."""
    if intake.is_empty():
        return
    first: dt.datetime = intake["received_at"][0]
    name = f"{first:%Y%m%dT%H%M%S%f}Z.parquet"
    write_frame(_lines_folder(workspace) / name, quarantine)
    write_frame(workspace.intake / name, intake)


def write_frame(target: Path, frame: pl.DataFrame | pl.LazyFrame) -> None:
    """A Parquet file that appears whole, readable by its owner alone and by nobody writable."""
    with whole_file(target, RESTRICTED) as part:
        try:
            if isinstance(frame, pl.DataFrame):
                frame.write_parquet(part, compression="lz4", statistics=False)
            else:
                frame.sink_parquet(part, compression="lz4", statistics=False, engine="streaming")
        except pl.exceptions.ComputeError as error:
            # polars tells a full disk in words of its own.
            if _NO_ROOM not in str(error):
                raise
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None


def next_receipt(now: dt.datetime, last: dt.datetime | None) -> dt.datetime:
    """The receipt time: now, but never at or before the last receipt, even where the clock was set back."""
    if last is None or now > last:
        return now
    return last + dt.timedelta(microseconds=1)


def ledger_row(known: Mapping[str, object]) -> pl.DataFrame:
    """One ledger row with every column, null or 0 where nothing is known."""
    empty = {name: 0 if dtype == pl.Int64 else None for name, dtype in INTAKE.items()}
    return pl.DataFrame([{**empty, **known}], schema=INTAKE)


def _runs(workspace: Workspace) -> list[Path]:
    return sorted(workspace.intake.glob("*.parquet"))


def _read(path: Path, schema: Mapping[str, pl.DataType], folder: str = "warehouse/intake") -> pl.DataFrame:
    with whole_record(f"{folder}/{path.name}"):
        held = pl.read_parquet(path)
        return with_later_columns(held, schema).select(pl.col(name).cast(kind) for name, kind in schema.items())


def with_later_columns(held: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """A ledger with the columns that it is too old to have, empty."""
    later = (name for name in ADDED_LATER if name in schema and name not in held.columns)
    return held.with_columns(pl.lit(None, schema[name]).alias(name) for name in later)


def _lines_folder(workspace: Workspace) -> Path:
    return workspace.intake / "quarantine"


def _together(frames: list[pl.DataFrame], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *frames])
