"""What does an unknown file hold, and which mapping would read it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    register_to: Annotated[
        Path | None,
        typer.Option("--register", help="Of a tracker: draft a measure a row and the mapping into this folder."),
    ] = None,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Look at an unknown file and draft its mapping, with a `# choose:` where only a person can decide.

    Header text is printed for columns the mapping would name; no cell ever is.

    `--register DIR` takes a tracker apart: one measure a row, periods across, target, letters, commentary.

    Example: hls-signals profile inbox/returns/new/leavers.csv --to register/returns/leavers.yaml
    """
    from hls_signals.returns.draft import drafted, summary
    from hls_signals.returns.profile import profiled

    if not file.is_file():
        raise NoSuchFile("there is no such file.", where=printable(str(file)), mend="check its name")
    with _sheet_by_option():
        if register_to is not None:
            draft_register(file, sheet, register_to)
            return
        register = load_register(workspace_at(workspace))
        found = profiled(file, register, sheet)
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


@contextmanager
def _sheet_by_option() -> Iterator[None]:
    """There is no mapping yet in which a sheet could be named: the option says which."""
    from hls_signals.returns.faults import FileFault

    try:
        yield
    except FileFault as fault:
        if fault.code != "Q132":
            raise
        raise FileFault("Q132", where=fault.where, mend="name the sheet with --sheet") from None


def draft_register(file: Path, sheet: str | None, folder: Path) -> None:
    """Write what a tracker becomes below a register; nothing that is there already is overwritten.

    raises  NoSuchFile where the file is no tracker, or one of its files is there already
    """
    from hls_signals.register.drafts import CHOOSE
    from hls_signals.returns.tracker import tracker
    from hls_signals.returns.tracker_draft import commentary, drafted_files, last_day, return_id

    found = tracker(file, sheet)
    if found is None:
        raise NoSuchFile(
            "no column of names with periods across was found.",
            where=printable(str(file)),
            mend="name the sheet with --sheet, or draft a mapping without --register",
        )
    files = {folder / path: text for path, text in drafted_files(found).items()}
    notes = commentary(found, last_day(found))
    if notes is not None:
        files[folder.parent / "inbox" / "narratives" / f"{return_id(found)}-commentary.csv"] = notes
    taken = next((path for path in files if path.exists()), None)
    if taken is not None:
        raise NoSuchFile("this file is there already.", where=printable(str(taken)), mend="draft into another folder")
    for path, text in files.items():
        write_whole(path, text.encode("utf-8"))
    asked = sum(text.count(CHOOSE) for text in files.values())
    say(f"{len(found.measures)} measures and the mapping of return {return_id(found)}, below {printable(str(folder))}.")
    if notes is not None:
        say("Commentary lies in inbox/narratives; nobody has asked for consent, so none of it is published.")
    say(f"{asked} things to choose before `hls-signals check` takes them.")
    say(f"Then put the file into inbox/returns/{return_id(found)}/, and every later one too.")
