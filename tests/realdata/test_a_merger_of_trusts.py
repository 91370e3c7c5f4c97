"""Is a merger of two trusts an event, and no change in what was done for people?"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from hls_signals.measures.merged import as_if_merged
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Question
from hls_signals.warehouse.run_record import newest_database
from hls_signals.workspace.layout import Workspace
from pipelines.run import run_night

SOURCE = Path(__file__).parents[2].parent / "shared" / "data" / "nhsrdatasets" / "ae_attendances.csv"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SOURCE.is_file(), reason="the published A&E figures are not beside this checkout"),
]
MEASURE = """\
id: ae_four_hours
name: People seen within four hours in A&E
return: nhs_ae
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
dimensions: [type]
targets: [{value: 95, effective_from: 2010-11-01}]
colour_rules: [{version: 1, effective_from: 2010-11-01, kind: points, amber_within: 5}]
"""
MAPPING = """\
id: nhs_ae
adapter: nhs_monthly
area: {column: org_code}
period: {column: period, format: iso_date}
dimensions: {type: type}
figures: [{measure: ae_four_hours, denominator: attendances, miss: breaches}]
total: sum
known_at: {lag_days: 14}
"""
AREAS = """\
area_code,area_name,area_type,valid_from,valid_to,replaced_by
RR1,Heart of England,organisation,,2018-07-01,RRK
RRK,University Hospitals Birmingham,organisation,,,
RK9,Plymouth,organisation,,,
"""
JUNE, JULY = dt.date(2018, 6, 1), dt.date(2018, 7, 1)


@pytest.fixture(scope="module")
def trusts(tmp_path_factory):
    place = Workspace(tmp_path_factory.mktemp("merger"))
    for name, text in (("measures/ae.yaml", MEASURE), ("returns/nhs_ae.yaml", MAPPING), ("areas.csv", AREAS)):
        (place.register / name).parent.mkdir(parents=True, exist_ok=True)
        (place.register / name).write_text(text, encoding="utf-8")
    place.settings_file.write_text("as_of: 2026-10-15\ninbox_settle_seconds: 0\n", encoding="utf-8")
    (place.returns_inbox / "nhs_ae").mkdir(parents=True)
    shutil.copy(SOURCE, place.returns_inbox / "nhs_ae")
    night = run_night(place, Question(as_of=dt.date(2026, 10, 15), until="signals"))
    store = EmbeddedDuckDB(newest_database(place), memory_limit="1GB", allowed=place.root, read_only=True)
    yield night, store
    store.close()


def shares(frame: pl.DataFrame) -> list[str]:
    return [f"{100 * n / d:.2f}" for n, d in frame.select("numerator", "denominator").iter_rows()]


def totals(trusts) -> pl.DataFrame:
    return trusts[1].read("measures.measured_values").filter(pl.col("breakdown") == "{}")


def test_the_figures_of_june_and_july_are_those_that_were_published(trusts):
    rows = totals(trusts).filter(pl.col("period_start").is_in([JUNE, JULY])).sort("area_code", "period_start")
    rows = rows.filter(pl.col("area_code") != "RK9")
    missed = rows.select(pl.col("denominator") - pl.col("numerator"), pl.col("denominator").alias("seen")).rows()
    assert missed[:2] == [(4072, 24112), (1488, 10035)]
    assert rows["area_code"].to_list() == ["RR1", "RRK", "RRK"]
    assert shares(rows)[1:] == ["85.17", "81.98"]


def test_as_if_already_merged_the_pair_reads_between_the_two(trusts):
    night, store = trusts
    latest = store.read("staged.latest_known").filter(pl.col("breakdown") == "{}")
    merged = as_if_merged(latest, night.register.areas, "RRK")
    assert merged["period_start"].max() == JUNE
    assert shares(merged.filter(pl.col("period_start") == JUNE)) == ["83.72"]
    assert merged["of_areas"].unique().to_list() == ["RR1;RRK"]


def test_the_merger_is_an_organisation_event_of_both_and_no_change_of_colour(trusts):
    store = trusts[1]
    events = store.read("staged.events").filter(pl.col("kind") == "organisation")
    assert sorted(events["area_code"].to_list()) == ["RR1", "RRK"]
    pair = store.read("signals.explanations").filter((pl.col("area_code") == "RRK") & (pl.col("period1_start") == JULY))
    assert pair["has_colour_changed"].to_list() == [False]
    terms = store.read("signals.explanation_terms").join(pair.select("explanation_id"), on="explanation_id")
    facts = terms.filter(pl.col("kind") == "organisation")
    assert facts.height == 1


def test_the_series_of_the_trust_that_closed_ends_and_no_figure_of_it_comes_later(trusts):
    store = trusts[1]
    assert totals(trusts).filter(pl.col("area_code") == "RR1")["period_start"].max() == JUNE
    codes = store.read("staged.quality").filter(pl.col("area_code") == "RR1")["code"].to_list()
    assert not {"D304", "D308"} & set(codes)
