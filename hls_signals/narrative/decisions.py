"""What has a person decided about notes and learning records? Append-only; no word of a note.

Approvals, links, doubts that were looked at, texts that were withheld: each one row with the role that decided.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import polars as pl

from hls_signals.narrative.record import as_frame, write_plain
from hls_signals.returns.ledger import whole_record
from hls_signals.workspace.layout import Workspace

Kind = Literal["approved", "withheld", "linked", "doubt_settled", "let_out"]
_UTC = pl.Datetime("us", "UTC")
DECISIONS: dict[str, pl.DataType] = {
    "sequence": pl.Int64(),
    "recorded_at": _UTC,
    "kind": pl.String(),
    "item_id": pl.String(),
    "text_sha256": pl.String(),
    "measure_id": pl.String(),
    "status": pl.String(),
    # Where the doubt lies in the masked text: `start-end`.
    "place": pl.String(),
    "by_role": pl.String(),
    "reason": pl.String(),
}


def decisions_file(workspace: Workspace) -> Path:
    """Where the decisions lie."""
    return workspace.narratives / "decisions.parquet"


def read_decisions(workspace: Workspace) -> pl.DataFrame:
    """Every decision in its order."""
    path = decisions_file(workspace)
    if not path.is_file():
        return pl.DataFrame(schema=DECISIONS)
    with whole_record(f"warehouse/narratives/{path.name}"):
        return pl.read_parquet(path).cast(pl.Schema(DECISIONS)).sort("sequence")


def decide(workspace: Workspace, kind: Kind, item_id: str, *, now: dt.datetime, **more: Any) -> None:
    """Add one decision; `more` are the columns it fills."""
    rows = read_decisions(workspace)
    last = 0 if rows.is_empty() else int(rows["sequence"][-1])
    row = {"sequence": last + 1, "recorded_at": now.astimezone(dt.UTC), "kind": kind, "item_id": item_id, **more}
    write_decisions(workspace, pl.concat([rows, as_frame([row], DECISIONS)]))


def write_decisions(workspace: Workspace, rows: pl.DataFrame) -> None:
    """All decisions, whole or not at all."""
    write_plain(decisions_file(workspace), rows)


def approval_of(decisions: pl.DataFrame, item_id: str) -> dict[str, Any] | None:
    """The newest approval of an item, as `publication_decision` asks for it; none where it was withheld since."""
    rows = decisions.filter((pl.col("item_id") == item_id) & pl.col("kind").is_in(["approved", "withheld"]))
    if rows.is_empty() or rows["kind"][-1] == "withheld":
        return None
    last = rows.row(-1, named=True)
    return {"text_sha256": last["text_sha256"], "by_role": last["by_role"], "on": last["recorded_at"].date()}


def withheld_because(decisions: pl.DataFrame, item_id: str) -> str | None:
    """The reviewer's reason, where the last word on an item was to withhold it."""
    rows = decisions.filter((pl.col("item_id") == item_id) & pl.col("kind").is_in(["approved", "withheld"]))
    is_withheld = not rows.is_empty() and rows["kind"][-1] == "withheld"
    return str(rows["reason"][-1] or "withheld") if is_withheld else None


def settled_places(decisions: pl.DataFrame, item_id: str, text_sha256: str) -> set[str]:
    """The places of this masked text at which a person looked and kept the word."""
    rows = decisions.filter(
        (pl.col("item_id") == item_id) & (pl.col("text_sha256") == text_sha256) & (pl.col("kind") == "doubt_settled")
    )
    return set(rows["place"])


def links_of(decisions: pl.DataFrame) -> pl.DataFrame:
    """The last word on each note and measure."""
    rows = decisions.filter(pl.col("kind") == "linked")
    return rows.unique(["item_id", "measure_id"], keep="last", maintain_order=True)
