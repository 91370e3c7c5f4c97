"""What is each row, which periods are absent, and which points are neighbours? Slowly, by the page."""

from __future__ import annotations

import calendar as months_of
import itertools
import math
import statistics
from fractions import Fraction

from tests.house.variation_numbers_slowly import mean, root

RATIOS = ("p", "np", "u", "p_prime", "u_prime")
SHARES = ("p", "np", "p_prime")


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
