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
from hls_signals.why.sums import Floats, total

Flags = NDArray[np.bool_]
# Periods times groups of one block, at the most: arrays of half a megabyte stay near the processor.
BLOCK = 2**16
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
    are_whole   numerators and denominators are whole numbers
    """

    cells: Numbers
    numerator: Floats
    denominator: Floats
    is_hidden: Flags
    everybody: Floats
    level: Floats
    is_whole: Flags
    has_parts: Flags
    are_whole: bool


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


@dataclass(frozen=True)
class Planned:
    """A block that is not laid yet: which figures it reads, of which of its periods, and what totals tell of these."""

    held: GroupCells
    read: Numbers
    period: Numbers
    told: tuple[Floats, Floats]
    at: Numbers
    sides: tuple[Numbers, Numbers]

    def block(self) -> Block:
        """The block, laid. Only here do its groups take memory."""
        return Block(_laid(self.held, self.read, self.period, self.told), self.at, self.sides)


def blocks(compared: pl.DataFrame, held: GroupCells, scale: float) -> Iterator[Block]:
    """All comparisons with their groups, some areas at a time, areas in the order of their codes.

    compared  `comparisons`; scale: of the measure, by which values are divided
    """
    return (planned.block() for planned in planned_blocks(compared, held, scale))


def planned_blocks(compared: pl.DataFrame, held: GroupCells, scale: float) -> Iterator[Planned]:
    """The blocks of `blocks`, each to be laid by whoever reads it."""
    if compared.is_empty():
        return
    periods = _Periods(compared)
    read, number = _in_order_of_areas(periods.of_figures(held.figures), periods)
    of_comparisons, told = periods.of_comparisons(), _amounts(compared)
    area = of_comparisons[0] // periods.an_area
    ends = np.searchsorted(number // periods.an_area, np.arange(len(periods.codes[0]) + 1))
    for low, high in _areas_together(held.figures.cell[read], number, periods):
        at, inside = np.flatnonzero((area >= low) & (area < high)), slice(ends[low], ends[high])
        first, count = low * periods.an_area, (high - low) * periods.an_area
        sides = (of_comparisons[0][at] - first, of_comparisons[1][at] - first)
        level, people = (_by_period([amount[at] for amount in of_sides], sides, count) for of_sides in told)
        yield Planned(held, read[inside], number[inside] - first, (level / scale, people), at, sides)


def _in_order_of_areas(number: Numbers, periods: _Periods) -> tuple[Numbers, Numbers]:
    """Which figures some comparison reads, area by area, and the number of the period of each."""
    read = np.flatnonzero(number >= 0)
    number = number[read]
    area = number // periods.an_area
    if (area[1:] < area[:-1]).any():
        order = np.argsort(area, kind="stable")
        return read[order], number[order]
    return read, number


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
        low, high = int(self.days[0]), int(self.days[-1])
        # A day before or after all of them finds the entry beyond the last.
        table = np.full(high - low + 2, NOT_THERE)
        table[self.days - low] = np.arange(len(self.days))
        away = figures.day - low
        day = table[away if _within(away, high - low) else np.where((away < 0) | (away > high - low), -1, away)]
        number = self._number(places, day)
        for place in (*places, day, figures.cell):
            if place.min(initial=0) < 0:
                number = np.where(place < 0, NOT_THERE, number)
        return number

    def _number(self, places: list[Numbers], day: Numbers) -> Numbers:
        area, kind, version = places
        # Nearly always there is one kind and one definition: what is small is put together first.
        small = (kind * len(self.codes[2]) + version) * len(self.days)
        return area * self.an_area + (small + day)


def _within(numbers: Numbers, highest: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() <= highest)


def _areas_together(cell: Numbers, number: Numbers, periods: _Periods) -> Iterator[tuple[int, int]]:
    """From which area to which, whole areas, so many that periods times groups stay within a block."""
    areas, width = len(periods.codes[0]), int(cell.max(initial=0)) + 1
    there = np.bincount(number // periods.an_area * width + cell, minlength=areas * width).reshape(areas, width) > 0
    first, groups = 0, np.zeros(width, dtype=np.bool_)
    for area in range(areas):
        wider = groups | there[area]
        if area > first and (area + 1 - first) * periods.an_area * int(wider.sum()) > BLOCK:
            yield first, area
            first, wider = area, there[area]
        groups = wider
    yield first, areas


def _amounts(compared: pl.DataFrame) -> list[list[Floats]]:
    """The figures and the people of every comparison as their totals tell them, earlier and later; nan: not told."""
    return [
        [compared[f"{name}{side}"].cast(pl.Float64).fill_null(float("nan")).to_numpy() for side in SIDES]
        for name in ("value", "denominator")
    ]


def _by_period(amounts: list[Floats], sides: tuple[Numbers, Numbers], count: int) -> Floats:
    """(p,) amounts of comparisons laid on their periods; nan where no comparison tells one."""
    found = np.full(count, np.nan)
    for amount, side in zip(amounts, sides, strict=True):
        found[side] = amount
    return found


def _laid(held: GroupCells, inside: Numbers, period: Numbers, told: tuple[Floats, Floats]) -> Laid:
    figures, (level, people) = held.figures, told
    cells, place = _columns(figures.cell[inside], len(held.groups))
    shape = (len(level), len(cells))
    flat = period * shape[1] + place

    def laid(amount: NDArray[np.generic]) -> Floats:
        counted = np.bincount(flat, weights=amount[inside].astype(np.float64), minlength=shape[0] * shape[1])
        return np.asarray(counted, dtype=np.float64).reshape(shape)

    def marked(is_so: Flags) -> Flags:
        return laid(is_so) > 0 if is_so[inside].any() else np.zeros(shape, dtype=np.bool_)

    parts = {"numerator": laid(figures.numerator), "denominator": laid(figures.denominator)}
    above, below = (total(part, are_whole=figures.are_whole) for part in parts.values())
    is_hidden, is_known = marked(figures.is_small), ~marked(figures.is_missing).any(axis=1)
    is_whole = is_known & ((people > 0) if held.is_shown else _adds_up(above, below, level, people))
    with np.errstate(divide="ignore", invalid="ignore"):
        everybody, all_together = (people, level) if held.is_shown else (below, above / below)
    return Laid(
        cells=cells,
        **parts,
        is_hidden=is_hidden,
        everybody=everybody,
        level=all_together,
        is_whole=is_whole if held.is_shown else is_whole & ~is_hidden.any(axis=1),
        has_parts=np.bincount(period, minlength=shape[0]) > 0,
        are_whole=figures.are_whole,
    )


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
