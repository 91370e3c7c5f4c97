"""What came in, and what became of it, a line a file?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from hls_signals.cli.options import printable
from hls_signals.returns import Landing
from hls_signals.returns.codes import CODES

RETURN_WIDTH, NAME_WIDTH = 15, 28
INBOX = "inbox/returns"


def landed_lines(landing: Landing) -> Iterator[str]:
    """One line a file, with where and how to mend it where it was set aside; then the files still arriving."""
    for row in landing.intake.iter_rows(named=True):
        yield from _file(row, landing)
    for waiting in landing.waiting:
        name = printable(waiting.source_name)
        start = f"{'waiting':<{RETURN_WIDTH}} {name}"
        yield f"{start}  still arriving: {waiting.seconds_left} s, or put {name}.done beside it"
    if landing.unchanged:
        many = "1 file was" if landing.unchanged == 1 else f"{landing.unchanged:,} files were"
        yield f"{many} taken in before."


def _file(row: Mapping[str, Any], landing: Landing) -> Iterator[str]:
    name = PurePosixPath(row["source_name"]).name
    start = f"{row['return_id'] or '-':<{RETURN_WIDTH}} {printable(name):<{NAME_WIDTH}} {row['outcome']:<12}"
    if row["outcome"] == "quarantined":
        yield f"{start} HLS-{row['code']} {CODES.get(row['code'], '')}"
        yield f"  where: {INBOX}/{printable(row['source_name'])}"
        yield f"  mend:  {row['mend']}"
    elif row["outcome"] == "duplicate":
        yield f"{start} the same bytes came before under another name"
    else:
        aside = landing.set_aside(row["source_name"])
        codes = ", ".join(f"{code} {count}" for code, count in aside.items())
        told = f"   {row['rows_set_aside']} set aside ({codes})" if aside else ""
        yield f"{start} {row['rows_accepted']:>7,} of {row['rows_in']:,} rows{told}"


def landed_records(landing: Landing) -> list[dict[str, Any]]:
    """The same for a machine."""
    rows = [dict(row) for row in landing.intake.iter_rows(named=True)]
    return rows + [
        {"source_name": file.source_name, "outcome": "waiting", "seconds_left": file.seconds_left}
        for file in landing.waiting
    ]
