"""Do the chances of a whole frame of pairs agree with those of one figure, told slowly?"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from hls_signals.measures.colour import Boundaries
from hls_signals.variation import signals
from hls_signals.why import Counts, chance_of_another_colour, explain, explain_all
from hls_signals.why.count_tails import chances_at_least
from tests.house.why_cases import AREA, AS_OF, a_measure, after, figure, inputs_of, month, values_of

START = month("2024-01")
SERIES = ("measure_id", "area_code", "breakdown")


def name_of(start):
    return start.isoformat()[:7]


def series_of(parts, area=AREA):
    return [figure(name_of(after(START, at)), *held, area=area) for at, held in enumerate(parts)]


def why(measure, figures):
    values = values_of(measure, figures)
    variation = signals(values.select(*SERIES, "period_start", "value"), "hls", series=SERIES)
    return inputs_of(measure, figures, variation=variation)


def parts_near(aim, months, size, seed):
    return [(int(top), size) for top in np.random.default_rng(seed).binomial(size, aim, months)]


def chance_slowly(measure, parts, edges):
    history = [float(100 * Fraction(top, bottom)) for top, bottom in parts[:-1]]
    counts = Counts(parts[:-1], parts[-1][1])
    return chance_of_another_colour(history, edges, counts=counts, wanted=measure.polarity)


@pytest.mark.parametrize(("polarity", "red"), [("higher", 67), ("lower", 77)])
def test_the_chances_of_a_frame_are_those_of_one_figure(polarity, red):
    measure = a_measure(72, polarity=polarity)
    parts = parts_near(0.72, 18, 120, seed=4)
    found = explain(measure, AREA, after(START, 17), inputs=why(measure, series_of(parts)), as_of=AS_OF)
    slow = chance_slowly(measure, parts, Boundaries(green=Fraction(72), red=Fraction(red)))
    gate, colour = found.gate, found.record["colour0"]
    assert gate.p_two_differ == pytest.approx(slow.figures.two_differ, abs=1e-12)
    assert gate.p_other_colour == pytest.approx(slow.figures.other_than(colour), abs=1e-12)
    assert gate.p_two_differ_counts == pytest.approx(slow.counts.two_differ, abs=1e-10)
    assert gate.p_other_colour_counts == pytest.approx(slow.counts.other_than(colour), abs=1e-10)
    assert gate.words == slow.words


def test_the_tails_of_counts_are_sums_of_every_number_of_people():
    draw = np.random.default_rng(1)
    size = draw.integers(1, 400, 200).astype(float)
    a, b = draw.integers(1, 900, 200) + 0.0, draw.integers(1, 900, 200) + 0.0
    first = np.floor(draw.random(200) * (size + 3)) - 1
    found = chances_at_least(first, size, a, b)
    slow = [slow_tail(*row) for row in zip(first, size, a, b, strict=True)]
    assert found == pytest.approx(np.array(slow), abs=1e-11)


def slow_tail(first, size, a, b):
    chances = [1.0]
    for at in range(int(size)):
        chances.append(chances[-1] * (size - at) * (at + a) / ((at + 1) * (size - at - 1 + b)))
    return sum(chances[max(0, int(first)) :]) / sum(chances)


def test_the_example_of_the_page_of_counts():
    size, a, b = (np.array([held]) for held in (20.0, 28.0, 10.0))
    green, not_red = (chances_at_least(np.array([first]), size, a, b)[0] for first in (15.0, 13.0))
    assert [round(held, 3) for held in (green, not_red - green, 1 - not_red)] == [0.565, 0.259, 0.176]


def test_without_twelve_earlier_figures_nothing_is_said_of_chance():
    measure = a_measure(72)
    found = explain_all(measure, inputs=why(measure, series_of(parts_near(0.72, 14, 120, 1))), as_of=AS_OF)
    words = found.explanations["gate"].str.json_path_match("$.words").to_list()
    assert words[:11] == [None] * 11
    assert words[11] is not None


def test_a_figure_that_is_no_share_of_people_has_no_chance_by_counts():
    measure = a_measure(72, calculation="rate")
    found = explain(
        measure, AREA, after(START, 15), inputs=why(measure, series_of(parts_near(0.7, 16, 90, 2))), as_of=AS_OF
    )
    assert found.gate.p_two_differ is not None
    assert found.gate.p_two_differ_counts is None


def test_a_level_series_on_its_line_never_differs():
    measure = a_measure(72)
    parts = [(72, 100)] * 16
    found = explain(measure, AREA, after(START, 15), inputs=why(measure, series_of(parts)), as_of=AS_OF)
    assert (found.gate.p_other_colour, found.gate.p_two_differ) == (0.0, 0.0)


def test_a_pair_says_the_same_to_the_last_bit_alone_and_among_many_areas():
    measure = a_measure(72)
    areas = [f"X0600090{number}" for number in range(1, 8)]
    figures = [held for at, area in enumerate(areas) for held in series_of(parts_near(0.71, 20, 80 + at, at), area)]
    inputs = why(measure, figures)
    every = explain_all(measure, inputs=inputs, as_of=AS_OF).explanations
    for area in areas:
        alone = explain(measure, area, after(START, 19), inputs=inputs, as_of=AS_OF)
        held = every.filter(pl.col("explanation_id") == alone.record["explanation_id"])
        assert held.row(0, named=True)["gate"] == alone.record["gate"]
