"""What would a whole night publish if the figures of one area were others? Changed after the staged tables."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import polars as pl

from hls_signals.contract.page_tree import Node, page_tree
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Filled, Night, Question
from hls_signals.warehouse.opening import open_night
from hls_signals.warehouse.run_record import newest_database
from hls_signals.workspace.layout import open_workspace
from pipelines.build import build_defs
from pipelines.run import QUIET, dagster_home

NOW = dt.datetime(2026, 10, 15, 18, 0, tzinfo=dt.UTC)
AS_OF = dt.date(2026, 10, 15)
FIGURES = ("staged.latest_known", "staged.first_known", "staged.total_versions")
QUALITY = "staged.quality"
NUMBERS = ("value", "numerator", "denominator")
Change = Callable[[pl.DataFrame, str], pl.DataFrame]
# Whole files that count over the release: its charts and how many periods each has among them, never a value.
COUNTED = {"open-book.html", "manifest.json", "how-to-read.html"}


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


def moved(way: str, seed: int = 1) -> Change:
    """One way of changing an area: below and above everyone, equal to another, missing, at random, or gone."""
    drawn = random.Random(seed)  # noqa: S311  # a repeatable draw

    def change(frame: pl.DataFrame, area: str) -> pl.DataFrame:
        mine = pl.col("area_code") == area
        if not {"area_code", "numerator", "denominator"} <= set(frame.columns):
            return frame
        if way == "gone":
            return frame.filter(~mine)
        if way == "missing":
            emptied = frame.with_columns(
                pl.when(mine).then(None).otherwise(pl.col(name)).cast(frame.schema[name]).alias(name)
                for name in NUMBERS
                if name in frame.columns
            )
            return emptied.with_columns(status=pl.when(mine).then(pl.lit("not_available")).otherwise(pl.col("status")))
        share = {"below": 0.02, "above": 0.98, "equal": 0.5}.get(way, drawn.uniform(0.05, 0.95))
        # A rate gets another numerator, a count another count, a published value another value.
        whole = (
            pl.when(pl.col("denominator").is_null())
            .then(pl.lit(1000.0))
            .otherwise(pl.col("denominator").cast(pl.Float64))
        )
        return frame.with_columns(
            pl.when(mine & pl.col(name).is_not_null())
            .then((whole * share).round(0).cast(frame.schema[name], strict=False))
            .otherwise(pl.col(name))
            .alias(name)
            for name in ("value", "numerator")
            if name in frame.columns
        )

    return change


def of_others(files: dict[str, bytes], area: str) -> dict[str, bytes]:
    """What is not of this area: files of others whole; on pages of several, everything but this area's cards."""
    manifest = json.loads(files["manifest.json"])
    subject = {entry["path"]: entry["subject"] for entry in manifest["files"]}
    kept = {}
    for path, data in files.items():
        if path in COUNTED or subject.get(path) in {area, "alliance"}:
            continue
        if subject.get(path) == "site":
            data = _without(path, data, area)
        kept[path] = data
    return kept


def _without(path: str, data: bytes, area: str) -> bytes:
    if path.endswith("datapackage.json"):
        given = json.loads(data)
        given["resources"] = [entry for entry in given["resources"] if f"{area}/" not in entry["path"]]
        return json.dumps(given).encode()
    if path.endswith(".html"):
        return re.sub(r"\n\s*\n", "\n", _written(page_tree(data.decode()), area)).encode()
    return data


def _written(node: Node, area: str) -> str:
    if node.attrs.get("data-area") == area:
        return ""
    # Its subject is the alliance: with fewer than three areas there is none.
    if node.tag == "nav" and node.attrs.get("aria-labelledby") == "alliance":
        return ""
    inside = "".join(child if isinstance(child, str) else _written(child, area) for child in node.children)
    return f"<{node.tag} {sorted(node.attrs.items())}>{inside.strip()}"
