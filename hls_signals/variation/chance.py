"""How many charts of a pack would show a signal although nothing had changed?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

import polars as pl

from hls_signals.variation.errors import require_columns
from hls_signals.variation.false_alarm_rates import false_alarm_rate, no_table
from hls_signals.variation.presets import PRESETS, Preset
from hls_signals.variation.thresholds import COARSE_VALUES

# Fewer different values than this inside the limits are read as `coarse`, by the advice as well.
FEW_VALUES = COARSE_VALUES
# Whole numbers from nought are read as counts: below each mean, the simulated shape nearest to it on a log scale.
COUNTS_BELOW: tuple[tuple[float, str], ...] = ((2.7, "poisson_1_2"), (12.0, "poisson_6"))
# 9 in 10 of a normal distribution lie within this many standard deviations.
NINE_IN_TEN = 1.645
# Simulated were charts of single values. The lines and rules of these differ too much for the same number to hold.
NOT_SIMULATED = ("run", "mr", "g")
MOVE_TOGETHER = "Measures that share people move together, so the true spread is wider."


@dataclass(frozen=True)
class ByChance:
    """How many of some charts chance alone would mark.

    charts    how many are counted.
    expected  how many of them would show at least one signal if nothing had changed; low, high in nine packs of ten.
    seen      how many of them do show one; None where that is not said.
    apart     charts that are not counted: neighbouring points are alike, or no such chart was simulated.
    sentence  the same in words; empty where no chart is counted.
    """

    charts: int
    expected: float
    low: float
    high: float
    seen: int | None
    sentence: str
    apart: int = 0


def expected_by_chance(result: pl.DataFrame) -> ByChance:
    """The charts of a result of `signals`, each at its own number of points and its own shape.

    A series in several phases signals where any of them does. A phase without limits or without variation cannot.
    raises  NoFalseAlarmTable for a preset that was not simulated, MissingColumn for a frame that is no such result.
    """
    if result.is_empty():
        return by_chance([], seen=0)
    rows, keys = _renamed(result)
    series = rows.group_by(keys).agg(
        is_apart=pl.col("advice").str.split(";").list.contains("neighbours_alike").any()
        | pl.col("chart").cast(pl.String).is_in(NOT_SIMULATED).any(),
        is_seen=(pl.col("read_first") != "usual_variation").any(),
    )
    counted = series.filter(~pl.col("is_apart"))
    phases = _phases(rows, keys).join(counted, on=keys, how="semi", nulls_equal=True)
    rates = _with_rates(phases, str(result.item(0, "preset")))
    each = rates.group_by(keys).agg(rate=1 - (1 - pl.col("rate")).product())
    quiet = counted.height - each.height
    apart = series.height - counted.height
    return by_chance([*each["rate"].sort(), *[0.0] * quiet], seen=int(counted["is_seen"].sum()), apart=apart)


def expected_for_periods(periods: Iterable[int], chosen: str | Preset) -> ByChance:
    """The same from the number of periods of each chart and the preset alone: what a release may say.

    A published number over several measures may not follow their values, so the shape is normal and nothing is `seen`.
    """
    return by_chance([false_alarm_rate(chosen, n) for n in periods], seen=None)


_READ = (
    "phase", "phase_points", "point_status", "plotted", "lower", "upper", "limits_status", "read_first", "chart",
    "advice",
)  # fmt: skip


def _renamed(result: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The columns that are read, and the series columns under names that meet none of ours.

    The time stands just before `plotted`, the series columns before the time; there may be none.
    """
    require_columns(result.columns, ["preset", *_READ], "the result")
    given = result.columns[: result.columns.index("plotted") - 1]
    keys = {f"key {number}": pl.col(name) for number, name in enumerate(given)}
    return result.select(pl.lit(0).alias("key"), *_READ, **keys), ["key", *keys]


def _phases(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One row a phase that has limits: its points, those the limits rest on, and its shape."""
    used = pl.col("point_status") == "used"
    value = pl.col("plotted")
    inside = used & value.is_between(pl.col("lower"), pl.col("upper"))
    limited = rows.filter(used, pl.col("limits_status").is_in(["ok", "provisional"]))
    phases = limited.group_by([*keys, "phase"]).agg(
        n=pl.len().cast(pl.Int64),
        rests_on=pl.col("phase_points").first().cast(pl.Int64),
        mean=value.mean(),
        is_count=((value >= 0) & (value == value.floor())).all(),
        different=value.filter(inside).n_unique(),
    )
    return phases.with_columns(shape=_shape())


def _shape() -> pl.Expr:
    (few_below, few), (some_below, some) = COUNTS_BELOW
    count, mean = pl.col("is_count"), pl.col("mean")
    return (
        pl.when(count & (mean < few_below))
        .then(pl.lit(few))
        .when(pl.col("different") < FEW_VALUES)
        .then(pl.lit("coarse"))
        .when(count & (mean < some_below))
        .then(pl.lit(some))
        .otherwise(pl.lit("normal"))
    )


def _with_rates(phases: pl.DataFrame, chosen: str) -> pl.DataFrame:
    """Each phase with its rate; each kind of phase is looked up once."""
    if chosen not in PRESETS:  # a changed preset carries its changes in its name
        raise no_table()
    kind = ["n", "rests_on", "shape"]
    kinds = phases.select(kind).unique()
    rates = [
        false_alarm_rate(chosen, n, shape=shape, baseline=rests_on if rests_on < n else None)
        for n, rests_on, shape in kinds.iter_rows()
    ]
    return phases.join(kinds.with_columns(rate=pl.Series(rates, dtype=pl.Float64)), on=kind)


def by_chance(rates: list[float], *, seen: int | None, apart: int = 0) -> ByChance:
    """Sum of the rates, and where it lies in nine packs of ten if the charts do not move together."""
    charts, expected = len(rates), sum(rates)
    spread = NINE_IN_TEN * sqrt(sum(rate * (1 - rate) for rate in rates))
    low, high = max(0.0, expected - spread), min(float(charts), expected + spread)
    return ByChance(charts, expected, low, high, seen, _sentence(rates, low, high, seen, apart), apart)


def _sentence(rates: list[float], low: float, high: float, seen: int | None, apart: int) -> str:
    parts = [_told(rates, low, high), _seen(len(rates), seen), _apart(apart)]
    if len(rates) > 1:
        parts.append(MOVE_TOGETHER)
    return " ".join(part for part in parts if part) if rates else _apart(apart)


def _told(rates: list[float], low: float, high: float) -> str:
    if len(rates) == 1:
        times = round(100 * rates[0])
        return f"If nothing had changed, this chart would still show a signal by chance about {times} times in 100."
    return (
        f"If nothing had changed, about {sum(rates):,.0f} of these {len(rates):,} charts would still show a signal "
        f"by chance ({low:,.0f} to {high:,.0f} in nine such packs of ten)."
    )


def _seen(charts: int, seen: int | None) -> str:
    if seen is None or charts < 2:
        return ""
    return "1 of them does." if seen == 1 else f"{seen:,} of them do."


def _apart(apart: int) -> str:
    if not apart:
        return ""
    charts = "1 chart is" if apart == 1 else f"{apart:,} charts are"
    return f"{charts} not counted here: neighbouring points are alike, or chance was not simulated for such a chart."
