"""Where does a target lie against the usual range?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import polars as pl

from hls_signals.variation.arrays import above
from hls_signals.variation.cells import numbers_of
from hls_signals.variation.errors import TwoTargets, refuse_other_columns, require_columns

# No direction enters: whether high or low is wanted is nobody's business here.
TARGET_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "target_inside_usual_range": "The target lies inside the usual range: it is met in some periods and not in "
        "others without anything changing.",
        "target_above_usual_range": "The target lies above the usual range.",
        "target_below_usual_range": "The target lies below the usual range.",
    }
)
TARGET_READINGS = pl.Enum(list(TARGET_SENTENCES))


def target_reading(
    result: pl.DataFrame, targets: float | pl.DataFrame, *, series: str | Sequence[str], time: str
) -> pl.DataFrame:
    """One row a series: its target, and where that lies against the limits of its last plotted point.

    result   rows of `signals`.
    targets  one number for all series, or a table of any of the series columns plus `target`.
    returns  the series columns, `target` and `target_reading`: null without a target, or without limits that are
             ok or provisional. On a limit is inside.
    raises   MissingColumn, UnknownColumn, NotANumber, TwoTargets.
    """
    keys = [series] if isinstance(series, str) else list(series)
    require_columns(result.columns, [*keys, time, "plotted", "limits_status", "lower", "upper"], "the result")
    last = _last_points(result, keys, time)
    wanted = _targets_of(last.select(keys), targets, keys)
    known = last["limits_status"].cast(pl.String).is_in(["ok", "provisional"])
    lower, upper, target = (
        column.fill_null(np.nan).to_numpy() for column in (last["lower"], last["upper"], wanted.cast(pl.Float64))
    )
    code = np.select([above(target, upper), above(lower, target), ~np.isnan(target + lower + upper)], [1, 2, 0], 255)
    code = np.where(known.to_numpy(), code, 255)
    words = [TARGET_READINGS.categories[int(c)] if c != 255 else None for c in code]
    reading = pl.Series("target_reading", words, dtype=TARGET_READINGS)
    return pl.DataFrame([*last.select(keys).get_columns(), wanted.alias("target"), reading])


def _last_points(result: pl.DataFrame, keys: list[str], time: str) -> pl.DataFrame:
    """The last plotted row of each series, or its last row where none is; in the order of the result."""
    ordered = result.with_columns(pl.col("plotted").is_not_null().alias("__drawn")).sort("__drawn", time)
    if not keys:
        return ordered.tail(1).drop("__drawn")
    last = ordered.unique(keys, keep="last", maintain_order=True).drop("__drawn")
    return result.select(keys).unique(maintain_order=True).join(last, on=keys, nulls_equal=True, maintain_order="left")


def _targets_of(series: pl.DataFrame, targets: float | pl.DataFrame, keys: list[str]) -> pl.Series:
    if not isinstance(targets, pl.DataFrame):
        return pl.Series("target", [targets], dtype=pl.Float64).new_from_index(0, series.height)
    require_columns(targets.columns, ["target"], "the table of targets")
    refuse_other_columns(targets.columns, [*keys, "target"], "the table of targets")
    named = [name for name in keys if name in targets.columns]
    table = targets.with_columns(numbers_of(targets["target"]).alias("target"))
    twice = table.is_empty() is False and (table.select(named).is_duplicated().any() if named else table.height > 1)
    if twice:
        raise TwoTargets(
            "two targets are given for one series",
            where="the table of targets",
            mend="keep one line a series: the target of the last period",
        )
    if not named:
        return _targets_of(series, float(table["target"][0]), keys) if table.height else _none(series)
    typed = table.with_columns(pl.col(name).cast(series.schema[name], strict=False) for name in named)
    return series.join(typed, on=named, how="left", nulls_equal=True, maintain_order="left")["target"]


def _none(series: pl.DataFrame) -> pl.Series:
    return pl.Series("target", [None] * series.height, dtype=pl.Float64)
