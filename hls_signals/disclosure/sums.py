"""Which figures are declared sums of figures that are shown too?

Where a sum would betray a part, the sum gives way, never the part: the sum contains the part, so its page may depend
on it. Until sums are made of their shown parts they are withheld.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.disclosure.forms import has_page
from hls_signals.register.load import Register
from hls_signals.register.models import FOREVER, Measure
from hls_signals.workspace.settings import Settings

PERIOD = ("period_type", "period_start")
ALWAYS = dt.date.min


def is_sum_of_shown(measure: Measure, rows: pl.DataFrame, settings: Settings, register: Register) -> pl.Series:
    """True for each row whose figure is a declared sum with parts in the same release.

    rows  the totals of one measure, all areas; a part that its sender withheld or left out is no part
    """
    if any(part in register.by_id for part in measure.disclosure.sum_of):
        return pl.Series("is_sum", [True] * rows.height, dtype=pl.Boolean)
    parts = _parts(measure, settings, register)
    published = rows.filter(pl.col("value").is_not_null()).select("area_code", *PERIOD, "period_end").unique()
    held = parts.join(published, left_on="part_code", right_on="area_code").filter(
        pl.col("valid_from") < pl.col("period_end"), pl.col("period_start") < pl.col("valid_to")
    )
    sums = held.select("sum_code", *PERIOD, is_sum=pl.lit(value=True)).unique()
    joined = rows.select("area_code", *PERIOD).join(
        sums, left_on=["area_code", *PERIOD], right_on=["sum_code", *PERIOD], how="left", maintain_order="left"
    )
    return joined["is_sum"].fill_null(value=False)


def _parts(measure: Measure, settings: Settings, register: Register) -> pl.DataFrame:
    found = [
        (entry.sum_code, entry.part_code, entry.valid_from or ALWAYS, entry.valid_to or FOREVER)
        for entry in register.area_sums
        if entry.part_code in register.by_code and has_page(measure, register.by_code[entry.part_code], settings)
    ]
    schema = {"sum_code": pl.String, "part_code": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(found, schema=schema, orient="row")
