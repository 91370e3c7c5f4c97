"""Real uglinesses of tables (annex A of the returns page, cases 1 2 6 7 11 21 22 24 33 40): what becomes of each?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.returns.defects import copied_periods
from tests.fixtures_returns.workspaces import Place

MAPPING = """
id: decisions
area: {column: new_la_code}
period: {column: month, format: iso_month}
figures:
  - {measure: decided_in_time, numerator: in_time, denominator: decisions, value: percentage}
"""
HEADER = "new_la_code,month,in_time,decisions,percentage"
STATES = {"c": "suppressed", "z": "not_applicable", "x": "not_available", "k": "low"}


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.mapping(MAPPING)
    return place


def read(place: Place, *rows: str, header: str = HEADER, mapping: str = "", name: str = "may"):
    if mapping:
        place.mapping(mapping)
    return place.landed(f"decisions/{name}.csv", "\n".join((header, *rows)) + "\n")


def only(place: Place, cells: str, mapping: str = "") -> dict:
    """The one observation of a row with these three cells."""
    _, observations, _ = read(place, f"X06000901,2026-05,{cells}", mapping=mapping)
    (figure,) = observations.iter_rows(named=True)
    return figure


@pytest.mark.parametrize("form", ["{}", "[{}]", " {} ", "[{}] "])
@pytest.mark.parametrize("mark", STATES)
def test_cases_1_and_2_marks_are_four_states_bare_or_in_brackets(place, form, mark):
    figure = only(place, f"{form.format(mark)},50,")
    assert (figure["status"], figure["numerator"], figure["value"]) == (STATES[mark], None, None)


def test_case_2_the_word_low_is_the_state_of_k(place):
    assert only(place, "[low],50,")["status"] == "low"


@pytest.mark.parametrize(
    ("cells", "lower", "upper"),
    [("<5,50,", 0, 4), (",,<90", 0, 90), (",,>95", 95, 100), (",,90-99", 90, 99), ("10-19,50,", 10, 19)],
)
def test_cases_6_and_7_bands_are_suppressed_with_their_bounds(place, cells, lower, upper):
    figure = only(place, cells)
    assert (figure["status"], figure["numerator"], figure["value"]) == ("suppressed", None, None)
    assert (figure["value_lower"], figure["value_upper"]) == (Decimal(lower), Decimal(upper))


@pytest.mark.parametrize(("cell", "times"), [("45.2%", 1), ("45.2", 1), ("0.452", 100), ("0.4520", 100)])
def test_case_11_a_share_on_any_scale_is_the_same_figure_once_its_scale_is_declared(place, cell, times):
    mapping = MAPPING.replace(
        "numerator: in_time, denominator: decisions, value: percentage",
        f"value: {{column: percentage, times: {times}}}",
    )
    assert only(place, f",,{cell}", mapping)["value"] == Decimal("45.2")


def test_case_11_a_scale_is_never_inferred(place):
    assert only(place, ",,0.452")["value"] == Decimal("0.452")


@pytest.mark.parametrize("header", ["new_la_code", "NEW_LA_CODE", "New LA Code", "new-la-code ", "\ufeffnew_la_code"])
def test_case_21_headers_that_differ_in_case_are_one_column(place, header):
    row, _, _ = read(place, "X06000901,2026-05,41,58,", header=HEADER.replace("new_la_code", header))
    assert row["outcome"] == "accepted"


def test_case_22_an_extra_column_is_ignored_and_counted_and_a_needed_one_is_missed(place):
    row, _, _ = read(place, "X06000901,2026-05,41,58,,7", header=HEADER + ",old_la_code")
    assert (row["outcome"], row["notes"]) == ("accepted", "N503: 1")
    header = HEADER.replace("decisions", "decided")
    row, _, lines = read(place, "X06000901,2026-05,41,58,", header=header, name="june")
    assert (row["outcome"], row["code"]) == ("quarantined", "Q130")
    assert "nearest is column 4" in row["mend"]
    assert "decided" not in row["mend"]
    assert lines.filter(pl.col("level") == "row").height == 1


def test_case_24_a_percent_sign_in_a_header_is_ordinary(place):
    mapping = MAPPING.replace("value: percentage", 'value: "% in time"')
    row, observations, _ = read(
        place, "X06000901,2026-05,,,45.2", header=HEADER.replace("percentage", "% in  Time"), mapping=mapping
    )
    assert (row["outcome"], observations["value"].to_list()) == ("accepted", [Decimal("45.2")])


def test_case_33_a_copied_month_is_accepted_and_asked_about(place):
    areas = [f"X0600{number:04}" for number in range(8)]
    (place.workspace.register / "areas.csv").write_text(
        "area_code,area_name,area_type\n" + "".join(f"{code},Place {code},council\n" for code in areas)
    )
    rows = [f"{code},2026-{month},{40 + number},58," for month in ("04", "05") for number, code in enumerate(areas)]
    row, observations, _ = read(place, *rows)
    assert (row["outcome"], observations.height) == ("accepted", 16)
    (pair,) = copied_periods(observations).iter_rows(named=True)
    assert (pair["period_start"], pair["affected"]) == (dt.date(2026, 5, 1), 8)


TERMS = MAPPING.replace("id: decisions\n", "id: homelessness\n").replace("decided_in_time", "prevention_duty")


def test_case_40_one_year_on_two_bases_is_two_different_figures_of_one_key(place):
    rows = ("X06000901,2026-05,41,58,,5", "X06000901,2026-05,44,58,,6")
    place.mapping(TERMS)
    row, _, lines = place.landed("homelessness/terms.csv", "\n".join((HEADER + ",terms", *rows)))
    assert (row["outcome"], row["code"]) == ("quarantined", "Q151")
    assert lines.filter(pl.col("level") == "record")["code"].to_list() == ["R231", "R231"]


def test_case_40_a_dimension_tells_two_bases_apart(place):
    rows = ("X06000901,2026-05,41,58,,5", "X06000901,2026-05,44,58,,6")
    place.mapping(TERMS + "dimensions: {need: terms}\n")
    row, observations, _ = place.landed("homelessness/terms.csv", "\n".join((HEADER + ",terms", *rows)))
    assert (row["outcome"], observations["is_total"].to_list()) == ("accepted", [False, False])


def test_case_40_two_definition_versions_are_kept_apart(place):
    header = "measure_id,area_code,period_start,period_end,period_type,numerator,denominator,definition_version"
    versions = "".join(
        f'\n  - {{version: "{n}", effective_from: 202{n}-01-01, text: "Over {n} terms."}}' for n in (5, 6)
    )
    path = place.workspace.register / "measures" / "decided_in_time.yaml"
    path.write_text(path.read_text() + f"definitions:{versions}\n")
    start = "decided_in_time,X06000901,2026-05-01,2026-06-01,month"
    rows = [f"{start},{n},58,{terms}" for n, terms in ((41, 5), (44, 6), (47, 7))]
    row, observations, lines = place.landed("canonical.csv", "\n".join((header, *rows)))
    assert (row["outcome"], observations["definition_version"].to_list()) == ("accepted", ["5", "6"])
    (told,) = lines.filter(pl.col("level") == "record").iter_rows(named=True)
    assert (told["code"], told["source_row"], told["source_column"]) == ("R210", 4, 8)
    assert "definitions" in told["mend"]
