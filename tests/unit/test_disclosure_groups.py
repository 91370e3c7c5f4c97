"""Do shown groups add up to the shown change, and does no hidden number come back out of them?"""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import polars as pl
import pytest

from hls_signals.disclosure import shown_explanations, shown_values, shown_variation
from hls_signals.disclosure.cells import shown_cells
from hls_signals.disclosure.groups import shown_groups
from hls_signals.why import explain_all
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import AS_OF, a_measure, a_register, figure, inputs_of, month, points
from tests.house.why_groups import breakdown, by_group

SETTINGS = Settings()
JUNE, JULY = "2026-06", "2026-07"
NEEDS = ("day", "night", "dawn")
SEED = 20261015


def by_time(**changes):
    return a_measure(dimensions=("time",), groups={"time": NEEDS}, **changes)


def shown(measure, figures, **frames):
    """Record and terms of the last pair, as a page may hold them."""
    inputs, known = inputs_of(measure, figures, **frames), a_register(measure)
    true = explain_all(measure, inputs=inputs, as_of=AS_OF)
    variation = frames.get("variation", points(measure, ["usual_variation"], start="2020-01").clear())
    values = shown_values(measure, inputs.values, SETTINGS, known)
    limits = shown_variation(measure, variation, values, SETTINGS, known)
    made = shown_explanations(measure, inputs.values, inputs.first_values, limits, true, SETTINGS, known)
    record = made.explanations.row(-1, named=True)
    return record, made.terms.filter(pl.col("explanation_id") == record["explanation_id"])


def of(measure, periods, names=("time",), **frames):
    return shown(measure, by_group(names, periods), **frames)


def groups(terms):
    rows = terms.filter(pl.col("level") == "group")
    return {(r["kind"], r["group_name"]): (r["status"], r["amount"]) for r in rows.iter_rows(named=True)}


def sums(record, terms):
    """The shown change, the bridge, and the rows of groups."""
    levels = [terms.filter(pl.col("level") == level)["amount"].sum() for level in ("bridge", "group")]
    return record["value1"] - record["value0"], *levels


LARGE = {JUNE: {("day",): (108, 120), ("night",): (41, 80)}, JULY: {("day",): (72, 80), ("night",): (66, 120)}}


def test_shown_groups_are_made_of_shown_numbers_and_add_up_to_the_shown_change():
    record, terms = of(by_time(), LARGE)
    change, bridge, rows = sums(record, terms)
    # 149 is shown as 150 and 138 as 140: 75 and 70 of 100. 108, 41, 72 and 66 are shown as 110, 40, 70 and 65.
    assert (change, bridge, rows) == (-5, pytest.approx(-5), pytest.approx(-5))
    rates = {name: amount for (kind, name), (_, amount) in groups(terms).items() if kind == "rate"}
    assert rates["night"] == pytest.approx(100 * 0.5 * (65 / 120 - 40 / 80))
    assert rates["day"] == pytest.approx(100 * 0.5 * (70 / 80 - 110 / 120))


def test_a_group_too_small_to_show_is_pooled_and_named_nowhere():
    periods = {start: {**held, ("dawn",): (20, 24)} for start, held in LARGE.items()}
    record, terms = of(by_time(), periods)
    assert not any(name == "dawn" for _, name in groups(terms))
    pooled = groups(terms)["not_known", "groups too small to show"]
    change, bridge, rows = sums(record, terms)
    assert pooled[0] == "pooled"
    assert (bridge, rows) == (pytest.approx(change), pytest.approx(change))
    assert "dawn" not in record["sentences"]
    assert "groups too small to show" in record["sentences"]


def test_crossed_groups_are_shown_where_none_is_hidden_and_else_those_of_the_first_dimension():
    def crossed(small):
        part = {JUNE: {"x": (27, 40), "y": (20, 30 + small)}, JULY: {"x": (25, 40), "y": (22, 34)}}
        return {s: {(t, p): parts for t in ("day", "night") for p, parts in held.items()} for s, held in part.items()}

    measure = a_measure(dimensions=("time", "place"), groups={"time": NEEDS, "place": ("x", "y")})
    _, terms = of(measure, crossed(0), ("time", "place"))
    assert {name for _, name in groups(terms)} >= {"day|x", "night|y"}
    _, terms = of(measure, crossed(-5), ("time", "place"))
    assert terms.filter(pl.col("level") == "group")["dimension"].unique().to_list() == ["time"]
    assert {name for _, name in groups(terms)} >= {"day", "night"}


def test_a_name_that_only_a_return_holds_is_not_shown():
    _, terms = of(a_measure(dimensions=("time",)), LARGE)
    assert groups(terms) == {}
    listed = a_measure(dimensions=("time",), groups={"time": ("day",)})
    _, terms = of(listed, LARGE)
    assert "night" not in {name for _, name in groups(terms)}


def test_counts_by_group_are_rounded_and_what_is_left_is_pooled():
    measure = a_measure(None, calculation="count", unit="count", scale=1, dimensions=("time",), groups={"time": NEEDS})
    rows = []
    for start, held in {JUNE: {"day": 21, "night": 46, "dawn": 3}, JULY: {"day": 33, "night": 38, "dawn": 5}}.items():
        rows.append(figure(start, sum(held.values())))
        rows += [figure(start, n, breakdown=breakdown(("time",), (t,)), is_total=False) for t, n in held.items()]
    record, terms = shown(measure, rows)
    found = groups(terms)
    assert (found["count", "day"], found["count", "night"]) == (("both", 15.0), ("both", -5.0))
    change, bridge, held = sums(record, terms)
    assert change == bridge == held
    assert found["count", "groups too small to show"] == ("pooled", change - 10)


def test_groups_that_split_no_true_change_split_no_shown_one():
    rows = by_group(("time",), LARGE)
    rows[2] = {**rows[2], "numerator": rows[2]["numerator"] - 2}
    record, terms = shown(by_time(), rows)
    assert groups(terms) == {}
    assert "parts_differ_from_total" in record["cannot_know"]


def test_a_fall_in_which_every_group_rose_is_told_of_the_true_figures():
    """By shown numbers one group stands still: 152 of 180 and 199 of 240 are both shown as 83 per cent."""
    periods = {
        JUNE: {("day",): (199, 240), ("night",): (157, 200), ("dawn",): (21, 60)},
        JULY: {("day",): (152, 180), ("night",): (124, 155), ("dawn",): (50, 140)},
    }
    record, _ = of(by_time(), periods)
    assert "simpson_reversal" in record["flags"]
    texts = [entry["text"] for entry in json.loads(record["sentences"])]
    assert any(text.startswith("Before rounding, the figure rose in every group") for text in texts)


def test_of_an_official_figure_groups_are_shown_as_they_are():
    measure = by_time(disclosure={"about_people": False})
    _, terms = of(measure, {start: {**held, ("dawn",): (1, 3)} for start, held in LARGE.items()})
    assert ("rate", "dawn") in groups(terms)


def test_nothing_of_a_group_turns_on_who_is_hidden_in_it():
    """Two worlds that differ in a hidden group alone, within what is shown, give the same rows to the last bit."""

    def world(later):
        dawn = {JUNE: (4, 12), JULY: (later, 12)}
        return {start: {**held, ("dawn",): dawn[start]} for start, held in LARGE.items()}

    one, other = of(by_time(), world(3))[1], of(by_time(), world(4))[1]
    assert one.equals(other)


# An outsider's attack: every world that would be shown like this.
def shown_like(parts, total):
    """Numbers of each group, None where hidden, and of the total, as they are shown."""
    return [None if 1 <= n <= 7 else 5 * ((n + 2) // 5) for n in parts], 5 * ((total + 2) // 5)


def worlds(parts, total):
    choices = [range(1, 8) if p is None else [0] if p == 0 else range(max(8, p - 2), p + 3) for p in parts]
    return [held for held in product(*choices) if sum(held) >= 8 and shown_like(held, sum(held))[1] == total]


def test_no_hidden_count_comes_back_by_subtraction():
    """Hidden counts that would be left fewer than three values are withheld with their whole period."""
    draw = np.random.default_rng(SEED)
    measure = a_measure(None, calculation="count", unit="count", scale=1, dimensions=("time",), groups={"time": NEEDS})
    rows, held = [], {}
    for number in range(150):
        area = f"X06{number:06}"
        parts = [int(draw.choice((0, int(draw.integers(1, 8)), int(draw.integers(8, 30))))) for _ in NEEDS]
        if sum(parts) < 8:
            continue
        held[area] = parts
        rows.append(figure(JULY, sum(parts), area=area))
        named = zip(NEEDS, parts, strict=True)
        rows += [figure(JULY, n, area=area, breakdown=breakdown(("time",), (t,)), is_total=False) for t, n in named]
    inputs, known = inputs_of(measure, rows), a_register(measure)
    totals = shown_cells(measure, inputs.values, SETTINGS, known)
    found = shown_groups(measure, inputs.values, totals, SETTINGS, known)
    withheld = {}
    for cells in found.shown:
        figures = cells.figures
        areas = np.array(figures.area.texts)[np.broadcast_to(figures.area.at, len(figures.cell))]
        for area, is_missing in zip(areas, figures.is_missing, strict=True):
            withheld[area] = withheld.get(area, False) or bool(is_missing)
    assert any(withheld.values())
    assert not all(withheld.values())
    for area, parts in held.items():
        if withheld[area]:
            continue
        seen, total = shown_like(parts, sum(parts))
        for place, number in enumerate(seen):
            if number is None:
                assert len({world[place] for world in worlds(seen, total)}) >= 3, (parts, seen, total)


def test_pairs_on_both_sides_of_a_withheld_period_show_no_groups():
    """12 and a hidden one of 19: shown as 10 and 20, the hidden one could only be 6 or 7."""
    measure = a_measure(None, calculation="count", unit="count", scale=1, dimensions=("time",), groups={"time": NEEDS})
    rows = []
    for start, parts in {"2026-05": (20, 30, 40), JUNE: (12, 0, 7), JULY: (20, 30, 40)}.items():
        rows.append(figure(start, sum(parts)))
        named = zip(NEEDS, parts, strict=True)
        rows += [figure(start, n, breakdown=breakdown(("time",), (t,)), is_total=False) for t, n in named]
    inputs, known = inputs_of(measure, rows), a_register(measure)
    true = explain_all(measure, inputs=inputs, as_of=AS_OF)
    values = shown_values(measure, inputs.values, SETTINGS, known)
    limits = shown_variation(measure, points(measure, ["usual"], start="2020-01").clear(), values, SETTINGS, known)
    made = shown_explanations(measure, inputs.values, inputs.first_values, limits, true, SETTINGS, known)
    assert made.terms.filter(pl.col("level") == "group").height == 0
    assert made.explanations.filter(pl.col("cannot_know").str.contains("suppressed_parts")).height == 2
    assert made.explanations["period1_start"].to_list() == [month(JUNE), month(JULY)]


def near(shown):
    """Whole numbers that are shown like this."""
    return [0] if shown == 0 else range(max(8, shown - 2), shown + 3)


def fives(number):
    return 5 * ((number + 2) // 5)


def hidden_worlds(seen, total):
    """(people with it, people) of the hidden group in every world that would be shown like this."""
    found = set()
    for n, d in product(near(seen[0]), near(seen[1])):
        if 1 <= d - n <= 7 or n > d:
            continue
        for many in range(1, total[1] + 3):
            for some in range(many + 1):
                small = any(1 <= count <= 7 for count in (some, many, many - some))
                if small and (fives(n + some), fives(d + many)) == total:
                    found.add((some, many))
    return found


def test_no_hidden_part_of_a_rate_comes_back_by_subtraction():
    draw = np.random.default_rng(SEED + 1)
    measure, rows, held = a_measure(dimensions=("time",), groups={"time": NEEDS}), [], {}
    while len(held) < 60:
        d, many = int(draw.integers(16, 36)), int(draw.integers(1, 24))
        n, some = int(draw.integers(8, d - 7)), int(draw.integers(0, many + 1))
        total = (n + some, d + many)
        small = any(1 <= count <= 7 for count in (some, many, many - some))
        if not small or any(1 <= count <= 7 for count in (*total, total[1] - total[0])):
            continue
        area = f"X06{len(held):06}"
        held[area] = ((n, d), (some, many), total)
        rows += by_group(("time",), {JULY: {("day",): (n, d), ("night",): (some, many)}}, area=area)
    inputs, known = inputs_of(measure, rows), a_register(measure)
    totals = shown_cells(measure, inputs.values, SETTINGS, known)
    (cells,) = shown_groups(measure, inputs.values, totals, SETTINGS, known).shown
    figures, told = cells.figures, set()
    for area, is_missing in zip(np.array(figures.area.texts)[figures.area.at], figures.is_missing, strict=True):
        told |= set() if is_missing else {str(area)}
    assert len(told) > 10
    for area in sorted(told):
        (n, d), hidden, total = held[area]
        worlds_left = hidden_worlds((fives(n), fives(d)), tuple(map(fives, total)))
        assert hidden in worlds_left
        for read in (lambda w: w[0], lambda w: w[1], lambda w: w[1] - w[0]):
            if 1 <= read(hidden) <= 7:
                assert len({read(world) for world in worlds_left}) >= 3, (held[area], sorted(worlds_left))
