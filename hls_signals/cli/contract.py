"""Does a folder, or a file that was changed, keep the laws of the contract?"""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from hls_signals.cli.options import JsonOption, say, say_json

contract = typer.Typer(no_args_is_help=True, help="Never rank, never penalise: checked by a machine.")
NO_SUCH_FOLDER = 2


@contract.command()
def check(
    folder: Annotated[
        Path, typer.Argument(help="A release, or any folder of .sql, .vl.json, .html, .svg, .csv, .txt.")
    ],
    as_json: JsonOption = False,
    sarif: Annotated[Path | None, typer.Option(help="Write the findings to this file as SARIF 2.1.0.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the findings to this file as JUnit.")] = None,
) -> None:
    """Look at a finished folder with every net that fits it; exit 0 nothing blocks, 1 findings, 2 no such folder.

    Example: hls-signals contract check council/published/current
    """
    from hls_signals.contract import check_folder
    from hls_signals.contract.report import as_json as as_record
    from hls_signals.contract.report import as_junit, as_sarif, as_text

    if not folder.is_dir():
        typer.echo(f"There is no folder {folder}.", err=True)
        raise typer.Exit(NO_SUCH_FOLDER)
    findings = check_folder(folder, today=dt.datetime.now(dt.UTC).date(), processes=2)
    if sarif is not None:
        sarif.write_text(as_sarif(findings, version("hls-signals")), encoding="utf-8")
    if junit is not None:
        junit.write_text(as_junit(findings), encoding="utf-8")
    if as_json:
        say_json(as_record(findings))
    else:
        say(as_text(findings))
    if any(finding.blocks for finding in findings):
        raise typer.Exit(1)


@contract.command()
def lint(
    files: Annotated[list[Path], typer.Argument(help="Queries, charts, modules and templates.")],
) -> None:
    """Look at single files with net 1 alone, in milliseconds: for a hook that runs before each commit.

    Example: hls-signals contract lint sql/published/series.sql
    """
    from hls_signals.contract.changed import changed_findings
    from hls_signals.contract.report import as_text

    found = [
        finding
        for path in files
        if path.is_file()
        for finding in changed_findings(path.as_posix(), path.read_text("utf-8", "replace"))
    ]
    if found:
        say(as_text(found).rsplit("\n", 1)[0])
        raise typer.Exit(1)
