"""What does a mapping make of a table?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from tests.fixtures_returns.workspaces import Place

DECISIONS = """
id: decisions
adapter: long_table
area: {{{area}}}
period: {{column: month, format: month_name}}
figures:
  - measure: decided_in_time
    numerator: {numerator}
    denominator: all decisions
{more}
"""
TABLE = """Council,Month,In time,All decisions
X06000901,May 2026,41,58
x06000902,May 2026,20,25
X06000903,May 2026,NA,30
"""


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def decisions(area: str = "column: council", numerator: str = "in time", more: str = "") -> str:
    return DECISIONS.format(area=area, numerator=numerator, more=more)


def test_a_table_is_read_by_its_mapping(place):
    place.mapping(decisions())
    row, observations, _ = place.landed("decisions/may.csv", TABLE)
    assert (row["outcome"], row["return_id"], row["adapter"]) == ("accepted", "decisions", "long_table")
    assert observations["area_code"].to_list() == ["X06000901", "X06000902", "X06000903"]
    assert observations["numerator"].to_list() == [Decimal(41), Decimal(20), None]
    assert observations["denominator"].to_list() == [58, 25, 30]
    assert observations["status"].to_list() == ["ok", "ok", "not_available"]
    assert observations["period_start"].unique().to_list() == [dt.date(2026, 5, 1)]
    assert observations["source_row"].to_list() == [2, 3, 4]
    assert observations["breakdown"].unique().to_list() == ["{}"]
    assert observations["is_total"].all()


def test_figures_may_be_sums_differences_and_multiples(place):
    place.mapping(decisions(numerator="{subtract: [all decisions, late]}"))
    table = "council,month,late,all decisions\nX06000901,May 2026,17,58\nX06000902,May 2026,c,58\n"
    _, observations, _ = place.landed("decisions/may.csv", table)
    assert observations["numerator"].to_list() == [41, None]
    assert observations["status"].to_list() == ["ok", "suppressed"]

    place.mapping(decisions(numerator="{add: [early, on the day]}"))
    table = "council,month,early,on the day,all decisions\nX06000901,May 2026,40,1,58\n"
    _, observations, _ = place.landed("decisions/sums.csv", table)
    assert observations["numerator"].to_list() == [41]

    place.mapping("""
id: decisions
area: {column: council}
period: {column: month, format: month_name}
figures:
  - {measure: decided_in_time, value: {column: share, times: 100}}
""")
    _, observations, _ = place.landed("decisions/share.csv", "council,month,share\nX06000901,May 2026,0.7069\n")
    assert observations["value"].to_list() == [Decimal("70.69")]


def test_a_denominator_may_stand_in_another_row_and_that_row_is_accepted(place):
    place.mapping("""
id: decisions
area: {column: council}
period: {column: year end, format: financial_year_end}
where: {level: [Council]}
aliases: {kind: {All kinds: Total}}
figures:
  - measure: decided_in_time
    where: {kind: [In time]}
    numerator: number
    denominator: {column: number, where: {kind: [Total]}}
""")
    table = """council,year end,level,kind,number
X06000901,2026,council,In time,41
X06000901,2026,Council,All kinds,58
X06000902,2026,Council,In time,7
X06000901,2026,Council,Late,17
X06000901,2026,Region,In time,99
"""
    row, observations, lines = place.landed("decisions/year.csv", table)
    assert observations["numerator"].to_list() == [41, 7]
    assert observations["denominator"].to_list() == [58, None]
    assert observations["status"].to_list() == ["ok", "not_available"]
    assert (row["rows_in"], row["rows_accepted"], row["records_in"]) == (5, 3, 2)
    assert lines["code"].to_list() == ["R242", "R242"]
    assert lines["source_row"].to_list() == [5, 6]


def test_two_different_rows_for_one_denominator_set_the_figure_aside(place):
    place.mapping("""
id: decisions
area: {column: council}
period: {column: month, format: month_name}
figures:
  - measure: decided_in_time
    where: {kind: [In time]}
    numerator: number
    denominator: {column: number, where: {kind: [Total]}}
""")
    table = """council,month,kind,number
X06000901,May 2026,In time,41
X06000901,May 2026,Total,58
X06000901,May 2026,Total,59
X06000902,May 2026,In time,41
X06000902,May 2026,Total,58
"""
    row, observations, lines = place.landed("decisions/two.csv", table)
    assert observations["area_code"].to_list() == ["X06000902"]
    assert lines.filter(pl.col("level") == "record")["code"].to_list() == ["R231"]
    assert row["records_in"] == 2


def test_periods_may_be_columns_and_note_digits_in_their_headers_are_ignored(place):
    place.mapping("""
id: homelessness
area: {column: code, name_column: name}
period: {columns: "20??", format: calendar_year}
figures:
  - {measure: families_in_hotels, numerator: cell}
""")
    table = "code,name,2024.0,20251\nX06000901,Tamarhaven,12,9\nX06000902,Quillhaven,x,0\n"
    row, observations, _ = place.landed("homelessness/years.csv", table)
    assert (row["rows_in"], row["records_in"]) == (2, 4)
    assert observations["numerator"].to_list() == [12, None, 9, 0]
    assert observations["period_start"].dt.year().to_list() == [2024, 2024, 2025, 2025]
    assert row["notes"] == "N502: 1"


def test_names_find_their_area_exactly_or_as_the_mapping_says(place):
    place.mapping(decisions(area="name_column: council, names: {Ash Marrow City: X06000903}"))
    table = """council,month,in time,all decisions
 tamarhaven ,May 2026,41,58
Ash  Marrow City,May 2026,20,25
Tamarhavn,May 2026,20,25
"""
    row, observations, lines = place.landed("decisions/names.csv", table)
    assert observations["area_code"].to_list() == ["X06000901", "X06000903"]
    assert row["rows_set_aside"] == 1
    assert lines["code"].unique().to_list() == ["R201"]


def test_codes_of_a_known_shape_are_accepted_with_the_name_in_the_file(place):
    place.mapping(decisions(area="column: council, name_column: called, unknown: accept"))
    table = """council,called,month,in time,all decisions
e06000026,Plymouth\u200b,May 2026,41,58
RK9,University Hospitals,May 2026,20,25
X06000901,Another name,May 2026,20,25
nonsense code,Nowhere,May 2026,20,25
"""
    row, observations, lines = place.landed("decisions/codes.csv", table)
    assert observations["area_code"].to_list() == ["E06000026", "RK9", "X06000901"]
    assert observations["area_name"].to_list() == ["Plymouth", "University Hospitals", None]
    assert row["notes"] == "N501: 1"
    assert lines.filter(pl.col("level") == "record")["code"].to_list() == ["R201"]


def test_declared_symbols_rows_to_skip_and_kept_columns_do_what_they_say(place):
    place.mapping(
        decisions(
            numerator="median",
            more='symbols: {"-": zero}\nskip_rows: ["% change*"]\nkeep: [median]\nkeep_because: it is our own column',
        )
    )
    table = """council,month,median,all decisions,rank,quartile
X06000901,May 2026,-,58,1,2
% change since April,,5,,,
X06000902,May 2026,3,58,2,1
"""
    row, observations, lines = place.landed("decisions/odd.csv", table)
    assert observations["numerator"].to_list() == [0, 3]
    assert lines["code"].to_list() == ["R240"]
    assert row["columns_dropped"] == "rank;quartile"
    assert row["notes"] == "N506: 2"


def test_dimensions_become_a_breakdown_and_an_empty_label_is_not_recorded(place):
    place.mapping("""
id: homelessness
area: {column: council}
period: {column: month, format: iso_month}
dimensions: {need: support}
figures:
  - {measure: prevention_duty, numerator: helped, denominator: owed}
""")
    table = "council,month,support,helped,owed\nX06000901,2026-05,housing,4,5\nX06000901,2026-05,,1,2\n"
    _, observations, _ = place.landed("homelessness/by_need.csv", table)
    assert observations["breakdown"].to_list() == ['{"need":"housing"}', '{"need":null}']
    assert not observations["is_total"].any()


def test_the_four_hour_miss_becomes_its_complement(place):
    place.mapping("""
id: decisions
adapter: nhs_monthly
area: {column: org, unknown: accept}
period: {column: date}
figures:
  - {measure: decided_in_time, where: {metric: [four hours]}, miss: over, denominator: seen}
""")
    table = """org,date,metric,seen,over
RK9,April 2026,four hours,100,14
RK9,April 2026,admissions,50,3
RR1,April 2026,four hours,0,0
"""
    row, observations, _ = place.landed("decisions/ae.csv", table)
    assert observations["numerator"].to_list() == [86, 0]
    assert observations["status"].to_list() == ["ok", "not_applicable"]
    assert row["rows_set_aside"] == 1


def test_figures_known_after_a_lag_are_marked_assumed(place):
    place.mapping(decisions(more="known_at: {lag_days: 10}"))
    _, observations, _ = place.landed("decisions/may.csv", TABLE)
    assert observations["known_at_basis"].unique().to_list() == ["assumed"]
    # 11 June begins in London an hour before it does in UTC.
    assert observations["known_at"][0] == dt.datetime(2026, 6, 10, 23, tzinfo=dt.UTC)


def test_the_sidecar_says_when_figures_became_known(place):
    place.mapping(decisions())
    _, observations, _ = place.landed("decisions/may.csv", TABLE, "known_at: 2026-06-20\nsender: a team\n")
    assert observations["known_at"].unique().to_list() == [dt.datetime(2026, 6, 19, 23, tzinfo=dt.UTC)]
    assert observations["known_at_basis"].unique().to_list() == ["sidecar"]


MONTH_ENDS = """
id: decisions
area: {column: council}
period: {column: month_start, format: day_month_year}
figures:
  - {measure: decided_in_time, numerator: in_time, denominator: decisions}
"""


def test_a_month_start_that_holds_the_months_end_is_read_noted_and_asked_about(place):
    place.mapping(MONTH_ENDS)
    text = "council,month_start,in_time,decisions\nX06000901,31/05/2026,4,5\nX06000902,31/05/2026,4,6\n"
    row, observations, _ = place.landed("decisions/may.csv", text)
    assert row["notes"] == "D307: 2"
    assert observations["period_start"].unique().to_list() == [dt.date(2026, 5, 1)]


def test_a_months_end_that_is_declared_raises_no_question(place):
    place.mapping(MONTH_ENDS.replace("day_month_year", "day_month_year, means: end"))
    row, _, _ = place.landed("decisions/may.csv", "council,month_start,in_time,decisions\nX06000901,31/05/2026,4,5\n")
    assert row["notes"] == ""


def test_serials_of_a_workbook_that_counts_from_1904_are_declared(place):
    serials = MONTH_ENDS.replace("day_month_year", "excel_serial, serials_from: 1904")
    place.mapping(serials)
    day = (dt.date(2026, 5, 1) - dt.date(1904, 1, 1)).days
    _, observations, _ = place.landed(
        "decisions/may.csv", f"council,month_start,in_time,decisions\nX06000901,{day},4,5\n"
    )
    assert observations["period_start"].to_list() == [dt.date(2026, 5, 1)]
