"""Are figures of areas added up only where every one of them is shown, and never twice?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.publish.alliance_sums import alliance_sums
from hls_signals.publish.variation_view import variation_view
from hls_signals.register.models import Area, AreaSum
from tests.charts.publish_content import CITY, content

CODES = ("X00000001", "X00000002", "X00000003")
NEWEST = dt.date(2026, 9, 1)


def series_of(measure_id: str, types=("council",) * 3, hidden: str = ""):
    """The series of the city three times over, under three codes; the newest figure of one may be hidden."""
    given = content()
    measure = given.register.by_id[measure_id]
    own = given.shown_values.filter(area_code=CITY, measure_id=measure_id)
    is_hidden = (pl.col("area_code") == hidden) & (pl.col("period_start") == NEWEST)
    figures = [
        pl.when(is_hidden).then(None).otherwise(name).alias(name) for name in ("value", "numerator", "denominator")
    ]
    values = pl.concat([own.with_columns(area_code=pl.lit(code)) for code in CODES]).with_columns(figures)
    held = dataclasses.replace(given, shown_values=values)
    areas = [Area(area_code=code, area_name=code, area_type=kind) for code, kind in zip(CODES, types, strict=True)]
    return measure, [(area, variation_view(held, measure, area, area.area_code)) for area in areas], own


def test_counts_are_added_period_by_period():
    measure, series, own = series_of("rough_sleeping")
    table = alliance_sums(content().register, measure, series, "sums")
    newest = own.filter(period_start=NEWEST)["value"].item()
    assert table.rows[-1][0] == "September 2026"
    assert Decimal(table.rows[-1][1].replace(",", "")) == 3 * newest
    assert len(table.rows) <= 13
    assert table.order == "time"


def test_a_period_with_a_hidden_figure_has_no_sum():
    measure, series, _ = series_of("rough_sleeping", hidden=CODES[1])
    assert alliance_sums(content().register, measure, series, "sums").rows[-1][0] != "September 2026"


@pytest.mark.parametrize("types", [("council", "council", "locality"), ("icb", "council", "council")])
def test_areas_of_several_types_are_not_added_up(types):
    measure, series, _ = series_of("rough_sleeping", types)
    assert alliance_sums(content().register, measure, series, "sums") is None


def test_an_area_that_is_a_sum_of_areas_is_not_counted_again():
    measure, series, _ = series_of("rough_sleeping")
    register = dataclasses.replace(content().register, area_sums=(AreaSum(sum_code=CODES[0], part_code=CODES[1]),))
    assert alliance_sums(register, measure, series, "sums") is None


def test_the_parts_of_a_ratio_are_added_and_not_the_ratio():
    measure, series, _ = series_of("prevention_duty")
    parts = {"numerator": Decimal(30), "denominator": Decimal(40)}
    held = [
        (area, dataclasses.replace(view, rows=tuple(dataclasses.replace(row, **parts) for row in view.rows)))
        for area, view in series
    ]
    table = alliance_sums(content().register, measure, held, "sums")
    assert [column.name for column in table.columns] == ["period", "numerator", "denominator"]
    assert table.rows[-1][1:] == ("90", "120")
    # Without its parts a ratio has nothing to add.
    assert alliance_sums(content().register, measure, series, "sums") is None


def test_two_areas_are_no_alliance():
    measure, series, _ = series_of("rough_sleeping")
    assert alliance_sums(content().register, measure, series[:2], "sums") is None
