"""How does the simulated workspace come into a folder?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hls_signals.demo.sendings import sent_files
from hls_signals.demo.spoken import write_own_files, write_spoken
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import load_settings

PACKAGED = Workspace(Path(__file__).parent)


class FolderInUse(MendableError):
    """The folder holds something other than the simulated workspace."""

    code = "W121"


def write_demo(folder: Path) -> None:
    """The simulated workspace in this folder: settings, register and an inbox of 48 months.

    A folder that already holds it gets its settings, register and files back as they were; its warehouse, its
    releases and whatever else lies there stay. Raises FolderInUse where the folder holds something else.
    """
    if folder.exists() and not _may_hold_demo(folder):
        raise FolderInUse(
            "the folder is not empty and does not hold the simulated workspace.",
            where=str(folder),
            mend="name an empty folder, or one that is not there yet: hls-signals demo DIR",
        )
    target = Workspace(folder)
    for source in _packaged_files():
        _write(folder / source.relative_to(PACKAGED.root), source.read_bytes())
    write_own_files(target)
    for sent in sent_files():
        path = target.returns_inbox / sent.path
        _write(path, sent.text.encode("utf-8"))
        _write(path.with_name(f"{path.name}.about.yaml"), sent.about.encode("utf-8"))
    # Notes leave their drop folder once they are in the record, so they are not brought again.
    if not any(target.narratives.glob("*.parquet")):
        write_spoken(target)


def _may_hold_demo(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return not any(folder.iterdir()) or _is_demo(Workspace(folder))


def _is_demo(workspace: Workspace) -> bool:
    """True where the settings say simulated and the areas are this city's."""
    areas = workspace.register / "areas.csv"
    if not workspace.settings_file.is_file() or not areas.is_file():
        return False
    try:
        is_simulated = load_settings(workspace, {}).simulated
    except MendableError:
        return False
    return is_simulated and areas.read_bytes() == (PACKAGED.register / "areas.csv").read_bytes()


def _packaged_files() -> Iterator[Path]:
    yield PACKAGED.settings_file
    yield from sorted(path for path in PACKAGED.register.rglob("*") if path.suffix in {".yaml", ".csv"})


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
