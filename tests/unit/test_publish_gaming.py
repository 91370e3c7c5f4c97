"""Is each question drawn from what may be shown, in words and a table too, and undrawn where nothing is honest?"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.contract.folder import check_folder
from hls_signals.disclosure.gaming_shapes import shape_of, shown_count
from hls_signals.publish.catalogue import invented
from hls_signals.publish.charts.gaming import gaming_spec
from hls_signals.publish.gaming_shapes import undrawn
from hls_signals.publish.gaming_view import gaming_cards
from hls_signals.publish.gaming_views import GamingColumns, GamingSeries, GamingShape
from hls_signals.publish.numbers import plain
from hls_signals.publish.open_book import open_book
from hls_signals.publish.owner_page import owner_pages
from hls_signals.publish.site import build_site
from hls_signals.publish.svg import Draughtsman
from hls_signals.workspace.language import speaking, with_catalogue
from tests.charts.publish_content import CITY
from tests.house.gaming_pages import REPLY, SINCE, a_release, counts, record
from tests.unit.test_publish_languages import Visible, left_over

INDICATORS = (
    *("threshold_bunching", "impossible_value", "revision_asymmetry", "end_of_period", "copy_forward"),
    *("exclusion_shift", "category_shift"),
)


@pytest.fixture(scope="module")
def content():
    return a_release()


def cards_of(content, area=CITY):
    asked = content.register.measures[0]
    found = gaming_cards(content, asked, content.register.by_code.get(area), "decisions")
    return {card.indicator: card for card in found}


def test_every_indicator_that_may_ask_is_drawn_or_says_why_not(content):
    cards = cards_of(content)
    assert set(cards) == set(INDICATORS)
    assert {name: type(card.shape) for name, card in cards.items() if card.shape is not None} == {
        "threshold_bunching": GamingShape,
        "revision_asymmetry": GamingColumns,
        "end_of_period": GamingColumns,
        "exclusion_shift": GamingSeries,
        "category_shift": GamingSeries,
    }
    assert {name: card.undrawn.partition(":")[0] for name, card in cards.items() if card.undrawn} == {
        "impossible_value": "Nothing is drawn here",
        "copy_forward": "Nothing is drawn here",
    }
    assert set(cards_of(content, area="")) == {"threshold_bunching", "revision_asymmetry"}


def test_repeated_months_are_drawn_where_figures_are_shown_as_they_are():
    shape = cards_of(a_release(about_people=False))["copy_forward"].shape
    assert [column.is_marked for column in shape.columns].count(True) == 8
    assert shape.columns[5].row_id == "2023-09-01"
    assert shape.columns[5].value == shape.columns[4].value == counts()["numerator"][5]
    assert "September 2023, February 2024" in shape.description


def test_no_drawing_holds_a_count_that_the_profile_hides(content):
    for name, card in cards_of(content).items():
        if name in {"threshold_bunching", "revision_asymmetry"}:
            numbers = [number for row in card.shape.rows for number in (row.value, row.beside) if number is not None]
            counted = [row.value for row in card.shape.rows if row.value is not None]
            assert all(number == 0 or number > 7 for number in counted)
            assert all(number % 5 == 0 for number in counted)
            assert numbers
    revised = cards_of(content)["revision_asymmetry"].shape
    assert [plain(row.value) for row in revised.rows] == ["75", "45", "", "120"]
    assert "Met at first, missed now: not shown." in revised.description


@pytest.mark.parametrize(("number", "step", "shown"), [(0, 5, 0), (1, 5, None), (7, 5, None), (8, 5, 10), (7, 1, 7)])
def test_a_small_count_is_hidden_and_another_goes_to_its_step(number, step, shown):
    assert shown_count(number, step) == shown


def test_where_the_days_asked_about_are_hidden_nothing_is_drawn():
    few = {"before_ends": [[2, 90, 90], [1, 5, 90]], "period_ends": 12, "other_ends": 24}
    assert shape_of(few, 5) == ""
    assert json.loads(shape_of(few, 1))["cells"] == [[2, 7.5, 3.8], [1, 0.4, 3.8]]


def test_where_the_revisions_asked_about_are_hidden_nothing_is_drawn():
    outcomes = {"missed, missed": [40, 44], "missed, met": [5, 1], "met, missed": [0, 0], "met, met": [60, 60]}
    assert shape_of({"outcomes": outcomes}, 5) == ""
    assert json.loads(shape_of({"outcomes": outcomes}, 1))["cells"][1] == ["missed, met", 5, 1]


def test_a_measure_made_of_anothers_figures_keeps_the_stricter_of_their_rules():
    from hls_signals.disclosure.gaming import shown_gaming
    from tests.house.gaming_pages import TODAY, decisions

    frame = record()
    replies = dict.fromkeys(frame["signal_id"], REPLY)
    open_, people = decisions(about_people=False), decisions()
    exact = shown_gaming(open_, frame, replies, TODAY)
    strict = shown_gaming(open_, frame, replies, TODAY, named=[people])
    assert (exact["rounded_to"][0], strict["rounded_to"][0]) == ("", "5")


def test_an_indicator_of_another_package_without_a_range_is_shown_without_one_and_not_drawn():
    from hls_signals.disclosure.gaming import shown_gaming
    from tests.house.gaming_pages import TODAY, decisions

    frame = record().filter(indicator="copy_forward")
    frame = frame.with_columns(
        indicator=pl.lit("round_counts"),
        effect_lower=pl.lit(None, pl.Float64),
        effect_upper=pl.lit(None, pl.Float64),
        details=pl.lit('{"cells":"something else"}'),
    )
    (row,) = shown_gaming(decisions(), frame, dict.fromkeys(frame["signal_id"], REPLY), TODAY).iter_rows(named=True)
    assert (row["effect_lower"], row["effect_upper"], row["shape"]) == (None, None, "")
    assert row["sentence"].startswith("The data show a pattern that a target tends to leave.")
    assert undrawn(row) == "Nothing is drawn here: this look, of another package, has no drawing."


def test_the_line_of_a_limit_between_two_values_stands_where_the_data_part():
    frame = record().filter(indicator="threshold_bunching")
    details = json.loads(frame["details"][0])
    for target, good_side, met_by in ((56.5, "at_or_below", 56), (56, "at_or_below", 56), (56.5, "at_or_above", 57)):
        held = json.loads(shape_of({**details, "target": target, "good_side": good_side}, 1))
        assert (held["met_by"], held["target"]) == (met_by, target)
    shape = cards_of(a_release(about_people=False))["threshold_bunching"].shape
    between = dataclasses.replace(shape, limit=Decimal("56.5"), met_by=Decimal(56), is_from_above=False)
    spec = gaming_spec(between, "wide")
    assert spec["datasets"]["limit"][0]["x"] == 56.5
    assert not any("(the limit)" in row.label for row in between.rows)


def test_a_drawing_of_exact_figures_says_nothing_of_rounding():
    exact, rounded = cards_of(a_release(about_people=False)), cards_of(a_release())
    told = "Totals from 1 to 7 are not shown; others are rounded to the nearest 5 before the mean."
    assert told in rounded["end_of_period"].shape.footnotes
    assert told not in exact["end_of_period"].shape.footnotes
    assert {row.rounded_to for row in rounded["threshold_bunching"].shape.rows} == {"5"}
    assert {row.rounded_to for row in exact["threshold_bunching"].shape.rows} == {""}
    assert {row.rounded_to for row in rounded["end_of_period"].shape.rows} == {"0.1"}


def test_the_share_is_made_of_shown_figures_and_marks_the_announced_day(content):
    shape = cards_of(content)["exclusion_shift"].shape
    assert shape.series.notes[0].on == SINCE
    assert "A marks the announced day, 1 April 2025." in shape.footnotes
    below, left_out = counts()["denominator"][0], counts()["set_outside"][0]
    rounded = 100 * 5 * round(left_out / 5) / (5 * round(left_out / 5) + 5 * round(below / 5))
    assert shape.rows[0].value == round(rounded)
    assert all(row.target is None and row.colour is None for row in shape.series.rows)


def test_of_a_series_hidden_in_most_periods_no_share_is_drawn(content):
    hidden = content.shown_values.with_columns(
        numerator=pl.when(measure_id="set_outside").then(None).otherwise("numerator"),
        value=pl.when(measure_id="set_outside").then(None).otherwise("value"),
        status=pl.when(measure_id="set_outside").then(pl.lit("suppressed")).otherwise("status"),
    )
    card = cards_of(a_release(shown_values=hidden))["exclusion_shift"]
    assert card.shape is None
    assert card.undrawn == "Nothing is drawn here: the numbers behind it are too small to be shown."


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build_site(tmp_path_factory.mktemp("gaming") / "a", a_release())


def test_table_chart_and_csv_hold_the_same_figures(site, content):
    page = (site.folder / f"area/{CITY}/decisions.html").read_text(encoding="utf-8")
    text = (site.folder / f"data/{CITY}/decisions.gaming.csv").read_text(encoding="utf-8")
    in_csv = list(csv.DictReader(io.StringIO(text)))
    for name, card in cards_of(content).items():
        if card.shape is None:
            continue
        rows = [(row["cell"], row["figure"]) for row in in_csv if row["indicator"] == name and row["cell"]]
        assert rows == [(row.cell or row.row_id, plain(row.value)) for row in card.shape.rows]
        figure = page.split(f'<figure class="chart" data-view="{card.shape.view_id}"')[1].split("</figure>")[0]
        wide = figure.split('data-width="narrow"')[0]
        drawn = dict(re.findall(r'data-row="([^"]+)" data-value="([^"]+)"', wide))
        assert drawn == {row.row_id: plain(row.value) for row in card.shape.rows if row.value is not None}
        table = page.split(f'<table data-view="{card.shape.view_id}"')[1].split("</table>")[0]
        assert re.findall(r'<data value="([^"]+)">', table) == list(drawn.values())


def test_pooled_questions_stand_on_the_page_of_the_alliance_alone(site):
    pooled = (site.folder / "alliance/decisions.html").read_text(encoding="utf-8")
    own = (site.folder / f"area/{CITY}/decisions.html").read_text(encoding="utf-8")
    of_page = set(re.findall(r'data-signal="([0-9a-f]{12})"', pooled))
    assert of_page == set(record("").filter(pl.col("p_public") <= 0.1)["signal_id"])
    assert not of_page & set(re.findall(r'data-signal="([0-9a-f]{12})"', own))
    assert pooled.count('data-kind="gaming"') == pooled.count('data-kind="gaming_columns"') == 1
    entry = next(one for one in site.manifest["files"] if one["path"] == "data/alliance/decisions.gaming.csv")
    assert (entry["subject"], entry["measure_id"]) == ("alliance", "decisions")


def test_no_word_or_file_of_a_question_breaks_the_contract(site):
    # The replies of this test are no notes of the release, which is all that may be found.
    assert {found.code for found in check_folder(site.folder)} <= {"C403"}


def test_owners_of_pooled_figures_have_a_page_of_their_own(content):
    pages = dict(owner_pages(content, Draughtsman(None)))
    assert set(pages) == {CITY, "alliance"}
    assert "The alliance sees this first." in pages["alliance"]


def test_every_sentence_of_a_question_is_said_in_the_language_of_its_page(tmp_path):
    settings = a_release().settings
    publish = settings.publish.model_copy(update={"languages": ("en-XA",)})
    with with_catalogue("en-XA", invented("en-XA")), speaking("en-XA"):
        given = a_release(settings=settings.model_copy(update={"publish": publish}))
        release = build_site(tmp_path / "a", given)
        owners = dict(owner_pages(given, Draughtsman(None)))[CITY]
    data = [
        REPLY["text"],
        *(found.name for found in given.register.measures),
        *(a.area_name for a in given.register.areas),
    ]
    data += ["Will I hear in time?", "Tamarhaven Alliance", "n/a"]
    pages = [(release.folder / path).read_text(encoding="utf-8") for path in PAGES]
    cards = [page.split('<h2 id="bending">')[1].split("</section>")[0] for page in pages[:2]]
    for text in (*cards, pages[2].split('data-page="bending">')[1].split("</main>")[0], owners):
        left = {rest for said in Visible(text).texts if re.search(r"[A-Za-z]{3,}", rest := left_over(said, data))}
        assert left <= NO_WORDS


PAGES = (f"area/{CITY}/decisions.html", "alliance/decisions.html", "how-a-target-may-bend-the-data.html")
# Codes that are the same in every language.
NO_WORDS: set[str] = set()


def test_what_could_not_be_calculated_stands_once_in_the_open_book(content):
    reasons = [
        ("decisions", "end_of_period", "There is no count for every day of the window."),
        ("decisions", "copy_forward", "There are too few periods to tell a pattern from chance."),
    ]
    schema = {"measure_id": pl.String, "indicator": pl.String, "reason": pl.String}
    given = a_release(not_calculated=pl.DataFrame(reasons, schema=schema, orient="row"))
    table = open_book(given, {}).not_calculated
    assert table.rows == (
        (
            "Decisions within 56 days",
            "Records in the last days before figures are due",
            "There is no count for every day of the window.",
        ),
        (
            "Decisions within 56 days",
            "Periods that repeat the one before",
            "There are too few periods to tell a pattern from chance.",
        ),
    )
    assert not any(character.isdigit() for character in table.caption)
