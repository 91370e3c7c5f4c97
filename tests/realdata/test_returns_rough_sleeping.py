"""Do the published tables of rough sleeping say the same in both layouts, and is every row of them accounted for?"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from hls_signals.register import load_register
from hls_signals.returns import land_inbox
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "bbc_rough_sleeping"
OLD, NEW = "Rough_Sleeping_Autumn_2016_Final_Tables.xls", "Rough_sleeping_statistics_England_autumn_2017.xlsx"
NOW = dt.datetime(2026, 1, 5, 3, 30, tzinfo=dt.UTC)
MEASURE = """
id: rough_sleeping
name: People sleeping rough on a night in autumn
return: rough_sleeping
calculation: count
unit: count
polarity: lower
period_type: snapshot
"""
MAPPING = """
id: rough_sleeping
adapter: la_tables
{sheet}
area: {{column: ONS code, name_column: {name}, unknown: accept}}
period: {{columns: "20??", format: calendar_year, window: ["10-01", "12-01"]}}
skip_rows: ["% change*", "% of England*"]
figures:
  - {{measure: rough_sleeping, numerator: cell}}
"""

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="the published returns in ../shared/data are not here"),
]


def landed(root: Path, source: str, name: str, sheet: str = 'sheet: "Table 1"'):
    workspace = Workspace(root)
    (workspace.register / "measures").mkdir(parents=True)
    (workspace.register / "returns").mkdir()
    (workspace.register / "measures" / "rough.yaml").write_text(MEASURE)
    (workspace.register / "returns" / "rough.yaml").write_text(MAPPING.format(name=name, sheet=sheet))
    (workspace.register / "areas.csv").write_text("area_code,area_name,area_type\nE92000001,England,country\n")
    folder = workspace.returns_inbox / "rough_sleeping"
    folder.mkdir(parents=True)
    shutil.copy(DATA / source, folder)
    landing = land_inbox(workspace, Settings(inbox_settle_seconds=0), load_register(workspace), now=NOW)
    row = landing.intake.row(0, named=True)
    assert row["outcome"] == "accepted", (row["code"], row["mend"])
    return row, pl.read_parquet(workspace.observations / f"{row['sha256']}.parquet"), landing


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return landed(tmp_path_factory.mktemp("old"), OLD, "Local Authority")


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    return landed(tmp_path_factory.mktemp("new"), NEW, "Local authority / Region")


def yearly(observations: pl.DataFrame) -> list[int]:
    """Sums over authorities (E06 to E09), by year."""
    authorities = observations.filter(pl.col("area_code").str.contains(r"^E0[6-9]"))
    assert authorities["area_code"].n_unique() == 326
    sums = authorities.group_by("period_start").agg(pl.col("numerator").sum()).sort("period_start")
    return [int(total) for total in sums["numerator"]]


def test_every_row_of_both_layouts_is_accepted_or_set_aside_with_its_code(old, new):
    for (row, _, landing), counts, codes in (
        (old, (352, 326, 26), {"R241": 18, "R240": 5, "R201": 3}),
        (new, (370, 336, 34), {"R240": 21, "R241": 12, "R201": 1}),
    ):
        assert (row["rows_in"], row["rows_accepted"], row["rows_set_aside"]) == counts
        assert landing.set_aside(row["source_name"]) == codes
        assert row["records_in"] == row["observations"] + row["records_set_aside"]


def test_authorities_sum_to_the_published_figure_of_england_in_every_year(old, new):
    published = [1768, 2181, 2309, 2414, 2744, 3569, 4134, 4751]
    assert yearly(old[1]) == published[:7]
    assert yearly(new[1]) == published
    england = new[1].filter(pl.col("area_code") == "E92000001").sort("period_start")
    assert [int(total) for total in england["numerator"]] == published


def test_the_years_in_both_layouts_agree_in_every_authority(old, new):
    key = ["area_code", "period_start", "period_end", "numerator"]
    earlier = new[1].filter(pl.col("area_code").str.contains(r"^E0"), pl.col("period_start") < dt.date(2017, 1, 1))
    assert old[1].height == earlier.height == 326 * 7
    assert old[1].select(key).sort(key).equals(earlier.select(key).sort(key))


def test_plymouth_is_one_series_across_the_layouts(new):
    plymouth = new[1].filter(pl.col("area_code") == "E06000026").sort("period_start")
    assert [int(count) for count in plymouth["numerator"]] == [9, 18, 10, 9, 13, 12, 20, 26]
    assert plymouth["area_name"].unique().to_list() == ["Plymouth"]
    first = plymouth.row(0, named=True)
    assert (first["period_start"], first["period_end"], first["period_type"]) == (
        dt.date(2010, 10, 1),
        dt.date(2010, 12, 1),
        "snapshot",
    )


def test_rows_are_told_by_their_sheet_and_its_own_row_numbers(old, new):
    for _, observations, landing in (old, new):
        assert observations["source_sheet"].unique().to_list() == ["Table 1"]
        notes = landing.quarantine.filter((pl.col("code") == "R241") & (pl.col("level") == "row"))
        assert notes["source_sheet"].unique().to_list() == ["Table 1"]
        assert notes["source_row"].min() > observations["source_row"].max()
    plymouth = new[1].filter(pl.col("area_code") == "E06000026")
    adur = old[1].filter(pl.col("area_code") == "E07000223")
    assert adur["source_row"].unique().to_list() == [16]
    assert plymouth["source_row"].n_unique() == 1


def test_the_table_as_saved_again_by_others_gives_the_same_figures(tmp_path, old):
    # Years are written 2010.000000, an index column stands before, and every empty cell says NA.
    row, observations, landing = landed(tmp_path, "roughsleeping2010_16.csv", "Local Authority", sheet="")
    key = ["area_code", "period_start", "period_end", "numerator"]
    figures = observations.filter(pl.col("status") == "ok").select(key).sort(key)
    assert figures.equals(old[1].select(key).sort(key))
    assert landing.set_aside(row["source_name"])["R240"] == 5
    assert row["rows_in"] == 360


def test_colours_of_cells_are_noted_and_not_read(old, new):
    assert "N508: 1" in old[0]["notes"]
    assert "N508" in new[0]["notes"]
