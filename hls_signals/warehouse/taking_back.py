"""How are words taken back everywhere: from the record, from every release, and from what is kept to save time?

Releases first, the record last: whoever repeats a command that was interrupted still finds the id.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection

from hls_signals.narrative.record import Store
from hls_signals.narrative.take_back import Gone, meant, pieces_of, take_back, texts_of
from hls_signals.narrative.tombstones import Because
from hls_signals.publish.withdrawn import releases_with, remove_releases, written_forms
from hls_signals.warehouse.stages.published import shelf_of
from hls_signals.warehouse.words import texts_in
from hls_signals.workspace.layout import Workspace

# Kept prints may hold a quotation; making them again costs moments.
KEPT_PRINTS = ("pdf",)
# Pages that those whose data it is see before anyone else; the next release writes them again.
OWNER_PAGES = "gaming"


def take_back_everywhere(
    workspace: Workspace, store: Store, ids: Collection[str], because: Because, now: dt.datetime
) -> tuple[Gone, bool]:
    """Take rows of a store back everywhere; what went, and whether the open release went with it. Hold the lock."""
    rows = store.read()
    going = rows.filter(meant(rows, store.key, ids))
    ids = tuple(dict.fromkeys((*ids, *going[store.key])))
    texts = pieces_of(texts_of(going))
    shelf = shelf_of(workspace)
    was_open = remove_releases(shelf, releases_with(shelf, ids, texts), now)
    for name in KEPT_PRINTS:
        shutil.rmtree(workspace.cache / name, ignore_errors=True)
    _forget_owner_pages(workspace, (*ids, *texts))
    return take_back(workspace, store, ids, because, now.date(), texts_in), was_open


def _forget_owner_pages(workspace: Workspace, words: Collection[str]) -> None:
    """Pages for those whose data it is go where one of these words stands in them, such as a reply."""
    needles = [form for word in words for form in (word.encode("utf-8", "surrogatepass"), *written_forms(word))]
    for page in sorted((workspace.warehouse / OWNER_PAGES).glob("*.html")):
        if any(needle in data for data in (page.read_bytes(),) for needle in needles):
            page.unlink()
