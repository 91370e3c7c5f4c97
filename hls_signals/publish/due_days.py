"""Which returns are due next, and how do people get the days into their own calendar?

Days and returns, nothing else: no reminder, no sender, nobody who has yet to send, and no day that has gone by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import polars as pl

from hls_signals.publish.content import Content
from hls_signals.publish.open_book_views import DueDay
from hls_signals.publish.periods import day_label
from hls_signals.publish.table_views import Column, Table
from hls_signals.workspace.language import phrase

CALENDAR = "returns-due.ics"
# RFC 5545, 3.1: a line has at most 75 octets; what goes on in the next begins with a space.
LONGEST_LINE = 75
ONE_DAY = dt.timedelta(days=1)


def due_days(content: Content) -> tuple[DueDay, ...]:
    """Every due day that has not gone by, by day and then by the name of the return."""
    return tuple(sorted(_coming(content), key=lambda day: (day.on, day.return_id)))


def _coming(content: Content) -> Iterator[DueDay]:
    for return_id, days in content.due.items():
        before: dt.date | None = None
        for day in sorted(set(days)):
            if day >= content.as_of:
                yield DueDay(day, return_id, _newest_file(content, return_id, before, day))
            before = day


def _newest_file(content: Content, return_id: str, after: dt.date | None, until: dt.date) -> str:
    """The day on which the newest file for a due day came: after the due day before, and never after its own.

    A dash where no earlier day is declared: any file there is may be of a period before.
    """
    if after is None:
        return "–"
    if content.intake.is_empty():
        return ""
    zone = str(content.settings.zone())
    of_return = pl.col("return_id").fill_null("").str.split(";").list.contains(return_id)
    days = content.intake.filter(of_return, pl.col("outcome") == "accepted").select(
        day=pl.col("received_at").dt.convert_time_zone(zone).dt.date()
    )
    newest = days.filter(pl.col("day") > after, pl.col("day") <= min(until, content.as_of))["day"].max()
    return phrase("received {day}", day=day_label(newest)) if isinstance(newest, dt.date) else ""


def due_table(content: Content) -> Table:
    """The coming due days; a file that is not here is not here yet, by return and never by sender."""
    columns = (Column("due", "Due"), Column("return", "Return"), Column("file", "Newest file"))
    rows = tuple(
        (
            day_label(day.on),
            day.return_id,
            day.received or phrase("not here yet"),
        )
        for day in due_days(content)
    )
    return Table("due", phrase("Returns that are due next, by day"), "time", columns, rows)


def calendar_text(days: Sequence[DueDay], as_of: dt.date) -> str:
    """The due days as an iCalendar (RFC 5545): whole days, no alarm, nobody invited; the stamp is the as-of date.

    Lines end with CR LF and are folded at 75 octets, as the standard asks.
    """
    events = [line for day in days for line in _event(day, as_of)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hls-signals//returns due//EN", *events, "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(day: DueDay, as_of: dt.date) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT",
        f"UID:{day.on:%Y%m%d}-{day.return_id}@returns-due.hls-signals",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + ONE_DAY:%Y%m%d}",
        f"SUMMARY:{_escaped(phrase('Return due: {return_id}', return_id=day.return_id))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, cut between characters."""
    piece, room = "", LONGEST_LINE
    for character in line:
        size = len(character.encode("utf-8"))
        if size > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece, room = piece + character, room - size
    yield piece
