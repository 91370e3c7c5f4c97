"""Which questions does a measure of the register ask, of which figures, in which window?"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.gaming import indicators
from hls_signals.gaming.context import FACTS
from hls_signals.gaming.source_frames import Figures
from hls_signals.gaming.sources import questions
from hls_signals.narrative.states import NoteState
from hls_signals.register import Area, Event, Measure, Register
from hls_signals.register.gaming_sources import Fact, GamingSources
from hls_signals.warehouse.stages.gaming import replies_of
from tests.house.gaming_cases import months

CITY, PROVIDERS = "X06000901", ("X80000901", "X80000902", "X80000903")
SCHEMA = {
    "measure_id": pl.String,
    "area_code": pl.String,
    "breakdown": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_type": pl.String,
    "numerator": pl.Decimal(38, 18),
    "denominator": pl.Decimal(38, 18),
    "value": pl.Decimal(38, 18),
    "value_given": pl.Decimal(38, 18),
    "status": pl.String,
    "definition_version": pl.String,
    "known_at": pl.Datetime("us", "UTC"),
}
STARTS = months(30, dt.date(2024, 1, 1))


def figure(start, number, below=None, *, area=CITY, measure="decisions", breakdown="{}", known=20, given=None, **more):
    after = dt.date(start.year + start.month // 12, start.month % 12 + 1, 1)
    end = more.get("end", after)
    value = None if below is None else Decimal(100 * number) / Decimal(below)
    return {
        "measure_id": measure,
        "area_code": area,
        "breakdown": breakdown,
        "period_start": start,
        "period_end": end,
        "period_type": more.get("period_type", "month"),
        "numerator": number,
        "denominator": below,
        "value": value,
        "value_given": given,
        "status": more.get("status", "ok"),
        "definition_version": more.get("version", "2018"),
        "known_at": dt.datetime(end.year, end.month, known, tzinfo=dt.UTC),
    }


def frame(rows):
    return pl.DataFrame(rows, schema=SCHEMA)


def measure(**changed) -> Measure:
    given = {
        "id": "decisions",
        "name": "Decisions",
        "return": "homelessness",
        "calculation": "ratio",
        "unit": "percent",
        "bounds": [0, 100],
        "polarity": "higher",
        "period_type": "month",
        "targets": [{"value": 78, "effective_from": dt.date(2021, 4, 1)}],
        "definitions": [{"version": "2018", "effective_from": dt.date(2018, 4, 1)}],
    }
    return Measure.model_validate({**given, **changed})


def register(*measures, events=(), areas=None) -> Register:
    held = areas or (Area(area_code=CITY, area_name="Tamarhaven", area_type="council"),)
    return Register(tuple(measures), tuple(held), (), tuple(events))


def asked(one, figures, held):
    return {next(iter(question.frames)): question for question in questions(one, figures, held)}


def plain(values, **more):
    return Figures(values=values, first=frame([]), printed=frame([]), **more)


DECISIONS = frame([figure(start, 70 + at % 5, 100) for at, start in enumerate(STARTS)])


def test_a_series_of_an_area_is_asked_with_its_target_and_window():
    found = asked(measure(), plain({"decisions": DECISIONS}), register(measure()))
    context = found["series"].context
    assert (context.target, context.good_side, context.unit, context.area_code) == (78, "at_or_above", "percent", CITY)
    assert (context.window_start, context.window_end) == (dt.date(2024, 1, 1), dt.date(2026, 7, 1))
    assert found["series"].frames["series"].columns == ["period_start", "numerator", "denominator"]
    assert found["series"].known_on == dt.date(2026, 7, 20)
    assert set(found) == {"series", "vintages"}


def test_recorded_days_are_summed_over_the_newest_year_and_end_cells_lie_beyond():
    one = measure(
        gaming={"recorded": {"measure": "days", "dimension": "days", "limit": 56, "good_side": "at_or_below"}}
    )
    days = frame(
        [
            figure(start, number, measure="days", breakdown=json.dumps({"days": day}))
            for start in STARTS
            for day, number in (("55", 3), ("57", 2), ("93 or more", 9), (None, 1))
        ]
    )
    found = asked(one, plain({"decisions": DECISIONS, "days": days}), register(one))["histogram"]
    assert found.frames["histogram"].rows() == [(55.0, 36), (57.0, 24)]
    assert (found.context.target, found.context.unit, found.context.grid) == (56, "days", 1)
    assert (found.context.window_start, found.context.window_end) == (dt.date(2025, 7, 1), dt.date(2026, 7, 1))


def test_what_only_stands_behind_another_measure_is_asked_nothing():
    one = measure(gaming={"daily": "per_day"})
    behind = measure(id="per_day", calculation="count", unit="count", period_type="day")
    assert list(questions(behind, plain({"per_day": DECISIONS}), register(one, behind))) == []


def test_daily_counts_exclusions_and_labels_come_from_the_measures_named():
    one = measure(
        gaming={
            "daily": "per_day",
            "excluded": "outside",
            "relabelled": {"measure": "extended", "of": "all"},
            "facts": ["capped"],
        },
        targets=[
            {"value": 70, "effective_from": dt.date(2021, 4, 1), "effective_to": dt.date(2025, 4, 1)},
            {"value": 78, "effective_from": dt.date(2025, 4, 1), "known_from": dt.date(2025, 3, 1)},
        ],
    )
    day = dt.date(2026, 6, 1)
    values = {
        "decisions": DECISIONS,
        "per_day": frame([figure(day, 4, measure="per_day", period_type="day", end=day + dt.timedelta(days=1))]),
        "outside": frame([figure(start, 5, measure="outside") for start in STARTS]),
        "extended": frame([figure(start, 10, measure="extended") for start in STARTS]),
        "all": frame([figure(start, 90, measure="all") for start in STARTS]),
    }
    found = asked(one, plain(values), register(one))
    series = found["series"].frames["series"]
    assert series.select("excluded", "relabelled", "kept_label").row(0) == (5, 10, 80)
    assert found["series"].context.since == dt.date(2025, 3, 1)
    assert "capped" in found["series"].context.facts
    assert found["days"].frames["days"].rows() == [(day, 4)]
    # Fifteen months under the new target hold no figure of the old one.
    assert found["vintages"].context.window_start == dt.date(2025, 4, 1)
    signals = {s.indicator: s for s in indicators(found["series"].context, **found["series"].frames, as_of=day)}
    assert signals["exclusion_shift"].applicability == "ok"
    assert signals["category_shift"].applicability == "ok"


@pytest.mark.parametrize(("months_away", "is_gated"), [(2, True), (8, False)])
def test_a_definition_near_the_declared_day_is_a_fact(months_away, is_gated):
    one = measure(colour_rules=[{"version": 1, "effective_from": dt.date(2025, 4, 1), "kind": "points"}])
    day = dt.date(2025, 4 + months_away, 1)
    event = Event(id="e", measure_ids=("decisions",), kind="definition", effective_from=day, text="Counted anew.")
    found = asked(one, plain({"decisions": DECISIONS}), register(one, events=[event]))
    assert ("definition_changed" in found["series"].context.facts) == is_gated


def test_bodies_are_pooled_and_none_is_shown_by_itself():
    one = measure(targets=[{"value": 75, "effective_from": dt.date(2021, 4, 1)}])
    areas = [Area(area_code=code, area_name=code, area_type="organisation") for code in PROVIDERS]
    rows = [figure(start, 60 + at % 20, 90, area=code) for code in PROVIDERS for at, start in enumerate(STARTS)]
    for bodies in (1, 2, 3):
        kept = frame(rows).filter(pl.col("area_code").is_in(PROVIDERS[:bodies]))
        found = asked(one, plain({"decisions": kept}), register(one, areas=areas))
        assert "series" not in found
        assert all(question.context.area_code == "" for question in found.values())
        assert ("histogram" in found) == (bodies == 3)
        assert bool(found) == (bodies > 1)
    assert found["histogram"].context.pooled_over == 3
    assert found["histogram"].frames["histogram"]["n"].sum() == 36


def test_rounding_of_the_return_is_known_as_two_facts():
    found = asked(measure(), plain({"decisions": DECISIONS}, rounded=True), register(measure()))
    assert {"counts_rounded", "denominator_rounded"} <= found["series"].context.facts


def test_printed_percentages_are_asked_as_they_were_sent():
    printed = frame(
        [figure(start, 70, 100, given=Decimal("70.5" if at else "70.25")) for at, start in enumerate(STARTS)]
    )
    figures = Figures(values={"decisions": DECISIONS}, first=frame([]), printed=printed)
    found = asked(measure(), figures, register(measure()))["series"]
    assert found.context.decimals == 2
    assert found.frames["series"]["value_text"].to_list()[:2] == ["70.25", "70.5"]


def test_first_and_latest_values_are_paired_where_they_lie_a_month_apart():
    first = frame([figure(start, 60, 100, known=1) for start in STARTS])
    late = DECISIONS.with_columns(known_at=pl.col("known_at") + pl.duration(days=20))
    found = asked(measure(), Figures({"decisions": late}, first, frame([])), register(measure()))["vintages"]
    assert found.frames["vintages"].columns == ["first_value", "latest_value"]
    assert found.frames["vintages"]["first_value"].unique().to_list() == [60]
    assert found.frames["vintages"].height == 30


def test_a_band_a_suppressed_figure_and_an_empty_measure_ask_nothing_that_needs_them():
    band = measure(polarity="band", targets=[{"lower": 60, "upper": 80, "effective_from": dt.date(2021, 4, 1)}])
    found = asked(band, plain({"decisions": DECISIONS}), register(band))
    assert found["series"].context.target is None
    assert "vintages" not in found
    hidden = DECISIONS.with_columns(status=pl.lit("suppressed"))
    assert asked(measure(), plain({"decisions": hidden}), register(measure())) == {}
    assert asked(measure(), plain({"decisions": DECISIONS.clear()}), register(measure())) == {}


def test_the_register_knows_the_facts_that_the_indicators_know():
    assert set(Fact.__args__) == set(FACTS)
    held = GamingSources.model_validate({"daily": "a", "excluded": "b", "relabelled": {"measure": "c", "of": "d"}})
    assert list(held.measures()) == ["a", "b", "c", "d"]


def a_reply(**changed):
    given = {
        "signal_id": "s1",
        "scope": "X06000901",
        "masked_text": "nothing to add",
        "author_role": "worker",
        "recorded_on": dt.date(2026, 10, 9),
        "narrative_id": "n-1",
    }
    return NoteState({**given, **changed}, "approved", "")


@pytest.mark.parametrize(
    ("changed", "is_reply"),
    [
        ({}, True),
        ({"author_role": "unknown"}, False),
        ({"scope": "X06000902"}, False),
        ({"signal_id": "s2"}, False),
        ({"signal_id": ""}, False),
    ],
)
def test_a_reply_is_words_in_a_role_of_the_area_the_question_is_about(changed, is_reply):
    gaming = pl.DataFrame({"signal_id": ["s1"], "area_code": ["X06000901"]})
    assert bool(replies_of(gaming, [a_reply(**changed)])) is is_reply


def test_any_body_may_reply_to_a_question_asked_of_all_and_the_newest_words_stand():
    gaming = pl.DataFrame({"signal_id": ["s1"], "area_code": [""]})
    later = a_reply(
        scope="X06000902", recorded_on=dt.date(2026, 10, 12), narrative_id="n-2", masked_text="We will look."
    )
    assert replies_of(gaming, [later, a_reply()])["s1"]["text"] == "We will look."


def test_words_that_are_not_approved_are_no_reply():
    gaming = pl.DataFrame({"signal_id": ["s1"], "area_code": ["X06000901"]})
    held = NoteState(a_reply().row, "needs_review", "")
    assert replies_of(gaming, [held]) == {}
