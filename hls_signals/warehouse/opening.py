"""How does a run begin, and what does it leave when it ends, well or not?"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from hls_signals.narrative.guards import word_targets
from hls_signals.publish.candidates import Candidates
from hls_signals.register import load_register
from hls_signals.register.checks import pack_problems
from hls_signals.register.meetings import meeting_problems
from hls_signals.returns import load_returns
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Night, Question, log
from hls_signals.warehouse.results import Results
from hls_signals.warehouse.run_record import DATABASE, RECORD, record_of, records, write_record
from hls_signals.warehouse.stages.published import shelf_of
from hls_signals.workspace.errors import MendableError, raise_all
from hls_signals.workspace.files import sync_folder
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.lock import workspace_lock
from hls_signals.workspace.nearest import offer
from hls_signals.workspace.settings import Settings, load_settings

PART = ".hls.duckdb.part"
Clock = Callable[[], dt.datetime]


class UnknownMeasure(MendableError):
    """A measure asked for that the register does not hold."""

    code = "W102"


@contextlib.contextmanager
def open_night(workspace: Workspace, question: Question, *, run_id: str, trigger: str, clock: Clock) -> Iterator[Night]:
    """One run under the workspace's lock: settings, register and an empty database; run.json when it ends.

    Where the settings fix `as_of` (a simulated workspace), that day is the real date for receipts too.
    raises  WarehouseBusy, and every problem of settings and register at once
    """
    began = clock()
    # Everything under warehouse/ is restricted; the gate alone opens what is published.
    os.umask(0o077)
    with workspace_lock(workspace.lock, began):
        settings = load_settings(workspace)
        register = load_register(workspace)
        packs = pack_problems(settings.packs, register.by_id, register.by_code)
        meetings = meeting_problems(register.meetings, [pack.id for pack in settings.packs], register.by_id)
        raise_all([*packs, *meetings, *word_targets(register.measures)])
        _known(question.only, list(register.by_id))
        returns = load_returns(workspace, register)
        folder = workspace.runs / run_id
        remove_unfinished(workspace)
        folder.mkdir(parents=True, exist_ok=True)
        warehouse = EmbeddedDuckDB(folder / PART, memory_limit=settings.warehouse.memory_limit, allowed=workspace.root)
        night = Night(
            workspace=workspace,
            settings=settings,
            register=register,
            question=question,
            run_id=run_id,
            now=receipt_time(settings, began),
            warehouse=warehouse,
            results=Results(workspace.results, question.as_of, register.events, reuse=question.reuse),
            trigger=trigger,
            returns=returns,
        )
        try:
            _look_over_releases(night)
            yield night
        finally:
            _close(night, folder, clock())
            forget_older_runs(workspace, settings.keep.runs)


def _look_over_releases(night: Night) -> None:
    shelf = shelf_of(night.workspace)
    cleaned = shelf.clean_up(night.now)
    Candidates(shelf).tidy()
    night.current_is_whole = cleaned.problem is None
    if cleaned.problem is not None:
        log.warning("%s", cleaned.problem)


def receipt_time(settings: Settings, now: dt.datetime) -> dt.datetime:
    """When files count as received: now, or the end of the fixed day of a workspace that fixes one."""
    if settings.as_of == "today":
        return now.astimezone(dt.UTC)
    end = dt.datetime.combine(settings.as_of, dt.time(23, 59, 59), settings.zone())
    return end.astimezone(dt.UTC)


def _known(only: tuple[str, ...], known: list[str]) -> None:
    for name in only:
        if name not in known:
            raise UnknownMeasure("there is no such measure in the register.", where="--only", mend=offer(name, known))


def _close(night: Night, folder: Path, finished: dt.datetime) -> None:
    """Close the database, give it its name, then say what happened: a reader never meets an open file."""
    if night.outcome == "failed" and night.is_held:
        night.outcome = "held"
    is_whole = False
    try:
        night.warehouse.commit()
        is_whole = True
    finally:
        night.warehouse.close()
        if is_whole:
            os.replace(folder / PART, folder / DATABASE)
            sync_folder(folder)
        for name in (PART, f"{PART}.wal"):
            (folder / name).unlink(missing_ok=True)
        write_record(folder, record_of(night, finished))


def remove_unfinished(workspace: Workspace) -> None:
    """Folders of runs that never ended, and files half written: their process is gone, for the lock is ours."""
    for folder in sorted(workspace.runs.glob("*/")):
        if not (folder / RECORD).is_file():
            shutil.rmtree(folder)
    for folder in (workspace.warehouse, workspace.published):
        for part in folder.glob(".*.part"):
            part.unlink()
    for folder in (workspace.raw, workspace.observations, workspace.intake, workspace.results, workspace.cache):
        for part in sorted(folder.rglob(".*.part")):
            part.unlink()
    # Rows that did not fit into memory when a run was killed.
    for spilled in (workspace.cache / "duckdb").glob("*"):
        with contextlib.suppress(OSError):
            spilled.unlink()


def forget_older_runs(workspace: Workspace, keep: int) -> None:
    """Keep the newest run databases, and the newest that did not fail; raw files and ledgers never go by themselves."""
    newest_first = list(records(workspace))
    good = [record.run_id for record in newest_first if record.outcome != "failed"]
    kept = {*(record.run_id for record in newest_first[:keep]), *good[:1]}
    for record in newest_first:
        if record.run_id not in kept:
            shutil.rmtree(workspace.runs / record.run_id)
