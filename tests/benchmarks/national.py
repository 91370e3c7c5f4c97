"""How does the night grow from one council to the nation?

    python tests/benchmarks/national.py [FRACTION]      1/20 by default, 1 for the whole

The whole: 317 areas x 200 measures x 60 months, two breakdowns of 8 groups reported one at a time plus the stated
total, so 17 rows a point: 64,668,000 observations, of which 5 per cent are revised once. Prints rows a second of
`run --until signals` and peak memory.
"""

import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl

AREAS, MEASURES, MONTHS, GROUPS = 317, 200, 60, 8
REVISED = 0.05
SEED = 20261015
MEASURE = """\
id: {id}
name: Measure {number}
return: national
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
dimensions: [need, age]
crossed: false
order: {number}
targets: [{{value: 60, effective_from: 2010-01-01}}, {{value: 64, effective_from: 2024-04-01}}]
colour_rules: [{{version: 1, effective_from: 2010-01-01, kind: points, amber_within: 5}}]
"""


def months():
    return [dt.date(2021 + number // 12, number % 12 + 1, 1) for number in range(MONTHS)]


def figures(measure_id, draw):
    """Every row of one measure: totals, eight needs, eight ages, for each area and month."""
    starts = months()
    ends = [*starts[1:], dt.date(2026, 1, 1)]
    size = AREAS * MONTHS * GROUPS
    denominators = draw.integers(20, 200, size)
    numerators = draw.binomial(denominators, 0.62)
    cell = pl.DataFrame(
        {
            "area": np.repeat(np.arange(AREAS), MONTHS * GROUPS),
            "month": np.tile(np.repeat(np.arange(MONTHS), GROUPS), AREAS),
            "group": np.tile(np.arange(GROUPS), AREAS * MONTHS),
            "numerator": numerators,
            "denominator": denominators,
        }
    )
    total = cell.group_by("area", "month").agg(pl.col("numerator", "denominator").sum()).with_columns(group=None)
    group = pl.format("group {}", "group")
    parts = [
        total.select(
            pl.all().exclude("group"), need=pl.lit(None, pl.String), age=pl.lit(None, pl.String), is_total=True
        ),
        cell.select(pl.all().exclude("group"), need=group, age=pl.lit(None, pl.String), is_total=True),
        cell.select(pl.all().exclude("group"), need=pl.lit(None, pl.String), age=group, is_total=True),
    ]
    rows = pl.concat([part.with_columns(is_total=pl.lit(value=True)) for part in parts])
    dates = pl.DataFrame({"month": range(MONTHS), "period_start": starts, "period_end": ends})
    codes = pl.DataFrame({"area": range(AREAS), "area_code": [f"X0600{number:04}" for number in range(AREAS)]})
    return rows.join(dates, on="month").join(codes, on="area").select(
        pl.lit(measure_id).alias("measure_id"),
        "area_code",
        "period_start",
        "period_end",
        pl.lit("month").alias("period_type"),
        "numerator",
        "denominator",
        "need",
        "age",
        "is_total",
    )  # fmt: skip


def write(folder, measures):
    (folder / "register" / "measures").mkdir(parents=True)
    inbox = folder / "inbox" / "returns" / "national"
    inbox.mkdir(parents=True)
    (folder / "hls.yaml").write_text(
        "as_of: 2026-10-15\ninbox_settle_seconds: 0\npublish: {pdf: false}\n", encoding="utf-8"
    )
    names = [f"X0600{number:04},Area {number:03},council" for number in range(AREAS)]
    (folder / "register" / "areas.csv").write_text("area_code,area_name,area_type\n" + "\n".join(names) + "\n")
    draw = np.random.default_rng(SEED)
    count = 0
    for number in range(measures):
        name = f"m{number:03}"
        (folder / "register" / "measures" / f"{name}.yaml").write_text(MEASURE.format(id=name, number=number))
        rows = figures(name, draw)
        rows.write_parquet(inbox / f"{name}.parquet")
        again = rows.sample(fraction=REVISED, seed=number).with_columns(pl.col("numerator") - 1)
        again = again.filter(pl.col("numerator") >= 0)
        again.write_parquet(inbox / f"{name}_again.parquet")
        for path, day in ((f"{name}.parquet", "2026-02-01"), (f"{name}_again.parquet", "2026-05-01")):
            (inbox / f"{path}.about.yaml").write_text(f"known_at: {day}\n", encoding="utf-8")
        count += rows.height + again.height
    return count


def main():
    fraction = Fraction(sys.argv[1]) if len(sys.argv) > 1 else Fraction(1, 20)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "nation"
        count = write(folder, max(1, int(MEASURES * fraction)))
        figures_ = {}
        for turn in ("cold", "again"):
            began = time.perf_counter()
            command = [sys.executable, "-m", "hls_signals.cli", "run", str(folder), "--until", "signals", "--json"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds = time.perf_counter() - began
            if done.returncode:
                print(done.stdout[-2000:], done.stderr[-2000:])
                raise SystemExit(1)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            figures_[turn] = {"rows": count, "seconds": seconds, "rows_a_second": count / seconds, "peak_mb": peak}
            print(
                f"{turn:<6} {count:>12,} rows {seconds:8.1f} s {count / seconds:>10,.0f} rows/s   peak {peak:6.0f} MB"
            )
            record = json.loads(
                max((folder / "warehouse" / "runs").glob("*/run.json"), key=lambda p: p.stat().st_mtime).read_text()
            )
            for table in sorted(record["tables"], key=lambda t: -t["seconds"])[:8]:
                print(f"    {table['stage']}.{table['table']:<22} {table['rows']:>12,} rows {table['seconds']:8.1f} s")
    path = Path("bench.json")
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(known | {f"national {fraction}": figures_}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
