"""Published returns through the whole night, compared with what their publisher and the plan say."""

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from hls_signals.publish.current import damage
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Question
from hls_signals.warehouse.run_record import newest_database
from hls_signals.workspace.layout import Workspace
from pipelines.run import run_night

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="the published returns are not beside this checkout"),
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
asked_as: Will I be seen before it gets worse?
disclosure: {already_public: {source: NHS England, published_on: 2025-09-11}}
targets:
  - {value: 95, effective_from: 2010-11-01}
  - {value: 76, effective_from: 2023-04-01, known_from: 2022-12-22}
  - {value: 78, effective_from: 2024-04-01, known_from: 2024-03-27}
colour_rules: [{version: 1, effective_from: 2010-11-01, kind: points, amber_within: 5}]
"""
MAPPING = """\
id: nhs_ae
title: A&E attendances and emergency admissions
adapter: nhs_monthly
area: {{column: {area}, unknown: accept}}
period: {{column: date, format: month_name}}
figures: [{{measure: ae_four_hours, denominator: total_attendances, miss: attendances_over_4hours}}]
known_at: {{lag_days: 14}}
"""
PILOT = """\
- id: standards_pilot
  measure_ids: [ae_four_hours]
  kind: collection
  effective_from: 2019-05-01
  effective_to: 2023-06-01
  text: Fourteen trusts tried other standards.
"""


def workspace(root, source, area, events=""):
    place = Workspace(root)
    (place.register / "measures").mkdir(parents=True)
    (place.register / "returns").mkdir()
    place.settings_file.write_text("as_of: 2026-10-15\ninbox_settle_seconds: 0\n", encoding="utf-8")
    (place.register / "measures" / "ae.yaml").write_text(MEASURE, encoding="utf-8")
    (place.register / "returns" / "nhs_ae.yaml").write_text(MAPPING.format(area=area), encoding="utf-8")
    (place.register / "events.yaml").write_text(events, encoding="utf-8")
    codes = sorted(pl.read_csv(DATA / source, infer_schema=False)[area].unique())
    areas = [f"{code},Body {code},{'icb' if code.startswith('E54') else 'organisation'}" for code in codes]
    text = "area_code,area_name,area_type\n" + "\n".join(areas) + "\n"
    (place.register / "areas.csv").write_text(text, encoding="utf-8")
    (place.returns_inbox / "nhs_ae").mkdir(parents=True)
    shutil.copy(DATA / source, place.returns_inbox / "nhs_ae")
    return place


def after_a_night(place, until):
    night = run_night(place, Question(as_of=dt.date(2026, 10, 15), until=until))
    store = EmbeddedDuckDB(newest_database(place), memory_limit="1GB", allowed=place.root, read_only=True)
    return night, store


@pytest.fixture(scope="module")
def boards(tmp_path_factory):
    place = workspace(
        tmp_path_factory.mktemp("icb") / "w", "healthyr/england_icb_accidents_emergency.csv", "icb22_code"
    )
    night, store = after_a_night(place, "published")
    yield place, night, store
    store.close()


@pytest.fixture(scope="module")
def trusts(tmp_path_factory):
    source = "healthyr/england_trust_accidents_emergency.csv"
    place = workspace(tmp_path_factory.mktemp("trusts") / "w", source, "nhs_trust22_code", PILOT)
    night, store = after_a_night(place, "signals")
    yield night, store
    store.close()


def changes(store):
    return store.read("signals.explanations").filter("has_colour_changed")


def test_every_row_of_the_boards_has_the_colour_that_target_and_rule_give(boards):
    colours = boards[2].read("measures.measured_values")["colour"].value_counts()
    assert dict(colours.iter_rows()) == {"green": 194, "amber": 511, "red": 975}


def test_three_hundred_colours_changed_in_1638_pairs_of_months(boards):
    assert boards[2].read("signals.explanations").height == 1638
    assert changes(boards[2]).height == 300


def test_of_48_changes_in_the_switch_months_41_would_not_have_come_under_the_old_target(boards):
    switch = changes(boards[2]).filter(pl.col("period1_start").is_in([dt.date(2023, 4, 1), dt.date(2024, 4, 1)]))
    assert switch["period1_start"].value_counts().sort("period1_start")["count"].to_list() == [34, 14]
    assert (switch["colour1_under_target0"] == switch["colour0"]).sum() == 41


def test_the_copied_months_are_named_for_all_42_boards_before_any_other_reason(boards):
    terms = boards[2].read("signals.explanation_terms").filter(pl.col("term_no") == 1)
    for month in (dt.date(2025, 2, 1), dt.date(2025, 3, 1)):
        first = terms.filter(pl.col("period1_start") == month)
        assert first.height == 42
        assert first["kind"].unique().to_list() == ["file_defect"]


def test_the_copied_months_are_two_questions_and_no_other(boards):
    found = boards[2].read("staged.quality").select("code", "period_start", "other_period_start", "affected").rows()
    assert found == [
        ("D301", dt.date(2025, 2, 1), dt.date(2024, 2, 1), 42),
        ("D301", dt.date(2025, 3, 1), dt.date(2024, 3, 1), 42),
    ]


def test_the_boards_are_published_with_a_page_each(boards):
    place, night, _ = boards
    assert night.outcome == "published"
    assert damage(place.current.resolve()) is None
    assert len(list(place.current.glob("area/*/ae_four_hours.html"))) == 42


def test_fourteen_trusts_are_excused_and_never_red_until_may_2023(trusts):
    values = trusts[1].read("measures.measured_values")
    excused = values.filter(pl.col("status") == "excused")
    assert (excused.height, excused["area_code"].n_unique()) == (354, 14)
    assert excused["period_start"].max() == dt.date(2023, 5, 1)
    assert excused["colour"].is_null().all()
    assert excused["no_colour_because"].unique().to_list() == ["excused"]


def test_trusts_without_attendances_have_no_colour(trusts):
    values = trusts[1].read("measures.measured_values")
    empty = values.filter(pl.col("denominator") == 0)
    assert empty.height == 458
    assert empty["colour"].is_null().all()
