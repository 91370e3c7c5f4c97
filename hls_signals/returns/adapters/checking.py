"""Does an adapter keep its promises?"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from hls_signals.returns.adapters import Adapter
from hls_signals.returns.known import KnownRule
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.table import ROW

_NEEDED = ("measure_id", "area_code", "period_start", "period_end", "period_type", "source_sheet", ROW)
_ANY_TIME = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


class BrokenPromise(AssertionError):
    """What an adapter's own test shows its maker."""


def check_adapter(read: Adapter, path: Path, spec: ReturnSpec) -> Read:
    """What the adapter reads; raises BrokenPromise in words where it breaks one of its promises.

    Canonical columns, provenance on each row, rows in = accepted + set aside, the same output twice, and no text of
    the file's own cells in a message.
    """
    data = path.read_bytes()
    file = LandedFile(path.name, hashlib.sha256(data).hexdigest(), data, spec.encoding, layout=spec.layout)
    first, second = read(file, spec), read(file, spec)
    _require(first.observations.equals(second.observations), "it reads the same file twice differently")
    _require(first.set_aside.equals(second.set_aside), "it sets aside different rows the second time")
    if first.observations.height:
        missing = [name for name in _NEEDED if name not in first.observations.columns]
        _require(not missing, f"columns are missing: {', '.join(missing)}")
        _require(first.observations[ROW].null_count() == 0, "an observation does not say its row")
    _check_rows(file, first)
    _check_words(file, first)
    _check_judged(file, first, spec)
    return first


def _check_rows(file: LandedFile, read: Read) -> None:
    rows = set(file.table.frame[ROW])
    made = set(read.observations[ROW]) if read.observations.height else set()
    aside = read.set_aside.filter(pl.col("level") == "row")[ROW].to_list()
    used = made | set(read.supporting_rows)
    _require(len(aside) == len(set(aside)) and used.isdisjoint(aside), "a row is both used and set aside")
    _require(used | set(aside) == rows, "rows in is not accepted + set aside")


def _check_words(file: LandedFile, read: Read) -> None:
    texts = [column for column in file.table.frame.columns if column != ROW]
    cells = {cell for column in texts for cell in file.table.frame[column].drop_nulls().unique() if len(cell) >= 8}
    mends = " ".join(read.set_aside["mend"].unique().drop_nulls())
    _require(not any(cell in mends for cell in cells), "a message holds the text of a cell")


def _check_judged(file: LandedFile, read: Read, spec: ReturnSpec) -> None:
    from hls_signals.returns.judging import judged

    result = judged(read, spec, KnownRule(_ANY_TIME, ZoneInfo("Europe/London")), file.sha256)
    total = result.observations.height + result.set_aside.height
    _require(total == read.observations.height, "records in is not observations + records set aside")


def _require(holds: bool, promise: str) -> None:
    if not holds:
        raise BrokenPromise(promise)
