"""What does each measure's mapping say of totals, and of files that come again?"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.spec import ReturnSpec

HANDLING: dict[str, pl.DataType] = {
    "measure_id": pl.String(),
    "is_count": pl.Boolean(),
    "is_summed": pl.Boolean(),
    "replaces_periods": pl.Boolean(),
}


def handling_table(register: Register, specs: Mapping[str, ReturnSpec]) -> pl.DataFrame:
    """One row a measure: whether its total is made from its parts, and whether a newer file replaces whole periods."""
    rows = []
    for measure in register.measures:
        spec = specs.get(measure.return_id)
        is_summed = spec is not None and spec.total == "sum"
        replaces = spec is not None and spec.resubmission == "periods"
        rows.append((measure.id, measure.calculation == "count", is_summed, replaces))
    return pl.DataFrame(rows, schema=HANDLING, orient="row")
