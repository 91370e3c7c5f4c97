"""Which other readings stand beside the bridge of each pair, for every pair at once?

The same step in earlier years, and the change read as one of numerator and denominator. `second_readings.py` says the
same of one pair, in fractions. None of them is ever added to the rest.
"""

from __future__ import annotations

import polars as pl

from hls_signals.measures.frames import as_float
from hls_signals.register.models import Measure
from hls_signals.why.second_readings import ENOUGH_YEARS

# Periods of these types come again every year at the same place; of a whole year every step is the same step.
SEASONAL = ("month", "quarter")
HAS_RATE = ("ratio", "rate", "mean")
SERIES = ("area_code", "period_type", "definition_version", "phase")
OWN = ("value", "year", "day")


def with_season(pairs: pl.DataFrame, rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `season` (steps, mean and remainder as JSON), `season_mean` and `is_season_unknown`.

    rows     the series the pairs are of
    points   area_code, period_start and phase of the variation record
    returns  null where the pair crosses a definition or a phase, and where fewer than two earlier years of both have
             the step
    """
    figures = _figures(rows, points)
    earlier, later = (figures.rename({name: f"{name}{side}" for name in OWN}) for side in (0, 1))
    steps = _own_steps(pairs, earlier, later)
    before = steps.join(
        earlier.drop("period_start").rename({"value0": "past0", "year0": "past_year0"}),
        on=[*SERIES, "day0"],
        nulls_equal=True,
    ).with_columns(past_year1=pl.col("year1") - pl.col("year0") + pl.col("past_year0"))
    before = before.filter(pl.col("past_year0") < pl.col("year0")).join(
        later.drop("period_start").rename({"value1": "past1", "year1": "past_year1"}),
        on=[*SERIES, "day1", "past_year1"],
        nulls_equal=True,
    )
    before = before.with_columns(past_step=pl.col("past1") - pl.col("past0")).sort("pair_no", "past_year0")
    listed = before.group_by("pair_no", maintain_order=True)
    found = listed.agg(steps=pl.col("past_step"), mean=pl.col("past_step").mean(), step=pl.col("step").first())
    found = found.filter(pl.col("steps").list.len() >= ENOUGH_YEARS)
    record = pl.struct("steps", "mean", remainder=pl.col("step") - pl.col("mean")).struct.json_encode()
    told = found.select("pair_no", season=record, season_mean="mean")
    joined = pairs.join(told, on="pair_no", how="left", maintain_order="left")
    is_asked = pl.col("has_figures") & pl.col("period_type").is_in(SEASONAL)
    return joined.with_columns(is_season_unknown=is_asked & pl.col("season").is_null())


def _figures(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """One row a figure: its series, year, day of the year and value."""
    phases = points.select("area_code", "period_start", "phase")
    held = rows.filter(pl.col("value").is_not_null(), pl.col("period_type").is_in(SEASONAL))
    held = held.join(phases, on=["area_code", "period_start"], how="left", maintain_order="left")
    day = pl.col("period_start")
    number = day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
    return held.select(*SERIES, "period_start", "value", year=day.dt.year(), day=number)


def _own_steps(pairs: pl.DataFrame, earlier: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """One row a pair whose two figures are of one definition and one phase."""
    asked = pairs.filter("has_figures").select(
        "pair_no", "area_code", "period_type", "earlier_period_start", "later_period_start"
    )
    starts = asked.join(
        earlier, left_on=["area_code", "period_type", "earlier_period_start"],
        right_on=["area_code", "period_type", "period_start"], maintain_order="left",
    )  # fmt: skip
    both = starts.join(
        later, left_on=[*SERIES, "later_period_start"], right_on=[*SERIES, "period_start"], nulls_equal=True,
        maintain_order="left",
    )  # fmt: skip
    return both.with_columns(step=pl.col("value1") - pl.col("value0"))


def with_parts_view(measure: Measure, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `numerator_view` and `denominator_view`, in the measure's unit; null where there is no rate."""
    n0, d0, n1, d1 = (
        as_float(f"{side}_{part}") for side in ("earlier", "later") for part in ("numerator", "denominator")
    )
    told = pl.col("has_figures") & (d0 > 0) & (d1 > 0) & n0.is_not_null() & n1.is_not_null()
    told &= pl.lit(value=measure.calculation in HAS_RATE)
    scale = float(measure.scale)
    views = {
        "numerator_view": scale * (n1 - n0) * (1 / d0 + 1 / d1) / 2,
        "denominator_view": -scale * (d1 - d0) * (n0 + n1) / (2 * d0 * d1),
    }
    return pairs.with_columns(pl.when(told).then(view).alias(name) for name, view in views.items())
