"""Which status, bounds and flags does a record have, given what its cells say?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hls_signals.returns.figures import NUMBER, first_faulty_column, joined_flags

PARTS = ("numerator", "denominator", "value")
HAS_FIGURES = ("ok", "estimated", "imputed")
STATUSES = (
    *HAS_FIGURES,
    "suppressed",
    "low",
    "not_applicable",
    "not_available",
    "not_collected",
    "excused",
)
# These are made of two numbers; the others are one.
OF_TWO = ("ratio", "rate", "mean")


def combined(parts: Mapping[str, pl.DataFrame], measures: pl.DataFrame) -> pl.DataFrame:
    """numerator, denominator, value, status, flags, value_lower, value_upper, code, source_column of each record.

    parts     what the cells say (figures.PART_SCHEMA), one frame a part.
    measures  calculation, lower_bound, upper_bound, unit of each record's measure, null where it is unknown.
    """
    ordered = [parts[name] for name in PARTS]
    if all(map(_is_ordinary, ordered)):
        return _ordinary(parts, measures)
    named = [
        part.select(pl.all().name.prefix(f"{name}_")).with_columns(pl.col(f"{name}_number").alias(name))
        for name, part in parts.items()
    ]
    wide = pl.concat([*named, measures], how="horizontal")
    figures = wide.select(
        *PARTS,
        _status().alias("status"),
        _lower().alias("value_lower"),
        _upper().alias("value_upper"),
        _code().alias("code"),
    )
    return figures.with_columns(
        joined_flags([part["flags"] for part in ordered]).alias("flags"),
        first_faulty_column(ordered).alias("source_column"),
    )


def _is_ordinary(part: pl.DataFrame) -> bool:
    """True where every cell is a plain number or empty, so that there is nothing to weigh up."""
    return (
        part["code"].null_count() == part.height
        and not part["has_bounds"].any()
        and not part["is_percent"].any()
        and (part["flags"] == "").all()
        and set(part["status"].unique()) <= {"ok", "blank"}
    )


def _ordinary(parts: Mapping[str, pl.DataFrame], measures: pl.DataFrame) -> pl.DataFrame:
    frame = pl.DataFrame([parts[name]["number"].rename(name) for name in PARTS]).with_columns(measures["calculation"])
    columns = [parts[name]["column"].drop_nulls().first() for name in PARTS]
    first = next((column for column in columns if column is not None), None)
    return frame.select(
        *PARTS,
        pl.when(_is_enough()).then(pl.lit("ok")).otherwise(pl.lit("not_available")).alias("status"),
        pl.lit(None, NUMBER).alias("value_lower"),
        pl.lit(None, NUMBER).alias("value_upper"),
        pl.lit(None, pl.String).alias("code"),
        pl.lit("").alias("flags"),
        pl.lit(first, pl.Int64).alias("source_column"),
    )


def _is_enough() -> pl.Expr:
    has = {name: pl.col(name).is_not_null() for name in PARTS}
    return has["value"] | (has["numerator"] & (has["denominator"] | ~_is_of_two()))


def _is_of_two() -> pl.Expr:
    return pl.col("calculation").is_in(OF_TWO).fill_null(False)


def _status() -> pl.Expr:
    """Any suppressed part makes the figure suppressed, then not collected, not available, not applicable, low."""
    of_two, enough = _is_of_two(), _is_enough()
    blank = {name: pl.col(f"{name}_status") == "blank" for name in PARTS}
    only_value = blank["numerator"] & blank["denominator"] & ~blank["value"]
    # A blank cell says nothing where the other way of giving the figure is used.
    counts = {
        "numerator": ~only_value,
        "denominator": ~only_value & (of_two | ~blank["denominator"]),
        "value": ~blank["value"],
    }

    def any_is(*statuses: str) -> pl.Expr:
        return pl.any_horizontal(counts[name] & pl.col(f"{name}_status").is_in(statuses) for name in PARTS)

    estimated = any_is("estimated")
    return (
        pl.when(any_is("suppressed"))
        .then(pl.lit("suppressed"))
        .when(any_is("not_collected"))
        .then(pl.lit("not_collected"))
        .when(~enough & any_is("not_available", "blank"))
        .then(pl.lit("not_available"))
        .when(any_is("not_applicable"))
        .then(pl.lit("not_applicable"))
        .when(any_is("low"))
        .then(pl.lit("low"))
        .when(estimated)
        .then(pl.lit("estimated"))
        .when(any_is("excused"))
        .then(pl.lit("excused"))
        .when(~enough)
        .then(pl.lit("not_available"))
        .otherwise(pl.lit("ok"))
    )


def _is_count(name: str) -> pl.Expr:
    return pl.lit(True) if name != "value" else pl.col("calculation").fill_null("") == "count"


def _bound(inclusive: str, edge: str, open_end: str) -> pl.Expr:
    result: pl.Expr = pl.lit(None, NUMBER)
    for name in reversed(PARTS):
        stated = pl.coalesce(f"{name}_{edge}", open_end)
        bound = pl.when(_is_count(name)).then(f"{name}_{inclusive}").otherwise(stated)
        result = pl.when(pl.col(f"{name}_has_bounds")).then(bound).otherwise(result)
    return result


def _lower() -> pl.Expr:
    return _bound("low", "edge_low", "lower_bound")


def _upper() -> pl.Expr:
    return _bound("high", "edge_high", "upper_bound")


def _code() -> pl.Expr:
    # A percent sign belongs to a percent; beside a count it says that the columns have slid.
    is_odd = pl.any_horizontal(
        pl.col("numerator_is_percent"),
        pl.col("denominator_is_percent"),
        pl.col("value_is_percent") & (pl.col("unit") != "percent"),
    )
    odd = pl.when(is_odd).then(pl.lit("R211")).otherwise(None)
    return pl.coalesce(*(f"{name}_code" for name in PARTS), odd)
