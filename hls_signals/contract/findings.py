"""What does a check of the contract say it found?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hls_signals.contract.codes import CODES

Severity = Literal["block", "review"]
# What the reader does about each code, and which law it keeps: 1 non-interference, 2 order, inclusion and emphasis
# free of values, 3 no number made of colours or of several measures, 0 what makes the laws checkable.
_LAW_AND_MEND: dict[str, tuple[int, str]] = {
    "C001": (0, "build it as a typed view in hls_signals/publish, and register its builder"),
    "C002": (0, "let the release be built and closed by the pipeline; publish text, tables and pages alone"),
    "C003": (0, "give the column a role in hls_signals/contract/roles.yaml"),
    "C004": (0, "leave people out from the raw stage on"),
    "C101": (0, "write one SELECT or WITH, with its columns named, over tables that have roles"),
    "C102": (2, "take the function out, or let it order by time, name or register"),
    "C103": (2, "order by time, by name or by register_order"),
    "C104": (2, "show every area; what a value is stands in its row"),
    "C105": (1, "partition by area_code, or join with area_code = area_code"),
    "C106": (3, "take the number out; a colour stands beside its own period"),
    "C121": (2, "sort by time, by name or by register_order, and show every area"),
    "C122": (1, "draw one area a chart, or one panel an area with axes from the register"),
    "C123": (2, "give every area the same marks"),
    "C124": (1, "take the reference out, or draw the area's own centre"),
    "C125": (0, "use line, area, rule, point, rect, text, tick or bar, with the data inline"),
    "C126": (2, "use one colour for every value, and a shape or a letter for what must be told apart"),
    "C201": (1, "make it from the rows of its own area alone"),
    "C202": (2, "let time, name or register decide the order and what appears"),
    "C203": (3, "make no number from colours"),
    "C204": (3, "keep measures apart"),
    "C205": (0, "make it answer alike for any values"),
    "C301": (2, "put the items in name, register or pack order"),
    "C302": (2, "take the control out; a fixed order is part of what is published"),
    "C303": (2, "take the column out"),
    "C304": (0, "keep everything the page needs in the folder"),
    "C305": (0, "take the script out; one classic script is part of a release and is listed"),
    "C306": (2, "give every area the same markup; mark signals inside the area's own chart"),
    "C307": (2, "use one colour and letters"),
    "C308": (2, "take it out; say what was seen in words"),
    "C309": (1, "give each area a page, a table and a file of its own"),
    "C401": (2, "say what was seen, against the area's own usual range"),
    "C402": (2, "a person looks at it again; it is neither changed nor dropped"),
    "C403": (0, "quote only notes whose consent covers publication, by their id"),
    "C404": (0, "renew the waiver with a reason and a date, or change the sentence"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that must be mended (`block`) or looked at by a person (`review`)."""

    where: str
    code: str
    what: str
    net: int
    law: int
    severity: Severity
    mend: str

    @property
    def title(self) -> str:
        """What the code means."""
        return CODES[self.code]

    @property
    def blocks(self) -> bool:
        """True where nothing may be published before this is mended."""
        return self.severity == "block"

    def __str__(self) -> str:
        law = f" (law {self.law})" if self.law else ""
        return f"{self.where}: HLS-{self.code} {self.title}{law}\n  what: {self.what}\n  mend: {self.mend}"

    def as_record(self) -> dict[str, str | int]:
        """The same for a machine."""
        return {
            "code": f"HLS-{self.code}", "net": self.net, "law": self.law, "severity": self.severity,
            "where": self.where, "title": self.title, "what": self.what, "mend": self.mend,
        }  # fmt: skip


def found(code: str, where: str, what: str, *, severity: Severity = "block") -> Finding:
    """A finding with the net, the law and the way to mend it that belong to its code."""
    law, mend = _LAW_AND_MEND[code]
    return Finding(where, code, what, net_of(code), law, severity, mend)


def net_of(code: str) -> int:
    """Which net a code belongs to: the digit after the letter."""
    return int(code[1])


def by_place(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by place; never by how many an author or an area has."""
    return sorted(set(findings))


def blocking(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that stop publication."""
    return (finding for finding in findings if finding.blocks)
