"""Are repeated texts and exact decimals turned into the numbers they stand for, however many there are?"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from hls_signals.measures.frames import EXACT, as_float
from hls_signals.why.numbering import as_floats, numbered, runs_of


def decimals(*numbers):
    return pl.DataFrame({"n": pl.Series([None if n is None else Decimal(n) for n in numbers], dtype=EXACT)})


@pytest.mark.parametrize(
    ("numbers", "are_whole"),
    [
        ((0, 7, 1234567890123), True),
        ((3, None, 5), True),
        ((), True),
        ((3, "0.5"), False),
        ((3, -1), False),
        # A number a hair beside a whole one is none, however near, and another cannot make up for it.
        (("1.000000000000000001", "1.999999999999999999"), False),
        (("1000000000000000.000000000000000001", "999999999999999.999999999999999999"), False),
    ],
)
def test_decimals_become_the_floats_they_always_were_and_whole_ones_are_known(numbers, are_whole):
    frame = decimals(*numbers)
    (found,), told = as_floats(frame, ["n"])
    assert np.array_equal(found, frame.select(as_float("n"))["n"].to_numpy(), equal_nan=True)
    assert told is are_whole


def test_numbers_too_large_to_be_told_whole_by_a_float_are_read_as_exactly():
    frame = decimals(2**53 + 1, 2**51, 5)
    (found,), told = as_floats(frame, ["n"])
    assert found.tolist() == [float(2**53 + 1), float(2**51), 5.0]
    assert not told


def test_rows_that_follow_each_other_and_are_alike_make_a_run():
    rows = pl.DataFrame(
        {"area": ["x", "x", "x", "y", "y", "x"], "group": ["a", "a", "b", "b", "b", "b"], "n": range(6)}
    )
    runs, lengths = runs_of(rows, ("area", "group"))
    assert runs.rows() == [("x", "a"), ("x", "b"), ("y", "b"), ("x", "b")]
    assert lengths.tolist() == [2, 1, 2, 1]


def test_a_table_that_is_alike_throughout_is_one_run_and_an_empty_one_is_none():
    rows = pl.DataFrame({"area": ["x", "x"], "group": ["a", "a"]})
    assert runs_of(rows, ("area", "group"))[1].tolist() == [2]
    assert runs_of(rows.clear(), ("area", "group"))[1].tolist() == []


def test_texts_are_numbered_in_their_order_and_what_is_not_there_is_an_empty_text():
    found = numbered(pl.Series(["b", None, "a", "b"]))
    assert found.texts == ("", "a", "b")
    assert found.at.tolist() == [2, 0, 1, 2]
    assert numbered(pl.Series(["b", "b"])).at.tolist() == [0]
