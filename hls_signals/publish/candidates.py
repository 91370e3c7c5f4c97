"""Which finished folder waits for a person to let it out, and how does it become the one to open?

A candidate lies in published/candidates/<release_id>/, open to its owner alone. The newest is kept, older ones go.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from markupsafe import escape

from hls_signals.publish.current import current_release, damage, manifest_of
from hls_signals.publish.fixed_sentences import LET_OUT_BY_A_ROLE, NOT_LET_OUT
from hls_signals.publish.periods import day_label
from hls_signals.publish.release import ReleaseNotPublished, Shelf
from hls_signals.publish.site import MANIFEST, Release
from hls_signals.publish.trees import open_books
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.files import sha256_of, sync_folder, write_whole
from hls_signals.workspace.language import phrase, speaking
from hls_signals.workspace.nearest import offer

OWNER_ALONE = 0o700


class NoCandidate(MendableError):
    """Nothing of this name waits to be let out."""

    code = "P105"


class NewerReleaseOpen(MendableError):
    """Since the candidate was built another release has become the one to open."""

    code = "P106"


@dataclass(frozen=True)
class Candidates:
    """The candidates of a workspace, beside its releases."""

    shelf: Shelf

    @property
    def folder(self) -> Path:
        """One folder a candidate."""
        return self.shelf.published / "candidates"

    def newest(self) -> Path | None:
        """The candidate that waits; None where there is none."""
        there = {path.name for path in self.folder.glob("*/") if not path.name.startswith(".")}
        rows = self.shelf.ledger.read().filter(
            (pl.col("state") == "candidate") & pl.col("release_id").is_in(sorted(there))
        )
        return None if rows.is_empty() else self.folder / str(rows["release_id"][-1])

    def offer(self, release: Release, now: dt.datetime) -> Path:
        """Set the finished folder out for a person to look at; older candidates go."""
        found = damage(release.folder)
        if found is not None:
            raise ReleaseNotPublished(f"the finished folder was not set out: {found.what}", mend="hls-signals run")
        self.folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ALONE)
        self.folder.chmod(OWNER_ALONE)
        as_of = dt.date.fromisoformat(release.manifest["as_of"])
        profile = str(release.manifest["profile"])
        place = self.folder / release.release_id
        if place.is_dir():
            shutil.rmtree(place)
        self.shelf.ledger.note("candidate", release.release_id, release.content_id, as_of, profile, now)
        os.rename(release.folder, place)
        place.chmod(OWNER_ALONE)
        self._keep_only(release.release_id)
        sync_folder(self.folder)
        return place

    def let_out(self, release_id: str, by_role: str, now: dt.datetime) -> Path:
        """Make a candidate the release to open, in the name of a role.

        raises  NoCandidate, ReleaseNotPublished where it is not whole, NewerReleaseOpen
        """
        place = self._waiting(release_id)
        found = damage(place)
        if found is not None:
            raise ReleaseNotPublished(
                f"the candidate was not let out: {found.what}", mend="hls-signals run builds it anew"
            )
        self._require_newest(release_id)
        _sign(place, by_role, now.date())
        manifest = manifest_of(place) or {}
        release = Release(place, release_id, str(manifest["content_id"]), manifest)
        return self.shelf.set_out(release, now=now, by_role=by_role)

    def tidy(self) -> tuple[str, ...]:
        """Remove what no ledger row speaks of, and half-moved folders; the names that went. Hold the lock."""
        newest = self.newest()
        going = [path for path in sorted(self.folder.glob("*")) if path != newest]
        for path in going:
            shutil.rmtree(path, ignore_errors=True)
        return tuple(path.name for path in going)

    def _waiting(self, release_id: str) -> Path:
        there = [path.name for path in self.folder.glob("*/")]
        if release_id not in there:
            mend = (
                offer(release_id, there) if there else "none waits: hls-signals run builds one where something changed"
            )
            raise NoCandidate("no candidate of this name waits to be let out.", where="published/candidates", mend=mend)
        return self.folder / release_id

    def _require_newest(self, release_id: str) -> None:
        rows = self.shelf.ledger.read()
        current = current_release(self.shelf.published)
        own = rows.filter((pl.col("release_id") == release_id) & (pl.col("state") == "candidate"))["sequence"].max()
        open_now = rows.filter(pl.col("release_id") == (current.name if current else ""))["sequence"].max()
        if isinstance(own, int) and isinstance(open_now, int) and open_now > own:
            raise NewerReleaseOpen(
                "another release has become the one to open since this candidate was built.",
                where=f"published/candidates/{release_id}",
                mend="hls-signals run builds a candidate of today",
            )

    def _keep_only(self, release_id: str) -> None:
        for path in self.folder.glob("*/"):
            if path.name != release_id:
                shutil.rmtree(path)


def _sign(folder: Path, by_role: str, day: dt.date) -> None:
    """The open book of each language says who let the release out; its entry in the manifest follows."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    entries = {entry["path"]: entry for entry in manifest["files"]}
    for language, path in zip(manifest["languages"], open_books(manifest["languages"]), strict=True):
        page = folder / path
        with speaking(language):
            before, after = phrase(NOT_LET_OUT), phrase(LET_OUT_BY_A_ROLE, day=day_label(day), role=by_role)
        write_whole(page, page.read_text(encoding="utf-8").replace(escape(before), escape(after), 1))
        entries[path] |= {"bytes": page.stat().st_size, "sha256": sha256_of(page)}
    write_whole(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
