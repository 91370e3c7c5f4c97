"""Do bridge, margins and colours of the published A&E figures agree with slow, exact fractions?"""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from hls_signals.why import explain_all
from tests.house.why_cases import AS_OF, a_measure, figure, inputs_of, rule, target

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PUBLISHED = SHARED / "healthyr" / "england_icb_accidents_emergency.csv"
SAVED_LATER = (0, 0, 37, 0, -120)

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published A&E figures are not beside this repository"),
]


@pytest.fixture(scope="module")
def boards():
    """(area, first day) -> seen within four hours as known now, as first published (invented), and attendances."""
    with PUBLISHED.open() as file:
        rows = list(csv.DictReader(file))
    found = {}
    for number, row in enumerate(rows):
        day = dt.datetime.strptime(row["date"], "%B %Y").replace(tzinfo=dt.UTC).date()
        everyone = int(row["total_attendances"])
        seen = everyone - int(row["attendances_over_4hours"])
        found[row["icb22_code"], day] = (seen, seen - SAVED_LATER[number % len(SAVED_LATER)], everyone)
    return found


def target_on(day):
    return Fraction(95 if day < dt.date(2023, 4, 1) else 76 if day < dt.date(2024, 4, 1) else 78)


def red_line(aim, day, kind, sign):
    if day < dt.date(2024, 1, 1):
        return aim - sign * 5
    return aim - sign * 7 if kind == "points" else aim * (1 - sign * Fraction(7, 100))


def colour_of(value, aim, red, sign):
    return "green" if sign * (value - aim) >= 0 else "amber" if sign * (value - red) >= 0 else "red"


@pytest.mark.parametrize("polarity", ["higher", "lower"])
@pytest.mark.parametrize("kind", ["points", "percent_of_target"])
def test_every_pair_of_the_boards_agrees_with_slow_fractions(boards, polarity, kind):
    measure = a_measure(
        targets=(target(95), target(76, "2023-04"), target(78, "2024-04")),
        colour_rules=(rule(1, "points", 5), rule(2, kind, 7, "2024-01")),
        polarity=polarity,
    )
    now = [figure(f"{day:%Y-%m}", seen, people, area=area) for (area, day), (seen, _, people) in boards.items()]
    first = [figure(f"{day:%Y-%m}", seen, people, area=area) for (area, day), (_, seen, people) in boards.items()]
    frames = explain_all(measure, inputs=inputs_of(measure, now, first), as_of=AS_OF)
    terms = {(row["explanation_id"], row["kind"]): row for row in frames.terms.iter_rows(named=True)}
    sign = 1 if polarity == "higher" else -1
    for row in frames.explanations.iter_rows(named=True):
        day0, day1 = row["period0_start"], row["period1_start"]
        seen0, seen0_first, people0 = boards[row["area_code"], day0]
        seen1, _, people1 = boards[row["area_code"], day1]
        value0, value0_now, value1 = (
            Fraction(100 * seen, people)
            for seen, people in ((seen0_first, people0), (seen0, people0), (seen1, people1))
        )
        aim0, aim1 = target_on(day0), target_on(day1)
        red = {
            (i, j): red_line(a, d, kind, sign) for i, a in enumerate((aim0, aim1)) for j, d in enumerate((day0, day1))
        }
        assert row["colour0"] == colour_of(value0, aim0, red[0, 0], sign)
        assert row["colour0_now"] == colour_of(value0_now, aim0, red[0, 0], sign)
        assert row["colour1"] == colour_of(value1, aim1, red[1, 1], sign)
        assert row["colour1_under_target0"] == colour_of(value1, aim0, red[0, 1], sign)
        assert row["colour1_under_rule0"] == colour_of(value1, aim1, red[1, 0], sign)
        here = {
            name: terms[row["explanation_id"], name] for name in ("revision", "target", "colour_rule", "like_for_like")
        }
        pairs = [
            (here["revision"]["amount"], value0_now - value0),
            (here["like_for_like"]["amount"], value1 - value0_now),
            (here["target"]["margin_green"], -sign * (aim1 - aim0)),
            (here["target"]["margin_red"], -sign * (red[1, 0] - red[0, 0] + red[1, 1] - red[0, 1]) / 2),
            (here["colour_rule"]["margin_red"], -sign * (red[0, 1] - red[0, 0] + red[1, 1] - red[1, 0]) / 2),
            (row["margin_green1"], sign * (value1 - aim1)),
            (row["margin_red0"], sign * (value0 - red[0, 0])),
            (row["margin_red1"], sign * (value1 - red[1, 1])),
        ]
        for found, exact in pairs:
            assert abs(found - float(exact)) <= 1e-9
