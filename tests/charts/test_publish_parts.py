"""Do the charts beside the main one say what their views hold, and nothing that cannot be?"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from hls_signals.publish.alliance_view import alliance_page
from hls_signals.publish.charts.alliance_histogram import alliance_histogram_spec
from hls_signals.publish.charts.contributions import LAYOUTS, contributions_spec
from hls_signals.publish.charts.moving_range import moving_range_spec
from hls_signals.publish.charts.small_multiple import small_multiple_spec
from hls_signals.publish.contributions_view import boundary_of, contributions
from hls_signals.publish.measure_view import measure_page
from hls_signals.publish.moving_range_view import moving_range_view
from hls_signals.publish.variation_view import variation_view
from hls_signals.publish.why_view import terms_of
from hls_signals.register.models import Area
from tests.charts.publish_content import BOARD, CITY, MEASURES, content

HERE = Path(__file__).parent / "specs"
CONTENT = content()
BY_ID = {found.id: found for found in MEASURES}


def page_of(measure_id: str, area_code: str = CITY):
    area = CONTENT.register.by_code[area_code]
    return measure_page(CONTENT, BY_ID[measure_id], area, slug=measure_id, data_file=f"data/{area_code}/{measure_id}")


PAGE = page_of("prevention_duty")
NEWEST = PAGE.why[0].contributions
assert NEWEST is not None
assert PAGE.moving_range is not None


def alliance(**publish):
    """Four areas with figures of one measure, under invented names."""
    settings = CONTENT.settings.model_copy(update={"publish": CONTENT.settings.publish.model_copy(update=publish)})
    given = dataclasses.replace(CONTENT, settings=settings)
    view = variation_view(given, BY_ID["prevention_duty"], CONTENT.register.by_code[CITY], "v")
    names = ("Quillhaven", "Alderness", "Tamarhaven", "Brackwater")
    areas = [Area(area_code=f"X0000000{n}", area_name=name, area_type="council") for n, name in enumerate(names)]
    return alliance_page(given, BY_ID["prevention_duty"], [(area, view) for area in areas], "prevention_duty")


ALLIANCE = alliance(small_multiples=True)
SPECS = {
    "contributions-wide": contributions_spec(NEWEST, "wide"),
    "contributions-narrow": contributions_spec(NEWEST, "narrow"),
    "moving-range-wide": moving_range_spec(PAGE.moving_range, "wide", 24),
    "moving-range-narrow": moving_range_spec(PAGE.moving_range, "narrow", 24),
    "alliance-histogram-wide": alliance_histogram_spec(ALLIANCE.histogram, "wide"),
    "alliance-histogram-narrow": alliance_histogram_spec(ALLIANCE.histogram, "narrow"),
    "small-multiple": small_multiple_spec(ALLIANCE.multiples, ALLIANCE.multiples.panels[0]),
}


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_the_one_that_was_looked_at(name):
    """To change one: SNAPSHOT=write pytest tests/charts, then show the picture in the review."""
    stored = HERE / f"{name}.vl.json"
    text = json.dumps(SPECS[name], indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("SNAPSHOT") == "write":
        stored.write_text(text, encoding="utf-8")
    assert text == stored.read_text(encoding="utf-8")


@pytest.mark.parametrize("measure_id", ["prevention_duty", "rough_sleeping", "drug_treatment_completion"])
def test_the_parts_lead_from_the_earlier_level_to_the_later_one(measure_id):
    views = [why.contributions for why in page_of(measure_id).why if why.contributions is not None]
    assert views
    for view in views:
        assert view.parts[0].start == view.start
        assert all(before.end == after.start for before, after in pairwise(view.parts))
        assert view.parts[-1].end == view.end


def test_a_moved_target_is_a_bar_of_the_margin():
    pairs = CONTENT.explanations_by_series[("drug_treatment_completion", CITY)]
    pair = next(pair for pair in pairs if pair["period1_start"] == dt.date(2026, 1, 1))
    measure = BY_ID["drug_treatment_completion"]
    terms = [term for term in terms_of(CONTENT, measure, CONTENT.register.by_code[CITY]) if _is_of(term, pair)]
    view = contributions(measure, pair, terms, view_id="p", decimals=1, periods=("a", "b"))
    assert next(part.amount for part in view.parts if part.kind == "target") == 4


def _is_of(term, pair):
    return term.period1_start == pair["period1_start"]


def test_parts_stand_in_the_order_of_the_method_and_the_unknown_is_always_one():
    assert [part.kind for part in NEWEST.parts] == ["revision", "target", "definition", "mix", "rate", "not_known"]
    assert NEWEST.parts[-1].label == "Not known from these returns"


def test_what_is_not_known_is_drawn_even_where_no_term_says_so():
    pair = CONTENT.explanations_by_series[("prevention_duty", CITY)][-1]
    terms = [term for term in PAGE.why[0].terms if term.kind != "not_known"]
    view = contributions(BY_ID["prevention_duty"], pair, terms, view_id="p", decimals=1, periods=("a", "b"))
    assert view.parts[-1].kind == "not_known"
    assert view.parts[-1].end == view.end


def test_a_part_that_cannot_be_split_is_hatched_has_no_length_and_says_so():
    spec = SPECS["contributions-wide"]["datasets"]
    assert len(spec["hatched"]) == 1
    assert "cannot be split" in [entry["label"] for entry in spec["amounts"]]
    hooked = {entry["hook"].split("|")[0] for name in ("bars", "unknown") for entry in spec[name]}
    assert hooked == {part.row_id for part in NEWEST.parts if part.is_split}
    wide = LAYOUTS["wide"].plot_width
    low, high = next(
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in SPECS["contributions-wide"]["layer"]
        if layer["data"]["name"] == "hatched"
    )
    assert (spec["hatched"][0]["x1"] - spec["hatched"][0]["x0"]) / (high - low) * wide == pytest.approx(36)


def test_nought_is_printed_and_drawn_as_a_line():
    spec = SPECS["contributions-wide"]["datasets"]
    assert "0.0" in [entry["label"] for entry in spec["amounts"]]
    assert any(entry["x0"] == entry["x1"] for entry in spec["bars"])


@pytest.mark.parametrize(
    ("crossed", "green1", "red1", "boundary"),
    [("both", -6.0, -1.0, "green"), ("red", -6.0, -1.0, "red"), ("green", -1.0, 4.0, "green"),
     (None, 4.0, 9.0, "green"), (None, -4.0, 1.0, "red"), (None, -2.5, 2.5, "green")],
)  # fmt: skip
def test_the_margin_is_that_of_the_boundary_crossed_else_of_the_nearest(crossed, green1, red1, boundary):
    pair = {"boundary_crossed": crossed, "margin_green0": 1.0, "margin_green1": green1, "margin_red0": 6.0,
            "margin_red1": red1}  # fmt: skip
    assert boundary_of(BY_ID["prevention_duty"], pair) == boundary


def test_a_band_is_drawn_in_its_own_unit_and_says_what_is_left_out():
    pair = dict(CONTENT.explanations_by_series[("prevention_duty", CITY)][-1])
    band = BY_ID["prevention_duty"].model_copy(update={"polarity": "band"})
    view = contributions(band, pair, PAGE.why[0].terms, view_id="p", decimals=1, periods=("a", "b"))
    assert (view.start, view.end) == (pair["value0"], pair["value1"])
    assert "target" not in [part.kind for part in view.parts]
    assert view.footnotes[0].startswith("Drawn are the figures; a moved target")


def test_steps_are_distances_within_a_stretch_and_break_at_a_gap():
    rows = PAGE.moving_range.rows
    values = [row.value for row in PAGE.variation.rows]
    assert rows[0].value is None
    assert rows[1].value == abs(values[1] - values[0])
    starts = next(place for place, row in enumerate(rows) if row.phase == 2)
    assert rows[starts].value is None
    gap = moving_range_view(CONTENT, page_of("ae_four_hours", BOARD).variation, "s")
    missing = next(place for place, row in enumerate(gap.rows) if row.label == "August 2025")
    assert [gap.rows[place].value for place in (missing, missing + 1)] == [None, None]


def test_the_edge_of_the_steps_is_3267_mean_steps():
    rows = [row for row in page_of("rough_sleeping").moving_range.rows if row.value is not None]
    mean = sum(row.value for row in rows) / len(rows)
    assert float(rows[-1].upper) == pytest.approx(3.267 * float(mean), abs=0.05)


def test_the_alliance_is_three_areas_at_least_and_names_none():
    text = json.dumps([SPECS["alliance-histogram-wide"], dataclasses.asdict(ALLIANCE.histogram)], default=str)
    assert not any(name in text for name in ("Quillhaven", "Alderness", "Tamarhaven", "Brackwater", "X0000"))
    assert sum(cell.count for cell in ALLIANCE.histogram.cells) == 4 * 13
    view, city = PAGE.variation, CONTENT.register.by_code[CITY]
    assert alliance_page(CONTENT, BY_ID["prevention_duty"], [(city, view)] * 2, "p") is None


def test_panels_stand_by_name_on_the_axis_of_the_register():
    assert [panel.area_name for panel in ALLIANCE.multiples.panels] == [
        "Alderness", "Brackwater", "Quillhaven", "Tamarhaven",
    ]  # fmt: skip
    ends = next(
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in SPECS["small-multiple"]["layer"]
        if layer["data"]["name"] == "points"
    )
    assert ends == [0.0, 100.0]
    assert alliance().multiples is None


def test_a_cell_counts_what_lies_in_it():
    for cell in ALLIANCE.histogram.cells:
        inside = [row.value for row in PAGE.variation.rows[-13:] if cell.lower <= row.value < cell.upper]
        assert cell.count == 4 * len(inside)
    assert ALLIANCE.histogram.cells[0].lower == Decimal(68)
