"""How is the table of false alarms simulated? A command: `python -m hls_signals.variation.false_alarms`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import sqrt
from pathlib import Path

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Floats
from hls_signals.variation.false_alarm_rates import COLUMNS, PACKAGE, SHAPES, TABLE, fields_sha256, table_of
from hls_signals.variation.presets import PRESETS, Preset
from hls_signals.variation.signal_points import signals
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.shipped import shipped_path, shipped_text

SEED = 20261124
SERIES = 20_000
BASELINES = (None, 12, 24)
LENGTHS = (*range(6, 25), 30, 36, 48, 60, 72, 96, 120)
# Series held at once. A block has its own seed, so a longer run begins with the series of a shorter one.
BLOCK = 2_000
DRAWS: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "normal": lambda random, size: random.normal(100, 10, size),
    "coarse": lambda random, size: np.rint(random.normal(10, 1, size)),
    "poisson_6": lambda random, size: random.poisson(6, size).astype(np.float64),
    "poisson_1_2": lambda random, size: random.poisson(1.2, size).astype(np.float64),
}


@dataclass(frozen=True)
class Asked:
    """What a run of the command works out: which presets and lengths, on how many series a cell, from which seed."""

    presets: tuple[str, ...] = tuple(PRESETS)
    series: int = SERIES
    seed: int = SEED
    lengths: tuple[int, ...] = LENGTHS


def simulated(asked: Asked) -> Iterator[dict[str, object]]:
    """The rows of the table, a shape and length at a time; every preset and baseline sees the same series."""
    for shape, n in product(SHAPES, asked.lengths):
        shown = _shown(asked, shape, n)
        for (name, baseline), count in shown.items():
            share = count / asked.series
            yield {
                "preset": name,
                "preset_fields_sha256": fields_sha256(PRESETS[name]),
                "shape": shape,
                "baseline": baseline,
                "n": n,
                "share": round(share, 6),
                "standard_error": round(sqrt(share * (1 - share) / asked.series), 6),
                "series": asked.series,
                "seed": asked.seed,
            }


def _shown(asked: Asked, shape: str, n: int) -> dict[tuple[str, int | None], int]:
    """Preset and baseline -> how many of the series show at least one signal."""
    counts = dict.fromkeys(product(asked.presets, BASELINES), 0)
    for frame in unchanged_series(asked, shape, n):
        for name in asked.presets:
            on_all = _with_a_signal(frame, PRESETS[name], None, n)
            for baseline in BASELINES:
                # A baseline of all the points there are is no baseline.
                same = baseline is None or baseline >= n
                counts[name, baseline] += on_all if same else _with_a_signal(frame, PRESETS[name], baseline, n)
    return counts


def unchanged_series(asked: Asked, shape: str, n: int) -> Iterator[pl.DataFrame]:
    """Unchanged series, some thousands at a time."""
    dates = (np.datetime64("2000-01", "M") + np.arange(n)).astype("datetime64[D]")
    for block in range(-(-asked.series // BLOCK)):
        random = np.random.default_rng([asked.seed, SHAPES.index(shape), n, block])
        values = DRAWS[shape](random, BLOCK * n)
        number = min(BLOCK, asked.series - block * BLOCK)
        yield pl.DataFrame(
            {
                "series": np.repeat(np.arange(number, dtype=np.int32), n),
                "period_start": np.tile(dates, number),
                "value": values[: number * n],
            }
        )


def _with_a_signal(frame: pl.DataFrame, preset: Preset, baseline: int | None, n: int) -> int:
    """How many series have at least one point that a rule picks out."""
    read = signals(frame, preset, baseline=baseline, calendar="month")["read_first"]
    picked = (read != "usual_variation").fill_null(value=False).to_numpy()
    return int(picked.reshape(-1, n).any(axis=1).sum())


def merged(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The new rows in place of all old ones of their presets; rows of presets that are no more are left out."""
    kept = old.filter(pl.col("preset").is_in(list(PRESETS)), ~pl.col("preset").is_in(new["preset"].unique().implode()))
    order = [pl.col("preset").cast(pl.Enum(list(PRESETS))), pl.col("shape").cast(pl.Enum(SHAPES)), "baseline", "n"]
    return pl.concat([kept, new]).sort(order)


def asked_by(arguments: Sequence[str]) -> tuple[Asked, Path]:
    """What the command line asks for, and where the table goes."""
    parser = argparse.ArgumentParser(prog="python -m hls_signals.variation.false_alarms", description=__doc__)
    names = parser.add_argument("--presets", nargs="+", choices=list(PRESETS), default=list(PRESETS))
    names.help = "these alone; the rows of the others stay as they are"
    parser.add_argument("--series", type=int, default=SERIES, help="series a cell")
    parser.add_argument("--seed", type=int, default=SEED, help="where the drawing of figures starts")
    parser.add_argument("--to", type=Path, default=shipped_path(PACKAGE, TABLE), help="the table to write")
    given = parser.parse_args(arguments)
    if given.series < 1:
        parser.error("--series takes a whole number from 1")
    return Asked(tuple(dict.fromkeys(given.presets)), given.series, given.seed), given.to


def main(arguments: Sequence[str]) -> None:
    """Simulate, say how far it is, and write the table whole."""
    asked, to = asked_by(arguments)
    total = len(SHAPES) * len(LENGTHS) * len(asked.presets) * len(BASELINES)
    rows = []
    for row in simulated(asked):
        rows.append(row)
        if len(rows) % (len(asked.presets) * len(BASELINES)) == 0:
            sys.stdout.write(f"{len(rows):>6,} of {total:,} cells: {row['shape']}, {row['n']} points\n")
            sys.stdout.flush()
    table = merged(table_of(shipped_text(PACKAGE, TABLE)), pl.DataFrame(rows, schema=COLUMNS))
    write_whole(to, table.write_csv())
    sys.stdout.write(f"{table.height:,} cells in {to.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
