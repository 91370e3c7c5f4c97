"""staged: typed, dated, and looked over for what must be asked first."""

from collections.abc import Iterator

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.warehouse.stages.staged import file_questions
from hls_signals.warehouse.stages.words import BESIDE_TABLE, LINKS, fill_beside
from pipelines.materialized import all_materialized, materialized


@dg.multi_asset(
    name="beside",
    specs=[
        dg.AssetSpec(table.split("."), deps=[["raw", "notes"]], group_name="staged", kinds={"python"})
        for table in (BESIDE_TABLE, LINKS)
    ],
)
def beside(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Where and when each note that may leave speaks of, and of which measures; never what it says."""
    yield from all_materialized(warehouse, fill_beside(warehouse), "hls_signals.warehouse.stages.words.fill_beside")


@dg.asset(
    key=["staged", "quality"],
    deps=[["staged", "latest_known"], ["staged", "summed"], ["staged", "known_at_once"], ["staged", "submissions"]],
    group_name="staged",
    kinds={"python"},
)
def quality(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """Questions about the files, asked before anything is explained."""
    return materialized(warehouse, file_questions(warehouse), "hls_signals.returns.defects")
