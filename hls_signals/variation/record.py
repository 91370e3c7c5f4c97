"""Which column of the record does each finding fill?"""

from __future__ import annotations

import numpy as np
import polars as pl

from hls_signals.variation.anhoej import AnhoejOfPhases
from hls_signals.variation.arrays import NOT_JUDGED, Bools, Floats, Ints
from hls_signals.variation.limits import LIMITS_STATUS, Limits, Lines
from hls_signals.variation.links import POINT_STATUS, Points, StatusCodes
from hls_signals.variation.presets import Preset
from hls_signals.variation.reading import NOTHING, READ_FIRST, RULE_ORDER, Marks, first_reading
from hls_signals.variation.result import at_rows, counts, floats, marks, words, yes_no
from hls_signals.variation.rows import Rows

Columns = dict[str, pl.Series]

_NO_COUNT = -1


def row_columns(rows: Rows, status: StatusCodes, phase: Ints, drawn: Floats) -> Columns:
    """What is known of every row before any limit: what is drawn, what it is, and its phase within the series."""
    before = phase[rows.first]
    return {
        "plotted": floats(drawn),
        "point_status": words(status, pl.Enum(POINT_STATUS)),
        "phase": counts(phase - before[rows.series] + 1),
    }


def limit_columns(points: Points, limits: Limits, phase: Ints, preset: Preset) -> Columns:
    """Lines and what they rest on, on every row of a phase, blank and excluded rows too."""
    drawn = limits.lines
    nothing = np.full(len(drawn.centre), np.nan)
    near = Lines(drawn.centre, nothing, nothing, drawn.place) if preset.edge_at is None else drawn.near(preset.edge_at)
    lines = {
        "centre": drawn.centre,
        "lower": drawn.lower,
        "upper": drawn.upper,
        "near_lower": near.lower,
        "near_upper": near.upper,
    }
    return {
        **{name: floats(drawn.on_rows(line)) for name, line in lines.items()},
        "moving_range": floats(at_rows(points.moving_range, points.row, len(phase), np.nan)),
        "phase_points": counts(limits.points[phase]),
        "left_out": counts(limits.left_out[phase]),
        "limits_status": words(limits.status.astype(np.uint8)[phase], pl.Enum(LIMITS_STATUS)),
    }


def mark_columns(points: Points, found: Marks, rows: int) -> Columns:
    """One column a rule, and the verdict read first; null on rows that are no used point."""
    reading = first_reading(found)
    spread = {name: at_rows(mark, points.row, rows, NOT_JUDGED) for name, mark in found.by_rule().items()}
    return {
        **{name: yes_no(mark) if name.startswith("steady") else marks(mark) for name, mark in spread.items()},
        "read_first": words(at_rows(reading.verdict, points.row, rows, NOTHING), pl.Enum(READ_FIRST)),
        "read_first_rule": words(at_rows(reading.rule, points.row, rows, NOTHING), pl.Enum(RULE_ORDER)),
    }


def sd_columns(rows: Rows, limits: Limits) -> Columns:
    """The spread of each subgroup and its lines; nothing on other charts."""
    if limits.sd is None or rows.plotted.sd is None:
        return {}
    lines = {"sd_centre": limits.sd.centre, "sd_lower": limits.sd.lower, "sd_upper": limits.sd.upper}
    return {"sd": floats(rows.plotted.sd), **{name: floats(limits.sd.on_rows(line)) for name, line in lines.items()}}


def anhoej_columns(test: AnhoejOfPhases, known: Bools, phase: Ints) -> Columns:
    """The test of the phase and its parts; the two bounds and the verdict only where the test is given."""
    columns = {
        name: counts(np.where(known, part, _NO_COUNT)[phase])
        for name, part in (
            ("n_useful", test.n_useful),
            ("longest_run", test.longest_run),
            ("crossings", test.crossings),
        )
    }
    for name, part in (("longest_run_max", test.longest_run_max), ("crossings_min", test.crossings_min)):
        columns[name] = counts(np.where(known & test.judged, part, _NO_COUNT)[phase])
    verdict = np.where(known & test.judged, test.not_random, NOT_JUDGED).astype(np.int8)
    return {**columns, "series_not_random": yes_no(verdict[phase])}
