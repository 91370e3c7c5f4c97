"""How long do five million canonical rows take from CSV to coloured values, and in how much memory?

    python -m tests.benchmarks.five_million [ROWS]      5,000,000 by default

Twenty files of canonical rows, one a measure: areas x months x groups. Prints seconds and peak memory of
`run --until measures` and the machine's load, since a shared machine tells another time.
"""

import datetime as dt
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from tests.house.reached import record
from tests.house.timed import HLS, timed

AREAS, MONTHS, MEASURES = 317, 60, 20
WANTED_SECONDS, WANTED_MB = 90, 2048
SEED = 20261124
MEASURE = """\
id: {id}
name: Measure {id}
return: large
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
dimensions: [need]
targets: [{{value: 60, effective_from: 2010-01-01}}, {{value: 64, effective_from: 2024-04-01}}]
colour_rules: [{{version: 1, effective_from: 2010-01-01, kind: points, amber_within: 5}}]
"""


def rows_of(measure_id, groups, draw):
    """One measure's rows as text in a CSV would have them."""
    starts = [dt.date(2021 + n // 12, n % 12 + 1, 1) for n in range(MONTHS)]
    ends = [*starts[1:], dt.date(2026, 1, 1)]
    size = AREAS * MONTHS * groups
    denominators = draw.integers(20, 200, size)
    month = np.tile(np.repeat(np.arange(MONTHS), groups), AREAS)
    area = np.repeat(np.arange(AREAS), MONTHS * groups)
    return pl.DataFrame(
        {
            "measure_id": measure_id,
            "area_code": pl.Series([f"X0600{n:04}" for n in range(AREAS)])[area],
            "period_start": pl.Series(starts)[month],
            "period_end": pl.Series(ends)[month],
            "period_type": "month",
            "numerator": draw.binomial(denominators, 0.62),
            "denominator": denominators,
            "need": pl.Series([f"need {n}" for n in range(groups)])[np.tile(np.arange(groups), AREAS * MONTHS)],
        }
    )


def write(folder, rows):
    """A workspace with so many rows in its inbox; how many there are."""
    (folder / "register" / "measures").mkdir(parents=True)
    inbox = folder / "inbox" / "returns" / "large"
    inbox.mkdir(parents=True)
    (folder / "hls.yaml").write_text(
        "as_of: 2026-10-15\ninbox_settle_seconds: 0\npublish: {pdf: false}\n", encoding="utf-8"
    )
    names = [f"X0600{number:04},Area {number:03},council" for number in range(AREAS)]
    (folder / "register" / "areas.csv").write_text("area_code,area_name,area_type\n" + "\n".join(names) + "\n")
    draw = np.random.default_rng(SEED)
    groups = max(1, round(rows / (AREAS * MONTHS * MEASURES)))
    count = 0
    for number in range(MEASURES):
        name = f"m{number:02}"
        (folder / "register" / "measures" / f"{name}.yaml").write_text(MEASURE.format(id=name), encoding="utf-8")
        frame = rows_of(name, groups, draw)
        frame.write_csv(inbox / f"{name}.csv")
        (inbox / f"{name}.csv.about.yaml").write_text("known_at: 2026-02-01\n", encoding="utf-8")
        count += frame.height
    return count


def main():
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "large"
        count = write(folder, rows)
        megabytes = sum(path.stat().st_size for path in folder.rglob("*.csv")) / 1e6
        before = os.getloadavg()[0]
        took = timed([*HLS, "run", "-w", str(folder), "--until", "measures"])
        print(
            f"{count:,} rows, {megabytes:.0f} MB of CSV: {took.seconds:.1f} s (wanted {WANTED_SECONDS} of 5,000,000), "
        )
        print(f"{took.processor:.1f} s of processor, peak {took.peak_mb:.0f} MB (wanted {WANTED_MB}), ", end="")
        print(f"load before {before:.1f}")
        newest = max(folder.glob("warehouse/runs/*/run.json"), key=lambda path: path.stat().st_mtime)
        for table in sorted(json.loads(newest.read_text())["tables"], key=lambda t: -t["seconds"])[:8]:
            print(f"    {table['stage']}.{table['table']:<22} {table['rows']:>12,} rows {table['seconds']:8.1f} s")
    # A smaller run tells nothing of five million rows.
    if rows >= 5_000_000:
        reached = {"platform.five_million_s": took.seconds, "platform.five_million_mb": took.peak_mb}
        record(reached, note=f"{count:,} rows")


if __name__ == "__main__":
    main()
