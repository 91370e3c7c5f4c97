"""What does a materialisation say of its table? Facts about it, never its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import dagster as dg

from hls_signals.warehouse.night import Filled, Night


def materialized(night: Night, filled: Filled, source: str) -> dg.MaterializeResult[None]:
    """One table's result: row count, dates, hashes, where it comes from and how long it took."""
    return dg.MaterializeResult(
        asset_key=[filled.stage, filled.table],
        metadata={
            "dagster/row_count": filled.rows,
            "as_of": night.as_of.isoformat(),
            "input_hash": night.input_hash,
            "output_hash": filled.output_hash,
            "reused_measures": filled.reused,
            ("sql_file" if source.endswith(".sql") else "function"): source,
            "seconds": filled.seconds,
        },
        data_version=dg.DataVersion(filled.output_hash),
    )


def all_materialized(night: Night, filled: Iterable[Filled], source: str) -> Iterator[dg.MaterializeResult[None]]:
    """The same for several tables of one asset."""
    for table in filled:
        yield materialized(night, table, source)
