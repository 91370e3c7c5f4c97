"""Is a total made of its parts through a whole night, coloured, and the same as the publisher's figures give?"""

import datetime as dt
import shutil
from fractions import Fraction

import polars as pl
import pytest

from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Question
from hls_signals.warehouse.run_record import newest_database
from hls_signals.workspace.layout import Workspace
from pipelines.run import run_night
from tests.fixtures_returns.published import ABSENT, DATA

pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)]
SOURCE = DATA / "nhsrdatasets/ae_attendances.csv"
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
disclosure: {already_public: {source: NHS England, published_on: 2019-04-11}}
targets: [{value: 95, effective_from: 2010-11-01}]
colour_rules: [{version: 1, effective_from: 2010-11-01, kind: points, amber_within: 5}]
"""
MAPPING = """\
id: nhs_ae
adapter: nhs_monthly
area: {column: org_code, unknown: accept}
period: {column: period, format: iso_date}
dimensions: {type: type}
total: sum
figures: [{measure: ae_four_hours, denominator: attendances, miss: breaches}]
known_at: {lag_days: 14}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    place = Workspace(tmp_path_factory.mktemp("types") / "w")
    (place.register / "measures").mkdir(parents=True)
    (place.register / "returns").mkdir()
    place.settings_file.write_text("as_of: 2026-10-15\ninbox_settle_seconds: 0\n", encoding="utf-8")
    (place.register / "measures" / "ae.yaml").write_text(MEASURE, encoding="utf-8")
    (place.register / "returns" / "nhs_ae.yaml").write_text(MAPPING, encoding="utf-8")
    codes = sorted(pl.read_csv(SOURCE, infer_schema=False)["org_code"].unique())
    areas = "".join(f"{code},Body {code},organisation\n" for code in codes)
    (place.register / "areas.csv").write_text("area_code,area_name,area_type\n" + areas, encoding="utf-8")
    (place.returns_inbox / "nhs_ae").mkdir(parents=True)
    shutil.copy(SOURCE, place.returns_inbox / "nhs_ae")
    run_night(place, Question(as_of=dt.date(2026, 10, 15), until="measures"))
    opened = EmbeddedDuckDB(newest_database(place), memory_limit="1GB", allowed=place.root, read_only=True)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def totals(store):
    return store.read("measures.measured_values").filter("is_total")


def test_every_row_stays_a_part_and_each_body_and_month_has_one_total(store, totals):
    assert store.read("staged.observations").height == 12_765
    assert totals.height == 8_298
    assert totals.select("area_code", "period_start").n_unique() == 8_298
    assert store.read("measures.measured_values").height == 12_765 + 8_298


def test_totals_have_the_colours_that_were_measured(totals):
    assert dict(totals["colour"].value_counts().iter_rows()) == {"green": 3_883, "amber": 1_293, "red": 3_122}


def test_totals_are_the_exact_sums_of_the_published_rows(totals):
    rows = pl.read_csv(SOURCE).group_by("org_code", "period").agg(pl.col("attendances", "breaches").sum())
    slow = {
        (code, dt.date.fromisoformat(period)): (attendances - breaches, attendances)
        for code, period, attendances, breaches in rows.iter_rows()
    }
    found = {
        (row["area_code"], row["period_start"]): (row["numerator"], row["denominator"])
        for row in totals.iter_rows(named=True)
    }
    assert found == slow


def test_plymouth_in_the_first_and_the_last_month_and_the_last_month_of_a_merged_trust(totals):
    plymouth = totals.filter(pl.col("area_code") == "RK9").sort("period_start")
    ends = [plymouth.row(number, named=True) for number in (0, -1)]
    shares = [100 * Fraction(row["numerator"]) / Fraction(row["denominator"]) for row in ends]
    assert [f"{float(share):.2f}" for share in shares] == ["86.32", "79.94"]
    assert [row["period_start"] for row in ends] == [dt.date(2016, 4, 1), dt.date(2019, 3, 1)]
    merged = totals.filter(pl.col("area_code") == "RR1")
    assert merged["period_start"].max() == dt.date(2018, 6, 1)


def test_a_total_says_from_which_file_and_row_its_last_part_came(store, totals):
    rows = store.read("staged.observations").select("source_sha256", "source_row", "area_code", "period_start")
    joined = totals.join(rows, on=["source_sha256", "source_row", "area_code", "period_start"], how="semi")
    assert joined.height == totals.height


def test_questions_about_files_are_asked_of_what_files_gave(store):
    copied = store.read("staged.quality").filter(pl.col("code") == "D301")
    figures = store.read("staged.observations").group_by("period_start").len()["len"].max()
    assert (copied["examined"] <= figures).all()
