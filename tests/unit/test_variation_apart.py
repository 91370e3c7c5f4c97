"""What do the rules say where none may reach across a point that stands apart?"""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from hls_signals.variation import judged_apart, signals

RULES = (
    "beyond_usual_range", "run_on_one_side", "near_the_edge", "steady_rise", "steady_fall", "read_first",
    "read_first_rule",
)  # fmt: skip


def a_record(values, preset="hls"):
    starts = [dt.date(2020 + n // 12, n % 12 + 1, 1) for n in range(len(values))]
    frame = pl.DataFrame({"series": "a", "period_start": starts, "value": [float(v) for v in values]})
    return signals(frame, preset, calendar="month")


def apart(record, hidden):
    return pl.Series([value in hidden for value in record["plotted"].to_list()])


SMALL = range(1, 8)
SERIES = [
    [20, 24, 19, 22, 25, 21, 10, 7, 6, 5, 4, 3, 2, 1, 0, 22, 24, 21],
    [12, 15, 11, 14, 13, 16, 12, 14, 13, 15, 12, 14, 26],
    [20, 21, 20, 22, 21, 20, 3, 20, 30, 31, 30, 32, 31, 30, 33, 31],
]


@pytest.mark.parametrize("preset", ["hls", "nhsr-0.2.2"])
@pytest.mark.parametrize("values", SERIES)
def test_with_no_point_apart_every_rule_says_what_it_said(values, preset):
    record = a_record(values, preset)
    again = judged_apart(record, apart(record, ()), series=["series"])
    assert again.equals(record)


def test_a_steady_fall_over_hidden_points_marks_none_of_the_shown_ones():
    record = a_record(SERIES[0])
    assert record["steady_fall"].to_list()[6:15] == [True] * 9
    again = judged_apart(record, apart(record, SMALL), series=["series"])
    assert not again["steady_fall"].any()
    assert again["lower"].equals(record["lower"])


def test_a_run_that_needs_no_hidden_point_stands():
    record = a_record(SERIES[2])
    again = judged_apart(record, apart(record, SMALL), series=["series"])
    assert again["run_on_one_side"].to_list()[-8:] == [1] * 8


@pytest.mark.parametrize("value", [3, 6])
def test_the_marks_of_shown_points_do_not_depend_on_what_stands_apart_when_the_lines_do_not(value):
    record = a_record(SERIES[2])
    other = record.with_columns(
        pl.when(pl.col("plotted") == 3).then(pl.lit(float(value))).otherwise("plotted").alias("plotted")
    )
    hidden = apart(record, SMALL)
    left, right = (judged_apart(frame, hidden, series=["series"]).filter(~hidden) for frame in (record, other))
    assert left.select(RULES).equals(right.select(RULES))
