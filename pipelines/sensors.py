"""Has something arrived in the inbox, and has it stopped growing?"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg

from hls_signals.returns.inbox import files_in, inbox_files, inbox_sets
from hls_signals.workspace.layout import Workspace


@dataclass(frozen=True)
class Entry:
    """A file as one look saw it; `asked` once a run was requested for it as it stands."""

    size: int
    modified_ns: int
    asked: bool = False


@dataclass(frozen=True)
class Tick:
    """What one look at the inbox found."""

    entries: Mapping[str, Entry]
    complete: Mapping[str, Entry]
    growing: int

    @property
    def run_key(self) -> str:
        """SHA-256 of the complete entries: the same files never ask for two runs."""
        lines = [f"{path} {entry.size} {entry.modified_ns}" for path, entry in sorted(self.complete.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def cursor(self) -> str:
        """JSON `{path: [bytes, mtime_ns, asked]}`; what is complete now has been asked for when the next tick comes."""
        asked = {path: replace(entry, asked=True) for path, entry in self.complete.items()}
        seen = {**self.entries, **asked}
        return json.dumps({path: [e.size, e.modified_ns, e.asked] for path, e in sorted(seen.items())})


def look(workspace: Workspace, cursor: str | None) -> Tick:
    """What has arrived: a file counts once it is equal on two ticks, and is asked for once."""
    before = _parsed(cursor)
    found = {name: _entry(name, path, before) for name, path in _arrivals(workspace)}
    now = {name: entry for name, entry in found.items() if entry is not None}
    settled = {path: entry for path, entry in now.items() if path in before and _same(before[path], entry)}
    complete = {path: entry for path, entry in settled.items() if not entry.asked}
    return Tick(now, complete, len(now) - len(settled))


def _arrivals(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Every file that may be part of a return, also of one about people, by its name in the ledger or its set's."""
    for file in inbox_files(workspace):
        yield file.source_name, file.path
    for folder in (workspace.narratives_inbox, workspace.learning_inbox):
        for file in files_in(folder) if folder.is_dir() else ():
            # A file of what people say may be called after one of them.
            yield f"{folder.name}/{hashlib.sha256(file.source_name.encode()).hexdigest()[:12]}", file.path
    for people in inbox_sets(workspace):
        for file in people.files:
            yield f"{people.source_name}/{file.source_name}", file.path


def _entry(name: str, path: Path, before: Mapping[str, Entry]) -> Entry | None:
    """The file as it lies there now; None where it has gone since, or is a link to one that has."""
    try:
        found = path.stat()
    except OSError:
        return None
    entry = Entry(found.st_size, found.st_mtime_ns)
    earlier = before.get(name)
    return replace(entry, asked=earlier is not None and earlier.asked and _same(earlier, entry))


def _same(first: Entry, second: Entry) -> bool:
    return (first.size, first.modified_ns) == (second.size, second.modified_ns)


def _parsed(cursor: str | None) -> dict[str, Entry]:
    """The last tick. An unreadable cursor counts as empty: content hashes make a second look harmless."""
    try:
        data = json.loads(cursor or "{}")
        return {str(path): Entry(int(entry[0]), int(entry[1]), bool(entry[2])) for path, entry in data.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return {}


def inbox_sensor(job_name: str, workspace: Workspace) -> dg.SensorDefinition:
    """One run for all that has arrived, every minute at most. Off until somebody switches it on."""

    @dg.sensor(name="inbox_sensor", job_name=job_name, minimum_interval_seconds=60)
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        tick = look(workspace, context.cursor)
        context.update_cursor(tick.cursor)
        if not tick.complete:
            return dg.SkipReason(_waiting(tick))
        return dg.RunRequest(run_key=tick.run_key, tags={"hls/trigger": "inbox"})

    return sensor


def _waiting(tick: Tick) -> str:
    if not tick.growing:
        return "nothing new has arrived"
    return "1 file is still arriving" if tick.growing == 1 else f"{tick.growing} files are still arriving"
