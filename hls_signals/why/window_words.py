"""What else is on record for the same window, as the register words it?

That an event happened in the same window is all that is said: never that it bears on a figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hls_signals.register.models import Event
from hls_signals.why.case import Case, Row
from hls_signals.why.facts import COINCIDENT, EVENT_KINDS
from hls_signals.why.words import day_text, say

Draft = tuple[str, tuple[int, ...]]
# Events of these kinds are no facts of their own: the bridge has a row for what they changed.
GROUND = ("target", "colour_rule", "definition")


def rules_on_record(case: Case) -> list[Draft]:
    """What changed in collection or organisation, and what the register says of target, rule and definition."""
    facts = [draft for kind in EVENT_KINDS for draft in _of_kind(case, kind)]
    return [*facts, *(draft for kind in GROUND for draft in _of_ground(case, kind))]


def coincident(case: Case) -> list[Draft]:
    """What else happened in the same window, and what was only announced in it."""
    return _of_kind(case, COINCIDENT)


def _of_kind(case: Case, kind: str) -> list[Draft]:
    drafts = []
    for ending, is_told in (("", False), ("_told", True)):
        rows = [row for row in case.of_kind(kind) if _is_only_told(case, row["about_period_start"]) == is_told]
        if rows:
            drafts.append((_worded(case, f"{kind}{ending}", rows), tuple(int(row["term_no"]) for row in rows)))
    return drafts


def _worded(case: Case, key: str, rows: Sequence[Row]) -> str:
    """The events by their own words where the register is at hand."""
    named = [case.events[row["source_id"]] for row in rows if row["source_id"] in case.events]
    return say("window", f"{key}_named", events=_quoted(case, named)) if named else say("window", key)


def _of_ground(case: Case, kind: str) -> list[Draft]:
    held = [case.events[entry["id"]] for entry in case.evidence("event") if entry["id"] in case.events]
    drafts = []
    for key, is_told in (("ground_named", False), ("ground_told_named", True)):
        named = [e for e in held if e.kind == kind and _is_only_told(case, e.effective_from) == is_told]
        if named:
            drafts.append((say("window", key, events=_quoted(case, named)), case.numbers(kind)))
    return drafts


def _quoted(case: Case, events: Sequence[Event]) -> str:
    return say("groups", "apart").join(_event(case, event) for event in events)


def _event(case: Case, event: Event) -> str:
    """One event with its day or days, in quotation marks."""
    slots = {"day": day_text(event.effective_from), "text": event.text.strip().rstrip(".")}
    if _is_only_told(case, event.effective_from) and event.announced_on is not None:
        return say("window", "event_told", told=day_text(event.announced_on), **slots)
    # `effective_to` is the first day on which it no longer holds; people name the last on which it does.
    last = None if event.effective_to is None else event.effective_to - dt.timedelta(days=1)
    if last is None or last <= event.effective_from:
        return say("window", "event", **slots)
    return say("window", "event_lasting", last=day_text(last), **slots)


def _is_only_told(case: Case, begins: dt.date) -> bool:
    """True where it begins after the window, in which it was announced."""
    return bool(begins >= case.record["period1_end"])
