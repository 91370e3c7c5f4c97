"""How do tests of explanations and of small numbers write a measure and its figures in a few lines?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from hls_signals.measures.frames import EXACT
from hls_signals.measures.values import measured_values
from hls_signals.register.load import Register
from hls_signals.register.models import Area, ColourRule, Definition, Measure, Target
from hls_signals.why import WhyInputs

AREA = "X06000901"
AS_OF = dt.date(2026, 10, 15)
FIRST_DAY = dt.date(2020, 1, 1)


def month(text: str) -> dt.date:
    """`2026-07` as its first day."""
    return dt.date.fromisoformat(f"{text}-01")


def after(start: dt.date, months: int = 1) -> dt.date:
    """The first day of the month so many months later."""
    number = start.year * 12 + start.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def a_measure(target: Any = 72, within: Any = 5, **changes: Any) -> Measure:
    """Percent of plans in place, monthly, higher aimed for; `changes` replace fields."""
    given: dict[str, Any] = {
        "id": "plan_in_place",
        "name": "Plan in place",
        "return": "plans",
        "calculation": "ratio",
        "unit": "percent",
        "scale": 100,
        "polarity": "higher",
        "period_type": "month",
        "targets": () if target is None else (Target(effective_from=FIRST_DAY, value=Decimal(str(target))),),
        "colour_rules": (
            ColourRule(version=1, effective_from=FIRST_DAY, kind="points", amber_within=Decimal(str(within))),
        ),
    }
    return Measure.model_validate({**given, **changes})


def target(value: Any, start: str = "2020-01", known: str | None = None) -> Target:
    """A target from a month on, announced in another."""
    known_from = None if known is None else month(known)
    return Target(effective_from=month(start), value=Decimal(str(value)), known_from=known_from)


def rule(version: int, kind: str, within: Any, start: str = "2020-01") -> ColourRule:
    """A colour rule from a month on."""
    return ColourRule.model_validate(
        {"version": version, "effective_from": month(start), "kind": kind, "amber_within": Decimal(str(within))}
    )


def definition(version: str, start: str) -> Definition:
    """A definition from a month on."""
    return Definition(version=version, effective_from=month(start))


def figure(
    start: str, numerator: Any = None, denominator: Any = None, *, area: str = AREA, **changes: Any
) -> dict[str, Any]:
    """One figure of a month as `measured_values` wants it, known ten days into the next month."""
    begins = month(start)
    known = after(begins) + dt.timedelta(days=10)
    return {
        "area_code": area,
        "breakdown": "{}",
        "is_total": True,
        "period_start": begins,
        "period_end": after(begins),
        "period_type": "month",
        "numerator": _decimal(numerator),
        "denominator": _decimal(denominator),
        "value_given": None,
        "status": "ok",
        "flags": "",
        "reported_colour": None,
        "definition_version": "",
        "known_at": dt.datetime(known.year, known.month, known.day, tzinfo=dt.UTC),
        "known_on": known,
        "not_repeated": False,
        "source_sha256": "0" * 64,
        "source_row": 1,
        **changes,
    }


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


FIGURES: Mapping[str, Any] = {
    "area_code": pl.String, "breakdown": pl.String, "is_total": pl.Boolean, "period_start": pl.Date,
    "period_end": pl.Date, "period_type": pl.String, "numerator": EXACT, "denominator": EXACT, "value_given": EXACT,
    "status": pl.String, "flags": pl.String, "reported_colour": pl.String, "definition_version": pl.String,
    "known_at": pl.Datetime("us", "UTC"), "known_on": pl.Date, "not_repeated": pl.Boolean,
    "source_sha256": pl.String, "source_row": pl.Int64, "measure_id": pl.String,
}  # fmt: skip


def values_of(
    measure: Measure, figures: Sequence[Mapping[str, Any]], *, known_on: dt.date | None = AS_OF
) -> pl.DataFrame:
    """`measured_values` of some figures; known_on None asks each on its own day, as first_values does."""
    rows = [{**record, "measure_id": measure.id} for record in figures]
    return measured_values(measure, pl.DataFrame(rows, schema=dict(FIGURES)), known_on=known_on)


def inputs_of(
    measure: Measure, now: Sequence[Mapping[str, Any]], first: Sequence[Mapping[str, Any]] | None = None, **frames: Any
) -> WhyInputs:
    """Inputs from figures as known now and, where they differ, as first published."""
    empty = pl.DataFrame()
    variation = frames.get("variation", empty_variation())
    first_values = values_of(measure, now if first is None else first, known_on=None)
    return WhyInputs(
        measure,
        values_of(measure, now),
        first_values,
        frames.get("quality", empty),
        variation,
        frames.get("events", empty),
    )


def empty_variation() -> pl.DataFrame:
    """No point at all."""
    return pl.DataFrame(schema={"measure_id": pl.String, "area_code": pl.String, "period_start": pl.Date})


def points(
    measure: Measure,
    read_first: Sequence[str | None],
    *,
    start: str,
    rule_name: str | None = None,
    limits: tuple[float, float, float] = (74.0, 66.0, 82.0),
    area: str = AREA,
) -> pl.DataFrame:
    """Variation rows by month, one for each reading, all of one phase; a signal lies one beyond its limit."""
    centre, lower, upper = limits
    plotted = {"signal_high": upper + 1, "signal_low": lower - 1}
    rows = [
        {
            "measure_id": measure.id,
            "area_code": area,
            "breakdown": "{}",
            "period_start": after(month(start), number),
            "plotted": plotted.get(reading or "", centre),
            "moving_range": 0.0 if number else None,
            "point_status": "used",
            "phase": 1,
            "centre": centre,
            "lower": lower,
            "upper": upper,
            "limits_status": "ok",
            "preset": "hls",
            "chart": "xmr",
            "read_first": reading,
            "read_first_rule": rule_name if reading in ("signal_high", "signal_low") else None,
            "beyond_usual_range": 1 if reading == "signal_high" else -1 if reading == "signal_low" else 0,
            "run_on_one_side": 0,
            "near_the_edge": 0,
            "steady_rise": False,
            "steady_fall": False,
            "advice": "",
        }
        for number, reading in enumerate(read_first)
    ]
    return pl.DataFrame(rows, schema_overrides={"phase": pl.UInt32, "read_first_rule": pl.String})


def quality_row(code: str, start: str, *, other: str | None = None, area: str = "") -> dict[str, Any]:
    """One row of `staged.quality` about a month."""
    begins = month(start)
    return {
        "code": code,
        "severity": "question",
        "return_id": "plans",
        "measure_id": "plan_in_place",
        "area_code": area,
        "period_start": begins,
        "period_end": after(begins),
        "other_period_start": None if other is None else month(other),
    }


def a_register(measure: Measure, areas: Sequence[tuple[str, str, str]] = (), sums: Sequence[Any] = ()) -> Register:
    """A register of one measure and some areas (code, name, type)."""
    named = areas or ((AREA, "Tamarhaven (simulated)", "council"),)
    listed = tuple(Area.model_validate({"area_code": c, "area_name": n, "area_type": t}) for c, n, t in named)
    return Register((measure,), listed, tuple(sums), ())
