"""Which groups is a figure split into, and what does each hold in every period?"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hls_signals.measures.counted import with_definition_in_force
from hls_signals.register.models import Measure
from hls_signals.why.groups import NOT_RECORDED
from hls_signals.why.numbering import NOT_THERE, Numbered, Numbers, as_floats, numbered, runs_of
from hls_signals.why.sums import Floats

Values: TypeAlias = tuple[str, ...]
# At most so many declared dimensions are crossed: a thin cross has a new or gone group nearly everywhere.
CROSSED = 2
# Of these figures no split exists, whatever groups are returned.
NOT_DECOMPOSABLE = ("median", "published_only")
WITH_FIGURE = ("ok", "estimated", "imputed")
SMALL = ("suppressed", "low")
OF_A_RUN = ("area_code", "period_type", "definition_version", "breakdown")
READ = (*OF_A_RUN, "period_start", "status", "numerator", "denominator", "value_given")
# What each row has of its own.
OF_A_ROW = ("day", "numerator", "denominator", "is_small", "is_missing")


@dataclass(frozen=True)
class Grain:
    """What people are grouped by: one declared dimension or two crossed ones, each of which may be a chain.

    is_view  the split stands beside the bridge and is no part of it
    """

    factors: tuple[Values, ...]
    is_view: bool

    @property
    def names(self) -> Values:
        """Every dimension, chains unrolled outermost first."""
        return tuple(name for factor in self.factors for name in factor)

    @property
    def label(self) -> str:
        """The dimensions as a row of terms names them."""
        return "|".join(self.names)

    @property
    def dimension_labels(self) -> Values:
        """Names of the rows into which mix is divided: crossed dimensions, or the two steps of a chain; else none."""
        if len(self.factors) > 1:
            return tuple("|".join(factor) for factor in self.factors)
        return (self.factors[0][0], self.label) if len(self.names) > 1 else ()


@dataclass(frozen=True)
class Figures:
    """Figures of groups, one entry a row that was returned; whose they are, one entry a run of rows that are alike.

    lengths     how many rows each run has; area, period_type, version and cell are those of the runs
    day         first day of the period, counted from 1970
    are_whole   every number is whole: sums of them are exact
    is_small    the figure was kept back for being small; is_missing: it is not there for another reason
    """

    lengths: Numbers
    area: Numbered
    period_type: Numbered
    version: Numbered
    cell: Numbers
    day: Numbers
    numerator: Floats
    denominator: Floats
    is_small: NDArray[np.bool_]
    is_missing: NDArray[np.bool_]
    are_whole: bool

    def of_runs(self, runs: Numbers) -> Figures:
        """The figures of these runs alone, in this order."""
        lengths, starts = self.lengths[runs], np.cumsum(self.lengths) - self.lengths
        before = np.cumsum(lengths) - lengths
        rows = np.repeat(starts[runs] - before, lengths) + np.arange(lengths.sum())
        columns = {name: getattr(self, name).of(runs) for name in ("area", "period_type", "version")}
        kept = {name: getattr(self, name)[rows] for name in OF_A_ROW}
        return replace(self, lengths=lengths, cell=self.cell[runs], **columns, **kept)


@dataclass(frozen=True)
class GroupCells:
    """The groups of one grain in register order, and their figures.

    is_shown  True where the figures are shown, rounded ones, which need not add up to the total
    """

    grain: Grain
    groups: tuple[Values, ...]
    figures: Figures
    is_shown: bool = False

    def of_areas(self, codes: Collection[str]) -> GroupCells:
        """The figures of these areas alone."""
        figures = self.figures
        wanted = np.broadcast_to(figures.area.places(dict.fromkeys(codes, 1)) > 0, figures.cell.shape)
        return replace(self, figures=figures.of_runs(np.flatnonzero(wanted)))

    @property
    def group_names(self) -> Values:
        """The groups as rows of terms name them."""
        return tuple("|".join(group) for group in self.groups)


def group_cells(measure: Measure, values: pl.DataFrame) -> tuple[GroupCells, ...]:
    """The split of the bridge first, where there is one, then those that stand beside it.

    values  `measures.measured_values` with its breakdowns
    """
    if not measure.dimensions or measure.calculation in NOT_DECOMPOSABLE:
        return ()
    is_part = (pl.col("measure_id") == measure.id) & (pl.col("breakdown") != "{}")
    rows = _counted(measure, values.lazy().filter(is_part).select(READ).collect())
    runs, lengths = runs_of(rows, OF_A_RUN)
    breakdowns = numbered(runs["breakdown"])
    filled = {text: json.loads(text) for text in breakdowns.texts}
    figures = _figures(measure, rows, runs, lengths)
    return tuple(
        _cells(measure, grain, figures, breakdowns, _leaves(grain, keys, filled))
        for grain, keys in _grains(measure, filled)
    )


def _grains(measure: Measure, filled: Mapping[str, Mapping[str, Any]]) -> list[tuple[Grain, frozenset[str]]]:
    """Each grain with the dimensions that its rows name."""
    returned = {frozenset(names) for names in filled.values()}
    factors = [(entry,) if isinstance(entry, str) else tuple(entry) for entry in measure.dimensions]
    every = frozenset(measure.dimension_names)
    if every in returned and (measure.crossed or len(factors) == 1):
        views = [(Grain((factor,), is_view=True), every) for factor in factors[CROSSED:]]
        return [(Grain(tuple(factors[:CROSSED]), is_view=False), every), *views]
    alone = [(Grain((factor,), is_view=True), frozenset(factor)) for factor in factors]
    return [(grain, keys) for grain, keys in alone if keys in returned]


def _leaves(grain: Grain, keys: frozenset[str], filled: Mapping[str, Mapping[str, Any]]) -> dict[str, Values]:
    """The group of each breakdown that fills exactly these dimensions."""
    return {
        text: tuple(NOT_RECORDED if named[name] in (None, "") else str(named[name]) for name in grain.names)
        for text, named in filled.items()
        if frozenset(named) == keys
    }


def in_register_order(measure: Measure, names: Values, groups: Iterable[Values]) -> tuple[Values, ...]:
    """The groups in the register's order of each dimension, then by name; those not recorded last."""
    listed = [{value: place for place, value in enumerate(measure.groups.get(name, ()))} for name in names]

    def key(group: Values) -> list[tuple[bool, int, str]]:
        pairs = zip(group, listed, strict=True)
        return [(value == NOT_RECORDED, places.get(value, len(places)), value) for value, places in pairs]

    return tuple(sorted(set(groups), key=key))


def _counted(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the definition each is counted under, where it is not written down."""
    if not measure.definitions or not (rows["definition_version"] == "").any():
        return rows
    return with_definition_in_force(measure, rows)


def _figures(measure: Measure, rows: pl.DataFrame, runs: pl.DataFrame, lengths: Numbers) -> Figures:
    """The figures of all rows, whose cells are still numbered as nothing."""
    status = numbered(rows["status"])
    numerator, denominator, are_whole = _parts(measure, rows)
    is_there = _is_there(status.places(dict.fromkeys(WITH_FIGURE, 1)) > 0, numerator, denominator)
    is_small = np.broadcast_to(status.places(dict.fromkeys(SMALL, 1)) > 0, is_there.shape)
    return Figures(
        lengths=lengths,
        area=numbered(runs["area_code"]),
        period_type=numbered(runs["period_type"]),
        version=numbered(runs["definition_version"]),
        cell=np.full(len(lengths), NOT_THERE),
        day=days_of(rows["period_start"]),
        numerator=_read(numerator, is_there),
        denominator=_read(denominator, is_there),
        is_small=is_small,
        is_missing=~is_there & ~is_small,
        are_whole=are_whole,
    )


def days_of(dates: pl.Series) -> Numbers:
    """Days counted from 1970."""
    return dates.to_physical().to_numpy().astype(np.int64)


def _is_there(has_figure: NDArray[np.bool_], numerator: Floats, denominator: Floats) -> NDArray[np.bool_]:
    """Whether a group has its figure. Nobody is above a line that nobody stands below, and nobody is below nought."""
    if has_figure.all() and numerator.min(initial=0.0) >= 0 and denominator.min(initial=1.0) > 0:
        return np.broadcast_to(np.ones(1, dtype=np.bool_), numerator.shape)
    told = has_figure | (denominator == 0)
    is_there = told & (numerator >= 0) & (denominator >= 0) & ((denominator > 0) | (numerator == 0))
    return np.asarray(is_there, dtype=np.bool_)


def _parts(measure: Measure, rows: pl.DataFrame) -> tuple[Floats, Floats, bool]:
    """Numerators, denominators and whether all are whole; a count is its own denominator."""
    if measure.calculation == "count":
        (numerator, given), are_whole = as_floats(rows, ("numerator", "value_given"))
        numerator = np.where(np.isnan(numerator), given, numerator)
        return numerator, numerator, are_whole
    (numerator, denominator), are_whole = as_floats(rows, ("numerator", "denominator"))
    nobody = np.flatnonzero((denominator == 0) & np.isnan(numerator))
    if len(nobody):
        numerator = numerator.copy()
        numerator[nobody] = 0.0
    return numerator, denominator, are_whole


def _read(amounts: Floats, is_there: NDArray[np.bool_]) -> Floats:
    return amounts if is_there.all() else np.where(is_there, amounts, 0.0)


def _cells(
    measure: Measure, grain: Grain, figures: Figures, breakdowns: Numbered, leaves: Mapping[str, Values]
) -> GroupCells:
    """The figures of one grain; where it leaves dimensions out, several rows make one group."""
    groups = in_register_order(measure, grain.names, leaves.values())
    place = {group: number for number, group in enumerate(groups)}
    cell = breakdowns.places({text: place[group] for text, group in leaves.items()})
    return GroupCells(grain, groups, replace(figures, cell=np.broadcast_to(cell, figures.lengths.shape)))
