"""Which sentences may stand for a time although a phrase in them is listed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from hls_signals.contract.findings import Finding, found
from hls_signals.contract.plain_text import plain_text
from hls_signals.workspace.shipped import shipped_text

ALLOWED = "dashboards/words/allowed.yml"
LONGEST = dt.timedelta(days=366)
KEYS = ("text", "where", "reason", "by_role", "until")


@dataclass(frozen=True)
class Waiver:
    """One sentence, where it may stand, why, who said so and until when."""

    text: str
    where: str
    reason: str
    by_role: str
    until: dt.date

    def covers(self, path: str) -> bool:
        """True where it speaks of this page."""
        return self.where in {"*", path} or path.endswith(f"/{self.where}")

    def holds_on(self, day: dt.date) -> bool:
        """True until its day has come."""
        return day <= self.until


@dataclass(frozen=True)
class Waivers:
    """Those that hold, and what is to be said of the others."""

    held: tuple[Waiver, ...] = ()
    findings: tuple[Finding, ...] = ()

    def without(self, text: str, path: str) -> str:
        """A plain text with the sentences taken out that may stand on this page."""
        for waiver in self.held:
            if waiver.covers(path):
                text = text.replace(plain_text(waiver.text).rstrip("."), " ")
        return text


def shipped_waivers() -> str:
    """The text of dashboards/words/allowed.yml."""
    return shipped_text("hls_signals.dashboards", "words/allowed.yml")


def waivers_on(day: dt.date, text: str | None = None) -> Waivers:
    """The waivers of a file that hold on a day; one that has run out, or is not whole, is a finding that blocks."""
    try:
        given = yaml.safe_load(shipped_waivers() if text is None else text) or []
    except yaml.YAMLError:
        return Waivers(findings=(found("C404", ALLOWED, "the file does not parse"),))
    if not isinstance(given, list):
        return Waivers(findings=(found("C404", ALLOWED, "the file is not a list"),))
    return _sorted_out(given, day)


def every_waiver(text: str | None = None) -> Sequence[Waiver]:
    """Every whole entry of the file, also those that have run out, for the open book page."""
    given = yaml.safe_load(shipped_waivers() if text is None else text) or []
    return [entry for entry in map(_waiver, given if isinstance(given, list) else []) if isinstance(entry, Waiver)]


def _sorted_out(given: Sequence[Any], day: dt.date) -> Waivers:
    held: list[Waiver] = []
    findings: list[Finding] = []
    for number, entry in enumerate(given, start=1):
        waiver = _waiver(entry)
        what = waiver if isinstance(waiver, str) else _too_old_or_long(waiver, day)
        if what:
            findings.append(found("C404", f"{ALLOWED}, entry {number}", what))
        elif isinstance(waiver, Waiver):
            held.append(waiver)
    return Waivers(tuple(held), tuple(findings))


def _waiver(entry: Any) -> Waiver | str:
    if not isinstance(entry, dict):
        return "it is not a mapping"
    missing = [key for key in KEYS if not entry.get(key)]
    if missing:
        return f"{missing[0]} is missing"
    if not isinstance(entry["until"], dt.date) or isinstance(entry["until"], dt.datetime):
        return "until is not a date"
    text, where, reason, by_role = (str(entry[key]) for key in KEYS[:4])
    return Waiver(text, where, reason, by_role, entry["until"])


def _too_old_or_long(waiver: Waiver, day: dt.date) -> str:
    if not waiver.holds_on(day):
        return f"it ran out on {waiver.until.isoformat()}"
    return "it is longer than 12 months" if waiver.until - day > LONGEST else ""


def as_rows(waivers: Sequence[Waiver]) -> Iterator[tuple[str, str, str, str, str]]:
    """What the open book prints of each."""
    for waiver in waivers:
        yield waiver.until.isoformat(), waiver.text, waiver.where, waiver.reason, waiver.by_role
