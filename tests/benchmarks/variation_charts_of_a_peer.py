"""What limits does clinical-qikit draw on each of its charts? `PEERS/bin/python variation_charts_of_a_peer.py OUT.csv`.

Run in the environment of the peers, by hand, when its version changes: tests/unit/test_variation_qikit.py reads what is
written. clinical-qikit (MIT) says it mirrors qicharts2, which is GPL and on no registry that we reach.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

SEED, SERIES, POINTS, SUBGROUPS = 20261124, 4, 24, 12
HEADER = ("chart", "series", "place", "value", "n", "centre", "lower", "upper")
# Our name of each chart -> theirs.
CHARTS = {"run": "run", "xmr": "i", "mr": "mr", "p": "p", "p_prime": "pp", "u": "u", "u_prime": "up", "c": "c"}
CHARTS |= {"g": "g", "t": "t"}
RATIOS = ("p", "p_prime", "u", "u_prime")


def figures(chart: str, random: np.random.Generator) -> tuple[list[float], list[int] | None]:
    """Invented figures of the kind a chart is made for, and denominators where it has some."""
    if chart == "t":
        return np.round(random.exponential(10, POINTS) + 0.1, 2).tolist(), None
    if chart == "g":
        return random.geometric(0.05, POINTS).astype(float).tolist(), None
    if chart in ("run", "xmr", "mr"):
        return np.round(random.normal(50, 8, POINTS), 2).tolist(), None
    counts = random.poisson(20, POINTS).astype(float).tolist()
    return counts, random.integers(80, 400, POINTS).tolist() if chart in RATIOS else None


def rows(qic: Any, random: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """The rows of every chart of single points."""
    for ours, theirs in CHARTS.items():
        for series in range(SERIES):
            values, sizes = figures(ours, random)
            data = qic(y=values, n=sizes, chart=theirs).data
            # Its chart of ranges has one row fewer than there are figures: the first has no range.
            first = len(values) - len(data)
            for place, value in enumerate(values):
                lines = tuple(data[name].iloc[place - first] if place >= first else "" for name in ("cl", "lcl", "ucl"))
                yield (ours, series, place, value, sizes[place] if sizes else "", *lines)


def subgroups(qic: Any, random: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """The rows of means and of spreads: one a measurement, with the lines of its subgroup."""
    import pandas as pd

    for series in range(SERIES):
        # Two series of even subgroups, two of uneven ones.
        sizes = [5] * SUBGROUPS if series < SERIES // 2 else random.integers(3, 9, SUBGROUPS).tolist()
        place = np.repeat(np.arange(SUBGROUPS), sizes)
        values = np.round(random.normal(50, 8, len(place)), 2)
        frame = pd.DataFrame({"x": place, "y": values})
        for ours, theirs in (("xbar", "xbar"), ("s", "s")):
            data = qic(x="x", y="y", data=frame, chart=theirs).data
            for at, value in zip(place.tolist(), values.tolist(), strict=True):
                yield (ours, series, at, value, "", *(data[name].iloc[at] for name in ("cl", "lcl", "ucl")))


def main(path: Path) -> None:
    """Write the file."""
    from qikit import qic

    random = np.random.default_rng(SEED)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for row in [*rows(qic, random), *subgroups(qic, random)]:
            writer.writerow(["" if cell is None or cell != cell else cell for cell in row])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
