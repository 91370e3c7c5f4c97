"""What a frame that cannot be read is answered with: a named error, a place, a way to mend it, never a cell."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from hls_signals.variation import (
    DuplicatePeriod,
    MissingColumn,
    NameTaken,
    NotADate,
    NotAFrame,
    NotANumber,
    NotInOrder,
    NotTrueOrFalse,
    TwoTargets,
    UnknownCalculation,
    UnknownCalendar,
    UnknownChart,
    UnknownColumn,
    UnknownField,
    UnknownPreset,
    WrongBaseline,
    WrongFieldValue,
    WrongKey,
    WrongLength,
    WrongScale,
    choose_chart,
    expected_by_chance,
    preset,
    signals,
    signals_by_batch,
    suggest_phases,
    target_reading,
)
from hls_signals.variation.codes import CODES
from hls_signals.workspace.errors import MendableError

A_NAME = "Jane Doe"


def frame(n=14):
    starts = [date(2024 + i // 12, i % 12 + 1, 1) for i in range(n)]
    return pl.DataFrame(
        {"series": ["X06000901"] * n, "period_start": starts, "value": [float(i % 5) for i in range(n)]}
    )


def with_text(column):
    return frame().with_columns(pl.Series(column, [*frame()[column].cast(pl.String).to_list()[:-1], A_NAME]))


CASES = [
    (MissingColumn, "nearest: value", lambda: signals(frame().rename({"value": "values"}), value="value")),
    (MissingColumn, "there are: series", lambda: signals(frame(), series=("qqq",))),
    (UnknownPreset, "nearest: hls", lambda: signals(frame(), "hsl")),
    (UnknownPreset, "nhsr-0.2.2", lambda: preset("qqq")),
    (UnknownField, "nearest: shift_points", lambda: preset("hls", shift_point=8)),
    (WrongFieldValue, "bridge or break", lambda: preset("hls", ties="mend")),
    (WrongFieldValue, "whole number", lambda: preset("hls", shift_points=1)),
    (WrongFieldValue, "all three", lambda: preset("hls", edge_need=None)),
    (WrongFieldValue, "at most", lambda: preset("hls", edge_need=4)),
    (UnknownChart, "there are: xmr", lambda: signals(frame(), chart="xmrs")),
    (UnknownChart, "nearest: p_prime", lambda: signals(frame(), chart="p_primes")),
    (UnknownChart, "auto", lambda: signals(frame(), chart="funnel")),
    (MissingColumn, "chart p needs", lambda: signals(frame(), chart="p")),
    (MissingColumn, "denominator", lambda: signals(frame(), chart="u'", numerator="value")),
    (UnknownCalculation, "nearest: ratio", lambda: choose_chart(frame(), calculation="ratios")),
    (UnknownCalculation, "there are: ratio", lambda: signals(frame(), calculation="qqq")),
    (WrongScale, "above 0", lambda: signals(frame(), scale=0)),
    (WrongScale, "above 0", lambda: signals(frame(), scale=float("nan"))),
    (WrongLength, "run_points", lambda: suggest_phases(frame(), run_points=1)),
    (MissingColumn, "table of events", lambda: suggest_phases(frame(), events=pl.DataFrame({"text": ["x"]}))),
    (TwoTargets, "one line a series", lambda: reading(series=["X06000901"] * 2, target=[1, 2])),
    (NotANumber, "column target", lambda: reading(target=[A_NAME])),
    (UnknownColumn, "nearest: series", lambda: reading(serie=["x"], target=[1])),
    (UnknownCalendar, "nearest: month", lambda: signals(frame(), calendar="months")),
    (DuplicatePeriod, "rows 2 and 15", lambda: signals(pl.concat([frame(), frame()[1:2]]))),
    (NotANumber, "row 14, column value", lambda: signals(with_text("value"))),
    (NotANumber, "row 1, column value", lambda: signals(frame().with_columns(value=pl.lit(True)))),
    (NotADate, "row 14, column period_start", lambda: signals(with_text("period_start"))),
    (NotADate, "row 1, column period_start", lambda: signals(frame().with_columns(period_start=pl.lit(None)))),
    (NotTrueOrFalse, "column value", lambda: signals(frame(), excluded="value")),
    (UnknownColumn, "nearest: series", lambda: signals(frame(), phases=table(serie=["x"]))),
    (MissingColumn, "table of phases", lambda: signals(frame(), phases=pl.DataFrame({"reason": ["x"]}))),
    (MissingColumn, "table of exclusions", lambda: signals(frame(), excluded=pl.DataFrame({"series": ["x"]}))),
    (NotADate, "column starts", lambda: signals(frame(), phases=pl.DataFrame({"starts": [A_NAME]}))),
    (NotADate, "row 2, column starts", lambda: signals(frame(), phases=[date(2024, 3, 1), A_NAME])),
    (WrongBaseline, "whole number", lambda: signals(frame(), baseline=0)),
    (NameTaken, "rename", lambda: signals(frame().rename({"series": "phase"}), series="phase")),
    (NameTaken, "rename", lambda: signals(frame(), series=("series", "series"))),
    (NotAFrame, "one row a series and period", lambda: signals({"series": ["a"]})),
    (NotAFrame, "add .collect()", lambda: signals(frame().lazy())),
    (NotAFrame, "polars.from_pandas", lambda: signals(frame_of_pandas())),
    (NotAFrame, "the table of exclusions", lambda: signals(frame(), excluded=[date(2024, 3, 1)])),
    (WrongKey, "no order", lambda: signals(frame().with_columns(pl.concat_list("value").alias("series")))),
    (WrongKey, ".struct.unnest()", lambda: signals(frame().with_columns(pl.struct("value").alias("series")))),
    (WrongScale, "above 0", lambda: signals(frame(), scale="100")),
    (WrongBaseline, "whole number", lambda: signals(frame(), baseline=2.5)),
    (WrongBaseline, "or a table", lambda: signals(frame(), baseline="12")),
    (UnknownPreset, "there are: hls", lambda: signals(frame(), None)),
    (UnknownChart, "there are: xmr", lambda: signals(frame(), chart=None)),
    (MissingColumn, "the result", lambda: expected_by_chance(frame())),
    (NotADate, "write a month as its first day", lambda: signals(frame().with_columns(period_start=pl.lit("2024-03")))),
    (NotADate, "which part is the day", lambda: signals(frame(), phases="01/03/2024")),
    (NotADate, "write dates as year-month-day", lambda: signals(frame().with_columns(period_start=pl.lit(202403)))),
    (NotInOrder, "one frame", lambda: list(signals_by_batch([frame()[:5], frame()[5:]]))),
]


class PandasFrame:
    """Stands for a frame of a library that is not among what this project needs."""


def frame_of_pandas():
    PandasFrame.__module__ = "pandas.core.frame"
    return PandasFrame()


def reading(**targets):
    return target_reading(signals(frame()), pl.DataFrame(targets), series="series", time="period_start")


def table(**columns):
    return pl.DataFrame({"starts": [date(2024, 5, 1)], **columns})


@pytest.mark.parametrize(("error", "words", "call"), CASES)
def test_what_cannot_be_read_is_named_with_a_way_to_mend_it(error, words, call):
    with pytest.raises(error) as raised:
        call()
    text = str(raised.value)
    assert words in text
    assert A_NAME not in text
    assert raised.value.mend
    assert raised.value.code in CODES


def test_every_error_is_one_a_reader_can_mend_with_a_code_of_its_own():
    kinds = {error for error, _, _ in CASES}
    assert all(issubclass(error, MendableError) for error in kinds)
    # The codes from V130 on belong to the table of what chance alone signals, which has tests of its own.
    assert {error.code for error in kinds} == {code for code in CODES if code < "V130"}


def test_days_written_as_the_moments_they_begin_at_are_days():
    text = pl.col("period_start").cast(pl.String)
    for after in ("", " 00:00", "T00:00:00", " 00:00:00.000"):
        record = signals(frame().with_columns((text + after).alias("period_start")))
        assert record.drop("period_start").equals(signals(frame()).drop("period_start"))


def test_one_date_is_one_phase_however_it_is_handed_over():
    expected = signals(frame(), phases=[date(2024, 6, 1)])
    assert expected["phase"].max() == 2
    for given in (date(2024, 6, 1), "2024-06-01", ["2024-06-01"], pl.Series([date(2024, 6, 1)])):
        assert signals(frame(), phases=given).equals(expected)


def test_a_duplicate_period_knows_its_series_period_and_rows_but_says_no_cell():
    with pytest.raises(DuplicatePeriod) as raised:
        signals(pl.concat([frame(), frame()[3:4]]))
    found = raised.value
    assert (found.series, found.period, found.rows) == (("X06000901",), "2024-04-01", (4, 15))
    assert "X06000901" not in str(found)
    assert "2024-04-01" in str(found)


def test_an_unordered_parquet_file_is_told_of(tmp_path):
    mixed = pl.concat([frame().with_columns(series=pl.lit(name)) for name in ("b", "a", "b")])
    mixed.write_parquet(tmp_path / "mixed.parquet")
    with pytest.raises(NotInOrder):
        list(signals_by_batch(tmp_path / "mixed.parquet", batch_points=10))


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf"), 1e308])
def test_a_number_that_is_none_is_kept_as_unusable(odd):
    values = [*frame()["value"].to_list()[:-1], odd]
    result = signals(frame().with_columns(pl.Series("value", values)))
    assert result["point_status"][-1] == "unusable"
    assert result["plotted"][-1] is None
    assert result.height == 14
    assert_no_nan(result)


@pytest.mark.parametrize(
    "values",
    [
        [None] * 14,
        [1.0] + [None] * 13,
        [1.0, 2.0] + [None] * 12,
        [float("nan")] * 14,
        [1e300, -1e300] * 7,
        [5e-324] * 14,
    ],
)
@pytest.mark.parametrize("name", ["hls", "nhsr-0.2.2"])
def test_no_series_however_odd_gives_anything_but_numbers_and_blanks(values, name):
    result = signals(frame().with_columns(pl.Series("value", values, dtype=pl.Float64)), name)
    assert_no_nan(result)
    null_limits = result.filter(pl.col("plotted").is_not_null() & pl.col("lower").is_null())
    assert set(null_limits["limits_status"]) <= {"none"}


def assert_no_nan(result):
    floats = result.select(pl.col(pl.Float64))
    assert floats.select(pl.all().is_finite().fill_null(True).all()).row(0) == (True,) * floats.width


def test_a_negative_numerator_is_unusable():
    ratio = frame().with_columns(n=pl.lit(10)).with_columns(value=pl.col("value") - 1)
    result = signals(ratio, numerator="value", denominator="n")
    assert set(result.filter(pl.col("plotted").is_null())["point_status"]) == {"unusable"}
