"""Which column of the record does each finding fill?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hls_signals.variation.anhoej import AnhoejOfPhases
from hls_signals.variation.arrays import NOT_JUDGED, Bools, Floats, Ints
from hls_signals.variation.groups import Groups
from hls_signals.variation.limits import Limits, Lines
from hls_signals.variation.links import Points, StatusCodes
from hls_signals.variation.presets import Preset
from hls_signals.variation.reading import NOTHING, Marks, first_reading
from hls_signals.variation.result import NO_COUNT, Columns
from hls_signals.variation.rows import Rows


def row_columns(rows: Rows, status: StatusCodes, phases: Groups, drawn: Floats) -> Columns:
    """What is known of every row before any limit: what is drawn, what it is, and its phase within the series."""
    series = rows.series[phases.starts]
    earlier = np.searchsorted(phases.starts, rows.first)[series]
    return {
        "plotted": drawn,
        "point_status": status,
        "phase": phases.spread(_counts(np.arange(phases.number) - earlier + 1)),
    }


def limit_columns(points: Points, limits: Limits, phases: Groups, preset: Preset) -> Columns:
    """Lines and what they rest on, on every row of a phase, blank and excluded rows too."""
    drawn = limits.lines
    nothing = np.full(len(drawn.centre), np.nan)
    near = Lines(drawn.centre, nothing, nothing, drawn.place) if preset.edge_at is None else drawn.near(preset.edge_at)
    lines = {
        "centre": drawn.centre_on_rows,
        "lower": drawn.lower_on_rows,
        "upper": drawn.upper_on_rows,
        "near_lower": near.lower_on_rows,
        "near_upper": near.upper_on_rows,
    }
    return {
        **lines,
        "moving_range": points.at_rows(points.moving_range, np.nan),
        "phase_points": phases.spread(_counts(limits.points)),
        "left_out": phases.spread(_counts(limits.left_out)),
        "limits_status": phases.spread(limits.status.astype(np.uint8)),
    }


def mark_columns(points: Points, found: Marks) -> Columns:
    """One column a rule, and the verdict read first; null on rows that are no used point."""
    reading = first_reading(found)
    return {
        **{name: points.at_rows(mark, NOT_JUDGED) for name, mark in found.by_rule().items()},
        "read_first": points.at_rows(reading.verdict, NOTHING),
        "read_first_rule": points.at_rows(reading.rule, NOTHING),
    }


def sd_columns(rows: Rows, limits: Limits) -> Columns:
    """The spread of each subgroup and its lines; nothing on other charts."""
    if limits.sd is None or rows.plotted.sd is None:
        return {}
    sd = limits.sd
    lines = {"sd_centre": sd.centre_on_rows, "sd_lower": sd.lower_on_rows, "sd_upper": sd.upper_on_rows}
    return {"sd": rows.plotted.sd, **lines}


def anhoej_columns(test: AnhoejOfPhases, known: Bools, phases: Groups) -> Columns:
    """The test of the phase and its parts; the two bounds and the verdict only where the test is given."""
    columns = {
        name: phases.spread(_counts(np.where(known, part, NO_COUNT)))
        for name, part in (
            ("n_useful", test.n_useful),
            ("longest_run", test.longest_run),
            ("crossings", test.crossings),
        )
    }
    for name, part in (("longest_run_max", test.longest_run_max), ("crossings_min", test.crossings_min)):
        columns[name] = phases.spread(_counts(np.where(known & test.judged, part, NO_COUNT)))
    verdict = np.where(known & test.judged, test.not_random, NOT_JUDGED).astype(np.int8)
    return {**columns, "series_not_random": phases.spread(verdict)}


def _counts(numbers: Ints) -> npt.NDArray[np.int32]:
    """Whole numbers in the width they have in the record."""
    return numbers.astype(np.int32)
