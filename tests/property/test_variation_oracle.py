"""A slow and obvious reading of spec/variation.md, one series at a time in exact fractions, against the engine."""

from __future__ import annotations

import calendar as months_of
import itertools
import math
import random
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from hls_signals.variation import PRESETS, preset, signals

FACTOR = {"hls": Fraction("2.66"), "nhsr-0.2.2": Fraction("2.66")}
SCREEN = Fraction("3.267")
LIMITS_FROM = {"hls": 6, "nhsr-0.2.2": 2}
BRIDGES = {"hls": True, "nhsr-0.2.2": False}
EDGE_COUNTS_BEYOND = {"hls": True, "nhsr-0.2.2": False}
ABSENT_BREAKS = {"hls": True, "nhsr-0.2.2": False}
SAME_SHARE = {"hls": Fraction(1, 2), "nhsr-0.2.2": None}


def equal(a, b):
    return abs(a - b) <= Fraction(1, 10**12) * max(abs(a), abs(b))


def side(a, line):
    return 0 if equal(a, line) else (1 if a > line else -1)


def mean(numbers):
    return sum(numbers, Fraction(0)) / len(numbers)


def absent_before(dates):
    """Absent periods before each row, and whether the calendar is unknown."""
    month = [d.year * 12 + d.month for d in dates]
    days = [(d - dates[0]).days for d in dates]
    on_one_day = len({d.day for d in dates}) == 1
    on_ends = all(d.day == months_of.monthrange(d.year, d.month)[1] for d in dates)
    counter, known = days, True
    if on_one_day or on_ends:
        counter = month
        divisor = math.gcd(*[b - a for a, b in itertools.pairwise(month)])
    else:
        steps = [b - a for a, b in itertools.pairwise(days)]
        divisor = math.gcd(*steps)
        daily = divisor == 1 and sum(s == 1 for s in steps) * 10 >= 9 * len(steps)
        known = divisor % 7 == 0 or daily
    if not known:
        return [0] * len(dates), True
    return [0, *[(b - a) // divisor - 1 for a, b in itertools.pairwise(counter)]], False


def phase_numbers(rows, starts):
    points = [i for i, row in enumerate(rows) if row["status"] in ("used", "excluded")]
    begins = set()
    for start in starts:
        landed = [i for i in points if rows[i]["date"] >= start]
        if landed and landed[0] != points[0]:
            begins.add(landed[0])
    return [1 + sum(b <= i for b in begins) for i in range(len(rows))]


def is_linked(rows, a, b, name):
    if rows[a]["phase"] != rows[b]["phase"]:
        return False
    if any(row["status"] in ("excluded", "unusable", "blank") for row in rows[a + 1 : b]):
        return False
    return not (ABSENT_BREAKS[name] and any(row["absent"] for row in rows[a + 1 : b + 1]))


def limits_of(rows, base, name):
    """Status, centre, lower, upper, left out, fell back."""
    found = [rows[b]["moving_range"] for b in base if rows[b]["moving_range"] is not None and rows[b]["last"] in base]
    if len(base) < LIMITS_FROM[name] or not found:
        return "none", None, None, None, 0, False
    average = mean(found)
    values = [rows[b]["value"] for b in base]
    if average == 0:
        centre = values[0] if all(equal(v, values[0]) for v in values) else mean(values)
        return "no_variation", centre, centre, centre, 0, False
    kept = [r for r in found if side(r, SCREEN * average) < 0]
    fell_back = not kept or mean(kept) == 0
    used, left_out = (average, 0) if fell_back else (mean(kept), len(found) - len(kept))
    centre, half = mean(values), FACTOR[name] * used
    return ("provisional" if len(base) < 13 else "ok"), centre, centre - half, centre + half, left_out, fell_back


def mark_runs(rows, chain, name):
    sides = [side(rows[i]["value"], rows[i]["centre"]) for i in chain]
    for want in (1, -1):
        for a in range(len(chain)):
            for b in range(a, len(chain)):
                inside = sides[a : b + 1]
                allowed = {want, 0} if BRIDGES[name] else {want}
                if inside[0] == want == inside[-1] and set(inside) <= allowed and inside.count(want) >= 7:
                    for i in chain[a : b + 1]:
                        rows[i]["run_on_one_side"] = want


def mark_steady(rows, chain, name):
    steps = [side(rows[b]["value"], rows[a]["value"]) for a, b in itertools.pairwise(chain)]
    for want, column in ((1, "steady_rise"), (-1, "steady_fall")):
        for a in range(len(chain)):
            if BRIDGES[name] and a and steps[a - 1] == 0:
                continue
            for b in range(a + 1, len(chain)):
                inside = steps[a:b]
                allowed = {want, 0} if BRIDGES[name] else {want}
                if set(inside) <= allowed and inside[-1] == want and inside.count(want) >= 6:
                    for i in chain[a : b + 1]:
                        rows[i][column] = True
                    # Only where no longer stretch of this kind begins before can this point be its start.
                    if a == 0 or steps[a - 1] != want:
                        rows[chain[a]].setdefault("begins", set()).add(column)


def mark_edges(rows, chain, name):
    for a in range(len(chain) - 2):
        window = chain[a : a + 3]
        for want in (1, -1):
            edge = "near_upper" if want > 0 else "near_lower"
            close = [
                i
                for i in window
                if side(rows[i]["value"], rows[i][edge]) == want
                and (EDGE_COUNTS_BEYOND[name] or not rows[i]["beyond_usual_range"])
            ]
            same = all(side(rows[i]["value"], rows[i]["centre"]) == want for i in window)
            if len(close) >= 2 and same:
                for i in close:
                    rows[i]["near_the_edge"] = want


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
        ("run_on_one_side", row["run_on_one_side"]),
    ):
        if mark:
            return ("signal_high" if mark > 0 else "signal_low"), column
    judged = any(row[c] is not None for c in ("beyond_usual_range", "steady_rise", "near_the_edge", "run_on_one_side"))
    return ("usual_variation" if judged else None), None


def binomial_quantile(tosses):
    below = Fraction(0)
    for k in range(tosses + 1):
        below += Fraction(math.comb(tosses, k), 2**tosses)
        if below >= Fraction(1, 20):
            return k
    raise AssertionError


def anhoej(values, centre):
    sides = [s for s in (side(v, centre) for v in values) if s]
    longest = run = 0
    crossings = 0
    for i, s in enumerate(sides):
        run = run + 1 if i and sides[i - 1] == s else 1
        crossings += bool(i and sides[i - 1] != s)
        longest = max(longest, run)
    n = len(sides)
    most, fewest = (round(math.log2(n)) + 3, binomial_quantile(n - 1)) if n >= 10 else (None, None)
    return {
        "n_useful": n,
        "longest_run": longest,
        "crossings": crossings,
        "longest_run_max": most,
        "crossings_min": fewest,
        "series_not_random": (longest > most or crossings < fewest) if n >= 10 else None,
    }


NO_ANHOEJ = dict.fromkeys(
    ("n_useful", "longest_run", "crossings", "longest_run_max", "crossings_min", "series_not_random")
)
RULES = ("beyond_usual_range", "run_on_one_side", "near_the_edge", "steady_rise", "steady_fall")


def judge_phase(rows, here, baseline, name, calendar_unknown):
    used = [i for i in here if rows[i]["status"] == "used"]
    base = used if baseline is None else used[:baseline]
    status, centre, lower, upper, left_out, fell_back = limits_of(rows, base, name)
    ranges = [rows[i]["moving_range"] for i in used if rows[i]["moving_range"] is not None]
    share = SAME_SHARE[name]
    one_value = share is not None and sum(r == 0 for r in ranges) > share * len(ranges)
    for i in here:
        row = rows[i]
        row.update(phase_points=len(base), limits_status=status, left_out=left_out, **NO_ANHOEJ)
        row.update(centre=centre, lower=lower, upper=upper, near_lower=None, near_upper=None)
        row.update(dict.fromkeys(RULES))
        if centre is not None:
            row["near_lower"] = centre - Fraction(2, 3) * (centre - lower)
            row["near_upper"] = centre + Fraction(2, 3) * (upper - centre)
            row.update(anhoej([rows[u]["value"] for u in used], centre))
    if status != "none":
        for i in used:
            high, low = side(rows[i]["value"], upper) > 0, side(rows[i]["value"], lower) < 0
            rows[i].update(beyond_usual_range=high - low, run_on_one_side=0, near_the_edge=0)
            rows[i].update(steady_rise=False, steady_fall=False)
        chains = []
        for i in used:
            if rows[i]["moving_range"] is None:
                chains.append([])
            chains[-1].append(i)
        for chain in chains:
            mark_runs(rows, chain, name)
            mark_steady(rows, chain, name)
            mark_edges(rows, chain, name)
        for i in used:
            if status == "no_variation":
                rows[i].update(beyond_usual_range=None, near_the_edge=None)
            if one_value:
                rows[i]["run_on_one_side"] = None
    absent = sum(rows[i]["absent"] for i in here)
    blank = sum(rows[i]["status"] == "blank" for i in here)
    codes = {
        "calendar_unknown": calendar_unknown,
        "changed_after_constant": status == "no_variation"
        and any(not equal(rows[i]["value"], rows[used[0]]["value"]) for i in used),
        "gaps": 10 * (absent + blank) > len(here) + absent,
        "limits_fallback": fell_back,
        "mostly_one_value": one_value,
        "no_variation": status == "no_variation",
        "provisional_limits": status == "provisional",
        "too_few_points": status == "none",
    }
    for i in here:
        rows[i]["advice"] = ";".join(sorted(code for code, holds in codes.items() if holds))


def read_series(series, baseline, name):
    """Every column of the record for one series, by the page."""
    rows = [dict(row) for row in sorted(series["rows"], key=lambda row: row["date"])]
    absent, unknown = absent_before([row["date"] for row in rows])
    for row, gap in zip(rows, absent, strict=True):
        text = row["text"]
        row["absent"] = gap
        row["status"] = (
            "excluded" if row["excluded"] else "blank" if text is None else "unusable" if text == "nan" else "used"
        )
        row["value"] = None if text in (None, "nan") else Fraction(text)
        row["plotted"] = row["value"]
        row["moving_range"] = row["last"] = None
    for row, phase in zip(rows, phase_numbers(rows, series["starts"]), strict=True):
        row["phase"] = phase
    used = [i for i, row in enumerate(rows) if row["status"] == "used"]
    for a, b in itertools.pairwise(used):
        if is_linked(rows, a, b, name):
            one, other = rows[a]["value"], rows[b]["value"]
            rows[b].update(moving_range=Fraction(0) if equal(one, other) else abs(other - one), last=a)
    for phase in sorted({row["phase"] for row in rows}):
        judge_phase(rows, [i for i, row in enumerate(rows) if row["phase"] == phase], baseline, name, unknown)
    for row in rows:
        row["point_status"] = row["status"]
        row["read_first"], row["read_first_rule"] = read_first(row)
    return rows


# Random series: small, awkward, and exact in decimals, so that the engine's doubles are put to the test.


def some_values(dice, n):
    kind = dice.choice(["coarse", "tenths", "zeros", "constant", "changed", "rising", "peak", "steps", "wide", "edges"])
    if kind == "coarse":
        return [str(dice.randint(0, 4)) for _ in range(n)]
    if kind == "tenths":
        return [str(round(dice.gauss(0, 1), 1)) for _ in range(n)]
    if kind == "zeros":
        return [str(dice.choice([0, 0, 0, 0, 0, 1, 3])) for _ in range(n)]
    if kind == "constant":
        return ["0.3"] * n
    if kind == "changed":
        return ["7.1" if i < n * 2 // 3 else dice.choice(["7.1", "9.4"]) for i in range(n)]
    if kind == "rising":
        value, up, out = 0, 1, []
        for _ in range(n):
            value += up * dice.choice([0, 1, 1, 1, 1, 1, 1, 2])
            up = -up if dice.random() < 0.1 else up
            out.append(f"{value / 10:.1f}")
        return out
    if kind == "peak":
        # Up for seven or more, level now and then, and down again: the turning point belongs to both.
        return [f"{(min(i, 2 * (n // 2) - i) - (dice.random() < 0.05)) / 10:.1f}" for i in range(n)]
    if kind == "steps":
        return [f"{dice.gauss(50 if i < n / 2 else 53, 1.5):.0f}" for i in range(n)]
    if kind == "edges":
        return [str(dice.choice([-20, -15, -14, -1, 0, 1, 14, 15, 20])) for _ in range(n)]
    return [f"{dice.gauss(1000, 40):.2f}" for _ in range(n)]


def some_dates(dice, n):
    kind = dice.choice(["month", "month", "month", "quarter", "month_end", "week", "day", "irregular"])
    start = date(2021, dice.randint(1, 12), 1)
    if kind in ("month", "quarter", "month_end"):
        step = 3 if kind == "quarter" else 1
        found = [
            date(start.year + (start.month - 1 + i * step) // 12, (start.month - 1 + i * step) % 12 + 1, 1)
            for i in range(n)
        ]
        if kind == "month_end":
            found = [d.replace(day=months_of.monthrange(d.year, d.month)[1]) for d in found]
        return found
    if kind == "irregular":
        return [start + timedelta(days=d) for d in sorted(dice.sample(range(n * 9 + 1), n))]
    return [start + timedelta(days=i * (7 if kind == "week" else 1)) for i in range(n)]


def some_series(dice):
    n = dice.choice([1, 2, 3, 5, 6, 7, 9, 12, 13, 15, 18, 22, 26, 30])
    dates, values = some_dates(dice, n), some_values(dice, n)
    lost, odd = dice.choice([0, 0, 0.05, 0.15]), dice.choice([0, 0, 0.05, 0.15])
    rows = []
    for when, text in zip(dates, values, strict=True):
        if rows and dice.random() < lost:
            continue
        fate = dice.random()
        text = None if fate < odd else "nan" if fate < odd * 1.2 else text
        rows.append({"date": when, "text": text, "excluded": dice.random() < odd / 2})
    starts = [d + timedelta(days=dice.randint(-3, 3)) for d in dice.sample(dates, min(n, dice.choice([0, 0, 1, 2])))]
    return {"rows": rows, "starts": starts}


COMPARED = (
    *("plotted", "point_status", "phase", "phase_points", "centre", "lower", "upper", "near_lower", "near_upper"),
    *("moving_range", "left_out", "limits_status", *RULES, "read_first", "read_first_rule", *NO_ANHOEJ, "advice"),
)


def agree(ours, theirs):
    if isinstance(theirs, Fraction):
        return ours is not None and math.isclose(ours, float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


def engine(many, baseline, name):
    table = [
        {
            "series": i,
            "period_start": row["date"],
            "value": None if row["text"] is None else float(row["text"]),
            "out": row["excluded"],
        }
        for i, series in enumerate(many)
        for row in series["rows"]
    ]
    schema = {"series": pl.Int32, "period_start": pl.Date, "value": pl.Float64, "out": pl.Boolean}
    starts = [{"series": i, "starts": start} for i, series in enumerate(many) for start in series["starts"]]
    return signals(
        pl.DataFrame(table, schema=schema).sample(fraction=1, shuffle=True, seed=1),
        name,
        phases=pl.DataFrame(starts, schema={"series": pl.Int32, "starts": pl.Date}),
        baseline=baseline,
        excluded="out",
    )


def compare(seed, number, baseline, name):
    dice = random.Random(seed)  # noqa: S311  # a repeatable sample, no secret
    many = [some_series(dice) for _ in range(number)]
    got = engine(many, baseline, name)
    wanted = [row for series in many for row in read_series(series, baseline, name)]
    assert got.height == len(wanted)
    for ours, theirs in zip(got.iter_rows(named=True), wanted, strict=True):
        differ = {c: (ours[c], theirs[c]) for c in COMPARED if not agree(ours[c], theirs[c])}
        assert not differ, (ours["series"], ours["period_start"], differ)
    return got


@pytest.mark.parametrize("baseline", [None, 8])
@pytest.mark.parametrize("name", ["hls", "nhsr-0.2.2"])
def test_every_point_of_random_series_agrees_with_the_slow_reading(name, baseline):
    got = compare(20261124, 400, baseline, name)
    # The sample must meet every rule and every status, or agreement says little.
    for rule in ("beyond_usual_range", "run_on_one_side", "near_the_edge"):
        assert {-1, 0, 1, None} <= set(got[rule].unique())
    assert got.filter(pl.col("steady_rise") & pl.col("steady_fall")).height
    assert {"provisional", "none", "no_variation"} <= set(got["limits_status"].unique())
    assert (got["limits_status"] == "ok").any() == (baseline is None)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", ["hls", "nhsr-0.2.2"])
def test_thousands_of_random_series_agree_with_the_slow_reading(name, seed):
    compare(seed, 800, [None, 6, 13][seed % 3], name)


def test_the_slow_reading_uses_the_constants_of_the_presets():
    for name in FACTOR:
        found = preset(name)
        assert found is PRESETS[name]
        assert found.xmr_factor == float(FACTOR[name])
        assert found.limits_from == LIMITS_FROM[name]
