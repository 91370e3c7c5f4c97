"""How long does a look at a target take? `python -m tests.benchmarks.gaming`.

Beside it, where it is installed by hand, `rddensity` (GPL-3.0-only) on the same million values: nothing of ours imports
it, and its absence skips that one line.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import polars as pl

from hls_signals.gaming import TargetContext, recording_histogram
from hls_signals.gaming.calibration.running import all_scenes, answer
from hls_signals.gaming.threshold_bunching import threshold_bunching
from tests.house.reached import record

VALUES = 1_000_000
ROUNDS = 5
# Those that set the data beside draws of chance.
MONTE_CARLO = ("revision_asymmetry", "copy_forward")
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024
AS_OF = dt.date(2026, 10, 15)
LIMIT = TargetContext(
    measure_id="benchmark",
    target=56.0,
    good_side="at_or_below",
    unit="days",
    window_start=dt.date(2025, 1, 1),
    window_end=dt.date(2026, 1, 1),
)


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the quickest of five, after one that pays for imports."""
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def a_million() -> np.ndarray:
    """Log-normal durations in days, not yet on the grid."""
    return np.random.default_rng(20240229).lognormal(np.log(45), 0.5, VALUES)


def from_values(values: np.ndarray) -> None:
    """Values in memory to result."""
    threshold_bunching(LIMIT, histogram=recording_histogram(values, 1.0, "at_or_below"), as_of=AS_OF)


def peer(values: np.ndarray, ours: float) -> dict[str, float]:
    """The density test of rddensity on the same values in the same run."""
    if find_spec("rddensity") is None:
        print("rddensity is not installed here: its line is skipped")
        return {}
    from rddensity import rddensity

    theirs = fastest(lambda: rddensity(values, c=56.0))
    print(f"rddensity, the same {VALUES:,} values: {theirs:.2f} s; ours takes {ours / theirs:.2f} of that")
    return {"gaming.by_rddensity": ours / theirs}


def a_measure() -> dict[str, float]:
    """After binning: one look of each indicator, the slowest scene of each."""
    slowest: dict[str, float] = {}
    for scene in all_scenes():
        frames = scene.draw(np.random.default_rng(1))
        took = fastest(lambda scene=scene, frames=frames: answer(scene, frames, 1))
        slowest[scene.indicator] = max(took, slowest.get(scene.indicator, 0))
    for name, took in slowest.items():
        print(f"{name:>20}: {1000 * took:6.1f} ms a measure, after binning")
    monte_carlo = max(slowest[name] for name in MONTE_CARLO)
    return {"gaming.bunching_ms": 1000 * slowest["threshold_bunching"], "gaming.monte_carlo_ms": 1000 * monte_carlo}


def memory() -> dict[str, float]:
    """What is held after binning does not grow with the records."""
    sizes = {
        n: recording_histogram(np.random.default_rng(1).lognormal(np.log(45), 0.5, n), 1.0, "at_or_below")
        for n in (10_000, VALUES)
    }
    print("cells held: " + ", ".join(f"{frame.height:,} of {n:,} values" for n, frame in sizes.items()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT / 1e9
    print(f"peak {peak:.2f} GB; a histogram of {pl.DataFrame(sizes[VALUES]).estimated_size():,} bytes")
    return {"gaming.cells_growth": sizes[VALUES].height / sizes[10_000].height}


def main() -> None:
    """Print the table."""
    values = a_million()
    ours = fastest(lambda: from_values(values))
    print(f"threshold_bunching, {VALUES:,} values in memory to result: {ours:.3f} s")
    record({"gaming.million_s": ours} | peer(values, ours) | a_measure() | memory())


if __name__ == "__main__":
    main()
