"""Which measures does a council's own tracker hold: one a row, periods across, target, letters and commentary?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from hls_signals.returns.cells import cell_of
from hls_signals.returns.first_look import encoding_of, header_row_of
from hls_signals.returns.header import Layout
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.periods import PeriodFormat, periods_of
from hls_signals.workspace.files import sha256_of

Part = Literal["name", "unit", "polarity", "target", "amber", "letter", "commentary", "frequency"]
# What councils call the columns of their trackers; the first that fits is taken.
HEADS: Mapping[Part, str] = {
    "commentary": r"comment|narrative|explanation|notes?$",
    "letter": r"\brag\b|status|r/a/g|traffic",
    "amber": r"amber|threshold|tolerance|intervention",
    "target": r"target",
    "polarity": r"polarity|good (?:is|looks)|direction(?! of travel)|\baim\b|better",
    "unit": r"unit|format|measured in",
    "frequency": r"frequen|reported|period type",
    "name": r"measure|indicator|\bkpi\b|description|title|name",
}
FEWEST_PERIODS = 2
UNITS = ((r"%|per ?cent|percentage|proportion|rate of", "percent"), (r"£|cost|spend", "pounds"), (r"days?\b", "days"))
# Signs that leave nothing to guess.
SIGNS = re.compile(r"[%£]")
# A word that stands behind a number, as in `12 days`.
UNIT_WORD = re.compile(r"(?<=\d)\s*(?:days?|weeks?|months?|people|per ?cent|families|cases)\s*$", re.IGNORECASE)
LOWER, HIGHER = r"\blow|small|decreas|down|minimi|less|fewer", r"\bhigh|big|increas|\bup|maximi|more"


@dataclass(frozen=True)
class TrackedMeasure:
    """One row that names a measure, with what its cells say; an empty text is a cell that says nothing.

    amber        how far from the target amber reaches, in the measure's own unit
    is_fraction  true where the target is a per cent and the cells hold fractions of one
    """

    row: int
    name: str
    unit: str
    is_unit_said: bool
    polarity: str
    is_polarity_said: bool
    target: str
    amber: str
    commentary: str
    is_fraction: bool = False


@dataclass(frozen=True)
class Tracker:
    """A tracker as it was read; rows without a name, such as headings, are counted and left out."""

    source_name: str
    sheet: str
    header_row: int
    name_head: str
    period_heads: tuple[str, ...]
    pattern: str
    formats: tuple[PeriodFormat, ...]
    period_type: str
    letter_heads: tuple[str, ...]
    measures: tuple[TrackedMeasure, ...]
    left_out: int


def tracker(path: Path, sheet: str | None = None) -> Tracker | None:
    """The tracker in a file; None where it is none: no periods across, or no column of names.

    raises  FileFault where the file cannot be read
    """
    data = path.read_bytes()
    file = LandedFile(path.name, sha256_of(path), data, layout=Layout(sheet=sheet))
    file = replace(file, encoding=encoding_of(file)[0])
    row = header_row_of(file)
    table = replace(file, layout=Layout(sheet=sheet, row=row)).table
    heads = [" ".join(head.split()) for head in table.headers]
    formats = _formats(heads)
    periods = [head for head in heads if _reads(head, formats)]
    parts = _parts([head for head in heads if head not in periods])
    if len(periods) < FEWEST_PERIODS or "name" not in parts:
        return None
    columns = {head: f"c{number}" for number, head in reversed(list(enumerate(heads, start=1))) if head}
    found = [_measure(record, columns, parts, periods) for record in table.frame.iter_rows(named=True)]
    measures = tuple(measure for measure in found if measure is not None)
    return Tracker(
        source_name=path.name,
        sheet=sheet or "",
        header_row=row,
        name_head=parts["name"],
        period_heads=tuple(periods),
        pattern=pattern_of(periods, [head for head in heads if head not in periods]),
        formats=formats,
        period_type=_type_of(periods, formats),
        letter_heads=tuple(head for head in heads if re.search(HEADS["letter"], head.casefold())),
        measures=measures,
        left_out=table.row_count - len(measures),
    )


def _formats(heads: Sequence[str]) -> tuple[PeriodFormat, ...]:
    """The formats in which most headings that read as a period at all do, most headings first."""
    counted: Counter[PeriodFormat] = Counter()
    for form in get_args(PeriodFormat):
        counted[form] = sum(_reads(head, (form,)) for head in heads)
    most = max(counted.values(), default=0)
    return tuple(form for form in get_args(PeriodFormat) if most >= FEWEST_PERIODS and counted[form] == most)


def _reads(head: str, formats: Sequence[PeriodFormat]) -> bool:
    if not formats or not re.search(r"\d", head):
        return False
    start = periods_of(pl.Series([head.casefold()]), formats[0], "start", "month")[0][0]
    return start is not None and 1990 <= start.year <= 2100


def _type_of(heads: Sequence[str], formats: Sequence[PeriodFormat]) -> str:
    kinds = periods_of(pl.Series([heads[0].casefold()]), formats[0], "start", "month")[2]
    return str(kinds[0] or "month")


def _parts(heads: Sequence[str]) -> dict[Part, str]:
    found: dict[Part, str] = {}
    for part, pattern in HEADS.items():
        free = [head for head in heads if head and head not in found.values()]
        hit = next((head for head in free if re.search(pattern, head.casefold())), None)
        if hit is not None:
            found[part] = hit
    return found


def pattern_of(periods: Sequence[str], others: Sequence[str]) -> str:
    """A pattern that every heading of a period fits and no other does; empty where there is none.

    >>> pattern_of(["Apr-25", "May-25"], ["Target"])
    '???-25'
    """
    width = max(map(len, periods))
    signs = [{head[place] for head in periods} for place in range(width) if all(place < len(h) for h in periods)]
    straight = "".join(sign.copy().pop() if len(sign) == 1 else "?" for sign in signs)
    shared = {mark for mark in " -/" if all(mark in head for head in periods)}
    loose = "*".join(("", *sorted(shared), ""))
    for pattern in (straight if len({len(head) for head in periods}) == 1 else "", loose):
        fits = pattern.strip("*") and all(fnmatchcase(head, pattern) for head in periods)
        if fits and not any(fnmatchcase(head, pattern) for head in others if head):
            return pattern
    return ""


def _measure(
    record: Mapping[str, object], columns: Mapping[str, str], parts: Mapping[Part, str], periods: Sequence[str]
) -> TrackedMeasure | None:
    def said(part: Part) -> str:
        return str(record[columns[parts[part]]] or "").strip() if part in parts else ""

    figures = [str(record[columns[head]] or "").strip() for head in periods]
    name = " ".join(said("name").split())
    # A heading among the rows has a name and nothing beside it.
    if not name or not any(figures):
        return None
    unit, is_unit_said = _unit(said("unit"), name, (said("target"), *figures))
    polarity, is_polarity_said = _polarity(said("polarity"))
    is_fraction = unit == "percent" and _are_fractions(figures)
    target, amber = _number(said("target")), _number(said("amber"))
    if is_fraction and all(Decimal(number) <= 1 for number in (target, amber) if number):
        target, amber = (_in_hundred(number) for number in (target, amber))
    return TrackedMeasure(
        row=int(str(record["source_row"])),
        name=name,
        unit=unit,
        is_unit_said=is_unit_said,
        polarity=polarity,
        is_polarity_said=is_polarity_said,
        target=target,
        amber=_apart(target, amber),
        commentary=said("commentary"),
        is_fraction=is_fraction,
    )


def _in_hundred(number: str) -> str:
    return f"{(Decimal(number) * 100).normalize():f}" if number else ""


def _are_fractions(figures: Sequence[str]) -> bool:
    """True where a workbook keeps per cents as fractions of one: every number lies within, and one has decimals."""
    numbers = [Decimal(number) for number in map(_number, figures) if number]
    return bool(numbers) and all(0 <= n <= 1 for n in numbers) and any(n != int(n) for n in numbers)


def _unit(said: str, name: str, cells: Sequence[str]) -> tuple[str, bool]:
    """The unit, and whether its own column or a sign in the name says it; cells are the target and the figures."""
    signs = " ".join(SIGNS.findall(name))
    for text, is_said in ((said, True), (signs, True), (" ".join((name, *cells)), False)):
        for pattern, unit in UNITS:
            if re.search(pattern, text.casefold()):
                return unit, is_said
    return "count", bool(re.search(r"number|count|#", said.casefold()))


def _polarity(said: str) -> tuple[str, bool]:
    text = said.casefold()
    if re.search(LOWER, text):
        return "lower", True
    return "higher", bool(re.search(HIGHER, text))


def _number(text: str) -> str:
    """The one number of a text as plain digits; empty where there is none."""
    cell = cell_of(UNIT_WORD.sub("", re.sub(r"^[<>=≤≥~\s]+", "", text)))
    return "" if cell.number is None else f"{cell.number:f}"


def _apart(target: str, amber: str) -> str:
    if not target or not amber:
        return ""
    # A threshold stands on the target's own scale; a tolerance is how far from it.
    far = abs(Decimal(target) - Decimal(amber))
    return f"{min(far, abs(Decimal(amber))):f}"
