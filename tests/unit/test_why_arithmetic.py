"""Does the bridge give the worked examples of the page, and do the margins move as its section 5 says?"""

from __future__ import annotations

import polars as pl
import pytest

from hls_signals.register.models import Target
from hls_signals.why import explain_all
from hls_signals.why.laws import LawBroken, with_sum_gap
from tests.house.why_cases import AS_OF, a_measure, definition, figure, inputs_of, month, rule, target


def explained(measure, figures, first=None):
    frames = explain_all(measure, inputs=inputs_of(measure, figures, first), as_of=AS_OF)
    return frames.explanations.rows(named=True)[-1], frames.terms


def bridge(terms):
    """kind to (amount, green, red) of the newest pair; a second row of the revision is called restated."""
    newest = terms.filter(pl.col("period1_start") == pl.col("period1_start").max(), pl.col("level") == "bridge")
    found = {}
    for row in newest.iter_rows(named=True):
        name = "restated" if row["kind"] in found else row["kind"]
        found[name] = tuple(
            None if row[c] is None else round(row[c], 9) for c in ("amount", "margin_green", "margin_red")
        )
    return found


def test_the_page_s_first_example_falls_five_points_and_turns_amber():
    record, terms = explained(a_measure(), [figure("2026-06", 74, 100), figure("2026-07", 69, 100)])
    assert (record["value0"], record["value1"]) == (74.0, 69.0)
    assert (record["colour0"], record["colour1"], record["boundary_crossed"]) == ("green", "amber", "green")
    assert (record["margin_green0"], record["margin_green1"], record["margin_red0"], record["margin_red1"]) == (
        2,
        -3,
        7,
        2,
    )
    assert bridge(terms) == {
        "revision": (0, 0, 0),
        "target": (0, 0, 0),
        "colour_rule": (0, 0, 0),
        "definition": (0, 0, 0),
        "like_for_like": (-5, -5, -5),
        "not_known": (0, 0, 0),
    }


def test_a_target_and_a_rule_that_move_under_a_still_figure_share_the_margin():
    measure = a_measure(
        targets=(target(60), target(64, "2026-07")),
        colour_rules=(rule(1, "percent_of_target", 10), rule(2, "percent_of_target", 5, "2026-07")),
    )
    record, terms = explained(measure, [figure("2026-06", 59, 100), figure("2026-07", 59, 100)])
    assert (record["colour0"], record["colour1"]) == ("amber", "red")
    assert (record["margin_red0"], round(record["margin_red1"], 9)) == (5.0, -1.8)
    assert bridge(terms)["target"] == (0, -4, -3.7)
    assert bridge(terms)["colour_rule"] == (0, 0, -3.1)
    assert bridge(terms)["like_for_like"] == bridge(terms)["not_known"] == (0, 0, 0)


def test_a_fall_and_a_raised_target_are_told_apart_by_the_colour_under_the_old_target():
    measure = a_measure(targets=(target(70), target(78, "2026-07")))
    record, _ = explained(measure, [figure("2026-06", 72, 100), figure("2026-07", 60, 100)])
    assert (record["colour0"], record["colour1"], record["boundary_crossed"]) == ("green", "red", "both")
    assert record["colour1_under_target0"] == "red"


@pytest.mark.parametrize(("polarity", "sign"), [("higher", 1), ("lower", -1)])
def test_a_change_of_the_target_alone_has_no_amount_and_moves_both_margins_against_it(polarity, sign):
    measure = a_measure(polarity=polarity, targets=(target(72), target(75.5, "2026-07")))
    record, terms = explained(measure, [figure("2026-06", 74, 100), figure("2026-07", 74, 100)])
    assert bridge(terms)["target"] == (0, -sign * 3.5, -sign * 3.5)
    assert {name: amount for name, (amount, *_) in bridge(terms).items()} == dict.fromkeys(bridge(terms), 0)
    assert record["colour1_under_target0"] == record["colour0"]


def test_a_rule_that_changes_its_kind_still_adds_up():
    measure = a_measure(80, colour_rules=(rule(1, "percent_of_target", 10), rule(2, "points", 5, "2026-07")))
    record, terms = explained(measure, [figure("2026-06", 74, 100), figure("2026-07", 74, 100)])
    assert (record["colour0"], record["colour1"], record["colour1_under_rule0"]) == ("amber", "red", "amber")
    assert bridge(terms)["colour_rule"] == (0, 0, -3)


def test_a_revision_is_the_whole_story_where_later_counts_made_it():
    first = [figure("2026-06", 45, 60), figure("2026-07", 45, 64)]
    now = [figure("2026-06", 45, 64), figure("2026-07", 45, 64)]
    record, terms = explained(a_measure(), now, first)
    assert bridge(terms)["revision"] == (-4.6875, -4.6875, -4.6875)
    assert bridge(terms)["like_for_like"] == bridge(terms)["not_known"] == (0, 0, 0)
    assert (record["colour0"], record["colour0_now"], record["colour1"]) == ("green", "amber", "amber")


def test_a_target_announced_after_the_figure_is_a_second_row_of_the_revision():
    late = Target(effective_from=month("2026-06"), known_from=month("2026-09"), value=target(76).value)
    measure = a_measure(targets=(target(72), late))
    record, terms = explained(measure, [figure("2026-06", 74, 100), figure("2026-07", 74, 100)])
    assert bridge(terms)["revision"] == (0, 0, 0)
    assert bridge(terms)["restated"] == (0, -4, -4)
    assert bridge(terms)["target"] == (0, 0, 0)
    assert (record["colour0"], record["colour0_now"], record["target0"], record["target0_now"]) == (
        "green",
        "amber",
        72,
        76,
    )
    (source,) = terms.filter(pl.col("source_id").is_not_null())["source_id"]
    assert source == "target"


DEFINED = (definition("old", "2020-01"), definition("new", "2026-07"))


def test_a_definition_with_both_counts_is_the_mean_of_the_two_recounts():
    figures = [
        figure("2026-06", 40, 50),
        figure("2026-06", 38, 50, definition_version="new"),
        figure("2026-07", 36, 50),
        figure("2026-07", 37, 50, definition_version="old"),
    ]
    record, terms = explained(a_measure(definitions=DEFINED), figures)
    assert bridge(terms)["definition"][0] == -3
    assert bridge(terms)["like_for_like"][0] == -5
    assert (record["value0"], record["value1"], record["definition0"], record["definition1"]) == (80, 72, "old", "new")


@pytest.mark.parametrize(
    ("recount", "expected"),
    [
        (figure("2026-06", 38, 50, definition_version="new"), -4),
        (figure("2026-07", 37, 50, definition_version="old"), -2),
    ],
)
def test_one_recount_is_enough_to_part_definition_from_the_rest(recount, expected):
    figures = [figure("2026-06", 40, 50), figure("2026-07", 36, 50), recount]
    _, terms = explained(a_measure(definitions=DEFINED), figures)
    assert bridge(terms)["definition"][0] == expected
    assert bridge(terms)["like_for_like"][0] == -8 - expected


def test_a_definition_nobody_counted_both_ways_cannot_be_split_and_says_so():
    record, terms = explained(a_measure(definitions=DEFINED), [figure("2026-06", 40, 50), figure("2026-07", 36, 50)])
    assert bridge(terms)["definition"] == (None, None, None)
    assert bridge(terms)["not_known"] == (-8, -8, -8)
    assert "like_for_like" not in bridge(terms)
    assert terms.filter(pl.col("kind") == "definition")["basis"].to_list() == ["not_separable"]
    # 36 of 50 lies on the target, so one case fewer is amber.
    assert record["flags"] == "definition_not_separable;knife_edge"
    assert "definition_not_separable" in record["cannot_know"]


def test_a_recount_under_another_definition_is_never_a_revision():
    figures = [
        figure("2026-06", 40, 50),
        figure("2026-06", 38, 50, definition_version="new"),
        figure("2026-07", 36, 50),
    ]
    _, terms = explained(a_measure(definitions=DEFINED), figures)
    assert bridge(terms)["revision"][0] == 0


def test_a_band_has_margins_to_its_nearer_edge_and_its_rows_have_none():
    band = Target(effective_from=month("2020-01"), lower=target(40).value, upper=target(60).value)
    measure = a_measure(polarity="band", targets=(band,))
    record, terms = explained(measure, [figure("2026-06", 50, 100), figure("2026-07", 63, 100)])
    assert (record["margin_green0"], record["margin_green1"], record["margin_red1"]) == (10, -3, 2)
    assert (record["colour0"], record["colour1"]) == ("green", "amber")
    assert bridge(terms)["like_for_like"] == (13, None, None)


def test_a_figure_on_the_boundary_is_inside_it():
    record, _ = explained(a_measure(58), [figure("2026-06", 30, 50), figure("2026-07", 29, 50)])
    assert (record["colour1"], record["margin_green1"], record["has_colour_changed"]) == ("green", 0.0, False)


def test_a_measure_without_a_target_has_no_target_row_and_no_colour():
    record, terms = explained(
        a_measure(None, polarity="none"), [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    )
    assert set(bridge(terms)) == {"revision", "definition", "like_for_like", "not_known"}
    assert (record["colour1"], record["margin_green1"], record["has_colour_changed"]) == (None, None, False)


def test_a_target_that_begins_leaves_the_margins_of_its_row_open():
    measure = a_measure(targets=(target(72, "2026-07"),))
    record, terms = explained(measure, [figure("2026-06", 74, 100), figure("2026-07", 69, 100)])
    assert bridge(terms)["target"] == (0, None, None)
    assert (record["margin_green0"], record["margin_green1"]) == (None, -3)


def test_a_later_period_revised_since_shows_both_its_colours():
    now = [figure("2026-06", 74, 100), figure("2026-07", 73, 100)]
    first = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    record, _ = explained(a_measure(), now, first)
    assert (record["colour1_first"], record["colour1"], record["flags"]) == ("amber", "green", "later_period_revised")


def test_an_area_s_own_target_is_its_own():
    own = Target(effective_from=month("2026-07"), value=target(60).value, area_codes=("X06000902",))
    measure = a_measure(targets=(target(72), own))
    figures = [figure(s, 66, 100, area=a) for a in ("X06000901", "X06000902") for s in ("2026-06", "2026-07")]
    frames = explain_all(measure, inputs=inputs_of(measure, figures), as_of=AS_OF)
    assert frames.explanations["colour1"].to_list() == ["red", "green"]
    assert frames.explanations["colour1_under_target0"].to_list() == ["red", "red"]


def test_terms_that_do_not_add_up_stop_the_run():
    measure = a_measure()
    figures = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    frames = explain_all(measure, inputs=inputs_of(measure, figures), as_of=AS_OF)
    wrong = frames.terms.with_columns(amount=pl.col("amount") + 0.25)
    with pytest.raises(LawBroken, match="HLS-Y101: bridge amounts"):
        with_sum_gap(frames.explanations, wrong)
    crooked = frames.terms.with_columns(margin_red=pl.col("margin_red") + 0.25)
    with pytest.raises(LawBroken, match="red margin"):
        with_sum_gap(frames.explanations, crooked)


def test_the_identifier_moves_with_the_figures_and_with_nothing_else():
    measure = a_measure()

    def identifier(numerator, area_two):
        figures = [figure("2026-06", 74, 100), figure("2026-07", numerator, 100)]
        figures += [figure(start, area_two, 100, area="X06000902") for start in ("2026-06", "2026-07")]
        return explain_all(measure, inputs=inputs_of(measure, figures), as_of=AS_OF).explanations["explanation_id"][0]

    assert identifier(69, 50) == identifier(69, 51)
    assert identifier(69, 50) != identifier(68, 50)
