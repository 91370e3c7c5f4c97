"""How much of a figure had arrived after the same delay in periods that are settled now?

An expectation beside the figure: it changes no value. `why/late_returns.py` says the same of one period, slowly.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from hls_signals.measures.frames import as_float
from hls_signals.register.models import Measure

MOST_PERIODS = 12
# From fewer settled periods than this nothing is said.
ENOUGH_PERIODS = 6
WITH_FIGURE = ("ok", "estimated", "imputed")
SERIES = ("area_code", "period_type", "definition_version")
PERIOD = (*SERIES, "period_start")
ARRIVALS: dict[str, Any] = {  # polars types
    "area_code": pl.String,
    "period_type": pl.String,
    "definition_version": pl.String,
    "period_start": pl.Date,
    "n_periods": pl.Int64,
    "expected_value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "completeness": pl.Float64,
}


def arrivals(measure: Measure, versions: pl.DataFrame, *, settled_by: dt.date) -> pl.DataFrame:
    """One row a period that ended after `settled_by`, and whose figure has parts.

    versions  `staged.total_versions`: every version of every total, as known by the day asked about
    returns   the columns of ARRIVALS: the figure with each part grown as those of the newest 12 settled periods grew
              after the same delay, the extremes over those periods, and the share that had arrived, of the part that
              lacks more; all null below 6 periods
    source    spec page on explanations, section 7
    """
    rows = _with_parts(measure, versions).sort(*PERIOD, "known_at", "source_sha256", "source_row")
    newest = rows.unique(PERIOD, keep="last", maintain_order=True)
    unsettled = newest.filter(pl.col("period_end") > settled_by)
    compared = _at_the_same_delay(unsettled, rows.filter(pl.col("period_end") <= settled_by), newest)
    found = unsettled.join(_summed(compared), on=list(PERIOD), how="left", maintain_order="left")
    return found.with_columns(_expected(measure)).select(
        pl.col(name).fill_null(0).cast(kind) if name == "n_periods" else pl.col(name).cast(kind)
        for name, kind in ARRIVALS.items()
    )


def with_completeness(
    measure: Measure, values: pl.DataFrame, versions: pl.DataFrame, *, settled_by: dt.date
) -> pl.DataFrame:
    """Values with `completeness` of their totals: 1 where settled, null where it cannot be said."""
    found = arrivals(measure, versions, settled_by=settled_by)
    shares = found.select(*PERIOD, "completeness", is_unsettled=pl.lit(value=True))
    rows = values.drop("completeness").join(shares, on=list(PERIOD), how="left", maintain_order="left")
    is_settled = pl.col("period_end") <= settled_by
    share = pl.when(is_settled & pl.col("value").is_not_null()).then(1.0).otherwise("completeness")
    rows = rows.with_columns(completeness=pl.when(pl.col("breakdown") == "{}").then(share))
    return rows.select(values.columns)


def _with_parts(measure: Measure, versions: pl.DataFrame) -> pl.DataFrame:
    """Versions that have a figure with parts, as floats: `top` and `bottom`; a count stands above one."""
    is_count = measure.calculation == "count"
    top = pl.coalesce(as_float("numerator"), as_float("value_given")) if is_count else as_float("numerator")
    bottom = pl.lit(1.0) if is_count else as_float("denominator")
    named = versions.select(
        *PERIOD, "period_end", "known_on", "known_at", "source_sha256", "source_row", "status",
        top=top, bottom=bottom,
    )  # fmt: skip
    return named.filter(pl.col("status").is_in(WITH_FIGURE), pl.col("top").is_not_null(), pl.col("bottom") > 0)


def _at_the_same_delay(unsettled: pl.DataFrame, settled: pl.DataFrame, newest: pl.DataFrame) -> pl.DataFrame:
    """For each unsettled period, the newest 12 settled ones: parts as they stood after its delay, and as they are."""
    asked = unsettled.select(*PERIOD, delay=_delay(), own_top="top", own_bottom="bottom")
    versions = settled.select(*SERIES, "period_end", "top", "bottom", then=_delay(), settled_start="period_start")
    held = asked.join(versions, on=list(SERIES), maintain_order="left_right").filter(pl.col("then") <= pl.col("delay"))
    held = held.unique([*PERIOD, "settled_start"], keep="last", maintain_order=True)
    now = newest.select(*SERIES, settled_start="period_start", top_now="top", bottom_now="bottom")
    held = held.join(now, on=[*SERIES, "settled_start"], maintain_order="left")
    held = held.filter(pl.col("top") > 0, pl.col("bottom") > 0)
    return held.sort(*PERIOD, "settled_start").group_by(PERIOD, maintain_order=True).tail(MOST_PERIODS)


def _delay() -> pl.Expr:
    return (pl.col("known_on") - pl.col("period_end")).dt.total_days()


def _summed(compared: pl.DataFrame) -> pl.DataFrame:
    grown = (pl.col("top_now") / pl.col("top")) / (pl.col("bottom_now") / pl.col("bottom"))
    totals = [pl.col(name).sum().alias(f"sum_{name}") for name in ("top", "bottom", "top_now", "bottom_now")]
    found = compared.with_columns(grown=grown).group_by(PERIOD, maintain_order=True)
    return found.agg(*totals, n_periods=pl.len(), least=pl.col("grown").min(), most=pl.col("grown").max())


def _expected(measure: Measure) -> list[pl.Expr]:
    """Null below six periods."""
    scale = 1.0 if measure.calculation == "count" else float(measure.scale)
    above, below = pl.col("sum_top_now") / pl.col("sum_top"), pl.col("sum_bottom_now") / pl.col("sum_bottom")
    enough = pl.col("n_periods") >= ENOUGH_PERIODS
    figure = scale * pl.col("top") / pl.col("bottom")
    told = {
        "expected_value": scale * (pl.col("top") * above) / (pl.col("bottom") * below),
        "low": figure * pl.col("least"),
        "high": figure * pl.col("most"),
        "completeness": pl.min_horizontal(1 / above, 1 / below, pl.lit(1.0)),
    }
    return [pl.when(enough).then(expression).alias(name) for name, expression in told.items()]
