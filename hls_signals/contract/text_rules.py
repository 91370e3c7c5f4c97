"""What do names of files, lines of text and axes of charts in a folder say of areas?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from hls_signals.contract.chart_reading import entries, units_of
from hls_signals.contract.findings import Finding, found
from hls_signals.contract.known import Known, figures_in, number_of
from hls_signals.contract.place_words import gives_places
from hls_signals.contract.roles import project_roles

_ORDINAL = re.compile(
    r"^(?:\d{1,3}(?:st|nd|rd|th)?|[ivx]{1,4}|first|second|third|fourth|fifth|last|top|bottom)[-_. )]+(?=[a-z])",
    re.IGNORECASE,
)
_ORDINAL_AFTER = re.compile(r"[-_. (]+(?:no|nr|pos|place|rank)?[-_. ]?\d{1,2}(?:st|nd|rd|th)?\)?$", re.IGNORECASE)


def name_findings(path: str, known: Known) -> Iterator[Finding]:
    """An ordinal in a file's or a folder's name puts areas in order."""
    for part in path.split("/"):
        stem = part.split(".")[0]
        hit = _ORDINAL.match(stem)
        if hit and stem not in known.measures and _is_of_something(stem[hit.end() :], known):
            yield found("C301", path, "a number in the name of the file puts it in a place")
            return
        after = _ORDINAL_AFTER.search(stem)
        if after and known.areas_in(stem[: after.start()].replace("-", " ")) and not known.areas_in(stem):
            yield found("C301", path, "a number in the name of the file puts it in a place")
            return
        if gives_places(stem.replace("-", " ")):
            yield found("C303", path, "the name of the file gives places")
            return


def _is_of_something(rest: str, known: Known) -> bool:
    """Without a register any name may be an area's; with one it must be an area's or a measure's."""
    if not known.has_register:
        return True
    return (
        bool(known.areas_in(rest.replace("-", " ").replace("_", " ")) or known.areas_in(rest)) or rest in known.measures
    )


def line_findings(text: str, path: str, known: Known) -> Iterator[Finding]:
    """Lines that name areas one after the other, with figures or in another order than name or register."""
    lines = [line for line in text.splitlines() if line.strip()]
    named = [(known.areas_in(line), line) for line in lines]
    single = [(codes[0], line) for codes, line in named if len(codes) == 1]
    with_figures = {code for code, line in single if figures_in(known.without_areas(line)) and len(line) < 120}
    # In a printed table a name and its figure are texts of their own, one after the other.
    with_figures |= {
        codes[0]
        for (codes, line), (_, after) in pairwise(named)
        if len(codes) == 1 and len(line) < 60 and number_of(after) is not None
    }
    if len(with_figures) >= 2 or any(
        len(c) >= 2 and len(figures_in(known.without_areas(line))) >= 2 for c, line in named
    ):
        yield found("C309", path, "figures of several areas stand in one text")
    short = [code for code, line in single if len(line) < 60]
    if len(set(short)) >= 3 and not known.area_order_holds(list(dict.fromkeys(short))):
        yield found("C301", path, "lines of areas: neither name nor register orders them")


def sentence_findings(text: str, path: str, known: Known) -> Iterator[Finding]:
    """One line that gives figures of two areas: what even a pack of several may not hold."""
    for line in text.splitlines():
        if len(known.areas_in(line)) >= 2 and len(figures_in(known.without_areas(line))) >= 2:
            yield found("C309", path, "a line gives the figures of two areas")


def axis_findings(charts: Iterable[tuple[str, Mapping[str, Any]]], known: Known) -> Iterator[Finding]:
    """Charts of several areas whose axis ends where the figures of all of them end."""
    held: dict[tuple[float, float], list[tuple[str, str, list[float]]]] = {}
    for path, spec in charts:
        for unit in units_of(spec, project_roles()):
            for entry in entries(unit.encoding.get("y")):
                scale = entry.get("scale")
                domain = scale.get("domain") if isinstance(scale, Mapping) else None
                numbers = [row.get(str(entry.get("field"))) for row in unit.rows or ()]
                values = [float(n) for n in numbers if isinstance(n, int | float) and not isinstance(n, bool)]
                if (
                    isinstance(domain, list)
                    and len(domain) == 2
                    and all(isinstance(e, int | float) for e in domain)
                    and values
                ):
                    area = next(iter(unit.areas), "") or next(
                        iter(known.areas_in(path.replace("/", " ").replace("-", " "))), path
                    )
                    held.setdefault((float(domain[0]), float(domain[1])), []).append((path, area, values))
    for (low, high), drawn in held.items():
        values = [value for _, _, numbers in drawn for value in numbers]
        several = len({area for _, area, _ in drawn}) > 1
        is_theirs = min(values) == low and max(values) == high
        own = [path for path, _, numbers in drawn if (min(numbers), max(numbers)) != (low, high)]
        if several and is_theirs and own:
            yield found("C122", own[0], "its axis ends where the figures of others end")
