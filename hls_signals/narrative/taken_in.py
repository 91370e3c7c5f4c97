"""Which notes of a file can be taken in, and which are set aside, with a code each?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, get_args

from pydantic import ValidationError

from hls_signals.narrative.faults import NoteFault
from hls_signals.narrative.given import Given, Reading
from hls_signals.narrative.note import LONGEST_TEXT, AboutPerson, Audience, Consent, Note, SourceType
from hls_signals.narrative.note_ids import Key, note_id
from hls_signals.workspace.nearest import offer

LISTS = ("tags", "measure_ids")
VALUES: Mapping[str, tuple[str, ...]] = {
    "source_type": get_args(SourceType),
    "about_person": get_args(AboutPerson),
    "consent": get_args(Consent),
    "audience": get_args(Audience),
}
SINGLE = (str, int, float, bool, dt.date)
NEAR_WITHDRAWN = 0.8
# Other ways of saying that consent is not there or no longer: of doubtful words the careful one is read.
TAKEN_AWAY = (
    *("withdraw", "withdrew", "withdrawal", "withdrawn_consent", "consent_withdrawn", "revoked", "revoke", "retracted"),
    *("refused", "declined", "denied", "no", "none", "false", "not_given", "no_consent"),
)
PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")


@dataclass(frozen=True)
class Aside:
    """A note that is set aside: where it stood and why; nothing of what it says."""

    row: int
    code: str
    mend: str


@dataclass(frozen=True)
class TakenIn:
    """The notes of one file. Rows in = notes + set aside."""

    notes: tuple[tuple[int, Note], ...]
    set_aside: tuple[Aside, ...]
    columns_dropped: tuple[str, ...]


def taken_in(found: Reading, file_sha256: str, received_on: dt.date, key: Key) -> TakenIn:
    """The notes of a file as records, each with its row; what cannot be read is set aside and the rest goes on.

    key  what ids are replaced with that may point at a person, asked for where one is
    """
    notes: list[tuple[int, Note]] = []
    aside = [Aside(row, "T104", "give the row as many cells as the header has") for row in found.ragged_rows]
    for given in found.notes:
        try:
            notes.append((given.row, as_note(given, file_sha256, received_on, key)))
        except NoteFault as fault:
            aside.append(Aside(given.row, fault.code, fault.mend))
    return TakenIn(tuple(notes), tuple(sorted(aside, key=lambda held: held.row)), found.columns_dropped)


def as_note(given: Given, file_sha256: str, received_on: dt.date, key: Key) -> Note:
    """One note as a record; raises NoteFault T101, T102, T106."""
    fields = {name: _plain(name, value) for name, value in given.fields.items()}
    place = f"{file_sha256}\n{given.row}"
    fields["narrative_id"] = note_id(str(fields.get("narrative_id", "")), place, key)
    fields.setdefault("recorded_on", received_on)
    fields |= _span(fields)
    _check(fields)
    try:
        return Note(**fields)
    except ValidationError as error:
        name = str(error.errors(include_input=False, include_url=False)[0]["loc"][:1]).strip("(),'")
        raise NoteFault("T102", f"the field `{name}` is not as it must be.") from None


def _plain(name: str, value: object) -> Any:
    if not _is_plain(value) or (isinstance(value, list) and name not in LISTS):
        raise NoteFault("T102", f"`{name}` holds no plain value.", mend="write one value, and write it once")
    if name in LISTS:
        parts = value if isinstance(value, list) else str(value).split(";")
        return tuple(str(part).strip() for part in parts if str(part).strip())
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value).strip()
    if name not in (*VALUES, "author_role"):
        return text
    word = re.sub(r"[\s_-]+", "_", text.casefold().strip(" .!"))
    return "withdrawn" if name == "consent" and _takes_away(word) else word


def _takes_away(word: str) -> bool:
    """True for consent that is taken away in other words, or misspelt: who writes so must not wait for a mending."""
    return word in TAKEN_AWAY or SequenceMatcher(None, word, "withdrawn").ratio() >= NEAR_WITHDRAWN


def _is_plain(value: object) -> bool:
    """One value, or a short list of them: what nests may be small in its file and endless when read."""
    return all(isinstance(item, SINGLE) for item in (value if isinstance(value, list) else [value]))


def _span(fields: Mapping[str, Any]) -> dict[str, dt.date]:
    """The days a note speaks of: one day, a month or year, or from a day up to and without another."""
    if "occurred_on" in fields:
        return _period(fields["occurred_on"], "occurred_on")
    start, end = (_period(fields[name], name) if name in fields else None for name in ("occurred_from", "occurred_to"))
    if start is None or end is None:
        raise NoteFault("T101", "the note does not say when it happened.", mend="fill in `occurred_on`")
    if end["occurred_from"] <= start["occurred_from"]:
        raise NoteFault("T102", "the note ends before it begins.", mend="`occurred_to` is the first day after it")
    return {"occurred_from": start["occurred_from"], "occurred_to": end["occurred_from"]}


def _period(text: object, name: str) -> dict[str, dt.date]:
    match = PERIOD.fullmatch(str(text))
    try:
        if match is None:
            start = dt.date.fromisoformat(str(text)[:10])
            return {"occurred_from": start, "occurred_to": start + dt.timedelta(days=1)}
        year, month = int(match["year"]), int(match["month"] or 1)
        months = 1 if match["month"] else 12
        after = year * 12 + month - 1 + months
        return {"occurred_from": dt.date(year, month, 1), "occurred_to": dt.date(after // 12, after % 12 + 1, 1)}
    except (ValueError, OverflowError):
        mend = "write a date such as 2026-06-03, a month such as 2026-06, or a year"
        raise NoteFault("T102", f"`{name}` is no date.", mend=mend) from None


def _check(fields: dict[str, Any]) -> None:
    fields.pop("occurred_on", None)
    text = fields.get("text", "")
    if not text:
        raise NoteFault("T101", "the note has no text.", mend="fill in `text`")
    if len(text) > LONGEST_TEXT:
        raise NoteFault("T106", "the note is too long.")
    if "source_type" not in fields:
        raise NoteFault("T101", "the note does not say what it is.", mend="fill in `source_type`")
    for name, values in VALUES.items():
        if name in fields and fields[name] not in values:
            raise NoteFault(
                "T102", f"`{name}` holds a value that is not in its list.", mend=offer(fields[name], values)
            )
