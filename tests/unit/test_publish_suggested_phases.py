"""Is a new phase suggested from shown figures alone, and said in plain words?"""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl

from hls_signals.publish.suggested_phases import suggestion_notes, suggestions
from tests.charts.publish_content import CITY, VALUES, VARIATION, measure

MONTHS = [dt.date(2024 + number // 12, number % 12 + 1, 1) for number in range(24)]
ENDS = dict(itertools.pairwise(MONTHS))
FAR = [60, 64] * 6 + [62, 20, 21, 20, 22, 20]
LONG = [60, 64] * 6 + [57, 58] * 6


def found_in(figures, *, area=CITY, phase_from=0, hidden=()):
    """What is suggested for one series of months; figures at these places are not shown."""
    starts = MONTHS[: len(figures)]
    shown = [None if place in hidden else figure for place, figure in enumerate(figures)]
    values = {"measure_id": "m", "area_code": area, "period_start": starts, "period_type": "month", "value": shown}
    phases = [1 if place < phase_from else 2 for place in range(len(figures))]
    points = {"measure_id": "m", "area_code": area, "period_start": starts, "phase": phases}
    return suggestions(
        pl.DataFrame(values, schema_overrides={name: VALUES[name] for name in values}),
        pl.DataFrame(points, schema_overrides={name: VARIATION[name] for name in points}),
    )


def said(figures):
    return suggestion_notes(measure("m", "Families"), ENDS, found_in(figures).get(("m", CITY)))


def test_far_points_and_a_long_run_are_told_with_their_first_month_and_that_people_decide():
    assert said(FAR)[0] == "From February 2025, 5 points in a row lie beyond the usual range of the first 12."
    assert said(LONG) == (
        "From January 2025, 12 points in a row lie on one side of the typical level of the first 12.",
        "If people know what was changed, and it is meant to last, they can let a new stretch begin there.",
    )
    assert said(FAR[:-1]) == said(LONG[:-1]) == ()


def test_a_hidden_figure_ends_the_row_and_an_earlier_phase_is_not_asked_about():
    assert found_in(FAR)
    assert found_in(FAR, hidden={15}) == {}
    assert found_in(FAR, phase_from=13) == {}


def test_a_series_without_points_of_variation_is_given_nothing():
    none = pl.DataFrame(schema={name: VARIATION[name] for name in ("measure_id", "area_code", "period_start", "phase")})
    values = {"measure_id": ["m"], "area_code": [CITY], "period_start": [MONTHS[0]], "period_type": ["month"]}
    assert suggestions(pl.DataFrame(values).with_columns(value=pl.lit(1.0)), none) == {}
