"""Which run's tables is the open release made of, and how are they read again?"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hls_signals.register import Register
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.warehouse.night import Night, Question
from hls_signals.warehouse.results import Results
from hls_signals.warehouse.run_record import DATABASE, records
from hls_signals.warehouse.shown_tables import VALUES
from hls_signals.warehouse.words import words_of
from hls_signals.workspace.layout import Workspace
from hls_signals.workspace.settings import Settings


@contextmanager
def night_of_open_release(
    workspace: Workspace, settings: Settings, register: Register, now: dt.datetime
) -> Iterator[Night | None]:
    """The newest published run, only read, with the words that may leave today; None where none is kept."""
    found = next(_finished(workspace), None)
    if found is None:
        yield None
        return
    database, as_of = found
    store = EmbeddedDuckDB(
        database, memory_limit=settings.warehouse.memory_limit, allowed=workspace.root, read_only=True
    )
    try:
        night = Night(
            workspace=workspace,
            settings=settings,
            register=register,
            question=Question(as_of=as_of),
            run_id=f"again-{uuid.uuid4()}",
            now=now,
            warehouse=store,
            results=Results(workspace.results, as_of, register.events, reuse=False),
        )
        night.words = words_of(workspace, settings, register, settings.as_of_date(now))
        yield night
    finally:
        store.close()


def _finished(workspace: Workspace) -> Iterator[tuple[Path, dt.date]]:
    """Databases of runs that came as far as what a page may hold, newest first, with the day each asked about."""
    for record in records(workspace):
        path = workspace.runs / record.run_id / DATABASE
        came_so_far = any(f"{table['stage']}.{table['table']}" == VALUES for table in record.tables)
        if record.outcome in ("published", "unchanged") and came_so_far and path.is_file():
            yield path, dt.date.fromisoformat(record.as_of)
