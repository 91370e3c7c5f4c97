"""Which releases hold what was taken back, and how do they go?

A release is never edited, but it is not immortal: where consent ends, every release that quoted the words is deleted.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Iterator
from html import escape
from pathlib import Path

from hls_signals.publish.current import current_release, manifest_of
from hls_signals.publish.release import Shelf
from hls_signals.workspace.files import sync_folder

SHORTEST = 12


def releases_with(shelf: Shelf, ids: Collection[str], texts: Collection[str]) -> list[Path]:
    """Release and candidate folders whose manifest names one of these, or in which one of these texts stands."""
    needles = [found for text in texts for found in written_forms(text)]
    return [folder for folder in _folders(shelf) if _names(folder, ids) or _holds(folder, needles)]


def _folders(shelf: Shelf) -> Iterator[Path]:
    for place in (shelf.releases, shelf.published / "candidates"):
        yield from sorted(path for path in place.glob("*") if path.is_dir()) if place.is_dir() else ()


def _names(folder: Path, ids: Collection[str]) -> bool:
    manifest = manifest_of(folder)
    return manifest is None or bool(set(manifest.get("notes", [])) & set(ids))


def _holds(folder: Path, needles: list[bytes]) -> bool:
    if not needles:
        return False
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".woff2", ".pdf"))
    return any(needle in data for path in files for data in (path.read_bytes(),) for needle in needles)


def written_forms(text: str) -> Iterator[bytes]:
    """A text as a page, a script or a table may hold it; a very short one would be found everywhere."""
    forms = (text, escape(text), escape(text, quote=False), text.replace('"', '""'))
    yield from {form.encode("utf-8", "surrogatepass") for form in forms if len(form) >= SHORTEST}


def remove_releases(shelf: Shelf, folders: Collection[Path], now: dt.datetime) -> bool:
    """Delete these folders and write down that they were withdrawn; True where the open release was among them."""
    current = current_release(shelf.published)
    was_open = current is not None and current in {folder.resolve() for folder in folders}
    if was_open:
        _close(shelf.published)
    for folder in folders:
        shelf.ledger.withdraw(folder.name, now)
        shutil.rmtree(folder)
    if folders:
        sync_folder(shelf.published)
    return was_open


def _close(published: Path) -> None:
    """No release is open: the link, or the text and the page that lead to one, go first."""
    for name in ("current", "current.txt", "index.html"):
        path = published / name
        if path.is_symlink() or path.is_file():
            path.unlink()
