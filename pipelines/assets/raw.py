"""raw: what was sent, byte for byte, and the register as it stands."""

from collections.abc import Iterable, Iterator

import dagster as dg

from hls_signals.returns import ReturnSpec
from hls_signals.warehouse.night import Night
from hls_signals.warehouse.stages import words
from hls_signals.warehouse.stages.raw import CONTROL, TABLES, arrivals, land, register_control
from pipelines.attempts import attempt
from pipelines.materialized import all_materialized
from pipelines.partitions import partition_keys, partitions_of

RETRY = dg.RetryPolicy(max_retries=1, delay=5)


def _specs(tables: Iterable[str], description: str, deps: Iterable[list[str]] = ()) -> list[dg.AssetSpec]:
    return [
        dg.AssetSpec(t.split("."), group_name="raw", description=description, deps=list(deps), skippable=False)
        for t in tables
    ]


@dg.multi_asset(
    name="intake",
    # One ledger, one writer after the other.
    specs=_specs(TABLES, "The inbox taken in, and the record so far.", [["raw", "notes"]]),
    retry_policy=RETRY,
    can_subset=False,
)
def intake(
    context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Night]
) -> Iterator[dg.MaterializeResult[None]]:
    """Copy what is complete in the inbox into the record, and say which periods of which return arrived."""
    with attempt(warehouse):
        filled = land(warehouse)
    _report_arrivals(context.instance, warehouse)
    yield from all_materialized(warehouse, filled, "hls_signals.warehouse.stages.raw.land")


@dg.multi_asset(
    name="words",
    specs=_specs(words.TABLES, "What people said: ids, hashes, dates and states, never a word."),
    retry_policy=RETRY,
    can_subset=False,
)
def said(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Take in the drop folders of notes and of learning, and let go of what is over."""
    with attempt(warehouse):
        filled = words.land_words(warehouse)
    yield from all_materialized(warehouse, filled, "hls_signals.warehouse.stages.words.land_words")


@dg.multi_asset(name="register", specs=_specs(CONTROL, "The register as tables."))
def register(warehouse: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Areas, definitions and change events of the register."""
    yield from all_materialized(
        warehouse, register_control(warehouse), "hls_signals.warehouse.stages.raw.register_control"
    )


def external_return(spec: ReturnSpec) -> dg.AssetSpec:
    """A return as the outside asset it is: a grid of periods that shows what has arrived, never executed."""
    return dg.AssetSpec(
        ["raw", spec.id],
        group_name="raw",
        description=spec.title,
        partitions_def=partitions_of(_calendar(spec)),
        kinds={"file"},
    )


def _report_arrivals(instance: dg.DagsterInstance, night: Night) -> None:
    arrived = arrivals(night)
    for return_id, days in arrived.items():
        for key in partition_keys(_calendar(night.returns[return_id]), days):
            event = dg.AssetMaterialization(["raw", return_id], partition=key)
            instance.report_runless_asset_event(event)


def _calendar(spec: ReturnSpec) -> str:
    """The return's own calendar: that of the first measure it fills."""
    return spec.measures[0].period_type if spec.measures else "month"
