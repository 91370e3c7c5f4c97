"""Which files lie in the inbox, and which of them have fully arrived?"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hls_signals.returns.sidecar import SUFFIX
from hls_signals.workspace.layout import Workspace

_NO_RETURNS = (".part", ".done", SUFFIX)
_HIDDEN = (".", "~$")


@dataclass(frozen=True)
class InboxFile:
    """A file under inbox/returns: where it lies, and its path inside that folder as the ledger writes it."""

    path: Path
    source_name: str

    @property
    def folder(self) -> str:
        """The first folder inside inbox/returns, or empty."""
        first, slash, _ = self.source_name.partition("/")
        return first if slash else ""


@dataclass(frozen=True)
class Waiting:
    """A file still arriving. `FILE.done` beside it, or the seconds left without a change, make it complete.

    is_shut  true where it cannot be opened: another program holds it, this account may not read it, or it has gone.
    """

    source_name: str
    seconds_left: int
    is_shut: bool = False


@dataclass(frozen=True)
class InboxSet:
    """A folder of files about people: one submission. Its source_name is its path inside inbox/."""

    folder: Path
    source_name: str
    files: tuple[InboxFile, ...]


def inbox_sets(workspace: Workspace) -> Iterator[InboxSet]:
    """Every folder inbox/person_level/<return_id>/<any name>/, in the order of its path.

    A file that lies beside such folders is a set of its own, so that it is told and never passed over.
    """
    root = workspace.people_inbox
    if not root.is_dir():
        return
    for path in sorted(root.glob("*/*")):
        files = tuple(files_in(path)) if path.is_dir() else tuple(_one_file(path))
        if files:
            yield InboxSet(path, f"person_level/{_shown(path.relative_to(root))}", files)


def files_in(folder: Path) -> Iterator[InboxFile]:
    """Every file of a drop folder, in the order of its path."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if _is_there(path) and not any(part.startswith(_HIDDEN) for part in inside.parts) and _may_be(path.name):
            yield InboxFile(path, _shown(inside))


def _one_file(path: Path) -> Iterator[InboxFile]:
    if _is_there(path) and not path.name.startswith(_HIDDEN) and _may_be(path.name):
        yield InboxFile(path, path.name)


def _shown(inside: Path) -> str:
    # A name the file system gave in no known encoding still has to fit into the ledger.
    return inside.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def inbox_files(workspace: Workspace) -> Iterator[InboxFile]:
    """Every file that may be a return, in the order of its path."""
    root = workspace.returns_inbox
    if not root.is_dir():
        return
    yield from files_in(root)


def seconds_left(file: InboxFile, settle_seconds: int, now: dt.datetime) -> int:
    """Seconds until the file counts as complete, judged from its modified time; 0 where it does now."""
    if settle_seconds == 0 or file.path.with_name(file.path.name + ".done").exists():
        return 0
    age = now.timestamp() - file.path.stat().st_mtime
    return max(0, math.ceil(settle_seconds - age))


def _is_there(path: Path) -> bool:
    # A link whose file has gone is told as waiting, not passed over.
    return path.is_file() or (path.is_symlink() and not path.is_dir())


def _may_be(name: str) -> bool:
    return not name.casefold().endswith(_NO_RETURNS)
