"""Is another run writing in this workspace?"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from hls_signals.workspace.errors import MendableError

WAIT_SECONDS = 30.0
STEP_SECONDS = 0.25

if os.name == "nt":
    import msvcrt

    def _try(stream: IO[str]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows alone

else:
    import fcntl

    def _try(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WarehouseBusy(MendableError):
    """Another run holds the workspace."""

    code = "W201"


@contextlib.contextmanager
def workspace_lock(path: Path, now: dt.datetime, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the workspace for one run; the lock dies with its process.

    path   warehouse/.lock
    now    written beside the process number, for whoever waits
    raises WarehouseBusy after `wait` seconds, naming the process and since when
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        _take(stream, time.monotonic() + wait, time.sleep)
        stream.truncate(0)
        stream.write(f"{os.getpid()} {now.astimezone():%H:%M}\n")
        stream.flush()
        yield


def _take(stream: IO[str], until: float, sleep: Callable[[float], None]) -> None:
    while True:
        try:
            _try(stream)
        except OSError:
            if time.monotonic() >= until:
                raise _busy(stream) from None
            sleep(STEP_SECONDS)
        else:
            return


def _busy(stream: IO[str]) -> WarehouseBusy:
    stream.seek(0)
    process, _, since = stream.read().strip().partition(" ")
    who = f" (process {process}, since {since})" if process.isdigit() else ""
    return WarehouseBusy(
        f"another run{who} is writing.",
        where="warehouse/.lock",
        mend="wait until it ends, then run again; nothing was changed",
    )
