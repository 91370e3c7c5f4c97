"""A slow and obvious reading of spec/variation.md: one series at a time, in fractions, with 50-digit roots and powers.

It shares no line with the engine, and its constants are copied from the page by hand.
"""

from __future__ import annotations

import calendar as months_of
import itertools
import math
import statistics
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

D2 = Fraction("1.128")
D4 = Fraction("3.267")
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


@dataclass(frozen=True)
class SlowPreset:
    """One line of the table of the page; None: the rule is off."""

    factor: Fraction
    screen: bool
    shift: int | None
    trend: int | None
    bridge: bool
    edge: tuple | None  # need, of, at
    edge_counts_beyond: bool
    edge_same_side: bool
    blanks_break: bool
    absent_breaks: bool
    limits_from: int
    away: tuple | None = None
    same_share: Fraction | None = None


TWO_THIRDS = (2, 3, Fraction(2, 3))
WHEELER, EXACT = Fraction("2.66"), 3 / D2
SLOW_PRESETS = {
    "hls": SlowPreset(WHEELER, True, 7, 7, True, TWO_THIRDS, True, True, True, True, 6, same_share=Fraction(1, 2)),
    "nhsr-0.2.2": SlowPreset(WHEELER, True, 7, 7, False, TWO_THIRDS, False, True, True, False, 2),
    "mdc-2023": SlowPreset(WHEELER, False, 7, 7, True, TWO_THIRDS, True, True, True, False, 13),
    "powerbi-1.8": SlowPreset(EXACT, True, 7, 5, True, TWO_THIRDS, True, False, False, False, 2),
    "anhoej": SlowPreset(EXACT, True, None, None, True, None, True, True, True, False, 2),
    "western-electric": SlowPreset(
        EXACT, False, 8, None, False, TWO_THIRDS, True, False, True, False, 2, away=(4, 5, Fraction(1, 3))
    ),
    "wheeler": SlowPreset(WHEELER, False, 8, None, False, (3, 4, Fraction(1, 2)), True, False, True, False, 2),
}
RATIOS = ("p", "np", "u", "p_prime", "u_prime")
SHARES = ("p", "np", "p_prime")
RULES = ("beyond_usual_range", "run_on_one_side", "near_the_edge", "away_from_centre", "steady_rise", "steady_fall")
ANHOEJ = ("n_useful", "longest_run", "crossings", "longest_run_max", "crossings_min", "series_not_random")


# Numbers


def in_decimals(number, work):
    """`work` done on the number with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        return Fraction(work(Decimal(number.numerator) / Decimal(number.denominator)))


def root(number):
    return in_decimals(number, lambda d: d.sqrt())


def power(number, exponent):
    return in_decimals(number, lambda d: d**exponent) if number > 0 else Fraction(0)


def gamma_of_half(twice):
    """Gamma(twice / 2), without the root of pi where `twice` is odd."""
    value = Fraction(1)
    for k in range(2 if twice % 2 == 0 else 1, twice, 2):
        value *= Fraction(k, 2)
    return value


def c4(n):
    ratio = gamma_of_half(n) / gamma_of_half(n - 1)
    root_of_pi = root(Fraction(PI))
    ratio = ratio / root_of_pi if n % 2 == 0 else ratio * root_of_pi
    return root(Fraction(2, n - 1)) * ratio


def equal(a, b):
    return abs(a - b) <= Fraction(1, 10**12) * max(abs(a), abs(b))


def side(a, line):
    return 0 if equal(a, line) else (1 if a > line else -1)


def mean(numbers):
    return sum(numbers, Fraction(0)) / len(numbers)


# What each row is


def figure(row, chart, scale):
    """Status, plotted, top, size and spread of one row."""
    if chart == "xbar_s":
        return subgroup_figure(row)
    if chart in RATIOS:
        top, size = row["top"], row["size"]
        if top is None:
            known = size is not None and size > 0
            return "blank", None, None, size if known else None, None
        if size is None or size <= 0:
            return "unusable", None, None, None, None
        if top < 0 or (chart in SHARES and top > size):
            return "unusable", None, None, size, None
        return "used", top if chart == "np" else scale * top / size, top, size, None
    value = row["value"]
    if value is None:
        return "blank", None, None, None, None
    spoilt = value == "nan" or (chart in ("c", "g") and value < 0) or (chart == "t" and value <= 0)
    return ("unusable", None, None, None, None) if spoilt else ("used", value, None, None, None)


def subgroup_figure(row):
    measured = [v for v in row["values"] if v is not None]
    if not measured:
        return "blank", None, None, None, None
    if "nan" in measured or len(measured) == 1:
        return "unusable", None, None, None, None
    sd = root(statistics.variance(measured))
    return "used", mean(measured), None, Fraction(len(measured)), sd


def absent_before(dates):
    """Absent periods before each row, and how many seasons a year has: 12, 4, 0, or None for an unknown calendar."""
    month = [d.year * 12 + d.month for d in dates]
    days = [(d - dates[0]).days for d in dates]
    on_one_day = len({d.day for d in dates}) == 1
    on_ends = all(d.day == months_of.monthrange(d.year, d.month)[1] for d in dates)
    counter, seasons = days, 0
    if on_one_day or on_ends:
        counter = month
        divisor = math.gcd(*[b - a for a, b in itertools.pairwise(month)])
        seasons = {1: 12, 3: 4}.get(divisor, 0)
    else:
        steps = [b - a for a, b in itertools.pairwise(days)]
        divisor = math.gcd(*steps)
        daily = divisor == 1 and sum(s == 1 for s in steps) * 10 >= 9 * len(steps)
        if divisor % 7 != 0 and not daily:
            return [0] * len(dates), None
    return [0, *[(b - a) // divisor - 1 for a, b in itertools.pairwise(counter)]], seasons


def phase_numbers(rows, starts):
    points = [i for i, row in enumerate(rows) if row["point_status"] in ("used", "excluded")]
    begins = set()
    for start in starts:
        landed = [i for i in points if rows[i]["date"] >= start]
        if landed and landed[0] != points[0]:
            begins.add(landed[0])
    return [1 + sum(b <= i for b in begins) for i in range(len(rows))]


def is_linked(rows, a, b, preset):
    if rows[a]["phase"] != rows[b]["phase"]:
        return False
    stops = ("excluded", "unusable", "blank") if preset.blanks_break else ("excluded", "unusable")
    if any(row["point_status"] in stops for row in rows[a + 1 : b]):
        return False
    return not (preset.absent_breaks and any(row["absent"] for row in rows[a + 1 : b + 1]))


# Limits


def ranges_in(rows, base, value):
    """The moving ranges between linked points of the baseline, of whatever value is asked for."""
    found = []
    for b in base:
        a = rows[b]["last"]
        if a is not None and a in base:
            found.append(Fraction(0) if equal(value(a), value(b)) else abs(value(b) - value(a)))
    return found


def mean_range(found, preset, screen):
    """The mean range, how many were left out, and whether screening left nothing."""
    average = mean(found)
    kept = [r for r in found if side(r, D4 * average) < 0]
    if not screen:
        return average, 0, False
    if not kept or mean(kept) == 0:
        return average, 0, average != 0
    return mean(kept), len(found) - len(kept), False


def common(values):
    """The one value they all have, or None."""
    return values[0] if all(equal(v, values[0]) for v in values) else None


def limits_by_ranges(rows, base, preset, there, back):
    """XmR of a transformed value, brought back."""
    found = ranges_in(rows, base, lambda i: there(rows[i]["plotted"]))
    if not found:
        return None
    average, left_out, fell_back = mean_range(found, preset, preset.screen)
    middle = mean([there(rows[b]["plotted"]) for b in base])
    if average == 0:
        centre = common([rows[b]["plotted"] for b in base])
        centre = back(middle) if centre is None else centre
        return {"constant": True, "lines": lambda row: (centre, centre, centre), "left_out": left_out}
    half = preset.factor * average
    lines = back(middle), back(middle - half), back(middle + half)
    return {"constant": False, "lines": lambda row: lines, "left_out": left_out, "fell_back": fell_back}


def limits_of_mr(rows, base, preset):
    found = ranges_in(rows, base, lambda i: rows[i]["figure"])
    if not found:
        return None
    average = mean(found)
    return {"constant": average == 0, "lines": lambda row: (average, Fraction(0), D4 * average)}


def limits_of_ratios(rows, base, preset, chart, scale):
    level = sum(rows[b]["top"] for b in base) / sum(rows[b]["size"] for b in base)
    variance = level * (1 - level) if chart in SHARES else level
    if variance == 0:
        stretch, left_out, fell_back = Fraction(0), 0, False
    else:
        z = {b: (rows[b]["top"] / rows[b]["size"] - level) / root(variance / rows[b]["size"]) for b in base}
        found = ranges_in(rows, base, z.__getitem__)
        stretch, left_out, fell_back = mean_range(found, preset, preset.screen) if found else (None, 0, False)
    primed = chart.endswith("prime")
    if primed and (stretch is None or not ranges_in(rows, base, lambda i: rows[i]["plotted"])):
        return None
    spread = stretch / D2 if stretch is not None else None

    def lines(row):
        unit = row["size"] if chart == "np" else scale
        centre = None if unit is None else level * unit
        if row["size"] is None:
            return centre, None, None
        half = 3 * root(variance / row["size"]) * (spread if primed else 1)
        upper = level + half
        if chart in SHARES:
            upper = min(upper, Fraction(1))
        return centre, max(level - half, Fraction(0)) * unit, upper * unit

    sizes = statistics.median([rows[b]["size"] for b in base])
    return {
        "constant": variance == 0 or (primed and spread == 0),
        "lines": lines,
        "left_out": left_out if primed else 0,
        "fell_back": fell_back and primed,
        "wide": not primed and spread is not None and spread > Fraction(3, 2) and sizes > 1000,
    }


def limits_of_c(rows, base):
    level = mean([rows[b]["plotted"] for b in base])
    half = 3 * root(level)
    return {"constant": level == 0, "lines": lambda row: (level, max(level - half, Fraction(0)), level + half)}


def limits_of_g(rows, base):
    values = [rows[b]["plotted"] for b in base]
    level, middle = mean(values), statistics.median(values)
    upper = level + 3 * root(level * (level + 1))
    return {"constant": level == 0, "lines": lambda row: (middle, Fraction(0), upper)}


def limits_of_run(rows, base):
    middle = statistics.median([rows[b]["plotted"] for b in base])
    return {"constant": False, "lines": lambda row: (middle, None, None), "status": "none"}


def limits_of_subgroups(rows, base):
    sizes = [rows[b]["size"] for b in base]
    level = sum(rows[b]["plotted"] * rows[b]["size"] for b in base) / sum(sizes)
    sds = [rows[b]["sd"] for b in base]
    if len(set(sizes)) == 1:
        spread = mean(sds)
    else:
        spread = root(sum((n - 1) * s**2 for n, s in zip(sizes, sds, strict=True)) / sum(n - 1 for n in sizes))

    def lines(row):
        if row["size"] is None:
            return level, None, None
        half = 3 * spread / (c4(int(row["size"])) * root(row["size"]))
        return level, level - half, level + half

    def sd_lines(row):
        if row["size"] is None:
            return spread, None, None
        c = c4(int(row["size"]))
        reach = 3 * root(1 - c**2) / c
        return spread, max(1 - reach, Fraction(0)) * spread, (1 + reach) * spread

    return {"constant": spread == 0, "lines": lines, "sd_lines": sd_lines}


def limits_of(rows, base, preset, chart, scale):
    """What the page says of this chart, or None where there are too few points."""
    if len(base) < preset.limits_from:
        return None
    if chart == "xmr":
        return limits_by_ranges(rows, base, preset, lambda v: v, lambda v: v)
    if chart == "t":
        tenths = Decimal("3.6")
        return limits_by_ranges(rows, base, preset, lambda v: power(v, 1 / tenths), lambda v: power(v, tenths))
    if chart == "mr":
        return limits_of_mr(rows, base, preset)
    if chart in RATIOS:
        return limits_of_ratios(rows, base, preset, chart, scale)
    return {"c": limits_of_c, "g": limits_of_g, "run": limits_of_run, "xbar_s": limits_of_subgroups}[chart](rows, base)


# Rules


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


# Advice


def looks_alike(rows, used):
    values = [rows[i]["plotted"] for i in used]
    if len(values) < 20:
        return False
    away = {i: rows[i]["plotted"] - mean(values) for i in used}
    together = sum(away[i] * away[rows[i]["last"]] for i in used if rows[i]["last"] is not None)
    return together > Fraction("0.4") * sum(a**2 for a in away.values())


def looks_seasonal(rows, used, seasons):
    if not seasons or len(used) < {12: 24, 4: 8}[seasons]:
        return False
    groups = {}
    for i in used:
        groups.setdefault(rows[i]["date"].month, []).append(rows[i]["plotted"])
    values = [rows[i]["plotted"] for i in used]
    n, k = len(values), len(groups)
    total = sum((v - mean(values)) ** 2 for v in values)
    within = sum((v - mean(group)) ** 2 for group in groups.values() for v in group)
    return n > k and total > 0 and 1 - within / total * Fraction(n - 1, n - k) > Fraction("0.4")


def looks_coarse(rows, used):
    inside = []
    for i in used:
        value = rows[i]["plotted"]
        if side(value, rows[i]["upper"]) <= 0 and side(value, rows[i]["lower"]) >= 0:
            inside.append(value)
    different = []
    for value in sorted(inside):
        if not different or not equal(value, different[-1]):
            different.append(value)
    return len(used) >= 12 and len(different) < 5


def looks_rare(counts):
    if not counts or any(c < 0 or c.denominator != 1 for c in counts):
        return False
    return mean(counts) < 5 or sum(c == 0 for c in counts) * 4 > len(counts)


def advice_of_figures(rows, used, chart, status, seasons):
    if chart == "mr" or not used:
        return set()
    varies = status != "no_variation"
    found = set()
    if varies and looks_alike(rows, used):
        found.add("neighbours_alike")
    if varies and looks_seasonal(rows, used, seasons):
        found.add("seasonal")
    counts = [rows[i]["top"] if chart in RATIOS else rows[i]["plotted"] for i in used]
    if chart in ("xmr", "c", *RATIOS) and looks_rare(counts):
        found.add("rare_events")
    if chart == "xmr" and varies and looks_coarse(rows, used):
        found.add("too_coarse")
    return found


# A whole series


def judge_phase(rows, here, baseline, preset, chart, scale, seasons):
    used = [i for i in here if rows[i]["point_status"] == "used"]
    base = used if baseline is None else used[:baseline]
    found = limits_of(rows, base, preset, chart, scale)
    ranges = [rows[i]["moving_range"] for i in used if rows[i]["moving_range"] is not None]
    same = preset.same_share
    one_value = same is not None and sum(r == 0 for r in ranges) > same * len(ranges)
    status = "none"
    if found is not None:
        few = "provisional" if len(base) < 13 else "ok"
        status = found.get("status", "no_variation" if found["constant"] else few)
    for i in here:
        row = rows[i]
        row.update(dict.fromkeys((*RULES, *ANHOEJ, "centre", "lower", "upper", "near_lower", "near_upper")))
        row.update(dict.fromkeys(("sd_centre", "sd_lower", "sd_upper")))
        row.update(phase_points=len(base), limits_status=status, left_out=0)
        if found is not None:
            row["left_out"] = found.get("left_out", 0)
            row["centre"], row["lower"], row["upper"] = found["lines"](row)
            if "sd_lines" in found:
                row["sd_centre"], row["sd_lower"], row["sd_upper"] = found["sd_lines"](row)
            if preset.edge and row["lower"] is not None:
                row["near_lower"] = row["centre"] - preset.edge[2] * (row["centre"] - row["lower"])
                row["near_upper"] = row["centre"] + preset.edge[2] * (row["upper"] - row["centre"])
    if found is not None:
        mark_phase(rows, used, preset, chart, status, one_value)
        if chart != "mr":
            drawn = [side(rows[u]["plotted"], rows[u]["centre"]) for u in used]
            for i in here:
                rows[i].update(anhoej_slowly([Fraction(s) for s in drawn], Fraction(0)))
    codes = set() if found is None else advice_of_figures(rows, used, chart, status, seasons)
    codes |= phase_advice(rows, here, used, found, status, one_value)
    for i in here:
        rows[i]["advice"] = ";".join(sorted(codes | ({"calendar_unknown"} if seasons is None else set())))


def mark_phase(rows, used, preset, chart, status, one_value):
    chains = []
    for i in used:
        row = rows[i]
        if status in ("ok", "provisional") and row["plotted"] is not None:
            row["beyond_usual_range"] = int(side(row["plotted"], row["upper"]) > 0) - int(
                side(row["plotted"], row["lower"]) < 0
            )
        if chart == "mr":
            continue
        if row["moving_range"] is None:
            chains.append([])
        chains[-1].append(i)
    for i in itertools.chain(*chains):
        row = rows[i]
        if preset.shift and not one_value:
            row["run_on_one_side"] = 0
        if preset.trend:
            row.update(steady_rise=False, steady_fall=False)
        if status in ("ok", "provisional") and not one_value:
            row["near_the_edge"] = 0 if preset.edge else None
            row["away_from_centre"] = 0 if preset.away else None
    for chain in chains:
        if preset.shift and not one_value:
            mark_runs(rows, chain, preset)
        if preset.trend:
            mark_steady(rows, chain, preset)
        if preset.edge and status in ("ok", "provisional") and not one_value:
            mark_windows(rows, chain, preset.edge, "near_the_edge", preset.edge_counts_beyond, preset.edge_same_side)
        if preset.away and status in ("ok", "provisional") and not one_value:
            mark_windows(rows, chain, preset.away, "away_from_centre", True, False)


def phase_advice(rows, here, used, found, status, one_value):
    absent = sum(rows[i]["absent"] for i in here)
    blank = sum(rows[i]["point_status"] == "blank" for i in here)
    holds = {
        "changed_after_constant": status == "no_variation"
        and any(rows[i]["plotted"] is not None and not equal(rows[i]["plotted"], rows[i]["centre"]) for i in used),
        "gaps": 10 * (absent + blank) > len(here) + absent,
        "limits_fallback": found is not None and not found["constant"] and found.get("fell_back", False),
        "more_spread_than_chance": status != "no_variation" and found is not None and found.get("wide", False),
        "mostly_one_value": one_value,
        "no_variation": status == "no_variation",
        "provisional_limits": status == "provisional",
        "too_few_points": found is None,
    }
    return {code for code, held in holds.items() if held}


def read_series(series, *, baseline=None, preset="hls", chart="xmr", scale=Fraction(1)):
    """Every column of the record for one series, by the page.

    series  {"rows": [{"date", "excluded", and "value" | "top", "size" | "values"}], "starts": [dates]}
    """
    rules = SLOW_PRESETS[preset]
    rows = [dict(row) for row in sorted(series["rows"], key=lambda row: row["date"])]
    absent, seasons = absent_before([row["date"] for row in rows])
    if chart in ("g", "t"):
        absent, seasons = [0] * len(rows), 0
    for row, gap in zip(rows, absent, strict=True):
        status, row["plotted"], row["top"], row["size"], row["sd"] = figure(row, chart, scale)
        row.update(absent=gap, moving_range=None, last=None, figure=row["plotted"])
        row["point_status"] = "excluded" if row["excluded"] else status
    for row, phase in zip(rows, phase_numbers(rows, series["starts"]), strict=True):
        row["phase"] = phase
    used = [i for i, row in enumerate(rows) if row["point_status"] == "used"]
    for a, b in itertools.pairwise(used):
        if is_linked(rows, a, b, rules):
            one, other = rows[a]["plotted"], rows[b]["plotted"]
            rows[b].update(moving_range=Fraction(0) if equal(one, other) else abs(other - one), last=a)
    if chart == "mr":
        for row in rows:
            row["plotted"] = row["moving_range"]
    for phase in sorted({row["phase"] for row in rows}):
        here = [i for i, row in enumerate(rows) if row["phase"] == phase]
        judge_phase(rows, here, baseline, rules, chart, scale, seasons)
    for row in rows:
        row["read_first"], row["read_first_rule"] = read_first(row)
    return rows
