"""Which missing figures are excused, because the register says the collection was not asked of them?"""

from __future__ import annotations

import polars as pl

from hls_signals.register import Register
from hls_signals.register.models import FOREVER

_MISSING = ("not_available", "not_collected")


def excused(observations: pl.DataFrame, register: Register) -> pl.DataFrame:
    """The same observations; status `excused` where area and period lie in a registered `collection` event.

    A period lies in an event when it begins on or after its first day and before `effective_to`. The register may learn
    of an event after a file was taken in, so this is asked when observations are staged, not when they land.
    """
    result = observations
    for measure in register.measures:
        for event in register.events:
            named = event.all or measure.id in event.measure_ids or event.return_id == measure.return_id
            if event.kind != "collection" or not named:
                continue
            start = pl.col("period_start")
            within = (start >= event.effective_from) & (start < (event.effective_to or FOREVER))
            here = pl.col("area_code").is_in(event.area_codes) if event.area_codes else pl.lit(True)
            is_excused = (pl.col("measure_id") == measure.id) & pl.col("status").is_in(_MISSING) & within & here
            result = result.with_columns(
                pl.when(is_excused).then(pl.lit("excused")).otherwise("status").alias("status")
            )
    return result
