"""How are the groups of many pairs of periods laid side by side, some areas at a time?

One row a group, one column a period; a group that was not returned has nobody. Blocks keep the memory small however
many areas there are, and hold whole areas, so that each has only the rows that its own areas need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hls_signals.why.cells import GroupCells
from hls_signals.why.compared_periods import SIDES, ComparedPeriods, Days
from hls_signals.why.numbering import NOT_THERE, Numbers
from hls_signals.why.sums import Floats, total

Flags = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)
# Periods times groups of one block, at the most: arrays of half a megabyte stay near the processor.
BLOCK = 2**16
# Parts add up to their total where nothing but the dust of a float is left.
DUST = 1e-9
# Where at least so many of all periods are compared with the next one, all of them may as well be.
MOSTLY = 0.5


@dataclass(frozen=True)
class Laid:
    """The groups of some periods: (g, p), or one entry a group (g,) or period (p,).

    cells       which groups the rows are
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
    """Comparisons of some areas: entry k sets the period sides[0][k] of `laid` beside the period sides[1][k].

    at     which rows of the comparisons these are; NOT_THERE for two periods that nobody compares
    sides  numbers of periods, or two slices where each period stands beside the one that follows it
    """

    laid: Laid
    at: Numbers
    sides: tuple[Numbers, Numbers] | tuple[slice, slice]

    def both(self, amounts: NDArray[Kind]) -> tuple[NDArray[Kind], NDArray[Kind]]:
        """Amounts by period, (..., p), as those of the earlier and of the later period of each comparison."""
        earlier, later = self.sides
        return amounts[..., earlier], amounts[..., later]


@dataclass(frozen=True)
class Planned:
    """A block that is not laid yet: which runs of figures it reads, and what totals tell of its periods.

    rows     of the figures; period: where the periods of each of these runs begin, as a number of this block
    place    for each of the days from the first, which day of `period` it is; NOT_THERE for one that nobody reads
    told     of each period the figure, without a scale, and the people
    """

    held: GroupCells
    runs: slice
    rows: slice
    period: Numbers
    place: Days
    told: tuple[Floats, Floats]
    at: Numbers
    sides: tuple[Numbers, Numbers]

    def block(self) -> Block:
        """The block, laid. Only here do its groups take memory."""
        return Block(_laid(self), self.at, self.sides)

    def block_of_neighbours(self) -> Block:
        """The block, laid; where nearly every period is compared with the next, each of them is.

        Two slices of an array are read where they stand, and numbers of periods are picked out one by one.
        """
        earlier, later = self.sides
        periods = len(self.told[0])
        if len(self.at) < MOSTLY * periods or (later != earlier + 1).any():
            return self.block()
        at = np.full(periods - 1, NOT_THERE)
        at[earlier] = self.at
        return Block(_laid(self), at, (slice(None, -1), slice(1, None)))


def blocks(compared: pl.DataFrame, held: GroupCells, scale: float) -> Iterator[Block]:
    """All comparisons with their groups, some areas at a time, areas in the order of their codes.

    compared  `comparisons`; scale: of the measure, by which values are divided
    """
    return (planned.block() for planned in planned_blocks(compared, held, scale))


def planned_blocks(compared: pl.DataFrame, held: GroupCells, scale: float) -> Iterator[Planned]:
    """The blocks of `blocks`, each to be laid by whoever reads it."""
    if compared.is_empty():
        return
    periods = ComparedPeriods(compared)
    held, number = _in_order_of_areas(held, periods)
    (earlier, later), told = periods.of_comparisons(), _amounts(compared)
    area, codes = earlier // periods.an_area, np.arange(len(periods.codes[0]) + 1)
    runs = np.searchsorted(number // periods.an_area, codes)
    rows = np.concatenate([[0], np.cumsum(held.figures.lengths)])[runs]
    for low, high in _areas_together(held.figures.cell, number, periods):
        at = np.flatnonzero((area >= low) & (area < high))
        first, count = low * periods.an_area, (high - low) * periods.an_area
        sides = (earlier[at] - first, later[at] - first)
        level, people = (_by_period([amount[at] for amount in of_sides], sides, count) for of_sides in told)
        inside = slice(runs[low], runs[high])
        yield Planned(
            held, inside, slice(rows[low], rows[high]), number[inside] - first, periods.place,
            (level / scale, people), at, sides,
        )  # fmt: skip


def _in_order_of_areas(held: GroupCells, periods: ComparedPeriods) -> tuple[GroupCells, Numbers]:
    """The figures of runs that some comparison may read, area by area, and where the periods of each begin."""
    number = periods.of_runs(held.figures)
    read = np.flatnonzero(number >= 0)
    area = number[read] // periods.an_area
    if (area[1:] < area[:-1]).any():
        read = read[np.argsort(area, kind="stable")]
    elif len(read) == len(number):
        return held, number
    return replace(held, figures=held.figures.of_runs(read)), number[read]


def _areas_together(cell: Numbers, number: Numbers, periods: ComparedPeriods) -> Iterator[tuple[int, int]]:
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


@dataclass(frozen=True)
class _Places:
    """Where in the array of a block each of its figures stands.

    figures  which figures they are; where: for each of them, in the array laid flat
    count    how many figures each entry has
    """

    figures: slice | Numbers
    where: Numbers
    count: Numbers
    shape: tuple[int, int]

    def laid(self, amount: NDArray[np.generic]) -> Floats:
        """Amounts of figures as an array of groups and periods; several figures of one group are added up."""
        inside = amount[self.figures]
        if self.count.max(initial=0) > 1:
            added = np.bincount(self.where, weights=inside.astype(np.float64), minlength=len(self.count))
            return added.astype(np.float64).reshape(self.shape)
        found = np.zeros(len(self.count))
        found[self.where] = inside
        return found.reshape(self.shape)

    def marked(self, is_so: Flags) -> Flags:
        """Whether a mark is set for any figure of each group and period."""
        return self.laid(is_so) > 0 if is_so[self.figures].any() else np.zeros(self.shape, dtype=np.bool_)


def _places(planned: Planned) -> tuple[Numbers, _Places]:
    """Which groups the block has, in their order, and where its figures stand; not those of days nobody compares."""
    figures, periods = planned.held.figures, len(planned.told[0])
    cell = figures.cell[planned.runs]
    cells = np.flatnonzero(np.bincount(cell, minlength=len(planned.held.groups)))
    day = planned.place.of(figures.day[planned.rows])
    first = np.searchsorted(cells, cell) * periods + planned.period
    where, inside = np.repeat(first, figures.lengths[planned.runs]) + day, planned.rows
    if day.min(initial=0) < 0:
        asked = np.flatnonzero(day >= 0)
        where, inside = where[asked], asked + planned.rows.start
    count = np.bincount(where, minlength=len(cells) * periods)
    return cells, _Places(inside, where, count, (len(cells), periods))


def _laid(planned: Planned) -> Laid:
    held, figures, (level, people) = planned.held, planned.held.figures, planned.told
    cells, places = _places(planned)
    parts = {"numerator": places.laid(figures.numerator), "denominator": places.laid(figures.denominator)}
    above, below = (total(part, are_whole=figures.are_whole) for part in parts.values())
    is_hidden, is_known = places.marked(figures.is_small), ~places.marked(figures.is_missing).any(axis=0)
    is_whole = is_known & ((people > 0) if held.is_shown else _adds_up(above, below, level, people))
    with np.errstate(divide="ignore", invalid="ignore"):
        everybody, all_together = (people, level) if held.is_shown else (below, above / below)
    return Laid(
        cells=cells,
        **parts,
        is_hidden=is_hidden,
        everybody=everybody,
        level=all_together,
        is_whole=is_whole if held.is_shown else is_whole & ~is_hidden.any(axis=0),
        has_parts=np.asarray((places.count > 0).reshape(places.shape).any(axis=0), dtype=np.bool_),
        are_whole=figures.are_whole,
    )


def _adds_up(numerator: Floats, denominator: Floats, level: Floats, people: Floats) -> Flags:
    """True where the groups hold as many as the total, above the line and below it."""
    same = np.abs(numerator - level * denominator) <= DUST * np.maximum(np.abs(numerator), np.abs(denominator))
    as_many = np.isnan(people) | (np.abs(denominator - people) <= DUST * np.abs(people))
    return np.asarray(same & as_many & ((denominator > 0) | (people == 0)), dtype=np.bool_)
