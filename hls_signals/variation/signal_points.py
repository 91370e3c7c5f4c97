"""Which points on a variation chart are signals, and which are usual variation?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from hls_signals.variation.advice import advice_cells
from hls_signals.variation.anhoej import anhoej_of
from hls_signals.variation.arrays import Bools, Floats
from hls_signals.variation.calendars import absences, check_calendar
from hls_signals.variation.charts import AUTO, CHART_TABLE, Chart, chart_named, check_calculation
from hls_signals.variation.choosing import chosen
from hls_signals.variation.errors import NameTaken
from hls_signals.variation.flags import flags_of, not_suited
from hls_signals.variation.given import Baseline, BaselineRule, Excluded, baseline_rule, excluded_rows
from hls_signals.variation.groups import Groups, groups_of
from hls_signals.variation.judging import marks_of, mostly_one_value, sides
from hls_signals.variation.limits import Basis
from hls_signals.variation.limits_of_charts import LIMITS_OF
from hls_signals.variation.links import (
    EXCLUDED,
    USED,
    Points,
    StatusCodes,
    linked_points,
    point_status,
    ranges_of,
)
from hls_signals.variation.memory import keep_memory_at_hand
from hls_signals.variation.phases import Phases, phase_starts
from hls_signals.variation.plotted import ValueColumns
from hls_signals.variation.presets import Preset, preset_of
from hls_signals.variation.record import anhoej_columns, limit_columns, mark_columns, row_columns, sd_columns
from hls_signals.variation.result import Columns, empty_record, record_of, record_schema
from hls_signals.variation.rows import Rows, rows_of
from hls_signals.variation.subgroups import subgroups_of


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
    calculation: str | None = None,
) -> pl.DataFrame:
    """One row for each row of the frame, ordered by series then time: limits, marks and the verdict read first.

    frame      one row a series and period, in any order; on a chart of subgroups, one row a measurement, and one row
               a subgroup comes back.
    numerator, denominator   with both, plotted is scale * numerator / denominator; otherwise `value`.
    chart      one of `CHARTS`, an alias, or `auto`: chosen for each series as `choose_chart` does, and recorded.
    phases     dates for all series, or a table of any of the series columns plus `starts`.
    baseline   the first n points of each phase, or a table of series columns, `from` and `to` (excluded).
    excluded   a Boolean column's name, or a table of series columns and the time column.
    calendar   day week month quarter year irregular; None infers it for each series.
    calculation  how the figures are made, as in the register: only the advice and `auto` ask.
    returns    the series columns, the time column, then the columns of `record_schema`.
    raises     a MendableError for anything the reader can put right.
    """
    keep_memory_at_hand()
    keys = (series,) if isinstance(series, str) else tuple(series)
    settings = _Settings(preset_of(preset), CHART_TABLE["xmr"], calendar, calculation)
    given = _Given(phases, baseline, excluded)
    columns = ValueColumns(value, numerator, denominator, scale)
    if chart == AUTO:
        return _by_choice(frame, keys, time, columns, given, settings)
    return _by_chart(frame, keys, time, columns, given, replace(settings, chart=chart_named(chart)))


@dataclass(frozen=True)
class _Settings:
    """What is asked for."""

    preset: Preset
    chart: Chart
    calendar: str | None
    calculation: str | None

    def check(self, names: Sequence[str]) -> None:
        """Raise for a name that stands for nothing, or for two columns."""
        check_calendar(self.calendar)
        check_calculation(self.calculation)
        for name in names:
            if name in record_schema(self.preset, self.chart.name) or names.count(name) > 1:
                raise NameTaken(
                    f"the name {name} stands for two columns of the result",
                    mend="rename the series or time column before handing the data over",
                )

    @property
    def known_calendar(self) -> str | None:
        """The calendar, where periods follow one: an event comes when it comes."""
        return "irregular" if self.chart.is_of_events and self.calendar is None else self.calendar


@dataclass(frozen=True)
class _Given:
    """What a person gave beside the figures."""

    phases: Phases
    baseline: Baseline
    excluded: Excluded


@dataclass(frozen=True)
class _Marked:
    """The same, on the rows it touches."""

    status: StatusCodes
    phase_starts: Bools
    baseline: BaselineRule

    def part(self, here: slice) -> _Marked:
        return replace(
            self, status=self.status[here], phase_starts=self.phase_starts[here], baseline=self.baseline.part(here)
        )


def _by_choice(
    frame: pl.DataFrame, keys: Sequence[str], time: str, columns: ValueColumns, given: _Given, settings: _Settings
) -> pl.DataFrame:
    """The record with the chart that suits each series."""
    settings.check((*keys, time))
    rows = rows_of(frame, keys, time, columns)
    choice = chosen(rows, excluded_rows(frame, rows, given.excluded), settings.calculation)
    if not len(rows):
        return empty_record(rows.keys, rows.time, settings.preset, settings.chart.name)
    # Charts in the order of the table: no order comes from values.
    of_row = np.array([list(CHART_TABLE).index(name) for name in choice.charts])[rows.series]
    parts, places = [], []
    for code, chart in enumerate(CHART_TABLE.values()):
        place = np.flatnonzero(of_row == code)
        if len(place):
            part = frame[np.sort(rows.order[place])]
            parts.append(_by_chart(part, keys, time, columns, given, replace(settings, chart=chart)))
            places.append(place)
    return pl.concat(parts)[np.argsort(np.concatenate(places))]


def _by_chart(
    frame: pl.DataFrame, keys: Sequence[str], time: str, columns: ValueColumns, given: _Given, settings: _Settings
) -> pl.DataFrame:
    """The record with one chart for all series, worked out for some whole series at a time."""
    settings.check((*keys, time))
    rows = rows_of(frame, keys, time, columns, settings.chart)
    excluded = excluded_rows(frame, rows, given.excluded)
    if settings.chart.is_of_subgroups:
        drawn = subgroups_of(rows, excluded)
        rows, excluded = drawn.rows, drawn.excluded
    marked = _marked(rows, excluded, given)
    if not len(rows):
        return empty_record(rows.keys, rows.time, settings.preset, settings.chart.name)
    parts = (_columns(rows.part(here.start, here.stop), marked.part(here), settings) for here in rows.parts())
    return record_of(rows.keys, rows.time, parts, settings.preset, settings.chart.name)


def _marked(rows: Rows, excluded: Bools, given: _Given) -> _Marked:
    status = point_status(rows, excluded)
    holds_point = (status == USED) | (status == EXCLUDED)
    return _Marked(status, phase_starts(rows, holds_point, given.phases), baseline_rule(rows, given.baseline))


def _columns(rows: Rows, marked: _Marked, settings: _Settings) -> Columns:
    """What the record says of some whole series, worked out together."""
    preset, chart = settings.preset, settings.chart
    absent = absences(rows, settings.known_calendar)
    phases = _phases_of(rows, marked)
    points = linked_points(rows, marked.status, absent.before, phases, preset)
    in_baseline = marked.baseline.of(points.row, points.groups)
    basis = Basis(points, in_baseline, phases, rows.plotted, preset)
    limits = LIMITS_OF[chart.name](basis)
    drawn = ranges_of(points) if chart.is_of_ranges else points
    side = sides(drawn, limits)
    one_value = mostly_one_value(points, preset)
    found = marks_of(drawn, side, limits, one_value, preset, of_ranges=chart.is_of_ranges)
    flags = flags_of(rows, marked.status, absent, basis, limits, chart, found.beyond_usual_range)
    flags["mostly_one_value"] = one_value
    flags["chart_not_suited"] = not_suited(points, chart, settings.calculation)
    return {
        **row_columns(rows, marked.status, phases, _drawn_at_rows(rows, drawn, chart)),
        "advice": phases.spread(advice_cells(flags)),
        **limit_columns(points, limits, phases, preset),
        **mark_columns(drawn, found),
        **anhoej_columns(anhoej_of(drawn, side), limits.has_centre & (not chart.is_of_ranges), phases),
        **sd_columns(rows, limits),
    }


def _phases_of(rows: Rows, marked: _Marked) -> Groups:
    """The rows of each phase of each series."""
    if not marked.phase_starts.any():
        return rows.groups
    begins = marked.phase_starts.copy()
    begins[rows.first] = True
    return groups_of(np.flatnonzero(begins), len(rows))


def _drawn_at_rows(rows: Rows, drawn: Points, chart: Chart) -> Floats:
    return drawn.at_rows(drawn.value, np.nan) if chart.is_of_ranges else rows.plotted.value
