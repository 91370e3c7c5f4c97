"""Which measures is each note about: as its writer says, as a person confirmed, or as the machine suggests?"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

import polars as pl

from hls_signals.narrative.decisions import links_of
from hls_signals.narrative.record import JOINER, as_frame

CONFIRMED, SUGGESTED, NOT_THIS = "confirmed", "suggested", "not_this"
LINKS: dict[str, pl.DataType] = {
    "narrative_id": pl.String(),
    "measure_id": pl.String(),
    "status": pl.String(),
    "strength": pl.Float64(),
    "matched": pl.String(),
    "codebook_version": pl.Int64(),
    "decided_by_role": pl.String(),
    "decided_on": pl.Date(),
}


def note_links(notes: pl.DataFrame, decisions: pl.DataFrame, version: int, measures: Collection[str]) -> pl.DataFrame:
    """One row a note and measure: what a person said goes before what the machine suggests.

    notes     the newest version of each note
    version   of the codebook
    measures  ids of the register; a link to another is left out
    """
    decided = {(row["item_id"], row["measure_id"]): row for row in links_of(decisions).iter_rows(named=True)}
    rows = [link for note in notes.iter_rows(named=True) for link in _links(note, decided, version) if link]
    known = [link for link in rows if link["measure_id"] in measures]
    return as_frame(sorted(known, key=lambda link: (link["narrative_id"], link["measure_id"])), LINKS)


def _links(note: dict[str, Any], decided: dict[tuple[str, str], dict[str, Any]], version: int) -> Iterator[Any]:
    if note["masked_text"] is None:
        return
    suggested = {found["measure_id"]: found for found in json.loads(note["suggested"] or "[]")}
    stated = list(filter(None, note["measure_ids"].split(JOINER)))
    of_note = [measure for item, measure in decided if item == note["narrative_id"]] if decided else []
    for measure_id in dict.fromkeys((*stated, *of_note, *suggested)):
        decision = decided.get((note["narrative_id"], measure_id))
        yield _link(note, measure_id, decision, suggested.get(measure_id), measure_id in stated, version)


def _link(
    note: dict[str, Any],
    measure_id: str,
    decision: dict[str, Any] | None,
    suggestion: dict[str, Any] | None,
    is_stated: bool,
    version: int,
) -> dict[str, Any] | None:
    link: dict[str, Any] = {"narrative_id": note["narrative_id"], "measure_id": measure_id, "codebook_version": version}
    if suggestion is not None:
        link |= {"strength": suggestion["strength"], "matched": JOINER.join(suggestion["matched"])}
    if decision is not None and _still_holds(decision, note):
        on = decision["recorded_at"].date()
        return link | {"status": decision["status"], "decided_by_role": decision["by_role"], "decided_on": on}
    if is_stated:
        return link | {
            "status": CONFIRMED, "decided_by_role": note["author_role"], "decided_on": note["recorded_on"],
        }  # fmt: skip
    return None if suggestion is None else link | {"status": SUGGESTED}


def _still_holds(decision: dict[str, Any], note: dict[str, Any]) -> bool:
    """A link that was confirmed stays; "not this" was said of one text and is asked again of another."""
    return bool(decision["status"] == CONFIRMED or decision["text_sha256"] == note["text_sha256"])
