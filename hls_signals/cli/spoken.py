"""What does a command about notes hold in its hands?"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hls_signals.register import Register, load_register
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.lock import workspace_lock
from hls_signals.workspace.settings import Settings, load_settings

if TYPE_CHECKING:
    from hls_signals.warehouse.reviewing import Item
    from hls_signals.warehouse.words import Words


@dataclass
class Spoken:
    """A workspace under its lock, and what people said in it as it stands now."""

    workspace: Workspace
    settings: Settings
    register: Register
    now: dt.datetime
    words: Words

    def links_of(self, item: Item) -> list[tuple[str, str]]:
        """Measure and status of each link of a note."""
        rows = self.words.links.select("narrative_id", "measure_id", "status").iter_rows()
        return [(measure, status) for narrative, measure, status in rows if narrative == item.item_id]

    def look_again(self) -> None:
        """Read the record again after a decision."""
        self.words = _words(self.workspace, self.settings, self.register, self.now)


@contextmanager
def spoken(workspace: Workspace) -> Iterator[Spoken]:
    """The workspace's words under its lock; what is written is for its owner alone."""
    from hls_signals.warehouse.opening import receipt_time

    began = dt.datetime.now(dt.UTC)
    before = os.umask(0o077)
    try:
        with workspace_lock(workspace.lock, began):
            settings, register = load_settings(workspace), load_register(workspace)
            now = receipt_time(settings, began)
            yield Spoken(workspace, settings, register, now, _words(workspace, settings, register, now))
    finally:
        os.umask(before)


def _words(workspace: Workspace, settings: Settings, register: Register, now: dt.datetime) -> Words:
    from hls_signals.warehouse.words import words_of

    return words_of(workspace, settings, register, settings.as_of_date(now))
