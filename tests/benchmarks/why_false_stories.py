"""How often does the gate of an explanation tell a story where there is none, and miss one where there is?

    python -m tests.benchmarks.why_false_stories [SERIES]      5,000 a cell by default, some five minutes

Series with nothing changed near a target of 72 per cent, amber from 67: the newest pair of each is explained as on the
night it came, and told among those whose colour changed. Then the same series with the newest months moved by five
sigma for good. Writes docs/explanation/false-stories.csv, one row a cell, with its settings.
"""

import sys
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

from hls_signals.measures.frames import EXACT
from hls_signals.measures.values import measured_values
from hls_signals.variation import signals
from hls_signals.why import WhyInputs, explain_all
from tests.house.why_cases import AS_OF, a_measure, after, month

TABLE = Path(__file__).parents[2] / "docs" / "explanation" / "false-stories.csv"
SEED, SERIES = 20261124, 5_000
# Series explained at once; a block has its own seed.
BLOCK = 1_000
LENGTHS = (18, 24, 36, 60)
PEOPLE = 100
# The level of a series, in per cent, is drawn between these: on both sides of both lines.
LEVELS = (63.0, 79.0)
# Standard deviation of the chance a person has, from month to month, where counts vary more than counts do.
EXTRA = 0.05
SHAPES = ("values", "counts", "counts_with_extra_spread")
SHIFT = 5.0
# How many months of the shift are known: on its first night, and looked back on.
LASTING = (1, 3, 6)
MEASURE = a_measure(72, 5)
SERIES_KEYS = ("measure_id", "area_code", "breakdown")
START = month("2020-01")


def sigma_of(shape, level):
    """Standard deviation of one month's figure in points."""
    share = level / 100
    counted = share * (1 - share) / PEOPLE
    if shape == "counts_with_extra_spread":
        counted += EXTRA**2 * (1 - 1 / PEOPLE)
    return 100 * np.sqrt(counted)


def drawn(random, shape, levels, months):
    """Figures in per cent, one row a series."""
    share = np.repeat(levels[:, None] / 100, months, axis=1)
    if shape == "values":
        return 100 * share + sigma_of(shape, 100 * share) * random.standard_normal(share.shape)
    if shape == "counts_with_extra_spread":
        known = share * (1 - share) / EXTRA**2 - 1
        share = random.beta(share * known, (1 - share) * known)
    return 100 * random.binomial(PEOPLE, share) / PEOPLE


def true_two_differ(shape, levels):
    """The chance that two months of such a series have different colours."""
    edges = {"green": 72.0, "red": 67.0}
    share = levels / 100
    if shape == "values":
        above = {name: stats.norm.sf(edge, levels, sigma_of(shape, levels)) for name, edge in edges.items()}
    elif shape == "counts":
        above = {name: stats.binom.sf(edge - 1, PEOPLE, share) for name, edge in edges.items()}
    else:
        known = share * (1 - share) / EXTRA**2 - 1
        above = {
            name: stats.betabinom.sf(edge - 1, PEOPLE, share * known, (1 - share) * known)
            for name, edge in edges.items()
        }
    chances = (above["green"], above["red"] - above["green"], 1 - above["red"])
    return 1 - sum(chance**2 for chance in chances)


def explained(figures, has_people):
    """The record of every pair of these series, with the gate's fields beside."""
    series, months = figures.shape
    starts = [after(START, at) for at in range(months)]
    people = pl.lit(PEOPLE if has_people else None)
    frame = pl.DataFrame(
        {
            "area_code": np.repeat([f"X{number:08}" for number in range(series)], months),
            "period_start": starts * series,
            "period_end": [after(start) for start in starts] * series,
            "given": figures.ravel(),
        }
    ).with_columns(
        measure_id=pl.lit(MEASURE.id), breakdown=pl.lit("{}"), is_total=pl.lit(value=True),
        period_type=pl.lit("month"), status=pl.lit("ok"), flags=pl.lit(""), definition_version=pl.lit(""),
        reported_colour=pl.lit(None, pl.String), not_repeated=pl.lit(value=False), source_sha256=pl.lit("0"),
        source_row=pl.lit(1, pl.Int64), denominator=people.cast(EXACT),
        numerator=pl.when(pl.lit(has_people)).then((pl.col("given") * PEOPLE / 100).round(0)).cast(EXACT),
        value_given=pl.when(pl.lit(not has_people)).then("given").cast(EXACT),
        known_on=pl.col("period_end"), known_at=pl.col("period_end").cast(pl.Datetime("us", "UTC")),
    )  # fmt: skip
    values = measured_values(MEASURE, frame, known_on=AS_OF)
    firsts = measured_values(MEASURE, frame, known_on=None)
    points = signals(values.select(*SERIES_KEYS, "period_start", "value"), "hls", series=SERIES_KEYS)
    inputs = WhyInputs(MEASURE, values, firsts, pl.DataFrame(), points, pl.DataFrame())
    found = explain_all(MEASURE, inputs=inputs, as_of=AS_OF).explanations
    return found.select("period1_start", "has_colour_changed", "gate_result", chance=chance_of(found))


def chance_of(found):
    """The larger of the two chances that two periods differ, as the words take it."""
    gate = found["gate"]
    both = [gate.str.json_path_match(f"$.p_two_differ{name}").cast(pl.Float64) for name in ("", "_counts")]
    return pl.DataFrame({"figures": both[0], "counts": both[1]}).select(larger=pl.max_horizontal("figures", "counts"))[
        "larger"
    ]


def of_pair(found, months, back):
    """The pair whose later period is so many months before the newest, one row a series."""
    return found.filter(pl.col("period1_start") == after(START, months - 1 - back))


def cell(shape, months, series):
    """One row of the table."""
    changed, false, seen, missed, errors = 0, 0, 0, dict.fromkeys(LASTING, 0), []
    for block, first in enumerate(range(0, series, BLOCK)):
        random = np.random.default_rng([SEED, SHAPES.index(shape), months, block])
        size = min(BLOCK, series - first)
        levels = random.uniform(*LEVELS, size)
        figures = drawn(random, shape, levels, months)
        newest = of_pair(explained(figures, shape != "values"), months, 0)
        has_changed = newest.filter("has_colour_changed")
        changed += has_changed.height
        false += has_changed.filter(pl.col("gate_result") == "signal").height
        errors.append(newest["chance"].to_numpy() - true_two_differ(shape, levels))
        seen += size
        for lasting in LASTING:
            moved = figures.copy()
            # Of per cents near 71 the way down is the one that stays inside nought and a hundred.
            moved[:, -lasting:] -= SHIFT * sigma_of(shape, levels)[:, None]
            at_shift = of_pair(
                explained(np.rint(moved) if shape != "values" else moved, shape != "values"), months, lasting - 1
            )
            missed[lasting] += at_shift.filter(pl.col("gate_result") != "signal").height
    error = np.concatenate(errors)
    return {
        "shape": shape, "months": months, "series": seen, "seed": SEED, "people": PEOPLE, "preset": "hls",
        "changed": changed, "false_stories": round(false / changed, 4),
        **{f"shift_seen_after_{lasting}": round(1 - missed[lasting] / seen, 4) for lasting in LASTING},
        "error": round(float(error.mean()), 4), "absolute_error": round(float(np.abs(error).mean()), 4),
    }  # fmt: skip


def main(series=SERIES):
    rows = [cell(shape, months, series) for shape, months in product(SHAPES, LENGTHS)]
    table = pl.DataFrame(rows)
    table.write_csv(TABLE)
    with pl.Config(tbl_rows=-1, tbl_cols=-1):
        print(table)


if __name__ == "__main__":
    main(*(int(held) for held in sys.argv[1:2]))
