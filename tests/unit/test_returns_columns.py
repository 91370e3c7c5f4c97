"""Which column of a file does a name mean, and which columns rank?"""

from __future__ import annotations

import pytest

from hls_signals.returns.faults import FileFault
from hls_signals.returns.names import Columns, is_ranking


def test_names_match_after_case_spaces_and_dashes_are_set_level():
    columns = Columns(["Area Code", "CLA_group", "2010.0", "  Period - Start "])
    assert columns.number("area_code") == 1
    assert columns.number("cla-group") == 2
    assert columns.number("2010") == 3
    assert columns.number("period_start") == 4


def test_a_note_digit_is_ignored_only_where_the_rest_is_asked_for():
    columns = Columns(["UPN2", "20106", "Autumn1"])
    assert columns.number("UPN") == 1
    assert columns.like("20??") == [2]
    assert columns.text(2) == "2010"
    assert columns.notes() == {"N502": 2, "N503": 1}


def test_a_missing_column_is_offered_the_nearest_by_number():
    with pytest.raises(FileFault) as caught:
        Columns(["la_name", "numerater"]).number("numerator")
    assert caught.value.code == "Q130"
    assert "nearest is column 2" in caught.value.mend
    assert "numerater" not in str(caught.value)


def test_a_column_there_twice_is_a_fault_only_when_it_is_asked_for():
    columns = Columns(["number", "Number", "year"])
    assert columns.number("year") == 3
    with pytest.raises(FileFault) as caught:
        columns.number("number")
    assert caught.value.code == "Q131"


def test_another_header_is_known_by_its_alias():
    columns = Columns(["New number"], {"number": ("new number",)})
    assert columns.number("number") == 1
    assert columns.notes() == {"N505": 1}


@pytest.mark.parametrize(
    "name",
    [
        "rank",
        "Rank_Order",
        "National ranking",
        "quartile",
        "MEDIAN",
        "MADs_from_median",
        "MAD(s)",
        "z-score",
        "League position",
        "Compared to England value",
        "nearest neighbour average",
        "rankOrder",
    ],
)
def test_columns_that_rank_are_left_out(name):
    assert is_ranking(name)
    assert Columns([name]).find(name) is None


@pytest.mark.parametrize("name", ["franking", "medial", "score", "area"])
def test_ordinary_columns_stay(name):
    assert not is_ranking(name)


def test_a_ranking_column_is_kept_where_the_mapping_says_so():
    columns = Columns(["median", "rank"], keep=["median"])
    assert columns.number("median") == 1
    assert list(columns.dropped.values()) == ["rank"]
