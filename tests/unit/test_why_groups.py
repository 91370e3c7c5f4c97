"""Do the page's worked examples of groups come out of explanations, and is a split never made of what is not there?"""

from __future__ import annotations

import json
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.why import explain, explain_all
from hls_signals.why.laws import LawBroken, with_sum_gap
from tests.house.das_gupta import united_states
from tests.house.why_cases import AREA, AS_OF, a_measure, definition, figure, inputs_of, month, points, rule, target
from tests.house.why_groups import breakdown, bridge, by_group, explained, of_dimensions, of_groups

JUNE, JULY = "2026-06", "2026-07"
DAY_AND_NIGHT = {
    JUNE: {("day",): (54, 60), ("night",): (20, 40)},
    JULY: {("day",): (36, 40), ("night",): (33, 60)},
}


def day_and_night(**changes):
    return a_measure(dimensions=("time",), groups={"time": ("day", "night")}, **changes)


def of(measure, names, periods, **frames):
    """Record and terms of the last pair of these groups."""
    frames = explained(measure, by_group(names, periods), **frames)
    return frames.explanations.row(-1, named=True), last(frames)


def last(frames):
    return frames.terms.filter(pl.col("explanation_id") == frames.explanations["explanation_id"][-1])


def close(found, expected):
    assert found.keys() == expected.keys()
    for name, held in expected.items():
        assert found[name] == pytest.approx(held, abs=5e-4), name


def test_more_people_came_at_night():
    record, terms = of(day_and_night(), ("time",), DAY_AND_NIGHT)
    assert (record["value0"], record["value1"], record["colour0"], record["colour1"]) == (74, 69, "green", "amber")
    groups = {key: amount for key, (_, amount) in of_groups(terms).items()}
    close(groups, {("day", "mix"): -3.7, ("day", "rate"): 0, ("night", "mix"): -3.8, ("night", "rate"): 2.5})
    close({k: v for k, v in bridge(terms).items() if v}, {"mix": -7.5, "rate": 2.5})
    assert json.loads(record["flip"]) == {
        "players": ["mix", "rate"],
        "minimal_sufficient": [["mix", "rate"]],
        "but_for": ["mix", "rate"],
        "kept_without": ["mix"],
    }


def test_a_new_group_takes_its_rate_from_itself_and_lies_in_the_mix():
    periods = {JUNE: {("X",): (30, 50)}, JULY: {("X",): (30, 50), ("Y",): (5, 25)}}
    record, terms = of(a_measure(dimensions=("need",)), ("need",), periods)
    found = of_groups(terms)
    assert found["X", "mix"] == ("both", pytest.approx(-2.222, abs=5e-4))
    assert found["Y", "mix"] == ("new", pytest.approx(-11.111, abs=5e-4))
    assert ("Y", "rate") not in found
    assert terms.filter(pl.col("group_name") == "Y")["kind"].to_list() == ["new_group"]
    assert bridge(terms)["rate"] == 0.0
    assert "new_group" in record["flags"]
    views = dict(terms.filter(pl.col("level") == "view").select("kind", "amount").iter_rows())
    close(views, {"numerator": 8.333, "denominator": -21.667})


def test_place_took_no_part_where_both_places_always_had_half():
    rates = {("a", "x"): 0.9, ("a", "y"): 0.7, ("b", "x"): 0.5, ("b", "y"): 0.3}
    people = {JUNE: {"a": 300, "b": 200}, JULY: {"a": 200, "b": 300}}
    periods = {s: {c: (round(held[c[0]] * r), held[c[0]]) for c, r in rates.items()} for s, held in people.items()}
    _, terms = of(a_measure(dimensions=("need", "place")), ("need", "place"), periods)
    close(of_dimensions(terms), {"need": -8.0, "place": 0.0})
    close({k: v for k, v in bridge(terms).items() if k in ("mix", "rate")}, {"mix": -8.0, "rate": 0.0})


def test_people_moved_between_localities_and_not_within_them():
    cells = {("North", "N1"): 0.9, ("North", "N2"): 0.7, ("South", "S1"): 0.4}
    people = {JUNE: (250, 250, 500), JULY: (300, 300, 400)}
    periods = {
        start: {cell: (round(rate * size), size) for (cell, rate), size in zip(cells.items(), sizes, strict=True)}
        for start, sizes in people.items()
    }
    _, terms = of(a_measure(dimensions=(("locality", "service"),)), ("locality", "service"), periods)
    close(of_dimensions(terms), {"locality": 4.0, "locality|service": 0.0})
    assert bridge(terms)["rate"] == pytest.approx(0.0, abs=1e-12)


def test_das_gupta_s_printed_races_and_ages_come_out():
    years = {JUNE: united_states(1970), JULY: united_states(1985)}
    periods = {
        start: {
            cell: (Decimal(deaths.numerator) / deaths.denominator, people) for cell, (deaths, people) in held.items()
        }
        for start, held in years.items()
    }
    measure = a_measure(None, calculation="rate", unit="per_1000", scale=1, dimensions=("race", "age"))
    _, terms = of(measure, ("race", "age"), periods)
    found = {**of_dimensions(terms), "rate": bridge(terms)["rate"]}
    assert {k: round(v, 7) for k, v in found.items()} == {"race": 0.0197749, "age": 1.5217347, "rate": -2.2277254}


def test_target_and_rule_turn_a_figure_that_groups_split_only_together():
    measure = day_and_night(
        targets=(target(60), target(64, JULY)),
        colour_rules=(rule(1, "percent_of_target", 10), rule(2, "percent_of_target", 5, JULY)),
    )
    groups = {("day",): (29, 50), ("night",): (30, 50)}
    record, terms = of(measure, ("time",), {JUNE: groups, JULY: groups})
    assert json.loads(record["flip"])["minimal_sufficient"] == [["target", "colour_rule"]]
    assert (bridge(terms)["mix"], bridge(terms)["rate"]) == (0.0, 0.0)
    margins = dict(
        terms.filter(pl.col("kind").is_in(["target", "colour_rule"])).select("kind", "margin_red").iter_rows()
    )
    close(margins, {"target": -3.7, "colour_rule": -3.1})


def test_counted_both_ways_the_split_is_the_mean_of_its_two_comparisons():
    measure = day_and_night(definitions=(definition("old", "2020-01"), definition("new", JULY)))
    names = ("time",)
    rows = [
        *by_group(names, {JUNE: {("day",): (20, 25), ("night",): (20, 25)}}, definition_version="old"),
        *by_group(names, {JUNE: {("day",): (20, 25), ("night",): (18, 25)}}, definition_version="new"),
        *by_group(names, {JULY: {("day",): (20, 25), ("night",): (16, 25)}}, definition_version="new"),
        *by_group(names, {JULY: {("day",): (20, 25), ("night",): (17, 25)}}, definition_version="old"),
    ]
    frames = explained(measure, rows)
    found = bridge(frames.terms)
    close({k: found[k] for k in ("definition", "mix", "rate")}, {"definition": -3, "mix": 0, "rate": -5})
    assert of_groups(frames.terms)["night", "rate"] == ("both", pytest.approx(-5))


def unsplit(rows, measure=None):
    """Record and terms of figures whose groups cannot split the change."""
    frames = explained(measure or day_and_night(), rows)
    record = frames.explanations.row(-1, named=True)
    assert bridge(frames.terms)["like_for_like"] == pytest.approx(record["value1"] - record["value0"])
    assert "mix" not in bridge(frames.terms)
    assert of_groups(frames.terms) == {}
    assert json.loads(record["flip"])["players"] == ["like_for_like"]
    return record["cannot_know"].split(";")


def test_a_group_that_was_kept_back_leaves_the_change_whole():
    rows = by_group(("time",), DAY_AND_NIGHT)
    rows[2] = {**rows[2], "numerator": None, "denominator": None, "status": "suppressed"}
    assert "suppressed_parts" in unsplit(rows)


def test_groups_that_do_not_add_up_to_the_total_leave_the_change_whole():
    rows = by_group(("time",), DAY_AND_NIGHT)
    rows[2] = {**rows[2], "numerator": rows[2]["numerator"] - 1}
    assert {"parts_differ_from_total", "people_not_in_return"} <= set(unsplit(rows))


def test_a_group_without_its_people_leaves_the_change_whole():
    rows = by_group(("time",), DAY_AND_NIGHT)
    rows[2] = {**rows[2], "denominator": None}
    assert "parts_differ_from_total" in unsplit(rows)


def test_groups_in_one_period_alone_leave_the_change_whole_and_nothing_is_said_of_them():
    rows = [row for row in by_group(("time",), DAY_AND_NIGHT) if row["is_total"] or row["period_start"] == month(JULY)]
    assert unsplit(rows) == ["no_causation", "unmeasured_mix", "season_unknown"]


def test_dimensions_reported_apart_are_views_and_leave_the_bridge_alone():
    rows = [figure(JUNE, 74, 100), figure(JULY, 69, 100)]
    for start, groups in DAY_AND_NIGHT.items():
        for (time,), parts in groups.items():
            rows.append(figure(start, *parts, breakdown=breakdown(("time",), (time,)), is_total=True))
    halves = {JUNE: {"old": (40, 50), "young": (34, 50)}, JULY: {"old": (39, 50), "young": (30, 50)}}
    for start, groups in halves.items():
        for age, parts in groups.items():
            rows.append(figure(start, *parts, breakdown=breakdown(("age",), (age,)), is_total=True))
    measure = a_measure(dimensions=("time", "age"), crossed=False)
    frames = explained(measure, rows)
    assert bridge(frames.terms)["like_for_like"] == pytest.approx(-5)
    views = frames.terms.filter(pl.col("level") == "view", pl.col("dimension").is_not_null())
    whole = {(r["dimension"], r["kind"]): r["amount"] for r in views.filter(pl.col("group_name").is_null()).to_dicts()}
    close(whole, {("time", "mix"): -7.5, ("time", "rate"): 2.5, ("age", "mix"): 0.0, ("age", "rate"): -5.0})
    assert of_groups(views, "view")["night", "rate"] == ("both", pytest.approx(2.5))
    assert "association_of_dimensions" in frames.explanations["cannot_know"][0]


def test_a_third_dimension_is_a_view_and_the_first_two_are_crossed():
    rest = [(place, age) for place in ("x", "y") for age in ("old", "young")]
    quarters = {
        JUNE: {"day": (14, 15), "night": (5, 10)},
        JULY: {"day": (9, 10), "night": (8, 15)},
    }
    periods = {s: {(t, *r): parts for t, parts in held.items() for r in rest} for s, held in quarters.items()}
    _, terms = of(a_measure(dimensions=("time", "place", "age")), ("time", "place", "age"), periods)
    assert {key[0] for key in of_groups(terms)} == {"day|x", "day|y", "night|x", "night|y"}
    assert set(of_dimensions(terms)) == {"time", "place"}
    views = terms.filter(pl.col("level") == "view", pl.col("dimension") == "age", pl.col("group_name").is_null())
    assert views["kind"].to_list() == ["mix", "rate"]


def test_groups_stand_in_the_registers_order_and_those_not_recorded_last():
    measure = a_measure(dimensions=("need",), groups={"need": ("zeta", "alpha")})
    groups = {(name,): (5, 10) for name in ("", "beta", "alpha", "zeta")}
    _, terms = of(measure, ("need",), {JUNE: groups, JULY: groups})
    rows = terms.filter(pl.col("level") == "group", pl.col("kind") == "mix")
    assert rows["group_name"].to_list() == ["zeta", "alpha", "beta", "(not recorded)"]


def test_terms_of_groups_stand_below_the_row_they_break_down():
    _, terms = of(a_measure(dimensions=("time", "place")), ("time", "place"), {
        start: {(time, "x"): parts for (time,), parts in groups.items()} for start, groups in DAY_AND_NIGHT.items()
    })  # fmt: skip
    rows = terms.filter(pl.col("kind").is_in(["mix", "rate"]))
    assert rows.select("level", "kind").rows() == [
        ("bridge", "mix"), ("dimension", "mix"), ("dimension", "mix"), ("group", "mix"), ("group", "mix"),
        ("bridge", "rate"), ("group", "rate"), ("group", "rate"),
    ]  # fmt: skip
    assert terms["term_no"].to_list() == list(range(1, terms.height + 1))


def test_a_renamed_group_and_a_growing_blank_are_flagged():
    periods = {
        JUNE: {("old name",): (30, 50), ("other",): (20, 50)},
        JULY: {("new name",): (33, 55), ("other",): (20, 40), ("",): (3, 5)},
    }
    record, _ = of(a_measure(dimensions=("need",)), ("need",), periods)
    assert record["flags"] == "new_group;gone_group;possible_recode;not_recorded_grew"
    assert "recording_or_practice" in record["cannot_know"]


def test_intervals_are_of_counts_and_widen_with_the_spread_of_the_chart():
    figures = by_group(("time",), DAY_AND_NIGHT)
    narrow = explained(day_and_night(), figures).terms.filter(pl.col("low").is_not_null())
    assert narrow["kind"].unique().to_list() == ["rate"]
    night = narrow.filter(pl.col("group_name") == "night").row(0, named=True)
    half = 1.96 * 0.5 * (0.5 * 0.5 / 40 + 0.55 * 0.45 / 60) ** 0.5 * 100
    assert (night["low"], night["high"]) == (pytest.approx(2.5 - half), pytest.approx(2.5 + half))
    # Two sigma of the counts: 74 of 100 vary by 4.386.
    sigma = 100 * (0.74 * 0.26 / 100) ** 0.5
    chart = points(day_and_night(), ["usual"] * 2, start=JUNE, limits=(74.0, 74 - 6 * sigma, 74 + 6 * sigma))
    wide = explained(day_and_night(), figures, variation=chart).terms.filter(pl.col("group_name") == "night")
    row = wide.filter(pl.col("kind") == "rate").row(0, named=True)
    assert row["high"] - row["low"] == pytest.approx(4 * half)


def test_one_pair_that_is_asked_about_has_its_interval_to_the_last_bit():
    months = {
        JUNE: {("day",): (213, 265), ("night",): (121, 200)},
        JULY: {("day",): (219, 267), ("night",): (140, 198)},
    }
    figures = by_group(("time",), {"2026-05": months[JUNE], **months})
    chart = points(day_and_night(), ["usual"] * 3, start="2026-05", limits=(76.0, 69.0, 83.0))
    inputs = inputs_of(day_and_night(), figures, variation=chart)
    every = explain_all(day_and_night(), inputs=inputs, as_of=AS_OF)
    asked = explain(day_and_night(), AREA, month(JULY), inputs=inputs, as_of=AS_OF)
    own = every.terms.filter(pl.col("explanation_id") == asked.record["explanation_id"])
    assert own["low"].null_count() < own.height
    assert own.rows(named=True) == list(asked.terms)


def test_means_are_split_as_rates_are_and_have_no_interval():
    measure = a_measure(None, calculation="mean", unit="days", scale=1, dimensions=("time",))
    periods = {JUNE: {("day",): (600, 60), ("night",): (800, 40)}, JULY: {("day",): (400, 40), ("night",): (1260, 60)}}
    _, terms = of(measure, ("time",), periods)
    close({k: bridge(terms)[k] for k in ("mix", "rate")}, {"mix": 2.1, "rate": 0.5})
    assert terms["low"].null_count() == terms.height


def test_groups_are_kept_for_the_newest_pairs_and_for_changes_and_worked_out_for_others_when_asked():
    starts = [f"{2024 + n // 12}-{n % 12 + 1:02}" for n in range(20)]
    even = {("day",): (45, 60), ("night",): (30, 40)}
    periods = {start: even for start in starts}
    periods[starts[3]] = {("day",): (36, 60), ("night",): (24, 40)}
    figures = by_group(("time",), periods)
    frames = explained(day_and_night(), figures)
    held = frames.terms.filter(pl.col("level") == "group")["period1_start"].unique().sort().to_list()
    assert held == [month(start) for start in (starts[3], starts[4], *starts[-13:])]
    asked = explain(day_and_night(), AREA, month(starts[1]), inputs=inputs_of(day_and_night(), figures), as_of=AS_OF)
    assert [term["group_name"] for term in asked.terms if term["level"] == "group"] == ["day", "night", "day", "night"]


@pytest.mark.parametrize(("level", "law"), [("group", "group rows"), ("dimension", "dimension rows")])
def test_rows_that_do_not_sum_stop_everything(level, law):
    cells = {start: {(t, "x"): p for (t,), p in groups.items()} for start, groups in DAY_AND_NIGHT.items()}
    frames = explained(a_measure(dimensions=("time", "place")), by_group(("time", "place"), cells))
    is_first = pl.int_range(pl.len()) == frames.terms["level"].index_of(level)
    broken = frames.terms.with_columns(amount=pl.when(is_first).then(pl.col("amount") + 1e-6).otherwise("amount"))
    with pytest.raises(LawBroken, match=law):
        with_sum_gap(frames.explanations, broken)
