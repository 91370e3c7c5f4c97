"""Is the chance of another colour what the page's examples say, and what a slow sum says?"""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from hls_signals.measures.colour import Boundaries
from hls_signals.why import Counts, chance_of_another_colour
from hls_signals.why.chance import TooFewEarlierFigures, spoken
from hls_signals.why.groups import NothingToSplit

# 24 months about 74 whose mean moving range is 3.384: sigma 3.
STEADY = [74 + 1.692 * (-1) ** month for month in range(24)]


def edges(green, red):
    return Boundaries(green=Fraction(green), red=Fraction(red))


def shares(chances):
    return tuple(round(chance, 3) for chance in (chances.green, chances.amber, chances.red))


def test_a_steady_place_two_above_its_target_shows_another_colour_in_two_months_of_five():
    chance = chance_of_another_colour(STEADY, edges(72, 67))
    assert shares(chance.figures) == (0.738, 0.243, 0.019)
    assert round(chance.figures.two_differ, 3) == 0.396
    assert round(chance.figures.other_than("green"), 3) == 0.262
    assert (chance.n, chance.counts, chance.words) == (24, None, "2 in 5")


def test_counts_of_a_small_place_give_their_own_chance_and_the_larger_is_spoken():
    counts = Counts(earlier=[(20, 26), (7, 10)], size=20)
    chance = chance_of_another_colour(STEADY, edges(75, 65), counts=counts)
    assert shares(chance.counts) == (0.565, 0.259, 0.176)
    assert round(chance.counts.two_differ, 3) == 0.583
    assert chance.words == "more often than not"


def test_counts_agree_with_the_sum_in_fractions_at_the_very_boundary():
    counts = Counts(earlier=[(3, 4), (5, 9)], size=25, scale=1000)
    found = chance_of_another_colour(STEADY, edges(600, 480), counts=counts).counts
    a, b, n = 9, 6, 25

    def beta(x, y):
        return Fraction(1, comb(x + y - 2, x - 1) * (x + y - 1))

    each = [comb(n, k) * beta(k + a, n - k + b) / beta(a, b) for k in range(n + 1)]
    assert sum(each) == 1
    assert found.green == pytest.approx(float(sum(each[15:])), rel=1e-12)
    assert found.red == pytest.approx(float(sum(each[:12])), rel=1e-12)


def test_lower_aims_and_bands_turn_the_chances_round():
    mirrored = chance_of_another_colour([-value for value in STEADY], edges(-72, -67)).figures
    assert shares(mirrored) == (0.738, 0.243, 0.019)
    band = Boundaries(Fraction(72), Fraction(67), Fraction(76), Fraction(81))
    within = chance_of_another_colour(STEADY, band, counts=Counts([(74, 100)], size=100))
    assert within.figures.green == pytest.approx(2 * 0.738 - 1, abs=1e-3)
    assert within.figures.red == pytest.approx(2 * 0.019, abs=1e-3)
    assert within.counts is not None
    assert sum((within.counts.green, within.counts.amber, within.counts.red)) == pytest.approx(1)


def test_without_amber_the_direction_aimed_for_is_asked():
    higher = chance_of_another_colour(STEADY, edges(72, 72)).figures
    lower = chance_of_another_colour(STEADY, edges(72, 72), wanted="lower").figures
    assert (round(higher.green, 3), higher.amber) == (0.738, 0.0)
    assert lower.green == pytest.approx(higher.red)


def test_figures_that_never_move_have_one_colour():
    chance = chance_of_another_colour([72.0] * 12, edges(72, 67))
    assert shares(chance.figures) == (1, 0, 0)
    assert (chance.figures.two_differ, chance.words) == (0.0, "less than 1 in 20")


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.01, "less than 1 in 20"), (0.03, "1 in 20"), (0.22, "1 in 5"), (0.23, "1 in 4"), (0.3, "1 in 3"),
     (0.396, "2 in 5"), (0.5, "1 in 2"), (0.6, "more often than not")],
)  # fmt: skip
def test_a_chance_is_spoken_in_the_nearest_words(chance, words):
    assert spoken(chance) == words


def test_one_earlier_figure_and_counts_that_are_no_proportion_are_told():
    with pytest.raises(TooFewEarlierFigures, match="HLS-Y105"):
        chance_of_another_colour([74.0], edges(72, 67))
    for counts in (Counts([(5, 4)], size=3), Counts([], size=0)):
        with pytest.raises(NothingToSplit, match="no part of its denominator"):
            chance_of_another_colour(STEADY, edges(72, 67), counts=counts)
