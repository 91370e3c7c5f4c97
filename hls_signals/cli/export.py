"""How does a record leave the warehouse, whole and typed?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hls_signals.cli.export_return import export_return
from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json, workspace_at
from hls_signals.cli.target_letter import export_target_letter
from hls_signals.cli.workbook import notes_of, write_workbook
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import whole_file
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.nearest import offer

if TYPE_CHECKING:
    import polars as pl

# Record -> the tables it is made of.
RECORDS = {
    "observations": ("staged.observations",),
    "values": ("measures.measured_values",),
    "variation": ("signals.variation",),
    "explanations": ("signals.explanations",),
    "explanation_terms": ("signals.explanation_terms",),
    "intake": ("raw.intake",),
    "quarantine": ("raw.quarantine",),
    "quality": ("staged.quality", "measures.colour_questions"),
    "events": ("staged.events",),
    "gaming": ("signals.gaming",),
}
# What people said, read from the record itself: no run's database holds it.
WORD_RECORDS = ("notes", "note_links", "reflections", "experiments")
# Not a record of a run: the bytes somebody sent.
RETURN = "return"
# Not a record either: what a page shows, put together for the body that set a target.
LETTER = "target-letter"
ENDINGS = (".csv", ".xlsx", ".parquet", ".json")


class NoSuchRecord(MendableError):
    """A record that is none of those that can leave."""

    code = "W410"


class NothingToExport(MendableError):
    """No run has finished here yet, or it did not come that far."""

    code = "W411"


def export(
    name: Annotated[str, typer.Argument(help="One of: " + ", ".join((*RECORDS, *WORD_RECORDS, RETURN, LETTER)))],
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            help="The file to write: .csv, .xlsx, .parquet or .json; of a return, any; of a letter .html, .pdf, .md.",
        ),
    ],
    return_id: Annotated[
        str, typer.Argument(help="With `return`: which one; with `target-letter`: which measure.")
    ] = "",
    workspace: WorkspaceOption = Path(),
    submission: Annotated[
        str,
        typer.Option("--submission", help="With `return`: the first digits of a file's SHA-256; default: the newest."),
    ] = "",
    area: Annotated[str, typer.Option("--area", help="With `target-letter`: whose page it is made of.")] = "",
    run_id: Annotated[str | None, typer.Option("--run", help="Another run than the newest.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a record to a file. Restricted: it holds true values, before disclosure control.

    `export return ID` hands a file back byte for byte as it was received. `export target-letter MEASURE` writes, for
    the body that set a target, what has been learned about the target itself, from published content alone.

    Example: hls-signals export quality --to quality.csv
    """
    place = workspace_at(workspace)
    if name == RETURN:
        export_return(place, return_id, submission, to, as_json=as_json)
        return
    if name == LETTER:
        export_target_letter(place, return_id, area, to, as_json=as_json)
        return
    if name not in (*RECORDS, *WORD_RECORDS):
        known = (*RECORDS, *WORD_RECORDS, RETURN, LETTER)
        raise NoSuchRecord("there is no such record.", where="hls-signals export", mend=offer(name, known))
    if to.suffix not in ENDINGS:
        raise NoSuchRecord("the file's ending names no format.", where=to.name, mend="use " + ", ".join(ENDINGS))
    frame = _words(place, name) if name in WORD_RECORDS else _record(place, RECORDS[name], run_id)
    write_frame(frame, to, name)
    if as_json:
        say_json({"record": name, "rows": frame.height, "file": str(to)})
    else:
        say(f"{frame.height:,} rows of {name} in {to}. Restricted: true values, before disclosure control.")


def _words(place: Workspace, name: str) -> pl.DataFrame:
    """Notes, links or learning records as they stand now, with masked words alone."""
    from hls_signals.cli.spoken import spoken
    from hls_signals.warehouse.word_records import RECORDS as OF_WORDS

    with spoken(place) as held:
        return OF_WORDS[name](held.words)


def _record(place: Workspace, tables: Sequence[str], run_id: str | None) -> pl.DataFrame:
    import polars as pl

    from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
    from hls_signals.warehouse.run_record import newest_database

    path = newest_database(place, run_id)
    if path is None:
        raise NothingToExport("no finished run is kept here.", where="warehouse/runs", mend="run: hls-signals run")
    store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=place.root, read_only=True)
    try:
        there = [table for table in tables if store.has(table)]
        if not there:
            raise NothingToExport(
                "that run did not come that far.", where="warehouse/runs", mend="run: hls-signals run"
            )
        found = pl.concat(store.read(table) for table in there)
        # A signal is told together with the run that found it; the table itself is the same whoever ran it.
        return found.with_columns(run_id=pl.lit(path.parent.name)) if there == ["signals.gaming"] else found
    finally:
        store.close()


def write_frame(frame: pl.DataFrame, to: Path, name: str = "") -> None:
    """A frame as a file, whole or not at all: plain decimals, ISO dates, true and false, null as an empty field.

    name  of a restricted record; empty where the rows are the caller's own
    """
    with whole_file(to) as part:
        if to.suffix == ".parquet":
            frame.write_parquet(part)
        elif to.suffix == ".xlsx":
            write_workbook(flat(frame), part, name or "rows", notes_of(name, frame))
        elif to.suffix == ".json":
            plain(frame).write_json(part)
        else:
            guarded(flat(plain(frame))).write_csv(part)


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Decimals without trailing zeros, so that 40 is `40` and not `40.000000000000000000`."""
    import polars as pl
    from polars import selectors

    text = selectors.decimal().cast(pl.String)
    short = text.str.strip_chars_end("0").str.strip_chars_end(".")
    return frame.with_columns(short)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists of texts as one text, their entries joined by a bar: a cell of CSV holds no list."""
    import polars as pl

    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    return frame.with_columns(pl.col(name).list.join(" | ") for name in lists)


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers."""
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    plain_number = r"^-?\d+(\.\d+)?$"
    risky = r"^[=+\-@\t\r＝＋－＠]"
    cells = [
        pl.when(pl.col(name).str.contains(risky) & ~pl.col(name).str.contains(plain_number))
        .then("'" + pl.col(name))
        .otherwise(name)
        .alias(name)
        for name in texts
    ]
    return frame.with_columns(cells)
