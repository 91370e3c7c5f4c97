"""Which options does every command take?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from hls_signals.workspace.layout import Workspace, open_workspace

WorkspaceOption = Annotated[
    Path,
    typer.Option("-w", "--workspace", envvar="HLS_WORKSPACE", help="The workspace's folder; default: this one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as JSON, for a machine.")]


def workspace_at(option: Path, argument: Path | None = None) -> Workspace:
    """The workspace named by an argument, else by -w, else this folder."""
    return open_workspace(argument or option)


def say(text: str) -> None:
    """One line or more on standard output."""
    typer.echo(text)


def say_json(data: Any) -> None:
    """A record on standard output."""
    typer.echo(json_text(data))


def json_text(data: Any) -> str:
    """A record as JSON for a machine."""
    return json.dumps(data, indent=1, ensure_ascii=False, default=str)


def printable(text: str) -> str:
    """A file's name as a terminal may show it: control characters are escaped, never obeyed."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
