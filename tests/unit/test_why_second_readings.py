"""Do the readings beside the bridge hold: the season, and what a figure may still become?"""

from __future__ import annotations

import datetime as dt

from hls_signals.why import Vintage, late_returns, season
from tests.house.why_cases import after, month

JUNE, JULY = month("2026-06"), month("2026-07")


def vintages(periods, then=(60, 90), now=(80, 100)):
    """So many settled months before July 2026, each known after ten days and again after forty."""
    found = []
    for back in range(3, 3 + periods):
        end = after(JULY, 1 - back)
        found.append(Vintage(end, end + dt.timedelta(days=10), *then))
        found.append(Vintage(end, end + dt.timedelta(days=40), *now))
    return found


def newest(parts=(63, 90), days=10):
    end = after(JULY)
    return Vintage(end, end + dt.timedelta(days=days), *parts)


AS_OF = dt.date(2026, 8, 20)


def test_a_figure_is_expected_to_grow_as_settled_months_grew():
    found = late_returns([*vintages(6), newest()], as_of=AS_OF, scale=100)
    assert (found.expected_value, found.low, found.high, found.n_periods) == (84.0, 84.0, 84.0, 6)


def test_low_and_high_are_the_extremes_over_single_months():
    odd = [Vintage(v.period_end, v.known_on, v.numerator, 80) if v.denominator == 90 else v for v in vintages(8)[:2]]
    found = late_returns([*odd, *vintages(8)[2:], newest()], as_of=AS_OF, scale=100)
    assert found.high == 84.0
    assert found.low == 100 * (63 * 80 / 60) / (90 * 100 / 80)
    assert found.low < found.expected_value < found.high


def test_fewer_than_six_months_cannot_say_and_at_most_twelve_are_read():
    few = late_returns([*vintages(5), newest()], as_of=AS_OF)
    assert (few.expected_value, few.low, few.high, few.n_periods) == (None, None, None, 5)
    assert late_returns([*vintages(20), newest()], as_of=AS_OF).n_periods == 12


def test_a_month_first_known_later_than_this_delay_is_not_compared():
    assert late_returns([*vintages(6), newest(days=9)], as_of=AS_OF).n_periods == 0
    assert late_returns([*vintages(6), newest(days=15)], as_of=AS_OF).n_periods == 6


def test_a_settled_figure_is_not_pending_and_what_is_not_yet_known_is_not_read():
    held = [*vintages(6), newest()]
    assert late_returns(held, as_of=dt.date(2026, 9, 30)) is None
    assert late_returns(held, as_of=dt.date(2026, 9, 29)) is not None
    assert late_returns([newest()], as_of=dt.date(2026, 8, 1)) is None
    assert late_returns([], as_of=AS_OF) is None
    later_version = Vintage(after(JULY), dt.date(2026, 9, 1), 1, 90)
    assert late_returns([*held, later_version], as_of=AS_OF) == late_returns(held, as_of=AS_OF)


def test_the_order_of_versions_changes_nothing():
    held = [*vintages(7), newest()]
    assert late_returns(held, as_of=AS_OF) == late_returns(held[::-1], as_of=AS_OF)


def test_the_same_step_of_earlier_years_stands_beside_the_change():
    steps = {2023: (60, None), 2024: (70, 67), 2025: (72, 70), 2026: (74, 69)}
    figures = {
        month(f"{year}-0{n}"): value for year, both in steps.items() for n, value in zip((6, 7), both, strict=True)
    }
    found = season(JUNE, JULY, figures)
    assert found.steps == (-3.0, -2.0)
    assert (found.mean, found.smallest, found.largest, found.remainder) == (-2.5, -3.0, -2.0, -2.5)


def test_one_earlier_year_cannot_be_a_season():
    figures = {JUNE: 74, JULY: 69, month("2025-06"): 72, month("2025-07"): 70, month("2024-06"): 70}
    assert season(JUNE, JULY, figures) is None
    assert season(JUNE, JULY, {**figures, month("2024-07"): None}) is None
    assert season(JUNE, JULY, {**figures, month("2024-07"): 67, JULY: None}) is None
    assert season(JUNE, JULY, {}) is None


def test_a_leap_day_has_no_counterpart_in_other_years():
    days = {dt.date(2024, 2, 29): 1, dt.date(2024, 3, 1): 2, dt.date(2022, 2, 28): 1}
    assert season(dt.date(2024, 2, 29), dt.date(2024, 3, 1), days) is None
