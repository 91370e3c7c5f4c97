"""How long does the whole nation take to explain? `python -m tests.benchmarks.why_national [MEASURES]`, 200 by default.

300 areas x 60 months x 200 measures, two dimensions of 8 groups, crossed: 64 groups a figure, 226 million of them, and
3.54 million pairs of periods. One measure at a time, as the night does. Timed: bridge, mix, rate, dimensions, margins,
what turned the colour, and the laws; not timed: making the figures. Prints seconds, pairs a second, peak memory and the
largest gap.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sys
import time

import numpy as np
import polars as pl

from hls_signals.measures.frames import EXACT
from hls_signals.measures.values import COLUMNS, measured_values
from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import with_margins, with_other_colours
from hls_signals.why.explain import bridge_and_groups
from hls_signals.why.splits import with_splits
from hls_signals.why.turning import with_flips
from tests.house.reached import record

AREAS, MONTHS, GROUPS, MEASURES = 300, 60, 8, 200
SEED = 20261015
SECONDS, GIGABYTES = 60.0, 2.0
PERIODS = AREAS * MONTHS
# What ru_maxrss counts in: bytes on macOS, kilobytes on Linux.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


def a_measure() -> Measure:
    """Per cent, with a target that moves once."""
    return Measure.model_validate(
        {
            "id": "national",
            "name": "National",
            "return": "national",
            "calculation": "ratio",
            "unit": "percent",
            "scale": 100,
            "polarity": "higher",
            "period_type": "month",
            "dimensions": ["need", "age"],
            "groups": {name: [f"{name} {n}" for n in range(GROUPS)] for name in ("need", "age")},
            "targets": [
                {"value": 60, "effective_from": dt.date(2010, 1, 1)},
                {"value": 64, "effective_from": dt.date(2024, 1, 1)},
            ],
            "colour_rules": [
                {"version": 1, "effective_from": dt.date(2010, 1, 1), "kind": "points", "amber_within": 5}
            ],
        }
    )


def figures(draw: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Totals and groups of one measure, as the warehouse hands on what it has measured, less the value and colour."""
    starts = [dt.date(2021 + n // 12, n % 12 + 1, 1) for n in range(MONTHS)]
    people = draw.integers(2, 40, (PERIODS, GROUPS * GROUPS))
    with_it = draw.binomial(people, 0.62)
    names = [
        json.dumps({"age": f"age {age}", "need": f"need {need}"}, separators=(",", ":"))
        for need in range(GROUPS)
        for age in range(GROUPS)
    ]
    base = pl.DataFrame(
        {
            "area_code": [f"X06{area:06}" for area in range(AREAS) for _ in range(MONTHS)],
            "period_start": starts * AREAS,
            "period_end": [*starts[1:], dt.date(2026, 1, 1)] * AREAS,
        }
    )
    total = _filled(base, with_it.sum(axis=1), people.sum(axis=1), pl.lit("{}"), is_total=True)
    # By area, group and month, as measured values stand.
    order = np.arange(PERIODS * len(names)).reshape(AREAS, MONTHS, len(names)).transpose(0, 2, 1).ravel()
    rows, cells = np.divmod(order, len(names))
    texts = pl.Series(names).gather(cells)
    groups = _filled(base[rows], with_it.ravel()[order], people.ravel()[order], texts, is_total=False)
    return total, groups


def _filled(
    rows: pl.DataFrame, numerator: object, denominator: object, breakdown: pl.Series | pl.Expr, *, is_total: bool
) -> pl.DataFrame:
    known = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    return rows.with_columns(
        measure_id=pl.lit("national"),
        breakdown=breakdown,
        is_total=pl.lit(value=is_total),
        period_type=pl.lit("month"),
        numerator=pl.Series(numerator).cast(EXACT),
        denominator=pl.Series(denominator).cast(EXACT),
        value_given=pl.lit(None, EXACT),
        status=pl.lit("ok"),
        flags=pl.lit(""),
        definition_version=pl.lit(""),
        reported_colour=pl.lit(None, pl.String),
        known_at=pl.lit(known).cast(pl.Datetime("us", "UTC")),
        known_on=pl.lit(known.date()),
        not_repeated=pl.lit(value=False),
        source_sha256=pl.lit("0" * 64),
        source_row=pl.lit(1, pl.Int64),
    )


def values_of(measure: Measure, total: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """`measured_values`: in full for totals; a group's value and colour are not read by what is timed."""
    whole = measured_values(measure, total, known_on=dt.date(2026, 2, 1))
    parts = groups.select(
        pl.col(name).cast(kind) if name in groups.columns else pl.lit(None, kind).alias(name)
        for name, kind in COLUMNS.items()
    )
    return pl.concat([whole, parts])


def explained(measure: Measure, values: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """Every pair with bridge, splits, margins and what turned its colour."""
    (_, bridged), cells = bridge_and_groups(measure, values, first)
    beside = with_splits(measure, bridged, cells)
    return with_flips(measure, with_other_colours(measure, with_margins(measure, beside)), cells, as_given=False)


def gaps(found: pl.DataFrame) -> tuple[float, float]:
    """The largest gap between a change and its parts, and between mix and its dimensions, in points."""
    rest = pl.col("later_value") - pl.col("earlier_value_first")
    sums = found.select(
        bridge=(rest - pl.col("revision") - pl.col("definition") - pl.col("mix") - pl.col("rate")).abs().max(),
        dimensions=(pl.col("mix") - pl.col("dimension_0") - pl.col("dimension_1")).abs().max(),
    )
    return sums.row(0)


def main(measures: int) -> int:
    """1 where the time for all measures, or the memory, is over what the page names."""
    draw, measure = np.random.default_rng(SEED), a_measure()
    seconds, processor, number, largest, turned = 0.0, 0.0, 0, [0.0, 0.0], 0
    for _ in range(measures):
        values = values_of(measure, *figures(draw))
        first = values.filter(pl.col("breakdown") == "{}")
        began, busy = time.perf_counter(), time.process_time()
        found = explained(measure, values, first)
        seconds, processor = seconds + time.perf_counter() - began, processor + time.process_time() - busy
        number += found.height
        turned += int(found["flip"].str.contains('"minimal_sufficient":[[', literal=True).sum())
        largest = [max(*both) for both in zip(largest, gaps(found), strict=True)]
        assert found["is_split"].all()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT / 1e9
    whole = seconds / measures * MEASURES
    print(f"pairs        {number:,} of {measures} measures, {GROUPS} x {GROUPS} groups; {turned:,} changed colour")
    print(f"seconds      {seconds:.1f}, so {whole:.1f} for {MEASURES} measures; to reach: {SECONDS:.0f}")
    print(f"processors   {processor:.1f} s of their time, which a busy machine alters less")
    print(f"speed        {number / seconds:,.0f} pairs a second")
    print(f"peak memory  {peak:.2f} GB with the figures themselves; to reach: {GIGABYTES:.0f}")
    print(f"largest gap  {largest[0]:.1e} points of the change, {largest[1]:.1e} of mix and its dimensions")
    print(f"machine      {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    record({"why.national_s": whole, "why.national_gb": peak}, note=f"from {measures} of {MEASURES} measures")
    return int(whole > SECONDS or peak > GIGABYTES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MEASURES))
