"""Is the demo's chance repeatable, and of the size that chance has?"""

from __future__ import annotations

import statistics

import pytest

from hls_signals.demo.draws import Draws
from hls_signals.demo.homelessness import decision_days


def test_one_name_gives_one_stream():
    first, second = Draws("rough_sleeping"), Draws("rough_sleeping")
    assert [first.count(20) for _ in range(10)] == [second.count(20) for _ in range(10)]


def test_another_name_gives_another_stream():
    assert [Draws("a").helped(400, 0.5), Draws("b").helped(400, 0.5)] != [Draws("a").helped(400, 0.5)] * 2


def test_helped_people_spread_as_a_binomial_does():
    draws = Draws("test")
    helped = [draws.helped(200, 0.3) for _ in range(2_000)]
    assert statistics.fmean(helped) == pytest.approx(60, abs=0.6)
    assert statistics.variance(helped) == pytest.approx(42, rel=0.1)


def test_counts_spread_as_a_poisson_does():
    draws = Draws("test")
    counts = [draws.count(20) for _ in range(4_000)]
    assert statistics.fmean(counts) == pytest.approx(20, abs=0.3)
    assert statistics.variance(counts) == pytest.approx(20, rel=0.1)


def test_a_split_loses_nobody():
    draws = Draws("test")
    for _ in range(100):
        parts = draws.split(137, (0.5, 0.3, 0.2))
        assert (len(parts), sum(parts)) == (3, 137)


def test_moving_decisions_fills_the_days_before_the_limit_and_empties_those_after():
    still, moved = Draws("test"), Draws("test")
    before = [day for _ in range(100) for day in decision_days(still, is_moved=False)]
    after = [day for _ in range(100) for day in decision_days(moved, is_moved=True)]
    assert len(before) == len(after)
    shift = sum(54 <= day <= 56 for day in after) - sum(54 <= day <= 56 for day in before)
    assert shift == sum(57 <= day <= 66 for day in before) - sum(57 <= day <= 66 for day in after)
    assert shift / len(before) == pytest.approx(0.05, abs=0.005)
    assert sorted(day for day in before if day < 54 or day > 66) == sorted(day for day in after if day < 54 or day > 66)
