"""What limits do charts of values have: xmr, t, mr and run? Slowly, by the page."""

from __future__ import annotations

import statistics
from fractions import Fraction

from tests.house.variation_numbers_slowly import equal, mean, side

D4 = Fraction("3.267")


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


def limits_of_run(rows, base):
    middle = statistics.median([rows[b]["plotted"] for b in base])
    return {"constant": False, "lines": lambda row: (middle, None, None), "status": "none"}
