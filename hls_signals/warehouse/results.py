"""Was this already worked out, from the same rows, by the same code?

Results of a measure are kept under a fingerprint of everything they depend on. With reuse off every byte comes out
the same; deleting the folder costs time and nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import polars as pl

from hls_signals.register import Event, Measure
from hls_signals.workspace.files import whole_file
from hls_signals.workspace.slugs import slug

# A last bit may differ between versions of these.
COUNTS_WITH = ("duckdb", "numpy", "polars")
CODE_ENDINGS = (".py", ".sql", ".j2", ".yml", ".yaml", ".css")


class Results:
    """Kept results of one workspace, for one run's question."""

    def __init__(self, folder: Path, as_of: dt.date, events: tuple[Event, ...] = (), *, reuse: bool) -> None:
        self._folder = folder
        self._as_of = as_of
        self._events = events
        self._reuse = reuse

    def of(
        self,
        tables: tuple[str, ...],
        measure: Measure,
        compute: Callable[[], Mapping[str, pl.DataFrame]],
        *,
        extra: str = "",
    ) -> tuple[Mapping[str, pl.DataFrame], bool]:
        """The frames of these tables for one measure, and whether they were kept from an earlier run."""
        print_ = self._fingerprint(measure, extra)
        paths = {
            table: self._folder / Path(*table.split(".")) / slug(measure.id) / f"{print_}.parquet" for table in tables
        }
        kept = _kept(paths) if self._reuse else None
        if kept is not None:
            return kept, True
        frames = compute()
        for table, path in paths.items():
            with whole_file(path) as part:
                frames[table].write_parquet(part)
            _forget_older(path)
        return frames, False

    def _fingerprint(self, measure: Measure, extra: str) -> str:
        known = [entry.announced <= self._as_of for entry in (*measure.targets, *measure.colour_rules)]
        events = [event.model_dump_json() for event in self._events if event.names(measure)]
        parts = [
            measure.model_dump_json(),
            repr(known),
            *events,
            extra,
            code_version(),
        ]
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:24]


def _kept(paths: Mapping[str, Path]) -> Mapping[str, pl.DataFrame] | None:
    """The frames of these files; None where one is missing or damaged, for all of them can be worked out again."""
    try:
        return {table: pl.read_parquet(path) for table, path in paths.items()}
    except (OSError, pl.exceptions.PolarsError):
        return None


def _forget_older(path: Path) -> None:
    """One result a measure and table is enough: the newest."""
    for other in path.parent.glob("*.parquet"):
        if other != path:
            other.unlink(missing_ok=True)


@cache
def code_version() -> str:
    """SHA-256 over the package's own code, queries and templates, and the versions it counts with, once a process."""
    digest = hashlib.sha256(" ".join(version(name) for name in COUNTS_WITH).encode())
    for name in ("hls_signals", "hls_signals.sql", "hls_signals.dashboards"):
        for path, entry in sorted(_code_files(files(name), name)):
            digest.update(path.encode())
            digest.update(entry)
    return digest.hexdigest()[:16]


def _code_files(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        inner = f"{path}/{entry.name}"
        if entry.is_dir() and not entry.name.startswith(("__", ".")):
            found.extend(_code_files(entry, inner))
        elif entry.name.endswith(CODE_ENDINGS):
            found.append((inner, entry.read_bytes()))
    return found
