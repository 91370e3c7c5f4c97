"""Is each item compared as it was known when people met, however many months lie between, and with shown figures?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from hls_signals.register.meetings import Meeting
from hls_signals.register.packs import packs_in_force
from hls_signals.warehouse.explaining import variation_of
from hls_signals.warehouse.since_met import SINCE, Compared, compared_items, since_met
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import AREA, AS_OF, FIGURES, a_measure, a_register, figure, values_of

MET = dt.date(2026, 7, 16)
# Not about people, so that figures stay as they are.
MEASURE = a_measure(disclosure={"about_people": False})
MONTHS = [f"{2025 + at // 12}-{at % 12 + 1:02}" for at in range(21)]
SETTINGS = Settings.model_validate(
    {"packs": [{"id": "needs", "title": "Needs", "items": [{"measure_id": MEASURE.id, "area_code": AREA}]}]}
)
ITEM = Compared("needs", MEASURE.id, AREA, MET)


def figures(last="2026-09", numerator=148):
    return [figure(start, numerator + at % 5, 200) for at, start in enumerate(MONTHS) if start <= last]


def revised(start, numerator, day):
    """The same month, known anew on a day."""
    moment = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)
    return figure(start, numerator, 200, known_on=moment.date(), known_at=moment)


def frames(measure, versions):
    """The tables of a finished run that knows all these versions."""
    newest = {row["period_start"]: row for row in versions}
    first = {row["period_start"]: row for row in reversed(versions)}
    values = values_of(measure, list(newest.values()))
    known = pl.DataFrame([{**row, "measure_id": measure.id} for row in versions], schema=dict(FIGURES))
    return {
        "measures.measured_values": values,
        "measures.first_values": values_of(measure, list(first.values()), known_on=None),
        "staged.quality": pl.DataFrame(),
        "staged.events": pl.DataFrame(),
        "signals.variation": variation_of(measure, values, "hls"),
        "staged.total_versions": known,
        "staged.notes": pl.DataFrame(),
        "staged.note_links": pl.DataFrame(),
    }


def since(versions, *, measure=MEASURE, item=ITEM):
    found = since_met(measure, frames(measure, versions), [item], (SETTINGS, a_register(measure), AS_OF))
    assert dict(found.schema) == SINCE
    (row,) = found.iter_rows(named=True)
    return row


def test_the_newest_month_known_then_stands_beside_the_newest_known_now():
    row = since(figures())
    assert (row["standing"], row["pack"], row["held_on"]) == ("newer", "needs", MET)
    assert (row["period0_start"], row["period1_start"]) == (dt.date(2026, 6, 1), dt.date(2026, 9, 1))
    assert row["known_then"] == MET


def test_the_figure_then_is_the_one_that_lay_on_the_table_and_not_the_one_revised_since():
    row = since([*figures(), revised("2026-06", 130, "2026-08-20")])
    assert (row["value0"], row["value0_now"]) == (75, 65)
    assert (row["colour0"], row["colour0_now"]) == ("green", "red")


def test_where_no_newer_month_has_come_the_same_month_is_told_as_known_on_both_days():
    row = since([*figures("2026-06"), revised("2026-06", 130, "2026-08-20")])
    assert row["standing"] == "same_period"
    assert (row["value0"], row["value1"], row["colour0"], row["colour1"]) == (75, 65, "green", "red")
    assert row["period0_start"] == row["period1_start"] == dt.date(2026, 6, 1)


def test_nothing_known_then_and_nothing_known_now_are_said_as_they_are():
    assert since(figures(), item=replace(ITEM, held_on=dt.date(2020, 1, 1)))["standing"] == "not_known_then"
    assert since(figures(), item=replace(ITEM, area_code="X06000902"))["standing"] == "not_known_now"


def test_a_small_number_of_people_is_in_no_line():
    counted = a_measure(
        calculation="count",
        unit="count",
        scale=1,
        polarity="lower",
        bounds=(0, None),
        disclosure={"about_people": True},
    )
    small = [figure(start, 3 + at % 3) for at, start in enumerate(MONTHS)]
    row = since(small, measure=counted)
    assert all(row[name] is None for name in ("value0", "value0_now", "value1", "value1_first", "colour0", "colour1"))
    same = since([row for row in small if row["period_start"] < dt.date(2026, 7, 1)], measure=counted)
    assert (same["standing"], same["value0"], same["value1"], same["colour1"]) == ("same_period", None, None, None)


def test_the_lede_is_made_of_what_was_known_then():
    assert since([*figures("2026-08"), figure("2026-09", 136, 200)])["lede"].startswith(
        "It was green and is amber in September 2026"
    )


@pytest.mark.parametrize(("held_on", "number"), [("2026-07-16", 1), ("2026-10-15", 0)])
def test_only_a_meeting_before_the_day_asked_about_is_compared_with(held_on, number):
    meeting = Meeting(held_on=dt.date.fromisoformat(held_on), pack="needs")
    register = replace(a_register(MEASURE), meetings=(meeting,))
    assert len(list(compared_items(SETTINGS, register, AS_OF))) == number


def test_without_packs_every_area_is_a_pack_of_its_own():
    packs = packs_in_force(Settings(), a_register(MEASURE))
    assert [(pack.id, [item.measure_id for item in pack.items]) for pack in packs] == [(AREA, [MEASURE.id])]
    assert packs_in_force(SETTINGS, a_register(MEASURE)) == SETTINGS.packs
