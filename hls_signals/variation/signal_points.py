"""Which points on a variation chart are signals, and which are usual variation?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from hls_signals.variation.advice import advice_numbers, advice_words, has_gaps
from hls_signals.variation.anhoej import anhoej_of
from hls_signals.variation.arrays import Bools
from hls_signals.variation.calendars import absences, check_calendar
from hls_signals.variation.errors import NameTaken, UnknownChart, what_is_there
from hls_signals.variation.given import Baseline, BaselineRule, Excluded, baseline_rule, excluded_rows
from hls_signals.variation.judging import marks_of, mostly_one_value, sides
from hls_signals.variation.limits import NO_VARIATION, NONE, PROVISIONAL, xmr_limits
from hls_signals.variation.links import BLANK, EXCLUDED, USED, StatusCodes, linked_points, point_status
from hls_signals.variation.phases import Phases, phase_starts
from hls_signals.variation.plotted import ValueColumns
from hls_signals.variation.presets import Preset, preset_of
from hls_signals.variation.record import anhoej_columns, limit_columns, mark_columns, row_columns
from hls_signals.variation.result import ALIASES, CHARTS, assembled, empty_record, one_word, record_schema
from hls_signals.variation.rows import Rows, rows_of


def signals(
    frame: pl.DataFrame,
    preset: str | Preset = "hls",
    *,
    series: str | Sequence[str] = ("series",),
    time: str = "period_start",
    value: str = "value",
    numerator: str | None = None,
    denominator: str | None = None,
    scale: float = 1.0,
    chart: str = "xmr",
    phases: Phases = None,
    baseline: Baseline = None,
    excluded: Excluded = None,
    calendar: str | None = None,
) -> pl.DataFrame:
    """One row for each row of the frame, ordered by series then time: limits, marks and the verdict read first.

    frame      one row a series and period, in any order.
    numerator, denominator   with both, plotted is scale * numerator / denominator; otherwise `value`.
    phases     dates for all series, or a table of any of the series columns plus `starts`.
    baseline   the first n points of each phase, or a table of series columns, `from` and `to` (excluded).
    excluded   a Boolean column's name, or a table of series columns and the time column.
    calendar   day week month quarter year irregular; None infers it for each series.
    returns    the series columns, the time column, then the columns of `record_schema`.
    raises     a MendableError for anything the reader can put right.
    """
    chosen = preset_of(preset)
    keys = (series,) if isinstance(series, str) else tuple(series)
    chart = ALIASES.get(chart, chart)
    _check_names(chart, calendar, (*keys, time), chosen)
    rows = rows_of(frame, keys, time, ValueColumns(value, numerator, denominator, scale))
    given = _given(frame, rows, phases, baseline, excluded)
    if not len(rows):
        return empty_record(rows.keys, rows.time, chosen)
    parts = [
        _record(rows.part(here.start, here.stop), given.part(here), chosen, chart, calendar) for here in rows.parts()
    ]
    return pl.concat(parts, rechunk=False)


@dataclass(frozen=True)
class _Given:
    """What a person gave beside the figures, on the rows it touches."""

    status: StatusCodes
    phase_starts: Bools
    baseline: BaselineRule

    def part(self, here: slice) -> _Given:
        return replace(
            self, status=self.status[here], phase_starts=self.phase_starts[here], baseline=self.baseline.part(here)
        )


def _check_names(chart: str, calendar: str | None, given: Sequence[str], preset: Preset) -> None:
    if chart not in CHARTS:
        raise UnknownChart("there is no chart of this name", mend=what_is_there(chart, CHARTS))
    check_calendar(calendar)
    for name in given:
        if name in record_schema(preset) or given.count(name) > 1:
            raise NameTaken(
                f"the name {name} stands for two columns of the result",
                mend="rename the series or time column before handing the data over",
            )


def _given(frame: pl.DataFrame, rows: Rows, phases: Phases, baseline: Baseline, excluded: Excluded) -> _Given:
    status = point_status(rows, excluded_rows(frame, rows, excluded))
    holds_point = (status == USED) | (status == EXCLUDED)
    return _Given(status, phase_starts(rows, holds_point, phases), baseline_rule(rows, baseline))


def _record(rows: Rows, given: _Given, preset: Preset, chart: str, calendar: str | None) -> pl.DataFrame:
    """The record of some whole series, worked out together."""
    absent = absences(rows, calendar)
    begins = given.phase_starts.copy()
    begins[rows.first] = True
    phase = np.cumsum(begins) - 1
    points = linked_points(rows, given.status, absent.before, phase, preset)
    limits = xmr_limits(points, given.baseline.of(points.row, points.phase, points.phases), preset)
    side = sides(points, limits)
    one_value = mostly_one_value(points, preset)
    found = marks_of(points, side, limits, one_value, preset)
    flags = {
        "calendar_unknown": absent.unknown[rows.series[begins]],
        "changed_after_constant": limits.changed,
        "gaps": has_gaps(given.status == BLANK, absent.before, phase, points.phases),
        "limits_fallback": limits.fell_back,
        "mostly_one_value": one_value,
        "no_variation": limits.status == NO_VARIATION,
        "provisional_limits": limits.status == PROVISIONAL,
        "too_few_points": limits.status == NONE,
    }
    columns = {
        **row_columns(rows, given.status, phase),
        "preset": one_word(preset.name, len(rows), record_schema(preset)["preset"]),
        "chart": one_word(chart, len(rows), record_schema(preset)["chart"]),
        "advice": advice_words().gather(advice_numbers(flags)[phase]),
        **limit_columns(points, limits, phase, preset),
        **mark_columns(points, found, len(rows)),
        **anhoej_columns(anhoej_of(points, side), limits, phase),
    }
    return assembled(rows.keys, rows.time, columns, preset)
