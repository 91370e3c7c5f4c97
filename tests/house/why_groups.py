"""How do tests of groups write figures by group, and read what an explanation says of them?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why import ExplanationFrames, explain_all
from tests.house.why_cases import AREA, AS_OF, figure, inputs_of

Cell = tuple[str, ...]
Periods = Mapping[str, Mapping[Cell, tuple[Any, Any]]]


def breakdown(names: Cell, cell: Cell) -> str:
    """One canonical text of a group; a value left empty was not recorded."""
    filled = {name: value or None for name, value in zip(names, cell, strict=True)}
    return json.dumps(filled, sort_keys=True, separators=(",", ":"))


def by_group(names: Cell, periods: Periods, *, area: str = AREA, **changes: Any) -> list[dict[str, Any]]:
    """Figures of every group and the total that they make, for each period."""
    found = []
    for start, groups in periods.items():
        total = [sum(part[side] for part in groups.values()) for side in (0, 1)]
        found.append(figure(start, *total, area=area, **changes))
        for cell, parts in groups.items():
            text = breakdown(names, cell)
            found.append(figure(start, *parts, area=area, breakdown=text, is_total=False, **changes))
    return found


def explained(measure: Measure, figures: list[dict[str, Any]], **frames: Any) -> ExplanationFrames:
    """`explain_all` of these figures."""
    return explain_all(measure, inputs=inputs_of(measure, figures, **frames), as_of=AS_OF)


def bridge(terms: pl.DataFrame) -> dict[str, float | None]:
    """Amounts of the bridge by kind; of two rows of a revision the first."""
    rows = terms.filter(pl.col("level") == "bridge").unique("kind", keep="first", maintain_order=True)
    return dict(rows.select("kind", "amount").iter_rows())


def of_groups(terms: pl.DataFrame, level: str = "group") -> dict[tuple[str, str], tuple[str, float]]:
    """Status and amount by group and by `mix` or `rate`, whatever the kind of a mix row is called."""
    rows = terms.filter(pl.col("level") == level, pl.col("group_name").is_not_null())
    named = {"new_group": "mix", "gone_group": "mix"}
    return {
        (row["group_name"], named.get(row["kind"], row["kind"])): (row["status"], row["amount"])
        for row in rows.iter_rows(named=True)
    }


def of_dimensions(terms: pl.DataFrame) -> dict[str, float]:
    """Mix by dimension."""
    return dict(terms.filter(pl.col("level") == "dimension").select("dimension", "amount").iter_rows())
