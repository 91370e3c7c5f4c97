"""What would an area's figures have been, had those it took over been one with it all along?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from hls_signals.register.mergers import predecessors
from hls_signals.register.models import Area

LABEL = "as if already merged"
_PERIOD = ["measure_id", "breakdown", "period_start", "period_end", "period_type", "definition_version"]


def as_if_merged(figures: pl.DataFrame, areas: Sequence[Area], successor: str) -> pl.DataFrame:
    """Sums of numerators and denominators of an area and all its predecessors, for periods before the last merger.

    figures  latest-known rows: measure_id, area_code, breakdown, period_start, period_end, period_type,
             definition_version, numerator, denominator, status
    returns  one row a period in which every area that was open then sent figures that are ok: the period's columns,
             area_code (the successor's), numerator, denominator, of_areas (codes, `;` between) and label.
             A count has numerators alone; published-only values cannot be summed and give no row
    """
    before = predecessors(areas, successor)
    own = [area for area in areas if area.area_code == successor]
    ends = [area.valid_to for area in before if area.valid_to is not None]
    if not ends:
        return _summed(figures.clear(), successor).drop("bodies")
    early = figures.filter(pl.col("period_start") < max(ends))
    periods = early.select("period_start").unique()
    open_then = periods.join(_open(periods, [*own, *before]), on="period_start")
    asked = open_then.join(early, on=["period_start", "area_code"], how="inner")
    whole = asked.filter((pl.col("status") == "ok") & pl.col("numerator").is_not_null())
    bodies = open_then.group_by("period_start").len("open")
    summed = _summed(whole, successor).join(bodies, on="period_start")
    return summed.filter(pl.col("bodies") == pl.col("open")).drop("bodies", "open").sort(_PERIOD)


def _open(periods: pl.DataFrame, areas: Sequence[Area]) -> pl.DataFrame:
    """Which of these areas were open when each period began."""
    rows = [
        (start, area.area_code)
        for start in periods["period_start"].to_list()
        for area in areas
        if (area.valid_from or dt.date.min) <= start < (area.valid_to or dt.date.max)
    ]
    return pl.DataFrame(rows, schema={"period_start": pl.Date, "area_code": pl.String}, orient="row")


def _summed(rows: pl.DataFrame, successor: str) -> pl.DataFrame:
    # A sum over denominators of which one is missing would be no denominator.
    denominator = pl.when(pl.col("denominator").is_not_null().all()).then(pl.col("denominator").sum())
    return rows.group_by(_PERIOD, maintain_order=True).agg(
        pl.lit(successor).alias("area_code"),
        pl.col("numerator").sum(),
        denominator.alias("denominator"),
        pl.col("area_code").sort().str.join(";").alias("of_areas"),
        pl.lit(LABEL).alias("label"),
        pl.col("area_code").n_unique().alias("bodies"),
    )
