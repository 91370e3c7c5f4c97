"""How long did a command take, on the clock and of the processors, and in how much memory?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

HLS = (sys.executable, "-m", "hls_signals.cli")
# What ru_maxrss counts in: bytes on macOS, kilobytes on Linux.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Timed:
    """One process and its children: seconds, seconds of processors, and the megabytes of the largest of them."""

    seconds: float
    processor: float
    peak_mb: float


def timed(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Timed:
    """The command run to its end, in silence; what it said is raised where it did not end well.

    A process begins with the peak of the one it was forked from. So a small one stands between: this module, run.

    environment  what is set beside what is set already
    """
    between = [sys.executable, "-P", __file__, *command]
    done = subprocess.run(between, capture_output=True, text=True, check=False, env=os.environ | (environment or {}))
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Timed(*json.loads(done.stdout))


def measured(command: Sequence[str]) -> Timed:
    """The command's own figures, from a process that holds next to nothing itself."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        words = process.stdout.read() if process.stdout else b""
        # Of this one process and its children: `getrusage` would hold those of every command before it too.
        _, status, use = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"{' '.join(command[1:4])} ended with {process.returncode}: {words.decode()[-2000:]}")
    return Timed(seconds, use.ru_utime + use.ru_stime, use.ru_maxrss * MEMORY_UNIT / 1e6)


if __name__ == "__main__":
    print(json.dumps(astuple(measured(sys.argv[1:]))))  # noqa: T201 - read by the process that asked
