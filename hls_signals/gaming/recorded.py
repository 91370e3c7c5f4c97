"""How do published percentages become a histogram, and submissions the first and latest value?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats
from hls_signals.gaming.context import SIDES
from hls_signals.gaming.errors import UnknownWord
from hls_signals.gaming.frames import ON_THE_GRID
from hls_signals.workspace.nearest import offer

SETTLE_DAYS = 28
HISTOGRAM = {"value": pl.Float64(), "n": pl.Int64()}
VINTAGES = {"first_value": pl.Float64(), "latest_value": pl.Float64()}


def recording_histogram(values: Sequence[float] | pl.Series | Floats, grid: float, good_side: str) -> pl.DataFrame:
    """How many values fall in each cell, rounded towards the bad side: the target's cell holds only those meeting it.

    values   numbers; empty ones are left out
    returns  value (on the grid), n

    >>> recording_histogram([94.96, 95.0, 95.04], 0.1, "at_or_above").rows()
    [(94.9, 1), (95.0, 2)]
    """
    if good_side not in SIDES:
        raise UnknownWord("there is no side of this name", where="recording_histogram", mend=offer(good_side, SIDES))
    numbers = pl.Series(values, dtype=pl.Float64).drop_nulls().drop_nans().to_numpy()
    steps = numbers / grid
    cells = np.floor(steps + ON_THE_GRID) if good_side == "at_or_above" else np.ceil(steps - ON_THE_GRID)
    found, counts = np.unique(cells.astype(np.int64), return_counts=True)
    # To nine digits: 949 steps of 0.1 are 94.9 and not 94.9 and a last bit.
    return pl.DataFrame({"value": [float(f"{cell * grid:.9g}") for cell in found], "n": counts}, schema=HISTOGRAM)


def first_and_latest(observations: pl.DataFrame, settle_days: int = SETTLE_DAYS) -> pl.DataFrame:
    """First and latest published value of each area and period, without saying which.

    observations  measure_id, area_code, period_start, value, known_at, definition_version, status, and breakdown where
                  there are any; every submission of each figure
    settle_days   the two are at least so many days apart
    returns       first_value, latest_value, sorted, for figures of one definition that were sent with a value
    """
    key = [name for name in ("measure_id", "area_code", "breakdown", "period_start") if name in observations.columns]
    usable = observations.filter(pl.col("status") == "ok", pl.col("value").is_not_null())
    paired = (
        usable.sort("known_at")
        .group_by(key, maintain_order=True)
        .agg(
            first_value=pl.col("value").first().cast(pl.Float64),
            latest_value=pl.col("value").last().cast(pl.Float64),
            apart=pl.col("known_at").last() - pl.col("known_at").first(),
            versions=pl.col("definition_version").n_unique(),
        )
        .filter(pl.col("apart") >= dt.timedelta(days=settle_days), pl.col("versions") == 1)
    )
    return paired.select(list(VINTAGES)).sort(list(VINTAGES))
