"""What are the size, the mean and the spread of each subgroup of measurements?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hls_signals.variation.arrays import Bools, Floats, Ints, counted, firsts, has_any, sums, without_dust
from hls_signals.variation.plotted import Plotted
from hls_signals.variation.rows import Rows


@dataclass(frozen=True)
class Subgroups:
    """One row a subgroup, and which subgroups a person excluded."""

    rows: Rows
    excluded: Bools


def subgroups_of(rows: Rows, excluded: Bools) -> Subgroups:
    """The rows of each series and period, drawn together.

    A subgroup is excluded when all its measurements are; a single excluded measurement is left out of it, as a blank
    one is. A measurement that is no number makes its subgroup unusable, and so does being alone.
    """
    begins = np.ones(len(rows), dtype=np.bool_)
    begins[1:] = (rows.clock[1:] != rows.clock[:-1]) | (rows.series[1:] != rows.series[:-1])
    first = np.flatnonzero(begins)
    group: Ints = np.cumsum(begins) - 1
    number = len(first)
    out = ~has_any(~excluded, group, number)
    measured = ~rows.plotted.blank & (~excluded | out[group])
    spoilt = has_any(rows.plotted.unusable & measured, group, number)
    plotted = _plotted(rows.plotted.value, group, measured, spoilt)
    drawn = replace(
        rows,
        keys=rows.keys[first],
        time=rows.time[first],
        clock=rows.clock[first],
        order=rows.order[first],
        first=np.flatnonzero(np.isin(first, rows.first)),
        plotted=plotted,
    )
    return Subgroups(drawn, out)


def _plotted(value: Floats, group: Ints, measured: Bools, spoilt: Bools) -> Plotted:
    number = len(spoilt)
    size = counted(group[measured], number)
    alone = (size == 1) | spoilt
    used = measured & ~alone[group]
    mean, sd = _mean_and_sd(value[used], group[used], number)
    has_size = (size > 1) & ~spoilt
    return Plotted(
        np.where(has_size, mean, np.nan),
        blank=size == 0,
        unusable=alone,
        size=np.where(has_size, size, np.nan),
        sd=np.where(has_size, sd, np.nan),
    )


def _mean_and_sd(value: Floats, group: Ints, number: int) -> tuple[Floats, Floats]:
    """Both taken about the first measurement, so that measurements that do not differ have a spread of exactly 0."""
    first = firsts(value, group, number)
    count = counted(group, number)
    away = value - first[group]
    lift = _over(sums(away, group, number), count)
    squares = sums((away - lift[group]) ** 2, group, number)
    sd = np.sqrt(_over(squares, count - 1))
    return first + lift, without_dust(sd, first)


def _over(total: Floats, count: Ints) -> Floats:
    return np.divide(total, count, out=np.zeros(len(total)), where=count > 0)
