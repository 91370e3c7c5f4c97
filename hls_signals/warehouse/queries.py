"""Which tables are SELECTs under sql/, what do they read, and what do they need to be told?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from hls_signals.workspace.errors import MendableError

STAGES = ("raw", "staged", "measures", "signals", "published")
CHECKS = "checks"
TABLE = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


class UnreadableQuery(MendableError):
    """A file under sql/ whose header does not say what it reads."""

    code = "W301"


@dataclass(frozen=True)
class Query:
    """One SELECT: a table, or a check that must return no rows."""

    stage: str
    name: str
    text: str
    grain: str
    reads: tuple[str, ...]
    params: tuple[str, ...]
    severity: str

    @property
    def table(self) -> str:
        """`stage.name`: the table it fills."""
        return f"{self.stage}.{self.name}"

    @property
    def path(self) -> str:
        """Where the file lies in the project."""
        return f"sql/{self.stage}/{self.name}.sql"

    @property
    def is_by_measure(self) -> bool:
        """True where the table is filled measure by measure, so that memory follows the largest one."""
        return "measure_id" in self.params


def parse_query(stage: str, name: str, text: str) -> Query:
    """A query with its header read; raises UnreadableQuery where the `-- from` line is missing or malformed."""
    header = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    reads = _listed(header, "from ")
    if not reads or not all(TABLE.match(table) for table in reads):
        raise UnreadableQuery(
            "the header does not name the tables it reads.",
            where=f"sql/{stage}/{name}.sql",
            mend="add a line such as: -- from staged.observations, staged.areas",
        )
    params = tuple(entry.split()[0] for entry in _listed(header, "params "))
    severity = next((line.removeprefix("severity ") for line in header if line.startswith("severity ")), "critical")
    grain = next((line for line in header if line.startswith("One row per")), "")
    return Query(stage, name, text, grain, reads, params, severity)


def _listed(header: list[str], word: str) -> tuple[str, ...]:
    found = [line.removeprefix(word) for line in header if line.startswith(word)]
    return tuple(part.strip() for line in found for part in line.split(",") if part.strip())


@cache
def queries() -> tuple[Query, ...]:
    """Every table query, stage by stage, tables in an order in which each finds what it reads."""
    found = {query.table: query for stage in STAGES for query in _in_folder(stage)}
    ordered: dict[str, Query] = {}
    for query in found.values():
        _place(query, found, ordered)
    return tuple(ordered.values())


def _place(query: Query, found: dict[str, Query], ordered: dict[str, Query]) -> None:
    for table in query.reads:
        if table in found and table not in ordered and table != query.table:
            _place(found[table], found, ordered)
    ordered.setdefault(query.table, query)


@cache
def checks() -> tuple[Query, ...]:
    """Every invariant: a SELECT that must return no rows, in name order."""
    return tuple(_in_folder(CHECKS))


def query_named(table: str) -> Query:
    """The query that fills a table."""
    return next(query for query in queries() if query.table == table)


def _in_folder(stage: str) -> Iterator[Query]:
    folder = files("hls_signals.sql") / stage
    entries: list[Traversable] = sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []
    for entry in entries:
        if entry.name.endswith(".sql"):
            yield parse_query(stage, entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8"))
