"""Which chart suits each series, and why?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl

from hls_signals.variation.advice import advice_cells, advice_column
from hls_signals.variation.arrays import Bools, Floats, Ints, has_any, means
from hls_signals.variation.charts import check_calculation
from hls_signals.variation.given import Excluded, excluded_rows
from hls_signals.variation.limits import Basis
from hls_signals.variation.limits_of_counts import more_spread_than_chance
from hls_signals.variation.links import Points, linked_points, point_status
from hls_signals.variation.patterns import Patterns
from hls_signals.variation.plotted import ValueColumns
from hls_signals.variation.presets import PRESETS
from hls_signals.variation.rows import ONE_SERIES, Rows, rows_of
from hls_signals.variation.thresholds import SIZES_VARY

# Reason -> the chart it leads to and the words for it, in no order of preference.
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "values": ("xmr", "The figures are single values, so their own moving ranges say how far they usually move."),
        "no_denominator": ("xmr", "Numerator and denominator were not both handed over, so the values are charted."),
        "even_sizes": ("xmr", "The denominators vary little, so the values can be charted as they are."),
        "share": ("p", "The figures are shares of varying numbers, and smaller numbers move more."),
        "wide_share": ("p_prime", "The numbers are so large that chance explains little of how the shares move."),
        "rate": ("u", "The figures are events for each unit of exposure, and smaller exposures move more."),
        "wide_rate": ("u_prime", "The exposure is so large that chance explains little of how the rates move."),
        "counts": ("c", "The figures are counts of events in equal periods."),
        "few_counts": ("run", "The counts are small: a run chart, or the time or cases between events (t, g)."),
        "odd_counts": ("xmr", "The figures are said to be counts and are not all whole numbers from 0."),
    }
)
_CODES = tuple(REASONS)
_CODE = {reason: code for code, reason in enumerate(_CODES)}


@dataclass(frozen=True)
class Choice:
    """One entry a series: the reason, as a place in `REASONS`, and what else should be known.

    order, series  of each row: its place in the frame as given, and the number of its series.
    """

    reason: Ints
    flags: Mapping[str, Bools]
    order: Ints
    series: Ints

    @property
    def charts(self) -> list[str]:
        """The chart of each series."""
        return [REASONS[_CODES[code]][0] for code in self.reason]


def choose_chart(
    frame: pl.DataFrame,
    *,
    calculation: str | None = None,
    series: str | Sequence[str] = ("series",),
    time: str = "period_start",
    value: str = "value",
    numerator: str | None = None,
    denominator: str | None = None,
    scale: float = 1.0,
    excluded: Excluded = None,
) -> pl.DataFrame:
    """One row a series: the chart that suits it, the reason in words, and codes of advice joined by `;`.

    calculation  how the figures are made, as in the register. Without it, figures with a numerator and a denominator
                 are ratios, or rates where a numerator exceeds its denominator; all others are values.
    raises       UnknownCalculation, besides what `signals` raises.
    """
    keys = (series,) if isinstance(series, str) else tuple(series)
    columns = ValueColumns(value, numerator, denominator, scale)
    rows = rows_of(frame, keys, time, columns)
    choice = chosen(rows, excluded_rows(frame, rows, excluded), calculation)
    words = [REASONS[_CODES[code]] for code in choice.reason]
    return pl.DataFrame(
        [
            *rows.keys[rows.first].drop(ONE_SERIES, strict=False).get_columns(),
            pl.Series("chart", [chart for chart, _ in words], dtype=pl.String),
            pl.Series("reason", [reason for _, reason in words], dtype=pl.String),
            advice_column(advice_cells(choice.flags)).alias("advice"),
        ]
    )


def chosen(rows: Rows, excluded: Bools, calculation: str | None) -> Choice:
    """The choice for each series, over all its used points: phases may differ in level, not in kind of figure."""
    check_calculation(calculation)
    status = point_status(rows, excluded)
    nothing = np.zeros(len(rows), dtype=np.int64)
    points = linked_points(rows, status, nothing, rows.groups, PRESETS["hls"])
    top = rows.plotted.top
    counts = points.value if top is None else top[points.row]
    rare = Patterns(points).rare_counts(counts)
    if rows.plotted.size is None:
        reason = _of_values(points, rare, calculation)
        wide = np.zeros(points.phases, dtype=np.bool_)
    else:
        reason, wide = _of_ratios(rows, points, rows.plotted.size, calculation)
    flags = {"more_spread_than_chance": wide, "rare_events": rare}
    return Choice(reason, flags, rows.order, rows.series)


def _of_values(points: Points, rare: Bools, calculation: str | None) -> Ints:
    if calculation != "count":
        reason = "no_denominator" if calculation in ("ratio", "rate") else "values"
        return np.full(points.phases, _CODE[reason])
    odd = has_any((points.value < 0) | (points.value != np.floor(points.value)), points.phase, points.phases)
    return np.select([odd, rare], [_CODE["odd_counts"], _CODE["few_counts"]], _CODE["counts"])


def _of_ratios(rows: Rows, points: Points, size: Floats, calculation: str | None) -> tuple[Ints, Bools]:
    """The reason of each series of ratios or rates, and which spread wider than chance explains."""
    if calculation in ("mean", "median", "published_only"):
        return np.full(points.phases, _CODE["values"]), np.zeros(points.phases, dtype=np.bool_)
    here = size[points.row]
    is_rate = np.full(points.phases, calculation == "rate")
    if calculation != "rate" and rows.plotted.top is not None:
        is_rate = has_any(rows.plotted.top[points.row] > here, points.phase, points.phases)
    mean = means(here, points.phase, points.phases)[points.phase]
    varies = has_any(np.abs(here - mean) > SIZES_VARY * mean, points.phase, points.phases)
    every = np.ones(len(points), dtype=np.bool_)
    basis = Basis(points, every, rows.groups, rows.plotted, PRESETS["hls"])
    as_rate, as_share = (more_spread_than_chance(basis, is_share=share) for share in (False, True))
    wide = np.where(is_rate, as_rate, as_share)
    reasons = ["wide_rate", "rate", "even_sizes", "wide_share"]
    cases = [is_rate & wide, is_rate, ~varies, wide]
    reason = np.select(cases, [_CODE[name] for name in reasons], _CODE["share"])
    return reason, wide & (is_rate | varies)
