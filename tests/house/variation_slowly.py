"""A slow and obvious reading of spec/variation.md: one series at a time, in fractions, with 50-digit roots and powers.

It shares no line with the engine, and its constants are copied from the page by hand. Its parts stand beside it, one a
family of charts.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

from tests.house.variation_advice_slowly import advice_of_figures
from tests.house.variation_counts_slowly import limits_of_c, limits_of_g, limits_of_ratios
from tests.house.variation_numbers_slowly import equal, power, side
from tests.house.variation_presets_slowly import SLOW_PRESETS
from tests.house.variation_ranges_slowly import limits_by_ranges, limits_of_mr, limits_of_run
from tests.house.variation_rows_slowly import RATIOS, absent_before, figure, is_linked, phase_numbers
from tests.house.variation_rules_slowly import (
    ANHOEJ,
    RULES,
    anhoej_slowly,
    mark_runs,
    mark_steady,
    mark_windows,
    read_first,
)
from tests.house.variation_subgroups_slowly import limits_of_subgroups


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
    if chart != "mr" and 2 * sum(abs(rows[u]["beyond_usual_range"] or 0) for u in used) > len(used):
        codes.add("most_points_outside")
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
