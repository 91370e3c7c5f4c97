"""What would a whole night publish if the figures of one area were others? Changed after the staged tables."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import polars as pl

from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Filled, Night, Question
from hls_signals.warehouse.opening import open_night
from hls_signals.warehouse.run_record import newest_database
from hls_signals.workspace.layout import open_workspace
from pipelines.build import build_defs
from pipelines.run import QUIET, dagster_home
from tests.contract.changed_figures import Change

NOW = dt.datetime(2026, 10, 15, 18, 0, tzinfo=dt.UTC)
AS_OF = dt.date(2026, 10, 15)
FIGURES = ("staged.latest_known", "staged.first_known", "staged.total_versions")
QUALITY = "staged.quality"


def published(
    folder: Path, change: Change | None = None, area: str = "", constants: pl.DataFrame | None = None
) -> dict[str, bytes]:
    """Path -> bytes of what the nightly job publishes, with one area's figures changed as the tables are staged.

    constants  questions about files as the unchanged night found them: facts about a file, found once, and no figures
    """
    place = open_workspace(folder)
    run_id = str(uuid.uuid4())
    with (
        dagster_home(place) as instance,
        open_night(place, Question(AS_OF), run_id=run_id, trigger="test", clock=lambda: NOW) as night,
    ):
        if change is not None:
            # The rows are others, the job is not.
            night.fill = _changing(night, change, area)  # type: ignore[method-assign]  # as above
            night.write = _keeping(night, constants)  # type: ignore[method-assign]  # as above
        held = dg.ResourceDefinition.hardcoded_resource(night)
        job = build_defs(place.root, {"warehouse": held}).resolve_job_def("nightly")
        job.execute_in_process(instance=instance, run_id=run_id, run_config=QUIET, raise_on_error=True)
        assert night.outcome == "published"
    current = place.current
    return {p.relative_to(current).as_posix(): p.read_bytes() for p in sorted(current.rglob("*")) if p.is_file()}


def _changing(night: Night, change: Change, area: str) -> Callable[[str], Filled]:
    fill = night.fill

    def filled(table: str) -> Filled:
        told = fill(table)
        if table not in FIGURES:
            return told
        frame = change(night.read(table), area)
        night.start_over([table])
        return night.write(table, frame)

    return filled


def _keeping(night: Night, constants: pl.DataFrame | None) -> Callable[[str, pl.DataFrame], Filled]:
    write = night.write

    def written(table: str, frame: pl.DataFrame) -> Filled:
        return write(table, constants if constants is not None and table == QUALITY else frame)

    return written


def constants_of(folder: Path) -> pl.DataFrame:
    """The questions about files that the newest night asked."""
    place = open_workspace(folder)
    path = newest_database(place)
    assert path is not None
    store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=place.root, read_only=True)
    try:
        return store.read(QUALITY)
    finally:
        store.close()
