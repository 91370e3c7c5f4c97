"""What does one cell of a return say?"""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.returns.cells import cell_of, symbols_of
from hls_signals.returns.figures import parts_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", "1234"),
        ("1,234,567.5", "1234567.5"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u2009234", "1234"),
        ("£1,234", "1234"),
        ("(123)", "-123"),
        ("\u221212.5", "-12.5"),
        ("45.2%", "45.2"),
        ("1.2E3", "1200"),
        ("１２３", "123"),
        ("0.000000000000000001", "1e-18"),
        ("999999999999999.5", "999999999999999.5"),
        ("007", "7"),
        ("25706.0", "25706"),
    ],
)
def test_numbers_are_read_exactly(text, number):
    cell = cell_of(text)
    assert (cell.number, cell.status, cell.code) == (Decimal(number), "ok", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234,5", "R216"),
        ("1,23", "R216"),
        ("12,34", "R216"),
        ("1e-19", "R216"),
        ("1e15", "R217"),
        ("1e999999999", "R217"),
        ("inf", "R212"),
        ("-Infinity", "R212"),
        ("-", "R210"),
        ("s", "R210"),
        ("nil", "R210"),
        ("-999999", "R210"),
        ("-9999", "R210"),
        ("#REF!", "R210"),
        ("abcd", "R210"),
        ("Alexander", "R211"),
        ("=1+1", "R211"),
        ("[12]", "R211"),
        ("99-90", "R211"),
    ],
)
def test_what_cannot_be_read_has_a_code_and_no_number(text, code):
    cell = cell_of(text)
    assert (cell.number, cell.code) == (None, code)


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        (["c", "[c]", "*", "**", "[C]"], "suppressed"),
        (["k", "low", "[low]", "~"], "low"),
        (["z", "[z]", ".", "#DIV/0!"], "not_applicable"),
        (["x", ":", "..", "...", "…", "NA", "N/A", "n/a", "NaN", "NULL", "None", "#N/A", "w"], "not_available"),
        (["p", "[r]", "e"], "not_available"),
        (["f", "[f]"], "estimated"),
        (["", "  ", None], "blank"),
    ],
)
def test_symbols_of_the_vocabulary_keep_their_meaning(texts, status):
    for text in texts:
        cell = cell_of(text)
        assert (cell.status, cell.number, cell.code) == (status, None, None), text


def test_flags_are_split_from_numbers_in_any_order():
    assert (cell_of("12.3[r]").number, cell_of("12.3[r]").flags) == (Decimal("12.3"), "r")
    assert cell_of("[e][r]12.3").flags == cell_of("12.3[r][e]").flags == "er"
    assert cell_of("12p").flags == "p"
    assert cell_of("12.3[r][e]").status == "estimated"
    assert cell_of("[c][r]").status == "suppressed"


def test_bounds_are_inclusive_for_counts_and_as_stated_for_others():
    below, above, band = cell_of("<5"), cell_of(">95"), cell_of("90-99")
    assert (below.low, below.high, below.edge_high) == (0, 4, 5)
    assert (above.low, above.high, above.edge_low) == (96, None, 95)
    assert (band.low, band.high) == (90, 99)
    assert {below.status, above.status, band.status} == {"suppressed"}


def test_a_mapping_may_declare_symbols_and_nothing_is_guessed_without_it():
    symbols = symbols_of({"-": "zero", "S": "suppressed", "-9999": "not_collected", "t": "ignore"})
    assert cell_of("-", symbols).number == 0
    assert cell_of("s", symbols).status == "suppressed"
    assert cell_of("-9999", symbols).status == "not_collected"
    assert cell_of("t", symbols).code == "R240"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.decimals(min_value=-(10**12), max_value=10**12, places=4), min_size=1, max_size=20))
def test_a_column_reads_each_number_as_its_own_text_says(numbers):
    texts = [format(number, "f") for number in numbers]
    read = parts_of(pl.Series(texts), {})
    expected = [cell_of(text) for text in texts]
    assert read["number"].to_list() == [cell.number for cell in expected]
    assert read["code"].to_list() == [cell.code for cell in expected]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_any_text_at_all_is_a_number_a_status_or_a_code(texts):
    read = parts_of(pl.Series(texts), {}, 3)
    assert read.height == len(texts)
    has_number, has_code = read["number"].is_not_null(), read["code"].is_not_null()
    assert not (has_number & has_code).any()
    is_ok = read["status"].is_in(["ok"])
    assert (has_number | ~is_ok).all()


@pytest.mark.parametrize("text", ["12²", "41¹", "²", "3½", "٤١", "১২"])
def test_a_raised_note_mark_or_a_foreign_digit_is_never_read_as_a_digit(text):
    assert cell_of(text).code == "R211"
    assert parts_of(pl.Series([text]), {})["code"].to_list() == ["R211"]


def test_full_width_digits_are_read_and_noted_wherever_they_stand():
    part = parts_of(pl.Series(["４１", "41"]), {})
    assert part["number"].to_list() == [41, 41]
    assert part["has_wide_digits"].to_list() == [True, False]


@pytest.mark.parametrize("text", ["1." + "0" * 40, "1.0", "1" + "." + "0" * 5000])
def test_zeros_after_the_eighteenth_decimal_alter_nothing(text):
    assert parts_of(pl.Series([text]), {})["number"].to_list() == [1]


@pytest.mark.parametrize("text", ["1." + "0" * 100 + "1", "0." + "0" * 18 + "1", "1e-300"])
def test_a_digit_after_the_eighteenth_decimal_is_refused_however_far_out(text):
    assert cell_of(text).code == "R216"


def test_a_number_declared_as_a_symbol_is_one():
    part = parts_of(pl.Series(["9999", "41"]), symbols_of({"9999": "not_available"}))
    assert part["status"].to_list() == ["not_available", "ok"]
    assert part["number"].to_list() == [None, 41]
