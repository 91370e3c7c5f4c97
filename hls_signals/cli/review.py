"""How does a person look at one text after the other and settle what is doubtful in it?

Keys: `m` mask, `k` keep (with a reason), `a` approve, `w` withhold, `s` skip, `q` quit.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import typer

from hls_signals.cli.notes import told
from hls_signals.cli.options import say
from hls_signals.cli.spoken import Spoken, spoken
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace

if TYPE_CHECKING:
    from hls_signals.warehouse.reviewing import Item

KEYS = "[m]ask  [k]eep  [a]pprove  [w]ithhold  [s]kip  [q]uit"


class NobodyToAsk(MendableError):
    """Reviewing asks, and the input is no terminal."""

    code = "T204"


def review_all(workspace: Workspace, role: str, now: dt.datetime) -> None:
    """Every text that waits, one at a time, until there is none or the person stops."""
    from hls_signals.warehouse.reviewing import for_review

    if not sys.stdin.isatty():
        mend = "run it in a terminal, or use: hls-signals notes show, notes approve"
        raise NobodyToAsk("reviewing asks a person, and the input is no terminal.", mend=mend)
    seen: set[str] = set()
    with spoken(workspace) as place:
        while True:
            waiting = [item for item in for_review(place.words) if item.item_id not in seen]
            if not waiting or not _review(place, waiting[0], role, seen):
                say("Nothing more waits." if not waiting else "Stopped.")
                return


def _review(place: Spoken, item: Item, role: str, seen: set[str]) -> bool:
    """Ask once about one text; False to stop."""
    from hls_signals.warehouse import reviewing

    for line in told(item, place):
        say(line)
    key = typer.prompt(KEYS, default="s").strip().casefold()[:1]
    if key == "q":
        return False
    try:
        if key in "mk" and item.doubts:
            _settle(place, item, role, is_masked=key == "m")
        elif key == "a":
            _confirm_links(place, item, role)
            reviewing.approve(place.workspace, item, item.text_sha256, role, place.now)
        elif key == "w":
            reviewing.withhold(place.workspace, item, typer.prompt("Why"), role, place.now)
        else:
            seen.add(item.item_id)
    except MendableError as error:
        say(str(error))
        seen.add(item.item_id)
    place.look_again()
    return True


def _settle(place: Spoken, item: Item, role: str, *, is_masked: bool) -> None:
    from hls_signals.warehouse import reviewing
    from hls_signals.warehouse.words import allowed_words, stores

    number = typer.prompt("Which doubt", default=1, type=int)
    doubt = item.doubts[min(max(number, 1), len(item.doubts)) - 1]
    if is_masked:
        store = stores(place.workspace)[0 if item.kind == reviewing.NOTE else 1]
        reviewing.mask_word(store, item, doubt, allowed_words(place.settings, place.register))
    else:
        reviewing.keep_word(place.workspace, item, doubt, typer.prompt("Why it is harmless"), role, place.now)


def _confirm_links(place: Spoken, item: Item, role: str) -> None:
    """Each suggestion asked about once: it is about this, or it is not."""
    from hls_signals.warehouse import reviewing

    for measure_id, status in place.links_of(item):
        if status == "suggested":
            is_about = typer.confirm(f"Is it about {measure_id}?", default=False)
            reviewing.link(place.workspace, item, measure_id, is_about=is_about, by_role=role, now=place.now)
