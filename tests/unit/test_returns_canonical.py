"""What becomes of a file with the canonical columns?"""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import polars as pl
import pytest

from tests.fixtures_returns.workspaces import HEADER, JUNE, Place, canonical

BASE = "decided_in_time,X06000901,2026-05-01,2026-06-01,month"


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def codes(lines: pl.DataFrame, level: str = "record") -> list[str]:
    return lines.filter(pl.col("level") == level)["code"].to_list()


def test_a_canonical_file_needs_no_mapping_and_its_return_is_that_of_its_measures(place):
    row, observations, _ = place.landed("may.csv", canonical(JUNE))
    assert (row["outcome"], row["return_id"], row["adapter"]) == ("accepted", "decisions", "long_table")
    record = observations.row(0, named=True)
    assert (record["numerator"], record["denominator"], record["value"]) == (41, 58, None)
    assert (record["status"], record["flags"], record["definition_version"]) == ("ok", "", "")
    assert record["known_at_basis"] == "receipt"
    assert record["known_at"] == row["received_at"]
    assert record["source_row"] == 2


def test_parquet_says_the_same_as_csv(place):
    frame = pl.DataFrame(
        {
            "measure_id": ["decided_in_time"] * 3,
            "area_code": ["X06000901", "X06000902", "X06000903"],
            "period_start": [dt.date(2026, 5, 1)] * 3,
            "period_end": [dt.date(2026, 6, 1)] * 3,
            "period_type": ["month"] * 3,
            "numerator": [41.0, float("nan"), None],
            "denominator": [58, 10, 10],
        }
    )
    stream = io.BytesIO()
    frame.write_parquet(stream)
    _, observations, lines = place.landed("may.parquet", stream.getvalue())
    assert observations["numerator"].to_list() == [41, None]
    assert observations["status"].to_list() == ["ok", "not_available"]
    assert observations["source_row"].to_list() == [1, 3]
    assert codes(lines) == ["R212"]


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ("-1,58", "R213"),
        ("59,58", "R215"),
        ("12 34,58", "R216"),
        ("1e15,1e15", "R217"),
        ("inf,58", "R212"),
        ("-,58", "R210"),
        ("forty-one,58", "R211"),
        ("45%,58", "R211"),
    ],
)
def test_impossible_figures_are_set_aside_with_their_code(place, figures, code):
    row, observations, lines = place.landed("may.csv", canonical(JUNE, f"{BASE.replace('901', '902')},{figures}"))
    assert observations.height == 1
    assert codes(lines) == [code]
    assert lines.filter(pl.col("level") == "record")["source_column"].to_list() == [6]
    assert row["rows_set_aside"] == 1


def test_values_outside_the_bounds_are_set_aside_and_on_the_bound_are_kept(place):
    header = HEADER.replace("numerator,denominator", "value")
    rows = [f"{BASE},100", f"{BASE.replace('901', '902')},100.000000000000000001", f"{BASE.replace('901', '903')},-0.5"]
    _, observations, lines = place.landed("may.csv", canonical(*rows, header=header))
    assert observations["value"].to_list() == [Decimal(100)]
    assert codes(lines) == ["R214", "R214"]


def test_a_suppressed_part_makes_the_figure_suppressed_with_its_bounds(place):
    _, observations, _ = place.landed("may.csv", canonical(f"{BASE},<5,58", f"{BASE.replace('901', '902')},c,*"))
    assert observations["status"].to_list() == ["suppressed", "suppressed"]
    assert (observations["value_lower"][0], observations["value_upper"][0]) == (0, 4)
    assert observations["numerator"].to_list() == [None, None]


def test_a_zero_denominator_is_accepted_without_a_value(place):
    _, observations, lines = place.landed("may.csv", canonical(f"{BASE},0,0"))
    assert observations["status"].to_list() == ["not_applicable"]
    assert lines.is_empty()


def test_zero_low_and_missing_are_three_outcomes(place):
    rows = [f"{BASE},0,58", f"{BASE.replace('901', '902')},low,58", f"{BASE.replace('901', '903')},,58"]
    _, observations, _ = place.landed("may.csv", canonical(*rows))
    assert observations["status"].to_list() == ["ok", "low", "not_available"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (JUNE.replace("X06000901", "X06000991"), "R201", 2),
        (JUNE.replace("X06000901", ""), "R201", 2),
        (JUNE.replace("X06000901", "Х06000901"), "R202", 2),
        (JUNE.replace("X06000901", "X0600\u200b0901"), "R202", 2),
        (JUNE.replace("decided_in_time", "decided_on_time"), "R203", 1),
        (JUNE.replace("2026-05-01", "May"), "R220", 3),
        (JUNE.replace("2026-05-01", "2026-05-32"), "R221", 3),
        (JUNE.replace("2026-05-01", "2026-07-01"), "R220", 3),
        (JUNE.replace("2026-", "1989-"), "R222", 3),
        (JUNE.replace("2026-", "2031-"), "R222", 3),
        (JUNE.replace("month", "fortnight"), "R220", 3),
    ],
)
def test_rows_whose_place_time_or_measure_is_unknown_are_set_aside(place, row, code, column):
    good = JUNE.replace("901", "903")
    ledger, observations, lines = place.landed("may.csv", canonical(good, row))
    assert observations["area_code"].to_list() == ["X06000903"]
    assert codes(lines) == [code]
    assert codes(lines, "row") == [code]
    assert lines["source_row"].unique().to_list() == [3]
    assert lines["source_column"].unique().to_list() == [column]
    assert ledger["rows_set_aside"] == 1


def test_the_nearest_area_and_measure_of_the_register_are_offered(place):
    rows = (JUNE, JUNE.replace("X06000901", "X6000901"), JUNE.replace("decided_in_time", "decided_on_time"))
    _, _, lines = place.landed("may.csv", canonical(*rows))
    mends = lines.filter(pl.col("level") == "record")["mend"].to_list()
    assert mends[0] == "nearest code in register/areas.csv: X06000901 Tamarhaven"
    assert mends[1] == "nearest measure in the register: decided_in_time"


def test_a_figure_sent_twice_is_kept_once_and_two_that_differ_are_both_set_aside(place):
    other = JUNE.replace("901", "902")
    rows = (JUNE, JUNE, other, other.replace("41,58", "40,58"))
    row, observations, lines = place.landed("may.csv", canonical(*rows))
    assert observations["source_row"].to_list() == [2]
    assert codes(lines) == ["R230", "R231", "R231"]
    assert (row["rows_accepted"], row["rows_set_aside"]) == (1, 3)


def test_several_vintages_may_stand_in_one_file(place):
    rows = (f"{JUNE},2026-06-10", f"{JUNE.replace('41', '43')},2026-06-20T12:00:00+01:00", f"{JUNE},")
    row, observations, lines = place.landed("may.csv", canonical(*rows, header=HEADER + ",known_at"))
    assert lines.is_empty()
    assert observations["known_at_basis"].to_list() == ["column", "column", "receipt"]
    assert observations["known_at"][1] == dt.datetime(2026, 6, 20, 11, tzinfo=dt.UTC)
    assert row["rows_accepted"] == 3


def test_dimensions_and_stated_totals_are_told_apart(place):
    header = HEADER + ",need,is_total"
    base = "prevention_duty,X06000901,2026-05-01,2026-06-01,month"
    rows = (f"{base},9,10,,true", f"{base},4,5,housing,false", f"{base},5,5,,false")
    _, observations, lines = place.landed("may.csv", canonical(*rows, header=header))
    assert lines.is_empty()
    assert observations["breakdown"].to_list() == ["{}", '{"need":"housing"}', '{"need":null}']
    assert observations["is_total"].to_list() == [True, False, False]


def test_without_a_column_for_it_a_dimension_is_totalled_over(place):
    _, observations, _ = place.landed(
        "may.csv", canonical("prevention_duty,X06000901,2026-05-01,2026-06-01,month,9,10")
    )
    assert (observations["breakdown"][0], observations["is_total"][0]) == ("{}", True)


def test_a_reported_colour_is_kept_and_a_word_that_is_none_is_set_aside(place):
    rows = (f"{JUNE},Amber", f"{JUNE.replace('901', '902')},", f"{JUNE.replace('901', '903')},purple")
    _, observations, lines = place.landed("may.csv", canonical(*rows, header=HEADER + ",reported_colour"))
    assert observations["reported_colour"].to_list() == ["amber", None]
    assert codes(lines) == ["R210"]


def test_a_stated_status_wins_and_its_value_goes(place):
    header = HEADER.replace("numerator,denominator", "value,status,flags")
    rows = (f"{BASE},70,not_collected,", f"{BASE.replace('901', '902')},70,ok,p")
    _, observations, _ = place.landed("may.csv", canonical(*rows, header=header))
    assert observations["status"].to_list() == ["not_collected", "ok"]
    assert observations["value"].to_list() == [None, 70]
    assert observations["flags"].to_list() == ["", "p"]


def test_own_observations_can_be_sent_again(place):
    rows = (JUNE, f"{BASE.replace('901', '902')},<5,58", f"{BASE.replace('901', '903')},0,0")
    _, first, _ = place.landed("may.csv", canonical(*rows))
    stream = io.BytesIO()
    first.write_parquet(stream)
    row, again, lines = place.landed("again.parquet", stream.getvalue())
    assert lines.is_empty()
    same = ["measure_id", "area_code", "numerator", "denominator", "status", "value_lower", "value_upper", "breakdown"]
    assert again.select(same).equals(first.select(same))
    assert row["notes"] == ""


def test_a_breakdown_column_is_read_again_and_anything_else_in_it_is_set_aside(place):
    base = "prevention_duty,X06000901,2026-05-01,2026-06-01,month,9,10"
    cells = ('"{""need"": ""housing""}"', "{}", "", "housing", '"{""age"": ""18""}"', '"{""need"": 3}"')
    _, observations, lines = place.landed(
        "may.csv", canonical(*(f"{base},{c}" for c in cells), header=HEADER + ",breakdown")
    )
    assert observations["breakdown"].to_list() == ['{"need":"housing"}', "{}"]
    assert observations["is_total"].to_list() == [False, True]
    assert codes(lines) == ["R230", "R211", "R211", "R211"]
