"""Which release is the one to open, and is it whole?"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hls_signals.publish.site import MANIFEST
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import sha256_of, sync_folder, write_whole

FORWARD = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Open the pack</title>
<meta http-equiv="refresh" content="0; url={target}"></head>
<body><p><a href="{target}">Open the pack</a></p></body></html>
"""


class ReleaseDamaged(MendableError):
    """The release that is open does not match its manifest."""

    code = "W204"


def current_release(published: Path) -> Path | None:
    """The folder of the release to open; None where there is none yet."""
    link, told = published / "current", published / "current.txt"
    if link.is_symlink() or link.is_dir():
        return link.resolve() if link.exists() else None
    if told.is_file():
        folder = published / told.read_text(encoding="utf-8").strip()
        return folder if folder.is_dir() else None
    return None


def manifest_of(folder: Path | None) -> Mapping[str, Any] | None:
    """A release's manifest; None where it is missing or cannot be read."""
    if folder is None or not (folder / MANIFEST).is_file():
        return None
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), list) else None


def damage(folder: Path) -> ReleaseDamaged | None:
    """What of a release is not as its manifest says; None where all is."""
    manifest = manifest_of(folder)
    if manifest is None:
        return _damaged(folder, "its manifest is missing or cannot be read")
    listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if there != listed.keys():
        return _damaged(folder, f"{len(there ^ listed.keys())} files are missing or not in the manifest")
    changed = sum(sha256_of(folder / path) != digest for path, digest in listed.items())
    return _damaged(folder, f"{changed} files are not as the manifest has them") if changed else None


def point_to(published: Path, release_id: str) -> None:
    """Make a release the one to open, in one step; on a drive without links, by a text and a page that leads on."""
    target = f"releases/{release_id}"
    if not _linked(published, target):
        # The text decides; the page only leads there, and may lag behind by a moment.
        write_whole(published / "current.txt", target + "\n", 0o644)
        write_whole(published / "index.html", FORWARD.format(target=f"{target}/index.html"), 0o644)
    sync_folder(published)


def _linked(published: Path, target: str) -> bool:
    aside = published / ".current.part"
    try:
        aside.unlink(missing_ok=True)
        os.symlink(target, aside, target_is_directory=True)
        _make_way(published / "current")
        os.replace(aside, published / "current")
    except (OSError, NotImplementedError):
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        return False
    # A drive that takes links now must not also say otherwise.
    for name in ("current.txt", "index.html"):
        (published / name).unlink(missing_ok=True)
    return True


def _make_way(current: Path) -> None:
    """A copy of the workspace may hold a folder in place of the link; start-up clears away what it is renamed to."""
    if current.is_dir() and not current.is_symlink():
        (current.parent / "releases").mkdir(exist_ok=True)
        current.rename(current.parent / "releases" / ".copied.part")


def _damaged(folder: Path, how: str) -> ReleaseDamaged:
    return ReleaseDamaged(
        f"a release is not whole: {how}.",
        where=f"published/releases/{folder.name}",
        mend="hls-signals run builds it again",
    )
