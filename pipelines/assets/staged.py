"""staged: typed, dated, and looked over for what must be asked first."""

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.warehouse.stages.staged import file_questions
from pipelines.materialized import materialized


@dg.asset(
    key=["staged", "quality"],
    deps=[["staged", "latest_known"], ["staged", "summed"], ["staged", "known_at_once"], ["staged", "submissions"]],
    group_name="staged",
    kinds={"python"},
)
def quality(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """Questions about the files, asked before anything is explained."""
    return materialized(warehouse, file_questions(warehouse), "hls_signals.returns.defects")
