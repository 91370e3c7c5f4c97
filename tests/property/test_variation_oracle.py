"""A slow and obvious reading of spec/variation.md against the engine, chart by chart and preset by preset."""

from __future__ import annotations

import calendar as months_of
import math
import random
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from hls_signals.variation import CHARTS, PRESETS, preset, signals
from tests.house.variation_presets_slowly import SLOW_PRESETS
from tests.house.variation_rows_slowly import RATIOS
from tests.house.variation_rules_slowly import ANHOEJ, RULES
from tests.house.variation_slowly import read_series

# Random series: small, awkward, and exact in decimals, so that the engine's doubles are put to the test.


def some_values(dice, n):
    kind = dice.choice(
        ["coarse", "tenths", "zeros", "constant", "changed", "rising", "peak", "steps", "wide", "edges", "yearly"]
    )
    if kind == "coarse":
        return [str(dice.randint(0, 4)) for _ in range(n)]
    if kind == "tenths":
        return [str(round(dice.gauss(0, 1), 1)) for _ in range(n)]
    if kind == "zeros":
        return [str(dice.choice([0, 0, 0, 0, 0, 1, 3])) for _ in range(n)]
    if kind == "constant":
        return [dice.choice(["0.3", "0", "7"])] * n
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
    if kind == "yearly":
        return [f"{50 + 10 * math.sin(i * math.pi / 6) + dice.gauss(0, 2):.1f}" for i in range(n)]
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


def some_ratios(dice, n, is_share):
    """Numerators and denominators: small, large, few, none, all, and now and then impossible."""
    kind = dice.choice(["small", "large", "spread", "rare", "none", "all", "even", "same"])
    out = []
    for i in range(n):
        size = {"large": 3000 + dice.randint(0, 900), "spread": 2000 + dice.randint(0, 900), "even": 50}.get(
            kind, dice.randint(4, 60)
        )
        level = {"rare": 0.03, "none": 0, "all": 1, "spread": 0.3 + 0.1 * (i % 2)}.get(kind, 0.3)
        if kind == "same":
            out.append((Fraction(3 * size), Fraction(10 * size)))
            continue
        top = sum(dice.random() < level for _ in range(size)) if size < 100 else round(dice.gauss(level * size, 25))
        out.append((Fraction(top if is_share else top * 2), Fraction(size)))
    for i in range(n):
        if dice.random() < 0.02:
            out[i] = dice.choice([(out[i][0], Fraction(0)), (Fraction(-1), out[i][1]), (out[i][1] + 1, out[i][1])])
    return out


def figures(dice, chart, n):
    """The figures of the rows, in the words of `read_series`."""
    if chart in RATIOS:
        return [{"top": top, "size": size} for top, size in some_ratios(dice, n, chart not in ("u", "u_prime"))]
    if chart in ("c", "g"):
        mean = dice.choice([0, 1, 6, 30])
        return [{"value": Fraction(max(-1, round(dice.gauss(mean, math.sqrt(mean)))))} for _ in range(n)]
    if chart == "t":
        return [{"value": Fraction(max(0, round(abs(dice.gauss(0, 30)))))} for _ in range(n)]
    if chart == "xbar_s":
        level, spread = dice.choice([(10, 1), (0, 3), (5, 0)]), dice.random() < 0.5
        return [{"values": some_subgroup(dice, *level, dice.randint(1, 6) if spread else 4)} for _ in range(n)]
    return [{"value": Fraction(text)} for text in some_values(dice, n)]


def some_subgroup(dice, level, spread, size):
    return [Fraction(f"{dice.gauss(level, spread):.1f}") for _ in range(size)]


def without_figure(row, dice):
    """The row with its figure blank, or no number."""
    if "top" in row:
        return dice.choice([{**row, "top": None}, {"top": None, "size": None}, {**row, "size": None}])
    if "values" in row:
        return {"values": dice.choice([[None] * len(row["values"]), [None, *row["values"]], ["nan", *row["values"]]])}
    return {"value": dice.choice([None, None, None, "nan"])}


def some_series(dice, chart):
    n = dice.choice([1, 2, 3, 5, 6, 7, 9, 12, 13, 15, 18, 22, 26, 30, 37])
    dates, values = some_dates(dice, n), figures(dice, chart, n)
    lost, odd = dice.choice([0, 0, 0.05, 0.15]), dice.choice([0, 0, 0.05, 0.15])
    rows = []
    for when, row in zip(dates, values, strict=True):
        if rows and dice.random() < lost:
            continue
        kept = without_figure(row, dice) if dice.random() < odd else row
        rows.append({"date": when, **kept, "excluded": dice.random() < odd / 2})
    starts = [d + timedelta(days=dice.randint(-3, 3)) for d in dice.sample(dates, min(n, dice.choice([0, 0, 1, 2])))]
    return {"rows": rows, "starts": starts}


# The engine on the same figures

COMPARED = (
    *("plotted", "point_status", "phase", "phase_points", "centre", "lower", "upper", "near_lower", "near_upper"),
    *("moving_range", "left_out", "limits_status", *RULES, "read_first", "read_first_rule", *ANHOEJ, "advice"),
    *("sd", "sd_centre", "sd_lower", "sd_upper"),
)


def as_float(figure):
    return None if figure is None else float(figure)


def engine(many, baseline, name, chart):
    table = []
    for i, series in enumerate(many):
        for row in series["rows"]:
            base = {"series": i, "period_start": row["date"], "out": row["excluded"]}
            if "values" in row:
                table += [{**base, "value": as_float(value)} for value in row["values"]]
            else:
                table.append({**base, **{k: as_float(row[k]) for k in ("value", "top", "size") if k in row}})
    kinds = {"series": pl.Int32, "period_start": pl.Date, "out": pl.Boolean}
    named = [k for k in ("value", "top", "size") if k in table[0]]
    starts = [{"series": i, "starts": start} for i, series in enumerate(many) for start in series["starts"]]
    return signals(
        pl.DataFrame(table, schema={**kinds, **dict.fromkeys(named, pl.Float64)}).sample(
            fraction=1, shuffle=True, seed=1
        ),
        name,
        numerator="top" if chart in RATIOS else None,
        denominator="size" if chart in RATIOS else None,
        scale=100,
        chart=chart,
        phases=pl.DataFrame(starts, schema={"series": pl.Int32, "starts": pl.Date}),
        baseline=baseline,
        excluded="out",
    )


def agree(ours, theirs):
    if isinstance(theirs, Fraction):
        return ours is not None and math.isclose(ours, float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


def compare(seed, number, baseline, name, chart="xmr"):
    dice = random.Random(seed)  # noqa: S311  # a repeatable sample, no secret
    many = [some_series(dice, chart) for _ in range(number)]
    got = engine(many, baseline, name, chart)
    reading = {"baseline": baseline, "preset": name, "chart": chart, "scale": Fraction(100)}
    wanted = [row for series in many for row in read_series(series, **reading)]
    assert got.height == len(wanted)
    columns = [c for c in COMPARED if c in got.columns]
    for ours, theirs in zip(got.iter_rows(named=True), wanted, strict=True):
        differ = {c: (ours[c], theirs[c]) for c in columns if not agree(ours[c], theirs[c])}
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
    advice = {code for cell in got["advice"].unique() for code in cell.split(";")}
    assert {"rare_events", "too_coarse", "neighbours_alike", "seasonal", "gaps"} <= advice


@pytest.mark.parametrize("name", [name for name in PRESETS if name not in ("hls", "nhsr-0.2.2")])
def test_every_preset_agrees_with_the_slow_reading(name):
    compare(7, 150, None, name)


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart != "xmr"])
def test_every_chart_agrees_with_the_slow_reading(chart):
    got = compare(11, 120, None, "hls", chart)
    assert got["read_first"].drop_nulls().n_unique() > 1
    compare(12, 60, 8, "western-electric", chart)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", PRESETS)
def test_thousands_of_random_series_agree_with_the_slow_reading(name, seed):
    compare(seed, 800, [None, 6, 13][seed % 3], name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("chart", CHARTS)
def test_thousands_of_random_series_of_every_chart_agree_with_the_slow_reading(chart, seed):
    compare(100 + seed, 500, [None, 6, 13][seed % 3], ["hls", "nhsr-0.2.2", "powerbi-1.8"][seed % 3], chart)


def test_the_slow_reading_uses_the_constants_of_the_presets():
    assert set(SLOW_PRESETS) == set(PRESETS)
    for name, slow in SLOW_PRESETS.items():
        found = preset(name)
        assert found is PRESETS[name]
        assert math.isclose(found.xmr_factor, slow.factor, rel_tol=1e-15)
        assert (found.limits_from, found.shift_points, found.trend_points) == (slow.limits_from, slow.shift, slow.trend)
