"""Which mapping would read a profiled file, and what must a person still choose?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from hls_signals.register import Register
from hls_signals.register.drafts import CHOOSE
from hls_signals.returns.cells import STATUS_OF
from hls_signals.returns.profile import UNDECLARED, FigureColumn, PeriodColumn, Profile
from hls_signals.workspace.nearest import nearest

HEAD = f"# A draft: answer each `{CHOOSE.removeprefix('# ')}` and take it out. Until then the file is not read."


def drafted(profile: Profile, register: Register) -> str:
    """The mapping as YAML text. Headers of mapped columns are in it; no cell is."""
    lines = [HEAD, *_file(profile), _area(profile), _period(profile), *_figures(profile, register), *_symbols(profile)]
    return "\n".join([*lines, *_remarks(profile)]) + "\n"


def _file(profile: Profile) -> Iterator[str]:
    stem = PurePosixPath(profile.source_name).stem.casefold()
    name = re.sub(r"[^a-z0-9]+", "_", stem).strip("_") or "new_return"
    yield f"id: {name}  {CHOOSE} the name of the return, as `return:` of its measures has it"
    yield "adapter: long_table"
    if profile.is_declared_needed:
        yield f"encoding: {profile.encoding}  {CHOOSE} the file is not UTF-8; is this what its sender writes?"
    if profile.sheet and not profile.sheet.isdigit():
        yield f"sheet: {quoted(profile.sheet)}"
    if profile.header_row > 1:
        yield f"header: {{row: {profile.header_row}}}  {CHOOSE} is this the row of the headers?"


def _area(profile: Profile) -> str:
    area = profile.area
    if area is None:
        return f'area: {{column: ""}}  {CHOOSE} no column looks like area codes or names; which one says the area?'
    key = "name_column" if area.is_name else "column"
    asked = []
    if area.known < area.different:
        left = area.different - area.known
        asked.append(
            f"{left:,} of {area.different:,} are not in areas.csv; `unknown: accept` takes codes of known shape"
        )
    if profile.areas > 1:
        asked.append(f"{profile.areas} columns look like areas; is it this one?")
    return f"area: {{{key}: {quoted(area.name)}}}" + _asking(asked)


def _period(profile: Profile) -> str:
    if not profile.periods:
        return (
            f'period: {{column: "", format: iso_date}}  {CHOOSE} no column reads as a period; which one, how written?'
        )
    first = profile.periods[0]
    key = "columns" if first.is_headers else "column"
    asked = []
    if len(first.formats) > 1:
        asked.append("which format: " + ", ".join(first.formats) + "?")
    if len(profile.periods) > 1:
        asked.append(f"{len(profile.periods)} columns read as periods; is it this one?")
    means = ""
    if first.is_dates:
        means = ", means: start"
        asked.append("does the date mean the start or the end, and how long is a period (`type:`)?")
    return f"period: {{{key}: {quoted(first.name)}, format: {first.formats[0]}{means}}}" + _asking(asked)


def _figures(profile: Profile, register: Register) -> Iterator[str]:
    yield "figures:"
    if any(period.is_headers for period in profile.periods):
        yield f'  - {{measure: "", value: cell}}  {CHOOSE} the measure'
        return
    if not profile.figures:
        yield f'  - {{measure: "", value: ""}}  {CHOOSE} no column holds mostly numbers; which figure of which measure?'
    names = {measure.name.casefold(): measure.id for measure in register.measures}
    for figure in profile.figures:
        near = nearest(figure.name, register.by_id) or names.get(nearest(figure.name.casefold(), names) or "", "")
        ask = "the measure; numerator and denominator where both are here"
        yield f"  - {{measure: {quoted(near)}, value: {quoted(figure.name)}}}  {CHOOSE} {ask}"


def _symbols(profile: Profile) -> Iterator[str]:
    totals = _counted(profile.figures)
    open_marks = {mark: count for mark, count in totals.items() if mark in UNDECLARED}
    if open_marks:
        yield "symbols:"
        for mark, count in sorted(open_marks.items()):
            yield f'  "{mark}": not_available  {CHOOSE} stands {count:,} times; zero, suppressed, not_available ...?'


def _remarks(profile: Profile) -> Iterator[str]:
    known = {mark: count for mark, count in _counted(profile.figures).items() if mark not in UNDECLARED}
    if known:
        told = ", ".join(f"{mark} {count:,} ({STATUS_OF[mark]})" for mark, count in sorted(known.items()))
        yield f"# Symbols of the vocabulary: {told}"
    unread = sum(figure.unread for figure in profile.figures)
    if unread:
        yield f"# {unread:,} cells of these columns are neither a number nor a symbol: they would be set aside."
    if profile.comparing:
        yield f"# Columns that compare places, left out: {profile.comparing}"
    if profile.other:
        yield f"# Other columns, not named here: {profile.other}"


def _counted(figures: tuple[FigureColumn, ...]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for figure in figures:
        for mark, count in figure.symbols:
            totals[mark] = totals.get(mark, 0) + count
    return totals


def _asking(asked: list[str]) -> str:
    return f"  {CHOOSE} {'; '.join(asked)}" if asked else ""


def quoted(text: str) -> str:
    """A text as YAML takes it in one line."""
    plain = "".join(mark if mark.isprintable() else " " for mark in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def summary(profile: Profile) -> Iterator[str]:
    """What was found, a line each, for a terminal."""
    delimiter = {"": "", "\t": ", delimiter tab"}.get(profile.delimiter, f", delimiter {profile.delimiter}")
    yield f"{profile.rows:,} rows below row {profile.header_row}, {profile.encoding}{delimiter}"
    area = profile.area
    if area is not None:
        yield f"areas:   {quoted(area.name)}, {area.known:,} of {area.different:,} in areas.csv"
    for period in profile.periods:
        yield f"periods: {_period_words(period)}"
    for figure in profile.figures:
        yield f"figures: {quoted(figure.name)}"


def _period_words(period: PeriodColumn) -> str:
    where = "headers" if period.is_headers else quoted(period.name)
    return f"{where} as {' or '.join(period.formats)}"
