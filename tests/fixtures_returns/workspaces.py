"""A small invented workspace for tests of returns: three places, two returns, files given as text."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import polars as pl

from hls_signals.register import load_register
from hls_signals.returns import Landing, land_inbox, preview
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

NOW = dt.datetime(2026, 7, 1, 3, 30, tzinfo=dt.UTC)
AREAS = """area_code,area_name,area_type
X06000901,Tamarhaven,council
X06000902,Quillhaven,council
X06000903,Ashmarrow,council
"""
MEASURES = {
    "prevention_duty": """
id: prevention_duty
name: Help before losing a home
return: homelessness
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
dimensions: [need]
""",
    "families_in_hotels": """
id: families_in_hotels
name: Families in hotels
return: homelessness
calculation: count
unit: count
polarity: lower
period_type: month
""",
    "decided_in_time": """
id: decided_in_time
name: Decided in time
return: decisions
calculation: ratio
unit: percent
scale: 100
bounds: [0, 100]
polarity: higher
period_type: month
""",
}
HEADER = "measure_id,area_code,period_start,period_end,period_type,numerator,denominator"
JUNE = "decided_in_time,X06000901,2026-05-01,2026-06-01,month,41,58"
ACCEPTED_AT_ONCE = Settings(inbox_settle_seconds=0)


class Place:
    """A workspace in a temporary folder, with what a test asks of it."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        for folder in ("measures", "returns"):
            (self.workspace.register / folder).mkdir(parents=True)
        for name, text in MEASURES.items():
            (self.workspace.register / "measures" / f"{name}.yaml").write_text(text)
        (self.workspace.register / "areas.csv").write_text(AREAS)

    def mapping(self, text: str, name: str = "mapping") -> None:
        (self.workspace.register / "returns" / f"{name}.yaml").write_text(text)

    def put(self, name: str, content: str | bytes, about: str = "") -> Path:
        path = self.workspace.returns_inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if about:
            path.with_name(path.name + ".about.yaml").write_text(about)
        return path

    @property
    def register(self):
        return load_register(self.workspace)

    def land(self, settings: Settings = ACCEPTED_AT_ONCE, now: dt.datetime = NOW) -> Landing:
        return land_inbox(self.workspace, settings, self.register, now=now)

    def look(self, settings: Settings = ACCEPTED_AT_ONCE, now: dt.datetime = NOW) -> Landing:
        return preview(self.workspace, settings, self.register, now=now)

    def observations(self, sha256: str) -> pl.DataFrame:
        return pl.read_parquet(self.workspace.observations / f"{sha256}.parquet")

    def landed(self, name: str, content: str | bytes, about: str = "") -> tuple[dict, pl.DataFrame, pl.DataFrame]:
        """One file put down and taken in: its ledger row, its observations, its quarantine lines."""
        self.put(name, content, about)
        landing = self.land()
        row = next(row for row in landing.intake.iter_rows(named=True) if row["source_name"] == name)
        conserved(row, landing.quarantine.filter(pl.col("source_name") == name))
        path = self.workspace.observations / f"{row['sha256']}.parquet"
        observations = pl.read_parquet(path) if path.exists() else pl.DataFrame()
        return row, observations, landing.quarantine.filter(pl.col("source_name") == name)


def conserved(row: dict, quarantine: pl.DataFrame) -> None:
    """The two sums of a file hold, and each line set aside is in quarantine once."""
    assert row["rows_in"] == row["rows_accepted"] + row["rows_set_aside"]
    assert row["records_in"] == row["observations"] + row["records_set_aside"]
    assert (quarantine["level"] == "row").sum() == row["rows_set_aside"]
    assert (quarantine["level"] == "record").sum() == row["records_set_aside"]


def aged(path: Path, seconds: float, now: dt.datetime = NOW) -> None:
    """Set a file's modified time so many seconds before now."""
    moment = now.timestamp() - seconds
    os.utime(path, (moment, moment))


def canonical(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"
