"""What came in, and what became of it, a line a file?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from hls_signals.cli.options import printable
from hls_signals.returns import Landing
from hls_signals.returns.codes import CODES
from hls_signals.workspace.codes import CODES as SETTING_CODES

RETURN_WIDTH, NAME_WIDTH = 22, 34
INBOX = "inbox/returns"
# Where files about people lie, inside inbox/.
PEOPLE = "person_level/"
MANY_FILES = 20
SHUT = "cannot be opened: close it in other programs, let this account read it, or put it back"


def landed_lines(landing: Landing) -> Iterator[str]:
    """One line a file, with where and how to mend it where it was set aside; then the files still arriving.

    Where many came at once, those taken in whole are told in one line a return, so that the others are seen.
    """
    whole = (pl.col("outcome") == "accepted") & (pl.col("rows_set_aside") == 0) & (pl.col("records_set_aside") == 0)
    rows = landing.intake
    if rows.filter(whole).height > MANY_FILES:
        for return_id, files in rows.filter(whole).group_by("return_id", maintain_order=True):
            yield _together(str(return_id[0]), files)
        rows = rows.filter(~whole)
    for row in (*rows.iter_rows(named=True), *landing.still_aside):
        yield from _file(row, landing)
    for waiting in landing.waiting:
        name = printable(waiting.source_name)
        start = f"{'waiting':<{RETURN_WIDTH}} {name}"
        arriving = f"still arriving: {waiting.seconds_left} s, or put {PurePosixPath(name).name}.done beside it"
        yield f"{start}  {SHUT if waiting.is_shut else arriving}"
    if landing.unchanged:
        many = "1 file was" if landing.unchanged == 1 else f"{landing.unchanged:,} files were"
        yield f"{many} taken in before."
    if landing.clock_behind is not None:
        yield f"HLS-W205 {CODES['W205']} ({landing.clock_behind:%Y-%m-%d %H:%M} UTC)."
        yield "  mend:  set the clock of this machine; receipts go on from the last one, so nothing is lost"
    for name in landing.to_remove:
        yield f"Rows of people were counted and none is kept. Please remove inbox/{printable(name)}"


def _together(return_id: str, files: pl.DataFrame) -> str:
    many = "1 file" if files.height == 1 else f"{files.height} files"
    start = f"{printable(return_id):<{RETURN_WIDTH}} {many:<{NAME_WIDTH}} {'accepted':<12}"
    return f"{start} {files['rows_accepted'].sum():>7,} of {files['rows_in'].sum():,} rows"


def _file(row: Mapping[str, Any], landing: Landing) -> Iterator[str]:
    name = PurePosixPath(row["source_name"]).name
    return_id = printable(row["return_id"] or "-")
    start = f"{return_id:<{RETURN_WIDTH}} {printable(name):<{NAME_WIDTH}} {row['outcome']:<12}"
    if row["outcome"] == "quarantined":
        yield f"{start} HLS-{row['code']} {_said(row, landing)}"
        yield f"  where: {_inbox(row['source_name'])}/{printable(row['source_name'])}"
        yield f"  mend:  {printable(row['mend'])}"
    elif row["outcome"] == "duplicate":
        yield f"{start} the same bytes came before under another name"
    else:
        aside = landing.set_aside(row["source_name"])
        told = f"   {row['rows_set_aside']} set aside ({_codes(aside)})" if aside else ""
        figures = landing.figures_set_aside(row["source_name"])
        # A row is taken in where one of its figures is; the others are not to vanish behind it.
        of_rows = f"   {_figures(sum(figures.values()))} set aside ({_codes(figures)})" if figures else ""
        yield f"{start} {row['rows_accepted']:>7,} of {row['rows_in']:,} rows{told}{of_rows}"


def _said(row: Mapping[str, Any], landing: Landing) -> str:
    """What the file's code says; of rows set aside one by one, theirs, since a mere look leaves no list to see."""
    meaning = _meaning(row["code"])
    aside = landing.set_aside(row["source_name"]) if row["code"] == "Q151" else {}
    return f"{meaning.removesuffix('.')} ({_codes(aside)})." if aside else meaning


def _figures(count: int) -> str:
    return "1 figure" if count == 1 else f"{count:,} figures"


def _codes(aside: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in aside.items())


def _inbox(source_name: str) -> str:
    return "inbox" if source_name.startswith(PEOPLE) else INBOX


def _meaning(code: str) -> str:
    """What a code says. A file set aside for its FILE.about.yaml bears a code of settings."""
    return CODES.get(code) or f"FILE.about.yaml: {SETTING_CODES[code]}."


def landed_records(landing: Landing) -> list[dict[str, Any]]:
    """The same for a machine."""
    rows = [dict(row) for row in (*landing.intake.iter_rows(named=True), *landing.still_aside)]
    return rows + [
        {"source_name": file.source_name, "outcome": "waiting", "seconds_left": file.seconds_left}
        for file in landing.waiting
    ]
