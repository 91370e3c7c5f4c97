"""Which questions does a return raise about itself?"""

from __future__ import annotations

import datetime as dt
import time
from itertools import combinations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.returns.defects import (
    QUALITY,
    copied_periods,
    differing_colours,
    missing_periods,
    quality_rows,
)
from hls_signals.returns.defects_of_copies import COPIED_LEAST_KEYS
from hls_signals.returns.periods import around


def month(number: int) -> dt.date:
    return dt.date(2024 + number // 12, number % 12 + 1, 1)


def observations(rows: list[tuple[str, str, int, int | None, int | None]]) -> pl.DataFrame:
    """Observations of one return from (measure, area, month number, numerator, denominator)."""
    return pl.DataFrame(
        [
            {
                "return_id": "homelessness",
                "measure_id": measure,
                "area_code": area,
                "breakdown": "{}",
                "period_start": month(number),
                "period_end": around(month(number), "month").end,
                "period_type": "month",
                "numerator": numerator,
                "denominator": denominator,
                "value": None,
                "status": "ok",
                "definition_version": "",
                "source_sha256": "a",
            }
            for measure, area, number, numerator, denominator in rows
        ],
        schema_overrides=dict.fromkeys(("numerator", "denominator", "value"), pl.Decimal(38, 18)),
    )


def table(months: list[list[int | None]]) -> pl.DataFrame:
    """One measure; a row of figures a month, one an area; None where nothing was sent."""
    rows = [
        ("duty", f"X{area:02d}", number, figure, 100 if figure else figure)
        for number, figures in enumerate(months)
        for area, figure in enumerate(figures)
        if figure is not None
    ]
    return observations(rows)


def pairs(found: pl.DataFrame) -> list[tuple[dt.date, dt.date, int, int]]:
    return found.select("other_period_start", "period_start", "affected", "examined").rows()


def test_a_month_sent_twice_is_one_question_about_the_later_month():
    found = copied_periods(table([[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12], [1, 2, 3, 4, 5, 6]]))
    assert pairs(found) == [(month(0), month(2), 6, 6)]
    row = found.row(0, named=True)
    assert (row["code"], row["severity"], row["area_code"]) == ("D301", "question", "")
    assert row["text"] == "6 of 6 figures of March 2024 equal those of January 2024."
    assert list(found.columns) == list(QUALITY)


def test_figures_that_are_zero_twice_are_no_evidence_of_a_copy():
    found = copied_periods(table([[1, 2, 3, 4, 5, 0, 0], [1, 2, 3, 4, 5, 0, 0]]))
    assert pairs(found) == [(month(0), month(1), 5, 5)]
    assert copied_periods(table([[1, 2, 3, 4, 0, 0], [1, 2, 3, 4, 0, 0]])).is_empty()


def test_nine_of_ten_equal_is_a_copy_and_eight_of_ten_is_not():
    base = list(range(1, 11))
    assert pairs(copied_periods(table([base, [*base[:9], 99]]))) == [(month(0), month(1), 9, 10)]
    assert copied_periods(table([base, [*base[:8], 98, 99]])).is_empty()


def test_a_copy_is_judged_over_the_return_and_said_once_a_measure():
    rows = [
        (measure, f"X{area}", number, area + 1, 50) for measure in ("a", "b") for area in range(4) for number in (0, 1)
    ]
    found = copied_periods(observations(rows))
    assert found.select("measure_id", "affected", "examined").rows() == [("a", 4, 4), ("b", 4, 4)]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda areas: st.lists(
            st.lists(st.sampled_from([None, 0, 1, 2]), min_size=areas + 3, max_size=areas + 3), min_size=2, max_size=6
        )
    )
)
def test_copies_are_those_a_slow_comparison_of_every_pair_finds(months):
    wanted = []
    for first, second in combinations(range(len(months)), 2):
        both = [(a, b) for a, b in zip(months[first], months[second], strict=True) if a is not None and b is not None]
        examined = [(a, b) for a, b in both if not (a == 0 and b == 0)]
        same = sum(a == b for a, b in examined)
        if len(examined) >= COPIED_LEAST_KEYS and same * 10 >= 9 * len(examined):
            wanted.append((month(first), month(second), same, len(examined)))
    found = pairs(copied_periods(table(months))) if any(f is not None for m in months for f in m) else []
    assert sorted(found) == sorted(wanted)


def test_a_stretch_nobody_sent_is_said_once_and_one_areas_gap_for_that_area():
    rows = [("duty", area, number, 1, 2) for area in ("X1", "X2") for number in (0, 1, 4, 5, 6)]
    rows = [row for row in rows if row[1:3] != ("X2", 5)]
    found = missing_periods(observations(rows))
    assert found.select("area_code", "period_start", "period_end", "affected").rows() == [
        ("", month(2), month(4), 1),
        ("X2", month(5), month(6), 1),
    ]


def test_a_complete_series_raises_no_question():
    assert quality_rows(table([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [2, 1, 4, 3, 6]])).is_empty()


def test_a_colour_that_differs_is_a_question_and_names_both():
    values = pl.DataFrame(
        {
            "measure_id": ["duty"] * 3,
            "area_code": ["X1", "X2", "X3"],
            "is_total": [True, True, True],
            "period_start": [month(0)] * 3,
            "period_end": [month(1)] * 3,
            "colour": ["green", "amber", None],
            "reported_colour": ["amber", "amber", "red"],
        }
    )
    (row,) = differing_colours(values, {"duty": "homelessness"}).iter_rows(named=True)
    assert (row["code"], row["area_code"], row["return_id"]) == ("D309", "X1", "homelessness")
    assert row["text"] == "The return says amber; target and rule of the register give green. Both are kept."


def test_a_council_return_of_five_years_is_looked_through_in_well_under_a_second():
    generator = np.random.default_rng(7)
    rows = [
        ("duty", f"X{area:03d}", number, int(generator.integers(1, 40)), int(generator.integers(40, 90)))
        for area in range(317)
        for number in range(60)
    ]
    frame = observations(rows)
    began = time.perf_counter()
    assert copied_periods(frame).is_empty()
    assert time.perf_counter() - began < 1
