"""Where in this workspace does a text still stand? Every byte is read; Parquet, databases and archives are decoded."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from hls_signals.publish.withdrawn import SHORTEST, written_forms
from hls_signals.warehouse.duckdb_engine import EmbeddedDuckDB
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.layout import Workspace

PLACES = ("inbox", "warehouse", "published", "register")
LOCK = ".lock"
# In these a text may be folded into lines.
WRITTEN_BY_HAND = (".yaml", ".yml", ".md", ".markdown", ".txt", ".csv", ".json", ".eml")


def copies_left(workspace: Workspace, texts: Collection[str]) -> list[str]:
    """Every file, by its path in the workspace, in which one of these texts stands.

    A text shorter than SHORTEST, such as an id, is looked for where it stands alone: as a cell, or between quotes.
    """
    needles = tuple(dict.fromkeys(form for text in texts for form in _forms(text)))
    if not needles:
        return []
    places = (path for place in PLACES for path in sorted((workspace.root / place).rglob("*")))
    files = (path for path in (*sorted(workspace.root.glob("*.yaml")), *places) if path.is_file())
    return [
        path.relative_to(workspace.root).as_posix()
        for path in files
        if path.name != LOCK and not path.is_symlink() and _holds(path, needles, workspace)
    ]


def _forms(text: str) -> Iterator[bytes]:
    if len(text) < SHORTEST:
        yield f'"{text}"'.encode("utf-8", "surrogatepass")
        return
    yield from written_forms(text)
    yield from written_forms(" ".join(text.split()))
    yield text.encode("unicode_escape")


def _holds(path: Path, needles: tuple[bytes, ...], workspace: Workspace) -> bool:
    return any(needle in data for data in _decoded(path, workspace) for needle in needles)


def _decoded(path: Path, workspace: Workspace) -> Iterator[bytes]:
    """The bytes of a file, and what they say once they are unpacked."""
    data = path.read_bytes()
    yield data
    if path.suffix in WRITTEN_BY_HAND:
        yield re.sub(rb"\s+", b" ", data)
    if path.suffix == ".parquet" or data[:4] == b"PAR1":
        yield from _parquet(data)
    elif path.suffix == ".duckdb":
        yield from _database(path, workspace)
    elif data[:4] == b"PK\x03\x04":
        yield from _archive(data)


def _parquet(data: bytes) -> Iterator[bytes]:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError):
        return
    yield from _cells(frame)


def _cells(frame: pl.DataFrame) -> Iterator[bytes]:
    for name, kind in frame.schema.items():
        if kind == pl.String:
            for cell in frame[name].drop_nulls().unique():
                yield f'"{cell}"'.encode("utf-8", "surrogatepass")
        elif kind.is_nested():
            yield frame.select(name).write_json().encode("utf-8", "surrogatepass")


def _database(path: Path, workspace: Workspace) -> Iterator[bytes]:
    store = EmbeddedDuckDB(path, memory_limit="1GB", allowed=workspace.root, read_only=True)
    try:
        for table in store.tables():
            yield from _cells(store.read(table))
    except MendableError:
        return
    finally:
        store.close()


def _archive(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return
