"""Is whatever could carry a body or a person refused, and every mistake named with its mend?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect

import polars as pl
import pytest

import hls_signals.gaming as gaming
from hls_signals.gaming import (
    ColumnNotThere,
    NotACount,
    NotUsable,
    OffTheGrid,
    SeveralAreas,
    SignalTwice,
    UnexpectedColumn,
    UnknownWord,
    WindowEndsFirst,
    first_and_latest,
    indicators,
    recording_histogram,
    signal_frame,
    with_dates,
    with_levels,
)
from hls_signals.gaming.cells import cells_around
from hls_signals.gaming.frames import COLUMNS
from hls_signals.gaming.record import SCHEMA
from tests.house.gaming_cases import AS_OF, a_series, a_target, daily, days_around_56, revised

FRAMES = {
    "histogram": days_around_56(),
    "series": a_series(),
    "vintages": revised(),
    "days": daily(dt.date(2024, 1, 1), dt.date(2024, 3, 1), lambda day: 3),
}


@pytest.mark.parametrize("name", list(COLUMNS))
@pytest.mark.parametrize("column", ["area_code", "provider", "team", "worker", "site", "submitter", "nhs_number"])
def test_a_frame_with_a_column_that_could_name_somebody_is_refused(name, column):
    frame = FRAMES[name].with_columns(pl.lit("Ann Example").alias(column))
    with pytest.raises(UnexpectedColumn, match="G101") as told:
        indicators(a_target(), **{name: frame}, as_of=AS_OF)
    assert "recording_histogram" in str(told.value)
    assert "Ann" not in str(told.value)
    assert column not in str(told.value)


@pytest.mark.parametrize("name", list(COLUMNS))
def test_a_missing_column_is_named(name):
    gone = COLUMNS[name][0][-1]
    with pytest.raises(ColumnNotThere, match=f"no column {gone}"):
        indicators(a_target(), **{name: FRAMES[name].drop(gone)}, as_of=AS_OF)


def test_a_value_between_two_steps_is_off_the_grid():
    with pytest.raises(OffTheGrid, match="row 2"):
        indicators(a_target(), histogram=pl.DataFrame({"value": [1.0, 1.5], "n": [3, 4]}), as_of=AS_OF)


@pytest.mark.parametrize("counts", [[3, -1], [3.0, 0.5], [3, None], ["3", "4"], [3.0, float("nan")]])
def test_a_count_is_whole_and_from_nought(counts):
    with pytest.raises(NotACount, match="column n"):
        indicators(a_target(), histogram=pl.DataFrame({"value": [1.0, 2.0], "n": counts}), as_of=AS_OF)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "9"])
def test_a_cell_without_a_number_is_named_and_not_repeated(value):
    with pytest.raises(NotUsable, match="row 1, column first_value"):
        indicators(a_target(), vintages=pl.DataFrame({"first_value": [value], "latest_value": [1.0]}), as_of=AS_OF)


def test_dates_are_dates():
    with pytest.raises(NotUsable, match="column day"):
        indicators(a_target(), days=pl.DataFrame({"day": ["2024-01-01"], "n": [1]}), as_of=AS_OF)


@pytest.mark.parametrize(
    ("field", "word", "offered"),
    [
        ("unit", "minute", "minutes"),
        ("good_side", "below", "at_or_below"),
        ("facts", frozenset({"count_rounded"}), "counts_rounded"),
        ("period_type", "months", "month"),
        ("reporting_period", "quarters", "quarter"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(field, word, offered):
    with pytest.raises(UnknownWord, match=f"nearest: {offered}"):
        a_target(**{field: word})


def test_a_window_ends_after_it_starts():
    with pytest.raises(WindowEndsFirst, match="G106"):
        a_target(window_end=dt.date(2024, 1, 1))


def test_a_side_that_is_none_is_refused_where_values_are_pooled():
    with pytest.raises(UnknownWord, match="nearest: at_or_above"):
        recording_histogram([1.0], 1, "above")


def test_levels_take_one_area_at_a_time_and_each_signal_once():
    here = indicators(a_target(), histogram=days_around_56(), as_of=AS_OF)
    there = indicators(a_target(area_code="X06000902"), histogram=days_around_56(), as_of=AS_OF)
    with pytest.raises(SeveralAreas, match="G107"):
        with_levels([*here, *there])
    with pytest.raises(SignalTwice, match="G109"):
        with_levels([*here, *here])


def test_the_record_has_the_columns_of_the_page_and_no_other():
    page = (
        "signal_id measure_id area_code pooled_over indicator indicator_version window_start window_end grain n_used "
        "applicability gate effect effect_unit effect_lower effect_upper smallest_seen statistic p_raw p_adjusted "
        "p_public bayes_factor_bound level sentence innocent_explanations learning_question "
        "what_would_change_our_mind details as_of expires_on others_see_from"
    )
    frame = signal_frame(indicators(a_target(), histogram=days_around_56(), as_of=AS_OF))
    assert frame.columns == page.split() == list(SCHEMA)
    naming = {"organisation", "provider", "team", "worker", "site", "submitter", "person", "body", "name"}
    assert {part for column in frame.columns for part in column.split("_")} & naming == set()


def test_no_public_function_takes_two_areas_or_counts_signals():
    for name in gaming.__all__:
        thing = getattr(gaming, name)
        if inspect.isfunction(thing):
            assert {"areas", "area_codes", "other_area"} & set(inspect.signature(thing).parameters) == set()
    fields = {field.name for field in dataclasses.fields(gaming.GamingSignal)}
    assert {"count", "trend", "colour", "seen_before", "rank"} & fields == set()


def test_a_signal_expires_one_meeting_cycle_after_its_newest_figure_became_known():
    signals = indicators(a_target(), histogram=days_around_56(), as_of=AS_OF)
    (first, *_) = with_dates(signals, dt.date(2026, 7, 1))
    assert (first.others_see_from, first.expires_on) == (dt.date(2026, 7, 15), dt.date(2026, 10, 1))
    (longer, *_) = with_dates(signals, dt.date(2026, 7, 1), reply_days=30, keep_days=60)
    assert (longer.others_see_from, longer.expires_on) == (dt.date(2026, 7, 31), dt.date(2026, 8, 30))


def observation(value, known, *, area="X06000901", version="1", status="ok"):
    return {
        "measure_id": "decisions",
        "area_code": area,
        "period_start": dt.date(2026, 1, 1),
        "value": value,
        "known_at": dt.datetime(2026, *known, tzinfo=dt.UTC),
        "definition_version": version,
        "status": status,
    }


def test_first_and_latest_are_paired_without_saying_whose_they_are():
    rows = [
        observation(88.0, (2, 1)),
        observation(88.5, (2, 20)),
        observation(90.1, (3, 15)),
        observation(70.0, (2, 1), area="X06000902"),
        observation(71.0, (2, 10), area="X06000902"),
        observation(60.0, (2, 1), area="X06000903"),
        observation(61.0, (4, 1), area="X06000903", version="2"),
        observation(50.0, (2, 1), area="X06000904"),
        observation(None, (4, 1), area="X06000904", status="suppressed"),
    ]
    paired = first_and_latest(pl.DataFrame(rows))
    assert paired.columns == ["first_value", "latest_value"]
    assert paired.rows() == [(88.0, 90.1)]
    assert first_and_latest(pl.DataFrame(rows), settle_days=5).rows() == [(70.0, 71.0), (88.0, 90.1)]


@pytest.mark.parametrize(
    "changed",
    [
        {"target": float("nan")},
        {"target": float("inf")},
        {"grid": 0.0},
        {"grid": -1.0},
        {"other_limits": (float("nan"),)},
    ],
)
def test_a_target_or_a_step_that_is_no_number_is_refused(changed):
    with pytest.raises(NotUsable, match="G108"):
        a_target(**changed)


def test_a_month_that_stands_twice_is_refused_for_it_would_pass_for_a_repeat():
    with pytest.raises(NotUsable, match="stands twice"):
        indicators(a_target(), series=pl.concat([a_series(), a_series()]), as_of=AS_OF)


def test_a_count_beyond_anything_counted_is_refused_and_stops_no_night():
    with pytest.raises(NotACount, match="G104"):
        indicators(a_target(), series=a_series(24, denominator=[2.0**70] * 24), as_of=AS_OF)
    with pytest.raises(OffTheGrid, match="G103"):
        indicators(a_target(), histogram=pl.DataFrame({"value": [1e300], "n": [1]}), as_of=AS_OF)


@pytest.mark.parametrize(("limit", "side", "inside"), [(57.5, "at_or_below", 57), (57.5, "at_or_above", 58)])
def test_a_limit_between_two_recorded_values_is_met_by_the_inner_one(limit, side, inside):
    context = a_target(target=limit, good_side=side, scale_end=0.0 if side == "at_or_below" else 120.0)
    held = cells_around(days_around_56(), context, limit)
    assert held.steps[held.away == 0].tolist() == [inside]
