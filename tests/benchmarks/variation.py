"""How many series a second, in how much memory? `python -m tests.benchmarks.variation [million]`."""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from hls_signals.variation import signals, signals_by_batch
from tests.house.reached import record

POINTS = 36
SIZES = (2_000, 50_000, 200_000)
ROUNDS = 3
# Series a second that NHSRplotthedots gave in preparation, the whole package with its checks and its summary.
NHSRPLOTTHEDOTS = 166
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


def timed(number: int) -> tuple[float, float]:
    """One frame of this many series: the best seconds of three, printed, and the peak."""
    frame = stable_series(number)
    before = peak_gigabytes()
    signals(frame)  # the first call pays for imports and for memory that later ones find ready
    best = min(_seconds(lambda: signals(frame)) for _ in range(ROUNDS))
    per_point = best / (number * POINTS) * 1e9
    print(
        f"{number:>9,} series x {POINTS}: {number / best:>9,.0f} series/s  {per_point:>5.0f} ns a point  "
        f"{best:>6.2f} s  peak {peak_gigabytes():.2f} GB (input {before:.2f})"
    )
    return best, peak_gigabytes()


def timed_batches(number: int) -> tuple[float, float]:
    """An ordered Parquet file through `signals_by_batch`: the seconds of one turn, printed, and the peak."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ordered.parquet"
        stable_series(number).write_parquet(path)
        before = peak_gigabytes()
        seconds = _seconds(lambda: [batch.height for batch in signals_by_batch(path)])
    print(
        f"{number:>9,} series x {POINTS} from Parquet in batches: {number / seconds:>9,.0f} series/s  "
        f"{seconds:>6.2f} s  peak {peak_gigabytes():.2f} GB (writing {before:.2f})"
    )
    return seconds, peak_gigabytes()


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


TURNS = {"one": timed, "batches": timed_batches}


def apart(turn: str, number: int) -> tuple[float, float]:
    """Seconds and peak of a turn in a process of its own, so that one peak does not hide another."""
    command = [sys.executable, "-m", "tests.benchmarks.variation", turn, str(number)]
    *told, last = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    print(*told, sep="\n", flush=True)
    seconds, peak = json.loads(last)
    return seconds, peak


def main(arguments: list[str]) -> None:
    """Every size, and a million series where asked for."""
    if arguments and arguments[0] in TURNS:
        print(json.dumps(TURNS[arguments[0]](int(arguments[1]))))
        return
    print(f"python {platform.python_version()}, polars {pl.__version__}, numpy {np.__version__}", flush=True)
    found = {size: apart("one", size) for size in SIZES}
    costs = [seconds / size for size, (seconds, _) in found.items()]
    reached = {
        "variation.times_nhsr": SIZES[0] / found[SIZES[0]][0] / NHSRPLOTTHEDOTS,
        "variation.one_frame_gb": found[SIZES[-1]][1],
        "variation.cost_ratio": max(costs) / min(costs),
    }
    if arguments[:1] == ["million"]:
        seconds, peak = apart("batches", 1_000_000)
        reached |= {"variation.million_s": seconds, "variation.million_gb": peak}
    record(reached)


if __name__ == "__main__":
    main(sys.argv[1:])
