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
KEYS = ("area_code", "period_type", "definition", "phase", "month0", "month1", "span")


def with_season(pairs: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `season` (steps, mean and remainder as JSON), `season_mean` and `is_season_unknown`.

    points   area_code, period_start and phase of the variation record
    returns  null where the pair crosses a definition or a phase, and where fewer than two earlier years of both have
             the step
    """
    steps = _steps(pairs, points)
    years = steps.select(*KEYS, earlier_year="year", earlier_step="step")
    before = steps.join(years, on=list(KEYS), nulls_equal=True).filter(pl.col("earlier_year") < pl.col("year"))
    listed = before.sort("pair_no", "earlier_year").group_by("pair_no", maintain_order=True)
    found = listed.agg(steps=pl.col("earlier_step"), mean=pl.col("earlier_step").mean(), step=pl.col("step").first())
    found = found.filter(pl.col("steps").list.len() >= ENOUGH_YEARS)
    record = pl.struct("steps", "mean", remainder=pl.col("step") - pl.col("mean")).struct.json_encode()
    told = found.select("pair_no", season=record, season_mean="mean")
    joined = pairs.join(told, on="pair_no", how="left", maintain_order="left")
    is_asked = pl.col("has_figures") & pl.col("period_type").is_in(SEASONAL)
    return joined.with_columns(is_season_unknown=is_asked & pl.col("season").is_null())


def _steps(pairs: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """One row a pair whose two figures are of one definition and one phase."""
    phases = points.select("area_code", "period_start", "phase")
    held = pairs.filter("has_figures", pl.col("period_type").is_in(SEASONAL))
    for side in ("earlier", "later"):
        held = held.join(
            phases.rename({"phase": f"{side}_phase"}),
            left_on=["area_code", f"{side}_period_start"],
            right_on=["area_code", "period_start"],
            how="left",
            maintain_order="left",
        )
    start, end = pl.col("earlier_period_start"), pl.col("later_period_start")
    same = [pl.col(f"earlier_{n}").eq_missing(pl.col(f"later_{n}")) for n in ("definition_version", "phase")]
    return held.filter(*same).select(
        "pair_no", "area_code", "period_type",
        definition="later_definition_version", phase="later_phase",
        month0=_day_of_year(start), month1=_day_of_year(end),
        span=end.dt.year() - start.dt.year(), year=end.dt.year(), step=pl.col("later_value") - pl.col("earlier_value"),
    )  # fmt: skip


def _day_of_year(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)


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
