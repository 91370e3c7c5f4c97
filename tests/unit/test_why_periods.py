"""Which periods are put side by side, and what is said of those without a figure?"""

from __future__ import annotations

import datetime as dt

import pytest

from hls_signals.why import NoSuchPair, explain, explain_all
from hls_signals.why.wording import sentences
from tests.house.why_cases import AREA, AS_OF, a_measure, figure, inputs_of, month


def explained(measure, figures, first=None, **frames):
    return explain_all(measure, inputs=inputs_of(measure, figures, first, **frames), as_of=AS_OF)


def starts(frames):
    return frames.explanations.select("period0_start", "period1_start").rows()


def test_each_period_stands_beside_the_one_before_it():
    frames = explained(
        a_measure(), [figure("2026-06", 74, 100), figure("2026-07", 69, 100), figure("2026-08", 70, 100)]
    )
    assert starts(frames) == [(month("2026-06"), month("2026-07")), (month("2026-07"), month("2026-08"))]


def test_no_pair_reaches_across_a_gap_and_each_absent_period_says_so():
    frames = explained(a_measure(), [figure("2026-05", 74, 100), figure("2026-08", 69, 100)])
    rows = frames.explanations.rows(named=True)
    assert [(row["period1_start"], row["status0"], row["status1"]) for row in rows] == [
        (month("2026-06"), "ok", "missing"),
        (month("2026-07"), "missing", "missing"),
        (month("2026-08"), "missing", "ok"),
    ]
    assert {row["flags"] for row in rows} == {"no_figure"}
    assert frames.terms.is_empty()


@pytest.mark.parametrize("status", ["suppressed", "excused", "not_available", "not_applicable"])
def test_a_period_without_a_figure_is_neither_nought_nor_red(status):
    frames = explained(a_measure(), [figure("2026-06", 74, 100), figure("2026-07", status=status)])
    (row,) = frames.explanations.rows(named=True)
    assert (row["status1"], row["value1"], row["colour1"], row["has_colour_changed"]) == (status, None, None, False)
    assert (row["sum_gap"], row["gate_result"]) == (None, "not_applicable")


def test_a_placeholder_sent_first_does_not_hide_the_figure_that_came_later():
    now = [figure("2026-06", 74, 100), figure("2026-07", 69, 100)]
    first = [figure("2026-06", status="not_available"), figure("2026-07", 69, 100)]
    (row,) = explained(a_measure(), now, first).explanations.rows(named=True)
    assert (row["value0"], row["value0_now"], row["colour0"]) == (74.0, 74.0, "green")


def yearly(year, day, count, period_type="snapshot"):
    begins = dt.date(year, *day)
    return figure(
        "2020-01",
        count,
        period_start=begins,
        period_end=begins + dt.timedelta(days=1),
        period_type=period_type,
        area=AREA,
    )


def test_yearly_snapshots_taken_a_month_apart_stand_side_by_side_and_a_lost_year_is_a_gap():
    measure = a_measure(20, 5, calculation="count", unit="count", scale=1, polarity="lower", period_type="snapshot")
    figures = [
        yearly(2020, (11, 3), 21),
        yearly(2021, (10, 12), 23),
        yearly(2022, (11, 3), 19),
        yearly(2024, (11, 3), 18),
    ]
    rows = explained(measure, figures).explanations.rows(named=True)
    assert [row["status1"] for row in rows] == ["ok", "ok", "missing", "ok"]
    assert [row["value1"] for row in rows] == [23.0, 19.0, None, 18.0]


def rolling(end, numerator, denominator=1200):
    """A window of twelve months that ends before this month."""
    start = month(end).replace(year=month(end).year - 1)
    return figure(start.isoformat()[:7], numerator, denominator, period_type="rolling_12_months", period_end=month(end))


def test_windows_that_share_months_are_compared_without_a_gate():
    measure = a_measure(period_type="rolling_12_months")
    figures = [rolling("2026-06", 888), rolling("2026-07", 828)]
    why = explain(measure, AREA, month("2025-07"), inputs=inputs_of(measure, figures), as_of=AS_OF)
    assert (why.record["value0"], why.record["value1"], why.record["colour1"]) == (74, 69, "amber")
    assert (why.gate.result, why.gate.reason) == ("not_applicable", "overlapping_windows")
    assert "overlapping_windows" in why.flags
    assert {"numerator", "denominator"} <= {term["kind"] for term in why.terms}
    made = sentences(why.record, why.terms, measure, "Tamarhaven", 0)
    shared = "The two windows share eleven months: only the month that entered and the month that left differ."
    assert shared in [s.text for s in made.sentences]


def test_a_window_that_nobody_sent_is_a_period_without_a_figure():
    figures = [rolling(end, 888) for end in ("2026-03", "2026-04", "2026-07")]
    rows = explained(a_measure(period_type="rolling_12_months"), figures).explanations
    assert rows["status1"].to_list() == ["ok", "missing", "missing", "ok"]
    assert rows["period1_end"].to_list() == [month(f"2026-0{m}") for m in (4, 5, 6, 7)]


def to_date(end, numerator, denominator):
    """From April to before this month."""
    return figure("2026-04", numerator, denominator, period_type="year_to_date", period_end=month(end))


def test_of_a_year_to_date_what_each_month_added_is_compared():
    measure = a_measure(period_type="year_to_date")
    figures = [to_date("2026-05", 80, 100), to_date("2026-06", 150, 200), to_date("2026-07", 210, 300)]
    rows = explained(measure, figures).explanations
    assert rows.select("value0", "value1").rows() == [(80, 70), (70, 60)]
    assert rows["period1_start"].to_list() == [month("2026-05"), month("2026-06")]
    # A target is one of the whole year to date.
    assert rows["colour1"].to_list() == [None, None]
    assert rows["flags"].to_list() == ["overlapping_windows"] * 2


def test_a_count_to_date_that_was_taken_back_is_still_a_count():
    measure = a_measure(calculation="count", unit="count", scale=1, period_type="year_to_date")
    figures = [to_date(end, n, None) for end, n in (("2026-05", 20), ("2026-06", 45), ("2026-07", 40))]
    assert explained(measure, figures).explanations.select("value0", "value1").rows() == [(20, 25), (25, -5)]


def test_a_rate_to_date_to_which_nobody_was_added_has_no_figure():
    measure = a_measure(period_type="year_to_date")
    figures = [to_date("2026-05", 80, 100), to_date("2026-06", 82, 100)]
    (row,) = explained(measure, figures).explanations.rows(named=True)
    assert (row["value1"], row["status1"]) == (None, "not_applicable")


def test_a_part_of_the_whole_makes_no_pair_of_its_own():
    part = {"breakdown": '{"need":"housing"}', "is_total": False}
    figures = [figure(start, n, 100) for start, n in (("2026-06", 74), ("2026-07", 69))]
    figures += [figure(start, 9, 10, **part) for start in ("2026-06", "2026-07")]
    assert explained(a_measure(), figures).explanations.height == 1


def test_one_explanation_is_the_same_to_the_last_bit_as_among_all():
    measure = a_measure(73.3, 4.1)
    figures = [
        figure(start, n, d, area=area)
        for area in (AREA, "X06000902")
        for start, n, d in (("2026-05", 71, 97), ("2026-06", 74, 99), ("2026-07", 69, 101))
    ]
    inputs = inputs_of(measure, figures)
    every = explain_all(measure, inputs=inputs, as_of=AS_OF)
    one = explain(measure, AREA, month("2026-07"), inputs=inputs, as_of=AS_OF)
    record = every.explanations.row(1, named=True)
    assert one.record == record
    terms = [row for row in every.terms.iter_rows(named=True) if row["explanation_id"] == record["explanation_id"]]
    assert list(one.terms) == terms


def test_the_order_of_the_rows_changes_nothing():
    figures = [
        figure(f"2026-{number:02}", 60 + number, 97, area=area) for area in (AREA, "X1") for number in range(1, 9)
    ]
    forward, backward = explained(a_measure(), figures), explained(a_measure(), figures[::-1])
    assert forward.explanations.equals(backward.explanations)
    assert forward.terms.equals(backward.terms)


def test_asking_for_the_first_period_names_the_periods_that_can_be_asked_about():
    measure = a_measure()
    inputs = inputs_of(measure, [figure("2026-06", 74, 100), figure("2026-07", 69, 100)])
    with pytest.raises(NoSuchPair, match="no period here to compare with") as told:
        explain(measure, AREA, month("2026-06"), inputs=inputs, as_of=AS_OF)
    assert "2026-07-01" in told.value.mend


def test_an_unknown_area_has_no_pair():
    measure = a_measure()
    inputs = inputs_of(measure, [figure("2026-06", 74, 100), figure("2026-07", 69, 100)])
    with pytest.raises(NoSuchPair, match="no figure of this measure") as told:
        explain(measure, "X99999999", month("2026-07"), inputs=inputs, as_of=AS_OF)
    assert "ask about another area" in told.value.mend


def test_no_figures_at_all_give_frames_with_their_columns():
    frames = explained(a_measure(), [])
    assert frames.explanations.is_empty()
    assert {"explanation_id", "gate", "colour1_under_target0"} <= set(frames.explanations.columns)
