"""Is a full disk told as one, however deep in Dagster's store it was met?"""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from pipelines.run import is_no_room


@pytest.fixture
def full(tmp_path):
    """What a database says that may not grow by another page."""
    engine = create_engine(f"sqlite:///{tmp_path / 'events.db'}")
    with engine.connect() as connection:
        connection.execute(text("pragma max_page_count = 2"))
        connection.execute(text("create table events (body text)"))
        with pytest.raises(OperationalError) as raised:
            connection.execute(text("insert into events values (:body)"), {"body": "x" * 100_000})
    engine.dispose()
    return raised.value


def test_sqlite_without_room_is_a_full_disk(full):
    assert is_no_room(full)


def test_it_is_found_below_other_errors(full):
    outer = RuntimeError("a step")
    outer.__cause__ = full
    assert is_no_room(outer)


def test_any_other_error_stays_what_it_is(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'events.db'}")
    with engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(text("select * from nowhere"))
    engine.dispose()
    assert not is_no_room(raised.value)
    assert not is_no_room(ValueError("x"))
