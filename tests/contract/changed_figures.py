"""How may the figures of one area be other than they are? Ways of changing its rows as the tables are staged."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

Change = Callable[[pl.DataFrame, str], pl.DataFrame]
NUMBERS = ("numerator", "denominator", "value_given")
# What makes two rows of different areas rows about the same thing.
ABOUT = ("measure_id", "breakdown", "is_total", "period_start", "period_end", "definition_version")
COLOURS = ("red", "amber", "green", None)
# No figure of the demo or of the small workspace comes near.
BEYOND = 100_000.0


def moved(way: str, seed: int = 1, neighbour: str = "") -> Change:
    """One way of changing an area.

    way        `below` and `above` every threshold, `equal` to a neighbour, `missing`, `gone`, `random`
    seed       of the draws, which are made row by row: a rate gets any share, a count any number
    neighbour  whose figures an `equal` area has; a row that the neighbour does not have gets half of what it could be
    """
    ways: dict[str, Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame]] = {
        "below": lambda own, _: _with(own, np.zeros(own.height)),
        "above": lambda own, _: _with(own, np.ones(own.height)),
        "equal": lambda own, others: _equal(own, others.filter(pl.col("area_code") == neighbour)),
        "random": lambda own, _: _drawn(own, seed),
        "missing": lambda own, _: _missing(own),
        "gone": lambda own, _: own.clear(),
    }

    def change(frame: pl.DataFrame, area: str) -> pl.DataFrame:
        # Sorted, so that the same row gets the same draw whatever order the rows come in.
        by = [name for name in (*ABOUT, "known_at", "source_sha256", "source_row") if name in frame.columns]
        own = frame.filter(pl.col("area_code") == area).sort(by)
        others = frame.filter(pl.col("area_code") != area)
        new = ways[way](own, others).select(frame.columns).cast(dict(frame.schema))
        return pl.concat([others, new])

    return change


def _with(own: pl.DataFrame, shares: NDArray[np.float64]) -> pl.DataFrame:
    """Every figure at a share of what it could be: of its denominator; of 100 for a value between 0 and 100."""
    drawn = pl.Series(shares)
    whole = pl.col("denominator").cast(pl.Float64).fill_null(BEYOND)
    given = pl.col("value_given").cast(pl.Float64)
    percent = given.max().over("measure_id") <= 100
    return own.with_columns(
        numerator=pl.when(pl.col("numerator").is_not_null()).then((whole * drawn).round(0)),
        value_given=pl.when(given.is_not_null()).then(
            (pl.when(percent).then(100.0).otherwise(BEYOND) * drawn).round(1)
        ),
    )


def _drawn(own: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Each row a figure of its own, and any colour where a body returned one."""
    draws = np.random.default_rng(seed)
    colours = pl.Series([COLOURS[place] for place in draws.integers(0, len(COLOURS), own.height)], dtype=pl.String)
    coloured = own.with_columns(
        reported_colour=pl.when(pl.col("reported_colour").is_not_null()).then(colours)  # none where none was returned
    )
    return _with(coloured, draws.uniform(0.02, 0.98, own.height))


def _missing(own: pl.DataFrame) -> pl.DataFrame:
    empty = [pl.lit(None, dtype=own.schema[name]).alias(name) for name in (*NUMBERS, "reported_colour")]
    return own.with_columns(*empty, status=pl.lit("not_available"))


def _equal(own: pl.DataFrame, neighbours: pl.DataFrame) -> pl.DataFrame:
    theirs = neighbours.unique(ABOUT, keep="first", maintain_order=True).select(*ABOUT, *NUMBERS)
    halved = _with(own, np.full(own.height, 0.5))
    joined = halved.join(theirs, on=list(ABOUT), how="left", suffix="_theirs", nulls_equal=True)
    return joined.with_columns(pl.coalesce(f"{name}_theirs", name).alias(name) for name in NUMBERS)
