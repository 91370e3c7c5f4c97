"""Do the published A&E percentages bunch at the target, and nowhere else?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from hls_signals.gaming import TargetContext, recording_histogram
from hls_signals.gaming.threshold_bunching import threshold_bunching

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data" / "nhsrdatasets" / "ae_attendances.csv"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published A&E attendances are not beside this repository"),
]


@pytest.fixture(scope="module")
def pooled():
    """Percentages within four hours of every organisation and month, all types of department together, no name kept."""
    rows = pl.read_csv(PUBLISHED).group_by("org_code", "period").agg(pl.col("attendances", "breaches").sum())
    seen = rows.filter(pl.col("attendances") > 0)
    return recording_histogram(100 * (1 - seen["breaches"] / seen["attendances"]), 0.1, "at_or_above")


def at(limit: float, pooled: pl.DataFrame):
    context = TargetContext(
        measure_id="ae_four_hours",
        target=limit,
        good_side="at_or_above",
        unit="percent",
        window_start=dt.date(2016, 4, 1),
        window_end=dt.date(2019, 4, 1),
        pooled_over=274,
        grid=0.1,
    )
    return threshold_bunching(context, histogram=pooled, as_of=dt.date(2019, 5, 1))


def test_percentages_bunch_at_the_target_of_95(pooled):
    found = at(95.0, pooled)
    assert found.p_raw < 0.005
    assert found.effect_lower > 0
    assert "95 per cent limit" in found.sentence
    assert found.area_code == ""


@pytest.mark.parametrize("limit", [92.0, 93.0, 94.0, 96.0, 97.0])
def test_percentages_are_quiet_at_whole_numbers_that_were_no_target(limit, pooled):
    found = at(limit, pooled)
    assert found.applicability == "ok"
    assert found.p_raw > 0.05
