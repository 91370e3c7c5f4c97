"""Where might a new stretch of a published chart begin, for people to decide?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from hls_signals.publish.periods import period_label
from hls_signals.publish.wording import SUGGESTED_PHASE_WORDS
from hls_signals.register.models import Measure
from hls_signals.variation import MIN_BEFORE, calendar_of, suggest_phases
from hls_signals.workspace.language import phrase

Suggestion = Mapping[str, Any]
SERIES = ["measure_id", "area_code"]


def suggestions(shown_values: pl.DataFrame, shown_variation: pl.DataFrame) -> dict[tuple[str, str], Suggestion]:
    """The rows of `suggest_phases` by measure and area, from shown figures alone, so that none betrays a hidden one.

    shown_values, shown_variation  as `disclosure` gives them; only points of the newest phase are asked about.
    """
    newest = shown_variation.filter(pl.col("phase") == pl.col("phase").max().over(SERIES))
    points = shown_values.join(newest.select(*SERIES, "period_start"), on=[*SERIES, "period_start"], how="semi")
    found: dict[tuple[str, str], Suggestion] = {}
    for (period_type,), rows in points.group_by("period_type", maintain_order=True):
        asked = rows.select(*SERIES, "period_start", pl.col("value").cast(pl.Float64))
        for row in suggest_phases(asked, series=SERIES, calendar=calendar_of(str(period_type))).iter_rows(named=True):
            found[row["measure_id"], row["area_code"]] = row
    return found


def suggestion_notes(measure: Measure, ends: Mapping[dt.date, dt.date], found: Suggestion | None) -> tuple[str, ...]:
    """What a page says of a suggestion; nothing where there is none.

    ends  the last day of each period of the series, by its first.
    """
    if found is None:
        return ()
    start = found["suggested_start"]
    return (
        phrase(
            SUGGESTED_PHASE_WORDS[found["basis"]],
            period=period_label(measure.period_type, start, ends[start]),
            count=found["run_points"],
            before=MIN_BEFORE,
        ),
        phrase("If people know what was changed, and it is meant to last, they can let a new stretch begin there."),
    )
