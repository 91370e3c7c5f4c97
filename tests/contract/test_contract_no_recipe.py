"""Does anything published say how many cases would change a colour?"""

from __future__ import annotations

import pytest

from hls_signals.demo.workspace import write_demo
from hls_signals.publish.pages import renderer
from hls_signals.publish.site_plan import plan_of
from hls_signals.publish.svg import Draughtsman
from tests.charts.publish_content import content
from tests.contract.perturbed_nights import published
from tests.house.recipes import recipes_in, text_of


@pytest.mark.parametrize(
    "text",
    [
        "3 more cases would give green",
        "Two fewer families and the figure is amber.",
        "The place is one case away from the target.",
        "It would be red with four more decisions",
        '{"cases_to_other_colour": 1}',
        '{"pending": {"expected_colour": "green"}}',
    ],
)
def test_a_recipe_is_found_however_it_is_put(text):
    assert list(recipes_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "So near the line that one case decides which colour is shown; read no colour here.",
        "It was green and is amber in September 2026; one case decides which colour is shown.",
        "21 people were seen. The colour is amber.",
        "Points of 60 people lie inside the usual range; it is red in June 2026.",
    ],
)
def test_that_one_case_decides_is_a_fact_without_direction_or_number(text):
    assert not list(recipes_in(text))


def test_no_page_of_the_small_release_holds_one():
    given = content()
    made = renderer(given, Draughtsman(None))
    found = {page.path: list(recipes_in(made.page(page))) for page in plan_of(given).pages}
    assert {path: hits for path, hits in found.items() if hits} == {}


@pytest.mark.slow
def test_no_published_byte_of_the_demo_holds_one(tmp_path):
    write_demo(tmp_path / "demo")
    files = published(tmp_path / "demo")
    found = {path: list(recipes_in(text_of(path, data))) for path, data in files.items() if "vega" not in path}
    assert len(found) > 50
    assert {path: hits for path, hits in found.items() if hits} == {}
