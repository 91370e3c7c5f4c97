"""Which stated totals are not the sum of their parts?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from hls_signals.register.models import AreaSum
from hls_signals.returns.quality import QUALITY_EMPTY, Defect, ordered

TOTAL = Defect("D305", "Are all parts here, and is the total that of these parts?")
EXACT_BASE = Decimal(1)
_AT = ["return_id", "measure_id", "area_code", "period_start", "period_end", "definition_version"]


def unreconciled_totals(
    observations: pl.DataFrame, bases: Mapping[str, Decimal], area_sums: tuple[AreaSum, ...] = ()
) -> pl.DataFrame:
    """D305: totals over a breakdown, and areas that are sums of areas, further from their parts than rounding allows.

    observations  latest-known, with status, calculation's own numerators (or values of counts) and definition_version
    bases         how each return rounds; 1, or none, means exactly
    """
    amounts = observations.with_columns(pl.coalesce("numerator", "value").alias("amount")).filter(
        # A rate adds up to nothing: only what is counted has a total.
        pl.col("numerator").is_not_null() | (pl.col("status") != "ok")
    )
    compared = [_over_breakdowns(amounts), _over_areas(amounts, area_sums)]
    return ordered([_apart(frame, bases) for frame in compared])


def _over_breakdowns(amounts: pl.DataFrame) -> pl.DataFrame:
    """Totals beside the sum of each family of parts: the rows broken down by the same dimensions."""
    parts = amounts.filter(pl.col("breakdown") != "{}")
    totals = amounts.filter((pl.col("breakdown") == "{}") & (pl.col("status") == "ok"))
    if parts.is_empty() or totals.is_empty():
        return _NOTHING
    seen = parts["breakdown"].unique()
    families = pl.DataFrame({"breakdown": seen, "family": _family(seen)})
    sums = _summed(parts.join(families, on="breakdown", how="left"), [*_AT, "family"])
    return totals.select(*_AT, pl.col("amount").alias("total")).join(sums, on=_AT, how="inner").select(_NOTHING.columns)


def _family(breakdown: pl.Series) -> pl.Series:
    """The dimensions of each breakdown, without their labels."""
    return breakdown.str.replace_all(r'(^|[{,])("(?:[^"\\]|\\.)*"):\s*(?:"(?:[^"\\]|\\.)*"|null)', "$1$2")


def _over_areas(amounts: pl.DataFrame, area_sums: tuple[AreaSum, ...]) -> pl.DataFrame:
    """Areas that are sums of areas, beside their parts; only where every part in force sent a figure."""
    if not area_sums:
        return _NOTHING
    parts = pl.DataFrame(
        [(row.sum_code, row.part_code, row.valid_from, row.valid_to) for row in area_sums],
        schema={"sum_code": pl.String, "part_code": pl.String, "valid_from": pl.Date, "valid_to": pl.Date},
        orient="row",
    )
    totals = amounts.filter((pl.col("breakdown") == "{}") & (pl.col("status") == "ok"))
    in_force = pl.col("valid_from").fill_null(pl.date(1, 1, 1)) <= pl.col("period_start")
    not_ended = pl.col("period_start") < pl.col("valid_to").fill_null(pl.date(9999, 12, 31))
    at = [name for name in _AT if name != "area_code"]
    own = totals.select(*_AT, pl.col("amount").alias("total")).join(
        parts, left_on="area_code", right_on="sum_code", how="inner"
    )
    of_part = amounts.filter(pl.col("breakdown") == "{}").select(
        *at, pl.col("area_code").alias("part_code"), "amount", "status"
    )
    beside = own.filter(in_force & not_ended).join(of_part, on=[*at, "part_code"], how="left")
    return _summed(beside.with_columns(pl.col("status").fill_null("not_available")), [*_AT, "total"]).select(
        _NOTHING.columns
    )


def _summed(parts: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The sum of parts that are all ok."""
    return (
        parts.group_by(by, maintain_order=True)
        .agg(pl.col("amount").sum().alias("sum"), pl.len().alias("parts"), (pl.col("status") == "ok").all().alias("ok"))
        .filter("ok")
    )


def _apart(compared: pl.DataFrame, bases: Mapping[str, Decimal]) -> pl.DataFrame:
    base = pl.col("return_id").replace_strict(
        {name: float(base) for name, base in bases.items()}, default=float(EXACT_BASE), return_dtype=pl.Float64
    )
    allowed = pl.when(base == float(EXACT_BASE)).then(0.0).otherwise((pl.col("parts") + 1) * base / 2)
    off = (pl.col("total") - pl.col("sum")).abs().cast(pl.Float64)
    found = compared.filter(off > allowed).with_columns(pl.col("parts").alias("examined"))
    places = ["return_id", "measure_id", "area_code", "period_start", "period_end"]
    text = pl.format("The stated total is not the sum of its {} parts.", "examined")
    return TOTAL.rows(found.select(*places, "examined").unique(places, keep="first", maintain_order=True), text)


_NOTHING = QUALITY_EMPTY.select("return_id", "measure_id", "area_code", "period_start", "period_end").with_columns(
    pl.lit(None, pl.String).alias("definition_version"),
    pl.lit(None, pl.Decimal(38, 18)).alias("total"),
    pl.lit(None, pl.Decimal(38, 18)).alias("sum"),
    pl.lit(None, pl.UInt32).alias("parts"),
)
