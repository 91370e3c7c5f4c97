"""Do the laws of the bridge hold for any figures, targets and rules, against a slow and obvious oracle?"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import combinations, pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hls_signals.measures import colour_of, exact_value, rule_in_force, target_in_force
from hls_signals.why import explain_all
from hls_signals.why.first_screen import card_sentences
from hls_signals.why.wording import sentences
from tests.house.why_cases import (
    AREA,
    AS_OF,
    a_measure,
    after,
    definition,
    figure,
    inputs_of,
    month,
    points,
    quality_row,
    rule,
    target,
)

AREAS = (AREA, "X06000902")
STARTS = tuple(f"2026-{number:02}" for number in range(1, 7))
JUDGING = re.compile(
    r"\b(best|worst|rank\w*|league|scores?|under-?perform\w*|failing|poor\w*|weak\w*|culprit|offender|concern\w*"
    r"|improve\w*|deteriorat\w*|blame\w*|should have|drive[ns]?|drove|caus\w*|because|due to|better|worse)\b",
    re.IGNORECASE,
)

parts = st.tuples(st.integers(0, 40), st.integers(1, 40))
levels = st.integers(20, 80) | st.sampled_from(["33.3", "57.5", "66.7"])


@st.composite
def measures(draw):
    polarity = draw(st.sampled_from(["higher", "lower"]))
    targets = [target(draw(levels))]
    rules = [rule(1, draw(st.sampled_from(["points", "percent_of_target"])), draw(st.integers(0, 12)))]
    if draw(st.booleans()):
        known = draw(st.sampled_from([None, "2026-01", "2026-09"]))
        targets.append(target(draw(levels), draw(st.sampled_from(STARTS[1:])), known))
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["points", "percent_of_target"]))
        rules.append(rule(2, kind, draw(st.integers(0, 12)), draw(st.sampled_from(STARTS[1:]))))
    held = [definition("a", "2020-01")]
    if draw(st.booleans()):
        held.append(definition("b", draw(st.sampled_from(STARTS[1:]))))
    return a_measure(polarity=polarity, targets=tuple(targets), colour_rules=tuple(rules), definitions=tuple(held))


@st.composite
def histories(draw):
    """Figures of two areas: now, as first published, with gaps, silences and recounts."""
    now, first = [], []
    for area in AREAS:
        for start in STARTS:
            state = draw(st.sampled_from(["ok", "ok", "ok", "revised", "absent", "excused", "suppressed"]))
            if state == "absent":
                continue
            if state in ("excused", "suppressed"):
                record = figure(start, status=state, area=area)
                now.append(record)
                first.append(record)
                continue
            record = figure(start, *draw(parts), area=area)
            now.append(record)
            first.append(figure(start, *draw(parts), area=area) if state == "revised" else record)
    recounted = [r for r in now if r["status"] == "ok" and draw(st.integers(0, 5)) == 0]
    for record in recounted:
        other = {
            **record,
            "definition_version": draw(st.sampled_from(["a", "b"])),
            "numerator": record["numerator"] + 1,
        }
        now.append(other)
        first.append(other)
    return now, first


def unique(figures, measure):
    """One figure a key: a recount under the definition in force would be the same key twice."""
    seen = {}
    for record in figures:
        held = [d.version for d in measure.definitions if d.effective_from <= record["period_start"]]
        version = record["definition_version"] or held[-1]
        seen.setdefault((record["area_code"], record["period_start"], version), record)
    return list(seen.values())


def oracle(measure, now, first):
    """Every pair by plain loops in fractions: area and period to what the frames must say."""

    def version(record):
        held = [d.version for d in measure.definitions if d.effective_from <= record["period_start"]]
        return record["definition_version"] or held[-1]

    def value(record):
        if record is None or record["status"] != "ok":
            return None
        return exact_value(measure, record["numerator"], record["denominator"], None)

    def find(figures, area, start, wanted):
        held = [r for r in figures if (r["area_code"], r["period_start"]) == (area, start) and version(r) == wanted]
        return held[0] if held else None

    def primary(area, start):
        in_force = [d.version for d in measure.definitions if d.effective_from <= start][-1]
        order = [in_force, *sorted({"a", "b"} - {in_force}, reverse=True)]
        held = [r for wanted in order if (r := find(now, area, start, wanted)) is not None]
        with_value = [r for r in held if value(r) is not None]
        return (with_value or held or [None])[0]

    def ground(record, known_on):
        place = (measure, AREA, record["period_start"], record["period_end"], known_on)
        return target_in_force(*place), rule_in_force(*place)

    def coloured(record, known_on, other=None):
        ground = other or record
        known = known_on or ground["known_on"]
        place = (measure, AREA, ground["period_start"], ground["period_end"], known)
        return colour_of(measure, value(record), target_in_force(*place), rule_in_force(*place))

    found = {}
    for area in AREAS:
        held = sorted({r["period_start"] for r in now if r["area_code"] == area})
        starts = []
        start = held[0] if held else None
        while start is not None and start <= held[-1]:
            starts.append(start)
            start = after(start)
        for earlier, later in pairwise(starts):
            old, new = primary(area, earlier), primary(area, later)
            if value(old) is None or value(new) is None:
                found[area, later] = None
                continue
            published = find(first, area, earlier, version(old))
            if value(published) is None:
                published = old
            steps = [Fraction(0)]
            if version(old) != version(new):
                recounts = (find(now, area, earlier, version(new)), find(now, area, later, version(old)))
                steps = []
                if value(recounts[0]) is not None:
                    steps.append(value(recounts[0]) - value(old))
                if value(recounts[1]) is not None:
                    steps.append(value(new) - value(recounts[1]))
            split = sum(steps) / len(steps) if steps else None
            targets = [target_in_force(measure, area, r["period_start"], r["period_end"], AS_OF) for r in (old, new)]
            rules = [rule_in_force(measure, area, r["period_start"], r["period_end"], AS_OF) for r in (old, new)]
            found[area, later] = {
                "revision": value(old) - value(published),
                "definition": split,
                "like_for_like": None if split is None else value(new) - value(old) - split,
                "not_known": value(new) - value(old) if split is None else Fraction(0),
                "flip": slow_sets(
                    measure,
                    [value(published), value(old), value(new), split],
                    [ground(published, published["known_on"]), ground(old, AS_OF), ground(new, AS_OF)],
                ),
                "value0": value(published),
                "value1": value(new),
                "colour0": coloured(published, published["known_on"]),
                "colour1": coloured(new, AS_OF),
                "under_target0": colour_of(measure, value(new), targets[0], rules[1]),
                "under_rule0": colour_of(measure, value(new), targets[1], rules[0]),
            }
    return found


def slow_sets(measure, values, grounds):
    """What turned the colour, by colouring every set of what moved."""
    (first, now, later, split), (aim0, aim0_now, aim1) = values, grounds
    rest = later - now - (split or 0)
    versions = [(t.value, r.version) for t, r in (aim0, aim0_now, aim1)]
    moved = {
        "revision": now != first or versions[0] != versions[1],
        "definition": bool(split),
        "target": versions[1][0] != versions[2][0],
        "colour_rule": versions[1][1] != versions[2][1],
        "not_known" if split is None else "like_for_like": rest != 0,
    }
    players = [name for name, has_moved in moved.items() if has_moved]

    def colour(chosen):
        earlier = aim0_now if "revision" in chosen else aim0
        figure = first + (now - first if "revision" in chosen else 0) + (split if "definition" in chosen else 0)
        figure += rest if {"not_known", "like_for_like"} & set(chosen) else 0
        goal, how = (aim1 if "target" in chosen else earlier)[0], (aim1 if "colour_rule" in chosen else earlier)[1]
        return colour_of(measure, figure, goal, how)

    sets = [chosen for size in range(len(players) + 1) for chosen in combinations(players, size)]
    old, new = colour(()), colour(players)
    enough = [set(chosen) for chosen in sets if colour(chosen) == new != old]
    without = {name: colour([other for other in players if other != name]) for name in players}
    return {
        "players": players,
        "minimal_sufficient": [[n for n in players if n in s] for s in enough if not any(t < s for t in enough)],
        "but_for": [name for name in players if without[name] != new != old],
        "kept_without": [name for name in players if without[name] == old != new],
        "opposite_moves": old == new and any(colour((name,)) != old for name in players),
    }


def near(left, right):
    return (left is None and right is None) or abs(left - float(right)) <= 1e-9


@given(measures(), histories())
@settings(max_examples=60)
def test_every_pair_is_what_plain_fractions_say(measure, history):
    now, first = (unique(figures, measure) for figures in history)
    frames = explain_all(measure, inputs=inputs_of(measure, now, first), as_of=AS_OF)
    expected = oracle(measure, now, first)
    rows = {(row["area_code"], row["period1_start"]): row for row in frames.explanations.iter_rows(named=True)}
    assert set(rows) == set(expected)
    for key, wanted in expected.items():
        row = rows[key]
        if wanted is None:
            assert row["flags"].startswith("no_figure")
            continue
        terms = frames.terms.filter(pl.col("explanation_id") == row["explanation_id"]).unique("kind", keep="first")
        amounts = dict(terms.select("kind", "amount").rows())
        for kind in ("revision", "definition", "like_for_like", "not_known"):
            assert near(amounts.get(kind), wanted[kind]), kind
        sets = {**json.loads(row["flip"]), "opposite_moves": "opposite_moves" in row["flags"]}
        assert sets == wanted["flip"]
        assert near(row["value0"], wanted["value0"])
        assert near(row["value1"], wanted["value1"])
        names = {"colour0": "colour0", "colour1": "colour1", "under_target0": "colour1_under_target0"}
        for name, column in {**names, "under_rule0": "colour1_under_rule0"}.items():
            assert row[column] == wanted[name], name


@given(measures(), histories())
@settings(max_examples=60)
def test_bridge_sums_and_margins_add_up(measure, history):
    now, first = (unique(figures, measure) for figures in history)
    frames = explain_all(measure, inputs=inputs_of(measure, now, first), as_of=AS_OF)
    for row in frames.explanations.iter_rows(named=True):
        terms = frames.terms.filter(pl.col("explanation_id") == row["explanation_id"], pl.col("level") == "bridge")
        if row["flags"].startswith("no_figure"):
            assert terms.is_empty()
            continue
        assert abs(terms["amount"].sum() - (row["value1"] - row["value0"])) <= 1e-9
        for line in ("green", "red"):
            moved = row[f"margin_{line}1"] - row[f"margin_{line}0"]
            assert abs(terms[f"margin_{line}"].sum() - moved) <= 1e-9
        assert (row["margin_green1"] >= 0) == (row["colour1"] == "green")
        assert (row["margin_red1"] >= 0) == (row["colour1"] != "red")


@given(st.lists(parts, min_size=2, max_size=2), levels)
@settings(max_examples=30)
def test_swapping_the_periods_flips_every_sign(pair, level):
    def amounts(figures):
        frames = explain_all(a_measure(level), inputs=inputs_of(a_measure(level), figures), as_of=AS_OF)
        return dict(frames.terms.filter(pl.col("amount").is_not_null()).select("kind", "amount").rows())

    forward = amounts([figure("2026-01", *pair[0]), figure("2026-02", *pair[1])])
    backward = amounts([figure("2026-01", *pair[1]), figure("2026-02", *pair[0])])
    assert {kind: -amount for kind, amount in forward.items()} == backward


@given(parts, levels, st.integers(1, 50))
@settings(max_examples=30)
def test_nothing_changed_gives_exact_noughts_and_more_of_the_same_people_changes_nothing(pair, level, times):
    many = (pair[0] * times, pair[1] * times)
    figures = [figure("2026-01", *pair), figure("2026-02", *many)]
    frames = explain_all(a_measure(level), inputs=inputs_of(a_measure(level), figures), as_of=AS_OF)
    assert set(frames.terms.filter(pl.col("level") == "bridge")["amount"]) == {0.0}
    assert frames.explanations["has_colour_changed"].to_list() == [False]


@given(measures(), histories(), st.integers(0, 3), st.sampled_from(["D301", "D302", "D310"]))
@settings(max_examples=40)
def test_no_generated_sentence_judges_and_each_rests_on_terms_that_are_there(measure, history, shift, code):
    now, first = (unique(figures, measure) for figures in history)
    readings = [("usual_variation", "signal_low", "signal_high", None)[(n + shift) % 4] for n in range(24)]
    variation = points(measure, readings, start="2024-07", rule_name="steady_fall")
    quality = pl.DataFrame([quality_row(code, "2026-03", other="2026-01")])
    inputs = inputs_of(measure, now, first, variation=variation, quality=quality)
    frames = explain_all(measure, inputs=inputs, as_of=AS_OF)
    for row in frames.explanations.iter_rows(named=True):
        terms = frames.terms.filter(pl.col("explanation_id") == row["explanation_id"]).to_dicts()
        made = sentences(row, terms, measure, "Tamarhaven (simulated)", 0)
        cards = card_sentences(row, terms, measure)
        numbers = {term["term_no"] for term in terms}
        for text in (made.lede, *made.questions, *cards, *(s.text for s in made.sentences)):
            assert not JUDGING.search(text), text
            assert "{" not in text
            assert "None" not in text
            assert text[-1] in ".?"
        assert all(set(sentence.term_nos) <= numbers for sentence in made.sentences)
        for text in (made.lede, *cards):
            assert max(len(part.split()) for part in re.split(r"[.;:]", text)) <= 25
            assert len(made.lede.split()) <= 25


def test_figures_in_sentences_equal_a_value_a_term_or_a_boundary():
    measure = a_measure(targets=(target(68), target(72, "2026-07")))
    now = [figure("2026-06", 743, 1000), figure("2026-07", 691, 1000)]
    frames = explain_all(measure, inputs=inputs_of(measure, now, [figure("2026-06", 722, 1000), now[1]]), as_of=AS_OF)
    row = frames.explanations.row(0, named=True)
    terms = frames.terms.to_dicts()
    made = sentences(row, terms, measure, "Tamarhaven", 1)
    allowed = {f"{abs(term['amount']):.1f}" for term in terms if term["amount"] is not None}
    allowed |= {f"{row[name]:.1f}" for name in ("value0", "value0_now", "value1")} | {"67", "68", "72", "2026"}
    figures = [n for s in made.sentences for n in re.findall(r"\d+(?:\.\d+)?", s.text)]
    assert set(figures) <= allowed
    assert month("2026-07") == row["period1_start"]
