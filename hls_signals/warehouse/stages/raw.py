"""Which part of the record does this run read?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from hls_signals.narrative.arrivals import ADAPTERS
from hls_signals.register.tables import areas_table, definitions_table, events_table
from hls_signals.returns import land_inbox, read_intake, read_quarantine
from hls_signals.returns.handling import handling_table
from hls_signals.returns.ledger import whole_record
from hls_signals.returns.schema import OBSERVATIONS
from hls_signals.warehouse.night import Filled, Night

TABLES = ("raw.intake", "raw.quarantine", "raw.submissions", "raw.observations", "raw.named_areas")
# Files are read together up to about this many rows, so that memory does not follow the whole record.
BATCH_ROWS = 500_000
CONTROL = ("raw.areas", "raw.definitions", "raw.events", "raw.handling")


def land(night: Night) -> list[Filled]:
    """Take in what lies in the inbox, then make the whole record known to this run.

    A second attempt goes on from the first: what that took in stays taken in, and no table is filled twice.
    """
    night.start_over(TABLES)
    if night.landing is None:
        night.landing = land_inbox(night.workspace, night.settings, night.register, now=night.now)
    intake = read_intake(night.workspace)
    # What people say is taken in by another step and has no figures.
    is_return = ~pl.col("adapter").is_in(ADAPTERS).fill_null(value=False)
    accepted = intake.filter((pl.col("outcome") == "accepted") & is_return).sort("sha256")
    night.submissions = tuple(accepted["sha256"])
    return [
        night.write("raw.intake", intake),
        night.write("raw.quarantine", read_quarantine(night.workspace)),
        night.write("raw.submissions", accepted),
        _observations(night),
        night.write("raw.named_areas", _named_areas(night)),
    ]


def _observations(night: Night) -> Filled:
    """The record's Parquet, with the local day on which each figure became known, a bounded batch at a time."""
    zone = night.settings.timezone
    known_on = pl.col("known_at").dt.convert_time_zone(zone).dt.date()
    batch = [pl.DataFrame(schema=OBSERVATIONS)]
    for sha in night.submissions:
        for frame in _recorded(night.workspace.observations / f"{sha}.parquet"):
            batch.append(frame)
            if sum(held.height for held in batch) >= BATCH_ROWS:
                night.warehouse.write("raw.observations", pl.concat(batch).with_columns(known_on=known_on))
                batch = []
    if batch:
        night.warehouse.write("raw.observations", pl.concat(batch).with_columns(known_on=known_on))
    return night.noted("raw.observations")


def _recorded(path: Path) -> Iterator[pl.DataFrame]:
    """A submission's observations, so many rows at a time: one file may hold a nation's."""
    with whole_record(f"warehouse/observations/{path.name}"):
        lazy = pl.scan_parquet(path)
        rows = lazy.select(pl.len()).collect().item()
        for start in range(0, max(rows, 1), BATCH_ROWS):
            yield lazy.slice(start, BATCH_ROWS).collect()


def _named_areas(night: Night) -> pl.DataFrame:
    """Names that files give for areas; a register entry goes before them."""
    # Two columns of one file after the other: the table as a whole may be larger than memory.
    empty = pl.DataFrame(schema={name: OBSERVATIONS[name] for name in ("area_code", "area_name")})
    files = (night.workspace.observations / f"{sha}.parquet" for sha in night.submissions)
    named = [pl.read_parquet(path, columns=empty.columns).drop_nulls("area_name").unique() for path in files]
    return pl.concat([empty, *named]).unique().sort("area_code", "area_name")


def register_control(night: Night) -> list[Filled]:
    """The register as tables."""
    return [
        night.write("raw.areas", areas_table(night.register)),
        night.write("raw.definitions", definitions_table(night.register)),
        night.write("raw.events", events_table(night.register)),
        night.write("raw.handling", handling_table(night.register, night.returns)),
    ]


def arrivals(night: Night) -> dict[str, list[dt.date]]:
    """By return, the starts of the periods for which this run took in figures."""
    found: dict[str, list[dt.date]] = {}
    if night.landing is None:
        return found
    accepted = night.landing.intake.filter(pl.col("outcome") == "accepted")
    for return_id, sha in accepted.select("return_id", "sha256").iter_rows():
        path = night.workspace.observations / f"{sha}.parquet"
        if return_id in night.returns:
            days = pl.scan_parquet(path).select(pl.col("period_start").unique().sort()).collect()
            found.setdefault(return_id, []).extend(days["period_start"])
    return found
