"""signals: what stands out, and what holds about every change of colour."""

from collections.abc import Iterator

import dagster as dg

from hls_signals.warehouse.night import Night
from hls_signals.warehouse.stages.gaming import fill_gaming
from hls_signals.warehouse.stages.signals import fill_explanations, fill_variation
from pipelines.materialized import all_materialized, materialized


@dg.asset(key=["signals", "variation"], deps=[["measures", "measured_values"]], group_name="signals", kinds={"python"})
def variation(warehouse: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """Usual range and signals for every measure and area, by phase."""
    return materialized(warehouse, fill_variation(warehouse), "hls_signals.variation.signals")


EXPLAINED_FROM = [
    ["measures", "measured_values"],
    ["measures", "first_values"],
    ["staged", "quality"],
    ["staged", "events"],
    ["staged", "total_versions"],
    ["staged", "notes"],
    ["staged", "note_links"],
    ["signals", "variation"],
]


@dg.multi_asset(
    name="explanations",
    specs=[
        dg.AssetSpec(["signals", table], deps=EXPLAINED_FROM, group_name="signals", kinds={"python"})
        for table in ("explanations", "explanation_terms")
    ],
)
def explanations(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Everything that holds about why a colour changed, for every pair of periods."""
    yield from all_materialized(warehouse, fill_explanations(warehouse), "hls_signals.why.explain_all")


BENDING_FROM = [["measures", "measured_values"], ["measures", "first_values"], ["staged", "latest_known"]]


@dg.multi_asset(
    name="gaming",
    specs=[
        dg.AssetSpec(["signals", table], deps=BENDING_FROM, group_name="signals", kinds={"python"})
        for table in ("gaming_looks", "gaming_questions", "gaming")
    ],
)
def gaming(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """How a target may be bending the data: one row a measure, area and indicator, judged over each area."""
    yield from all_materialized(warehouse, fill_gaming(warehouse), "hls_signals.gaming.indicators")
