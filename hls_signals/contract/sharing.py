"""How is work on many files shared among processes?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

Told = TypeVar("Told")
# Beside these many files a second process is worth its start.
SHARED_FROM = 200


class Sharing:
    """Work on the files of one folder: here, or among processes that are started once."""

    def __init__(self, processes: int, files: int) -> None:
        self.parts = processes if processes > 1 and files >= SHARED_FROM else 1
        # Spawned, not forked: the night has threads of its own.
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn")) if self.parts > 1 else None

    def __enter__(self) -> Sharing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def of(self, work: Callable[..., Told], root: Path, paths: Sequence[Path], *more: Any) -> list[Told]:
        """What `work(root, some paths, *more)` gives for each part of the paths, in their order."""
        if self._pool is None:
            return [work(root, paths, *more)]
        parts = [paths[start :: self.parts] for start in range(self.parts)]
        again = [[given] * self.parts for given in more]
        return list(self._pool.map(work, [root] * self.parts, parts, *again))
