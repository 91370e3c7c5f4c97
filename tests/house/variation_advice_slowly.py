"""What do the figures look like? Slowly, by the page."""

from __future__ import annotations

from fractions import Fraction

from tests.house.variation_numbers_slowly import equal, mean, side
from tests.house.variation_rows_slowly import RATIOS


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
