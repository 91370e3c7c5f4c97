"""How does a run keep Dagster's own record without waiting for the disk at every event?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def quick_commits() -> Iterator[None]:
    """Inside, Dagster's files commit as their write-ahead log allows: whole after a crash, forced to disk late.

    Dagster opens and closes a file for each of several hundred events of a night. Each commit would wait for the disk,
    and so would each close by the only reader; so one more connection to every file stays open until the end. A loss
    of power may cost Dagster's pages the newest events of a run, never ours: what a night did stands in its own record.
    """
    with ExitStack() as held:
        files: set[str] = set()

        def connected(connection: Any, _: object) -> None:
            if not isinstance(connection, sqlite3.Connection):
                return
            connection.execute("PRAGMA synchronous = NORMAL")
            ((_, _, file),) = connection.execute("PRAGMA database_list").fetchall()[:1]
            if file and file not in files:
                files.add(file)
                kept = held.enter_context(closing(sqlite3.connect(file, check_same_thread=False)))
                # A file is open only once it was read.
                kept.execute("PRAGMA schema_version").fetchall()

        event.listen(Engine, "connect", connected)
        held.callback(event.remove, Engine, "connect", connected)
        yield
