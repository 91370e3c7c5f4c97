"""Is a window of a year the part of it that was looked at?"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from hls_signals.returns.periods import periods_of
from hls_signals.returns.windows import month_day, windows_of


@pytest.mark.parametrize(
    ("text", "form", "window", "start", "end"),
    [
        ("2017", "calendar_year", ("10-01", "12-01"), dt.date(2017, 10, 1), dt.date(2017, 12, 1)),
        ("2021-22", "financial_year", ("01-01", "04-01"), dt.date(2022, 1, 1), dt.date(2022, 4, 1)),
        ("2021-22", "financial_year", ("04-01", "05-01"), dt.date(2021, 4, 1), dt.date(2021, 5, 1)),
        ("2021", "calendar_year", ("12-01", "02-01"), dt.date(2021, 12, 1), dt.date(2022, 2, 1)),
    ],
)
def test_a_window_begins_on_its_first_day_in_the_period_and_ends_on_the_next_other_day(text, form, window, start, end):
    whole = periods_of(pl.Series([text, "no year"]), form)
    found = windows_of(whole, window, "snapshot")
    assert [column.to_list() for column in found] == [
        [start, None],
        [end, None],
        ["snapshot", None],
        [None, "R220"],
    ]


@pytest.mark.parametrize("text", ["02-29", "2-1", "13-01", "04-31", "10/01", ""])
def test_a_day_that_is_not_in_every_year_is_no_edge_of_a_window(text):
    with pytest.raises(ValueError, match=r".+"):
        month_day(text)
