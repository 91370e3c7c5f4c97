"""Are published returns taken in whole, and are the copied months in them found?"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from hls_signals.measures import measured_values
from hls_signals.register import load_register
from hls_signals.returns import land_inbox
from hls_signals.returns.defects import copied_periods
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

DATA = Path(__file__).parents[2].parent / "shared" / "data"
NOW = dt.datetime(2026, 1, 5, 3, 30, tzinfo=dt.UTC)
MEASURE = """
id: ae_four_hours
name: People seen within four hours in A&E
return: nhs_ae
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
"""
BY_MONTH = """
id: nhs_ae
adapter: nhs_monthly
area: {{column: {area}, unknown: accept}}
period: {{column: date, format: month_name}}
figures:
  - measure: ae_four_hours
    miss: attendances_over_4hours
    denominator: total_attendances
"""
NHSR = """
id: nhs_ae
adapter: nhs_monthly
area: {column: org_code, unknown: accept}
period: {column: period, format: iso_date, means: start}
dimensions: {type: type}
figures:
  - measure: ae_four_hours
    numerator: {subtract: [attendances, breaches]}
    denominator: attendances
"""

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.is_dir(), reason="the published returns in ../shared/data are not here"),
]


def landed(root: Path, source: str, mapping: str, measure: str = MEASURE, areas: str = "", events: str = ""):
    """A workspace with one published file in its inbox, taken in."""
    workspace = Workspace(root)
    (workspace.register / "measures").mkdir(parents=True)
    (workspace.register / "returns").mkdir()
    (workspace.register / "measures" / "ae.yaml").write_text(measure)
    (workspace.register / "returns" / "ae.yaml").write_text(mapping)
    (workspace.register / "areas.csv").write_text("area_code,area_name,area_type\n" + areas)
    if events:
        (workspace.register / "events.yaml").write_text(events)
    folder = workspace.returns_inbox / "nhs_ae"
    folder.mkdir(parents=True)
    shutil.copy(DATA / source, folder)
    register = load_register(workspace)
    landing = land_inbox(workspace, Settings(inbox_settle_seconds=0), register, now=NOW)
    row = landing.intake.row(0, named=True)
    path = workspace.observations / f"{row['sha256']}.parquet"
    observations = pl.read_parquet(path) if path.exists() else pl.DataFrame()
    assert row["rows_in"] == row["rows_accepted"] + row["rows_set_aside"]
    assert row["records_in"] == row["observations"] + row["records_set_aside"]
    return row, observations, landing, register


def pairs_found(observations: pl.DataFrame) -> list[tuple[str, str, int, int]]:
    found = copied_periods(observations)
    return [
        (str(row["period_start"]), str(row["other_period_start"]), row["affected"], row["examined"])
        for row in found.iter_rows(named=True)
    ]


def test_every_row_of_the_boards_file_is_accepted_and_its_two_copied_months_are_found(tmp_path):
    mapping = BY_MONTH.format(area="icb22_code")
    row, observations, _, _ = landed(tmp_path, "healthyr/england_icb_accidents_emergency.csv", mapping)
    assert (row["outcome"], row["rows_in"], row["rows_accepted"]) == ("accepted", 1680, 1680)
    assert observations["denominator"].sum() == 88_488_222
    assert observations["area_code"].n_unique() == 42
    assert observations["status"].unique().to_list() == ["ok"]
    assert pairs_found(observations) == [("2025-02-01", "2024-02-01", 42, 42), ("2025-03-01", "2024-03-01", 42, 42)]


def test_missing_four_hour_cells_of_trusts_are_excused_only_by_the_register(tmp_path):
    pilots = """
- id: standards_pilot
  measure_ids: [ae_four_hours]
  kind: collection
  effective_from: 2019-05-01
  effective_to: 2023-06-01
  text: Review of standards pilot.
"""
    mapping = BY_MONTH.format(area="nhs_trust22_code")
    row, observations, _, register = landed(
        tmp_path, "healthyr/england_trust_accidents_emergency.csv", mapping, events=pilots
    )
    assert (row["rows_in"], row["rows_accepted"], observations.height) == (7895, 7895, 7895)
    missing = observations.filter(pl.col("status") == "not_available")
    assert missing.height == 354
    assert missing["area_code"].n_unique() == 14
    assert missing["period_start"].max() == dt.date(2023, 5, 1)
    assert (observations["status"] == "not_applicable").sum() == (observations["denominator"] == 0).sum() == 458
    figures = observations.rename({"value": "value_given"}).with_columns(not_repeated=pl.lit(value=False))
    values = measured_values(register.measures[0], figures, known_on=NOW.date(), events=register.events)
    assert (values["status"] == "excused").sum() == 354
    assert (values["status"] == "not_available").sum() == 0


def test_copied_months_of_trusts_are_counted_without_the_trusts_that_sent_zeros_twice(tmp_path):
    mapping = BY_MONTH.format(area="nhs_trust22_code")
    _, observations, _, _ = landed(tmp_path, "healthyr/england_trust_accidents_emergency.csv", mapping)
    assert pairs_found(observations) == [
        ("2025-02-01", "2024-02-01", 142, 142),
        ("2025-03-01", "2024-03-01", 141, 141),
    ]


def test_a_file_by_type_of_department_keeps_each_type_apart(tmp_path):
    measure = MEASURE + "dimensions: [type]\n"
    codes = pl.read_csv(DATA / "nhsrdatasets/ae_attendances.csv", infer_schema=False)["org_code"].unique().sort()
    areas = "".join(f"{code},{code},organisation\n" for code in codes)
    row, observations, _, _ = landed(tmp_path, "nhsrdatasets/ae_attendances.csv", NHSR, measure, areas)
    assert (row["rows_in"], row["rows_accepted"], row["records_in"]) == (12765, 12765, 12765)
    assert observations["area_code"].n_unique() == 274
    assert set(observations["breakdown"]) == {'{"type":"1"}', '{"type":"2"}', '{"type":"other"}'}
    plymouth = observations.filter(pl.col("area_code") == "RK9", pl.col("period_start") == dt.date(2016, 4, 1))
    share = 100 * plymouth["numerator"].sum() / plymouth["denominator"].sum()
    assert f"{share:.2f}" == "86.32"
    assert row["notes"] == "N503: 1"


def test_codes_of_another_shape_are_set_aside_and_every_row_is_counted(tmp_path):
    measure = MEASURE + "dimensions: [type]\n"
    row, _, landing, _ = landed(tmp_path, "nhsrdatasets/ae_attendances.csv", NHSR, measure)
    assert landing.set_aside("nhs_ae/ae_attendances.csv") == {"R201": 1110}
    assert row["rows_accepted"] == 12765 - 1110


def test_a_month_of_beds_that_was_sent_twice_is_a_question(tmp_path):
    measure = MEASURE.replace("ae_four_hours", "beds_occupied").replace("nhs_ae", "nhs_ae")
    mapping = """
id: nhs_ae
adapter: nhs_monthly
area: {column: nhs_trust22_code, unknown: accept}
period: {column: date, format: month_name}
figures:
  - {measure: beds_occupied, numerator: general_acute_beds_occupied, denominator: general_acute_beds_available}
"""
    row, observations, _, _ = landed(tmp_path, "healthyr/england_critical_general_acute_beds.csv", mapping, measure)
    assert row["rows_in"] == 5557
    assert pairs_found(observations) == [("2022-08-01", "2022-07-01", 137, 137)]
