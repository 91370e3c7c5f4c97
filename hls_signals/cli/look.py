"""What would happen if the night ran now?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from hls_signals.cli.before_sending import tell_before_sending
from hls_signals.cli.landed import landed_lines, landed_records
from hls_signals.cli.options import JsonOption, WorkspaceOption, say, say_json, workspace_at
from hls_signals.narrative.codebook import read_codebook
from hls_signals.narrative.guards import word_targets
from hls_signals.register import load_register
from hls_signals.register.checks import pack_problems
from hls_signals.register.meetings import meeting_problems
from hls_signals.register.services import service_problems
from hls_signals.workspace.errors import raise_all
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import load_settings


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="The workspace; default: -w, else this folder. With --before-sending: the file."),
    ] = None,
    before_sending: Annotated[
        bool,
        typer.Option("--before-sending", help="Look at one file: its faults, and what differs from what was sent."),
    ] = False,
    return_id: Annotated[
        str, typer.Option("--return", help="With --before-sending: whose file it is, where its name does not say.")
    ] = "",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Look at settings, register and inbox, and say what a run would do; nothing is written.

    Example: hls-signals check council

    Example: hls-signals check leavers.csv --before-sending -w council
    """
    if return_id and not before_sending:
        raise typer.BadParameter("it belongs to a file that is looked at with --before-sending", param_hint="--return")
    if before_sending:
        tell_before_sending(workspace_at(workspace), folder, return_id, as_json=as_json)
        return
    _check(workspace_at(workspace, folder), as_json=as_json)


def _check(place: Workspace, *, as_json: bool) -> None:
    """Everything that a run would stop at, all at once, then what it would take in."""
    from hls_signals.gaming.registry import known_indicators
    from hls_signals.returns import preview

    settings = load_settings(place)
    register = load_register(place)
    read_codebook(place.codebook, register.measures)
    packs = pack_problems(settings.packs, register.by_id, register.by_code)
    meetings = meeting_problems(register.meetings, [pack.id for pack in settings.packs], register.by_id)
    named = [name for pack in settings.packs for name in pack.services]
    services = service_problems(register.services, named, register.by_id)
    raise_all([*packs, *meetings, *services, *word_targets(register.measures)])
    known_indicators()  # one of another package that cannot be used stops the night, so it stops here
    landing = preview(place, settings, register, now=dt.datetime.now(dt.UTC))
    if as_json:
        say_json({"measures": len(register.measures), "areas": len(register.areas), "landed": landed_records(landing)})
    else:
        measures, areas = _counted(len(register.measures), "measure"), _counted(len(register.areas), "area")
        say(f"The register holds {measures} and {areas}, none to mend.")
        for line in landed_lines(landing):
            say(line)
    if landing.still_aside or "quarantined" in landing.intake["outcome"]:
        raise SystemExit(1)


def _counted(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
