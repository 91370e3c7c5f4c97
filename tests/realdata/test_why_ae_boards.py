"""Do the published A&E figures of the 42 boards give the changes of colour that were counted by hand?"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from hls_signals.why import explain_all
from tests.house.why_cases import AS_OF, a_measure, after, figure, inputs_of, quality_row, target

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PUBLISHED = SHARED / "healthyr" / "england_icb_accidents_emergency.csv"
SWITCHES = (dt.date(2023, 4, 1), dt.date(2024, 4, 1))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published A&E figures are not beside this repository"),
]


@pytest.fixture(scope="module")
def frames():
    rows = pl.read_csv(PUBLISHED).with_columns(start=pl.col("date").str.to_date("%B %Y", strict=False))
    figures = [
        figure(
            f"{row['start']:%Y-%m}",
            row["total_attendances"] - row["attendances_over_4hours"],
            row["total_attendances"],
            area=row["icb22_code"],
        )
        for row in rows.iter_rows(named=True)
    ]
    measure = a_measure(targets=(target(95), target(76, "2023-04"), target(78, "2024-04")))
    copied = [quality_row("D301", f"2025-{number:02}", other=f"2024-{number:02}") for number in (2, 3)]
    inputs = inputs_of(measure, figures, quality=pl.DataFrame(copied))
    return explain_all(measure, inputs=inputs, as_of=AS_OF)


def test_every_board_and_month_is_paired_and_three_hundred_change_colour(frames):
    assert frames.explanations.height == 1638
    assert frames.explanations["has_colour_changed"].sum() == 300
    assert frames.explanations["sum_gap"].max() <= 1e-9


def test_the_two_months_in_which_the_target_moved_hold_48_of_them(frames):
    switched = frames.explanations.filter("has_colour_changed", pl.col("period1_start").is_in(SWITCHES))
    assert switched.height == 48
    stayed = switched.filter(pl.col("colour1_under_target0") == pl.col("colour0"))
    assert stayed.height == 41
    otherwise = switched.filter(pl.col("colour1_under_target0") != pl.col("colour1"))
    assert otherwise.height == 42


def test_what_turned_those_48_colours_is_told_by_sets(frames):
    switched = frames.explanations.filter("has_colour_changed", pl.col("period1_start").is_in(SWITCHES))
    sets = [json.loads(flip) for flip in switched["flip"]]
    assert sum("target" in found["kept_without"] for found in sets) == 41
    assert sum("target" in found["but_for"] for found in sets) == 42
    assert sum(["target"] in found["minimal_sufficient"] for found in sets) == 30


def test_the_two_copied_months_carry_a_file_defect_for_all_boards(frames):
    defects = frames.terms.filter(pl.col("kind") == "file_defect")
    for start in (dt.date(2025, 2, 1), dt.date(2025, 3, 1)):
        own = defects.filter(pl.col("period1_start") == start, pl.col("about_period_start") == start)
        assert own["area_code"].n_unique() == 42
        assert after(start, -12) == own["other_period_start"].unique().item()
