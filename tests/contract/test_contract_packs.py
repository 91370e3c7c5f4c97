"""A pack is one alliance beside itself: each card its own area's, no number over them, and what was printed stays."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.contract.site_behaviour import check_views
from hls_signals.contract.site_changes import ways
from hls_signals.contract.site_views import speakers_of, views_of_areas, without
from hls_signals.disclosure import published_decimals, shown_values
from hls_signals.disclosure.cells import shown_cells
from hls_signals.disclosure.groups import shown_groups
from hls_signals.publish.canonical import canonical_json
from hls_signals.publish.pages import renderer
from hls_signals.publish.registry import registered_for_now
from hls_signals.publish.returned_view import as_returned
from hls_signals.publish.site_plan import Planned, plan_of
from hls_signals.publish.svg import Draughtsman
from hls_signals.publish.tables import series_csv
from hls_signals.publish.variation_view import variation_view
from hls_signals.publish.views import Words
from hls_signals.warehouse.since_met import SINCE
from hls_signals.workspace.settings import Settings
from tests.charts.publish_content import BOARD, CITY, HOUSE, content
from tests.house.why_cases import AREA, a_measure, a_register, figure, inputs_of
from tests.house.why_groups import breakdown

SETTINGS = Settings()
PUBLIC = {"already_public": {"source": "Official statistics", "published_on": dt.date(2026, 9, 1)}}
SNAPSHOT = [9, 18, 10, 9, 13, 12, 20, 26]


def since(given):
    """A line an item of the pack, as if its people had met in July."""
    (pack, *_) = given.settings.packs
    rows = [
        {
            "pack": pack.id, "held_on": dt.date(2026, 7, 16), "measure_id": item.measure_id,
            "area_code": item.area_code, "standing": "same_period", "period_type": "month",
            "period0_start": dt.date(2026, 5, 1), "period0_end": dt.date(2026, 6, 1), "colour0": "green",
            "colour1": "amber", "value0": 20.0, "value1": 30.0,
        }
        for item in pack.items
    ]  # fmt: skip
    named = {name for row in rows for name in row}
    return pl.DataFrame(rows, schema={name: kind for name, kind in SINCE.items() if name in named}).select(
        pl.col(name) if name in named else pl.lit(None, kind).alias(name) for name, kind in SINCE.items()
    )


PLAIN = content()
MET = dataclasses.replace(PLAIN, since_met=since(PLAIN))


def packs_of(given):
    return [page for page in plan_of(given).pages if page.template in {"front", "pack"}]


def own_views(given):
    """Every card and line of every pack in its place: whose it is, and what it says."""
    return {
        (page.path, number): (area, canonical_json(view))
        for page in packs_of(given)
        for number, (area, view) in enumerate(views_of_areas(page.view, speakers_of(given)))
    }


def what_is_left(given):
    """Each page of a pack as it is written when the views of single areas are taken out of it."""
    drawn = renderer(given, Draughtsman(None))
    bare = {}
    for page in packs_of(given):
        inside = tuple(view for _, view in views_of_areas(page.view, speakers_of(given)))
        bare[page.path] = drawn.page(dataclasses.replace(page, view=without(page.view, inside)))
    return bare


@pytest.mark.parametrize("way", ways())
@pytest.mark.parametrize("area", [CITY, BOARD, HOUSE])
def test_each_card_and_line_of_a_pack_is_a_function_of_its_own_areas_data(area, way):
    before, after = own_views(MET), own_views(ways()[way](MET, [area]))
    assert {whose for whose, _ in before.values()} >= {CITY, BOARD, HOUSE}
    assert set(after) == set(before)
    changed = {whose for key, (whose, said) in before.items() if after[key] != (whose, said)}
    assert changed <= {area}
    # Ledes and sentences are made before a view is; figures alone move no card.
    assert changed or way not in {"with other colours and signals", "with other words"} or area == HOUSE


@pytest.mark.parametrize("way", ways())
def test_no_number_over_a_pack_stands_beside_its_cards(way):
    everyone = [area.area_code for area in MET.register.areas]
    assert what_is_left(ways()[way](MET, everyone)) == what_is_left(MET)


def test_a_count_over_a_pack_would_be_found():
    def pages(given):
        values = given.shown_values.filter(pl.col("colour") != pl.col("colour").shift(1).over("measure_id"))
        yield Planned(
            "counted.html", "glossary", Words("glossary", f"{values.height} of them changed."), subject="site"
        )

    with registered_for_now("planted", pages):
        assert "C202" in {finding.code for finding in check_views(PLAIN, sets=[[CITY, BOARD]])}


def rough_sleeping(**changes):
    return a_measure(
        None, calculation="count", unit="count", scale=1, polarity="lower", dimensions=("sex",),
        groups={"sex": ("men", "women")}, **changes,
    )  # fmt: skip


def figures():
    """The published series of one authority, and a breakdown by sex that its publisher never printed."""
    for at, people in enumerate(SNAPSHOT):
        start = f"2026-{at + 1:02}"
        yield figure(start, people)
        for name, number in zip(("men", "women"), men_and_women(people), strict=True):
            yield figure(start, number, breakdown=breakdown(("sex",), (name,)), is_total=False)


def test_a_published_series_stays_digit_for_digit_and_a_breakdown_never_printed_does_not():
    measure = rough_sleeping(disclosure=PUBLIC)
    inputs, register = inputs_of(measure, list(figures())), a_register(measure)
    totals = shown_values(measure, inputs.values, SETTINGS, register)
    assert totals["value"].to_list() == [Decimal(number) for number in SNAPSHOT]
    told = told_of_groups(measure, inputs, register)
    true = {men_and_women(people)[at] for people in SNAPSHOT for at in (0, 1)}
    assert told, "some periods have groups that may be shown"
    assert all(number % 5 == 0 for number in told)
    assert not {number for number in true if number % 5} & told
    # Everybody knows the total: where one group is small, the other would give it away.
    assert told <= {0, 10, 15, 20}


def men_and_women(people):
    return people - people // 3, people // 3


def told_of_groups(measure, inputs, register):
    """Every number of a group that the arithmetic of a page is handed; nought stands for none."""
    cells = shown_cells(measure, inputs.values, SETTINGS, register)
    groups = shown_groups(measure, inputs.values, cells, SETTINGS, register).shown
    return {int(number) for held in groups for number in held.figures.numerator}


def test_the_same_series_without_a_publisher_passes_the_profile():
    measure = rough_sleeping()
    inputs, register = inputs_of(measure, list(figures())), a_register(measure)
    totals = shown_values(measure, inputs.values, SETTINGS, register)
    assert totals["value"].to_list() == [Decimal(number) for number in (10, 20, 10, 10, 15, 10, 20, 25)]


def test_the_published_series_stands_so_on_every_page_and_in_every_table():
    measure = rough_sleeping(disclosure=PUBLIC)
    inputs, register = inputs_of(measure, list(figures())), a_register(measure)
    shown = shown_values(measure, inputs.values, SETTINGS, register)
    decimals = {measure.id: published_decimals(measure, SETTINGS)}
    given = dataclasses.replace(PLAIN, register=register, shown_values=shown, decimals=decimals)
    view = variation_view(given, measure, register.by_code[AREA], "v")
    assert [row.value for row in view.rows] == SNAPSHOT
    (series,) = as_returned(given, register.by_code[AREA], [(measure, view)], {measure.id: "x.html"}, "r").series
    assert [row[1] for row in series.table.rows] == [str(number) for number in SNAPSHOT]
    lines = series_csv(view).splitlines()
    place = lines[0].split(",").index("value")
    assert [line.split(",")[place] for line in lines[1:]] == [str(number) for number in SNAPSHOT]
