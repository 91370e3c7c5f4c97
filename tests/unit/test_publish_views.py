"""Do views hold what is shown, rounded once, in time order?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from hls_signals.publish.canonical import canonical_json, view_sha
from hls_signals.publish.cards import card
from hls_signals.publish.description import spans
from hls_signals.publish.measure_view import measure_page
from hls_signals.publish.numbers import as_declared, published, signed, written
from hls_signals.publish.open_book import open_book
from hls_signals.publish.periods import period_label
from hls_signals.publish.returned_view import as_returned
from hls_signals.publish.slugs import slugs
from hls_signals.publish.variation_view import colour_history, letter, variation_view
from tests.charts.publish_content import AREAS, CITY, MEASURES, VALUES, VARIATION, content, measure, register

CONTENT = content()
TAMARHAVEN = AREAS[0]
EVENTS_OF_CITY = CONTENT.register.events_for(CONTENT.register.by_id["prevention_duty"], CITY)


def page_of(measure_id: str, area_code: str = CITY, given=CONTENT):
    area = given.register.by_code[area_code]
    found = given.register.by_id[measure_id]
    return measure_page(given, found, area, slug=measure_id, data_file=f"data/{area_code}/{measure_id}")


def series(values, centre, lower, upper, **keys):
    """One measure that is not about people, monthly from January 2026."""
    found = measure("m", "Places open", disclosure={"about_people": False}, **keys)
    starts = [dt.date(2026, month, 1) for month in range(1, len(values) + 1)]
    base = CONTENT.shown_values.row(0, named=True)
    rows = [
        {
            **base, "measure_id": "m", "area_code": CITY, "period_start": start,
            "period_end": start.replace(month=start.month + 1), "value": Decimal(value), "target": None,
            "from_shown": False,
        }
        for start, value in zip(starts, values, strict=True)
    ]  # fmt: skip
    point = CONTENT.shown_variation.row(0, named=True)
    points = [
        {**point, "measure_id": "m", "area_code": CITY, "period_start": start, "centre": centre, "lower": lower,
         "upper": upper}
        for start in starts
    ]  # fmt: skip
    given = content(
        register=dataclasses.replace(CONTENT.register, measures=(found,)),
        shown_values=pl.DataFrame(rows, schema=VALUES),
        shown_variation=pl.DataFrame(points, schema=VARIATION),
    )
    return variation_view(given, found, TAMARHAVEN, "variation-m")


def test_the_worked_series_keeps_its_values_and_limits():
    view = series((62, 65, 61, 64, 66, 63, 60, 67), 63.5, 54.0, 73.0)
    assert [row.value for row in view.rows] == [62, 65, 61, 64, 66, 63, 60, 67]
    last = view.rows[-1]
    assert [str(edge) for edge in (last.centre, last.lower, last.upper)] == ["63.5", "54.0", "73.0"]
    assert view.footnotes == ()


def test_a_limit_beyond_the_bounds_is_cut_and_says_so():
    view = series((93, 96, 91, 97, 94, 95, 90, 96), 94.0, 82.98, 105.02)
    assert [str(view.rows[0].lower), str(view.rows[0].upper)] == ["83.0", "100.0"]
    assert view.footnotes == ("The usual range is cut at 100.",)


def test_limits_about_people_carry_no_decimals():
    view = page_of("prevention_duty").variation
    assert {str(row.centre) for row in view.rows} == {"74", "76"}


def test_a_hidden_figure_is_empty_and_says_why():
    view = page_of("safe_accommodation").variation
    hidden = [row for row in view.rows if row.status == "suppressed"]
    assert hidden
    for row in hidden:
        assert (row.value, row.read_first, row.rules, row.colour) == (None, None, (), None)


def test_a_period_that_nobody_returned_is_a_row_without_a_value():
    view = page_of("ae_four_hours", "X26000901").variation
    row = next(row for row in view.rows if row.label == "August 2025")
    assert (row.value, row.status) == (None, "not_available")
    assert [row.period_start for row in view.rows] == sorted(row.period_start for row in view.rows)


def test_the_page_id_does_not_follow_the_as_of_date():
    later = content(as_of=dt.date(2027, 1, 1))
    assert view_sha(page_of("prevention_duty").variation) == view_sha(page_of("prevention_duty", given=later).variation)


def test_a_view_becomes_one_text_whatever_made_it():
    view = page_of("prevention_duty").variation
    assert canonical_json(view) == canonical_json(dataclasses.replace(view))
    assert '"value":"74"' in canonical_json(view)


def test_two_rows_of_letters_where_the_returned_colour_differs():
    view = page_of("prevention_duty").variation
    first = dataclasses.replace(view.rows[0], reported_colour="red")
    changed = dataclasses.replace(view, rows=(first, *view.rows[1:]))
    assert not colour_history(view, "c").has_two_rows
    assert colour_history(changed, "c").has_two_rows
    assert colour_history(changed, "c").cells[0].reported == "R"


def test_a_card_of_a_measure_that_changed_says_what_and_why():
    found = CONTENT.register.by_id["rough_sleeping"]
    view = variation_view(CONTENT, found, TAMARHAVEN, "v")
    made = card(CONTENT, found, TAMARHAVEN, view, "x.html")
    assert made.sentences == (
        "People seen sleeping rough on one night: was amber, now red.",
        "Inside usual variation.",
    )


def test_a_card_without_an_explanation_says_the_colour_alone():
    given = content(shown_explanations=CONTENT.shown_explanations.clear())
    found = given.register.by_id["rough_sleeping"]
    made = card(given, found, TAMARHAVEN, variation_view(given, found, TAMARHAVEN, "v"), "x.html")
    assert made.sentences == ("People seen sleeping rough on one night: red in September 2026.",)
    assert made.lede == "September 2026 stands without a comparison: the period before it has no figure."


def test_a_card_of_a_measure_that_did_not_change_says_so():
    found = CONTENT.register.by_id["prevention_duty"]
    view = variation_view(CONTENT, found, TAMARHAVEN, "v")
    made = card(CONTENT, found, TAMARHAVEN, view, "x.html")
    assert made.sentences[0] == "Prevention duty ended with somewhere to live: amber, as before."
    assert made.sentences[-1] == "The colour last changed in August 2026: was green, then amber."


@pytest.mark.parametrize(
    ("measure_id", "area_code", "lede"),
    [
        ("safe_accommodation", CITY, "The figure for September 2026 is not shown: the number is small."),
        ("told_once", "a/b", "No figure has been returned yet."),
    ],
)
def test_a_page_without_a_figure_says_why(measure_id, area_code, lede):
    assert page_of(measure_id, area_code).lede == lede


def test_notes_on_the_chart_are_the_events_in_date_order():
    page = page_of("prevention_duty")
    assert [note.letter for note in page.notes] == ["A", "B", "C"]
    assert [badge.letter for badge in page.variation.notes] == ["A", "B", "C"]
    assert page.notes[0].text == "The help desk moved into the library on Fore Street."


def test_why_holds_the_newest_pair_and_then_each_change_of_colour():
    why = page_of("prevention_duty").why
    assert [entry.heading for entry in why] == ["August 2026 to September 2026", "July 2026 to August 2026"]
    assert [entry.has_colour_changed for entry in why] == [False, True]


def test_quality_of_the_file_stands_on_the_pages_it_touches_alone():
    assert page_of("ae_four_hours", "X26000901").quality == (
        "Every figure of September 2026 repeats September 2025. Was the file of last year sent again?",
    )
    assert page_of("prevention_duty").quality == ()


def test_numbers_are_rounded_half_up_and_written_for_people():
    assert published(Decimal("0.5"), 0) == 1
    assert published(66.25, 1) == Decimal("66.3")
    assert str(published(Decimal("-0.04"), 1)) == "0.0"
    assert str(as_declared(Decimal("1200.000"))) == "1200"
    assert written(Decimal("1204.50")) == "1,204.50"
    assert written(12) == "12"
    assert signed(Decimal("-3.5")) == "−3.5"


@pytest.mark.parametrize(
    ("period_type", "start", "end", "label"),
    [
        ("academic_year", dt.date(2025, 8, 1), dt.date(2026, 8, 1), "2025/26"),
        ("calendar_year", dt.date(2025, 1, 1), dt.date(2026, 1, 1), "2025"),
        ("snapshot", dt.date(2025, 10, 31), dt.date(2025, 11, 1), "31 October 2025"),
        ("rolling_12_months", dt.date(2025, 4, 1), dt.date(2026, 4, 1), "12 months to March 2026"),
        ("year_to_date", dt.date(2025, 4, 1), dt.date(2026, 2, 1), "April 2025 to January 2026"),
        ("week", dt.date(2025, 4, 7), dt.date(2025, 4, 14), "week from 7 April 2025"),
    ],
)
def test_periods_are_named_as_people_name_them(period_type, start, end, label):
    assert period_label(period_type, start, end) == label


def test_file_names_differ_even_where_case_is_ignored():
    named = slugs(["AB", "ab", "a/b", "Ångström", "plain_one"])
    assert named["plain_one"] == "plain_one"
    assert len({name.casefold() for name in named.values()}) == 5
    assert all(
        set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") for name in named.values()
    )


def test_periods_in_a_row_are_named_as_a_stretch():
    rows = page_of("prevention_duty").variation.rows[:6]
    assert spans(rows, [True] * 4 + [False, True]) == "October 2023 to January 2024, March 2024"
    assert spans(rows, [True, True] + [False] * 4) == "October 2023, November 2023"


def test_letters_go_on_after_z():
    assert [letter(number) for number in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]


def test_measures_without_an_area_of_their_type_have_no_page():
    keys = {(found.id, area.area_code) for found, area in CONTENT.subjects()}
    assert ("ae_four_hours", CITY) not in keys
    assert len(keys) == len(MEASURES)


def test_a_chart_is_described_in_words_by_what_it_shows():
    said = page_of("prevention_duty").variation.description
    assert "August 2026" in said.split("Signals, low: ")[1]
    assert "The usual range starts again in" in said
    assert "a signal, low" in said


def test_a_moved_target_is_part_of_the_description():
    assert (
        "The target moves from 40 to 36 in January to March 2026."
        in page_of("drug_treatment_completion").variation.description
    )


def test_a_gap_is_named_in_the_description():
    assert "No figure shown: August 2025." in page_of("ae_four_hours", "X26000901").variation.description


def test_what_cannot_be_known_of_any_pair_is_said_once():
    page = page_of("prevention_duty")
    assert len(page.why) > 1
    assert page.cannot_know == ("Whether the mix of people changed in ways these returns do not record.",)
    assert not any(section.title == "What cannot be known" for why in page.why for section in why.sections)


def test_a_period_without_a_figure_is_named_after_its_reason():
    assert page_of("safe_accommodation").bearing[-1].startswith("Not shown, as the number is small: ")


def test_a_page_without_a_period_repeats_nothing():
    assert page_of("told_once", "a/b").bearing == ()


def returned(given=CONTENT):
    measures = [
        (found, variation_view(given, found, TAMARHAVEN, "v"))
        for found in given.register.measures
        if found.is_for(TAMARHAVEN)
    ]
    return as_returned(given, TAMARHAVEN, measures, {found.id: "x.html" for found, _ in measures}, "r")


def test_a_rounded_figure_is_not_called_as_returned():
    rounded = content(shown_values=CONTENT.shown_values.with_columns(rounded_to=pl.lit("5")))
    status = [column.name for column in returned(rounded).table.columns].index("status")
    said = {row[0]: row[status] for row in returned(rounded).table.rows}
    assert said["People seen sleeping rough on one night"] == "provisional, rounded"
    assert "as returned" not in said.values()


def test_a_colour_that_nobody_returned_takes_no_column():
    assert not returned().has_colour
    sent = content(shown_values=CONTENT.shown_values.with_columns(reported_colour=pl.lit("red")))
    assert [column.name for column in returned(sent).table.columns][-1] == "colour"


@pytest.mark.parametrize(
    ("value0", "value1", "words"),
    [
        (79.0, 69.0, "the whole fell while every group that was there before rose."),
        (69.0, 79.0, "the whole rose while every group that was there before fell."),
    ],
)
def test_a_card_says_that_the_whole_went_one_way_and_every_group_the_other(value0, value1, words):
    pairs = CONTENT.explanations_by_series["prevention_duty", CITY]
    is_it = (pl.col("measure_id") == "prevention_duty") & (pl.col("area_code") == CITY)
    is_last = is_it & (pl.col("period1_start") == pairs[-2]["period1_start"])
    turned = CONTENT.shown_explanations.with_columns(
        has_colour_changed=pl.when(is_it).then(is_last).otherwise("has_colour_changed"),
        **{
            name: pl.when(is_last).then(pl.lit(value)).otherwise(pl.col(name))
            for name, value in (("value0", value0), ("value1", value1), ("colour0", "green"), ("colour1", "amber"))
        },
        flags=pl.when(is_last).then(pl.lit("new_group;simpson_reversal")).otherwise("flags"),
    )
    given = content(shown_explanations=turned)
    found = given.register.by_id["prevention_duty"]
    said = card(given, found, TAMARHAVEN, variation_view(given, found, TAMARHAVEN, "v"), "x.html").sentences
    assert said[-1].endswith(f"was green, then amber; {words}")
    assert len(said[-1].split()) <= 25


def test_every_period_stands_as_returned_in_time_order_with_the_way_to_its_page():
    sent = content(shown_values=CONTENT.shown_values.with_columns(reported_colour=pl.lit("amber")))
    view = returned(sent)
    own = [found for found in sent.register.measures if found.is_for(TAMARHAVEN)]
    with_rows = [found for found in own if variation_view(sent, found, TAMARHAVEN, "v").rows]
    assert [(series.name, series.href) for series in view.series] == [(found.name, "x.html") for found in with_rows]
    for found, series in zip(with_rows, view.series, strict=True):
        labels = [row.label for row in variation_view(sent, found, TAMARHAVEN, "v").rows]
        assert [row[0] for row in series.table.rows] == labels
        assert series.table.order == "time"
        assert {row[-1] for row in series.table.rows} == {"amber"}
        newest = next(row for row in view.table.rows if row[0] == found.name)
        assert newest[1] == series.table.rows[-1][0]


def test_what_was_revised_since_stands_beside_the_figure_of_any_period():
    pairs = CONTENT.explanations_by_series["prevention_duty", TAMARHAVEN.area_code]
    start = pairs[-2]["period1_start"]
    is_it = (pl.col("measure_id") == "prevention_duty") & (pl.col("period1_start") == start)
    revised = CONTENT.shown_explanations.with_columns(
        value1_first=pl.when(is_it).then(12.0).otherwise(pl.col("value1"))
    )
    view = returned(content(shown_explanations=revised))
    series = next(one for one in view.series if one.name == CONTENT.register.by_id["prevention_duty"].name)
    place = [column.name for column in series.table.columns].index("first")
    told = {row[0]: row[place] for row in series.table.rows if row[place]}
    assert list(told.values()) == ["12%"]
    assert list(told) == [period_label("month", start, start + dt.timedelta(days=31))]


def test_figures_as_returned_carry_no_target_and_no_sum_of_colours():
    columns = {column.name for series in returned().series for column in series.table.columns}
    assert columns <= {"period", "value", "first", "status", "colour"}


def test_files_stand_under_their_return_with_what_became_of_them():
    received = open_book(CONTENT, {}).received
    assert [(group.name, group.summed_up) for group in received] == [
        ("h_clic", "1 file accepted; no row set aside"),
        ("nhs_ae", "2 files: 1 accepted, 1 duplicate; 2 rows set aside"),
    ]


def test_targets_of_single_areas_do_not_stand_side_by_side_in_the_open_book():
    found = CONTENT.register.by_id["rough_sleeping"]
    targets = [found.targets[0].model_copy(update={"area_codes": (code,)}) for code in (CITY, "a/b")]
    changed = found.model_copy(update={"targets": tuple(targets)})
    given = content(register=register(tuple(changed if one.id == found.id else one for one in MEASURES)))
    rows = [row for row in open_book(given, {}).targets.rows if row[1] == found.name and "arget" in row[2][:7]]
    assert [row[2] for row in rows] == ["Target of single areas, on their own pages"]


def test_an_event_ends_on_the_last_day_on_which_it_holds():
    lasting = EVENTS_OF_CITY[0].model_copy(
        update={"effective_from": dt.date(2026, 4, 1), "effective_to": dt.date(2026, 7, 1)}
    )
    given = dataclasses.replace(CONTENT, register=dataclasses.replace(CONTENT.register, events=(lasting,)))
    assert page_of("prevention_duty", given=given).notes[0].dates == "1 April 2026 to 30 June 2026"


def test_an_event_on_the_day_a_series_ends_is_a_note_on_its_chart():
    ending = EVENTS_OF_CITY[0].model_copy(update={"effective_from": dt.date(2026, 10, 1)})
    later = ending.model_copy(update={"id": "later", "effective_from": dt.date(2026, 10, 2)})
    given = dataclasses.replace(CONTENT, register=dataclasses.replace(CONTENT.register, events=(ending, later)))
    assert [note.dates for note in page_of("prevention_duty", given=given).notes] == ["1 October 2026"]


def test_newest_points_without_a_usual_range_say_why():
    newest = pl.col("period_start") >= dt.date(2026, 9, 1)
    limits = [pl.when(~newest).then(pl.col(name)).alias(name) for name in ("centre", "lower", "upper")]
    given = content(shown_variation=CONTENT.shown_variation.with_columns(limits))
    told = "The newest points have no usual range yet: too few stand in their stretch of time."
    assert told in page_of("prevention_duty", given=given).variation.footnotes
    assert told not in page_of("prevention_duty").variation.footnotes
