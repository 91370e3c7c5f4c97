"""Every chart against what clinical-qikit 0.5.0 drew of the same figures, and against two more worked examples.

The page asks for qicharts2 0.8.1, which is GPL and on no registry that this project reaches. clinical-qikit is a MIT
package that says it mirrors qicharts2; `clinical-qikit-0.5.0-on-2026-11-24.csv` holds its results, made by
tests/benchmarks/variation_charts_of_a_peer.py. What differs is named below and in docs/deviations.md.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hls_signals.variation import preset, signals
from hls_signals.variation.links import POINT_STATUS

RESULTS = Path(__file__).parents[1] / "fixtures_variation" / "clinical-qikit-0.5.0-on-2026-11-24.csv"
FIGURES = ("value", "n", "centre", "lower", "upper")
# Its ranges are screened where values are charted, and not where shares and rates are.
THEIRS = {screen: preset("nhsr-0.2.2", xmr_factor=3 / 1.128, screen=screen) for screen in (True, False)}
EVEN_SUBGROUPS = 2


@pytest.fixture(scope="module")
def drawn():
    return pl.read_csv(RESULTS, schema_overrides=dict.fromkeys(FIGURES, pl.Float64)).with_columns(
        pl.date(2020, 1, 1).dt.offset_by(pl.format("{}mo", "place")).alias("period_start")
    )


def both(drawn, chart, *, screen=True):
    """Ours and theirs of one chart, row for row."""
    theirs = drawn.filter(pl.col("chart") == chart)
    columns = {} if theirs["n"].null_count() else {"numerator": "value", "denominator": "n"}
    ours = signals(theirs, THEIRS[screen], chart=chart, **columns)
    assert set(ours["point_status"]) == {POINT_STATUS[0]}
    return ours, theirs


def assert_same(ours, theirs, *columns, to=1e-9):
    for column in columns:
        assert ours[column].is_null().to_list() == theirs[column].is_null().to_list(), column
        np.testing.assert_allclose(ours[column].to_numpy(), theirs[column].to_numpy(), rtol=to, atol=to)


@pytest.mark.parametrize("chart", ["run", "xmr", "p", "u", "c", "t", "p_prime", "u_prime"])
def test_centre_and_limits_are_those_of_clinical_qikit(drawn, chart):
    assert_same(*both(drawn, chart, screen=not chart.endswith("prime")), "centre", "lower", "upper")


def test_moving_ranges_have_its_lines_and_a_lower_one_at_nought(drawn):
    ours, theirs = both(drawn, "mr")
    # Its chart has no row where there is no range; ours draws the lines there too.
    there = theirs["centre"].is_not_null()
    assert there.sum() == len(theirs) - theirs["series"].n_unique()
    assert_same(ours.filter(there), theirs.filter(there), "centre", "upper")
    assert set(ours["lower"]) == {0.0}


def test_cases_between_events_have_its_median_and_a_limit_about_the_mean_instead(drawn):
    ours, theirs = both(drawn, "g")
    assert_same(ours, theirs, "centre", "lower")
    median = theirs["centre"].to_numpy()
    np.testing.assert_allclose(theirs["upper"].to_numpy(), median + 3 * np.sqrt(median * (median + 1)), rtol=1e-9)
    mean = theirs.select(pl.col("value").mean().over("series")).to_series().to_numpy()
    np.testing.assert_allclose(ours["upper"].to_numpy(), mean + 3 * np.sqrt(mean * (mean + 1)), rtol=1e-9)


@pytest.mark.parametrize(("chart", "prefix"), [("xbar", ""), ("s", "sd_")])
def test_subgroups_of_one_size_have_its_means_and_spreads(drawn, chart, prefix):
    measurements = drawn.filter((pl.col("chart") == chart) & (pl.col("series") < EVEN_SUBGROUPS))
    theirs = measurements.group_by("series", "period_start", maintain_order=True).first()
    ours = signals(measurements, chart="xbar_s")
    lines = ours.select(pl.col(prefix + name).alias(name) for name in ("centre", "lower", "upper"))
    # Its factors are those of the printed tables, rounded to four decimals.
    assert_same(lines, theirs, "centre", "lower", "upper", to=1e-4)


def one_series(values, **columns):
    months = pl.date_range(pl.date(2020, 1, 1), pl.date(2022, 12, 1), "1mo", eager=True)
    return pl.DataFrame({"series": "a", "period_start": months.gather(range(len(values))), "value": values, **columns})


def test_montgomerys_loan_processing_costs():
    # Introduction to Statistical Quality Control, chart of individuals: mean 300.5, mean range 7.79, limits 279.78 and
    # 321.22; nothing lies outside.
    costs = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
    record = signals(one_series(costs), preset("hls", xmr_factor=3 / 1.128, screen=False))
    assert record["centre"][0] == 300.5
    assert round(record["moving_range"].mean(), 2) == 7.79
    assert (record["lower"][0], record["upper"][0]) == pytest.approx((279.78, 321.22), abs=0.01)
    assert set(record["beyond_usual_range"]) == {0}


# Micrometres above 73.9 mm; 25 samples of five.
PISTON_RINGS = """
130 102 119 092 108 095 092 101 111 104 088 124 121 105 102 102 096 093 115 109 092 107 115 089 114 109 094 097 085 093
095 106 094 100 105 085 103 093 115 088 108 095 109 105 104 098 100 090 107 095 094 098 094 095 090 104 100 107 100 096
083 102 098 097 112 106 067 094 100 084 112 114 098 099 107 100 084 105 098 096 094 112 086 105 107 106 110 118 103 100
084 102 103 105 097 100 110 113 120 103 082 101 115 105 096 104 099 090 106 109 110 089 090 109 114 115 108 093 100 110
082 084 095 117 113
"""


def test_montgomerys_piston_rings():
    # Same book, charts of means and of standard deviations: mean 74.001 mm, mean s 0.0094, limits of means 73.988 and
    # 74.014, upper limit of s 0.0196; nothing lies outside.
    rings = [73.9 + int(micrometres) / 1000 for micrometres in PISTON_RINGS.split()]
    months = pl.date_range(pl.date(2020, 1, 1), pl.date(2022, 1, 1), "1mo", eager=True)
    frame = pl.DataFrame({"series": "a", "period_start": months.gather(np.repeat(range(25), 5)), "value": rings})
    record = signals(frame, chart="xbar_s")
    lines = [record[name][0] for name in ("centre", "lower", "upper", "sd_centre", "sd_lower", "sd_upper")]
    assert lines == pytest.approx([74.0012, 73.9878, 74.0146, 0.0094, 0, 0.0196], abs=6e-5)
    assert set(record["beyond_usual_range"]) == {0}
