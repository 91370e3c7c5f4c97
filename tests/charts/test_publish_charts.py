"""Is each chart, as a specification, what was looked at and agreed?"""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest

from hls_signals.publish.charts.colour_history import colour_history as letters
from hls_signals.publish.charts.colour_history import grid_spec, strip_spec
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.variation import variation, variation_spec
from hls_signals.publish.variation_view import colour_history, variation_view
from tests.charts.publish_content import BOARD, CITY, MEASURES, content

HERE = Path(__file__).parent / "specs"
CONTENT = content()
BY_ID = {found.id: found for found in MEASURES}


def view_of(measure_id: str, area: str):
    found = CONTENT.register.by_code[area]
    return variation_view(CONTENT, BY_ID[measure_id], found, f"variation-{measure_id}")


VIEW = view_of("prevention_duty", CITY)
COLOURS = colour_history(VIEW, "colours-prevention_duty")
SPECS = {
    "variation-wide": variation_spec(VIEW, "wide", 24),
    "variation-narrow": variation_spec(VIEW, "narrow", 24),
    "strip-wide": strip_spec(VIEW, COLOURS, "wide"),
    "strip-narrow": strip_spec(VIEW, COLOURS, "narrow"),
    "grid": grid_spec(VIEW, COLOURS),
}


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_the_one_that_was_looked_at(name):
    """To change one: SNAPSHOT=write pytest tests/charts, then show the picture in the review."""
    stored = HERE / f"{name}.vl.json"
    text = json.dumps(SPECS[name], indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("SNAPSHOT") == "write":
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(text, encoding="utf-8")
    assert text == stored.read_text(encoding="utf-8")


def test_a_chart_is_built_once_and_figures_never_stay_in_it():
    before = json.dumps(variation("wide"))
    variation_spec(view_of("ae_four_hours", BOARD), "wide", 24)
    assert json.dumps(variation("wide")) == before
    assert "datasets" not in variation("wide")


def test_a_dataset_that_no_layer_draws_is_refused():
    with pytest.raises(KeyError):
        swapped(letters("wide"), {"cells": [], "letters": [], "labels": [], "secret": []}, x=(0, 1))


def test_the_points_carry_exactly_the_shown_values():
    points = SPECS["variation-wide"]["datasets"]["points"]
    assert [point["hook"] for point in points] == [f"{row.row_id}|{row.value}" for row in VIEW.rows]


def test_the_line_breaks_where_a_period_has_no_figure():
    view = view_of("ae_four_hours", BOARD)
    missing = [row.label for row in view.rows if row.value is None]
    assert missing == ["August 2025"]
    line = variation_spec(view, "wide", 24)["datasets"]["values"]
    assert len({point["run"] for point in line}) == 2
    assert len(line) == len(view.rows) - 1


def test_the_usual_range_does_not_break_where_a_figure_is_missing():
    bands = variation_spec(view_of("ae_four_hours", BOARD), "wide", 24)["datasets"]["bands"]
    assert len(bands) == 1


def test_the_band_steps_where_a_phase_begins():
    bands = SPECS["variation-wide"]["datasets"]["bands"]
    assert [(band["y0"], band["y1"]) for band in bands] == [(69, 80), (71, 82)]
    assert bands[0]["x1"] == bands[1]["x0"]


def test_the_target_line_steps_when_the_target_changes():
    ends = variation_spec(view_of("drug_treatment_completion", CITY), "wide", 24)["datasets"]["targets"]
    assert [end["y"] for end in ends] == [40, 40, 36, 36]
    assert len({end["part"] for end in ends}) == 1


def test_a_signal_has_a_shape_and_a_provisional_figure_is_hollow():
    points = SPECS["variation-wide"]["datasets"]["points"]
    assert [point["shape"] for point in points[-3:]] == ["circle", "square", "square"]
    assert points[-2]["fill"] != "#FFFFFF"
    assert points[-1]["fill"] == "#FFFFFF"


def test_labels_at_the_right_stand_apart():
    spec = SPECS["variation-wide"]
    low, high = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    pixels = sorted((high - label["y"]) / (high - low) * 300 for label in spec["datasets"]["labels"])
    assert min(b - a for a, b in pairwise(pixels)) >= 14


def test_the_axis_stays_inside_the_bounds_of_the_measure():
    from decimal import Decimal

    from hls_signals.publish.charts.scale import frame_of
    from hls_signals.publish.charts.theme import SIZES

    rows = view_of("ae_four_hours", BOARD).rows
    frame = frame_of(rows, (Decimal(0), Decimal(77)), SIZES["wide"])
    assert frame.y_domain[1] <= 78  # the target, 78, is above the bound and is still drawn


def test_the_narrow_chart_holds_the_newest_periods_and_fits_a_telephone():
    spec = SPECS["variation-narrow"]
    assert len(spec["datasets"]["points"]) == 24
    padding = spec["padding"]
    assert spec["width"] + padding["left"] + padding["right"] <= 340
    assert spec["config"]["text"]["fontSize"] == 13


def test_thirteen_letters_stand_on_one_ground():
    for name in ("strip-wide", "strip-narrow"):
        datasets = SPECS[name]["datasets"]
        assert len(datasets["cells"]) == 13
        assert {key for cell in datasets["cells"] for key in cell} == {"x0", "x1", "y0", "y1"}
    assert "".join(cell["letter"] for cell in SPECS["strip-wide"]["datasets"]["letters"]) == "GGGGGGGGGGGAA"


def test_the_letters_lie_under_their_points():
    points = SPECS["variation-wide"]["datasets"]["points"][-13:]
    cells = SPECS["strip-wide"]["datasets"]["letters"]
    assert [cell["x"] for cell in cells] == pytest.approx([point["x"] for point in points], abs=1)


def test_the_grid_holds_every_letter():
    assert len(SPECS["grid"]["datasets"]["letters"]) == len(VIEW.rows)


def test_no_chart_says_red_or_green_in_colour():
    text = json.dumps([SPECS, letters("wide"), variation("wide")]).lower()
    assert not any(word in text for word in ('"red"', '"green"', "#ff0000", "#00ff00"))
