"""How many series a second, in how much memory? A script: `python tests/benchmarks/variation.py`."""

from __future__ import annotations

import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from hls_signals.variation import signals, signals_by_batch

POINTS = 36
SIZES = (2_000, 50_000, 200_000)
ROUNDS = 3
# What ru_maxrss counts in: bytes on macOS, kilobytes on Linux.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


def stable_series(number: int) -> pl.DataFrame:
    """Normal figures of many unchanged series, by month, in order."""
    first = np.datetime64("2021-04", "M")
    months = (first + np.arange(POINTS)).astype("datetime64[D]")
    values = np.random.default_rng(20261124).normal(100, 10, number * POINTS)
    keys = np.repeat(np.arange(number, dtype=np.int32), POINTS)
    return pl.DataFrame({"series": keys, "period_start": np.tile(months, number), "value": values})


def peak_gigabytes() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT / 1e9


def timed(number: int) -> None:
    """Time one frame of this many series, best of three, and print its line."""
    frame = stable_series(number)
    before = peak_gigabytes()
    signals(frame)  # the first call pays for imports and for memory that later ones find ready
    best = min(_seconds(lambda: signals(frame)) for _ in range(ROUNDS))
    per_point = best / (number * POINTS) * 1e9
    print(
        f"{number:>9,} series x {POINTS}: {number / best:>9,.0f} series/s  {per_point:>5.0f} ns a point  "
        f"{best:>6.2f} s  peak {peak_gigabytes():.2f} GB (input {before:.2f})",
        flush=True,
    )


def timed_batches(number: int) -> None:
    """Time an ordered Parquet file through `signals_by_batch`, once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ordered.parquet"
        stable_series(number).write_parquet(path)
        before = peak_gigabytes()
        seconds = _seconds(lambda: [batch.height for batch in signals_by_batch(path)])
    print(
        f"{number:>9,} series x {POINTS} from Parquet in batches: {number / seconds:>9,.0f} series/s  "
        f"{seconds:>6.2f} s  peak {peak_gigabytes():.2f} GB (writing {before:.2f})",
        flush=True,
    )


def _seconds(call: object) -> float:
    start = time.perf_counter()
    call()  # type: ignore[operator]  # a function without arguments
    return time.perf_counter() - start


def main(arguments: list[str]) -> None:
    """Run each size in a process of its own, so that one peak does not hide another."""
    if arguments[:1] == ["one"]:
        timed(int(arguments[1]))
    elif arguments[:1] == ["batches"]:
        timed_batches(int(arguments[1]))
    else:
        print(f"python {platform.python_version()}, polars {pl.__version__}, numpy {np.__version__}", flush=True)
        for size in SIZES:
            subprocess.run([sys.executable, __file__, "one", str(size)], check=True)
        if arguments[:1] == ["million"]:
            subprocess.run([sys.executable, __file__, "batches", "1000000"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
