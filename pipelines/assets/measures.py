"""measures: value, target and colour, as known on a date."""

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.warehouse.stages.measures import colour_questions, fill_values
from pipelines.materialized import materialized


@dg.asset(
    key=["measures", "measured_values"],
    deps=[["staged", "latest_known"], ["staged", "total_versions"]],
    group_name="measures",
    kinds={"python"},
)
def measured_values(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """Every figure as known now, with its target, rule and colour."""
    filled = fill_values(warehouse, "measures.measured_values", "staged.latest_known", known_on=warehouse.as_of)
    return materialized(warehouse, filled, "hls_signals.measures.measured_values")


@dg.asset(
    key=["measures", "first_values"],
    deps=[["staged", "first_known"]],
    group_name="measures",
    kinds={"python"},
)
def first_values(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """Every figure as first published, with the target and rule known on that day."""
    filled = fill_values(warehouse, "measures.first_values", "staged.first_known", known_on=None)
    return materialized(warehouse, filled, "hls_signals.measures.measured_values")


@dg.asset(
    key=["measures", "colour_questions"],
    deps=[["measures", "measured_values"]],
    group_name="measures",
    kinds={"python"},
)
def questions(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """Figures whose colour as returned is not the one that target and rule give: both are kept, and asked about."""
    return materialized(warehouse, colour_questions(warehouse), "hls_signals.returns.defects.differing_colours")
