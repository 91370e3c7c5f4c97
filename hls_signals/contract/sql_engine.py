"""What does a query answer on invented rows? One connection in memory that can reach nothing else."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from hls_signals.contract.sql_data import Table

if TYPE_CHECKING:
    pass

# A query over a few hundred rows that has not ended by then has lost its way.
SECONDS = 5.0
Cell = Any


class QueryFailed(ValueError):
    """The engine refused the query on these rows, or did not finish."""


@dataclass(frozen=True)
class Answer:
    """Column names and rows, in the order given."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Engine:
    """Tables that are filled anew for each run of one query."""

    def __init__(self, sql: str, tables: Sequence[Table]) -> None:
        import duckdb

        self.sql = sql
        self.tables = tables
        self._errors = duckdb.Error
        self._connection = duckdb.connect(
            ":memory:",
            config={"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False},
        )
        for table in tables:
            if table.schema:
                self._connection.execute(f'create schema if not exists "{table.schema}"')
            columns = ", ".join(f'"{name}" {kind}' for name, kind in table.types.items())
            self._connection.execute(f"create or replace table {table.quoted} ({columns})")
        self._connection.execute("set enable_external_access = false")
        self._connection.execute("set memory_limit = '256MB'")

    def fill(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Put rows into each table by its quoted name, in place of what was there."""
        for table in self.tables:
            frame = pl.DataFrame(dict(rows[table.quoted]))
            self._connection.register("given", frame)
            self._connection.execute(f"truncate {table.quoted}")
            names = ", ".join(f'"{name}"' for name in table.types)
            self._connection.execute(f"insert into {table.quoted} select {names} from given")  # noqa: S608  # our names
            self._connection.unregister("given")

    def answer(self, params: Mapping[str, Any] | Sequence[Any]) -> Answer:
        """Rows for these parameters; raises QueryFailed."""
        watch = threading.Timer(SECONDS, self._connection.interrupt)
        watch.start()
        try:
            told = self._connection.execute(self.sql, params or None)
            columns = tuple(column[0] for column in told.description or ())
            return Answer(columns, tuple(told.fetchall()))
        except (self._errors, RuntimeError, ValueError, OverflowError) as error:
            # The first line says what; what follows quotes the query.
            raise QueryFailed(str(error).splitlines()[0] if str(error) else type(error).__name__) from None
        finally:
            watch.cancel()

    def close(self) -> None:
        """Let go of the memory."""
        self._connection.close()


def plain(cell: Cell) -> Cell:
    """A cell as it is compared: numbers to twelve digits, days as ISO, the rest as it is."""
    if isinstance(cell, bool | str | None):
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, dt.date | dt.datetime):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return tuple(plain(part) for part in cell)
    if isinstance(cell, dict):
        return tuple((str(name), plain(part)) for name, part in cell.items())
    try:
        return float(f"{float(cell):.12g}")
    except (TypeError, ValueError):
        return str(cell)
