"""Do the splits of a change give the worked examples of the page and Das Gupta's published tables?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from hls_signals.why import flip_sets, numerator_and_denominator, split_mix_by_dimension, split_rate
from hls_signals.why.dimensions import product_effects
from hls_signals.why.groups import NOT_RECORDED, NothingToSplit
from tests.house.das_gupta import united_states

JUNE = {"day": (54, 60), "night": (20, 40)}
JULY = {"day": (36, 40), "night": (33, 60)}


def effects(split):
    return {group.group: (round(group.mix_effect, 3), round(group.rate_effect, 3)) for group in split.groups}


def test_a_fall_of_five_points_is_seven_and_a_half_of_mix_and_two_and_a_half_back():
    split = split_rate(JUNE, JULY, scale=100)
    assert (split.value0, split.value1) == (74.0, 69.0)
    assert effects(split) == {"day": (-3.7, 0.0), "night": (-3.8, 2.5)}
    assert (split.mix_effect, split.rate_effect) == (-7.5, 2.5)
    parts = numerator_and_denominator((74, 100), (69, 100), scale=100)
    assert (parts.numerator, parts.denominator) == (-5.0, 0.0)


def test_mix_and_rate_gave_amber_only_together():
    split = split_rate(JUNE, JULY, scale=100)

    def colour_of(moved):
        value = split.value_with(later_mix="mix" in moved, later_rate="rate" in moved)
        return "green" if value >= 72 else "amber" if value >= 67 else "red"

    assert colour_of(frozenset({"mix"})) == "red"
    assert split.value_with(later_mix=True, later_rate=False) == 66
    assert split.value_with(later_mix=False, later_rate=True) == 76
    found = flip_sets(["mix", "rate"], colour_of)
    assert found.minimal_sufficient == (("mix", "rate"),)
    assert found.but_for == ("mix", "rate")
    assert found.kept_without == ("mix",)


def test_a_new_group_lies_wholly_in_the_mix():
    split = split_rate({"X": (30, 50)}, {"X": (30, 50), "Y": (5, 25)}, scale=100)
    assert (split.value0, round(split.value1, 3)) == (60.0, 46.667)
    assert effects(split) == {"X": (-2.222, 0.0), "Y": (-11.111, 0.0)}
    assert [group.kind for group in split.groups] == ["mix", "new_group"]
    assert (split.groups[1].low, split.groups[1].high) == (None, None)
    parts = numerator_and_denominator((30, 50), (35, 75), scale=100)
    assert (round(parts.numerator, 3), round(parts.denominator, 3)) == (8.333, -21.667)


def test_a_new_and_a_gone_group_of_like_size_may_be_one_renamed():
    before, after = {"A": (10, 50), "old": (8, 20)}, {"A": (10, 50), "other": (2, 9), "new": (9, 24)}
    split = split_rate(before, after)
    assert split.possible_recode == (("old", "new"),)
    assert [group.kind for group in split.groups] == ["mix", "gone_group", "new_group", "new_group"]
    a_fifth = split_rate({"A": (1, 1), "old": (1, 20)}, {"A": (1, 1), "new": (1, 25)})
    assert a_fifth.possible_recode == (("old", "new"),)
    assert split_rate({"A": (1, 1), "old": (1, 20)}, {"A": (1, 1), "new": (1, 26)}).possible_recode == ()


@pytest.mark.parametrize(("later", "grew"), [(14, False), (15, True)])
def test_people_without_a_recorded_group_are_a_group_whose_growth_is_told(later, grew):
    split = split_rate({"A": (5, 90), "": (1, 10)}, {"A": (5, 100 - later), "": (1, later)})
    assert split.not_recorded_grew is grew
    assert split.groups[1].group == NOT_RECORDED


def test_every_group_can_rise_while_the_whole_falls():
    up = split_rate({"easy": (72, 80), "hard": (2, 20)}, {"easy": (19, 20), "hard": (16, 80)})
    assert up.simpson_reversal
    assert not split_rate(JUNE, JULY).simpson_reversal
    assert not split_rate({"A": (1, 2)}, {"A": (2, 2), "B": (0, 9)}).simpson_reversal


def test_the_interval_of_a_rate_effect_is_binomial_and_widens_with_the_chart():
    night = split_rate(JUNE, JULY, scale=100).groups[1]
    half = 1.96 * 50 * (0.5 * 0.5 / 40 + 0.55 * 0.45 / 60) ** 0.5
    assert night.low == pytest.approx(2.5 - half)
    assert night.high == pytest.approx(2.5 + half)
    wider = split_rate(JUNE, JULY, scale=100, spread=2.0).groups[1]
    assert wider.high == pytest.approx(2.5 + 2 * half)
    assert split_rate(JUNE, JULY, scale=100, spread=0.5).groups[1] == night
    per_head = split_rate({"A": (30, 20)}, {"A": (10, 20)}).groups[0]
    assert (per_head.low, per_head.high) == (None, None)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [({}, {"A": (1, 2)}), ({"A": (1, 2)}, {"A": (0, 0)}), ({"A": (-1, 2)}, JULY), ({"A": (1, 0), "B": (1, 2)}, JULY)],
)
def test_a_period_without_people_is_told_and_not_split(earlier, later):
    with pytest.raises(NothingToSplit, match="HLS-Y103"):
        split_rate(earlier, later)


def test_need_accounts_for_all_of_a_mix_when_place_stays_half_and_half():
    rates = {("a", "x"): "0.9", ("a", "y"): "0.7", ("b", "x"): "0.5", ("b", "y"): "0.3"}

    def people(a, b):
        shares = {"a": a, "b": b}
        return {cell: (Fraction(rate) * shares[cell[0]], shares[cell[0]]) for cell, rate in rates.items()}

    found = split_mix_by_dimension(people(60, 40), people(40, 60), scale=100, dimensions=("need", "place"))
    assert found == {"need": pytest.approx(-8.0), "place": 0.0, "rate": 0.0}


def test_services_of_the_north_keep_their_halves_so_nothing_moved_within():
    before = {
        ("North", "N1"): (Fraction("22.5"), 25),
        ("North", "N2"): (Fraction("17.5"), 25),
        ("South", "S"): (20, 50),
    }
    after = {("North", "N1"): (27, 30), ("North", "N2"): (21, 30), ("South", "S"): (16, 40)}
    assert split_mix_by_dimension(before, after, nested=True, scale=100) == {"between": 4.0, "within": 0.0, "rate": 0.0}


def test_a_new_locality_is_all_between_and_a_new_service_within():
    before = {("North", "N1"): (9, 10), ("South", "S1"): (4, 10)}
    with_locality = split_mix_by_dimension(before, {**before, ("East", "E1"): (1, 10)}, nested=True)
    assert with_locality["within"] == with_locality["rate"] == 0.0
    with_service = split_mix_by_dimension(
        {("North", "N1"): (9, 10), ("South", "S1"): (4, 10)},
        {("North", "N1"): (4, 5), ("North", "N2"): (1, 5), ("South", "S1"): (4, 10)},
        nested=True,
    )
    assert with_service["between"] == 0.0
    assert with_service["within"] < 0


def test_das_gupta_s_three_factors():
    found = product_effects([51.78746, 0.45919, 0.52638], [84.90502, 0.75756, 0.51065])
    # The book multiplied factors with more digits than it prints: five of them allow 2 in the fourth place.
    assert found == pytest.approx([10.4340, 10.5609, -0.6670], abs=2e-4)


def test_das_gupta_s_races_and_ages_crossed():
    found = split_mix_by_dimension(united_states(1970), united_states(1985), dimensions=("race", "age"))
    assert {name: round(effect, 7) for name, effect in found.items()} == {
        "race": 0.0197749,
        "age": 1.5217347,
        "rate": -2.2277254,
    }


def test_dimensions_are_named_or_counted_and_never_called_rate():
    before, after = {("a", "x"): (1, 2)}, {("a", "x"): (2, 3)}
    assert list(split_mix_by_dimension(before, after)) == ["dimension_1", "dimension_2", "rate"]
    for names in (("need",), ("need", "need"), ("need", "rate")):
        with pytest.raises(NothingToSplit, match="names"):
            split_mix_by_dimension(before, after, dimensions=names)
    with pytest.raises(NothingToSplit, match="dimensions"):
        split_mix_by_dimension(before, {("a",): (1, 2)})
    with pytest.raises(NothingToSplit, match="2 or more"):
        split_mix_by_dimension({("a",): (1, 2)}, {("a",): (1, 2)}, nested=True)
