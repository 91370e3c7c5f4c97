"""What is shown of limits and of explanations?"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.disclosure import shown_explanations, shown_values, shown_variation
from hls_signals.register.models import AreaSum
from hls_signals.variation import signals
from hls_signals.why import explain_all
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import (
    AREA,
    AS_OF,
    a_measure,
    a_register,
    after,
    definition,
    figure,
    inputs_of,
    month,
    points,
    quality_row,
    target,
)

SETTINGS = Settings()
PUBLIC = {"already_public": {"source": "Official statistics", "published_on": dt.date(2026, 9, 1)}}


def a_count(**changes):
    return a_measure(20, 5, **{"calculation": "count", "unit": "count", "scale": 1, "polarity": "lower", **changes})


def shown(measure, figures, first=None, register=None, **frames):
    """Values, variation, explanations and terms as a page would get them."""
    inputs = inputs_of(measure, figures, first, **frames)
    known = register or a_register(measure)
    true = explain_all(measure, inputs=inputs, as_of=AS_OF)
    variation = inputs.variation
    if variation.is_empty():
        variation = points(measure, ["usual_variation"], start="2020-01").clear()
    values = shown_values(measure, inputs.values, SETTINGS, known)
    limits = shown_variation(measure, variation, values, SETTINGS, known)
    made = shown_explanations(measure, inputs.values, inputs.first_values, limits, true, SETTINGS, known)
    return values, limits, made.explanations, made.terms


def amounts(terms):
    return dict(terms.filter(pl.col("level") == "bridge").select("kind", "amount").rows())


def sections(row, section):
    return [entry["text"] for entry in json.loads(row["sentences"]) if entry["section"] == section]


LIMITS = (41.3, 18.6, 64.0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"calculation": "count", "unit": "count", "scale": 1}, ("40", "15", "65")),
        ({}, ("41", "18", "64")),
        ({"calculation": "rate", "unit": "per_1000", "scale": 1000}, ("41.3", "18.6", "64")),
        ({"disclosure": PUBLIC}, ("41.3", "18.6", "64")),
        ({"calculation": "count", "unit": "count", "disclosure": {"about_people": False}}, ("41.3", "18.6", "64")),
    ],
)
def test_limits_are_stepped_outward_and_the_centre_to_the_nearest_step(changes, expected):
    measure = a_measure(**changes)
    variation = points(measure, ["usual_variation"] * 2, start="2026-06", limits=LIMITS)
    figures = [figure("2026-06", 740, 1000), figure("2026-07", 690, 1000)]
    _, limits, _, _ = shown(measure, figures, variation=variation)
    assert limits.select("centre", "lower", "upper").row(0) == tuple(Decimal(text) for text in expected)


def test_the_readings_of_a_hidden_point_are_withheld_and_those_of_a_shown_one_are_not():
    variation = points(a_count(), ["signal_low", "signal_low"], start="2026-06", rule_name="beyond_usual_range")
    _, limits, _, _ = shown(a_count(), [figure("2026-06", 30), figure("2026-07", 3)], variation=variation)
    columns = ["read_first", "read_first_rule", "rules"]
    assert limits.select(columns).rows() == [
        ("signal_low", "beyond_usual_range", "beyond_usual_range"),
        (None, None, None),
    ]


def limits_of(counts):
    """What is shown of the lines and the readings of a monthly count, from its true figures."""
    starts = [after(month("2024-01"), number) for number in range(len(counts))]
    figures = [figure(f"{start:%Y-%m}", count) for start, count in zip(starts, counts, strict=True)]
    frame = pl.DataFrame({"area_code": AREA, "period_start": starts, "value": [float(count) for count in counts]})
    variation = signals(frame, series=["area_code"], calendar="month").with_columns(
        measure_id=pl.lit("plan_in_place"), breakdown=pl.lit("{}")
    )
    return shown(a_count(), figures, variation=variation)[1]


def test_a_rule_that_reaches_over_hidden_counts_does_not_give_them_back():
    """Ten, seven hidden counts and nought, all marked as one fall, could only be 7 6 5 4 3 2 1."""
    limits = limits_of([20, 24, 19, 22, 25, 21, 10, 7, 6, 5, 4, 3, 2, 1, 0, 22, 24, 21])
    assert "steady_fall" not in "|".join(limits["rules"].drop_nulls())


def test_hidden_counts_that_are_all_alike_have_no_lines_to_lie_on():
    assert limits_of([5] * 8).select("centre", "lower", "upper").unique().rows() == [(None, None, None)]


def test_the_centre_of_means_does_not_give_back_one_that_rests_on_few_people():
    measure = a_measure(20, 5, calculation="mean", unit="days", scale=1, polarity="lower")
    variation = points(measure, ["usual_variation"] * 6, start="2026-02")
    figures = [figure(f"2026-{number:02}", 200, 10) for number in range(2, 8)]
    assert shown(measure, figures, variation=variation)[1]["centre"].null_count() == 0
    few = [*figures[:-1], figure("2026-07", 90, 3)]
    assert shown(measure, few, variation=variation)[1]["centre"].null_count() == 6
    withheld = [*figures[:-1], figure("2026-07", status="suppressed")]
    blank = pl.when(pl.col("period_start") == month("2026-07"))
    variation = variation.with_columns(
        plotted=blank.then(None).otherwise("plotted"),
        point_status=blank.then(pl.lit("blank")).otherwise("point_status"),
    )
    assert shown(measure, withheld, variation=variation)[1]["centre"].null_count() == 0


def test_the_rules_that_pick_a_point_out_are_named_in_a_fixed_order():
    variation = points(a_count(), ["signal_high"], start="2026-06").with_columns(
        run_on_one_side=pl.lit(1), steady_rise=pl.lit(value=True)
    )
    _, limits, _, _ = shown(a_count(), [figure("2026-06", 30), figure("2026-07", 30)], variation=variation)
    assert limits["rules"].to_list() == ["beyond_usual_range|run_on_one_side|steady_rise"]


def test_a_change_is_made_of_the_shown_figures():
    _, _, explanations, terms = shown(a_count(), [figure("2026-06", 46), figure("2026-07", 38)])
    row = explanations.row(0, named=True)
    assert (row["value0"], row["value1"]) == (45, 40)
    assert amounts(terms)["count"] == -5
    assert sections(row, "change") == [
        "Tamarhaven (simulated). Red in June 2026 (45), red in July 2026 (40).",
        "Target 20, amber up to 25.",
    ]
    assert sections(row, "numbers")[0].startswith("−5 went with")


def test_shown_terms_add_up_to_the_shown_change_with_a_revision_between():
    now, first = [figure("2026-06", 46), figure("2026-07", 38)], [figure("2026-06", 53), figure("2026-07", 38)]
    _, _, explanations, terms = shown(a_count(), now, first)
    row = explanations.row(0, named=True)
    bridge = {"revision": -10, "target": 0, "colour_rule": 0, "definition": 0, "count": -5, "not_known": 0}
    assert amounts(terms) == bridge
    assert (row["value0"], row["value0_now"], row["value1"], row["sum_gap"]) == (55, 45, 40, 0)


def test_a_revision_too_small_to_show_is_not_denied():
    now, first = [figure("2026-06", 46), figure("2026-07", 38)], [figure("2026-06", 47), figure("2026-07", 38)]
    _, _, explanations, _ = shown(a_count(), now, first)
    said = sections(explanations.row(0, named=True), "rules")
    assert "As shown, the figure for June 2026 reads now as it was first published." in said


def test_a_figure_that_was_hidden_at_first_is_not_said_to_read_as_it_did():
    now, first = [figure("2026-06", 46), figure("2026-07", 38)], [figure("2026-06", 6), figure("2026-07", 38)]
    _, _, explanations, _ = shown(a_count(), now, first)
    said = sections(explanations.row(0, named=True), "rules")
    assert "The figure for June 2026 was not shown when it was first published." in said
    assert not any("reads now" in text for text in said)


def test_a_hidden_figure_leaves_no_change_no_colour_and_no_signal():
    readings = [*["usual_variation"] * 13, "signal_low"]
    variation = points(a_count(), readings, start="2025-06", rule_name="beyond_usual_range")
    _, _, explanations, terms = shown(a_count(), [figure("2026-06", 30), figure("2026-07", 3)], variation=variation)
    row = explanations.row(0, named=True)
    assert terms.is_empty()
    hidden = ("value1", "value1_first", "colour1", "colour1_first", "colour1_under_target0", "margin_green1")
    assert [row[name] for name in hidden] == [None] * len(hidden)
    assert (row["gate_result"], row["flags"], row["status1"]) == ("not_applicable", "no_figure", "suppressed")
    assert row["lede"].startswith("The figure for July 2026 rests on a small number and is not shown")
    assert json.loads(row["card"]) == []


def test_a_copied_month_is_not_told_of_a_hidden_figure():
    quality = pl.DataFrame([quality_row("D301", "2026-07", other="2026-06")])
    _, _, explanations, terms = shown(a_count(), [figure("2026-06", 3), figure("2026-07", 3)], quality=quality)
    assert terms.is_empty()
    assert explanations["repeats_period_start"].to_list() == [None]
    _, _, explanations, terms = shown(a_count(), [figure("2026-06", 30), figure("2026-07", 30)], quality=quality)
    assert terms["kind"].to_list()[0] == "file_defect"
    assert explanations["repeats_period_start"].to_list() == [month("2026-06")]


def test_figures_that_only_round_alike_are_not_called_copies():
    quality = pl.DataFrame([quality_row("D301", "2026-07", other="2026-06")])
    _, _, _, terms = shown(a_count(), [figure("2026-06", 31), figure("2026-07", 30)], quality=quality)
    assert "file_defect" not in terms["kind"].to_list()


def test_an_organisation_change_is_told_even_of_a_hidden_figure():
    event = {
        "event_id": "merger",
        "measure_id": "plan_in_place",
        "area_code": AREA,
        "kind": "organisation",
        "effective_from": month("2026-07"),
        "effective_to": None,
        "announced_on": None,
    }
    events = pl.DataFrame([event], schema_overrides={"effective_to": pl.Date, "announced_on": pl.Date})
    _, _, _, terms = shown(a_count(), [figure("2026-06", 30), figure("2026-07", 3)], events=events)
    assert terms.select("kind", "source_id").rows() == [("organisation", "merger")]


def test_rounding_that_contradicts_a_colour_is_said():
    measure = a_measure(72)
    _, _, explanations, _ = shown(measure, [figure("2026-06", 150, 200), figure("2026-07", 143, 199)])
    row = explanations.row(0, named=True)
    assert (row["value1"], row["colour1"], row["has_rounding_crossed_line1"]) == (73, "amber", True)
    text = "The colour of July 2026 is taken from the figure before rounding, which lies on the other side of the line."
    assert text in sections(row, "change")


def test_rounding_that_contradicts_the_colour_of_the_earlier_figure_is_said_too():
    measure = a_measure(72)
    _, _, explanations, _ = shown(measure, [figure("2026-06", 143, 199), figure("2026-07", 150, 200)])
    said = [text for text in sections(explanations.row(0, named=True), "change") if "before rounding" in text]
    assert len(said) == 1
    assert said[0].startswith("The colour of June 2026 is taken")


@pytest.mark.parametrize(
    ("true", "reading", "rule_name", "text"),
    [
        (
            677,
            "signal_low",
            "beyond_usual_range",
            "As shown it lies inside that range; before rounding it lies outside.",
        ),
        (644, "signal_low", "near_the_edge", "As shown it lies outside that range; before rounding it lies inside."),
        (644, "usual_variation", None, "As shown it lies outside that range; before rounding it lies inside."),
        (700, "signal_low", "run_on_one_side", None),
        (600, "signal_low", "beyond_usual_range", None),
    ],
)
def test_a_chart_that_rounding_makes_contradict_the_rule_is_explained(true, reading, rule_name, text):
    variation = points(a_measure(), [*["usual_variation"] * 13, reading], start="2025-06", rule_name=rule_name)
    figures = [figure("2026-06", 740, 1000), figure("2026-07", true, 1000)]
    _, _, explanations, _ = shown(a_measure(), figures, variation=variation)
    said = [line for line in sections(explanations.row(0, named=True), "routine") if line.startswith("As shown")]
    assert said == ([] if text is None else [text])


def test_the_colour_under_the_old_target_is_the_true_one():
    measure = a_measure(targets=(target(72), target(76, "2026-07")))
    _, _, explanations, _ = shown(measure, [figure("2026-06", 150, 200), figure("2026-07", 143, 199)])
    row = explanations.row(0, named=True)
    assert (row["value1"], row["colour1_under_target0"]) == (73, "amber")


def test_a_sum_that_gave_way_says_so_and_not_that_it_is_small():
    measure = a_count()
    wards = [("X05000001", "Sandhill", "ward"), (AREA, "Tamarhaven (simulated)", "council")]
    register = a_register(measure, wards, (AreaSum(sum_code=AREA, part_code="X05000001"),))
    figures = [figure(s, n, area=a) for s in ("2026-06", "2026-07") for a, n in ((AREA, 40), ("X05000001", 20))]
    _, _, explanations, _ = shown(measure, figures, register=register)
    row = explanations.filter(pl.col("area_code") == AREA).row(0, named=True)
    assert "is a sum of figures that are shown, and is withheld" in row["lede"]


def test_a_hidden_recount_is_not_said_never_to_have_been_made():
    measure = a_count(definitions=(definition("old", "2020-01"), definition("new", "2026-07")))
    figures = [
        figure("2026-06", 40, definition_version="old"),
        figure("2026-06", 5, definition_version="new"),
        figure("2026-07", 30, definition_version="new"),
    ]
    _, _, explanations, terms = shown(measure, figures)
    text = "The definition changed and no period stands here counted both ways, so its part cannot be split off."
    assert text in sections(explanations.row(0, named=True), "rules")
    assert amounts(terms) == {"revision": 0, "target": 0, "colour_rule": 0, "definition": None, "not_known": -10}


def test_shown_identifiers_rest_on_shown_figures_alone():
    def identifier(small):
        figures = [figure("2026-06", 30), figure("2026-07", small, source_sha256=f"{small:064}")]
        return shown(a_count(), figures)[2]["explanation_id"][0]

    assert identifier(3) == identifier(6)


def test_another_area_s_figures_change_nothing_on_this_area_s_rows():
    def own(other):
        figures = [figure(s, n) for s, n in (("2026-06", 46), ("2026-07", 38))]
        figures += [figure(s, other, area="X06000902") for s in ("2026-06", "2026-07")]
        values, _, explanations, terms = shown(a_count(), figures)
        return [frame.filter(pl.col("area_code") == AREA) for frame in (values, explanations, terms)]

    assert all(left.equals(right) for left, right in zip(own(3), own(4000), strict=True))


def test_words_are_made_for_the_newest_thirteen_pairs_and_arithmetic_for_all():
    figures = [figure(f"20{25 + n // 12}-{n % 12 + 1:02}", 40 + n) for n in range(20)]
    _, _, explanations, terms = shown(a_count(), figures)
    assert explanations["lede"].is_null().to_list() == [True] * 6 + [False] * 13
    assert terms["explanation_id"].n_unique() == 19


def test_no_figures_give_frames_with_their_columns():
    values, limits, explanations, terms = shown(a_count(), [])
    assert [frame.height for frame in (values, limits, explanations, terms)] == [0, 0, 0, 0]
    assert {"lede", "card", "has_rounding_crossed_line1"} <= set(explanations.columns)
