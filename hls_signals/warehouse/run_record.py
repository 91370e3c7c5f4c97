"""What does a run leave behind for whoever asks what it did?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hls_signals.warehouse.results import code_version
from hls_signals.workspace.files import write_whole
from hls_signals.workspace.layout import Workspace

if TYPE_CHECKING:
    # It knows how pages are built; whoever looks for the newest run need not wait for that.
    from hls_signals.warehouse.night import Night

RECORD = "run.json"
DATABASE = "hls.duckdb"


@dataclass(frozen=True)
class RunRecord:
    """run.json as values."""

    run_id: str
    as_of: str
    trigger: str
    started_at: str
    finished_at: str
    outcome: str
    until: str
    engine: str
    code_version: str
    input_hash: str
    sql_parameters: dict[str, str]
    tables: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    release_id: str | None


def record_of(night: Night, finished_at: dt.datetime) -> RunRecord:
    """What this night did, as far as it came."""
    return RunRecord(
        run_id=night.run_id,
        as_of=night.as_of.isoformat(),
        trigger=night.trigger,
        started_at=night.now.astimezone(dt.UTC).isoformat(),
        finished_at=finished_at.astimezone(dt.UTC).isoformat(),
        outcome=night.outcome,
        until=night.question.until,
        engine=night.settings.warehouse.engine,
        code_version=code_version(),
        input_hash=night.input_hash,
        sql_parameters=night.parameters,
        tables=[asdict(filled) for filled in night.filled],
        checks=[asdict(check) for check in night.checked],
        release_id=night.release_id,
    )


def write_record(folder: Path, record: RunRecord) -> None:
    """run.json, whole or not at all."""
    write_whole(folder / RECORD, json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n")


def records(workspace: Workspace) -> Iterator[RunRecord]:
    """Every finished run that is still kept, newest first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in workspace.runs.glob(f"*/{RECORD}")]
    for data in sorted(found, key=lambda data: (data["finished_at"], data["run_id"]), reverse=True):
        yield RunRecord(**data)


def newest_database(workspace: Workspace, run_id: str | None = None) -> Path | None:
    """The database of a run (of the newest that came to its end unless named); None where there is none."""
    for record in records(workspace):
        path = workspace.runs / record.run_id / DATABASE
        is_asked = record.outcome != "failed" if run_id is None else record.run_id == run_id
        if path.is_file() and is_asked:
            return path
    return None
