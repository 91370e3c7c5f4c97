"""How does a finished folder become the release to open, and what if the machine dies on the way?"""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hls_signals.publish.content import Content
from hls_signals.publish.current import current_release, damage, manifest_of, point_to
from hls_signals.publish.disk import DiskTooFull
from hls_signals.publish.ledger import ReleaseLedger
from hls_signals.publish.site import MANIFEST, Release, build_site
from hls_signals.publish.trees import open_books
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import sync_folder, write_whole

FOLDER_MODE, FILE_MODE = 0o755, 0o644
ROOM_FACTOR = 3
SMALLEST_ROOM = 20 * 1024 * 1024


class ReleaseNotPublished(MendableError):
    """The gate refused a folder; the last release stays."""

    code = "P103"


@dataclass(frozen=True)
class Cleaned:
    """What start-up found and put right."""

    problem: MendableError | None = None
    removed: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """The published folder of a workspace and the ledger of its releases."""

    published: Path
    ledger: ReleaseLedger
    # Releases that a meeting names are never cleared away.
    named: frozenset[str] = field(default_factory=frozenset)

    @property
    def releases(self) -> Path:
        """One folder a release."""
        return self.published / "releases"

    def clean_up(self, now: dt.datetime) -> Cleaned:
        """Verify the open release, remove half-built ones, and settle what the ledger left open. Hold the lock."""
        removed = tuple(sorted(path.name for path in self.releases.glob(".*.part")))
        for name in removed:
            shutil.rmtree(self.releases / name)
        current = current_release(self.published)
        published: list[str] = []
        abandoned: list[str] = []
        for release_id in self.ledger.intended():
            is_open = current is not None and current.name == release_id
            self.ledger.settle(release_id, "published" if is_open else "abandoned", now)
            (published if is_open else abandoned).append(release_id)
        problem = None if current is None else damage(current)
        return Cleaned(problem, removed, tuple(published), tuple(abandoned))

    def build(
        self,
        run_id: str,
        content: Content,
        *,
        cache: Path | None = None,
        translations: Mapping[str, Content] | None = None,
    ) -> Release:
        """A finished folder, or none: whatever stops the building also removes what was built so far."""
        part = self.begin(run_id)
        try:
            return build_site(part, content, cache=cache, translations=translations)
        except BaseException as error:
            self.drop(part)
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise self._too_full("the disk filled up while a release was built.") from None
            raise

    def begin(self, run_id: str) -> Path:
        """An empty folder to build in; raises DiskTooFull where the disk could not hold the result."""
        self.require_room()
        part = self.releases / f".{run_id}.part"
        if part.exists():
            shutil.rmtree(part)
        part.mkdir(parents=True, mode=FOLDER_MODE)
        return part

    def require_room(self) -> None:
        """Raise DiskTooFull unless three times the open release is free."""
        manifest = manifest_of(current_release(self.published))
        last = 0 if manifest is None else sum(entry["bytes"] for entry in manifest["files"])
        needed = max(ROOM_FACTOR * last, SMALLEST_ROOM)
        standing = next(place for place in (self.published, *self.published.parents) if place.exists())
        free = shutil.disk_usage(standing).free
        if free < needed:
            raise self._too_full(f"the disk has {free // 2**20} MB free; another release needs {needed // 2**20} MB.")

    def set_out(self, release: Release, *, now: dt.datetime, make_current: bool = True, by_role: str = "") -> Path:
        """Give the finished folder its name and, unless told otherwise, make it the one to open."""
        place = self.releases / release.release_id
        # An earlier attempt may have come as far as the name.
        if release.folder.is_dir() or not _same_pages(place, release):
            place = self._give_name(release, now, by_role)
        if make_current:
            point_to(self.published, release.release_id)
        self.ledger.settle(release.release_id, "published", now)
        return place

    def _give_name(self, release: Release, now: dt.datetime, by_role: str) -> Path:
        manifest = release.manifest
        found = damage(release.folder)
        if found is not None:
            raise ReleaseNotPublished(
                f"the finished folder was not set out: {found.what}",
                mend="hls-signals run builds it again; the last release stays open",
            )
        _open_to_readers(release.folder)
        for folder in (self.published, self.releases):
            folder.chmod(FOLDER_MODE)
        as_of = dt.date.fromisoformat(manifest["as_of"])
        self.ledger.note("intended", release.release_id, release.content_id, as_of, manifest["profile"], now, by_role)
        return self._named(release)

    def drop(self, part: Path) -> None:
        """Remove a folder that was not set out."""
        if part.is_dir():
            shutil.rmtree(part)

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove the oldest releases beyond `keep`; never the open one, never one that a meeting names."""
        current = current_release(self.published)
        spared = {*self.named, *(() if current is None else (current.name,))}
        there = [name for name in self._by_age() if (self.releases / name).is_dir()]
        going = [name for name in there[: max(0, len(there) - keep)] if name not in spared]
        for name in going:
            shutil.rmtree(self.releases / name)
        return tuple(going)

    def _too_full(self, what: str) -> DiskTooFull:
        mend = "free some room, or keep fewer releases (keep.releases in hls.yaml)"
        return DiskTooFull(what, where="published", mend=mend)

    def _by_age(self) -> Sequence[str]:
        """Release folders by when they were last published; one the ledger does not know comes first."""
        known = self.ledger.read()["release_id"].to_list()
        last = {name: place for place, name in enumerate(known)}
        there = [path.name for path in self.releases.iterdir()] if self.releases.is_dir() else []
        return sorted((name for name in there if not name.startswith(".")), key=lambda name: (last.get(name, -1), name))

    def _named(self, release: Release) -> Path:
        place = self.releases / release.release_id
        if place.is_dir() and not _same_pages(place, release):
            # Damaged, so moved out of the way under a name that start-up clears.
            place.rename(self.releases / f".{release.release_id}.damaged.part")
        if place.is_dir():
            # The same pages: only what is said about them on the open book can differ.
            for name in (*open_books(release.manifest["languages"]), MANIFEST):
                write_whole(place / name, (release.folder / name).read_bytes(), FILE_MODE)
            shutil.rmtree(release.folder)
        else:
            os.rename(release.folder, place)
        sync_folder(self.releases)
        return place


def _same_pages(place: Path, release: Release) -> bool:
    """True where the folder of this name holds every page as it should be, whatever its open book says."""
    manifest = manifest_of(place)
    if manifest is None:
        return False
    books = open_books(release.manifest["languages"])
    wanted = {entry["path"]: entry["sha256"] for entry in release.manifest["files"] if entry["path"] not in books}
    held = {entry["path"]: entry["sha256"] for entry in manifest["files"] if entry["path"] not in books}
    return wanted == held and damage(place) is None


def _open_to_readers(folder: Path) -> None:
    """Modes for readers, then everything onto the disk: files first, folders after them."""
    paths = sorted(folder.rglob("*"))
    for path in (path for path in paths if path.is_file()):
        path.chmod(FILE_MODE)
        _sync_file(path)
    folders: Collection[Path] = [path for path in reversed(paths) if path.is_dir()]
    for path in (*folders, folder):
        path.chmod(FOLDER_MODE)
        sync_folder(path)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
