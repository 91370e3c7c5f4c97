"""Does anything that stands beside the arithmetic tell more than the shown figures do?"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import polars as pl
import pytest

from hls_signals.disclosure import shown_explanations, shown_values, shown_variation
from hls_signals.why import explain_all
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import AS_OF, FIGURES, a_measure, a_register, after, figure, inputs_of, month, points

SETTINGS = Settings()
FIRST, MONTHS = month("2024-02"), 32
PUBLIC = {"already_public": {"source": "Official statistics", "published_on": dt.date(2026, 9, 1)}}


def month_of(at, top, size, days=10):
    start = after(FIRST, at)
    known = after(start) + dt.timedelta(days=days)
    moment = dt.datetime(known.year, known.month, known.day, tzinfo=dt.UTC)
    return figure(start.isoformat()[:7], top, size, known_on=known, known_at=moment)


def series(nudge, *, hidden=3):
    """Months of about 290 of 400, each nudged by less than its rounding; one month of a small number."""
    held = [290 + 10 * (at % 3) + nudge(at) for at in range(MONTHS)]
    held[20] = hidden
    return held


def shown(measure, now, early):
    """What a page may hold: figures known now, and versions of ten days after each month."""
    figures = [month_of(at, top, 400, days=40 if at < MONTHS - 1 else 10) for at, top in enumerate(now)]
    versions = [*figures, *(month_of(at, top, 400) for at, top in enumerate(early))]
    variation = points(measure, ["usual_variation"] * MONTHS, start="2024-02")
    inputs = inputs_of(measure, figures, variation=variation)
    frame = pl.DataFrame([{**held, "measure_id": measure.id} for held in versions], schema=dict(FIGURES))
    inputs = replace(inputs, observations=frame)
    register = a_register(measure)
    true = explain_all(measure, inputs=inputs, as_of=AS_OF)
    values = shown_values(measure, inputs.values, SETTINGS, register)
    limits = shown_variation(measure, variation, values, SETTINGS, register)
    return true, shown_explanations(
        measure, inputs.values, inputs.first_values, limits, true, SETTINGS, register, inputs.observations
    )


def steady(at):
    return 0


@pytest.mark.parametrize("nudge", [lambda at: (at % 5) - 2, lambda at: 2, lambda at: -2])
def test_counts_that_are_shown_alike_give_the_same_chances_season_and_range(nudge):
    measure = a_measure(60)
    early = [held - 60 for held in series(steady)]
    _, plain = shown(measure, series(steady), early)
    _, nudged = shown(measure, series(nudge, hidden=6), [held + nudge(at) for at, held in enumerate(early)])
    for name in ("gate", "pending", "season", "evidence", "flags", "sentences", "input_hash"):
        assert plain.explanations[name].to_list() == nudged.explanations[name].to_list(), name
    assert plain.terms.to_dicts() == nudged.terms.to_dicts()


def test_they_are_said_and_rest_on_shown_figures():
    measure = a_measure(60)
    _, made = shown(measure, series(lambda at: 2), [held - 60 for held in series(steady)])
    newest = made.explanations.row(-1, named=True)
    assert json.loads(newest["gate"])["p_two_differ"] is not None
    assert json.loads(newest["pending"])["n_periods"] >= 6
    steps = json.loads(newest["season"])["steps"]
    assert all(step == round(step) for step in steps)


def test_a_near_line_is_told_of_public_figures_alone():
    tops = [288 if at == MONTHS - 1 else held for at, held in enumerate(series(steady))]
    hidden, public = a_measure(72), a_measure(72, disclosure=PUBLIC)
    early = [held - 10 for held in tops]
    true, made = shown(hidden, tops, early)
    assert "knife_edge" in true.explanations["flags"][-1]
    assert "knife_edge" not in (made.explanations["flags"][-1] or "")
    assert "knife_edge" not in made.terms["kind"].to_list()
    _, open_ones = shown(public, tops, early)
    assert "knife_edge" in open_ones.explanations["flags"][-1]
