"""Which advice holds in which phase?"""

from __future__ import annotations

import numpy as np

from hls_signals.variation.advice import has_gaps
from hls_signals.variation.arrays import Bools, Sides, has_any
from hls_signals.variation.calendars import Absences
from hls_signals.variation.charts import Chart
from hls_signals.variation.limits import NO_VARIATION, PROVISIONAL, Basis, Limits
from hls_signals.variation.limits_of_counts import more_spread_than_chance
from hls_signals.variation.links import BLANK, Points, StatusCodes
from hls_signals.variation.patterns import Patterns
from hls_signals.variation.rows import Rows

Flags = dict[str, Bools]

# Charts that treat small counts as any others.
_OF_COUNTS = ("xmr", "p", "np", "u", "c", "p_prime", "u_prime")


def flags_of(
    rows: Rows, status: StatusCodes, absent: Absences, basis: Basis, limits: Limits, chart: Chart, marks: Sides
) -> Flags:
    """Codes of advice, each with the phases it holds in.

    marks  where each point lies: beyond the upper limit, the lower one, neither, or not judged.
    """
    series = rows.series[basis.rows.starts]
    return {
        "calendar_unknown": absent.unknown[series],
        "changed_after_constant": limits.changed,
        "gaps": has_gaps(status == BLANK, absent.before, basis.rows),
        "limits_fallback": limits.fell_back,
        "no_variation": limits.status == NO_VARIATION,
        "provisional_limits": limits.status == PROVISIONAL,
        "too_few_points": ~limits.has_centre,
        **_of_figures(rows, absent, basis, limits, chart, marks),
    }


def not_suited(points: Points, chart: Chart, calculation: str | None) -> Bools:
    """Which phases hold figures of another kind than their chart is made for."""
    if calculation is not None and calculation not in chart.suits:
        return np.ones(points.phases, dtype=np.bool_)
    if chart.name in ("c", "g"):
        return has_any(points.value != np.floor(points.value), points.phase, points.phases)
    return np.zeros(points.phases, dtype=np.bool_)


def _of_figures(rows: Rows, absent: Absences, basis: Basis, limits: Limits, chart: Chart, marks: Sides) -> Flags:
    """What the figures look like; nothing is said of too few of them, nor of moving ranges."""
    points, known = basis.points, limits.has_centre
    if chart.is_of_ranges:
        return {}
    varies = known & (limits.status != NO_VARIATION)
    patterns = Patterns(points)
    flags = {
        "neighbours_alike": varies & patterns.neighbours_alike(),
        "most_points_outside": _mostly(points, np.abs(marks) == 1),
    }
    if absent.months is not None:
        seasons = absent.seasons[rows.series[basis.rows.starts]]
        flags["seasonal"] = varies & patterns.seasonal(points.at(absent.months), seasons)
    top = rows.plotted.top
    if chart.name in _OF_COUNTS:
        flags["rare_events"] = known & patterns.rare_counts(points.value if top is None else points.at(top))
    if chart.name == "xmr" and top is None:
        flags["too_coarse"] = varies & patterns.few_values(marks == 0)
    if chart.name in ("p", "np", "u"):
        flags["more_spread_than_chance"] = varies & more_spread_than_chance(basis, is_share=chart.is_share)
    return flags


def _mostly(points: Points, outside: Bools) -> Bools:
    """Which phases have more than half of their points there."""
    return 2 * points.groups.counts(outside) > points.count
