"""What do tidy tables, tables by financial year and Fingertips CSVs say?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.returns.adapters.dfe_tidy import named_period
from hls_signals.returns.adapters.fingertips import is_left_out
from hls_signals.returns.periods import NotAPeriod, period_of
from tests.fixtures_returns.workspaces import Place

RATIO = """
id: {name}
name: {name}
return: tables
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: {period_type}
dimensions: [sex, age, category, need]
"""
AREAS = """area_code,area_name,area_type
E92000001,England,country
E12000009,South West,region
X06000901,Tamarhaven,council
"""


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    (place.workspace.register / "areas.csv").write_text(AREAS)
    return place


def mapped(place: Place, mapping: str, *rows: str, period_type: str = "financial_year"):
    """A file of these lines read by this mapping: its ledger row, its observations and its quarantine lines."""
    for name in ("share", "other_share"):
        text = RATIO.format(name=name, period_type=period_type)
        (place.workspace.register / "measures" / f"{name}.yaml").write_text(text)
    place.mapping("id: tables\n" + mapping)
    return place.landed("tables/file.csv", "\n".join(rows) + "\n")


TIDY = """
adapter: dfe_tidy
period: {format: financial_year_end}
figures: [{measure: share, numerator: number, denominator: all}]
"""
TIDY_HEADER = "time_period,time_identifier,geographic_level,country_code,region_code,new_la_code,number,all"


def test_the_geographic_level_says_which_column_holds_the_code(place):
    _, observations, lines = mapped(
        place,
        TIDY,
        TIDY_HEADER,
        "2022,Reporting year,National,E92000001,,,50,100",
        "2022,Reporting year,Regional,E92000001,E12000009,,40,80",
        "2022,Reporting year,Local authority,E92000001,E12000009,X06000901,3,8",
        "2022,Reporting year,Local authority,E92000001,E12000009,,3,8",
    )
    assert observations["area_code"].to_list() == ["E92000001", "E12000009", "X06000901"]
    # An authority without a code is not its region.
    assert lines.select("source_row", "code", "level").rows() == [(5, "R201", "row"), (5, "R201", "record")]


def test_c_z_x_and_k_are_four_states(place):
    rows = [f"202{number},Financial year,National,E92000001,,,{mark},100" for number, mark in enumerate("czxk1")]
    _, observations, _ = mapped(place, TIDY, TIDY_HEADER, *rows)
    assert observations["status"].to_list() == ["suppressed", "not_applicable", "not_available", "low", "ok"]


@pytest.mark.parametrize(
    ("text", "identifier", "form", "start"),
    [
        ("2022", "Reporting year", "financial_year_end", (2021, 4)),
        ("2022", "Calendar year", "calendar_year", (2022, 1)),
        ("202223", "Financial year", "financial_year", (2022, 4)),
        ("202223", "Academic year", "academic_year", (2022, 9)),
        ("2023", "Calendar year Q2", "calendar_quarter", (2023, 4)),
        ("202324", "Financial year Q1", "financial_quarter", (2023, 4)),
        ("202324", "Financial year Q4", "financial_quarter", (2024, 1)),
        ("2023", "February", "month_name", (2023, 2)),
        ("2018/19", "Up to 31 march 2019", "financial_year", (2018, 4)),
        ("2022", None, "calendar_year", (2022, 1)),
    ],
)
def test_period_and_identifier_say_the_period_together(text, identifier, form, start):
    named = named_period(text, identifier, form)
    assert named is not None
    assert period_of(named, form).start == dt.date(*start, 1)


@pytest.mark.parametrize(
    ("text", "identifier", "form"),
    [
        ("2022", "Calendar year", "financial_year_end"),
        ("202223", "Academic year", "financial_year"),
        ("202223", "Tax year", "financial_year"),
        ("2023", "Calendar year Q2", "financial_quarter"),
        ("2023", "Calendar year Q2", "calendar_year"),
        ("2023", "February", "calendar_year"),
        ("202223", "Autumn term", "academic_year"),
        ("2022", "Week 12", "calendar_year"),
    ],
)
def test_an_identifier_of_another_kind_leaves_the_period_unread(text, identifier, form):
    assert named_period(text, identifier, form) is None


@pytest.mark.parametrize("texts", [("2023 Q1", "Q1 2023"), ("2023-24 Q1", "Q1 2023/24")])
def test_calendar_and_financial_quarters_are_never_confused(texts):
    forms = {"2023 Q1": "calendar_quarter", "2023-24 Q1": "financial_quarter"}
    right = forms.pop(texts[0])
    (wrong,) = forms.values()
    assert period_of(texts[0], right) == period_of(texts[1], right)
    for text in texts:
        with pytest.raises(NotAPeriod, match="R220"):
            period_of(text, wrong)


def test_a_wrong_identifier_sets_its_row_aside_and_no_other(place):
    row, observations, lines = mapped(
        place,
        TIDY,
        TIDY_HEADER,
        "2022,Calendar year,National,E92000001,,,50,100",
        "2023,Financial year,National,E92000001,,,51,100",
    )
    assert (row["rows_accepted"], observations["numerator"].to_list()) == (1, [Decimal(51)])
    assert lines["code"].unique().to_list() == ["R220"]


YEARLY = """
adapter: financial_year
figures:
  - {measure: share, where: {Code: [A1]}, value: {column: Value, times: 100}}
  - {measure: other_share, where: {Code: [A2]}}
"""


def test_each_measure_of_one_value_column_has_its_own_scale(place):
    row, observations, lines = mapped(
        place,
        YEARLY,
        "Financial year,Local authority code,Code,Value,MEDIAN,rank_order",
        "2015-16,X06000901,A1,0.452,0.5,asc",
        "2015-16,X06000901,A2,45.2,50,asc",
        "2015-16,X06000901,A3,7,8,asc",
        "2015-17,X06000901,A1,0.5,8,asc",
    )
    assert dict(observations.select("measure_id", "value").iter_rows()) == {
        "share": Decimal("45.2"),
        "other_share": Decimal("45.2"),
    }
    assert row["columns_dropped"] == "MEDIAN;rank_order"
    assert dict(lines.filter(pl.col("level") == "row").select("source_row", "code").iter_rows()) == {
        4: "R242",
        5: "R220",
    }


FINGERTIPS = """
adapter: fingertips
area: {unknown: accept}
period: {format: pooled_years, type: pooled_years}
dimensions: {sex: Sex, age: Age, category: Category}
total: {column: Sex, is: Persons}
figures:
  - {measure: share, where: {Indicator ID: ["90366"]}}
  - {measure: other_share, where: {Indicator ID: ["90367"]}, numerator: Count, denominator: Denominator}
"""
FINGERTIPS_HEADER = (
    "Indicator ID,Area Code,Sex,Age,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles"
)


def fingertips(place: Place, *rows: str, mapping: str = FINGERTIPS):
    return mapped(place, mapping, FINGERTIPS_HEADER, *rows, period_type="pooled_years")


def test_a_blank_whose_note_speaks_of_suppression_is_suppressed_and_no_other(place):
    note = "Value suppressed for disclosure control due to small count"
    _, observations, _ = fingertips(
        place,
        "90366,X06000901,Male,All ages,,2013-16,79.2,78,80,,,,Increasing,Similar",
        f"90366,X06000901,Female,All ages,,2013-16,,,,,,{note},,Not compared",
        "90366,X06000901,Persons,All ages,,2013-16,,,,,,Value missing in source data,,Not compared",
        f"90367,X06000901,Male,All ages,,2013-16,,,,,120,{note},,Not compared",
        "90367,X06000901,Female,All ages,,2013-16,5,,,6,120,Aggregated from all known lower geography values,,",
    )
    assert observations["status"].to_list() == ["ok", "suppressed", "not_available", "suppressed", "ok"]
    assert observations["numerator"].to_list() == [None, None, None, None, Decimal(6)]


def test_intervals_trends_and_comparisons_are_left_out_and_said(place):
    row, _, _ = fingertips(place, "90366,X06000901,Male,All ages,,2013-16,79.2,78,80,,,,Increasing,Similar")
    dropped = row["columns_dropped"].split(";")
    assert dropped == [name for name in FINGERTIPS_HEADER.split(",") if is_left_out(name)]
    assert dropped[-1].startswith("Compared to")
    mapping = FINGERTIPS.replace('["90366"]}}', '["90366"]}, value: Lower CI 95.0 limit}')
    row, _, _ = mapped_again(place, mapping)
    assert (row["outcome"], row["code"]) == ("quarantined", "Q130")


def mapped_again(place: Place, mapping: str):
    place.mapping("id: tables\n" + mapping)
    rows = (FINGERTIPS_HEADER, "90366,X06000901,Female,All ages,,2013-16,79.2,78,80,,,,Increasing,Similar")
    return place.landed("tables/again.csv", "\n".join(rows) + "\n")


def test_a_stated_total_leaves_its_dimension_out(place):
    mapping = FINGERTIPS.replace(
        "total: {column: Sex, is: Persons}", "total: [{column: Sex, is: Persons}, {column: Age, is: All ages}]"
    )
    _, observations, _ = fingertips(
        place,
        "90366,X06000901,Persons,All ages,,2013-16,79.2,,,,,,,",
        "90366,X06000901,Persons,18+,,2013-16,79.2,,,,,,,",
        "90366,X06000901,Male,18+,Most deprived,2013-16,79.2,,,,,,,",
        mapping=mapping,
    )
    assert observations.select("breakdown", "is_total").rows() == [
        ("{}", True),
        ('{"age":"18+"}', False),
        ('{"age":"18+","category":"Most deprived","sex":"Male"}', False),
    ]


def test_pooled_years_are_read_with_the_spaces_of_the_publisher(place):
    mapping = FINGERTIPS.replace("total: {column: Sex, is: Persons}\n", "")
    _, observations, _ = fingertips(place, "90366,X06000901,Male,All ages,,2017 - 19,79.2,,,,,,,", mapping=mapping)
    assert observations.select("period_start", "period_end").row(0) == (dt.date(2017, 1, 1), dt.date(2020, 1, 1))


def test_the_same_year_on_two_bases_needs_a_dimension_that_tells_them_apart(place):
    rows = (
        "Financial year,Local authority code,Code,Terms,Value",
        "2015-16,X06000901,A2,5,45.2",
        "2015-16,X06000901,A2,6,44.9",
    )
    mapping = "adapter: financial_year\nfigures:\n  - {measure: other_share, where: {Code: [A2]}}\n"
    row, observations, lines = mapped(place, mapping, *rows)
    assert (row["outcome"], observations.height) == ("quarantined", 0)
    assert lines.filter(pl.col("level") == "record")["code"].to_list() == ["R231", "R231"]
    place.mapping("id: tables\n" + mapping + "dimensions: {need: Terms}\n")
    row, observations, _ = place.landed("tables/told_apart.csv", "\n".join(rows) + "\n\n")
    assert observations["breakdown"].to_list() == ['{"need":"5"}', '{"need":"6"}']


def test_one_area_named_by_the_mapping_is_that_of_every_row(place):
    _, observations, _ = mapped(
        place,
        "area: {fixed: E92000001}\nperiod: {column: year, format: financial_year}\n"
        "figures: [{measure: share, numerator: n, denominator: d}]\nskip_rows: ['* per cent']\n",
        "year,n,d",
        "2015-16,1,2",
        "2016-17,2,3",
    )
    assert observations["area_code"].unique().to_list() == ["E92000001"]


def test_figures_of_one_mapping_may_be_given_in_different_ways(place):
    _, observations, _ = mapped(
        place,
        "area: {column: la}\nperiod: {column: year, format: financial_year}\n"
        "figures:\n  - {measure: share, numerator: n, denominator: d}\n  - {measure: other_share, value: v}\n",
        "la,year,n,d,v",
        "X06000901,2015-16,1,2,70",
    )
    assert observations.sort("measure_id").select("measure_id", "numerator", "value", "status").rows() == [
        ("other_share", None, Decimal(70), "ok"),
        ("share", Decimal(1), None, "ok"),
    ]
