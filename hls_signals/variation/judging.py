"""What do all the rules of a preset say of the points of many phases?"""

from __future__ import annotations

import numpy as np

from hls_signals.variation.arrays import NOT_JUDGED, Bools, Sides, side_of, where_judged
from hls_signals.variation.limits import NO_VARIATION, NONE, Limits, Lines
from hls_signals.variation.links import Points
from hls_signals.variation.presets import Preset
from hls_signals.variation.reading import Marks
from hls_signals.variation.rules import Window, beyond, near, runs, steady


def mostly_one_value(points: Points, preset: Preset) -> Bools:
    """Which phases have more than `same_share` of their moving ranges at exactly 0."""
    if preset.same_share is None:
        return np.zeros(points.phases, dtype=np.bool_)
    linked = points.linked
    same = points.groups.counts(linked & (points.moving_range == 0))
    return same > preset.same_share * (points.count - points.groups.counts(~linked))


def marks_of(
    points: Points, side: Sides, limits: Limits, one_value: Bools, preset: Preset, *, of_ranges: bool = False
) -> Marks:
    """What each rule says of each point, and where it cannot say anything.

    side       where each point lies about its centre.
    of_ranges  the points are moving ranges: neighbours share a figure, so no rule that looks at them is judged.
    """
    has_centre = points.groups.spread(limits.has_centre)
    has_range = points.groups.spread((limits.status != NONE) & (limits.status != NO_VARIATION))
    lines = limits.lines
    past_limit = _beyond(points, lines)
    if of_ranges:
        return _beyond_alone(_where(past_limit, has_range))
    rise, fall, fall_is_later = _steady_marks(points, preset)
    # Where most values are one value they all lie on one side of any line but their own: several in a row say nothing.
    tells = points.groups.spread(~one_value)
    edge = _window(preset, "edge")
    away = _window(preset, "away")
    run = None
    if preset.shift_points is not None:
        run = runs(points, side, preset.shift_points, bridge=preset.ties == "bridge")
    return Marks(
        beyond_usual_range=_where(past_limit, has_range),
        steady_rise=_where(rise, has_centre),
        steady_fall=_where(fall, has_centre),
        near_the_edge=_where(_near(points, side, past_limit, lines, edge, preset.edge_at), has_range & tells),
        away_from_centre=_where(_near(points, side, past_limit, lines, away, preset.away_at), has_range & tells),
        run_on_one_side=_where(run, has_centre & tells),
        fall_is_later=fall_is_later,
    )


def _beyond_alone(past_limit: Sides) -> Marks:
    nothing = np.full(len(past_limit), NOT_JUDGED, dtype=np.int8)
    return Marks(past_limit, nothing, nothing, nothing, nothing, nothing, np.zeros(len(past_limit), dtype=np.bool_))


def _window(preset: Preset, rule: str) -> Window | None:
    need, of = getattr(preset, f"{rule}_need"), getattr(preset, f"{rule}_of")
    if need is None:
        return None
    if rule == "away":
        return Window(need, of, counts_beyond=True, same_side=False)
    return Window(need, of, counts_beyond=preset.edge_counts_beyond, same_side=preset.edge_same_side)


def _near(
    points: Points, side: Sides, past_limit: Sides, lines: Lines, window: Window | None, at: float | None
) -> Sides | None:
    if window is None or at is None:
        return None
    return near(points, _beyond(points, lines.near(at)), past_limit, side, window)


def _beyond(points: Points, lines: Lines) -> Sides:
    return beyond(points.value, points.at(lines.lower_on_rows), points.at(lines.upper_on_rows))


def _steady_marks(points: Points, preset: Preset) -> tuple[Sides | None, Sides | None, Bools]:
    if preset.trend_points is None:
        return None, None, np.zeros(len(points), dtype=np.bool_)
    found = steady(points, preset.trend_points, bridge=preset.ties == "bridge")
    return found.rise.view(np.int8), -found.fall.view(np.int8), found.fall_begins


def _where(mark: Sides | None, judged: Bools) -> Sides:
    """The marks where the rule could be judged; a rule the preset does not have is judged nowhere."""
    if mark is None:
        return np.full(len(judged), NOT_JUDGED, dtype=np.int8)
    return where_judged(mark, judged)


def sides(points: Points, limits: Limits) -> Sides:
    """Where each point lies about its centre; 0 on it or where there is no centre."""
    return side_of(points.value, points.at(limits.lines.centre_on_rows))
