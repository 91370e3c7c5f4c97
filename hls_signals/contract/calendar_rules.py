"""May a calendar file be opened to others: does it hold whole days and nothing else?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hls_signals.contract.findings import Finding, found

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]*)*):(.*)")
# Whom a calendar invites or reminds is a person; RFC 5545 has these for them.
PERSONS = frozenset(("ATTENDEE", "ORGANIZER", "CONTACT"))
COMPONENTS = frozenset(("VCALENDAR", "VEVENT"))
PROPERTIES = frozenset(("BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "TRANSP"))
DAYS = frozenset(("DTSTART", "DTEND"))


def unfolded(text: str) -> str:
    """A calendar with each of its lines whole, so that no phrase hides in a fold."""
    return _FOLD.sub("", text)


def calendar_findings(text: str, path: str) -> Iterator[Finding]:
    """What a calendar may not hold: persons, alarms, clocks, and whatever is no whole day with one line of words."""
    open_parts: list[str] = []
    for number, line in enumerate(filter(None, unfolded(text).splitlines()), start=1):
        where, read = f"{path}:{number}", _LINE.fullmatch(line)
        if read is None:
            yield found("C101", where, "the calendar does not parse")
            return
        name, parameters, value = read.groups()
        yield from _property(name, parameters, value, where)
        if name == "BEGIN":
            open_parts.append(value)
        elif name == "END" and (not open_parts or open_parts.pop() != value):
            yield found("C101", where, "the calendar does not parse")
    if open_parts:
        yield found("C101", path, "the calendar does not parse")


def _property(name: str, parameters: str, value: str, where: str) -> Iterator[Finding]:
    if name in PERSONS:
        yield found("C004", where, "the calendar names a person")
    elif name not in PROPERTIES or (name == "BEGIN" and value not in COMPONENTS):
        yield found("C002", where, "a calendar holds whole days and one line of words each")
    elif name in DAYS and (parameters != ";VALUE=DATE" or not re.fullmatch(r"\d{8}", value)):
        yield found("C002", where, "a day of the calendar has a clock")
    elif name == "DTSTAMP" and not re.fullmatch(r"\d{8}T000000Z", value):
        yield found("C002", where, "the stamp of the calendar has a clock")
