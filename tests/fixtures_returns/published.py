"""A workspace for published files: measures and a mapping as YAML, files taken in one after another."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl

from hls_signals.register import load_register
from hls_signals.returns import Landing, land_inbox
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

DATA = Path(__file__).parents[2].parent / "shared" / "data"
ABSENT = "the published returns in ../shared/data are not here"
NOW = dt.datetime(2026, 1, 5, 3, 30, tzinfo=dt.UTC)


def measure(name: str, return_id: str, **changes: str) -> str:
    """A measure of a percentage by month, with what a test changes of it."""
    keys = {
        "id": name,
        "name": name.replace("_", " "),
        "return": return_id,
        "calculation": "ratio",
        "unit": "percent",
        "scale": "100",
        "bounds": "[0, 100]",
        "polarity": "higher",
        "period_type": "month",
    } | changes
    return "".join(f"{key}: {value}\n" for key, value in keys.items() if value)


def count(name: str, return_id: str, **changes: str) -> str:
    """A measure that is a number of things."""
    return measure(name, return_id, **({"calculation": "count", "unit": "count", "scale": "", "bounds": ""} | changes))


class Published:
    """What comes of published files read by a mapping."""

    def __init__(self, root: Path, return_id: str, mapping: str, *measures: str, areas: str = "") -> None:
        self.workspace = Workspace(root)
        self.return_id = return_id
        (self.workspace.register / "measures").mkdir(parents=True)
        (self.workspace.register / "returns").mkdir()
        for number, text in enumerate(measures):
            (self.workspace.register / "measures" / f"m{number}.yaml").write_text(text)
        (self.workspace.register / "returns" / "mapping.yaml").write_text(f"id: {return_id}\n{mapping}")
        (self.workspace.register / "areas.csv").write_text("area_code,area_name,area_type\n" + areas)

    def land(self, now: dt.datetime = NOW) -> Landing:
        return land_inbox(self.workspace, Settings(inbox_settle_seconds=0), load_register(self.workspace), now=now)

    def take(self, source: str, known_at: str = "") -> tuple[dict, pl.DataFrame, pl.DataFrame]:
        """One more published file: its ledger row, observations and quarantine lines; both sums are checked."""
        target = self.workspace.returns_inbox / self.return_id / source.replace("/", "_")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / source, target)
        if known_at:
            target.with_name(target.name + ".about.yaml").write_text(f"known_at: {known_at}\n")
        landing = self.land()
        (row,) = landing.intake.iter_rows(named=True)
        assert row["rows_in"] == row["rows_accepted"] + row["rows_set_aside"]
        assert row["records_in"] == row["observations"] + row["records_set_aside"]
        return row, self.observations(row["sha256"]), landing.quarantine

    def observations(self, sha256: str) -> pl.DataFrame:
        path = self.workspace.observations / f"{sha256}.parquet"
        return pl.read_parquet(path) if path.exists() else pl.DataFrame()


def codes(quarantine: pl.DataFrame) -> dict[str, int]:
    """How many rows were set aside for each code."""
    rows = quarantine.filter(pl.col("level") == "row")
    return dict(rows.group_by("code").len().sort("code").iter_rows())
