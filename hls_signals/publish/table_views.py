"""What do tables, links and other plain parts of a page hold?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Order = Literal["time", "name", "register"]


@dataclass(frozen=True)
class Column:
    """The head of one column."""

    name: str
    title: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text in a stated order: the reader sees which."""

    view_id: str
    caption: str
    order: Order
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()

    @property
    def linked_rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each row with where its first cell points; empty for nowhere."""
        places = self.links or ("",) * len(self.rows)
        return tuple(zip(places, self.rows, strict=True))


@dataclass(frozen=True)
class Link:
    """A place to go, with its name."""

    text: str
    href: str
