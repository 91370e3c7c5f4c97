"""What was one person's path through services? One journey at a time: nothing here adds, sorts or compares journeys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hls_signals.narrative.said import ShownRecord
from hls_signals.publish.content import Content
from hls_signals.publish.periods import day_label, month_label
from hls_signals.publish.spoken_views import Fact, JourneyLane, Journeys, JourneyView
from hls_signals.workspace.language import phrase

NOT_KNOWN = "not known"
Fields = Mapping[str, Any]


def journeys_page(content: Content) -> Journeys | None:
    """Every journey that its person has read and let go, by id; None where there is none."""
    records = sorted(content.said.of_kind("journey"), key=lambda record: record.record_id)
    return Journeys(tuple(journey_view(record) for record in records)) if records else None


def journey_view(record: ShownRecord) -> JourneyView:
    """One journey; its cost only where the person agreed to that too."""
    fields = record.fields
    return JourneyView(
        record_id=record.record_id,
        title=fields["pseudonym"] or phrase("One person's journey"),
        what_mattered=fields["what_mattered"],
        what_changed=fields["what_changed"],
        own_words=fields["own_words"],
        lanes=tuple(_lane(stretch) for stretch in fields["periods"]),
        steps=tuple(_step(step) for step in sorted(fields["events"], key=lambda step: step["on"])),
        source=fields["source"],
        costs=tuple(_cost(stretch) for stretch in fields["periods"]) if fields["consent"]["cost"] else (),
    )


def _lane(stretch: Fields) -> JourneyLane:
    start, end = (dt.date.fromisoformat(stretch[name]) if stretch[name] else None for name in ("start", "end"))
    # A stretch ends with the day before the next begins, and is told by its last day.
    days = [day_label(day) for day in (start, end and end - dt.timedelta(days=1)) if day]
    facts = (
        Fact(phrase("Contacts with services"), _number(stretch["interactions"])),
        Fact(phrase("Services"), _number(stretch["services"])),
    )
    dates = phrase("{start} to {last}", start=days[0], last=days[1]) if len(days) > 1 else "".join(days)
    return JourneyLane(stretch["label"], dates, facts)


def _step(step: Fields) -> Fact:
    month = month_label(dt.date.fromisoformat(f"{step['on']}-01"))
    what = ", ".join(filter(None, (step["service"], step["kind"])))
    told = ": ".join(filter(None, (what, step["text"])))
    return Fact(month, told[:1].upper() + told[1:])


def _number(number: int | None) -> str:
    return phrase(NOT_KNOWN) if number is None else f"{number:,}"


def _cost(stretch: Fields) -> Fact:
    """Always a range with its source; else not known."""
    low, high, source = stretch["cost_low"], stretch["cost_high"], stretch["cost_source"]
    if low is None or high is None or not source:
        return Fact(stretch["label"], phrase(NOT_KNOWN))
    prices = f", {phrase('{year} prices', year=stretch['price_year'])}" if stretch["price_year"] else ""
    span = phrase("{start} to {last}", start=f"£{low:,}", last=f"£{high:,}")
    return Fact(stretch["label"], f"{span} ({source}{prices})")
