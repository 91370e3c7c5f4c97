"""How many times faster than pip-installable peers is one change of a rate split, and whose parts add up to it?

    python tests/benchmarks/why_peers.py --environment FOLDER [--create]

1e5 rows of two periods, four dimensions, 1,200 groups. The peers live in an environment of their own, never in the
project's: name it with --environment or HLS_PEERS, and let --create make it where there is none. Everything runs in
one sequence on one machine, each peer in a process of its own, imports left out. Ours counts from the rows, as dowhy
and statsmodels do; against wise-pizza both start from the same groups.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

PEERS = ("dowhy", "statsmodels", "wise-pizza")
PACKAGES = ("dowhy==0.14", "statsmodels==0.15.*", "wise-pizza==0.2.9")
FLOORS = {"dowhy": 100.0, "statsmodels": 5.0, "wise-pizza": 5.0}
ROWS, SIZES, SEED, ROUNDS = 100_000, (10, 10, 4, 3), 20261015, 3
NAMES = ("need", "area", "age", "route")


def rows() -> dict[str, Any]:
    """Values of four dimensions, who had the outcome, and in which period, for each of 1e5 people."""
    draw = np.random.default_rng(SEED)
    later = np.arange(ROWS) >= ROWS // 2
    columns = {}
    level = np.zeros(ROWS)
    for name, size in zip(NAMES, SIZES, strict=True):
        tilt = draw.dirichlet(np.full(size, 8.0), 2)
        columns[name] = np.where(later, draw.choice(size, ROWS, p=tilt[1]), draw.choice(size, ROWS, p=tilt[0]))
        level += draw.normal(0, 0.5, size)[columns[name]]
    chance = 1 / (1 + np.exp(-(level + 0.4 + 0.15 * later)))
    return {**columns, "outcome": (draw.random(ROWS) < chance).astype(float), "later": later}


# In the environment of the peers: nothing of ours is imported there.


def by_dowhy(held: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """Contributions of each dimension and of the outcome's own mechanism to the change of its mean."""
    import networkx as nx
    import pandas as pd
    from dowhy import gcm

    gcm.util.general.set_random_seed(SEED)
    frame = pd.DataFrame({name: held[name].astype(str) for name in NAMES} | {"outcome": held["outcome"].astype(str)})
    old, new = (frame[held["later"] == later].reset_index(drop=True) for later in (False, True))
    model = gcm.ProbabilisticCausalModel(nx.DiGraph([(name, "outcome") for name in NAMES]))
    for name in NAMES:
        model.set_causal_mechanism(name, gcm.EmpiricalDistribution())
    model.set_causal_mechanism("outcome", gcm.ClassifierFCM(gcm.ml.create_logistic_regression_classifier()))

    def mean_change(first: Any, second: Any) -> float:
        return float(np.mean(second.astype(float)) - np.mean(first.astype(float)))

    def call() -> dict[str, float]:
        found = gcm.distribution_change(model, old, new, "outcome", difference_estimation_func=mean_change)
        return {str(name): float(part) for name, part in found.items()}

    return call


def by_statsmodels(held: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """The explained and the unexplained part of a two-fold decomposition."""
    import pandas as pd
    from statsmodels.stats.oaxaca import OaxacaBlinder

    frame = pd.DataFrame({name: held[name] for name in NAMES}).astype("category")

    def call() -> dict[str, float]:
        design = pd.get_dummies(frame, drop_first=True, dtype=float)
        design["later"] = held["later"].astype(float)
        model = OaxacaBlinder(held["outcome"], design, "later", hasconst=False, swap=False)
        unexplained, explained, gap = model.two_fold().params
        return {"explained": explained, "unexplained": unexplained, "gap": gap}

    return call


def by_wise_pizza(held: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """Impacts of the segments it names, from the groups of both periods."""
    import pandas as pd
    from wise_pizza import explain_changes_in_average

    frame = pd.DataFrame({name: held[name].astype(str) for name in NAMES} | {"total": held["outcome"], "size": 1.0})
    sides = [
        frame[held["later"] == later].groupby(list(NAMES), as_index=False)[["total", "size"]].sum()
        for later in (False, True)
    ]

    def call() -> dict[str, float]:
        found = explain_changes_in_average(
            *sides, dims=list(NAMES), total_name="total", size_name="size", max_segments=5, max_depth=2
        )
        return {str(part["segment"]): float(part["impact"]) for part in found.segments}

    return call


CALLS = {"dowhy": by_dowhy, "statsmodels": by_statsmodels, "wise-pizza": by_wise_pizza}


def peer(name: str, path: str) -> None:
    """Print the seconds of each round and the parts of the last."""
    call = CALLS[name](dict(np.load(path)))
    print(json.dumps(timed(call, 1 if name == "dowhy" else ROUNDS)))


def timed(call: Callable[[], dict[str, float]], rounds: int) -> dict[str, Any]:
    """The shortest time of some rounds, in seconds, and the parts."""
    seconds, parts = [], {}
    for _ in range(rounds):
        began = time.perf_counter()
        parts = call()
        seconds.append(time.perf_counter() - began)
    return {"seconds": min(seconds), "parts": parts}


# In the project's environment.


def ours(held: dict[str, Any]) -> Callable[[], dict[str, float]]:
    """Rows counted into 1,200 groups, then mix and rate of each."""
    import polars as pl

    frame = pl.DataFrame(held)

    def call() -> dict[str, float]:
        counted = frame.group_by("later", *NAMES).agg(n=pl.col("outcome").sum(), d=pl.len())
        return ours_of_groups(counted)

    return call


def ours_of_groups(counted: Any) -> dict[str, float]:
    """Mix and rate of each group as the night works them out: laid side by side, then on arrays."""
    import polars as pl

    from hls_signals.why.beside import Block, Laid
    from hls_signals.why.rate_effects import RateEffects
    from hls_signals.why.sums import summed

    both = counted.filter(~pl.col("later")).join(
        counted.filter("later"), on=list(NAMES), how="full", coalesce=True, suffix="_1"
    )
    both = both.fill_null(0).sort(NAMES)
    n, d = (np.stack([both[name], both[f"{name}_1"]], axis=1).astype(float) for name in ("n", "d"))
    people = d.sum(axis=0)
    yes, nothing = np.ones(2, dtype=bool), np.zeros(n.shape, dtype=bool)
    laid = Laid(np.arange(len(n)), n, d, nothing, people, n.sum(axis=0) / people, yes, yes, True)
    effects = RateEffects(Block(laid, np.arange(1), (np.array([0]), np.array([1]))))
    return {"mix": float(summed(effects.mix)[0]), "rate": float(summed(effects.rate)[0]), "groups": len(n)}


def counted_of(held: dict[str, Any]) -> Any:
    """The groups of both periods, from which ours and wise-pizza both start."""
    import polars as pl

    return pl.DataFrame(held).group_by("later", *NAMES).agg(n=pl.col("outcome").sum(), d=pl.len())


def gap_of(name: str, parts: dict[str, float], change: float) -> float:
    """How far the parts are from adding up to the change."""
    told = [part for key, part in parts.items() if key not in ("gap", "groups")]
    return abs(sum(told) - (parts["gap"] if name == "statsmodels" else change))


def main(environment: Path) -> int:
    """1 where ours is not so many times faster as the page asks, or does not add up."""
    held = rows()
    change = float(held["outcome"][held["later"]].mean() - held["outcome"][~held["later"]].mean())
    from_rows, counted = timed(ours(held), 20), counted_of(held)
    from_groups = timed(lambda: ours_of_groups(counted), 20)
    our_gap = gap_of("ours", from_rows["parts"], change)
    print(f"change {100 * change:+.3f} points, {from_rows['parts']['groups']:,.0f} groups")
    seconds = f"{from_rows['seconds']:.4f} s from rows, {from_groups['seconds']:.4f} s from groups"
    print(f"{'ours':13} {seconds}; gap {our_gap:.1e}")
    missed, reached = our_gap > 1e-12, {"why.gap": our_gap}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.npz"
        np.savez(path, **held)
        for name in PEERS:
            command = [str(environment / "bin" / "python"), __file__, "--peer", name, "--rows", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            base = from_groups if name == "wise-pizza" else from_rows
            ratio, gap = found["seconds"] / base["seconds"], gap_of(name, found["parts"], change)
            adds_up = "adds up" if gap < 1e-9 else "does not add up"
            faster = f"ours {ratio:,.0f} times faster (to reach {FLOORS[name]:.0f})"
            print(f"{name:13} {found['seconds']:.4f} s, {faster}; gap {gap:.1e}: {adds_up}")
            missed |= ratio < FLOORS[name]
            reached[f"why.times_{name.replace('-', '_')}"] = ratio
    _record(reached)
    return int(missed)


def _record(reached: dict[str, float]) -> None:
    from tests.house.reached import record

    record(reached)


def create(environment: Path) -> None:
    """An environment with the peers in it."""
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run([str(environment / "bin" / "pip"), "install", "--quiet", *PACKAGES], check=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--environment", type=Path, default=os.environ.get("HLS_PEERS"))
    asked.add_argument("--create", action="store_true")
    asked.add_argument("--peer", choices=PEERS)
    asked.add_argument("--rows")
    options = asked.parse_args()
    if options.peer:
        peer(options.peer, options.rows)
        sys.exit(0)
    if options.environment is None:
        print("not run: name an environment with the peers by --environment or HLS_PEERS; --create makes it")
        sys.exit(0)
    if options.create and not Path(options.environment).exists():
        create(Path(options.environment))
    sys.exit(main(Path(options.environment)))
