"""How many times the pip-installable peers' series a second do we give? `python -m tests.benchmarks.variation_peers`.

The peers live in an environment of their own, never in the project's: name it with --environment or HLS_PEERS, and
let --create make it where there is none. Equality comes first: limits to 1e-9 and the rules that both have, point for
point. Then ours and each peer are timed turn about, each in a process of its own, imports and one warm-up left out.
A peer is asked as its own first page says, without its drawing, one series a call: clinical-qikit alone takes many at
once, as `facets`, and is slower so. Ours is asked for all series in one call, for its full record, `REPEATS` times
over, so that both times are means.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

PEERS = ("abspc", "shewhart", "clinical-qikit")
SERIES, POINTS, ROUNDS, FLOOR = 2_000, 36, 3, 100
COMPARED = 200
# One call of ours takes some hundredths of a second: as many as give a time like that of a peer.
REPEATS = 20
TOLERANCE = 1e-9
# What ru_maxrss counts in: bytes on macOS, kilobytes on Linux.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024

# In the environment of the peers: nothing of ours is imported there.


def peer_call(name: str, want: str) -> Callable[[Any], Any]:
    """What a user of this peer calls on the values of one series: limits and rules.

    shewhart's first page asks for Nelson's rules and the table of points; we compare its other set, which has the run
    of eight that ours has.
    """
    import pandas as pd

    if name == "abspc":
        from abspc import calculate_control_limits, detect_special_causes

        return lambda values: detect_special_causes(
            calculate_control_limits(pd.DataFrame({"value": values}), chart_type="XmR")
        )
    if name == "shewhart":
        import shewhart

        if want == "seconds":
            return lambda values: shewhart.imr(pd.DataFrame({"value": values}), value="value", rules="nelson").table
        return lambda values: shewhart.imr(pd.DataFrame({"value": values}), value="value", rules="western_electric")
    from qikit import qic

    return lambda values: qic(y=values, chart="i")


def peer_findings(name: str, found: Any) -> dict[str, list[float]]:
    """Limits and the rules that ours has too, from what the peer gave."""
    if name == "abspc":
        told = {"centre": "mean", "lower": "lcl", "upper": "ucl", "beyond": "rule1", "run_of_8": "rule2"}
        return {ours: [float(cell) for cell in found[theirs]] for ours, theirs in told.items()}
    if name == "shewhart":
        table = found.to_frame()
        of_rule = {rule: {p for s in found.signals if s.rule == rule for p in s.points} for rule in ("we_1", "we_4")}
        stats = found.stats
        centre, sigma = stats["i_center"], stats["sigma_within"]
        points = len(table)
        return {
            "centre": [centre] * points,
            "lower": [centre - 3 * sigma] * points,
            "upper": [centre + 3 * sigma] * points,
            "beyond": [float(p in of_rule["we_1"]) for p in range(points)],
            "run_of_8": [float(p in of_rule["we_4"]) for p in range(points)],
        }
    told = {"centre": "cl", "lower": "lcl", "upper": "ucl", "beyond": "sigma_signal"}
    return {ours: [float(cell) for cell in found.data[theirs]] for ours, theirs in told.items()}


def peer(name: str, path: str, want: str) -> None:
    """Print the findings of the first series, or the seconds that all of them take."""
    values = np.load(path)
    call = peer_call(name, want)
    call(values[0])
    if want == "findings":
        print(json.dumps([peer_findings(name, call(row)) for row in values[:COMPARED]]))
        return
    print(json.dumps(taken_by(lambda: [call(row) for row in values])))


def taken_by(work: Callable[[], object], repeats: int = 1) -> tuple[float, float, float]:
    """Seconds on the clock; of all processors together, which a busy machine alters less; gigabytes at the most.

    repeats  how often the work is done; the seconds are those of one.
    """
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        work()
    taken = (time.perf_counter() - clock) / repeats, (time.process_time() - processor) / repeats
    return *taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT / 1e9


# In the project's environment.


def ours_like(name: str) -> Any:
    """The preset that does what this peer does: qikit alone screens; shewhart's constant is the exact 2 / sqrt(pi)."""
    from hls_signals.variation import preset

    factor = 1.5 * np.pi**0.5 if name == "shewhart" else 3 / 1.128
    screen = name == "clinical-qikit"
    return preset("nhsr-0.2.2", screen=screen, xmr_factor=float(factor), shift_points=8)


def frame_of(values: Any) -> Any:
    """The same values as one long frame by month."""
    import polars as pl

    number = len(values)
    months = (np.datetime64("2021-04", "M") + np.arange(POINTS)).astype("datetime64[D]")
    keys = np.repeat(np.arange(number, dtype=np.int32), POINTS)
    return pl.DataFrame({"series": keys, "period_start": np.tile(months, number), "value": values.ravel()})


def ours(path: str) -> None:
    """Print the seconds that our full record of all series takes."""
    from hls_signals.variation import signals

    frame = frame_of(np.load(path))
    signals(frame)
    print(json.dumps(taken_by(lambda: signals(frame), REPEATS)))


def differences(name: str, theirs: list[dict[str, list[float]]], values: Any) -> dict[str, float]:
    """For each compared column: the largest relative difference of limits, or how many points differ in a rule."""
    from hls_signals.variation import signals

    record = signals(frame_of(values[: len(theirs)]), ours_like(name))
    columns = {"beyond": "beyond_usual_range", "run_of_8": "run_on_one_side"}
    found = {}
    for column in theirs[0]:
        their = np.array([series[column] for series in theirs]).ravel()
        our = record[columns.get(column, column)].cast(float).to_numpy()
        is_rule = column in columns
        scale = 1.0 if is_rule else np.maximum(np.abs(their), 1.0)
        apart = np.abs(np.abs(our) - their) if is_rule else np.abs(our - their) / scale
        found[column] = float(apart.sum() if is_rule else apart.max())
    return found


def told_by(command: list[str]) -> Any:
    """What one of the processes prints, read as JSON."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(environment: Path) -> int:
    """Equality, then times turn about; 1 where a floor is missed or a peer's limits differ."""
    values = np.random.default_rng(20261124).normal(100, 10, (SERIES, POINTS))
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"python {platform.python_version()}, {os.cpu_count()} cores{load}; {versions_of(python)}", flush=True)
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "values.npy")
        np.save(path, values)
        equal = [agrees(name, python, path, values) for name in PEERS]
        taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ("ours", *PEERS)}
        for _ in range(ROUNDS):
            for name, times in taken.items():
                command = [sys.executable, __file__, "ours", path]
                theirs = [str(python), __file__, "peer", name, path, "seconds"]
                times.append(told_by(command if name == "ours" else theirs))
    return int(not all([*equal, reached(taken)]))


def reached(taken: dict[str, list[tuple[float, float, float]]]) -> bool:
    """Print series a second and ratios, on the clock and of the processors, and say whether each floor is reached."""
    least = {name: [min(column) for column in zip(*times, strict=True)] for name, times in taken.items()}
    rate = {name: (SERIES / clock, SERIES / processor) for name, (clock, processor, _) in least.items()}
    print(f"{SERIES:,} series x {POINTS}, best of {ROUNDS}: a second on the clock, a second of processor, peak, ratios")
    for name, (clock, processor) in rate.items():
        ratios = (rate["ours"][0] / clock, rate["ours"][1] / processor)
        told = "" if name == "ours" else f"  ours {ratios[0]:>5,.0f} and {ratios[1]:>5,.0f} times (floor {FLOOR})"
        print(f"{name:<15} {clock:>9,.0f} {processor:>9,.0f}  {least[name][2]:.2f} GB{told}")
    from tests.house.reached import record

    record({f"variation.times_{name.replace('-', '_')}": rate["ours"][0] / rate[name][0] for name in PEERS})
    return all(rate["ours"][0] >= FLOOR * rate[name][0] for name in PEERS)


def agrees(name: str, python: Path, path: str, values: Any) -> bool:
    """Print how far ours and the peer are apart, and say whether they agree."""
    found = differences(name, told_by([str(python), __file__, "peer", name, path, "findings"]), values)
    print(f"{name:<15} apart: " + ", ".join(f"{column} {apart:.2g}" for column, apart in found.items()), flush=True)
    return all(apart <= TOLERANCE for apart in found.values())


def versions_of(python: Path) -> str:
    """Names and versions of the peers in that environment."""
    code = f"from importlib.metadata import version as v; print(', '.join(p + ' ' + v(p) for p in {PEERS!r}))"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def missing_from(environment: Path) -> str:
    """What stands in the way, in words; empty where every peer is there."""
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        return f"there is no environment at {environment}"
    code = "from importlib.metadata import version as v, PackageNotFoundError as E\n"
    code += f"for p in {PEERS!r}:\n try: v(p)\n except E: print(p)"
    absent = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.split()
    return f"not in {environment}: {', '.join(absent)}" if absent else ""


def created(environment: Path) -> None:
    """An environment with the peers and nothing of ours."""
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = environment / ("Scripts/pip.exe" if os.name == "nt" else "bin/pip")
    subprocess.run([str(pip), "install", "-q", *PEERS], check=True)


def asked(arguments: list[str]) -> int:
    """What the command line asks for; without an environment, how to get one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path, default=os.environ.get("HLS_PEERS"))
    parser.add_argument("--create", action="store_true", help="make the environment where there is none")
    given = parser.parse_args(arguments)
    if given.environment is None:
        print("not run: name an environment with the peers by --environment or HLS_PEERS; --create makes it")
        return 0
    environment = Path(given.environment)
    if given.create and missing_from(environment):
        created(environment)
    absent = missing_from(environment)
    if absent:
        print(f"not run: {absent}; --create makes it")
        return 2
    return main(environment)


if __name__ == "__main__":
    if sys.argv[1:2] == ["peer"]:
        peer(*sys.argv[2:5])
    elif sys.argv[1:2] == ["ours"]:
        ours(sys.argv[2])
    else:
        sys.exit(asked(sys.argv[1:]))
