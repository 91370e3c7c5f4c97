"""What differs between the release that is open and the one that waits, by measure, in register order?"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hls_signals.publish.current import manifest_of
from hls_signals.publish.trees import folder_of

Series = Mapping[str, Mapping[str, str]]
FIGURE = ("value", "status", "colour", "target")
HIDDEN = {
    "suppressed": "not shown",
    "not_available": "no figure",
    "excused": "excused",
    "not_collected": "not collected",
}


@dataclass(frozen=True)
class Difference:
    """What differs of one measure for one area; in words, a sentence a period."""

    measure_id: str
    area_code: str
    sentences: tuple[str, ...]


def differences(before: Path | None, after: Path, measures: Sequence[str], areas: Sequence[str]) -> list[Difference]:
    """Every measure and area whose page or figures differ, measures and areas in the orders given.

    before    the folder of the release that is open; None where there is none
    measures  ids in register order; areas: codes in name order
    """
    old, new = _pages(before), _pages(after)
    found = []
    for measure_id in measures:
        for area_code in areas:
            key = (measure_id, area_code)
            told = tuple(_told(before, after, old.get(key), new.get(key)))
            if told:
                found.append(Difference(*key, told))
    return found


@dataclass(frozen=True)
class _Page:
    """What a manifest says of one measure of one area: the hash of its page, and where its series lies."""

    page_sha256: str
    series: str


def _pages(folder: Path | None) -> dict[tuple[str, str], _Page]:
    manifest = manifest_of(folder) or {"files": []}
    languages = manifest.get("languages") or [""]
    # Every language holds the same figures, so the first one tells.
    files = [entry for entry in manifest["files"] if entry["path"].startswith(folder_of(languages[0], languages))]
    pages = {_key(entry): entry["sha256"] for entry in files if entry["kind"] == "page" and _key(entry)}
    series = {_key(entry): entry["path"] for entry in files if _is_series(entry)}
    return {key: _Page(sha256, series.get(key, "")) for key, sha256 in pages.items() if key is not None}


def _key(entry: Mapping[str, Any]) -> tuple[str, str] | None:
    measure_id = entry.get("measure_id")
    return (str(measure_id), str(entry["subject"])) if measure_id else None


def _is_series(entry: Mapping[str, Any]) -> bool:
    name = str(entry["path"]).rsplit("/", 1)[-1]
    return entry["kind"] == "table" and not name.endswith((".terms.csv", ".gaming.csv"))


def _told(before: Path | None, after: Path, old: _Page | None, new: _Page | None) -> Iterator[str]:
    if new is None:
        if old is not None:
            yield "Its page is no longer there."
        return
    if old is None or before is None:
        yield "Its page is new."
        return
    changed = list(_of_series(_series(before / old.series), _series(after / new.series)))
    yield from changed
    if not changed and old.page_sha256 != new.page_sha256:
        yield "The figures are the same; what is said about them differs."


def _series(path: Path) -> Series:
    """The totals of a published series by the start of their period."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["period_start"]: row for row in csv.DictReader(stream) if row["is_total"] == "true"}


def _of_series(old: Series, new: Series) -> Iterator[str]:
    for start in sorted({*old, *new}):
        if start not in old:
            yield f"{new[start]['label']} is new: {_figure(new[start])}."
        elif start not in new:
            yield f"{old[start]['label']} is no longer there."
        elif any(old[start].get(name) != new[start].get(name) for name in FIGURE):
            yield f"{new[start]['label']} was {_figure(old[start])} and is {_figure(new[start])}."


def _figure(row: Mapping[str, str]) -> str:
    value = row["value"] or HIDDEN.get(row["status"], "no figure")
    target = f", target {row['target']}" if row.get("target") else ""
    return f"{value} ({row['colour'] or 'no colour'}{target})"
