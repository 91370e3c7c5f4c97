"""Which points does each rule mark, and is a series random? Slowly, by the page."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

from tests.house.variation_numbers_slowly import side

RULES = ("beyond_usual_range", "run_on_one_side", "near_the_edge", "away_from_centre", "steady_rise", "steady_fall")
ANHOEJ = ("n_useful", "longest_run", "crossings", "longest_run_max", "crossings_min", "series_not_random")


def mark_runs(rows, chain, preset):
    sides = [side(rows[i]["plotted"], rows[i]["centre"]) for i in chain]
    for want in (1, -1):
        for a in range(len(chain)):
            for b in range(a, len(chain)):
                inside = sides[a : b + 1]
                allowed = {want, 0} if preset.bridge else {want}
                if inside[0] == want == inside[-1] and set(inside) <= allowed and inside.count(want) >= preset.shift:
                    for i in chain[a : b + 1]:
                        rows[i]["run_on_one_side"] = want


def mark_steady(rows, chain, preset):
    steps = [side(rows[b]["plotted"], rows[a]["plotted"]) for a, b in itertools.pairwise(chain)]
    for want, column in ((1, "steady_rise"), (-1, "steady_fall")):
        for a in range(len(chain)):
            if preset.bridge and a and steps[a - 1] == 0:
                continue
            for b in range(a + 1, len(chain)):
                inside = steps[a:b]
                allowed = {want, 0} if preset.bridge else {want}
                if set(inside) <= allowed and inside[-1] == want and inside.count(want) >= preset.trend - 1:
                    for i in chain[a : b + 1]:
                        rows[i][column] = True
                    # Only where no longer stretch of this kind begins before can this point be its start.
                    if a == 0 or steps[a - 1] != want:
                        rows[chain[a]].setdefault("begins", set()).add(column)


def mark_windows(rows, chain, rule, column, counts_beyond, same_side):
    need, of, at = rule
    for a in range(len(chain) - of + 1):
        window = chain[a : a + of]
        for want in (1, -1):
            far = "upper" if want > 0 else "lower"
            close = [
                i
                for i in window
                if side(rows[i]["plotted"], rows[i]["centre"] + at * (rows[i][far] - rows[i]["centre"])) == want
                and (counts_beyond or not rows[i]["beyond_usual_range"])
            ]
            same = all(side(rows[i]["plotted"], rows[i]["centre"]) == want for i in window)
            if len(close) >= need and (same or not same_side):
                for i in close:
                    rows[i][column] = want


def read_first(row):
    rise, fall = row["steady_rise"], row["steady_fall"]
    if rise and fall:
        rise = "steady_fall" not in row.get("begins", ())
        fall = not rise
    for column, mark in (
        ("beyond_usual_range", row["beyond_usual_range"]),
        ("steady_rise", 1 if rise else 0),
        ("steady_fall", -1 if fall else 0),
        ("near_the_edge", row["near_the_edge"]),
        ("away_from_centre", row["away_from_centre"]),
        ("run_on_one_side", row["run_on_one_side"]),
    ):
        if mark:
            return ("signal_high" if mark > 0 else "signal_low"), column
    return ("usual_variation" if any(row[rule] is not None for rule in RULES) else None), None


def binomial_quantile(tosses):
    below = Fraction(0)
    for k in range(tosses + 1):
        below += Fraction(math.comb(tosses, k), 2**tosses)
        if below >= Fraction(1, 20):
            return k
    raise AssertionError


def anhoej_slowly(values, centre):
    sides = [s for s in (side(v, centre) for v in values) if s]
    longest = run = crossings = 0
    for i, s in enumerate(sides):
        run = run + 1 if i and sides[i - 1] == s else 1
        crossings += bool(i and sides[i - 1] != s)
        longest = max(longest, run)
    n = len(sides)
    most, fewest = (round(math.log2(n)) + 3, binomial_quantile(n - 1)) if n >= 10 else (None, None)
    not_random = (longest > most or crossings < fewest) if n >= 10 else None
    return dict(zip(ANHOEJ, (n, longest, crossings, most, fewest, not_random), strict=True))
