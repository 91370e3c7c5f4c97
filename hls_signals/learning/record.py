"""Where do learning records live, and which columns does their store have?"""

from __future__ import annotations

import polars as pl

from hls_signals.narrative.record import Store
from hls_signals.workspace.layout import Workspace

LEARNING: dict[str, pl.DataType] = {
    "record_id": pl.String(),
    "kind": pl.String(),
    "source_sha256": pl.String(),
    "source_row": pl.Int64(),
    "received_at": pl.Datetime("us", "UTC"),
    "row_sha256": pl.String(),
    "recorded_on": pl.Date(),
    "audience": pl.String(),
    "is_let_out": pl.Boolean(),
    "consent": pl.String(),
    # The record as JSON with a number for each piece of prose; the prose stands in the two columns below.
    "body": pl.String(),
    "text": pl.String(),
    "masked_text": pl.String(),
    "text_sha256": pl.String(),
    "engine": pl.String(),
    "doubts": pl.String(),
    # True where nothing was masked and nothing doubted.
    "is_clean": pl.Boolean(),
    "told": pl.String(),
}


def learning_store(workspace: Workspace) -> Store:
    """Where learning records lie."""
    return Store(workspace.learning, LEARNING, "record_id")
