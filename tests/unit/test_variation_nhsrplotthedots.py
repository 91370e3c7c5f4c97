"""The preset nhsr-0.2.2 against what NHSRplotthedots 0.2.2 made of the same figures, point for point.

`nhsrplotthedots-0.2.2-on-2026-11-24.csv` holds results, no code: generated series of twelve kinds (normal, whole,
coarse, steps, trends, peaks, spikes, zeros, constant ...), of 2 to 36 months, some with a rebase, some with limits
fixed after 12 points. They were made on 2026-11-24 outside this repository: the package is on no registry here, so its
calculation (`ptd_spc_standard` and `ptd_special_cause_type`, MIT, as in its 0.2 release on CRAN, which 0.2.2 keeps) was
typed into a script and run as `Rscript standard.R in.csv out.csv all` and `... 12`, under R 4.2.2 with dplyr 1.0.10.
The same was done for 1,200 series both ways; the three kinds of difference below were the only ones. Blank values could
not be compared: with one among seven or more figures the package stops with an error.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from hls_signals.variation import signals

RESULTS = Path(__file__).parents[1] / "fixtures_variation" / "nhsrplotthedots-0.2.2-on-2026-11-24.csv"
LABELS = {
    ("beyond_usual_range", "signal_high"): "Above UCL",
    ("beyond_usual_range", "signal_low"): "Below LCL",
    ("steady_rise", "signal_high"): "7 Point Trend (Increasing)",
    ("steady_fall", "signal_low"): "7 Point Trend (Decreasing)",
    ("near_the_edge", "signal_high"): "2 in 3 Above CL",
    ("near_the_edge", "signal_low"): "2 in 3 Below CL",
    ("run_on_one_side", "signal_high"): "7 Points Above CL",
    ("run_on_one_side", "signal_low"): "7 Points Below CL",
    (None, "usual_variation"): "Common Cause",
}


@pytest.fixture(scope="module")
def both():
    theirs = pl.read_csv(
        RESULTS, try_parse_dates=True, schema_overrides={"value": pl.Float64, "fixed_points": pl.Int32}
    )
    parts = []
    for fixed in (None, 12):
        part = theirs.filter(pl.col("fixed_points").eq_missing(fixed))
        phases = part.filter(pl.col("begins_phase") == 1).select("series", starts="period_start")
        figures = part.select("series", "period_start", "value")
        ours = signals(figures, "nhsr-0.2.2", phases=phases, baseline=fixed, calendar="month").rename(
            {"lower": "our_lower", "upper": "our_upper"}
        )
        parts.append(ours.join(part, on=["series", "period_start"], validate="1:1"))
    return pl.concat(parts)


def difference(row):
    """In what the two differ at a point; empty where they do not."""
    label = LABELS[row["read_first_rule"], row["read_first"]]
    lines = [(row["our_lower"], row["lower"]), (row["our_upper"], row["upper"]), (row["centre"], row["mean"])]
    same_lines = all(theirs is not None and ours == pytest.approx(theirs, rel=1e-9) for ours, theirs in lines)
    if same_lines and label == row["label"]:
        return ""
    if row["limits_status"] == "no_variation" and row["lower"] is None and label == row["label"]:
        return "they have no limits where nothing varies"
    if "limits_fallback" in row["advice"] and row["lower"] == row["upper"]:
        return "their limits are no range once screening leaves nothing"
    if same_lines and (row["steady_rise"], row["label"]) == (True, "7 Point Trend (Decreasing)"):
        return "they call the last point of a rise a fall where the next is equal and begins one"
    return "other"


def test_every_label_and_limit_is_the_same_but_for_three_faults_we_do_not_share(both):
    found = Counter(difference(row) for row in both.iter_rows(named=True))
    assert set(found) == {
        "",
        "they have no limits where nothing varies",
        "their limits are no range once screening leaves nothing",
        "they call the last point of a rise a fall where the next is equal and begins one",
    }
    assert found[""] > 1_500
    assert found["they call the last point of a rise a fall where the next is equal and begins one"] == 5


def test_the_comparison_meets_every_label(both):
    assert set(both["label"]) == set(LABELS.values())


def test_where_screening_leaves_nothing_they_mark_every_point_and_we_do_not(both):
    fallen = both.filter(
        pl.col("advice").str.contains("limits_fallback") & (pl.col("read_first_rule") != "run_on_one_side")
    )
    assert fallen.filter(pl.col("label") == "Common Cause").is_empty()
    whole = both.filter(pl.col("advice").str.contains("limits_fallback"))
    for (_,), series in whole.group_by("series"):
        assert series.filter(pl.col("beyond_usual_range") != 0).height <= series.filter(pl.col("plotted") > 0).height
