"""Do the sets of changes that turned a colour come out as the page's examples say?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from hls_signals.why import flip_sets
from hls_signals.why.flips import TooManyPlayers, has_opposite_moves


def coloured(value, target, amber_from):
    return "green" if value >= target else "amber" if value >= amber_from else "red"


def test_a_target_and_a_rule_turned_a_still_figure_only_together():
    def colour_of(moved):
        target = 64 if "target" in moved else 60
        within = Fraction(5 if "colour_rule" in moved else 10, 100)
        return coloured(59, target, target * (1 - within))

    found = flip_sets(["target", "colour_rule"], colour_of)
    assert found.minimal_sufficient == (("target", "colour_rule"),)
    assert found.but_for == found.kept_without == ("target", "colour_rule")


def test_where_either_alone_gives_red_nothing_is_but_for():
    def colour_of(moved):
        target = 78 if "target" in moved else 70
        return coloured(60 if "like_for_like" in moved else 72, target, target - 5)

    found = flip_sets(["target", "like_for_like"], colour_of)
    assert found.minimal_sufficient == (("target",), ("like_for_like",))
    assert found.but_for == found.kept_without == ()


def test_a_set_that_holds_a_smaller_sufficient_one_is_left_out():
    def colour_of(moved):
        return "red" if "a" in moved or {"b", "c"} <= moved else "green"

    assert flip_sets(["a", "b", "c"], colour_of).minimal_sufficient == (("a",), ("b", "c"))


def test_two_colours_under_the_old_one_are_but_for_and_not_kept_without():
    def colour_of(moved):
        return {0: "green", 1: "amber", 2: "red"}[len(moved)]

    found = flip_sets(["a", "b"], colour_of)
    assert found.but_for == ("a", "b")
    assert found.kept_without == ()


def test_the_same_colour_at_both_ends_has_no_sets_and_may_hide_opposite_moves():
    def colour_of(moved):
        return coloured(70 + (4 if "rate" in moved else 0) - (4 if "mix" in moved else 0), 70, 67)

    found = flip_sets(["mix", "rate"], colour_of)
    assert (found.minimal_sufficient, found.but_for, found.kept_without) == ((), (), ())
    assert has_opposite_moves(["mix", "rate"], colour_of)
    assert not has_opposite_moves(["mix", "rate"], lambda moved: "green")
    assert not has_opposite_moves(["mix"], lambda moved: "red" if moved else "green")


def test_equality_is_exact():
    def colour_of(moved):
        return "green" if Fraction(7, 10) + (Fraction(2, 10) if moved else 0) >= Fraction(9, 10) else "amber"

    assert flip_sets(["rate"], colour_of).minimal_sufficient == (("rate",),)


def test_more_than_eight_changes_or_one_named_twice_are_told():
    with pytest.raises(TooManyPlayers, match="HLS-Y104"):
        flip_sets([str(n) for n in range(9)], lambda moved: None)
    with pytest.raises(TooManyPlayers, match="each named once"):
        flip_sets(["mix", "mix"], lambda moved: None)
