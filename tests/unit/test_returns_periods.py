"""Which stretch of time does a text name?"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hls_signals.register.models import OVERLAPPING_PERIOD_TYPES
from hls_signals.returns.period_texts import DAYS_TO_1904
from hls_signals.returns.periods import NotAPeriod, contradicting, period_of, periods_of

WORKED = [
    ("April 2021", "month_name", "2021-04-01", "2021-05-01", "month"),
    ("Apr-21", "month_name", "2021-04-01", "2021-05-01", "month"),
    ("sept 2021", "month_name", "2021-09-01", "2021-10-01", "month"),
    ("2015-16", "financial_year", "2015-04-01", "2016-04-01", "financial_year"),
    ("2015/16", "financial_year", "2015-04-01", "2016-04-01", "financial_year"),
    ("201516", "financial_year", "2015-04-01", "2016-04-01", "financial_year"),
    ("1999-00", "financial_year", "1999-04-01", "2000-04-01", "financial_year"),
    ("2022", "financial_year_end", "2021-04-01", "2022-04-01", "financial_year"),
    ("2023-24 Q1", "financial_quarter", "2023-04-01", "2023-07-01", "quarter"),
    ("Q1 2023/24", "financial_quarter", "2023-04-01", "2023-07-01", "quarter"),
    ("2023-24 Q4", "financial_quarter", "2024-01-01", "2024-04-01", "quarter"),
    ("2023 Q1", "calendar_quarter", "2023-01-01", "2023-04-01", "quarter"),
    ("2022", "calendar_year", "2022-01-01", "2023-01-01", "calendar_year"),
    ("2024-02", "iso_month", "2024-02-01", "2024-03-01", "month"),
    ("2024-02-29", "iso_date", "2024-02-29", "2024-03-01", "day"),
    ("Apr-Jun 2023", "month_span", "2023-04-01", "2023-07-01", "quarter"),
    ("Oct – Dec 23", "month_span", "2023-10-01", "2024-01-01", "quarter"),
    ("Apr 2022 to Mar 2023", "month_span", "2022-04-01", "2023-04-01", "financial_year"),
    ("Feb 2022 - Jan 2023", "month_span", "2022-02-01", "2023-02-01", "rolling_12_months"),
    ("April to September 2023", "month_span", "2023-04-01", "2023-10-01", "year_to_date"),
    ("2013-16", "pooled_years", "2013-01-01", "2017-01-01", "pooled_years"),
    ("2017 - 19", "pooled_years", "2017-01-01", "2020-01-01", "pooled_years"),
    ("1998-02", "pooled_years", "1998-01-01", "2003-01-01", "pooled_years"),
    ("2016/17 - 20/21", "pooled_years", "2016-04-01", "2021-04-01", "pooled_years"),
    ("2022/23", "academic_year", "2022-09-01", "2023-09-01", "academic_year"),
    ("45017", "excel_serial", "2023-04-01", "2023-04-02", "day"),
    ("45017.0", "excel_serial", "2023-04-01", "2023-04-02", "day"),
]


@pytest.mark.parametrize(("text", "form", "start", "end", "period_type"), WORKED)
def test_the_worked_periods_are_read_as_the_page_says(text, form, start, end, period_type):
    period = period_of(text, form)
    assert (period.start, period.end) == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert period.period_type == period_type


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("2015-17", "financial_year", "R220"),
        ("2013-16", "financial_year", "R220"),
        ("2023-24 Q5", "financial_quarter", "R220"),
        ("2023 Q1", "financial_quarter", "R220"),
        ("2023-24 Q1", "calendar_quarter", "R220"),
        ("Smarch 2021", "month_name", "R220"),
        ("", "month_name", "R220"),
        ("06/15/2013", "day_month_year", "R221"),
        ("31/06/2024", "day_month_year", "R221"),
        ("29/02/2023", "day_month_year", "R221"),
        ("2024-13", "iso_month", "R221"),
        ("2024-05", "iso_date", "R220"),
        ("60", "excel_serial", "R220"),
        ("45017.5", "excel_serial", "R220"),
        ("2958466", "excel_serial", "R220"),
        ("2013-14", "pooled_years", "R220"),
        ("2019-13", "pooled_years", "R220"),
        ("2016/18 - 20/21", "pooled_years", "R220"),
        ("Oct-Mar 2024", "month_span", "R220"),
        ("Feb-Apr 2024", "month_span", "R220"),
        ("Smar-Apr 2024", "month_span", "R220"),
        ("2022/24", "academic_year", "R220"),
    ],
)
def test_a_text_that_fits_no_declared_format_has_a_code(text, form, code):
    with pytest.raises(NotAPeriod) as caught:
        period_of(text, form)
    assert caught.value.code == code


def test_a_day_in_may_that_means_the_end_is_may():
    period = period_of("31/05/2024", "day_month_year", "end", "month")
    assert (period.start, period.end) == (dt.date(2024, 5, 1), dt.date(2024, 6, 1))


def test_day_first_and_month_first_are_never_confused():
    assert period_of("05/06/2024", "day_month_year").start == dt.date(2024, 6, 5)
    assert period_of("05/06/2024", "month_day_year").start == dt.date(2024, 5, 6)


def test_a_week_runs_from_monday_to_monday_and_a_financial_year_turns_on_the_first_of_april():
    assert period_of("2026-07-01", "iso_date", "inside", "week").start == dt.date(2026, 6, 29)
    assert period_of("2026-03-31", "iso_date", "end", "financial_year").start == dt.date(2025, 4, 1)
    assert period_of("2026-04-01", "iso_date", "start", "financial_year").start == dt.date(2026, 4, 1)


def test_windows_end_with_the_month_they_name():
    rolling = period_of("2026-03-31", "iso_date", "end", "rolling_12_months")
    assert (rolling.start, rolling.end) == (dt.date(2025, 4, 1), dt.date(2026, 4, 1))
    to_date = period_of("2026-06-30", "iso_date", "end", "year_to_date")
    assert (to_date.start, to_date.end) == (dt.date(2026, 4, 1), dt.date(2026, 7, 1))


def test_a_column_keeps_its_order_and_says_which_texts_it_could_not_read():
    start, end, kind, code = periods_of(pl.Series(["May 2026", None, "June 2026", "May 2026"]), "month_name")
    assert start.to_list() == [dt.date(2026, 5, 1), None, dt.date(2026, 6, 1), dt.date(2026, 5, 1)]
    assert end[2] == dt.date(2026, 7, 1)
    assert kind[0] == "month"
    assert code.to_list() == [None, "R220", None, None]


def test_pooled_and_rolling_windows_are_no_series_of_independent_points():
    types = [
        period_of("2013-16", "pooled_years").period_type,
        period_of("Feb 2022 - Jan 2023", "month_span").period_type,
    ]
    assert set(types) < OVERLAPPING_PERIOD_TYPES


def test_a_serial_of_a_1904_workbook_lies_four_years_and_a_day_later():
    serial = pl.Series([str(45017 - DAYS_TO_1904)])
    start, *_ = periods_of(serial, "excel_serial", "start", "month", from_1904=True)
    assert start.to_list() == [dt.date(2023, 4, 1)]


@pytest.mark.parametrize(
    ("text", "means", "asked"),
    [
        ("31/05/2024", "start", True),
        ("31/05/2024", "end", False),
        ("01/06/2024", "end", True),
        ("01/06/2024", "start", False),
        ("15/06/2024", "inside", False),
        ("31/06/2024", "end", False),
    ],
)
def test_a_day_that_is_not_what_the_mapping_says_it_means_is_asked_about(text, means, asked):
    found = contradicting(pl.Series([text, None]), "day_month_year", means, "month")
    assert found.to_list() == [asked, False]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2200, 12, 31)), st.booleans())
def test_every_serial_is_the_day_a_workbook_shows(day, from_1904):
    serial = (day - dt.date(1899, 12, 30)).days - (DAYS_TO_1904 if from_1904 else 0)
    assert period_of(str(serial), "excel_serial", from_1904=from_1904).start == day
