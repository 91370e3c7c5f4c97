"""What may a person decide about a note or a learning record, and what is written down when they do?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hls_signals.narrative.decisions import decide
from hls_signals.narrative.masked import Place, masked_by_hand
from hls_signals.narrative.note_links import CONFIRMED, NOT_THIS
from hls_signals.narrative.record import SEPARATOR, Store, as_frame
from hls_signals.narrative.redaction import redact
from hls_signals.warehouse.words import Words
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.nearest import offer

NOTE = "note"


class TextChanged(MendableError):
    """The hash is not the one of the text as it stands."""

    code = "T201"


class DoubtOpen(MendableError):
    """A doubt about the text is open."""

    code = "T202"


class UnknownItem(MendableError):
    """No note or record has this id."""

    code = "T203"


@dataclass(frozen=True)
class Item:
    """A note or a learning record as somebody who reviews it sees it."""

    item_id: str
    kind: str
    state: str
    reason: str
    row: Mapping[str, Any]
    doubts: tuple[Place, ...]

    @property
    def text(self) -> str:
        """The masked words; pieces of a learning record each on a line of their own."""
        return str(self.row["masked_text"] or "")

    @property
    def text_sha256(self) -> str:
        """The hash that an approval belongs to."""
        return str(self.row["text_sha256"] or "")

    @property
    def lines(self) -> list[str]:
        """The masked words, a piece a line."""
        return self.text.split(SEPARATOR)


def items(words: Words) -> list[Item]:
    """Every note and record by id, notes first."""
    notes = [Item(s.narrative_id, NOTE, s.state, s.reason, s.row, s.doubts) for s in words.notes]
    return notes + [Item(s.record_id, s.kind, s.state, s.reason, s.row, s.doubts) for s in words.learning]


def item_named(words: Words, item_id: str) -> Item:
    """The note or record with this id; raises UnknownItem with the nearest."""
    held = {item.item_id: item for item in items(words)}
    if item_id not in held:
        raise UnknownItem("no note or learning record has this id.", mend=offer(item_id, held))
    return held[item_id]


def for_review(words: Words) -> list[Item]:
    """What waits for a person, notes first, by id."""
    return [item for item in items(words) if item.state == "needs_review"]


def approve(workspace: Workspace, item: Item, text_sha256: str, by_role: str, now: dt.datetime) -> None:
    """Approve one masked text; raises TextChanged, DoubtOpen. A learning record is let out by it."""
    if not text_sha256 or text_sha256 != item.text_sha256:
        raise TextChanged(
            "the hash is not the one of this text: it changed since it was looked at, or the hash is not whole.",
            where=item.item_id,
            mend=f"look again: hls-signals notes show {item.item_id}",
        )
    if item.doubts:
        many = "1 doubt is" if len(item.doubts) == 1 else f"{len(item.doubts)} doubts are"
        raise DoubtOpen(f"{many} open.", where=item.item_id, mend="settle it: hls-signals notes review")
    decide(workspace, "approved", item.item_id, now=now, text_sha256=text_sha256, by_role=by_role)


def keep_word(workspace: Workspace, item: Item, place: Place, reason: str, by_role: str, now: dt.datetime) -> None:
    """A doubtful word is harmless: it stays, with the reason, itself masked like any text."""
    decide(
        workspace, "doubt_settled", item.item_id, now=now,
        text_sha256=item.text_sha256, place=place.name, by_role=by_role, reason=redact(reason).text,
    )  # fmt: skip


def mask_word(store: Store, item: Item, place: Place, allowed: Sequence[str]) -> None:
    """A doubtful word is masked: a new text, a new hash, and no approval."""
    rows = store.read()
    changed = [
        masked_by_hand(row, place, allowed)
        if row[store.key] == item.item_id and row["text_sha256"] == item.text_sha256
        else row
        for row in rows.iter_rows(named=True)
    ]
    store.rewrite(as_frame(changed, store.schema))


def withhold(workspace: Workspace, item: Item, reason: str, by_role: str, now: dt.datetime) -> None:
    """Keep an item back, in the reviewer's own words, masked like any text."""
    decide(workspace, "withheld", item.item_id, now=now, by_role=by_role, reason=redact(reason).text)


def link(workspace: Workspace, item: Item, measure_id: str, *, is_about: bool, by_role: str, now: dt.datetime) -> None:
    """Say that a note is, or is not, about a measure."""
    status = CONFIRMED if is_about else NOT_THIS
    decide(
        workspace, "linked", item.item_id, now=now,
        text_sha256=item.text_sha256, measure_id=measure_id, status=status, by_role=by_role,
    )  # fmt: skip


def known_measure(measure_id: str, measures: Collection[str]) -> str:
    """The measure's id; raises UnknownItem with the nearest."""
    if measure_id not in measures:
        raise UnknownItem("there is no such measure in the register.", mend=offer(measure_id, measures))
    return measure_id
