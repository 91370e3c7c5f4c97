"""What happens between somebody saying "take it back" and "0 copies left here"?"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from hls_signals.narrative.record import Store
from hls_signals.narrative.take_back import Gone
from hls_signals.narrative.tombstones import Because
from hls_signals.publish.release import Shelf
from hls_signals.publish.site import Release
from hls_signals.register import Register
from hls_signals.warehouse.night import Night
from hls_signals.warehouse.open_tables import night_of_open_release
from hls_signals.warehouse.stages.gaming import write_owner_pages
from hls_signals.warehouse.stages.nets import net_findings, told
from hls_signals.warehouse.stages.published import content_of, shelf_of, translations_of
from hls_signals.warehouse.taking_back import take_back_everywhere
from hls_signals.warehouse.traces import copies_left
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.language import speaking
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings

# What is only kept to save time, under warehouse/.
FORGOTTEN = ("runs", "results", "cache")


class NotPublishedAgain(MendableError):
    """Nothing is left to publish the open release from."""

    code = "W305"


@dataclass(frozen=True)
class TakenBack:
    """What a withdrawal did.

    was_open     True where the open release held the words and went
    release_id   of the release that is open now; empty where there is none
    problem      why none could be published again
    copies       files in which the words still stand
    """

    was_open: bool
    release_id: str
    problem: str
    copies: tuple[str, ...]
    forgotten: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """The workspace in which words are taken back, and the moment. Hold its lock."""

    workspace: Workspace
    settings: Settings
    register: Register
    now: dt.datetime


def taken_back(place: Place, store: Store, item_id: str, because: Because) -> TakenBack:
    """Take one note or record back everywhere, publish what is left of the open release, and look for copies."""
    gone, was_open = take_back_everywhere(place.workspace, store, [item_id], because, place.now)
    release, problem = (None, "") if not was_open else _again(place)
    forgotten = _forget(place.workspace, gone, store) if because == "erased" else ()
    # Of an erased id nothing may be left; a withdrawn one stays, to say that it is withheld.
    texts = (*gone.texts, *([item_id] if because == "erased" else []))
    copies = tuple(copies_left(place.workspace, texts))
    return TakenBack(was_open, "" if release is None else release.release_id, problem, copies, forgotten)


def _again(place: Place) -> tuple[Release | None, str]:
    try:
        return published_again(place), ""
    except MendableError as error:
        return None, str(error)


def published_again(place: Place) -> Release:
    """The open release from its run's tables, without what was taken back, by the way every release goes."""
    with night_of_open_release(place.workspace, place.settings, place.register, place.now) as night:
        if night is None:
            raise NotPublishedAgain(
                "no finished run is kept whose tables a release could be made of, so no release is open.",
                where="warehouse/runs",
                mend="hls-signals run builds one",
            )
        return _gated(night, shelf_of(place.workspace))


def _gated(night: Night, shelf: Shelf) -> Release:
    """Built, looked at by the nets of the contract as every night's release is, and made the one to open."""
    content = content_of(night)
    with speaking(night.settings.publish.languages[0]):
        write_owner_pages(night, content)
    night.built = shelf.build(
        night.run_id,
        content,
        cache=night.workspace.cache / "svg",
        translations=translations_of(night),
    )
    stopping = [finding for found in net_findings(night).values() for finding in found if finding.blocks]
    if stopping:
        shelf.drop(night.built.folder)
        raise NotPublishedAgain(
            f"the contract refused what was left of the release:\n{told(stopping)}",
            where="published/releases",
            mend="hls-signals run builds one once that is mended",
        )
    shelf.set_out(night.built, now=night.now)
    return night.built


def _forget(workspace: Workspace, gone: Gone, store: Store) -> tuple[str, ...]:
    """Databases and kept results that name an erased id go: both are caches, and the next run fills them again."""
    ids: Collection[str] = gone.rows[store.key].unique().to_list()
    found = [Path(name) for name in copies_left(workspace, ids)]
    kept = [name for name in found if name.parts[0] == "warehouse" and name.parts[1] in FORGOTTEN]
    for name in kept:
        if name.parts[1] == "runs":
            shutil.rmtree(workspace.root / Path(*name.parts[:3]), ignore_errors=True)
        else:
            (workspace.root / name).unlink(missing_ok=True)
    return tuple(sorted({name.parts[1] for name in kept}))
