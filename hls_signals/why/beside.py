"""How are the groups of many pairs of periods laid side by side, some areas at a time?

One row a period, one column a group; a group that was not returned has nobody. Blocks keep the memory small however
many areas there are, and hold whole areas, so that each has only the columns that its own areas need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hls_signals.why.cells import Figures, GroupCells
from hls_signals.why.numbering import NOT_THERE, Numbers, codes_of
from hls_signals.why.sums import Floats, summed

Flags = NDArray[np.bool_]
# Periods times groups of one block, at the most: arrays of four megabytes.
BLOCK = 2**19
# Parts add up to their total where nothing but the dust of a float is left.
DUST = 1e-9
SIDES = (0, 1)


@dataclass(frozen=True)
class Laid:
    """The groups of some periods: (p, g), or one entry a period (p,) or group (g,).

    cells       which groups the columns are
    is_hidden   the group was kept back for being small
    everybody   people of all groups together; level: the figure of all together, without a scale
    is_whole    every group is known and they add up to the published total
    has_parts   any group was returned at all
    """

    cells: Numbers
    numerator: Floats
    denominator: Floats
    is_hidden: Flags
    everybody: Floats
    level: Floats
    is_whole: Flags
    has_parts: Flags


@dataclass(frozen=True)
class Block:
    """Comparisons of some areas: row k sets the period sides[0][k] of `laid` beside the period sides[1][k].

    at  which rows of the comparisons these are
    """

    laid: Laid
    at: Numbers
    sides: tuple[Numbers, Numbers]


def comparisons(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a like-for-like comparison: a pair counted one way, or once for each period that was counted both ways.

    returns  by pair: pair_no, area_code, period_type, definition_version, weight (those of a pair sum to 1), and of
             each side start, value, numerator and denominator
    """
    held = pairs.filter("has_figures", "is_separable")
    is_same = pl.col("earlier_definition_version").eq_missing(pl.col("later_definition_version"))
    moved = held.filter(~is_same)
    found = [
        _comparison(held.filter(is_same), "earlier", "later", "earlier"),
        _comparison(moved.filter(pl.col("recount0").is_not_null()), "recount0", "later", "later"),
        _comparison(moved.filter(pl.col("recount1").is_not_null()), "earlier", "recount1", "earlier"),
    ]
    return pl.concat(found).sort("pair_no", maintain_order=True).with_columns(weight=1 / pl.len().over("pair_no"))


def _comparison(rows: pl.DataFrame, start: str, end: str, counted: str) -> pl.DataFrame:
    sides: dict[str, pl.Expr] = {}
    for number, (side, period) in enumerate(((start, "earlier"), (end, "later"))):
        value = side if side.startswith("recount") else f"{side}_value"
        sides |= {f"start{number}": pl.col(f"{period}_period_start"), f"value{number}": pl.col(value)}
        for part in ("numerator", "denominator"):
            sides[f"{part}{number}"] = pl.col(f"{side}_{part}").cast(pl.Float64)
    version = pl.col(f"{counted}_definition_version").fill_null("")
    return rows.select("pair_no", "area_code", "period_type", definition_version=version, **sides)


def blocks(compared: pl.DataFrame, held: GroupCells, scale: float) -> Iterator[Block]:
    """All comparisons with their groups, some areas at a time, areas in the order of their codes.

    compared  `comparisons`; scale: of the measure, by which values are divided
    """
    if compared.is_empty():
        return
    periods = _Periods(compared)
    of_figures, of_comparisons = periods.of_figures(held.figures), periods.of_comparisons()
    area = of_comparisons[0] // periods.an_area
    for low, high in _areas_together(held.figures, of_figures, periods):
        at = np.flatnonzero((area >= low) & (area < high))
        first, count = low * periods.an_area, (high - low) * periods.an_area
        inside = np.flatnonzero((of_figures >= first) & (of_figures < first + count))
        sides = (of_comparisons[0][at] - first, of_comparisons[1][at] - first)
        told = _told(compared[at], sides, count, scale)
        yield Block(_laid(held, inside, of_figures[inside] - first, told), at, sides)


class _Periods:
    """Every period that some comparison reads, by number: area by area, and in each by kind, definition and day."""

    def __init__(self, compared: pl.DataFrame) -> None:
        self.compared = compared
        self.codes = [
            codes_of(compared[name].unique().sort().to_list())
            for name in ("area_code", "period_type", "definition_version")
        ]
        self.day = [compared[f"start{side}"].to_physical().to_numpy().astype(np.int64) for side in SIDES]
        self.days = np.unique(np.concatenate(self.day))

    @property
    def an_area(self) -> int:
        """How many numbers each area has."""
        return len(self.codes[1]) * len(self.codes[2]) * len(self.days)

    def of_comparisons(self) -> tuple[Numbers, Numbers]:
        """The number of each comparison's earlier and later period."""
        names = ("area_code", "period_type", "definition_version")
        places = [
            self.compared[name].replace_strict(codes, return_dtype=pl.Int64).to_numpy()
            for name, codes in zip(names, self.codes, strict=True)
        ]
        earlier, later = (self._number(places, np.searchsorted(self.days, day)) for day in self.day)
        return earlier, later

    def of_figures(self, figures: Figures) -> Numbers:
        """The number of each figure's period; NOT_THERE where no comparison reads it or it is of no group."""
        columns = (figures.area, figures.period_type, figures.version)
        places = [column.places(codes) for column, codes in zip(columns, self.codes, strict=True)]
        table = np.full(int(self.days[-1] - self.days[0]) + 1, NOT_THERE)
        table[self.days - self.days[0]] = np.arange(len(self.days))
        away = figures.day - self.days[0]
        is_near = (away >= 0) & (away < len(table))
        day = np.where(is_near, table[np.where(is_near, away, 0)], NOT_THERE)
        is_read = (day >= 0) & (figures.cell >= 0)
        for place in places:
            is_read &= place >= 0
        return np.where(is_read, self._number(places, day), NOT_THERE)

    def _number(self, places: list[Numbers], day: Numbers) -> Numbers:
        area, kind, version = places
        return ((area * len(self.codes[1]) + kind) * len(self.codes[2]) + version) * len(self.days) + day


def _areas_together(figures: Figures, of_figures: Numbers, periods: _Periods) -> Iterator[tuple[int, int]]:
    """From which area to which, whole areas, so many that periods times groups stay within a block."""
    areas, width = len(periods.codes[0]), int(figures.cell.max(initial=0)) + 1
    is_read = of_figures >= 0
    there = np.bincount(
        of_figures[is_read] // periods.an_area * width + figures.cell[is_read], minlength=areas * width
    ).reshape(areas, width)
    first, groups = 0, np.zeros(width, dtype=bool)
    for area in range(areas):
        wider = groups | (there[area] > 0)
        if area > first and (area + 1 - first) * periods.an_area * int(wider.sum()) > BLOCK:
            yield first, area
            first, wider = area, there[area] > 0
        groups = wider
    yield first, areas


def _told(rows: pl.DataFrame, sides: tuple[Numbers, Numbers], count: int, scale: float) -> tuple[Floats, Floats]:
    """(p,) the figure without its scale and the people, as the total of each period tells them; nan: not told."""
    found = []
    for name in ("value", "denominator"):
        amounts = np.full(count, np.nan)
        for side in SIDES:
            amounts[sides[side]] = rows[f"{name}{side}"].cast(pl.Float64).to_numpy()
        found.append(amounts)
    return found[0] / scale, found[1]


def _laid(held: GroupCells, inside: Numbers, period: Numbers, told: tuple[Floats, Floats]) -> Laid:
    figures, (level, people) = held.figures, told
    cells, place = _columns(figures.cell[inside], len(held.groups))
    shape = (len(level), len(cells))
    flat = period * shape[1] + place

    def laid(amount: NDArray[np.generic]) -> Floats:
        counted = np.bincount(flat, weights=amount[inside].astype(np.float64), minlength=shape[0] * shape[1])
        return np.asarray(counted, dtype=np.float64).reshape(shape)

    numerator, denominator = laid(figures.numerator), laid(figures.denominator)
    is_hidden, is_known = laid(figures.is_small) > 0, ~(laid(figures.is_missing) > 0).any(axis=1)
    above, below = summed(numerator), summed(denominator)
    has_parts = np.bincount(period, minlength=shape[0]) > 0
    if held.is_shown:
        return Laid(cells, numerator, denominator, is_hidden, people, level, is_known & (people > 0), has_parts)
    is_whole = is_known & ~is_hidden.any(axis=1) & _adds_up(above, below, level, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Laid(cells, numerator, denominator, is_hidden, below, above / below, is_whole, has_parts)


def _columns(cell: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """Which groups there are, in their order, and in which of these columns each figure stands."""
    cells = np.flatnonzero(np.bincount(cell, minlength=width))
    column = np.zeros(width, dtype=np.int64)
    column[cells] = np.arange(len(cells))
    return cells, column[cell]


def _adds_up(numerator: Floats, denominator: Floats, level: Floats, people: Floats) -> Flags:
    """True where the groups hold as many as the total, above the line and below it."""
    same = np.abs(numerator - level * denominator) <= DUST * np.maximum(np.abs(numerator), np.abs(denominator))
    as_many = np.isnan(people) | (np.abs(denominator - people) <= DUST * np.abs(people))
    return np.asarray(same & as_many & ((denominator > 0) | (people == 0)), dtype=np.bool_)
