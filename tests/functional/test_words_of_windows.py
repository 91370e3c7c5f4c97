"""Do the sentences of windows that share months, of a year to date and of an area's own target hold on a real night?"""

import pytest
from typer.testing import CliRunner

from hls_signals.cli import app
from tests.functional.windows_workspace import write_windows

PLACE = "X06000901"


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    folder = write_windows(tmp_path_factory.mktemp("windows") / "council")
    result = CliRunner().invoke(app, ["run", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder


def told(council, measure, period, area=PLACE, *options):
    result = CliRunner().invoke(app, ["explain", measure, area, period, "-w", str(council), *options])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_twelve_months_that_move_on_are_named_by_their_last_and_have_no_gate(council):
    said = told(council, "plan_this_year", "2026-08")
    assert said == told(council, "plan_this_year", "2025-09-01")
    months = "Amber in the twelve months to July 2026 (67.3%), amber in the twelve months to August 2026 (67.0%)."
    assert months in said
    assert "This cannot be told of figures whose windows share months." in said
    shared = "The two windows share eleven months: only the month that entered and the month that left differ."
    assert shared in said


def test_the_same_twelve_months_a_year_before_share_none(council):
    said = told(council, "plan_this_year", "2026-08", PLACE, "--against", "last_year")
    assert "The two windows share no month." in said


def test_of_a_year_to_date_it_is_said_what_each_part_added_and_whose_the_colour_is(council):
    said = told(council, "plan_to_date", "2026-08")
    assert "71.0% in July 2026 alone, 67.0% in August 2026 alone. Each is what that part added" in said
    assert "target and colour are those of the whole." in said
    assert "This cannot be told of what one part adds to a year to date." in said
    # Neither part has a target, so of targets nothing is said.
    assert "By the rules The definition did not move. No earlier figure was revised." in said


def test_one_of_a_unit_is_said_in_the_singular(council):
    assert "1 family in July 2026 alone, 4 families in August 2026 alone." in told(council, "moves_to_date", "2026-08")


def test_the_page_of_a_year_to_date_shows_its_newest_figure_with_the_colour_of_the_whole(council):
    folder = council / "published" / "current" / "area" / PLACE
    page = (folder / "plan_to_date.html").read_text(encoding="utf-8")
    lede = "What August 2026 added stands beside what July 2026 added; the colour is that of the whole."
    assert f'<p class="lede">{lede}</p>' in page
    assert '<th scope="row">April to August 2026</th><td data-col="value"><data value="68.4">' in page
    card = (folder / "index.html").read_text(encoding="utf-8")
    assert "Plans in place, year to date: amber in April to August 2026." in card


def test_an_area_with_its_own_target_is_told_of_that_target_alone(council):
    own, other = (told(council, "plan_in_place", "2026-08", area) for area in (PLACE, "X06000902"))
    assert "Target 65%, amber from 60%." in own
    assert "The target moved from 60% to 65%. Under the old target it would be green too." in own
    assert "72%" not in own
    page = (council / "published" / "current" / "area" / PLACE / "plan_in_place.html").read_text(encoding="utf-8")
    assert "Target 60%, in place of the one for all areas" in page
    assert "Target 72%, amber from 67%." in other
    assert "The target, colour rule and definition did not move." in other
