"""Which releases were meant, published or given up? One row a release, restricted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import whole_file

State = Literal["candidate", "intended", "published", "abandoned", "withdrawn"]
# `sequence` gives the order: a clock may be set back.
LEDGER: dict[str, pl.DataType] = {
    "sequence": pl.Int64(),
    "release_id": pl.String(),
    "content_id": pl.String(),
    "state": pl.String(),
    "recorded_at": pl.Datetime("us", "UTC"),
    "as_of": pl.Date(),
    "profile": pl.String(),
    # Who let the release out; empty where the night did.
    "by_role": pl.String(),
}


class LedgerDamaged(MendableError):
    """The ledger of releases is not what was written."""

    code = "W207"


@dataclass(frozen=True)
class ReleaseLedger:
    """The ledger's file, replaced whole at every change."""

    path: Path

    def read(self) -> pl.DataFrame:
        """Every row in the order of the sequence; no row where there is no file yet."""
        if not self.path.is_file():
            return pl.DataFrame(schema=LEDGER)
        try:
            rows = pl.read_parquet(self.path)
            # A ledger of an earlier version knows of no role.
            known = rows if "by_role" in rows.columns else rows.with_columns(by_role=pl.lit(""))
            return known.select(list(LEDGER)).cast(pl.Schema(LEDGER)).sort("sequence")
        except pl.exceptions.PolarsError:
            raise LedgerDamaged(
                "the ledger of releases cannot be read.",
                where=f"warehouse/{self.path.name}",
                mend="restore it from a backup, or move it away: a new one begins with the next release",
            ) from None

    def note(
        self,
        state: State,
        release_id: str,
        content_id: str,
        as_of: dt.date,
        profile: str,
        now: dt.datetime,
        by_role: str = "",
    ) -> None:
        """One more row. `intended` stands before the folder gets its name, so that a kill in between leaves a trace."""
        rows = self.read()
        row = {
            "sequence": 1 if rows.is_empty() else int(rows["sequence"][-1]) + 1,
            "release_id": release_id,
            "content_id": content_id,
            "state": state,
            "recorded_at": now.astimezone(dt.UTC),
            "as_of": as_of,
            "profile": profile,
            "by_role": by_role,
        }
        self._write(pl.concat([rows, pl.DataFrame([row], schema=LEDGER)]))

    def settle(self, release_id: str, state: State, now: dt.datetime) -> None:
        """What became of the rows of a release that were only intended."""
        is_meant = (pl.col("release_id") == release_id) & (pl.col("state") == "intended")
        settled = self.read().with_columns(
            recorded_at=pl.when(is_meant).then(pl.lit(now.astimezone(dt.UTC))).otherwise(pl.col("recorded_at")),
            state=pl.when(is_meant).then(pl.lit(state)).otherwise(pl.col("state")),
        )
        self._write(settled)

    def withdraw(self, release_id: str, now: dt.datetime) -> None:
        """A release was deleted because consent to something in it ended."""
        is_meant = pl.col("release_id") == release_id
        gone = self.read().with_columns(
            recorded_at=pl.when(is_meant).then(pl.lit(now.astimezone(dt.UTC))).otherwise(pl.col("recorded_at")),
            state=pl.when(is_meant).then(pl.lit("withdrawn")).otherwise(pl.col("state")),
        )
        self._write(gone)

    def intended(self) -> list[str]:
        """Releases whose end nobody wrote down."""
        return self.read().filter(pl.col("state") == "intended")["release_id"].unique(maintain_order=True).to_list()

    def _write(self, rows: pl.DataFrame) -> None:
        with whole_file(self.path, 0o600) as part:
            rows.select(list(LEDGER)).cast(pl.Schema(LEDGER)).write_parquet(part)
