"""How does the night grow from one council to the nation?

    python -m tests.benchmarks.national [FRACTION]      1/20 by default, 1 for the whole

The whole: 317 areas x 200 measures x 60 months, two breakdowns of 8 groups reported one at a time plus the stated
total, so 17 rows a point: 64,668,000 observations, of which 5 per cent are revised once. Prints rows a second of
`run --until signals` of what has landed, peak memory, and how both grow from half the areas and from half the measures.
"""

import datetime as dt
import json
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl

from tests.house.reached import record
from tests.house.timed import HLS, timed

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


def figures(measure_id, areas, draw):
    """Every row of one measure: totals, eight needs, eight ages, for each area and month."""
    starts = months()
    ends = [*starts[1:], dt.date(2026, 1, 1)]
    size = areas * MONTHS * GROUPS
    denominators = draw.integers(20, 200, size)
    numerators = draw.binomial(denominators, 0.62)
    cell = pl.DataFrame(
        {
            "area": np.repeat(np.arange(areas), MONTHS * GROUPS),
            "month": np.tile(np.repeat(np.arange(MONTHS), GROUPS), areas),
            "group": np.tile(np.arange(GROUPS), areas * MONTHS),
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
    codes = pl.DataFrame({"area": range(areas), "area_code": [f"X0600{number:04}" for number in range(areas)]})
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


def write(folder, areas, measures):
    """A workspace with so many areas and measures in its inbox; how many rows there are."""
    (folder / "register" / "measures").mkdir(parents=True)
    inbox = folder / "inbox" / "returns" / "national"
    inbox.mkdir(parents=True)
    (folder / "hls.yaml").write_text(
        "as_of: 2026-10-15\ninbox_settle_seconds: 0\npublish: {pdf: false}\n", encoding="utf-8"
    )
    names = [f"X0600{number:04},Area {number:03},council" for number in range(areas)]
    (folder / "register" / "areas.csv").write_text("area_code,area_name,area_type\n" + "\n".join(names) + "\n")
    draw = np.random.default_rng(SEED)
    count = 0
    for number in range(measures):
        name = f"m{number:03}"
        (folder / "register" / "measures" / f"{name}.yaml").write_text(MEASURE.format(id=name, number=number))
        rows = figures(name, areas, draw)
        rows.write_parquet(inbox / f"{name}.parquet")
        again = rows.sample(fraction=REVISED, seed=number).with_columns(pl.col("numerator") - 1)
        again = again.filter(pl.col("numerator") >= 0)
        again.write_parquet(inbox / f"{name}_again.parquet")
        for path, day in ((f"{name}.parquet", "2026-02-01"), (f"{name}_again.parquet", "2026-05-01")):
            (inbox / f"{path}.about.yaml").write_text(f"known_at: {day}\n", encoding="utf-8")
        count += rows.height + again.height
    return count


def night(areas, measures):
    """Rows, and what each turn took: landing, the night of what has landed, and the same night again."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "nation"
        count = write(folder, areas, measures)
        taken = {}
        for turn, until in (("landing", "raw"), ("night", "signals"), ("again", "signals")):
            taken[turn] = timed([*HLS, "run", str(folder), "--until", until])
            show(turn, count, taken[turn], folder)
    return count, taken["night"]


def show(turn, count, took, folder):
    """A line for the turn and one for each of its slowest tables."""
    print(f"{turn:<8}{count:>12,} rows {took.seconds:8.1f} s {count / took.seconds:>10,.0f} rows/s", end="")
    print(f"   peak {took.peak_mb:6.0f} MB", flush=True)
    records = (folder / "warehouse" / "runs").glob("*/run.json")
    newest = json.loads(max(records, key=lambda path: path.stat().st_mtime).read_text(encoding="utf-8"))
    for table in sorted(newest["tables"], key=lambda t: -t["seconds"])[:6]:
        print(f"    {table['stage']}.{table['table']:<22} {table['rows']:>12,} rows {table['seconds']:8.1f} s")


def main():
    fraction = Fraction(sys.argv[1]) if len(sys.argv) > 1 else Fraction(1, 20)
    measures = max(2, int(MEASURES * fraction))
    count, whole = night(AREAS, measures)
    _, half_areas = night(AREAS // 2, measures)
    _, half_measures = night(AREAS, measures // 2)
    reached = {"platform.national_rows_s": count / whole.seconds, "platform.national_mb": whole.peak_mb}
    for name, half in (("areas", half_areas), ("measures", half_measures)):
        times, memory = whole.seconds / half.seconds, whole.peak_mb / half.peak_mb
        print(f"{name} doubled: {times:.2f} times the time, {memory:.2f} times the memory")
        reached |= {f"platform.{name}_doubled_times": times, f"platform.{name}_doubled_memory": memory}
    # Fewer tell more of starting than of a nation.
    if measures >= 10:
        record(reached, note=f"{measures} of {MEASURES} measures")


if __name__ == "__main__":
    main()
