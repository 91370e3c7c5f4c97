"""Which bodies are missing from the newest period, and which send figures after they closed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from hls_signals.register.models import Area
from hls_signals.returns.period_names import day_name
from hls_signals.returns.quality import Defect, ordered

MISSING = Defect("D304", "Was there nothing to report, or has the file not reached us?")
CLOSED = Defect("D308", "Whose figures are these: should they come under the code that follows?")
LAST_PERIODS = 3
_CONSECUTIVE = ("day", "week", "month", "quarter", "financial_year", "calendar_year", "academic_year")
_MEASURE = ["return_id", "measure_id", "period_type"]


def missing_bodies(observations: pl.DataFrame, areas: Iterable[Area]) -> pl.DataFrame:
    """D304: areas that reported in the last three periods, are open in areas.csv, and are absent from the newest."""
    reported = observations.filter(pl.col("period_type").is_in(_CONSECUTIVE)).select(
        *_MEASURE, "area_code", "period_start", "period_end"
    )
    rows = reported.unique()
    ago = pl.col("period_start").rank("dense", descending=True).over(_MEASURE) - 1
    recent = rows.with_columns(ago.alias("ago")).filter(pl.col("ago") <= LAST_PERIODS)
    newest = recent.filter(pl.col("ago") == 0).select(*_MEASURE, "period_start", "period_end").unique(_MEASURE)
    before = recent.group_by(*_MEASURE, "area_code").agg(
        pl.col("ago").min().alias("last_ago"), pl.col("ago").n_unique().alias("examined")
    )
    absent = before.filter((pl.col("last_ago") > 0) & (pl.col("examined") == LAST_PERIODS))
    open_areas = _dated(areas).rename({"valid_to": "closes"})
    found = (
        absent.join(newest, on=_MEASURE, how="inner")
        .join(open_areas, on="area_code", how="inner")
        .filter(pl.col("closes").is_null() | (pl.col("period_start") < pl.col("closes")))
    )
    text = pl.lit("There is no figure for the newest period; there was one in each of the last three.")
    return ordered([MISSING.rows(found.select(*_PLACES, "examined"), text)])


def figures_after_closing(observations: pl.DataFrame, areas: Iterable[Area]) -> pl.DataFrame:
    """D308: figures of periods that begin on or after the day an area closed, one row a measure and area."""
    closed = _dated(areas).drop_nulls("valid_to")
    late = observations.join(closed, on="area_code", how="inner").with_columns(
        (pl.col("period_start") >= pl.col("valid_to")).alias("is_late")
    )
    found = (
        late.group_by("return_id", "measure_id", "area_code", "valid_to")
        .agg(
            pl.col("period_start").filter("is_late").min(),
            pl.col("period_end").filter("is_late").max(),
            pl.len().alias("examined"),
            pl.col("is_late").sum().alias("affected"),
        )
        .filter(pl.col("affected") > 0)
    )
    closed_on = [day_name(day) for day in found["valid_to"]]
    text = pl.format(
        "{} figures are of periods from {} on, when this area had closed.", "affected", pl.Series(closed_on)
    )
    return ordered([CLOSED.rows(found, text)])


_PLACES = ("return_id", "measure_id", "area_code", "period_start", "period_end")


def _dated(areas: Iterable[Area]) -> pl.DataFrame:
    rows: list[tuple[str, dt.date | None]] = [(area.area_code, area.valid_to) for area in areas]
    return pl.DataFrame(rows, schema={"area_code": pl.String, "valid_to": pl.Date}, orient="row")
