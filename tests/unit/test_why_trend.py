"""What turned a colour where last year's figure decides between amber and red?"""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest

from hls_signals.measures.colour import colour_of
from hls_signals.register.models import ColourRule
from hls_signals.why import explain
from hls_signals.why.wording import sentences
from tests.house.why_cases import AREA, AS_OF, a_measure, figure, inputs_of, month, rule, target

JULY = month("2026-07")
TREND = ColourRule.model_validate({"version": 1, "effective_from": dt.date(2020, 1, 1), "kind": "trend"})


def trend(*targets, **changes):
    return a_measure(targets=targets or (target(72),), colour_rules=(TREND,), **changes)


def year_on(june, july, last_june, last_july):
    named = {"2025-06": last_june, "2025-07": last_july, "2026-06": june, "2026-07": july}
    return [figure(start, value, 100) for start, value in named.items() if value is not None]


def why(measure, figures):
    return explain(measure, AREA, JULY, inputs=inputs_of(measure, figures), as_of=AS_OF)


def margins(found, kind):
    (term,) = [held for held in found.terms if held["kind"] == kind]
    return term["margin_green"], term["margin_red"]


def test_the_old_target_under_a_trend_rule_asks_for_the_same_last_year():
    measure = trend(target(66), target(72, "2026-07"))
    found = why(measure, year_on(70, 69, 60, 68))
    assert (found.record["colour0"], found.record["colour1"]) == ("green", "amber")
    assert found.record["colour1_under_target0"] == "green"
    short = why(measure, year_on(70, 65, 60, 68))
    assert (short.record["colour1"], short.record["colour1_under_target0"]) == ("red", "red")


def test_last_years_figure_moves_the_line_and_is_counted_under_the_colour_rule():
    found = why(trend(), year_on(69, 69, 65, 71))
    assert (found.record["colour0"], found.record["colour1"]) == ("amber", "red")
    # The line of red moved from 65 to 71, while the figure stood still.
    assert (found.record["margin_red0"], found.record["margin_red1"]) == (4, -2)
    assert margins(found, "colour_rule") == (0, -6)
    assert margins(found, "target") == (0, 0)
    flip = json.loads(found.record["flip"])
    assert flip["minimal_sufficient"] == [["colour_rule"]]
    assert flip["but_for"] == flip["kept_without"] == ["colour_rule"]


def test_a_line_is_never_stricter_than_the_target():
    found = why(trend(), year_on(74, 73, 90, 90))
    assert found.record["margin_red1"] == found.record["margin_green1"] == 1


@pytest.mark.parametrize("june", [64, 66, 70, 73])
@pytest.mark.parametrize("july", [64, 66, 70, 73])
@pytest.mark.parametrize("last_july", [63, 68, 71])
def test_the_sets_are_those_of_every_set_tried_in_fractions(june, july, last_july):
    found = why(trend(), year_on(june, july, 66, last_july))

    def slowly(moved):
        value = Fraction(july if "like_for_like" in moved else june)
        return colour_of(trend(), value, target(72), TREND, Fraction(last_july if "colour_rule" in moved else 66))

    flip, players = json.loads(found.record["flip"]), ("colour_rule", "like_for_like")
    everything = frozenset(flip["players"])
    assert set(flip["players"]) == {p for p in players if p == "colour_rule" or june != july}
    new, old = slowly(everything), slowly(frozenset())
    if new != old:
        assert flip["but_for"] == [p for p in flip["players"] if slowly(everything - {p}) != new]
        assert flip["kept_without"] == [p for p in flip["players"] if slowly(everything - {p}) == old]
    else:
        assert flip["but_for"] == []


def test_without_last_year_there_is_no_line_of_red_and_no_chance():
    found = why(trend(), year_on(74, 69, None, None))
    assert (found.record["colour1"], found.record["margin_red1"]) == (None, None)
    assert found.record["flip"] is None


def test_one_case_is_told_from_last_years_figure_too():
    assert "knife_edge" in why(trend(), year_on(69, 68, 65, 68)).flags
    assert "knife_edge" not in why(trend(), year_on(69, 66, 65, 68)).flags


def test_from_points_to_trend_the_rule_itself_moves():
    later = TREND.model_copy(update={"version": 2, "effective_from": JULY})
    measure = a_measure(colour_rules=(rule(1, "points", 5), later))
    found = why(measure, year_on(69, 69, 60, 70))
    assert (found.record["colour0"], found.record["colour1"]) == ("amber", "red")
    assert found.record["colour1_under_rule0"] == "amber"
    assert json.loads(found.record["flip"])["but_for"] == ["colour_rule"]


def test_a_revision_of_last_years_figure_moved_the_line_and_the_margins_still_add_up():
    now = year_on(58, 62, 60, 61)
    first = year_on(58, 62, 66, 61)
    found = explain(trend(), AREA, JULY, inputs=inputs_of(trend(), now, first), as_of=AS_OF)
    # The line of red for June 2026 was 66 when it was first published, and is 60 now.
    assert (found.record["margin_red0"], found.record["margin_red1"]) == (-8, 1)
    revision, restated = (row for row in found.terms if row["kind"] == "revision")
    assert (revision["amount"], restated["amount"], restated["source_id"]) == (0, 0, "last_year")
    assert (restated["margin_green"], restated["margin_red"]) == (0, 6)
    said = [sentence.text for sentence in sentences(found.record, found.terms, trend(), "Place 1", 1).sentences]
    told = (
        "Last year's figure, by which June 2026 is coloured, was revised after that of June 2026 was first published."
    )
    assert told in said
