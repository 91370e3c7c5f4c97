"""Does the record still say what today's rules, allow-list and codebook make of each text?

Nothing is worked out again for a text whose engine, allow-list and codebook are the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import polars as pl

from hls_signals.narrative.codebook import Codebook
from hls_signals.narrative.links import suggest_links
from hls_signals.narrative.masked import engine_name, masked_columns
from hls_signals.narrative.record import Store, as_frame


def codebook_sha256(codebook: Codebook) -> str:
    """The hash of everything that a suggestion depends on."""
    return sha256(repr(codebook).encode()).hexdigest()


def refresh(store: Store, allowed: Sequence[str], codebook: Codebook | None = None) -> pl.DataFrame:
    """All rows of a store, masked by today's engine and, with a codebook, matched to its measures; rewritten if new."""
    rows = store.read()
    engine = engine_name(allowed)
    words = None if codebook is None else codebook_sha256(codebook)
    is_old = pl.col("masked_text").is_not_null() & (pl.col("engine") != engine)
    if words is not None:
        is_old = is_old | (pl.col("masked_text").is_not_null() & pl.col("codebook").ne_missing(words))
    if rows.filter(is_old).is_empty():
        return rows
    fresh = [_fresh(row, allowed, engine, codebook, words) for row in rows.iter_rows(named=True)]
    changed = as_frame(fresh, store.schema)
    store.rewrite(changed)
    return changed


def _fresh(
    row: dict[str, Any], allowed: Sequence[str], engine: str, codebook: Codebook | None, words: str | None
) -> dict[str, Any]:
    if row["masked_text"] is None:
        return row
    if row["engine"] != engine:
        row = {**row, **masked_columns(row["masked_text"] if row["text"] is None else row["text"], allowed)}
        row |= {"codebook": None} if "codebook" in row else {}
    if codebook is not None and row["codebook"] != words:
        row = {**row, "suggested": suggested(row["masked_text"], codebook), "codebook": words}
    return row


def suggested(masked_text: str, codebook: Codebook) -> str:
    """The suggestions for a masked text, as the record keeps them."""
    found = suggest_links(masked_text, codebook)
    return json.dumps([{"measure_id": s.measure_id, "strength": s.strength, "matched": list(s.matched)} for s in found])
