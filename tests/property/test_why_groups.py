"""Do explanations of random groups agree with a slow and obvious reading in fractions?"""

from __future__ import annotations

import itertools
import json
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from hls_signals.measures import colour_of
from hls_signals.why import beside, explain, splits
from tests.house import why_slowly as slowly
from tests.house.why_cases import AS_OF, a_measure, inputs_of, month, rule, target
from tests.house.why_groups import by_group, explained

SEED = 20261015
AREAS = 150
MONTHS = ("2026-05", "2026-06", "2026-07")
NEEDS, PLACES = ("a", "b", ""), ("x", "y")
CELLS = tuple((need, place) for need in NEEDS for place in PLACES)
FLAGS = {"new_group", "gone_group", "possible_recode", "not_recorded_grew", "simpson_reversal"}


def drawn(random, cells):
    """Groups of one period, small and round so that figures fall on lines; now and then one has nobody."""
    found = {}
    for cell in cells:
        people = int(random.choice((0, 5, 10, 10, 20, 20, 40, random.integers(1, 61))))
        found[cell] = (int(random.integers(0, people + 1)), people)
    return found if any(d for _, d in found.values()) else drawn(random, cells)


def cases(random, cells, areas=AREAS):
    return {f"X06{number:06}": {start: drawn(random, cells) for start in MONTHS} for number in range(areas)}


def figures_of(names, held):
    return [row for area, periods in held.items() for row in by_group(names, periods, area=area)]


def named(parts):
    """The groups as explanations name them."""
    return {tuple(value or slowly.BLANK for value in cell): held for cell, held in parts.items()}


def near(left, right):
    return left == pytest.approx(float(right), rel=1e-12, abs=1e-12)


def pairs_of(held):
    """Area, later month and the groups of both periods."""
    for area, periods in held.items():
        for start, end in itertools.pairwise(MONTHS):
            yield area, month(end), named(periods[start]), named(periods[end])


def rows_of(frames):
    """Record and terms of each pair by area and later month."""
    terms = {}
    for row in frames.terms.iter_rows(named=True):
        terms.setdefault(row["explanation_id"], []).append(row)
    return {
        (row["area_code"], row["period1_start"]): (row, terms[row["explanation_id"]])
        for row in frames.explanations.iter_rows(named=True)
    }


def amounts(terms, level):
    return {row["kind"]: row["amount"] for row in terms if row["level"] == level}


def check_groups(terms, slow):
    status = {"both": "mix", "new": "new_group", "gone": "gone_group"}
    groups = [row for row in terms if row["level"] == "group"]
    mixes = {row["group_name"]: row for row in groups if row["kind"] != "rate"}
    rates = {row["group_name"]: row["amount"] for row in groups if row["kind"] == "rate"}
    assert set(mixes) == {"|".join(cell) for cell in slow.groups}
    for cell, (kind, mix, rate) in slow.groups.items():
        name = "|".join(cell)
        assert (mixes[name]["status"], mixes[name]["kind"]) == (kind, status[kind])
        assert near(mixes[name]["amount"], mix)
        assert (name in rates) == (kind == "both")
        assert near(rates.get(name, 0.0), rate)


def test_mix_rate_groups_dimensions_and_flags_are_those_of_the_slow_reading():
    random = np.random.default_rng(SEED)
    held = cases(random, CELLS)
    found = rows_of(explained(a_measure(dimensions=("need", "place")), figures_of(("need", "place"), held)))
    for area, end, before, after in pairs_of(held):
        record, terms = found[area, end]
        slow = slowly.split(before, after)
        check_groups(terms, slow)
        bridge = amounts(terms, "bridge")
        assert near(bridge["mix"], slow.mix)
        assert near(bridge["rate"], slow.rate)
        assert bridge["not_known"] == 0.0
        assert record["sum_gap"] <= 1e-12 * 100
        dimensions = [row["amount"] for row in terms if row["level"] == "dimension"]
        assert all(near(*both) for both in zip(dimensions, slowly.by_dimension(before, after), strict=True))
        assert set(record["flags"].split(";")) & FLAGS == slowly.flags(before, after)


def test_a_chain_is_what_moved_between_and_within_its_outer_groups():
    random = np.random.default_rng(SEED + 1)
    cells = (("north", "n1"), ("north", "n2"), ("south", "s1"), ("south", "s2"))
    held = cases(random, cells)
    measure = a_measure(dimensions=(("locality", "service"),))
    found = rows_of(explained(measure, figures_of(("locality", "service"), held)))
    for area, end, before, after in pairs_of(held):
        _, terms = found[area, end]
        rows = {row["dimension"]: row["amount"] for row in terms if row["level"] == "dimension"}
        between, within = slowly.nested(before, after)
        assert near(rows["locality"], between)
        assert near(rows["locality|service"], within)
        check_groups(terms, slowly.split(before, after))


@pytest.mark.parametrize("polarity", ["higher", "lower"])
@pytest.mark.parametrize("changes", [{}, {"round_to": 1}], ids=["exact", "rounded"])
def test_what_turned_each_colour_is_what_every_set_of_changes_says(polarity, changes):
    random = np.random.default_rng(SEED + 2)
    cells = tuple((need,) for need in NEEDS)
    held = cases(random, cells)
    rules = [rule(1, "points", 5), rule(2, "percent_of_target", 10, "2026-07")]
    rules = tuple(given.model_copy(update={name: Decimal(v) for name, v in changes.items()}) for given in rules)
    measure = a_measure(
        polarity=polarity,
        dimensions=("need",),
        targets=(target(50), target(60, "2026-07")),
        colour_rules=rules,
    )
    found = rows_of(explained(measure, figures_of(("need",), held)))
    turned = 0
    for area, end, before, after in pairs_of(held):
        record, _ = found[area, end]
        slow, moved = slowly.split(before, after), end == month("2026-07")
        steps = {"mix": slow.mix_alone or slow.mix, "rate": slow.rate_alone or slow.rate}
        players = [*(("target", "colour_rule") if moved else ()), *(name for name, step in steps.items() if step)]
        alone = {"mix": slow.mix_alone, "rate": slow.rate_alone}

        def colour(chosen, slow=slow, players=players, alone=alone, before=before):
            there = [name for name in ("mix", "rate") if name in players]
            made = [name for name in there if name in chosen]
            step = slow.mix + slow.rate if made == there else sum(alone[name] for name in made)
            aim = measure.targets[1 if "target" in chosen else 0]
            return colour_of(
                measure, 100 * slowly.whole(before) + step, aim, rules[1 if "colour_rule" in chosen else 0]
            )

        answer = json.loads(record["flip"])
        assert answer == slowly.turned(players, colour)
        turned += bool(answer["minimal_sufficient"])
    assert turned > AREAS / 3


def test_counts_are_split_by_group_with_those_that_came_and_went():
    random = np.random.default_rng(SEED + 3)
    held = cases(random, tuple((need,) for need in NEEDS), areas=60)
    measure = a_measure(None, calculation="count", unit="count", scale=1, dimensions=("need",))
    rows = [{**row, "denominator": None} for row in figures_of(("need",), held)]
    found = rows_of(explained(measure, rows))
    for area, end, before, after in pairs_of(held):
        _, terms = found[area, end]
        told = {row["group_name"]: (row["status"], row["amount"]) for row in terms if row["level"] == "group"}
        for cell in {*before, *after}:
            (n0, _), (n1, _) = before[cell], after[cell]
            status = "both" if n0 and n1 else "new" if n1 else "gone"
            assert told.get("|".join(cell)) == ((status, n1 - n0) if n0 or n1 else None)
        assert amounts(terms, "bridge")["count"] == sum(n for n, _ in after.values()) - sum(
            n for n, _ in before.values()
        )


def test_one_pair_asked_alone_is_the_same_to_the_last_bit():
    random = np.random.default_rng(SEED + 4)
    held = cases(random, CELLS, areas=12)
    measure = a_measure(dimensions=("need", "place"))
    figures = figures_of(("need", "place"), held)
    inputs = inputs_of(measure, figures)
    every = rows_of(explained(measure, figures))
    for area, end, _, _ in list(pairs_of(held))[::5]:
        one = explain(measure, area, end, inputs=inputs, as_of=AS_OF)
        record, terms = every[area, end]
        assert dict(one.record) == record
        assert list(one.terms) == terms


def test_the_order_of_rows_changes_no_bit():
    random = np.random.default_rng(SEED + 5)
    held = cases(random, CELLS, areas=12)
    measure = a_measure(dimensions=("need", "place"))
    figures = figures_of(("need", "place"), held)
    first = explained(measure, figures)
    random.shuffle(figures)
    second = explained(measure, figures)
    assert first.explanations.equals(second.explanations)
    assert first.terms.equals(second.terms)


def test_swapping_the_periods_flips_the_sign_of_every_group():
    random = np.random.default_rng(SEED + 6)
    held = cases(random, CELLS, areas=40)
    back = {area: dict(zip(MONTHS, reversed(list(periods.values())), strict=True)) for area, periods in held.items()}
    measure = a_measure(None, dimensions=("need", "place"))
    there, again = (rows_of(explained(measure, figures_of(("need", "place"), given))) for given in (held, back))
    for area in held:
        for end, other in ((MONTHS[1], MONTHS[2]), (MONTHS[2], MONTHS[1])):
            first, second = there[area, month(end)][1], again[area, month(other)][1]
            told = [
                {
                    (r["level"], r["dimension"], r["group_name"], r["kind"] == "rate"): r["amount"]
                    for r in terms
                    if r["level"] in ("bridge", "group", "dimension")
                }
                for terms in (first, second)
            ]
            assert told[0].keys() == told[1].keys()
            assert all(told[0][key] == -told[1][key] for key in told[0])


@pytest.mark.parametrize("times", [1, 3])
def test_nothing_changed_gives_exact_noughts_and_more_of_the_same_people_changes_nothing(times):
    random = np.random.default_rng(SEED + 7)
    held = {}
    for area, periods in cases(random, CELLS, areas=20).items():
        groups = periods[MONTHS[0]]
        held[area] = {
            start: {c: (n * times**k, d * times**k) for c, (n, d) in groups.items()} for k, start in enumerate(MONTHS)
        }
    frames = explained(a_measure(dimensions=("need", "place")), figures_of(("need", "place"), held))
    parts = frames.terms.filter(pl.col("level").is_in(["bridge", "group", "dimension"]))
    assert parts["amount"].unique().to_list() == [0.0]
    assert frames.explanations["flags"].str.contains("group|recode|recorded|simpson").sum() == 0


def test_splitting_a_group_or_adding_a_dimension_leaves_the_whole_alone():
    random = np.random.default_rng(SEED + 8)
    held = cases(random, CELLS, areas=30)
    one = {
        a: {
            s: {(n,): tuple(map(sum, zip(*(groups[n, p] for p in PLACES), strict=True))) for n in NEEDS}
            for s, groups in periods.items()
        }
        for a, periods in held.items()
    }
    crossed = rows_of(explained(a_measure(dimensions=("need", "place")), figures_of(("need", "place"), held)))
    alone = rows_of(explained(a_measure(dimensions=("need",)), figures_of(("need",), one)))
    for key, (record, terms) in crossed.items():
        other_record, other = alone[key]
        sums = [sum(amounts(t, "bridge")[kind] for kind in ("mix", "rate")) for t in (terms, other)]
        assert near(sums[0], sums[1])
        assert (record["value1"], record["colour1"]) == (other_record["value1"], other_record["colour1"])


@pytest.mark.parametrize(("threads", "block"), [(1, 1), (2, 40), (5, 40), (3, 2**16)])
def test_neither_the_number_of_threads_nor_the_size_of_blocks_changes_a_bit(monkeypatch, threads, block):
    random = np.random.default_rng(SEED + 9)
    measure = a_measure(dimensions=("need", "place"))
    figures = figures_of(("need", "place"), cases(random, CELLS, areas=12))
    first = explained(measure, figures)
    monkeypatch.setattr(splits, "THREADS", threads)
    monkeypatch.setattr(beside, "BLOCK", block)
    second = explained(measure, figures)
    assert first.explanations.equals(second.explanations)
    assert first.terms.equals(second.terms)


def told_by_group(terms, names):
    """Amount and status of every row of the bridge, of groups and of dimensions; groups by another name."""
    rows = [row for row in terms if row["level"] in ("bridge", "group", "dimension")]
    return {
        (row["level"], row["kind"], row["dimension"], names(row["group_name"])): (row["amount"], row["status"])
        for row in rows
    }


def test_what_groups_are_called_changes_no_figure():
    random = np.random.default_rng(SEED + 10)
    held = cases(random, CELLS, areas=30)
    # The new names stand in another order, so that every column of the arrays is laid elsewhere.
    called = {"a": "z", "b": "c", "": ""}
    other = {
        a: {s: {(called[n], p): parts for (n, p), parts in groups.items()} for s, groups in periods.items()}
        for a, periods in held.items()
    }
    measure = a_measure(dimensions=("need", "place"))
    first, second = (rows_of(explained(measure, figures_of(("need", "place"), given))) for given in (held, other))

    def renamed(name):
        if name is None:
            return None
        need, place = name.split("|")
        return f"{called.get(need, need)}|{place}"

    for key, (record, terms) in first.items():
        assert told_by_group(terms, renamed) == told_by_group(second[key][1], str_or_none)
        assert record["flip"] == second[key][0]["flip"]
        assert record["flags"] == second[key][0]["flags"]


def str_or_none(name):
    return name


def test_a_group_in_which_nobody_ever_was_changes_nothing_that_is_said_of_others():
    random = np.random.default_rng(SEED + 11)
    held = cases(random, CELLS, areas=30)
    padded = {
        a: {s: {**groups, ("empty", "x"): (0, 0), ("empty", "y"): (0, 0)} for s, groups in periods.items()}
        for a, periods in held.items()
    }
    measure = a_measure(dimensions=("need", "place"))
    first, second = (rows_of(explained(measure, figures_of(("need", "place"), given))) for given in (held, padded))
    for key, (record, terms) in first.items():
        assert told_by_group(terms, str_or_none) == told_by_group(second[key][1], str_or_none)
        assert record["flip"] == second[key][0]["flip"]
