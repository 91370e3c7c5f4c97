"""Every other chart against what qicharts2 0.8.1 made of the same figures, point for point.

`qicharts2-0.8.1-on-2026-11-24.csv` holds results, no code: generated series of many kinds (ordinary, short, constant,
many noughts, one far value, a shift, very different denominators, subgroups of one), as `qic(..., return.data = TRUE)`
gives them at its defaults with moving ranges screened, under R 4.2.2. The package is GPL and on no registry here; it
was run outside this repository, by someone who wrote none of this code. Its own 0.8 text could be had for the limits
and not for the front function, whose 0.7 text stood in; with the text of a fork of 0.8.1 every figure was the same, and
so were the figures of 0.8.1 that the tests of another program publish. All 477 series that could be run (10,752 points)
were compared; those of this file are the first of each kind.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from hls_signals.variation import signals

RESULTS = Path(__file__).parents[1] / "fixtures_variation" / "qicharts2-0.8.1-on-2026-11-24.csv"
OURS = {
    "run": "run", "i": "xmr", "mr": "mr", "p": "p", "pp": "p_prime", "c": "c", "u": "u", "up": "u_prime", "g": "g",
    "t": "t", "xbar": "xbar_s", "s": "xbar_s",
}  # fmt: skip
DAY_NOUGHT = dt.date(2000, 1, 1)
SPREADS = {"centre": "sd_centre", "lower": "sd_lower", "upper": "sd_upper"}
NO_RANGE = "they have no limits, or half of them, where nothing varies"
FELL_BACK = "their limits hold next to nothing once screening has taken the ranges that matter"
SUBGROUP_OF_ONE = "they take a subgroup of one for a mean"


@pytest.fixture(scope="module")
def theirs():
    numbers = {name: pl.Float64 for name in ("denominator", "cl", "lcl", "ucl")}
    counts = ("longest_run", "longest_run_max", "crossings", "crossings_min", "not_random", "outside")
    return pl.read_csv(RESULTS, schema_overrides={**numbers, **dict.fromkeys(counts, pl.Int32), "figures": pl.String})


def both_of(theirs, chart):
    """Their points of one chart with our columns beside them."""
    asked = theirs.filter(pl.col("chart") == chart)
    figures = asked.select(
        "series",
        "denominator",
        value=pl.col("figures").str.split(" ").list.eval(pl.element().cast(pl.Float64)),
        period_start=DAY_NOUGHT + pl.duration(days="point"),
    ).explode("value")
    is_ratio = figures["denominator"].is_not_null().all()
    ours = signals(
        figures if is_ratio else figures.drop("denominator"),
        "anhoej",
        chart=OURS[chart],
        numerator="value" if is_ratio else None,
        denominator="denominator" if is_ratio else None,
        calendar="day",
    )
    point = (pl.col("period_start").cast(pl.Date) - DAY_NOUGHT).dt.total_days()
    ours = ours.with_columns(point=point).rename({"longest_run_max": "our_run_max", "crossings_min": "our_fewest"})
    if chart == "s":
        ours = ours.with_columns(pl.col(spread).alias(name) for name, spread in SPREADS.items())
    return asked.join(ours, on=["series", "point"], validate="1:1", suffix="_ours")


def alike(ours, theirs):
    return ours is None if theirs is None else ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def difference(row):
    """In what the lines differ at a point; empty where they do not."""
    if all(alike(row[ours], row[theirs]) for ours, theirs in (("centre", "cl"), ("lower", "lcl"), ("upper", "ucl"))):
        return ""
    if row["limits_status"] == "no_variation" and row["lower"] == row["upper"] and row["ucl"] is None:
        return NO_RANGE
    if "limits_fallback" in row["advice"] and row["upper"] - row["lower"] > row["ucl"] - row["lcl"]:
        return FELL_BACK
    return SUBGROUP_OF_ONE if row["kind"] in ("some_one", "first_one", "all_one") else "other"


@pytest.mark.parametrize(
    ("chart", "known"),
    [
        ("run", set()),
        ("i", {NO_RANGE, FELL_BACK}),
        ("mr", set()),
        ("p", set()),
        ("pp", {NO_RANGE, FELL_BACK}),
        ("c", set()),
        ("u", set()),
        ("up", {NO_RANGE, FELL_BACK}),
        ("g", set()),
        ("t", {NO_RANGE}),
        ("xbar", {SUBGROUP_OF_ONE}),
        ("s", {SUBGROUP_OF_ONE}),
    ],
)
def test_every_line_is_the_same_but_for_faults_we_do_not_share(theirs, chart, known):
    found = Counter(difference(row) for row in both_of(theirs, chart).iter_rows(named=True))
    assert set(found) == {"", *known}
    assert found[""] > 250


@pytest.mark.parametrize("chart", [chart for chart in OURS if chart not in ("run", "mr")])
def test_the_same_points_lie_outside(theirs, chart):
    rows = both_of(theirs, chart).filter(pl.col("limits_status") != "no_variation")
    judged = [row for row in rows.iter_rows(named=True) if not difference(row)]
    if chart == "s":
        ours = [not row["lower"] <= row["sd"] <= row["upper"] if row["upper"] is not None else False for row in judged]
    else:
        ours = [bool(row["beyond_usual_range"]) for row in judged]
    assert ours == [bool(row["outside"]) for row in judged]
    assert any(ours)


# Their test of the spreads runs about the mean spread; ours runs once, about the means. Theirs of ranges is not judged.
@pytest.mark.parametrize("chart", [chart for chart in OURS if chart not in ("s", "mr")])
def test_whether_a_series_is_random_is_judged_alike_from_ten_useful_points(theirs, chart):
    rows = both_of(theirs, chart).filter(
        pl.col("series_not_random").is_not_null() & ~pl.col("kind").str.ends_with("_one")
    )
    parts = {"our_run_max": "longest_run_max", "longest_run_ours": "longest_run", "crossings_ours": "crossings",
             "our_fewest": "crossings_min", "series_not_random": "not_random"}  # fmt: skip
    for ours, published in parts.items():
        assert rows[ours].cast(pl.Int32).to_list() == rows[published].to_list(), ours
    assert rows["series_not_random"].any()


def test_where_one_event_stands_among_noughts_they_mark_every_point_and_we_do_not(theirs):
    for chart in ("pp", "up"):
        single = both_of(theirs, chart).filter(
            pl.col("kind") == "single_event", pl.col("advice").str.contains("fallback")
        )
        assert single["outside"].min() == 1
        assert single["beyond_usual_range"].abs().sum() <= 1
