"""What does a new workspace begin with?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace

PACKAGED = Path(__file__).parent
INBOX_FOLDERS = ("returns", "narratives", "learning")


class AlreadyThere(MendableError):
    """Something of a workspace is already in the folder, and nothing of it is overwritten."""

    code = "W122"


def write_starting(folder: Path) -> list[Path]:
    """The files of a new workspace, written; says which. Raises AlreadyThere before writing any."""
    workspace = Workspace(folder)
    contents = {target: source.read_bytes() for source, target in _pairs(workspace)}
    taken = [path for path in (workspace.settings_file, *contents) if path.exists()]
    if taken:
        raise AlreadyThere(
            "a workspace, or part of one, is already here.",
            where=str(taken[0]),
            mend="give another folder, or go on with this one: hls-signals check " + str(folder),
        )
    for target, content in contents.items():
        write_whole(target, content)
    for name in INBOX_FOLDERS:
        (workspace.inbox / name).mkdir(parents=True, exist_ok=True)
    return list(contents)


def _pairs(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    """Each packaged file with its place: the settings last, so that half a workspace is not taken for a whole one."""
    settings = PACKAGED / workspace.settings_file.name
    for source in sorted(path for path in PACKAGED.rglob("*") if path.suffix in {".yaml", ".csv"}):
        if source != settings:
            yield source, workspace.register / source.relative_to(PACKAGED)
    yield settings, workspace.settings_file
