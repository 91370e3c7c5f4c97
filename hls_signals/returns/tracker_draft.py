"""Which files of the register would a tracker become, and what must a person still choose in each?"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import polars as pl

from hls_signals.register.drafts import CHOOSE
from hls_signals.returns.draft import HEAD, quoted
from hls_signals.returns.periods import DATE_FORMATS, periods_of
from hls_signals.returns.tracker import TrackedMeasure, Tracker
from hls_signals.workspace.slugs import slug

ONE_DAY = dt.timedelta(days=1)
NOTES_HEADER = ("text", "occurred_on", "source_type", "measure_ids", "consent", "about_person", "author_role")


def drafted_files(tracker: Tracker) -> dict[str, str]:
    """Path below the register and text of each drafted file: one a measure, then the mapping."""
    ids = measure_ids(tracker)
    name = return_id(tracker)
    files = {
        f"measures/{ids[one.row]}.yaml": "\n".join(_measure(one, ids[one.row], name, tracker)) + "\n"
        for one in tracker.measures
    }
    return files | {f"returns/{name}.yaml": "\n".join(_mapping(tracker, name, ids)) + "\n"}


def return_id(tracker: Tracker) -> str:
    """What the return is called: the file's own name as an id."""
    return _id(PurePosixPath(tracker.source_name).stem) or "tracker"


def measure_ids(tracker: Tracker) -> Mapping[int, str]:
    """An id a row, made of its name; rows of one name are numbered."""
    taken: dict[str, int] = {}
    found = {}
    for one in tracker.measures:
        base = slug(_id(one.name)[:60].strip("_") or "measure")
        taken[base] = taken.get(base, 0) + 1
        found[one.row] = base if taken[base] == 1 else f"{base}_{taken[base]}"
    return found


def _id(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")


def _measure(one: TrackedMeasure, measure_id: str, name: str, tracker: Tracker) -> Iterator[str]:
    start = _first_day(tracker)
    yield HEAD
    yield f"# From row {one.row} of {PurePosixPath(tracker.source_name).name}."
    yield f"id: {measure_id}"
    yield f"name: {quoted(one.name)}"
    yield f"return: {name}"
    is_count = one.unit == "count"
    yield f"calculation: {'count' if is_count else 'published_only'}"
    yield f"unit: {one.unit}" + ("" if one.is_unit_said else _ask("guessed from the name and the figures; is it this?"))
    if one.unit == "percent":
        yield "bounds: [0, 100]"
    kind = one.polarity if one.target else "none"
    is_sure = one.is_polarity_said or not one.target
    yield f"polarity: {kind}" + ("" if is_sure else _ask("is a higher figure aimed for, or a lower one?"))
    yield f"period_type: {tracker.period_type}"
    if one.target:
        yield "targets:"
        yield f"  - {{value: {one.target}, effective_from: {start}}}" + _ask("since when, and who set it (source)?")
        yield "colour_rules:"
        within = one.amber or "5"
        asked = "how far from the target does amber reach?"
        yield f"  - {{version: 1, effective_from: {start}, kind: points, amber_within: {within}}}" + _ask(asked)
    yield "disclosure: {about_people: true}"


def _mapping(tracker: Tracker, name: str, ids: Mapping[int, str]) -> Iterator[str]:
    yield HEAD
    yield f"id: {name}" + _ask("the name of the return; the measures have it as `return:`")
    yield "adapter: long_table"
    if tracker.sheet:
        yield f"sheet: {quoted(tracker.sheet)}"
    if tracker.header_row > 1:
        yield f"header: {{row: {tracker.header_row}}}" + _ask("is this the row of the headings?")
    yield 'area: {fixed: ""}' + _ask("a tracker names no area; whose figures are these, by code of areas.csv?")
    yield _periods(tracker)
    if tracker.letter_heads:
        letters = ", ".join(quoted(head) for head in tracker.letter_heads)
        yield f"# Letters of {letters} are not read: a colour follows from the target and its rule."
    if tracker.left_out:
        yield f"# {tracker.left_out} rows without a name or without a figure are left out, such as headings."
    yield "figures:"
    for one in tracker.measures:
        yield _figure(one, ids[one.row], tracker.name_head)


def _figure(one: TrackedMeasure, measure_id: str, name_head: str) -> str:
    where = f"{{{quoted(name_head)}: {quoted(one.name)}}}"
    part = "numerator" if one.unit == "count" else "value"
    cell = "{column: cell, times: 100}" if one.is_fraction else "cell"
    asked = _ask("the cells hold fractions of one; is 0.5 meant as 50 per cent?") if one.is_fraction else ""
    return f"  - {{measure: {measure_id}, where: {where}, {part}: {cell}}}{asked}"


def _periods(tracker: Tracker) -> str:
    asked = [] if tracker.pattern else ["no pattern fits the headings of the periods alone; which one does?"]
    if len(tracker.formats) > 1:
        asked.append("which format: " + ", ".join(tracker.formats) + "?")
    kind = ""
    if tracker.formats[0] in DATE_FORMATS:
        kind = f", type: {tracker.period_type}, means: start"
        asked.append("does the date mean the start or the end?")
    line = f"period: {{columns: {quoted(tracker.pattern)}, format: {tracker.formats[0]}{kind}}}"
    return line + (_ask("; ".join(asked)) if asked else "")


def _first_day(tracker: Tracker) -> str:
    starts = [
        periods_of(_series(head), tracker.formats[0], "start", tracker.period_type)[0][0]
        for head in tracker.period_heads
    ]
    return str(min(start for start in starts if start is not None))


def _series(head: str) -> pl.Series:
    return pl.Series([head.casefold()])


def commentary(tracker: Tracker, occurred_on: str) -> str | None:
    """Commentary as notes whose consent nobody has asked for, so that none is published; None where there is none.

    occurred_on  the day the notes speak of: the last one of the newest period
    """
    ids = measure_ids(tracker)
    rows = [one for one in tracker.measures if one.commentary]
    if not rows:
        return None
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(NOTES_HEADER)
    for one in rows:
        writer.writerow((one.commentary, occurred_on, "minute", ids[one.row], "unknown", "identifiable", "unknown"))
    return held.getvalue()


def last_day(tracker: Tracker) -> str:
    """The last day of the newest period across."""
    ends = [
        periods_of(_series(head), tracker.formats[0], "start", tracker.period_type)[1][0]
        for head in tracker.period_heads
    ]
    return str(max(end for end in ends if end is not None) - ONE_DAY)


def _ask(words: str) -> str:
    return f"  {CHOOSE} {words}"
