"""What is known of each item of a pack now, beside what was known of it when its people last met?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from hls_signals.disclosure import shown_values
from hls_signals.disclosure.explanations import SHOWN
from hls_signals.register import Measure, Register
from hls_signals.register.meetings import last_before
from hls_signals.register.packs import packs_in_force
from hls_signals.warehouse.asked import AskedChange, shown_change
from hls_signals.warehouse.night import Frames
from hls_signals.why.asked_pair import values_known_then
from hls_signals.why.frames import typed
from hls_signals.workspace.settings import Settings

Standing = Literal["newer", "same_period", "not_known_then", "not_known_now"]
SINCE: dict[str, Any] = {  # polars types
    "pack": pl.String,
    "held_on": pl.Date,
    "standing": pl.String,
    **SHOWN,
    "known_then": pl.Date,
    "language": pl.String,
}
TOTAL = "{}"


@dataclass(frozen=True)
class Compared:
    """One item of a pack, and the day its people last met."""

    pack: str
    measure_id: str
    area_code: str
    held_on: dt.date


def compared_items(settings: Settings, register: Register, as_of: dt.date) -> Iterator[Compared]:
    """Every item of every pack that was met over before a day, in the order of the packs."""
    for pack in packs_in_force(settings, register):
        meeting = last_before(register.meetings, pack.id, as_of)
        if meeting is not None:
            yield from (Compared(pack.id, item.measure_id, item.area_code, meeting.held_on) for item in pack.items)


def since_met(
    measure: Measure,
    frames: Frames,
    items: Sequence[Compared],
    asked: tuple[Settings, Register, dt.date],
) -> pl.DataFrame:
    """One row an item of this measure, in the columns of SINCE: the newest period then against the newest now.

    frames    the tables of `explaining.EXPLAINED_FROM` and `SAID_BESIDE`, as known on the day asked about
    asked     settings, register and the day asked about
    standing  newer: an explanation between the two periods; same_period: no newer figure has come since, and
              value0 and colour0 are those known then; not_known_then, not_known_now: no figure to start or end with
    Every figure is one that a page may hold; an item without an earlier meeting has no row.
    """
    days = {item.held_on: _known_then(measure, frames, item.held_on) for item in items}
    now = _own_kind(measure, frames["measures.measured_values"])
    rows = [_row(measure, frames, item, now, days[item.held_on], asked) for item in items]
    return typed(pl.concat(rows, how="diagonal_relaxed") if rows else pl.DataFrame(), SINCE)


def _known_then(measure: Measure, frames: Frames, day: dt.date) -> pl.DataFrame:
    """Every total of the measure's own kind of period as known at the end of a day."""
    versions = frames["staged.total_versions"]
    if versions.is_empty():
        return frames["measures.measured_values"].clear()
    return _own_kind(measure, values_known_then(measure, versions, day))


def _own_kind(measure: Measure, values: pl.DataFrame) -> pl.DataFrame:
    return values.filter(pl.col("breakdown") == TOTAL, pl.col("period_type") == measure.period_type)


def _row(
    measure: Measure,
    frames: Frames,
    item: Compared,
    now: pl.DataFrame,
    then: pl.DataFrame,
    asked: tuple[Settings, Register, dt.date],
) -> pl.DataFrame:
    settings, register, as_of = asked
    newest, lay = _newest(now, item.area_code), _newest(then.filter(pl.col("value").is_not_null()), item.area_code)
    if newest is None or lay is None:
        return _named(item, "not_known_now" if newest is None else "not_known_then")
    if newest <= lay:
        sides = [
            shown_values(measure, values, settings, register) for values in (then, frames["measures.measured_values"])
        ]
        return _named(item, "same_period", _same_period(measure, sides, item.area_code, lay))
    change = AskedChange(measure, item.area_code, newest, as_of, against=lay, known_then=item.held_on)
    found = shown_change(frames, change, settings, register).explanations
    return _marked(found, item, "newer")


def _newest(values: pl.DataFrame, area_code: str) -> dt.date | None:
    start = values.filter(pl.col("area_code") == area_code)["period_start"].max()
    return start if isinstance(start, dt.date) else None


def _same_period(measure: Measure, shown: Sequence[pl.DataFrame], area_code: str, start: dt.date) -> Mapping[str, Any]:
    """The shown figure and colour of one period on both days; where one may not be shown, neither is."""
    cells = [_cell(values, area_code, start) for values in shown]
    are_shown = all(cell.get("value") is not None for cell in cells)
    held: dict[str, Any] = {"period_type": measure.period_type}
    for number, cell in enumerate(cells):
        held |= {f"period{number}_{edge}": cell.get(f"period_{edge}") for edge in ("start", "end")}
        held |= {f"{name}{number}": cell.get(name) for name in ("value", "colour") if are_shown}
    return held


def _cell(shown: pl.DataFrame, area_code: str, start: dt.date) -> Mapping[str, Any]:
    held = shown.filter(pl.col("area_code") == area_code, pl.col("period_start") == start)
    return held.row(0, named=True) if held.height else {}


def _named(item: Compared, standing: Standing, held: Mapping[str, Any] | None = None) -> pl.DataFrame:
    row = {"measure_id": item.measure_id, "area_code": item.area_code, **(held or {})}
    return _marked(typed(pl.DataFrame([row]), SHOWN), item, standing)


def _marked(row: pl.DataFrame, item: Compared, standing: Standing) -> pl.DataFrame:
    return row.with_columns(
        pack=pl.lit(item.pack),
        held_on=pl.lit(item.held_on),
        standing=pl.lit(standing),
        known_then=pl.lit(item.held_on),
    )
