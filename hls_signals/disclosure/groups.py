"""Which groups may be shown, and in which numbers?

Every number of a group passes the profile, above the line, below it and between. So it does where the total was
printed by its official publisher: everybody knows that total, and the breakdown was never printed. A group that is
hidden in a period, or that the register does not name, is left out of its arithmetic: what is left of the shown change
is pooled. Where some crossed group of an area is hidden, the area's page goes by the first dimension alone, whose
groups are larger. Where the shown groups would leave a hidden number fewer than three values, the period's groups are
all withheld.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from hls_signals.disclosure.cells import step_of
from hls_signals.disclosure.forms import (
    exact_areas,
    exact_group_areas,
    is_average,
    is_count,
    is_exact,
    published_decimals,
)
from hls_signals.disclosure.profiles import LARGEST_HIDDEN, half_up, is_small, rounded_count
from hls_signals.measures.frames import as_float
from hls_signals.register.load import Register
from hls_signals.register.models import Measure
from hls_signals.why.cells import Figures, Grain, GroupCells, Values, days_of, group_cells, in_register_order
from hls_signals.why.groups import NOT_RECORDED
from hls_signals.why.numbering import Numbered, numbered, runs_of
from hls_signals.why.periods import stated_totals
from hls_signals.workspace.settings import Settings

PERIOD = ("area_code", "period_type", "definition_version", "period_start")
# A shown number that is not nought may be so much more or less: it was rounded to the nearest 5.
EITHER_WAY = 2
FEWEST_VALUES = 3
# Groups add up to their total where nothing but the dust of a float is left.
DUST = 1e-9


@dataclass(frozen=True)
class ShownGroups:
    """Groups as they may be shown, and the same groups as they are, for what is stated of the true figures."""

    shown: tuple[GroupCells, ...] = ()
    true: tuple[GroupCells, ...] = ()


def shown_groups(
    measure: Measure, values: pl.DataFrame, totals: pl.DataFrame, settings: Settings, register: Register
) -> ShownGroups:
    """The groups that split each area's figures: crossed ones where none is hidden, else those of one dimension.

    values  `measures.measured_values`, true; totals: `shown_cells`
    """
    main = [held for held in group_cells(measure, values) if not held.grain.is_view]
    if not main or not is_listed(measure, main[0].grain):
        return ShownGroups()
    rows = _frame(main[0]).join(_told(measure, values, totals), on=PERIOD, how="left", maintain_order="left")
    rows = rows.with_columns(
        is_exact=is_exact(exact_group_areas(measure, settings, register)),
        is_printed=is_exact(exact_areas(measure, settings, register)),
    )
    # Groups that do not add up to their total split nothing, shown or not.
    is_apart = ~_is_whole(measure) & ~pl.col("is_small").any().over(PERIOD)
    rows = rows.with_columns(is_missing=pl.col("is_missing") | ~_is_whole(measure), is_apart=is_apart)
    finest = _hidden(measure, rows, main[0])
    betrayed = finest.filter("is_hidden")["area_code"].unique()
    plain = _coarser(measure, rows, main[0])
    found = [(main[0], finest.filter(~pl.col("area_code").is_in(betrayed.implode())))]
    found.append((plain[0], _hidden(measure, plain[1], plain[0]).filter(pl.col("area_code").is_in(betrayed.implode()))))
    kept = [(held, held_rows) for held, held_rows in found if held_rows.height]
    return ShownGroups(
        tuple(
            _cells(held, _formed(measure, _withheld(measure, held_rows), settings), True) for held, held_rows in kept
        ),
        tuple(_cells(held, held_rows, False) for held, held_rows in kept),
    )


def is_listed(measure: Measure, grain: Grain) -> bool:
    """True where the register names groups of each dimension: a name that only a return holds is not shown."""
    return all(measure.groups.get(name) for name in grain.names)


def _frame(held: GroupCells) -> pl.DataFrame:
    """One row a period and group: whose, when, numbers, and whether the sender kept them back or left them out."""
    figures = held.figures
    runs = pl.DataFrame(
        {
            "area_code": _texts(figures.area, len(figures.cell)),
            "period_type": _texts(figures.period_type, len(figures.cell)),
            "definition_version": _texts(figures.version, len(figures.cell)),
            "cell": figures.cell,
        }
    )
    rows = pl.DataFrame(
        {
            "period_start": pl.Series(figures.day.astype(np.int32)).cast(pl.Date),
            **{name: getattr(figures, name) for name in ("numerator", "denominator", "is_small", "is_missing")},
        }
    )
    each = runs[np.repeat(np.arange(runs.height), figures.lengths)]
    return _added(pl.concat([each, rows], how="horizontal").filter(pl.col("cell") >= 0))


def _texts(column: Numbered, count: int) -> pl.Series:
    return pl.Series(np.array(column.texts, dtype=object)[np.broadcast_to(column.at, count)], dtype=pl.String)


def _added(frame: pl.DataFrame) -> pl.DataFrame:
    sums = pl.col("numerator", "denominator").sum()
    keys = [*PERIOD, "cell"]
    return frame.group_by(keys, maintain_order=True).agg(sums, pl.col("is_small", "is_missing").any())


def _told(measure: Measure, values: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """The total of each period: true, and as it is shown (`top`, `bottom`)."""
    rows = stated_totals(measure, values).select(*PERIOD, whole=pl.col("value"), people=as_float("denominator"))
    shown = totals.select(
        *PERIOD,
        top=pl.coalesce(as_float("numerator"), pl.col("value")),
        bottom=pl.col("denominator").cast(pl.Float64),
    )
    return rows.unique(PERIOD).join(shown.unique(PERIOD), on=PERIOD, how="left")


def _is_whole(measure: Measure) -> pl.Expr:
    """True where the groups of a period are all known and add up to its total."""
    above, below = (pl.col(name).sum().over(PERIOD) for name in ("numerator", "denominator"))
    level = pl.col("whole") / float(measure.scale)
    is_told = level.is_not_null() & ~pl.any_horizontal("is_small", "is_missing").any().over(PERIOD)
    if is_count(measure):
        return is_told & ((above - level).abs() <= DUST * above.abs()).fill_null(value=False)
    same = (above - level * below).abs() <= DUST * pl.max_horizontal(above.abs(), below.abs())
    as_many = (below - pl.col("people")).abs() <= DUST * below
    return is_told & same & as_many.fill_null(value=True)


def _coarser(measure: Measure, rows: pl.DataFrame, held: GroupCells) -> tuple[GroupCells, pl.DataFrame]:
    """The groups of the first dimension alone, with everybody in them."""
    factor = held.grain.factors[0]
    groups = in_register_order(measure, factor, [group[: len(factor)] for group in held.groups])
    place = {group: number for number, group in enumerate(groups)}
    number = {cell: place[group[: len(factor)]] for cell, group in enumerate(held.groups)}
    beside = rows.select(*PERIOD, "whole", "people", "top", "bottom", "is_exact", "is_printed", "is_apart").unique(
        PERIOD
    )
    added = _added(rows.with_columns(pl.col("cell").replace_strict(number, return_dtype=pl.Int64)))
    return replace(held, grain=Grain((factor,), is_view=False), groups=groups), added.join(beside, on=PERIOD)


def _hidden(measure: Measure, rows: pl.DataFrame, held: GroupCells) -> pl.DataFrame:
    """The rows with `is_hidden`: a small number of people, or a name that is not the register's."""
    n, d = pl.col("numerator"), pl.col("denominator")
    counts = [n] if is_count(measure) else [d] if is_average(measure) else [n, d, d - n]
    small = pl.any_horizontal(is_small(count) for count in counts) & ~pl.col("is_exact")
    unnamed = [cell for cell, group in enumerate(held.groups) if not _is_named(measure, held.grain.names, group)]
    return rows.with_columns(is_hidden=small | pl.col("cell").is_in(unnamed) | pl.col("is_small"))


def _is_named(measure: Measure, names: Values, group: Values) -> bool:
    return all(
        value == NOT_RECORDED or value in measure.groups.get(name, ()) for name, value in zip(names, group, strict=True)
    )


def _withheld(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every group of a period missing where a hidden number would be left with too few values."""
    n, d = rounded_count(pl.col("numerator")), rounded_count(pl.col("denominator"))
    top, bottom = pl.col("top"), pl.col("bottom")
    if is_count(measure):
        asked = [(_range(n), _total(top))]
    elif is_average(measure):
        asked = [(_range(d), _total(bottom))]
    else:
        whole = _between(_total(top), _total(bottom))
        asked = [(_range(n), _total(top)), (_range(d), _total(bottom)), (_between(_range(n), _range(d)), whole)]
    told = pl.any_horizontal(_leaves_too_few(parts, total) for parts, total in asked)
    is_asked = pl.col("is_hidden").any().over(PERIOD) & ~pl.col("is_exact")
    is_betrayed = (is_asked & told.over(PERIOD).fill_null(value=True)).any().over(PERIOD)
    return rows.with_columns(is_missing=pl.col("is_missing") | is_betrayed, is_hidden=pl.col("is_hidden") | is_betrayed)


Bounds = tuple[pl.Expr, pl.Expr]


def _range(shown: pl.Expr) -> Bounds:
    """The smallest and the largest number that is shown like this."""
    either = pl.when(shown == 0).then(0).otherwise(EITHER_WAY)
    return shown - either, shown + either


def _total(shown: pl.Expr) -> Bounds:
    """The same of a total; one that was printed as it is everybody knows."""
    least, most = (pl.when("is_printed").then(shown).otherwise(end) for end in _range(shown))
    return least, most


def _between(shown: Bounds, of: Bounds) -> Bounds:
    (low, high), (least, most) = shown, of
    return pl.max_horizontal(least - high, pl.lit(0.0)), most - low


def _leaves_too_few(parts: Bounds, total: Bounds) -> pl.Expr:
    """True where a hidden number of a period, if it is a small one, would have fewer than three values.

    What the total leaves over the shown parts belongs to the hidden ones: to one all that the others, if they are small
    too, cannot hold.
    """
    hidden = pl.col("is_hidden")
    least, most = (pl.when(~hidden).then(end).otherwise(0.0).sum() for end in parts)
    low = total[0].first() - most - LARGEST_HIDDEN * (hidden.sum() - 1)
    high = total[1].first() - least
    small = pl.min_horizontal(high, pl.lit(float(LARGEST_HIDDEN))) - pl.max_horizontal(low, pl.lit(1.0)) + 1
    return small.is_between(0, FEWEST_VALUES, closed="none")


def _formed(measure: Measure, rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Shown numbers in place of true ones; nothing in place of hidden ones."""
    n, d = pl.col("numerator"), pl.col("denominator")
    bottom = rounded_count(d)
    top = rounded_count(n)
    if is_average(measure):
        step = step_of(published_decimals(measure, settings))
        top = (half_up(n / d, step) * float(step) * bottom).fill_nan(0.0)
    elif is_count(measure):
        bottom = top
    shown = {"numerator": pl.when("is_exact").then(n).otherwise(top), "denominator": d}
    shown["denominator"] = pl.when("is_exact").then(d).otherwise(bottom)
    is_told = ~pl.any_horizontal("is_hidden", "is_missing")
    return rows.with_columns(
        **{name: pl.when(is_told).then(number).otherwise(0.0) for name, number in shown.items()},
        is_small=pl.col("is_hidden") & ~pl.col("is_apart"),
    )


def _cells(held: GroupCells, rows: pl.DataFrame, is_shown: bool) -> GroupCells:
    named = rows.sort("area_code", "period_type", "definition_version", "cell", "period_start")
    runs, lengths = runs_of(named, ("area_code", "period_type", "definition_version", "cell"))
    columns: dict[str, Any] = {
        name: named[name].to_numpy() for name in ("numerator", "denominator", "is_small", "is_missing")
    }
    figures = Figures(
        lengths=lengths,
        area=numbered(runs["area_code"]),
        period_type=numbered(runs["period_type"]),
        version=numbered(runs["definition_version"]),
        cell=runs["cell"].to_numpy().astype(np.int64),
        day=days_of(named["period_start"]),
        are_whole=False,
        **columns,
    )
    return replace(held, figures=figures, is_shown=is_shown)
