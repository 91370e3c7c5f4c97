"""A real, empty warehouse for each test of a query."""

from pathlib import Path

import pytest

from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB


@pytest.fixture
def warehouse(tmp_path: Path):
    (tmp_path / "warehouse").mkdir()
    store = EmbeddedDuckDB(tmp_path / "warehouse" / "t.duckdb", memory_limit="200MB", allowed=tmp_path)
    yield store
    store.close()
