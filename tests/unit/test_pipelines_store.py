"""Are Dagster's commits quick inside a run only, and its files whole after it?"""

import sqlite3

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from pipelines.dagster_store import quick_commits

FULL, NORMAL = 2, 1


def asked(engine, question):
    with engine.begin() as connection:
        return connection.execute(text(question)).scalar()


def test_inside_a_commit_waits_for_no_disk_and_a_close_leaves_the_log_to_the_end(tmp_path):
    file = tmp_path / "runs.db"
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    asked(engine, "PRAGMA journal_mode = WAL")
    assert asked(engine, "PRAGMA synchronous") == FULL
    log = file.with_name("runs.db-wal")
    with quick_commits():
        assert asked(engine, "PRAGMA synchronous") == NORMAL
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE event (name TEXT)"))
        assert log.stat().st_size > 0
    assert asked(engine, "PRAGMA synchronous") == FULL
    assert not log.exists()
    with sqlite3.connect(file) as reader:
        assert reader.execute("SELECT name FROM sqlite_master").fetchall() == [("event",)]
    reader.close()


def test_a_store_in_memory_is_left_alone():
    engine = create_engine("sqlite://", poolclass=NullPool)
    with quick_commits():
        assert asked(engine, "SELECT 1") == 1
