"""How long did a command take, on the clock and of the processors, and in how much memory?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HLS = (sys.executable, "-m", "hls_signals.cli")
# What ru_maxrss counts in: bytes on macOS, kilobytes on Linux.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Timed:
    """One process and its children: seconds, seconds of processors, and the most megabytes that it held itself."""

    seconds: float
    processor: float
    peak_mb: float


def timed(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Timed:
    """The command run to its end, its output left out; its own words are raised where it did not end well.

    environment  what is set beside what is set already
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | (environment or {})
    )
    words = process.stderr.read() if process.stderr else b""
    _, status, use = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[1:4])} ended with {process.returncode}: {words.decode()[-2000:]}")
    return Timed(seconds, use.ru_utime + use.ru_stime, use.ru_maxrss * MEMORY_UNIT / 1e6)
