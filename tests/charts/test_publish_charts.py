"""Is each chart, as a specification, what was looked at and agreed?"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from hls_signals.publish.charts.colour_history import colour_history as letters
from hls_signals.publish.charts.colour_history import grid_spec, strip_spec
from hls_signals.publish.charts.gaming import gaming_spec
from hls_signals.publish.charts.gaming_columns import gaming_columns_spec
from hls_signals.publish.charts.swap import swapped
from hls_signals.publish.charts.theme import BAND, NAVY
from hls_signals.publish.charts.variation import variation, variation_spec
from hls_signals.publish.gaming_view import gaming_cards
from hls_signals.publish.gaming_views import GamingCell, GamingShape
from hls_signals.publish.series_views import Badge
from hls_signals.publish.variation_view import colour_history, letter, variation_view
from tests.charts.publish_content import BOARD, CITY, MEASURES, content, months
from tests.house.gaming_pages import a_release

HERE = Path(__file__).parent / "specs"
CONTENT = content()
BY_ID = {found.id: found for found in MEASURES}


def view_of(measure_id: str, area: str):
    found = CONTENT.register.by_code[area]
    return variation_view(CONTENT, BY_ID[measure_id], found, f"variation-{measure_id}")


def shapes_of(*, about_people: bool):
    """The drawings of a release with a question of every indicator."""
    release = a_release(about_people=about_people)
    cards = gaming_cards(release, release.register.measures[0], release.register.by_code[CITY], "decisions")
    return {card.indicator: card.shape for card in cards}


VIEW = view_of("prevention_duty", CITY)
COLOURS = colour_history(VIEW, "colours-prevention_duty")
SHAPE = GamingShape(
    view_id="bending-decisions",
    unit="days",
    limit=Decimal(56),
    met_by=Decimal(56),
    limit_words="56-day limit",
    is_from_above=False,
    grid=Decimal(1),
    cells=tuple(
        GamingCell(Decimal(day), None if day > 85 else Decimal(35 if 54 <= day <= 56 else 20), Decimal(20))
        for day in range(20, 93)
    ),
    heads=("Recorded value, in days", "Cases", "Smooth pattern"),
    sentence="What is recorded around the 56-day limit",
    description="",
    footnotes=(),
)
COLUMNS = shapes_of(about_people=True)
EXACT = shapes_of(about_people=False)
DRAWN_COLUMNS = {
    "month-ends": COLUMNS["end_of_period"],
    "outcomes": COLUMNS["revision_asymmetry"],
    "repeats": EXACT["copy_forward"],
}
SPECS = {
    "variation-wide": variation_spec(VIEW, "wide", 24),
    "variation-narrow": variation_spec(VIEW, "narrow", 24),
    "strip-wide": strip_spec(VIEW, COLOURS, "wide"),
    "strip-narrow": strip_spec(VIEW, COLOURS, "narrow"),
    "grid": grid_spec(VIEW, COLOURS),
    "gaming-wide": gaming_spec(SHAPE, "wide"),
    "gaming-narrow": gaming_spec(SHAPE, "narrow"),
    **{
        f"gaming-{name}-{width}": gaming_columns_spec(shape, width, 24)
        for name, shape in DRAWN_COLUMNS.items()
        for width in ("wide", "narrow")
    },
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


def row(number: int, value, **keys):
    """One month of an invented series; the rest as in the example of how to read a chart."""
    start, end = months(dt.date(2026, 9, 1), 40)[number]
    level = {"target": None, "target_upper": None, "centre": None, "lower": None, "upper": None}
    name = start.isoformat()
    return replace(
        VIEW.rows[0], period_start=start, period_end=end, label=name, short_label=name, value=value, **(level | keys)
    )


def invented(values, *, bounds=(None, None), **level):
    rows = tuple(
        row(number, Decimal(value), **{name: Decimal(text) for name, text in level.items()})
        for number, value in enumerate(values)
    )
    return replace(VIEW, rows=rows, bounds=bounds, notes=())


def y_axis(spec):
    return [tick["label"] for tick in spec["datasets"]["y_ticks"]]


def test_a_flat_series_at_its_bound_has_no_impossible_figure_on_its_axis():
    nought = invented(["0"] * 24, bounds=(Decimal(0), None), centre="0", lower="0", upper="0", target="0")
    assert y_axis(variation_spec(nought, "wide", 24)) == ["0%", "1%"]
    full = invented(["100"] * 24, bounds=(Decimal(0), Decimal(100)), centre="100", lower="100", upper="100")
    assert y_axis(variation_spec(full, "wide", 24)) == ["99%", "100%"]


@pytest.mark.parametrize(
    ("lower", "label"),
    [("54.5", "Lower 54.5"), ("0.0125", "Lower 0.0125"), ("1256913", "Lower 1.26m"), ("-123456", "Lower −123k")],
)
def test_a_long_figure_beside_a_line_is_shortened_on_a_telephone(lower, label):
    view = invented([lower] * 24, lower=lower)
    assert [entry["label"] for entry in variation_spec(view, "narrow", 24)["datasets"]["labels"]] == [label]


def test_ticks_in_millions_say_so():
    view = replace(invented(["1100000", "1400000"], lower="900000", upper="1600000"), unit="pounds")
    assert y_axis(variation_spec(view, "narrow", 24)) == ["0.8m", "1m", "1.2m", "1.4m", "1.6m"]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_letter_of_many_events_stays_inside_the_chart(width):
    view = invented(["60", "61", "62"] * 8)
    many = tuple(Badge(letter(place), dt.date(2023, 7, 1) + dt.timedelta(days=17 * place)) for place in range(40))
    spec = variation_spec(replace(view, notes=many), width, 24)
    boxes = spec["datasets"]["letters"]
    low, high = next(
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer["encoding"].get("x", {})
    )
    assert all(low <= box["x"] <= high for box in boxes)
    assert all(a["x1"] <= b["x0"] for a, b in pairwise(boxes))
    assert boxes[0]["letter"].startswith("A")
    assert boxes[-1]["letter"].endswith("AN")


def test_labels_of_quarters_fall_on_one_quarter_of_the_year():
    starts = [dt.date(2016 + place // 4, 1 + 3 * (place % 4), 1) for place in range(41)]
    rows = tuple(
        replace(VIEW.rows[0], period_start=start, period_end=end, short_label=f"{start:%b}", value=Decimal(60))
        for start, end in pairwise(starts)
    )
    ticks = variation_spec(replace(VIEW, rows=rows, notes=()), "wide", 24)["datasets"]["x_ticks"]
    assert {tick["label"] for tick in ticks} == {"Jan"}


def test_every_column_and_line_across_lies_where_its_number_is():
    shape = COLUMNS["revision_asymmetry"]
    held = SPECS["gaming-outcomes-wide"]["datasets"]
    assert [column["hook"] for column in held["columns"]] == ["missed-missed|75", "missed-met|45", "met-met|120"]
    assert [(across["x0"], across["y"]) for across in held["beside"]] == [(0.54, 110), (1.54, 10), (3.54, 120)]
    assert [figure["label"] for figure in held["figures"]] == ["75", "45", "*", "120"]
    assert len(held["names_0"]) == len(held["names_1"]) == len(shape.columns)


def test_dark_columns_are_those_that_repeat_and_no_value_makes_one_dark():
    columns = SPECS["gaming-repeats-wide"]["datasets"]["columns"]
    assert {column["fill"] for column in SPECS["gaming-month-ends-wide"]["datasets"]["columns"]} == {BAND}
    assert [at for at, column in enumerate(columns) if column["fill"] == NAVY] == list(range(5, 42, 5))


def test_a_line_parts_the_last_three_days():
    (parted,) = SPECS["gaming-month-ends-wide"]["datasets"]["parted"]
    assert (parted["x"], parted["label"]) == (7.5, "last 3 days")
