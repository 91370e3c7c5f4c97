"""Does the sentence on chance follow the charts, their periods and the preset, and never a value?"""

from __future__ import annotations

import dataclasses
import re

import polars as pl
import pytest

from hls_signals.publish.site_plan import content_id
from hls_signals.variation.chance import MOVE_TOGETHER, expected_for_periods
from hls_signals.warehouse.stages.published import chance_sentence
from hls_signals.workspace.settings import Settings
from tests.charts.publish_content import CITY, content


@pytest.fixture(scope="module")
def given():
    return content()


def told(given, **changes):
    return chance_sentence(dataclasses.replace(given, **changes))


def test_every_chart_with_a_page_counts_at_its_number_of_periods(given):
    drawn = given.variation_by_series
    periods = [len(drawn[m.id, a.area_code]) for m, a in given.subjects() if (m.id, a.area_code) in drawn]
    assert told(given) == expected_for_periods(periods, "hls").sentence
    assert f"of these {len(periods)} charts" in told(given)
    assert told(given).endswith(MOVE_TOGETHER)


def test_no_figure_limit_or_reading_alters_it(given):
    rows = given.shown_variation
    others = rows.with_columns(
        centre=pl.col("centre") * 3 + 1,
        upper=pl.lit(None, dtype=pl.Float64),
        read_first=pl.lit("signal_high"),
        point_status=pl.lit("blank"),
        advice=pl.lit("mostly_one_value"),
    )
    values = given.shown_values.with_columns(status=pl.lit("suppressed"), value=pl.lit(None, dtype=pl.Decimal(38, 18)))
    assert told(given, shown_variation=others, shown_values=values) == told(given)


def test_it_does_not_say_how_many_charts_do_show_a_signal(given):
    assert re.search(r"of them do|it does", told(given)) is None


def test_a_chart_without_a_page_does_not_count(given):
    all_areas, one = (
        told(given),
        given.settings.model_copy(update={"publish": given.settings.publish.model_copy(update={"areas": (CITY,)})}),
    )
    number = lambda sentence: int(re.search(r"of these (\d+) charts", sentence).group(1))  # noqa: E731 - said twice
    assert number(told(given, settings=one)) < number(all_areas)


def test_where_nothing_is_drawn_there_is_no_sentence(given):
    assert told(given, shown_variation=given.shown_variation.clear()) == ""


def test_a_night_that_differs_in_its_date_alone_has_the_same_content(given):
    def told_and_identified(night):
        return content_id(dataclasses.replace(night, chance=chance_sentence(night)))

    later = dataclasses.replace(given, as_of=given.as_of.replace(day=16))
    assert told_and_identified(later) == told_and_identified(given)


@pytest.mark.parametrize(
    "name", Settings.model_fields["variation"].annotation.model_fields["preset"].annotation.__args__
)
def test_every_preset_that_a_workspace_may_name_has_a_sentence(name):
    assert "charts would still show a signal" in expected_for_periods([36, 24], name).sentence
