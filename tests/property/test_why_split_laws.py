"""Do the splits of a change obey their laws for any groups, and agree with a slow and obvious reading of them?"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations, permutations
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.measures.colour import Boundaries
from hls_signals.why import (
    Counts,
    Vintage,
    chance_of_another_colour,
    flip_sets,
    late_returns,
    numerator_and_denominator,
    split_mix_by_dimension,
    split_rate,
)
from tests.house.why_cases import AS_OF, after, month

NAMES = ("day", "night", "hospital", "home", "(not recorded)")
CELLS = tuple((need, place) for need in ("low", "middle", "high") for place in ("north", "south"))

nobody = st.just((0, 0))
rates = st.integers(1, 60).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))
somebody = rates | rates | nobody


def peopled(names):
    """Groups of one period, at least one with people in it."""
    held = st.dictionaries(st.sampled_from(names), somebody, min_size=1)
    return held.filter(lambda groups: any(people for _, people in groups.values()))


one_way = peopled(NAMES)
two_ways = peopled(CELLS)


def whole(groups):
    return Fraction(sum(n for n, _ in groups.values()), sum(d for _, d in groups.values()))


def near(left, right):
    return left == pytest.approx(right, rel=1e-12, abs=1e-12)


def swapped_one_at_a_time(before, after):
    """Mix and rate of each group by brute force: shares move first, or rates do, and the mean of the two."""
    totals = [sum(d for _, d in groups.values()) for groups in (before, after)]
    found = {}
    for name in {*before, *after}:
        (n0, d0), (n1, d1) = before.get(name, (0, 0)), after.get(name, (0, 0))
        if d0 == d1 == 0:
            continue
        r0 = Fraction(n0, d0) if d0 else Fraction(n1, d1)
        r1 = Fraction(n1, d1) if d1 else Fraction(n0, d0)
        w0, w1 = Fraction(d0, totals[0]), Fraction(d1, totals[1])
        mix = ((w1 * r0 - w0 * r0) + (w1 * r1 - w0 * r1)) / 2
        rate = ((w0 * r1 - w0 * r0) + (w1 * r1 - w1 * r0)) / 2
        found[name] = (mix - (w1 - w0) * (whole(before) + whole(after)) / 2, rate)
    return found


@given(one_way, one_way)
@settings(max_examples=400)
def test_mix_and_rate_are_what_swapping_shares_and_rates_one_at_a_time_gives(before, after):
    split = split_rate(before, after, scale=100)
    slow = swapped_one_at_a_time(before, after)
    assert {group.group for group in split.groups} == set(slow)
    for group in split.groups:
        mix, rate = slow[group.group]
        assert (group.mix_effect, group.rate_effect) == (float(100 * mix), float(100 * rate))
    assert split.value_with(later_mix=False, later_rate=False) == 100 * whole(before)
    assert split.value_with(later_mix=True, later_rate=True) == 100 * whole(after)


@given(one_way, one_way, st.sampled_from([1, 100, 1000]))
@settings(max_examples=200)
def test_groups_add_up_to_mix_and_rate_and_these_to_the_change(before, after, scale):
    split = split_rate(before, after, scale=scale)
    change = float(scale * (whole(after) - whole(before)))
    size = max(1.0, split.value0, split.value1)
    assert abs(split.mix_effect + split.rate_effect - change) <= 1e-12 * size
    assert split.mix_effect == fsum(group.mix_effect for group in split.groups)
    assert split.rate_effect == fsum(group.rate_effect for group in split.groups)


@given(one_way, one_way, st.permutations(NAMES))
@settings(max_examples=100)
def test_neither_names_nor_order_change_a_figure(before, after, names):
    new_name = dict(zip(NAMES[:-1], [name for name in names if name != NAMES[-1]], strict=True)) | {
        NAMES[-1]: NAMES[-1]
    }
    renamed = [dict(reversed([(new_name[k], v) for k, v in groups.items()])) for groups in (before, after)]
    first, second = split_rate(before, after), split_rate(*renamed)
    assert (first.mix_effect, first.rate_effect) == (second.mix_effect, second.rate_effect)
    effects = {new_name[g.group]: (g.status, g.mix_effect, g.rate_effect, g.low) for g in first.groups}
    assert effects == {g.group: (g.status, g.mix_effect, g.rate_effect, g.low) for g in second.groups}
    assert first.simpson_reversal == second.simpson_reversal
    assert first.not_recorded_grew == second.not_recorded_grew


@given(one_way, one_way)
@settings(max_examples=100)
def test_swapping_the_periods_flips_every_sign(before, after):
    there, back = split_rate(before, after), split_rate(after, before)
    found = {group.group: (-group.mix_effect, -group.rate_effect) for group in back.groups}
    assert {group.group: (group.mix_effect, group.rate_effect) for group in there.groups} == found
    assert there.mix_effect == -back.mix_effect
    assert there.simpson_reversal == back.simpson_reversal


@given(one_way, one_way, st.integers(2, 9))
@settings(max_examples=100)
def test_more_of_the_same_people_changes_nothing_but_intervals(before, after, times):
    many = [{k: (n * times, d * times) for k, (n, d) in groups.items()} for groups in (before, after)]
    first, second = split_rate(before, after), split_rate(*many)
    for one, other in zip(first.groups, second.groups, strict=True):
        assert (one.mix_effect, one.rate_effect, one.rate0, one.share1) == (
            other.mix_effect,
            other.rate_effect,
            other.rate0,
            other.share1,
        )
        if one.low is not None and one.high > one.low:
            assert other.high - other.low < one.high - one.low


@given(one_way, st.integers(1, 9))
@settings(max_examples=60)
def test_nothing_changed_gives_exact_noughts(groups, times):
    many = {k: (n * times, d * times) for k, (n, d) in groups.items()}
    split = split_rate(groups, many)
    assert {effect for group in split.groups for effect in (group.mix_effect, group.rate_effect)} == {0.0}
    assert (split.possible_recode, split.not_recorded_grew, split.simpson_reversal) == ((), False, False)


@given(one_way, one_way)
@settings(max_examples=60)
def test_a_group_with_nobody_changes_nothing(before, after):
    assert split_rate({**before, "empty": (0, 0)}, after) == split_rate(before, {**after, "empty": (0, 0)})
    assert split_rate({**before, "empty": (0, 0)}, after).groups == split_rate(before, after).groups


def factor_by_hand(cells, cell, k):
    """One factor of a cell's share in 50 digits: a square root of products of shares of shares."""
    if not cells.get(cell, (0, 0))[1]:
        return Decimal(0)
    people = Decimal(sum(d for _, d in cells.values()))
    same = [Decimal(sum(d for name, (_, d) in cells.items() if name[i] == cell[i])) for i in (0, 1)]
    return (same[k] / people * Decimal(cells[cell][1]) / same[1 - k]).sqrt()


@given(two_ways, two_ways)
@settings(max_examples=200)
def test_crossed_dimensions_are_what_moving_one_factor_at_a_time_gives(before, after):
    found = split_mix_by_dimension(before, after, scale=100)
    slow = [Decimal(0), Decimal(0)]
    with localcontext() as context:
        context.prec = 50
        for cell in CELLS:
            (n0, d0), (n1, d1) = before.get(cell, (0, 0)), after.get(cell, (0, 0))
            if d0 == d1 == 0:
                continue
            r0 = Fraction(n0, d0) if d0 else Fraction(n1, d1)
            r1 = Fraction(n1, d1) if d1 else Fraction(n0, d0)
            mean = (r0 + r1) / 2
            rate = Decimal(mean.numerator) / Decimal(mean.denominator)
            for order in permutations((0, 1)):
                held = [factor_by_hand(before, cell, k) for k in (0, 1)]
                for k in order:
                    old = held[0] * held[1]
                    held[k] = factor_by_hand(after, cell, k)
                    slow[k] += 100 * rate * (held[0] * held[1] - old) / 2
    assert near(found["dimension_1"], float(slow[0]))
    assert near(found["dimension_2"], float(slow[1]))


@given(two_ways, two_ways, st.booleans())
@settings(max_examples=150)
def test_dimensions_add_up_to_the_mix_and_leave_the_rate_alone(before, after, nested):
    found = split_mix_by_dimension(before, after, nested=nested, scale=100)
    split = split_rate(before, after, scale=100)
    assert found["rate"] == split.rate_effect
    assert near(fsum(found.values()), split.value1 - split.value0)
    back = split_mix_by_dimension(after, before, nested=nested, scale=100)
    assert all(near(found[name], -back[name]) for name in found)


@given(two_ways, two_ways)
@settings(max_examples=60)
def test_turning_the_dimensions_round_turns_their_effects_round(before, after):
    turned = [{cell[::-1]: held for cell, held in groups.items()} for groups in (before, after)]
    first, second = split_mix_by_dimension(before, after), split_mix_by_dimension(*turned)
    assert near(first["dimension_1"], second["dimension_2"])
    assert near(first["dimension_2"], second["dimension_1"])


@given(two_ways, two_ways)
@settings(max_examples=60)
def test_a_dimension_more_leaves_the_whole_alone(before, after):
    """One that says nothing takes nothing, and any other moves only what is mix and what is rate.

    A cell that is new or gone has noughts for factors, so there each dimension takes an equal part: the page's rule.
    """
    three = [{(*cell, "all"): held for cell, held in groups.items()} for groups in (before, after)]
    first, second = split_mix_by_dimension(before, after), split_mix_by_dimension(*three)
    if all(group.status == "both" for group in split_rate(before, after).groups):
        assert near(second["dimension_3"], 0.0)
        assert near(first["dimension_1"], second["dimension_1"])
    assert near(fsum(first.values()), fsum(second.values()))
    one = [{}, {}]
    for side, groups in enumerate((before, after)):
        for (need, _), (n, d) in groups.items():
            held = one[side].get(need, (0, 0))
            one[side][need] = (held[0] + n, held[1] + d)
    alone, crossed = split_rate(*one), split_rate(before, after)
    assert near(alone.mix_effect + alone.rate_effect, crossed.mix_effect + crossed.rate_effect)


@given(rates, rates)
@settings(max_examples=60)
def test_numerator_and_denominator_add_up_to_the_change(before, after):
    view = numerator_and_denominator(before, after, scale=100)
    change = 100 * (Fraction(*after) - Fraction(*before))
    assert near(view.numerator + view.denominator, float(change))


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.sampled_from("rag"), min_size=2**n, max_size=2**n)))
@settings(max_examples=200)
def test_flip_sets_are_what_looking_at_every_set_gives(colours):
    names = ["revision", "definition", "target", "mix"][: len(colours).bit_length() - 1]
    sets = [frozenset(c) for size in range(len(names) + 1) for c in combinations(names, size)]
    table = dict(zip(sets, colours, strict=True))
    found = flip_sets(names, table.__getitem__)
    old, new, everything = table[frozenset()], table[frozenset(names)], frozenset(names)
    sufficient = [s for s in sets if table[s] == new and old != new]
    assert [set(s) for s in found.minimal_sufficient] == [s for s in sufficient if not any(t < s for t in sufficient)]
    assert set(found.but_for) == {n for n in names if table[everything - {n}] != new and old != new}
    assert set(found.kept_without) == {n for n in names if table[everything - {n}] == old and old != new}


@given(st.lists(st.integers(40, 95), min_size=2, max_size=30), st.integers(50, 90), st.integers(0, 15), rates)
@settings(max_examples=100)
def test_chances_of_colours_add_up_and_turn_round_with_the_aim(history, green, amber, count):
    edges = Boundaries(Fraction(green), Fraction(green - amber))
    found = chance_of_another_colour(history, edges, counts=Counts([count], size=40))
    for chances in (found.figures, found.counts):
        assert near(chances.green + chances.amber + chances.red, 1.0)
        assert min(chances.green, chances.amber, chances.red) >= 0
        assert 0 <= chances.two_differ <= 2 / 3 + 1e-12
        assert near(chances.other_than("amber"), chances.green + chances.red)
    turned = Boundaries(Fraction(-green), Fraction(amber - green))
    back = chance_of_another_colour([-value for value in history], turned, wanted="lower").figures
    assert near(back.green, found.figures.green)
    assert near(back.red, found.figures.red)


@given(st.lists(st.tuples(rates, rates), min_size=6, max_size=14), rates)
@settings(max_examples=100)
def test_what_a_figure_may_become_lies_between_its_extremes(settled, newest):
    """Every settled month whose parts grew alike in number gives back the figure, and the whole lies inside."""
    versions = [Vintage(after(month("2026-09")), after(month("2026-09")), *newest)]
    for back, (then, now) in enumerate(settled, start=3):
        end = after(month("2026-10"), -back)
        versions += [Vintage(end, end, *then), Vintage(end, after(end), *now)]
    found = late_returns(versions, as_of=AS_OF, scale=100)
    usable = [(then, now) for then, now in settled if then[0]][:12]
    assert found.n_periods == len(usable)
    if found.expected_value is not None:
        each = [100 * Fraction(*newest) * Fraction(now[0], then[0]) * Fraction(then[1], now[1]) for then, now in usable]
        assert (found.low, found.high) == (float(min(each)), float(max(each)))
