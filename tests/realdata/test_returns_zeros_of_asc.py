"""Are the five zeros of adult social care's quality of life asked about, and no other figure of that measure?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hls_signals.returns.defects import quality_rows
from tests.fixtures_returns.workspaces import Place

SOURCE = Path(__file__).parents[2].parent / "shared" / "data" / "oflog_asc" / "ASC_data.csv"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SOURCE.is_file(), reason="the published care figures are not beside this checkout"),
]
MEASURE = """\
id: quality_of_life
name: Quality of life
return: care
calculation: published_only
unit: ratio
bounds: [0, 1]
polarity: higher
period_type: financial_year
"""
MAPPING = """\
id: care
area: {column: Local authority code, unknown: accept}
period: {column: Financial year, format: financial_year}
where: {Measure: ["Outcome, ASC Quality of Life"]}
figures: [{measure: quality_of_life, value: Value}]
"""


def test_the_zeros_of_2019_20_are_five_questions_and_nothing_else_is_asked_of_them(tmp_path):
    place = Place(tmp_path)
    (place.workspace.register / "measures" / "quality_of_life.yaml").write_text(MEASURE)
    place.mapping(MAPPING, "care")
    row, observations, _ = place.landed("care/ASC_data.csv", SOURCE.read_bytes())
    assert row["columns_dropped"] == "MEDIAN;MADs_from_median;rank_order"
    found = quality_rows(observations)
    zeros = found.filter(found["code"] == "D310")
    assert zeros.height == 5
    assert zeros["period_start"].unique().to_list() == [dt.date(2019, 4, 1)]
    assert zeros["area_code"].n_unique() == 5
    assert set(found["code"]) <= {"D310", "D306"}
