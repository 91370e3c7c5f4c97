"""Are colours those of a slow reading in fractions, also exactly on a boundary?"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from hls_signals.measures import measured_values
from hls_signals.measures.frames import EXACT
from hls_signals.register import Measure

SEED, MEASURES = 20261124, 60
START = dt.date(2025, 1, 1)


def some_measure(draw: random.Random, number: int) -> Measure:
    polarity = draw.choice(["higher", "lower", "band"])
    aim = Decimal(draw.randrange(200, 9500)) / 100
    target = {"lower": aim, "upper": aim + draw.randrange(0, 20)} if polarity == "band" else {"value": aim}
    kind = draw.choice(["points", "percent_of_target", "trend"])
    within = Decimal(draw.randrange(0, 100)) / 10
    return Measure.model_validate(
        {
            "id": f"m{number}",
            "name": "M",
            "return": "r",
            "calculation": "ratio",
            "unit": "percent",
            "scale": 100,
            "polarity": polarity,
            "period_type": "month",
            "targets": [{**target, "effective_from": START}],
            "colour_rules": [
                {
                    "version": 1,
                    "effective_from": START,
                    "kind": kind,
                    "meets_within" if kind == "trend" else "amber_within": within,
                    "round_to": draw.choice([None, None, None, Decimal("0.1"), Decimal("0.25")]),
                }
            ],
        }
    )


def lines_of(measure: Measure, last: Fraction | None) -> list[Fraction]:
    """Every value at which a colour changes, straight from the table of the page."""
    rule, target = measure.colour_rules[0], measure.targets[0]
    within, meets = Fraction(rule.amber_within), Fraction(rule.meets_within)
    found = []
    for edge, sign in edges_of(measure, target):
        reach = within if rule.kind == "points" else abs(edge) * within / 100
        found += [edge + sign * meets, edge + sign * reach]
    return [*found, *([last] if last is not None else [])]


def edges_of(measure, target):
    """Each edge of green with the direction in which amber lies."""
    if measure.polarity == "band":
        return [(Fraction(target.lower), -1), (Fraction(target.upper), 1)]
    return [(Fraction(target.value), -1 if measure.polarity == "higher" else 1)]


def half_up(value: Fraction, step: Decimal | None) -> Fraction:
    if step is None:
        return value
    steps = value / Fraction(step)
    whole = steps.numerator // steps.denominator
    return (whole + (steps - whole >= Fraction(1, 2))) * Fraction(step)


def slow_colour(measure: Measure, value: Fraction, last: Fraction | None) -> str | None:
    rule = measure.colour_rules[0]
    value = half_up(value, rule.round_to)
    off = max(sign * (value - edge) for edge, sign in edges_of(measure, measure.targets[0]))
    if off <= Fraction(rule.meets_within):
        return "green"
    if rule.kind == "trend":
        if last is None:
            return None
        last = half_up(last, rule.round_to)
        return "amber" if off <= max(s * (last - e) for e, s in edges_of(measure, measure.targets[0])) else "red"
    for edge, sign in edges_of(measure, measure.targets[0]):
        reach = Fraction(rule.amber_within) * (1 if rule.kind == "points" else abs(edge) / 100)
        if 0 < sign * (value - edge) <= reach:
            return "amber"
    return "red"


def figure(draw: random.Random, value: Fraction | None) -> dict[str, object]:
    """A figure worth this value exactly, as parts or as given; None: any figure."""
    denominator = draw.choice([50, 200, 625, 1000, 99999999])
    if value is None:
        return {"numerator": Decimal(draw.randrange(0, denominator + 1)), "denominator": Decimal(denominator)}
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if draw.random() < 0.5:
        return {"value_given": exact}
    return {"numerator": exact * 8 / 100, "denominator": Decimal(8)}


def worth(row: dict[str, object]) -> Fraction:
    if row.get("value_given") is not None:
        return Fraction(row["value_given"])
    return 100 * Fraction(row["numerator"]) / Fraction(row["denominator"])


def cases(draw: random.Random, measure: Measure, count: int):
    """Rows of this year, with last year's beside half of them, and how many lie exactly on a line."""
    rows, on_line = [], 0
    for number in range(count):
        last = figure(draw, Fraction(draw.randrange(0, 400), 4)) if draw.random() < 0.5 else None
        known = None if last is None else worth(last)
        line = draw.choice(lines_of(measure, known)) if draw.random() < 0.12 else None
        on_line += line is not None
        if last is not None:
            rows.append({"area_code": f"X{number}", "year": 2025, **last})
        rows.append({"area_code": f"X{number}", "year": 2026, **figure(draw, line)})
    return rows, on_line


def frame_of(measure: Measure, rows: list[dict[str, object]]) -> pl.DataFrame:
    columns = {name: [row.get(name) for row in rows] for name in ("numerator", "denominator", "value_given")}
    return pl.DataFrame(
        {
            "measure_id": measure.id,
            "area_code": [row["area_code"] for row in rows],
            "breakdown": "{}",
            "is_total": True,
            "period_start": [dt.date(row["year"], 3, 1) for row in rows],
            "period_end": [dt.date(row["year"], 4, 1) for row in rows],
            "period_type": "month",
            **{name: pl.Series(values, dtype=EXACT) for name, values in columns.items()},
            "status": "ok",
            "flags": "",
            "definition_version": "",
            "reported_colour": pl.Series([None] * len(rows), dtype=pl.String),
            "known_at": dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
            "not_repeated": False,
            "source_sha256": "a",
            "source_row": 1,
        },
        schema_overrides={"known_at": pl.Datetime("us", "UTC")},
    )


def compared(total: int) -> tuple[int, int]:
    """How many colours were compared, and how many figures lay exactly on a line."""
    draw = random.Random(SEED)  # noqa: S311  seeded cases, no secrets
    seen = on_line = 0
    for number in range(MEASURES):
        measure = some_measure(draw, number)
        rows, exact = cases(draw, measure, total // MEASURES + 1)
        on_line += exact
        last = {row["area_code"]: worth(row) for row in rows if row["year"] == 2025}
        values = measured_values(measure, frame_of(measure, rows), known_on=dt.date(2026, 6, 1))
        got = {
            (area, start.year): colour
            for area, start, colour in values.select("area_code", "period_start", "colour").iter_rows()
        }
        for row in rows:
            if row["year"] == 2026:
                wanted = slow_colour(measure, worth(row), last.get(row["area_code"]))
                assert got[(row["area_code"], 2026)] == wanted, (measure.colour_rules, row, last.get(row["area_code"]))
                seen += 1
    return seen, on_line


def test_5000_colours_are_those_of_fractions_a_tenth_of_them_on_a_line():
    seen, on_line = compared(5_000)
    assert seen >= 5_000
    assert on_line >= seen / 10


@pytest.mark.slow
def test_100000_colours_are_those_of_fractions_a_tenth_of_them_on_a_line():
    seen, on_line = compared(100_000)
    assert seen >= 100_000
    assert on_line >= seen / 10
