"""What limits do charts of shares, rates, counts and rare events have? Slowly, by the page."""

from __future__ import annotations

import statistics
from fractions import Fraction

from tests.house.variation_numbers_slowly import mean, root
from tests.house.variation_presets_slowly import D2
from tests.house.variation_ranges_slowly import mean_range, ranges_in
from tests.house.variation_rows_slowly import SHARES


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
    if primed and left_out and 2 * sum(abs(away) > 3 * stretch / D2 for away in z.values()) > len(base):
        stretch, left_out, fell_back = mean(found), 0, True
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
