"""What is shown of a figure, and what of a figure that gives way?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.disclosure import published_decimals, shown_values
from hls_signals.register.load import Register
from hls_signals.register.models import AreaSum
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import AREA, a_measure, a_register, definition, figure, values_of

SETTINGS = Settings()
PUBLIC = {"already_public": {"source": "Official statistics", "published_on": dt.date(2026, 9, 1)}}


def a_count(**changes):
    return a_measure(20, 5, **{"calculation": "count", "unit": "count", "scale": 1, **changes})


def shown(measure, figures, settings=SETTINGS, register=None):
    return shown_values(measure, values_of(measure, figures), settings, register or a_register(measure))


def months(pairs):
    return [figure(f"2026-{number:02}", *pair) for number, pair in enumerate(pairs, start=1)]


def test_one_to_seven_are_hidden_nought_is_nought_and_others_go_to_the_nearest_five():
    rows = shown(a_count(), months([(0,), (7,), (8,), (12,), (13,), (47,)]))
    assert rows["value"].to_list() == [0, None, 10, 10, 15, 45]
    assert rows["status"].to_list() == ["ok", "suppressed", "ok", "ok", "ok", "ok"]
    assert rows["rounded_to"].to_list() == ["5", "", "5", "5", "5", "5"]


def test_a_per_cent_is_made_of_the_shown_numbers():
    (row,) = shown(a_measure(), months([(9, 52)])).rows(named=True)
    assert (row["numerator"], row["denominator"], row["value"]) == (10, 50, 20)
    assert (row["rounded_to"], row["from_shown"]) == ("5", True)


@pytest.mark.parametrize("parts", [(3, 52), (50, 52), (3, 6), (5, 12)])
def test_a_small_part_a_small_rest_or_a_small_base_hides_the_whole_figure(parts):
    (row,) = shown(a_measure(), months([parts])).rows(named=True)
    assert [row[name] for name in ("value", "numerator", "denominator", "colour", "reported_colour")] == [None] * 5
    assert (row["status"], row["no_colour_because"], row["withheld_because"]) == (
        "suppressed",
        "suppressed",
        "small_number",
    )


def test_all_and_none_of_a_group_are_shown():
    rows = shown(a_measure(), months([(0, 40), (40, 40)]))
    assert rows["value"].to_list() == [0, 100]


def test_the_colour_is_the_true_one_even_where_the_shown_figure_lies_elsewhere():
    (row,) = shown(a_measure(72), months([(107, 149)])).rows(named=True)
    assert (row["value"], row["colour"]) == (70, "amber")
    (row,) = shown(a_measure(70), months([(104, 149)])).rows(named=True)
    assert (row["value"], row["colour"]) == (70, "amber")


def test_a_published_per_cent_with_a_base_is_hidden_where_it_tells_a_small_count():
    figures = [
        figure("2026-01", None, 50, value_given=Decimal("6.0")),
        figure("2026-02", None, 50, value_given=Decimal("34.0")),
        figure("2026-03", value_given=Decimal("34.5")),
    ]
    rows = shown(a_measure(), figures)
    assert rows["value"].to_list() == [None, 30, 35]
    assert rows["rounded_to"].to_list() == ["", "5", "1"]


def test_a_mean_over_few_people_is_hidden_and_its_sum_is_never_shown():
    measure = a_measure(calculation="mean", unit="days", scale=1)
    rows = shown(measure, months([(91, 6), (130, 12)]))
    assert rows["value"].to_list() == [None, Decimal("10.8")]
    assert rows["numerator"].to_list() == [None, None]
    assert rows["denominator"].to_list() == [None, 10]


def test_a_rate_keeps_one_decimal_of_its_unit():
    measure = a_measure(calculation="rate", unit="per_1000", scale=1000)
    (row,) = shown(measure, months([(47, 21834)])).rows(named=True)
    assert row["value"] == Decimal("2.1")


def test_figures_their_publisher_has_printed_stay_digit_for_digit():
    snapshot = [9, 18, 10, 9, 13, 12, 20, 26]
    rows = shown(a_count(disclosure=PUBLIC), months([(n,) for n in snapshot]))
    assert rows["value"].to_list() == snapshot
    assert set(rows["rounded_to"]) == {""}
    (row,) = shown(a_measure(disclosure=PUBLIC), months([(3, 7)])).rows(named=True)
    assert (row["value"], row["numerator"], row["denominator"]) == (Decimal("42.9"), 3, 7)
    (row,) = shown(a_measure(disclosure=PUBLIC), [figure("2026-01", value_given=Decimal("71.34"))]).rows(named=True)
    assert row["value"] == Decimal("71.34")


def test_things_that_are_not_people_and_exempt_kinds_of_area_are_shown_exactly():
    assert shown(a_count(disclosure={"about_people": False}), months([(3,)]))["value"].to_list() == [3]
    exempt = Settings.model_validate({"disclosure": {"exempt_area_types": ["country"]}})
    measure = a_count()
    register = a_register(measure, [(AREA, "Tamarhaven", "council"), ("X92000001", "Tamarland", "country")])
    figures = [figure("2026-01", 3), figure("2026-01", 1203, area="X92000001")]
    assert shown(measure, figures, exempt, register)["value"].to_list() == [None, 1203]


@pytest.mark.parametrize("status", ["suppressed", "low"])
def test_what_the_sender_withheld_stays_withheld(status):
    (row,) = shown(a_count(), [figure("2026-01", status=status)]).rows(named=True)
    assert (row["status"], row["withheld_because"], row["colour"]) == ("suppressed", "withheld_by_sender", None)


def test_a_hidden_figure_is_not_a_missing_one():
    rows = shown(a_count(), [figure("2026-01", 3), figure("2026-02", status="not_available")])
    assert rows["status"].to_list() == ["suppressed", "not_available"]
    assert rows["withheld_because"].to_list() == ["small_number", ""]


def test_a_provisional_figure_says_so():
    rows = shown(a_count(), [figure("2026-01", 30, flags="p"), figure("2026-02", 30)])
    assert rows["provisional"].to_list() == [True, False]


def test_a_recount_gives_way_to_the_definition_in_force():
    measure = a_measure(definitions=(definition("old", "2020-01"), definition("new", "2026-07")))
    figures = [figure("2026-06", 38, 50, definition_version="new"), figure("2026-06", 30, 50)]
    (row,) = shown(measure, figures).rows(named=True)
    assert (row["definition_version"], row["value"]) == ("old", 60)


WARDS = [
    ("X05000001", "Sandhill", "ward"),
    ("X05000002", "Quayside", "ward"),
    (AREA, "Tamarhaven", "council"),
]
WHOLE = tuple(AreaSum(sum_code=AREA, part_code=code) for code in ("X05000001", "X05000002"))


def by_area(rows):
    return dict(rows.select("area_code", "withheld_because").rows())


def test_a_sum_of_areas_gives_way_to_its_parts_and_never_a_part_to_its_sum():
    measure = a_count()
    figures = [figure("2026-01", n, area=code) for code, n in (("X05000001", 14), ("X05000002", 3), (AREA, 17))]
    rows = shown(measure, figures, register=a_register(measure, WARDS, WHOLE))
    assert by_area(rows) == {"X05000001": "", "X05000002": "small_number", AREA: "sum_of_shown_parts"}
    assert rows.filter(pl.col("area_code") == AREA)["status"].to_list() == ["suppressed"]


def test_a_sum_stands_where_its_parts_have_no_page_or_no_figure():
    measure = a_count()
    figures = [figure("2026-01", 14, area="X05000001"), figure("2026-01", 17), figure("2026-02", 20)]
    register = a_register(measure, WARDS, WHOLE)
    rows = shown(measure, figures, register=register)
    assert rows.filter(pl.col("area_code") == AREA)["withheld_because"].to_list() == ["sum_of_shown_parts", ""]
    councils = Settings.model_validate({"publish": {"areas": ["council"]}})
    rows = shown(measure, figures, councils, register)
    assert rows.filter(pl.col("area_code") == AREA)["withheld_because"].to_list() == ["", ""]


def test_a_sum_that_ended_before_the_period_is_no_sum():
    measure = a_count()
    ended = tuple(part.model_copy(update={"valid_to": dt.date(2025, 4, 1)}) for part in WHOLE)
    figures = [figure("2026-01", 14, area="X05000001"), figure("2026-01", 17)]
    rows = shown(measure, figures, register=a_register(measure, WARDS, ended))
    assert by_area(rows)[AREA] == ""


def test_a_sum_of_kinds_gives_way_to_kinds_that_are_in_the_register():
    part = a_count(id="adults")
    measure = a_count(id="everyone", disclosure={"sum_of": ["adults"]})
    both = Register((part, measure), a_register(part).areas, (), ())
    assert shown(measure, months([(30,)]), register=both)["withheld_because"].to_list() == ["sum_of_shown_parts"]
    assert shown(part, months([(30,)]), register=both)["withheld_because"].to_list() == [""]


@pytest.mark.parametrize(
    ("changes", "decimals"),
    [
        ({}, 0),
        ({"calculation": "count", "unit": "families"}, 0),
        ({"calculation": "rate", "unit": "per_1000"}, 1),
        ({"calculation": "median", "unit": "days"}, 1),
        ({"disclosure": PUBLIC}, 1),
        ({"disclosure": {"about_people": False}, "unit": "pounds"}, 2),
        ({"disclosure": {"about_people": False}, "calculation": "count", "unit": "count"}, 0),
    ],
)
def test_published_decimals_follow_the_profile_and_the_unit(changes, decimals):
    assert published_decimals(a_measure(**changes), SETTINGS) == decimals
