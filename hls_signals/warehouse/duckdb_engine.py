"""How does one DuckDB file keep the tables of one run?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

from hls_signals.publish.disk import DiskTooFull
from hls_signals.warehouse.queries import STAGES, TABLE, Query
from hls_signals.workspace.errors import MendableError

THREADS = 2
# Readable by DuckDB 1.4 and later, whichever version wrote it.
STORAGE_VERSION = "v1.4.0"

# A figure of one submission: no two rows of one table of figures agree in all of these.
FIGURE_KEY = (
    "measure_id", "area_code", "breakdown", "period_start", "period_end", "definition_version",
    "known_at", "source_sha256", "source_row",
)  # fmt: skip


class QueryStopped(MendableError):
    """A SELECT that the engine refused. The engine's own words may repeat data, so they are left out."""

    code = "W302"


class OutOfMemory(MendableError):
    """The engine ran into its memory limit."""

    code = "W203"


def connect(path: Path, *, memory_limit: str, allowed: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """The only place that opens a database: bounded memory, no downloads, no files outside the workspace."""
    temporary = allowed / "warehouse" / "cache" / "duckdb"
    temporary.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(path),
        read_only=read_only,
        config={
            "memory_limit": memory_limit,
            "threads": THREADS,
            "temp_directory": str(temporary),
            "preserve_insertion_order": False,
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "storage_compatibility_version": STORAGE_VERSION,
        },
    )
    # SET takes no parameters; the quoted path is the workspace's own.
    connection.execute("set allowed_directories = ['{}']".format(str(allowed).replace("'", "''")))
    connection.execute("set enable_external_access = false")
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set lock_configuration = true")
    return connection


class EmbeddedDuckDB:
    """A warehouse in one file, written by one process and read by any later one."""

    def __init__(self, path: Path, *, memory_limit: str, allowed: Path, read_only: bool = False) -> None:
        self.path = path
        self._connection = connect(path, memory_limit=memory_limit, allowed=allowed, read_only=read_only)
        if not read_only:
            for stage in STAGES:
                self._connection.execute(f"create schema if not exists {stage}")
        self._made: set[str] = set()

    def register(self, name: str, rows: pl.DataFrame | Sequence[Path]) -> None:
        """Make a frame, or Parquet files of one schema, a table of the raw stage."""
        if isinstance(rows, pl.DataFrame):
            self.write(name, rows)
        else:
            self._add(name, self._connection.read_parquet([str(path) for path in rows], union_by_name=True))

    def build(self, query: Query, params: Mapping[str, str]) -> int:
        """Run a SELECT and add its rows to the query's own table; how many rows came."""
        with _in_words(query.path):
            before = self._count(query.table)
            self._add(query.table, self._connection.sql(query.text, params=_only(query, params)))
            return self._count(query.table) - before

    def offending(self, query: Query, params: Mapping[str, str]) -> int:
        """How many rows a check returns."""
        with _in_words(query.path):
            return len(self._connection.sql(query.text, params=_only(query, params)).fetchall())

    def read(self, table: str, measure_id: str | None = None, *, filled: str | None = None) -> pl.DataFrame:
        """Rows of a table, of one measure where asked, in an order that depends on the rows alone.

        filled  only rows that have something in this column
        """
        rows = self._connection.table(_checked(table))
        if measure_id is not None:
            rows = rows.filter(duckdb.ColumnExpression("measure_id") == duckdb.ConstantExpression(measure_id))
        if filled is not None:
            rows = rows.filter(duckdb.ColumnExpression(filled).isnotnull())
        # 2.0 streams: fetched whole before anything else runs on this connection.
        frame: pl.DataFrame = rows.pl()
        zoned = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone]
        return frame.with_columns(pl.col(zoned).dt.convert_time_zone("UTC")).sort(_order(frame))

    def sample(self, table: str, rows: int, *, return_id: str | None = None) -> tuple[pl.DataFrame, bool]:
        """About `rows` rows at most of a table with provenance, always the same, and whether some were left out.

        Chosen by a hash of file and row, so that neither the order of rows nor the number of threads decides.
        """
        found = self._connection.table(_checked(table))
        if return_id is not None:
            found = found.filter(duckdb.ColumnExpression("return_id") == duckdb.ConstantExpression(return_id))
        (count,) = found.count("*").fetchall()[0]
        every = -(-int(count) // rows)
        if every > 1:
            found = found.filter(f"hash(source_sha256, source_row, measure_id) % {every:d} = 0")
        return found.pl(), every > 1

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows to a table, made from the frame's own types when it is not there."""
        self._connection.register("incoming", frame)
        try:
            with _in_words(table):
                self._add(table, self._connection.table("incoming"))
        finally:
            self._connection.unregister("incoming")

    def drop(self, table: str) -> None:
        """Remove a table and its rows, so that it can be filled from the beginning."""
        self._connection.execute(f"drop table if exists {_checked(table)}")
        self._made.discard(table)

    def digest(self, table: str) -> tuple[int, str]:
        """How many rows a table has, and a text that depends on the rows and not on their order."""
        text = f"select count(*), coalesce(sum(hash(t)), 0) from {_checked(table)} as t"  # noqa: S608  # a checked name
        count, total = self._connection.execute(text).fetchall()[0]
        return int(count), f"{int(count):x}-{int(total):x}"

    def digests(self, table: str) -> dict[str, str]:
        """For each measure, a text that depends on its rows in a table and not on their order."""
        name = _checked(table)
        text = f"select measure_id, count(*), sum(hash(t)) from {name} as t group by measure_id"  # noqa: S608  # checked
        return {
            str(key): f"{count:x}-{int(total):x}" for key, count, total in self._connection.execute(text).fetchall()
        }

    def has(self, table: str) -> bool:
        """True where the table is there."""
        text = "select count(*) from information_schema.tables where table_schema = ? and table_name = ?"
        rows = self._connection.execute(text, _checked(table).split(".")).fetchall()
        return bool(rows[0][0])

    def tables(self) -> list[str]:
        """Every table by `stage.table`, in name order."""
        text = "select table_schema || '.' || table_name from information_schema.tables order by all"
        return [str(name) for (name,) in self._connection.execute(text).fetchall()]

    def commit(self) -> None:
        """Make everything so far durable."""
        with _in_words("warehouse/runs"):
            self._connection.execute("checkpoint")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _add(self, table: str, rows: duckdb.DuckDBPyRelation) -> None:
        if table in self._made:
            rows.insert_into(_checked(table))
        else:
            rows.create(_checked(table))
            self._made.add(table)

    def _count(self, table: str) -> int:
        if table not in self._made:
            return 0
        text = f"select count(*) from {_checked(table)}"  # noqa: S608  # a checked name
        # Fetched to the end: 2.0 streams, and an unfinished result blocks the next statement.
        return int(self._connection.execute(text).fetchall()[0][0])


@contextlib.contextmanager
def _in_words(where: str) -> Iterator[None]:
    """What stopped the engine, as something a reader can mend. Its own words may repeat data: they are left out."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise OutOfMemory(
            "the warehouse ran out of the memory it may use.",
            where=where,
            mend="raise warehouse.memory_limit in hls.yaml",
        ) from None
    except duckdb.IOException:
        raise DiskTooFull(
            "the engine could not write its file: the disk is full, or this folder may not be written.",
            where=where,
            mend="make room, or see who may write in warehouse/; the last release stays open",
        ) from None
    except duckdb.Error:
        raise QueryStopped("the engine could not do this.", where=where, mend="run: hls-signals doctor --sql") from None


def _only(query: Query, params: Mapping[str, str]) -> dict[str, str]:
    return {name: params[name] for name in query.params}


def _order(frame: pl.DataFrame) -> list[str]:
    """The columns that tell rows apart: those of a figure with its provenance, where it has them; else all."""
    if not set(FIGURE_KEY) <= set(frame.columns):
        return frame.columns
    return list(FIGURE_KEY)


def _checked(table: str) -> str:
    if not TABLE.match(table):
        raise ValueError(f"not a table name: {table!r}")
    return table
