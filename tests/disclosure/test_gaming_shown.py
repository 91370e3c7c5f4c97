"""Does a page of a gaming question hold nothing but shown numbers, and only what may be seen today?"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from hls_signals.disclosure.gaming import SHOWN_GAMING, shown_gaming
from hls_signals.gaming import indicators, signal_frame, with_dates, with_levels
from hls_signals.gaming.seen import is_seen_by_others, is_seen_by_owners
from hls_signals.register import Measure
from tests.house.gaming_cases import AS_OF, a_series, a_target, days_around_56

TODAY = dt.date(2026, 10, 20)
REPLY = {"narrative_id": "n-1", "text": "nothing to add", "author_role": "worker", "recorded_on": dt.date(2026, 10, 18)}


def measure(*, about_people: bool = True) -> Measure:
    return Measure.model_validate(
        {
            "id": "decisions",
            "name": "Decisions within 56 days",
            "return": "homelessness",
            "calculation": "ratio",
            "unit": "percent",
            "polarity": "higher",
            "period_type": "month",
            "disclosure": {"about_people": about_people},
        }
    )


def record(**changed):
    signals = indicators(a_target(**changed), histogram=days_around_56(), as_of=AS_OF)
    return signal_frame(with_levels(with_dates(signals, dt.date(2026, 10, 10))))


def shown(frame, replies=None, today=TODAY, **more):
    return shown_gaming(measure(), frame, replies or {}, today, **more)


def replied(frame):
    return {signal_id: REPLY for signal_id in frame["signal_id"]}


def test_a_question_about_one_area_is_shown_with_its_reply_alone_and_to_its_owners_before():
    frame = record()
    assert shown(frame).is_empty()
    assert shown(frame, replied(frame)).height == 1
    assert shown(frame, for_owners=True).height == 1
    assert shown(frame, for_owners=True).columns == list(SHOWN_GAMING)


def test_a_pooled_question_is_seen_from_its_day_on_or_earlier_with_a_reply():
    frame = record(area_code="", pooled_over=3)
    assert shown(frame).is_empty()
    assert shown(frame, today=dt.date(2026, 10, 24)).height == 1
    assert shown(frame, replied(frame)).height == 1


def test_a_question_is_gone_after_one_meeting_cycle_even_with_a_reply():
    frame = record()
    last = dt.date(2026, 10, 10) + dt.timedelta(days=91)
    assert shown(frame, replied(frame), today=last).height == 1
    assert shown(frame, replied(frame), today=last + dt.timedelta(days=1)).is_empty()
    assert shown(frame, today=last + dt.timedelta(days=1), for_owners=True).is_empty()


def test_small_cells_are_hidden_and_all_else_is_stepped():
    (row,) = shown(record(), replied(record())).iter_rows(named=True)
    assert (row["effect"], row["effect_lower"], row["effect_upper"], row["rounded_to"]) == (35, 20, 50, "5")
    assert row["sentence"].startswith("About 35 more cases than a smooth pattern")
    assert "36" not in row["sentence"]
    shape = json.loads(row["shape"])
    assert {count for _, count, _ in shape["cells"]} == {15, 20, 30, 35}
    assert all(count is None or count == 0 or count > 7 for _, count, _ in shape["cells"])


def test_a_curve_through_the_shown_cells_does_not_tell_the_hidden_ones():
    few = days_around_56().with_columns(n=days_around_56()["n"] // 6)
    frame = signal_frame(with_levels(with_dates(indicators(a_target(), histogram=few, as_of=AS_OF), AS_OF)))
    loud = frame.with_columns(p_public=0.01, p_adjusted=0.01)
    found = {}
    for counts in (few, few.with_columns(n=few["n"] + (few["n"] == 3).cast(int))):
        other = signal_frame(with_levels(with_dates(indicators(a_target(), histogram=counts, as_of=AS_OF), AS_OF)))
        rows = shown(other.with_columns(p_public=0.01, p_adjusted=0.01), replied(other))
        found[str(counts["n"].sum())] = json.loads(rows.filter(indicator="threshold_bunching")["shape"][0])["cells"]
    first, second = found.values()
    assert first == second
    assert loud.height == frame.height


def test_which_printed_figures_could_not_be_and_how_many_stays_restricted():
    series = a_series(30, denominator=[37] * 30, numerator=[30] * 30, value_text=["89.4"] * 30)
    frame = signal_frame(with_levels(with_dates(indicators(a_target(), series=series, as_of=AS_OF), AS_OF)))
    (row,) = shown(frame.filter(indicator="impossible_value"), replied(frame)).iter_rows(named=True)
    assert row["effect"] is None
    assert row["sentence"].startswith("Some printed figures could not have come")
    assert not any(character.isdigit() for character in row["sentence"])


def test_figures_not_about_people_are_shown_as_they_are():
    frame = record()
    (row,) = shown_gaming(measure(about_people=False), frame, replied(frame), TODAY).iter_rows(named=True)
    assert (row["effect"], row["rounded_to"]) == (36, "")


@pytest.mark.parametrize("p_public", [None, 0.11, 0.5])
def test_a_page_asks_by_the_p_of_its_own_measure_alone(p_public):
    (row,) = record().filter(indicator="threshold_bunching").iter_rows(named=True)
    quiet = {**row, "p_public": p_public, "p_adjusted": 0.001, "level": "worth_asking"}
    assert not is_seen_by_owners(quiet, TODAY)
    assert not is_seen_by_others(quiet, has_reply=True, today=TODAY)
    assert is_seen_by_others({**row, "p_adjusted": 0.9, "level": "quiet"}, has_reply=True, today=TODAY)


def test_nothing_shown_names_a_body_or_a_person():
    naming = {"organisation", "provider", "team", "worker", "site", "submitter", "person", "name"}
    assert {part for column in SHOWN_GAMING for part in column.split("_")} & naming == set()
    signal = indicators(a_target(), histogram=days_around_56(), as_of=AS_OF)[0]
    assert replace(signal, level="quiet").signal_id == signal.signal_id
