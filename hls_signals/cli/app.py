"""Which verbs are there, and what becomes of an error a reader can mend?"""

from __future__ import annotations

import errno
import json
import sys

import typer

from hls_signals.cli import (
    contract,
    doctor,
    erase,
    explain,
    export,
    look,
    night,
    notes,
    profile,
    release,
    start,
    variation,
)
from hls_signals.workspace.errors import MendableError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Statutory returns as aids to learning. It never ranks and never penalises.",
)
app.command()(start.init)
app.command()(start.demo)
app.command()(look.check)
app.command()(profile.profile)
app.command()(night.run)
app.command()(explain.explain)
app.command()(export.export)
app.command()(variation.variation)
app.command()(doctor.doctor)
app.add_typer(contract.contract, name="contract")
app.add_typer(release.release, name="release")
app.add_typer(notes.notes, name="notes")
app.command()(erase.erase)
app.command()(night.ui)

TO_MEND, WRONG_USAGE = 1, 2


class DiskFull(MendableError):
    """Whatever was being written found no room."""

    code = "W202"


def main() -> None:
    """Run a command: exit 0 done, 1 something to mend, 2 wrong usage. Anything unforeseen keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except MendableError as error:
        _tell(error)
        raise SystemExit(TO_MEND) from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _tell(DiskFull("the disk is full; the last release stays.", mend="free some room, then run again"))
        raise SystemExit(TO_MEND) from None


def _tell(error: MendableError) -> None:
    """The error's own words; as a record where the caller asked for JSON."""
    if "--json" in sys.argv:
        problems = getattr(error, "problems", (error,))
        typer.echo(json.dumps({"problems": [problem.as_record() for problem in problems]}, indent=1))
    else:
        typer.echo(str(error), err=True)
