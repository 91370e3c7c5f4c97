"""Which part of the record does this run read?"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.register.tables import areas_table, definitions_table, events_table
from hls_signals.returns import land_inbox, read_intake, read_quarantine
from hls_signals.returns.record import OBSERVATION_SCHEMA
from hls_signals.warehouse.night import Filled, Night

TABLES = ("raw.intake", "raw.quarantine", "raw.submissions", "raw.observations", "raw.named_areas")
CONTROL = ("raw.areas", "raw.definitions", "raw.events")


def land(night: Night) -> list[Filled]:
    """Take in what lies in the inbox, then make the whole record known to this run."""
    night.landing = land_inbox(
        night.workspace, night.settings, night.register, returns=night.returns, now=night.now, run_id=night.run_id
    )
    intake = read_intake(night.workspace)
    accepted = intake.filter(pl.col("outcome") == "accepted").sort("sha256")
    night.submissions = tuple(accepted["sha256"])
    return [
        night.register_rows("raw.intake", intake),
        night.register_rows("raw.quarantine", read_quarantine(night.workspace)),
        night.register_rows("raw.submissions", accepted),
        _observations(night),
        night.register_rows("raw.named_areas", _named_areas(night)),
    ]


def _observations(night: Night) -> Filled:
    paths = [night.workspace.observations / f"{sha}.parquet" for sha in night.submissions]
    paths = [path for path in paths if path.is_file()]
    return night.register_rows("raw.observations", paths or pl.DataFrame(schema=OBSERVATION_SCHEMA))


def _named_areas(night: Night) -> pl.DataFrame:
    """Names that files give for areas; a register entry goes before them."""
    rows = night.read("raw.observations").select("area_code", "area_name")
    return rows.filter(pl.col("area_name").is_not_null()).unique().sort("area_code", "area_name")


def register_control(night: Night) -> list[Filled]:
    """The register as tables."""
    return [
        night.register_rows("raw.areas", areas_table(night.register)),
        night.register_rows("raw.definitions", definitions_table(night.register)),
        night.register_rows("raw.events", events_table(night.register)),
    ]


def tell_inputs(night: Night) -> None:
    """Say from which submissions, known by then, each measure's rows come; results are kept under that."""
    found: dict[str, list[str]] = {}
    for measure_id, sha, rows in night.read("staged.inputs").iter_rows():
        found.setdefault(measure_id, []).append(f"{sha}:{rows}")
    night.results.knows({measure: " ".join(parts) for measure, parts in found.items()}, night.register.events)


def arrivals(night: Night) -> dict[str, list[dt.date]]:
    """By return, the starts of the periods for which this run took in figures."""
    found: dict[str, list[dt.date]] = {}
    accepted = night.landing.accepted if night.landing is not None else ()
    for return_id, sha in accepted:
        path = night.workspace.observations / f"{sha}.parquet"
        if return_id in night.returns and path.is_file():
            days = pl.scan_parquet(path).select(pl.col("period_start").unique().sort()).collect()
            found.setdefault(return_id, []).extend(days["period_start"])
    return found
