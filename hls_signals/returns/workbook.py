"""What table does a workbook hold? It is parsed in a child process with limits, and comes back as text."""

from __future__ import annotations

import atexit
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import polars as pl

from hls_signals.returns.archive import MOST_BYTES
from hls_signals.returns.faults import FileFault
from hls_signals.returns.header import Layout, under_header
from hls_signals.returns.table import ROW, Table, without_blank_rows

MEMORY_LIMIT = 1 << 30
SECONDS = 60
_CHILD = "hls_signals.returns.workbook_child"
# A little longer than the child allows itself, for what it has no clock for.
_PATIENCE = SECONDS + 5
# One worker and one heap: stacks of threads that wait and heaps that nobody uses would count as memory
# (measured: 904 MB of address space without these, 446 MB with them).
_FRUGAL = {
    "MALLOC_ARENA_MAX": "1",
    "POLARS_MAX_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def workbook_table(data: bytes, suffix: str, layout: Layout) -> Table:
    """The table of one sheet; raises FileFault (Q101 to Q104, Q132, Q133, Q141).

    suffix  .xlsx, .xlsm, .xls or .ods, in small letters.
    """
    if len(data) > MOST_BYTES:
        raise FileFault("Q101", where="its size before unpacking")
    said, frame = READER.ask(data, suffix, layout.sheet)
    if code := said.get("code"):
        raise FileFault(code, where=said["where"], mend=said["mend"])
    if frame.is_empty():
        return Table.empty()
    headers, rows = under_header(without_blank_rows(frame), layout)
    below = set(rows[ROW])
    notes = {
        "N507": int(said["hidden_sheets"]),
        "N508": 1 if suffix == ".xls" else _counted(said["coloured"], below),
        "N509": _counted(said["formulas"], below),
    }
    name = layout.sheet or f"sheet {said['sheet_number']}"
    nothing = pl.Series(ROW, [], dtype=pl.Int64)
    # An .ods has no calendar of its own.
    begins = None if suffix == ".ods" else 1904 if said["from_1904"] else 1900
    return Table(headers, rows, nothing, name, {code: count for code, count in notes.items() if count}, begins)


def _counted(by_row: list[tuple[int, int]], rows: set[int]) -> int:
    return sum(count for row, count in by_row if row in rows)


class WorkbookReader:
    """The child that parses workbooks: started when first asked, and again after it has died."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def ask(self, data: bytes, suffix: str, sheet: str | None) -> tuple[dict[str, Any], pl.DataFrame]:
        """What the child says of a workbook, and the cells of its sheet; a code where it did not survive reading."""
        with self._one_at_a_time:
            child = self._alive()
            over_time = threading.Event()
            watch = threading.Timer(_PATIENCE, _stopped, (child, over_time))
            watch.daemon = True
            watch.start()
            try:
                return _asked(child, {"bytes": len(data), "suffix": suffix, "sheet": sheet, "seconds": SECONDS}, data)
            except (OSError, ValueError):
                return self._post_mortem(child, over_time), pl.DataFrame()
            finally:
                watch.cancel()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _shut(pipe)
            child.kill()
            child.wait()

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            # -P: a workspace may hold a file called like one of our modules. What a parser complains of may quote
            # a cell, so nobody hears it.
            self._child = subprocess.Popen(  # noqa: S603  # our own module, in our own Python
                [sys.executable, "-P", "-m", _CHILD, str(MEMORY_LIMIT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_FRUGAL},
            )
        return self._child

    def _post_mortem(self, child: subprocess.Popen[bytes], over_time: threading.Event) -> dict[str, Any]:
        """Why the child is dead: its time, its memory, or a parser that fell over a damaged file."""
        with suppress(subprocess.TimeoutExpired):
            # It may have closed its mouth a moment before it is gone.
            child.wait(timeout=_PATIENCE)
        self.close()
        fell = -(child.returncode or 0)
        if over_time.is_set() or fell == getattr(signal, "SIGALRM", 0):
            return {"code": "Q101", "where": f"the {SECONDS} seconds one workbook may take", "mend": ""}
        if fell == signal.SIGABRT:
            return {"code": "Q101", "where": "the memory one workbook may use", "mend": ""}
        return {"code": "Q104", "where": "", "mend": ""}


def _asked(
    child: subprocess.Popen[bytes], asked: Mapping[str, object], data: bytes
) -> tuple[dict[str, Any], pl.DataFrame]:
    if child.stdin is None or child.stdout is None:
        raise OSError("no pipes")
    child.stdin.write(json.dumps(asked).encode() + b"\n")
    child.stdin.write(data)
    child.stdin.flush()
    said = json.loads(child.stdout.readline())
    cells = child.stdout.read(said["bytes"])
    if len(cells) < said["bytes"]:
        raise OSError("cut short")
    return said, pl.read_ipc(io.BytesIO(cells)) if cells else pl.DataFrame()


def _stopped(child: subprocess.Popen[bytes], over_time: threading.Event) -> None:
    over_time.set()
    child.kill()


def _shut(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        # What was still to be written goes nowhere: the other end is gone.
        return


READER = WorkbookReader()
atexit.register(READER.close)
