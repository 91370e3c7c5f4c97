"""Do records say which changes turned the colour, exactly, as the page's examples do?"""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from hls_signals.why import explain_all
from hls_signals.why.case import Case
from hls_signals.why.turned_words import turned
from hls_signals.why.wording import sentences
from tests.house.why_cases import AS_OF, a_measure, definition, figure, inputs_of, rule, target


def record_of(measure, figures, first=None):
    frames = explain_all(measure, inputs=inputs_of(measure, figures, first), as_of=AS_OF)
    return frames.explanations.rows(named=True)[-1]


def flip_of(measure, figures, first=None):
    return json.loads(record_of(measure, figures, first)["flip"])


def two(earlier, later):
    return [figure("2026-06", *earlier), figure("2026-07", *later)]


def test_one_change_alone_turned_the_colour():
    assert flip_of(a_measure(), two((74, 100), (69, 100))) == {
        "players": ["like_for_like"],
        "minimal_sufficient": [["like_for_like"]],
        "but_for": ["like_for_like"],
        "kept_without": ["like_for_like"],
    }


def test_a_figure_that_keeps_its_colour_has_no_sets():
    found = flip_of(a_measure(), two((74, 100), (75, 100)))
    assert (found["players"], found["minimal_sufficient"], found["but_for"]) == (["like_for_like"], [], [])
    assert flip_of(a_measure(), two((74, 100), (74, 100)))["players"] == []


def test_target_and_rule_turned_a_still_figure_only_together():
    measure = a_measure(
        targets=(target(60), target(64, "2026-07")),
        colour_rules=(rule(1, "percent_of_target", 10), rule(2, "percent_of_target", 5, "2026-07")),
    )
    found = flip_of(measure, two((59, 100), (59, 100)))
    assert found["players"] == ["target", "colour_rule"]
    assert found["minimal_sufficient"] == [["target", "colour_rule"]]


def test_figure_and_target_each_gave_red_alone():
    measure = a_measure(targets=(target(70), target(78, "2026-07")))
    found = flip_of(measure, two((72, 100), (60, 100)))
    assert found["minimal_sufficient"] == [["target"], ["like_for_like"]]
    assert found["but_for"] == []


def said_of(measure, figures):
    frames = explain_all(measure, inputs=inputs_of(measure, figures), as_of=AS_OF)
    made = sentences(frames.explanations.row(0, named=True), frames.terms.to_dicts(), measure, "Tamarhaven", 0)
    return [sentence for sentence in made.sentences if sentence.section == "numbers"]


def test_what_gave_a_colour_only_together_is_said_once():
    measure = a_measure(
        targets=(target(60), target(64, "2026-07")),
        colour_rules=(rule(1, "percent_of_target", 10), rule(2, "percent_of_target", 5, "2026-07")),
    )
    *_, last = said_of(measure, two((59, 100), (59, 100)))
    parts = "A target that moved and a colour rule that changed"
    assert last.text == f"{parts} gave red only together: either put back gives another colour."
    assert len(last.term_nos) == 2


def test_what_gave_a_colour_each_alone_is_said_and_one_change_alone_is_not():
    measure = a_measure(targets=(target(70), target(78, "2026-07")))
    *_, last = said_of(measure, two((72, 100), (60, 100)))
    assert last.text == "A target that moved and the figure itself: each on its own gives red."
    assert len(said_of(a_measure(), two((74, 100), (69, 100)))) == 1


def with_sets(enough, but_for, kept, colours=("green", "red"), flags="", under=None):
    """What is said of these sets, the players being all that they name."""
    frames = explain_all(a_measure(), inputs=inputs_of(a_measure(), two((74, 100), (60, 100))), as_of=AS_OF)
    players = list(dict.fromkeys([*(name for names in enough for name in names), *but_for, *kept, "target", "rate"]))
    flip = {"players": players, "minimal_sufficient": enough, "but_for": but_for, "kept_without": kept}
    record = {
        **frames.explanations.row(0, named=True),
        **{"flip": json.dumps(flip), "colour0": colours[0], "colour1": colours[1], "flags": flags},
        "colour1_under_target0": under,
    }
    return [text for text, _ in turned(Case(record, frames.terms.to_dicts(), a_measure(), "Tamarhaven", 0))]


def test_one_change_that_is_enough_among_others_is_said_with_what_putting_it_back_gives():
    assert with_sets([["rate"]], ["rate"], ["rate"]) == [
        "What happened within groups on its own gives red.",
        "With what happened within groups as before it would still be green.",
    ]
    assert with_sets([["rate"]], ["rate"], []) == [
        "What happened within groups on its own gives red.",
        "With what happened within groups as before it would not be red.",
    ]


def test_larger_sets_are_listed_and_what_the_rules_say_of_the_old_target_is_said_once():
    sets = [["target"], ["mix", "rate"]]
    assert with_sets(sets, [], []) == [
        "Each of these on its own gives red: a target that moved; who came through with what happened within groups."
    ]
    three = [["revision", "target", "mix"]]
    parts = "A revision of the earlier figure, a target that moved and who came through"
    assert with_sets(three, *three, []) == [f"{parts} gave red only together: any one put back gives another colour."]
    assert with_sets([["target"]], ["target"], ["target"], under="green") == [
        "A target that moved on its own gives red."
    ]


def test_changes_that_hid_each_other_are_said_to_have_done_so():
    told = "One of these changes alone would have given another colour; together they left it as it was."
    assert with_sets([], [], ["mix"], colours=("green", "green"), flags="opposite_moves") == [told]
    measure = a_measure(targets=(target(70), target(65, "2026-07")))
    assert said_of(measure, two((72, 100), (66, 100)))[-1].text == told


def test_a_revision_alone_can_turn_a_colour():
    now, first = two((45, 64), (45, 64)), two((45, 60), (45, 64))
    record = record_of(a_measure(), now, first)
    assert json.loads(record["flip"])["minimal_sufficient"] == [["revision"]]
    assert (record["colour0"], record["colour0_now"]) == ("green", "amber")


def test_a_definition_is_a_player_with_the_mean_of_its_recounts():
    measure = a_measure(78, 1, definitions=(definition("old", "2020-01"), definition("new", "2026-07")))
    figures = [
        *two((40, 50), (36, 50)),
        figure("2026-06", 38, 50, definition_version="new"),
        figure("2026-07", 37, 50, definition_version="old"),
    ]
    # 80 falls to 77 by the definition and to 75 by the rest; green ends at 78, red begins below 77.
    found = flip_of(measure, figures)
    assert found["players"] == ["definition", "like_for_like"]
    assert found["minimal_sufficient"] == [["like_for_like"]]
    assert (found["but_for"], found["kept_without"]) == (["like_for_like"], [])


def test_a_definition_that_cannot_be_split_off_leaves_one_player_that_is_not_known():
    measure = a_measure(definitions=(definition("old", "2020-01"), definition("new", "2026-07")))
    assert flip_of(measure, two((40, 50), (30, 50)))["minimal_sufficient"] == [["not_known"]]


def test_moves_that_hide_each_other_are_flagged():
    measure = a_measure(targets=(target(70), target(78, "2026-07")))
    record = record_of(measure, two((72, 100), (80, 100)))
    assert not record["has_colour_changed"]
    assert record["flags"] == "opposite_moves"


def test_equality_is_not_lost_in_a_float():
    """29 of 50 against 58 per cent is green, though a float says 57.99999999999999."""
    measure = a_measure(targets=(target(57), target(58, "2026-07")))
    found = flip_of(measure, two((30, 50), (29, 50)))
    assert found["minimal_sufficient"] == []


@pytest.mark.parametrize("changes", [{"targets": ()}, {"polarity": "none"}])
def test_without_colours_there_is_nothing_to_turn(changes):
    assert record_of(a_measure(**changes), two((74, 100), (69, 100)))["flip"] is None


@pytest.mark.parametrize("calculation", ["median", "published_only"])
def test_a_figure_that_no_group_can_split_says_so(calculation):
    measure = a_measure(calculation=calculation)
    record = record_of(
        measure, [figure("2026-06", value_given=Decimal(74)), figure("2026-07", value_given=Decimal(69))]
    )
    assert record["flags"] == "not_decomposable"
    assert json.loads(record["flip"])["players"] == ["like_for_like"]


def test_what_turned_the_colour_is_also_handed_on_by_itself():
    measure = a_measure(targets=(target(68), target(72, "2026-07")))
    frames = explain_all(measure, inputs=inputs_of(measure, two((74, 100), (69, 100))), as_of=AS_OF)
    made = sentences(frames.explanations.row(0, named=True), frames.terms.to_dicts(), measure, "Tamarhaven", 0)
    assert made.turned == (
        "Under the old target it would still be green.",
        "A target that moved and the figure itself gave amber only together: either put back gives another colour.",
    )
    still = explain_all(a_measure(), inputs=inputs_of(a_measure(), two((74, 100), (75, 100))), as_of=AS_OF)
    made = sentences(still.explanations.row(0, named=True), still.terms.to_dicts(), a_measure(), "Tamarhaven", 0)
    assert made.turned == ()
