"""What does an unknown file hold, and which mapping would read it?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hls_signals.cli.options import WorkspaceOption, printable, say, workspace_at
from hls_signals.register import load_register
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole


class NoSuchFile(MendableError):
    """A file that is not there, or a draft that would be written over another file."""

    code = "M132"


def profile(
    file: Annotated[Path, typer.Argument(help="The file to look at.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the drafted mapping here, and say what was found.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="The sheet of a workbook; default: the only visible one.")
    ] = None,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Look at an unknown file and draft its mapping, with a `# choose:` where only a person can decide.

    Header text is printed for columns the mapping would name; no cell ever is.

    Example: hls-signals profile inbox/returns/new/leavers.csv --to register/returns/leavers.yaml
    """
    from hls_signals.returns.draft import drafted, summary
    from hls_signals.returns.faults import FileFault
    from hls_signals.returns.profile import profiled

    register = load_register(workspace_at(workspace))
    if not file.is_file():
        raise NoSuchFile("there is no such file.", where=printable(str(file)), mend="check its name")
    try:
        found = profiled(file, register, sheet)
    except FileFault as fault:
        if fault.code != "Q132":
            raise
        raise FileFault("Q132", where=fault.where, mend="name the sheet with --sheet") from None
    text = drafted(found, register)
    if to is None:
        say(text.rstrip("\n"))
        return
    if to.exists():
        raise NoSuchFile("this file is there already.", where=printable(str(to)), mend="name another with --to")
    write_whole(to, text.encode("utf-8"))
    for line in summary(found):
        say(line)
    asked = text.count("# choose:")
    say(f"{printable(str(to))}: {asked} things to choose before `hls-signals check` takes it.")
