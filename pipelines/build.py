"""What is the whole pipeline, for one workspace?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import dagster as dg

from hls_signals.register import load_register
from hls_signals.returns import ReturnSpec, load_returns
from hls_signals.warehouse.queries import STAGES
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import load_settings
from pipelines.assets import measures, published, raw, signals, staged
from pipelines.assets.sql_tables import sql_assets
from pipelines.checks import contract_checks, return_checks, sql_checks, suite_checks
from pipelines.resources import WorkspaceResource, warehouse
from pipelines.schedules import nightly_schedule
from pipelines.sensors import inbox_sensor

OWNERS = ["team:hls-signals"]


def build_defs(
    workspace: Path | None = None,
    resource_overrides: Mapping[str, object] | None = None,
    *,
    until: str = STAGES[-1],
) -> dg.Definitions:
    """Fresh definitions for a workspace: with none named, HLS_WORKSPACE, else the packaged demo register.

    until  the last stage of the nightly job
    """
    home = Workspace((workspace or _default_workspace()).resolve())
    settings, register = load_settings(home), load_register(home)
    returns = load_returns(home, register)
    checks = _checks(home, returns)
    job = dg.define_asset_job(
        "nightly",
        selection=_up_to(until, checks),
        description="Every table, every check, one process.",
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=[*_external(returns.values()), *_tables(returns)],
        asset_checks=checks,
        jobs=[job],
        schedules=[nightly_schedule(job.name, settings)],
        sensors=[inbox_sensor(job.name, home)],
        resources={"workspace": WorkspaceResource(path=str(home.root)), "warehouse": warehouse}
        | dict(resource_overrides or {}),
        executor=dg.in_process_executor,
    )


def _up_to(stage: str, checks: Iterable[dg.AssetChecksDefinition]) -> dg.AssetSelection:
    """Every executable asset up to a stage, and every check of those and of the outside returns."""
    stages = STAGES[: STAGES.index(stage) + 1]
    keys = [key for check in checks for key in check.check_keys if key.asset_key.path[0] in stages]
    return dg.AssetSelection.groups(*stages) | dg.AssetSelection.checks(*keys)


def _default_workspace() -> Path:
    named = os.environ.get("HLS_WORKSPACE")
    return Path(named) if named else Path(str(files("hls_signals.demo")))


def _external(specs: Iterable[ReturnSpec]) -> list[dg.AssetSpec]:
    return [raw.external_return(spec).replace_attributes(owners=OWNERS) for spec in specs]


def _tables(returns: Mapping[str, ReturnSpec]) -> list[dg.AssetsDefinition]:
    arrived = [["raw", return_id] for return_id in returns]
    tables = [
        raw.intake,
        raw.said,
        raw.register,
        *sql_assets({"staged.observations": arrived}),
        staged.quality,
        staged.beside,
        measures.measured_values,
        measures.first_values,
        measures.questions,
        signals.variation,
        signals.explanations,
        signals.gaming,
        published.shown,
        published.since_met,
        published.site,
        published.release,
    ]
    return [table.map_asset_specs(lambda spec: spec.replace_attributes(owners=OWNERS)) for table in tables]


def _checks(home: Workspace, returns: Mapping[str, ReturnSpec]) -> list[dg.AssetChecksDefinition]:
    own = home.register / "expectations"
    return [*suite_checks(), *return_checks(returns.values(), own), *sql_checks(), *contract_checks()]
