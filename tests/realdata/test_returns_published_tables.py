"""Are published tables of every shape read whole by their mappings, with the facts that were measured in them?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from tests.fixtures_returns.published import ABSENT, DATA, Published, codes, count, measure

pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)]
LEAVERS_2022 = "cla_ssda903_published/post_2017/la_care_leavers_accommodation_suitability.csv"
LEAVERS_2023 = "cla_ssda903_published/post_2017_updated24/la_care_leavers_accommodation_suitability.csv"
KEY = ("area_code", "period_start", "breakdown")
YEAR = {"period_type": "financial_year"}
EVERY_LEAVER = """
adapter: dfe_tidy
area: {column: new_la_code, unknown: accept}
period: {column: time_period, format: financial_year_end}
dimensions: {age: age, suitability: accommodation_suitability}
figures:
  - {measure: leavers, numerator: number}
"""
LEAVERS = count("leavers", "dfe_leavers", dimensions="[age, suitability]", **YEAR)
SUITABLE = """
adapter: dfe_tidy
area: {column: new_la_code, unknown: accept}
period: {column: time_period, format: financial_year_end}
where: {geographic_level: [Local authority]}
aliases: {accommodation_suitability: {Suitability total: Total}}
dimensions: {age: age}
figures:
  - measure: leavers_suitable
    where: {accommodation_suitability: [Accommodation considered suitable]}
    numerator: number
    denominator: {column: number, where: {accommodation_suitability: [Total]}}
"""


@pytest.fixture
def vintages(tmp_path):
    """Both vintages of care leavers, every row a figure; the alias is left to the tests."""

    def taken(alias: str = "") -> tuple[Published, pl.DataFrame, pl.DataFrame]:
        published = Published(tmp_path, "dfe_leavers", EVERY_LEAVER + alias, LEAVERS)
        _, older, _ = published.take(LEAVERS_2022, known_at="2022-11-17")
        _, newer, _ = published.take(LEAVERS_2023, known_at="2023-11-16")
        return published, older, newer

    return taken


def test_both_vintages_of_care_leavers_are_read_whole_and_their_states_kept_apart(vintages):
    _, older, newer = vintages()
    assert (older.height, newer.height) == (6720, 6720)
    states = [dict(frame["status"].value_counts().iter_rows()) for frame in (older, newer)]
    assert {key: states[0].get(key, 0) for key in ("suppressed", "not_applicable", "not_available")} == {
        "suppressed": 1430,
        "not_applicable": 176,
        "not_available": 0,
    }
    assert states[1]["not_available"] == 8
    assert set(older["area_code"].str.head(3)) >= {"E92", "E12", "E06"}


def test_the_vintages_share_more_keys_once_a_label_is_known_by_its_other_name(vintages):
    _, older, newer = vintages("aliases: {accommodation_suitability: {Suitability total: Total}}\n")
    assert older.join(newer, on=KEY).height == 4032 + 1344


def test_revised_cells_between_the_vintages_are_counted(vintages):
    _, older, newer = vintages()
    shared = older.join(newer, on=KEY, suffix="_newer")
    assert shared.height == 4032
    changed = shared.filter(
        pl.col("numerator").ne_missing(pl.col("numerator_newer")) | (pl.col("status") != pl.col("status_newer"))
    )
    # England, its regions, and the two halves of London.
    at_authorities = changed.filter(~pl.col("area_code").str.contains("^E(92|12|13)"))
    assert (changed.height, at_authorities.height) == (97, 86)


def test_suitable_accommodation_is_made_of_two_rows_of_one_column(tmp_path):
    measures = measure("leavers_suitable", "dfe_leavers", dimensions="[age]", **YEAR)
    published = Published(tmp_path, "dfe_leavers", SUITABLE + "total: sum\n", measures)
    for source in (LEAVERS_2022, LEAVERS_2023):
        row, observations, quarantine = published.take(source)
        assert (row["rows_in"], observations.height) == (6720, 1560)
        assert row["rows_accepted"] == 3120
        assert codes(quarantine) == {"R242": 3600}
    plymouth = observations.filter(
        pl.col("area_code") == "E06000026", pl.col("period_start") == dt.date(2022, 4, 1)
    ).sort("breakdown")
    assert plymouth["breakdown"].to_list() == ['{"age":"17 to 18 years"}', '{"age":"19 to 21 years"}']
    assert plymouth["denominator"].null_count() == 0


def test_missing_and_away_incidents_are_read_whatever_the_case_of_a_header(tmp_path):
    mapping = """
adapter: dfe_tidy
area: {unknown: accept}
period: {format: financial_year_end}
figures:
  - measure: missing_share
    where: {cla_group: [Children who had a missing incident during the year]}
    numerator: number
    denominator: {column: number, where: {cla_group: [Children looked after during the year]}}
"""
    published = Published(tmp_path, "dfe_missing", mapping, measure("missing_share", "dfe_missing", **YEAR))
    name = "la_children_who_were_missing_or_away_from_placement_without_authorisation.csv"
    for folder in ("post_2017", "post_2017_updated24"):
        row, observations, _ = published.take(f"cla_ssda903_published/{folder}/{name}")
        assert (row["rows_in"], row["rows_accepted"], observations.height) == (10920, 1680, 840)
        assert set(observations["status"]) >= {"ok", "suppressed", "not_applicable"}


@pytest.mark.parametrize(
    ("source", "label", "rows"),
    [
        ("post_2017/la_cla_at_31_march_placement_stability_indicator.csv", "characteristic", 3360),
        ("post_2017_updated24/la_cla_placement_stability.csv", "placement_stability", 5040),
    ],
)
def test_placement_stability_is_read_under_both_names_of_its_column(tmp_path, source, label, rows):
    mapping = """
adapter: dfe_tidy
area: {unknown: accept}
period: {format: financial_year_end}
aliases:
  placement_stability: [characteristic]
  cla_group: {Children looked after at 31 March: CLA on 31 March}
where: {cla_group: [CLA on 31 March]}
figures:
  - measure: three_placements
    where: {placement_stability: [With 3 or more placements during the year]}
    numerator: number
    denominator: {column: number, where: {placement_stability: [Total children]}}
"""
    published = Published(tmp_path, "dfe_stability", mapping, measure("three_placements", "dfe_stability", **YEAR))
    row, observations, _ = published.take(f"cla_ssda903_published/{source}")
    assert (row["rows_in"], row["rows_accepted"], observations.height) == (rows, 1680, 840)
    assert ("N505" in row["notes"]) == (label == "characteristic")


def test_a_rate_of_children_looked_after_takes_three_columns_of_one_row(tmp_path):
    mapping = """
adapter: dfe_tidy
area: {unknown: accept}
period: {format: financial_year_end}
where: {population_count: [Children looked after at 31 March each year]}
figures:
  - {measure: cla_rate, numerator: number, denominator: population_estimate, value: rate_per_10000}
"""
    rate = measure("cla_rate", "dfe_cla", calculation="rate", unit="per_10000", scale="10000", bounds="", **YEAR)
    published = Published(tmp_path, "dfe_cla", mapping, rate)
    row, observations, _ = published.take(
        "cla_ssda903_published/post_2017_updated24/cla_number_and_rate_per_10k_children.csv"
    )
    assert (row["rows_in"], row["rows_accepted"]) == (2520, 840)
    england = observations.filter(pl.col("area_code") == "E92000001", pl.col("period_start") == dt.date(2022, 4, 1))
    assert england.select("numerator", "denominator", "value").row(0) == tuple(map(Decimal, (83840, 11886906, 71)))


ASC = """
adapter: financial_year
area: {unknown: accept}
figures:
"""


def test_adult_social_care_is_read_by_code_and_its_distances_from_the_middle_are_dropped(tmp_path):
    names = [f"asc{number}" for number in range(1, 8)]
    figures = "".join(f"  - {{measure: {name}, where: {{Code: [{name.upper()}]}}}}\n" for name in names)
    published_only = {"calculation": "published_only", "unit": "score", "scale": "", "bounds": "", **YEAR}
    published = Published(
        tmp_path, "ascof", ASC + figures, *(measure(name, "ascof", **published_only) for name in names)
    )
    row, observations, quarantine = published.take("oflog_asc/ASC_data.csv")
    assert (row["rows_in"], row["rows_accepted"], observations.height) == (6376, 6376, 6376)
    assert row["columns_dropped"] == "MEDIAN;MADs_from_median;rank_order"
    assert "N506: 3" in row["notes"]
    assert (observations["status"] == "not_available").sum() == 298
    assert (observations["area_code"] == "E06000026").sum() == 42
    assert quarantine.is_empty()
    carers = observations.filter(pl.col("measure_id") == "asc1", pl.col("area_code") == "E06000026")
    # A survey of every second year, one of them a year late: no year between is made up.
    assert [day.year for day in carers["period_start"].sort()] == [2016, 2018, 2021]


def test_without_its_codes_the_same_file_is_read_by_the_names_of_its_measures(tmp_path):
    figures = '  - {measure: quality_of_life, where: {Measure: ["Outcome, ASC Quality of Life"]}}\n'
    score = measure("quality_of_life", "ascof", calculation="published_only", unit="score", scale="", bounds="", **YEAR)
    published = Published(tmp_path, "ascof", ASC + figures, score)
    row, observations, quarantine = published.take("oflog_asc/adult_social_care.csv")
    assert observations.height == 911
    assert codes(quarantine) == {"R242": row["rows_in"] - 911}
    assert (observations.filter(pl.col("value") == 0)["period_start"] == dt.date(2019, 4, 1)).sum() == 5


RTT = """
adapter: nhs_monthly
area: {fixed: E92000001}
period: {column: month, format: iso_date}
figures:
  - measure: within_18_weeks
    where: {type_of_wait: [No. within 18 weeks]}
    numerator: count
    denominator: {column: count, where: {type_of_wait: [Total waiting]}}
  - measure: over_52_weeks
    where: {type_of_wait: ["No. > 52 weeks"]}
    numerator: count
  - measure: waiting
    where: {type_of_wait: [Total waiting]}
    numerator: count
"""


def test_waits_for_treatment_are_read_with_the_one_area_that_the_mapping_names(tmp_path):
    measures = (measure("within_18_weeks", "rtt"), count("over_52_weeks", "rtt"), count("waiting", "rtt"))
    published = Published(tmp_path, "rtt", RTT, *measures, areas="E92000001,England,country\n")
    row, observations, quarantine = published.take("healthyr/england_rtt_overview.csv")
    assert (row["rows_in"], row["rows_accepted"], observations.height) == (808, 606, 606)
    assert codes(quarantine) == {"R242": 202}
    waiting = observations.filter(pl.col("measure_id") == "waiting").select("period_start", "numerator").rows()
    assert dict(waiting)[dt.date(2024, 1, 1)] == 7_575_914
    assert dict(waiting)[dt.date(2024, 2, 1)] == 7_536_907
    share = observations.filter(pl.col("measure_id") == "within_18_weeks")
    assert (share["numerator"] <= share["denominator"]).all()


IAPT = """
adapter: nhs_monthly
area: {{column: {column}, unknown: accept}}
period: {{column: date}}
symbols: {{NA: suppressed}}
figures:
  - measure: accessing
    where: {{name: [Count_AccessingServices]}}
    numerator: value
    denominator: {{column: value, where: {{name: [Count_ReferralsReceived]}}}}
  - measure: recovery
    where: {{name: [Percentage_Recovery]}}
    value: value
  - measure: within_6_weeks
    where: {{name: [Percentage_AccessingServices6WeeksFinishedCourseTreatment]}}
    value: value
"""


@pytest.mark.parametrize(
    ("source", "column", "rows", "months", "hidden"),
    [
        ("england_trust_iapt.csv", "nhs_trust22_code", 5016, 13, {"recovery": 13, "within_6_weeks": 3}),
        ("england_sicb_iapt.csv", "sicbl22_code", 12826, 11, {"recovery": 1, "within_6_weeks": 1}),
    ],
)
def test_talking_therapies_are_read_by_the_name_of_each_measure(tmp_path, source, column, rows, months, hidden):
    measures = (
        measure("accessing", "iapt", calculation="rate", bounds=""),
        *(measure(name, "iapt", calculation="published_only", scale="") for name in ("recovery", "within_6_weeks")),
    )
    published = Published(tmp_path, "iapt", IAPT.format(column=column), *measures)
    row, observations, quarantine = published.take(f"healthyr/{source}")
    each = rows // 11
    assert (row["rows_in"], row["rows_accepted"], observations.height) == (rows, 4 * each, 3 * each)
    assert codes(quarantine) == {"R242": 7 * each}
    assert observations["period_start"].n_unique() == months
    suppressed = observations.filter(pl.col("status") == "suppressed").group_by("measure_id").len()
    assert {**dict(suppressed.iter_rows()), "accessing": 0} == {**hidden, "accessing": 0}


def test_a_daily_count_and_a_series_dated_by_the_end_of_its_month(tmp_path):
    mapping = """
adapter: long_table
area: {column: icb22_code, unknown: accept}
period: {column: date, format: iso_date, type: day}
figures:
  - {measure: staying, numerator: do_not_meet_criteria_to_reside}
"""
    published = Published(tmp_path, "reside", mapping, count("staying", "reside", period_type="day"))
    row, observations, _ = published.take("healthyr/england_icb_criteria_to_reside.csv")
    assert (row["rows_in"], row["rows_accepted"], observations["period_type"].unique().to_list()) == (
        51727,
        51727,
        ["day"],
    )


def test_a_table_of_mental_health_services_says_the_last_day_of_each_month(tmp_path):
    mapping = """
adapter: long_table
area: {fixed: E92000001, unknown: accept}
period: {column: date, format: iso_date, means: end}
figures:
  - measure: in_contact
    where: {measure: [People in contact with services at the end of the reporting period]}
    numerator: count
"""
    published = Published(tmp_path, "mhsds", mapping, count("in_contact", "mhsds"))
    _, observations, _ = published.take("healthyr/england_mental_health_performance.csv")
    assert observations["period_start"].min() == dt.date(2016, 4, 1)
    assert observations["numerator"][0] == 1_168_537
    assert (observations["period_end"].dt.day() == 1).all()


def test_reasons_for_delay_are_read_from_parquet_and_summed_over_reasons(tmp_path):
    mapping = """
adapter: nhs_monthly
area: {column: nhs_trust22_code, unknown: accept}
period: {column: date, format: iso_date}
dimensions: {reason: delay_reason}
total: sum
figures:
  - {measure: delayed, numerator: delay_count}
"""
    published = Published(tmp_path, "delays", mapping, count("delayed", "delays", dimensions="[reason]"))
    row, observations, _ = published.take("healthyr/england_delayed_discharge_reasons.parquet")
    assert (row["rows_in"], observations.height) == (52_651, row["records_in"] - row["records_set_aside"])
    assert observations["is_total"].sum() == 0
