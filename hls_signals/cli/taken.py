"""What did a night take in of what people said? File by file; never a word of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hls_signals.cli.options import printable

if TYPE_CHECKING:
    from hls_signals.narrative.arrivals import Taken


def taken_lines(taken: Taken) -> Iterator[str]:
    """One line a file of notes or of learning; below it, each row that was set aside, with how to mend it."""
    for row in taken.intake.iter_rows(named=True):
        yield f"{printable(row['source_name'])}: {_outcome(row)}"
        if row["outcome"] == "quarantined":
            yield f"  HLS-{row['code']}; mend: {row['mend']}"
        for line in taken.quarantine.iter_rows(named=True):
            if line["sha256"] == row["sha256"] and line["level"] == "row":
                yield f"  row {line['source_row']} set aside, HLS-{line['code']}; mend: {line['mend']}"
    for waiting in taken.waiting:
        yield f"{printable(waiting.source_name)}: still arriving"


def _outcome(row: dict[str, Any]) -> str:
    if row["outcome"] == "quarantined":
        return "set aside whole; it stays in the inbox"
    if row["outcome"] == "duplicate":
        return "here already; the copy in the inbox was removed"
    aside = f", {row['rows_set_aside']} set aside" if row["rows_set_aside"] else ""
    notes = f" ({row['notes']})" if row["notes"] else ""
    return f"{row['rows_accepted']} taken in{aside}{notes}"
