"""Values and colours of whole frames against a slow, obvious reading of the page."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hls_signals.measures import colour_of, exact_value, measured_values, rule_in_force, target_in_force
from hls_signals.measures.frames import EXACT
from hls_signals.register import Event, Measure

AS_OF = dt.date(2026, 10, 15)
SCHEMA = {
    "measure_id": pl.String,
    "area_code": pl.String,
    "breakdown": pl.String,
    "is_total": pl.Boolean,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_type": pl.String,
    "numerator": EXACT,
    "denominator": EXACT,
    "value_given": EXACT,
    "status": pl.String,
    "flags": pl.String,
    "definition_version": pl.String,
    "reported_colour": pl.String,
    "known_at": pl.Datetime("us", "UTC"),
    "known_on": pl.Date,
    "not_repeated": pl.Boolean,
    "source_sha256": pl.String,
    "source_row": pl.Int64,
}


def figures(rows):
    base = {
        "measure_id": "m",
        "area_code": "X06000901",
        "breakdown": "{}",
        "is_total": True,
        "period_start": dt.date(2026, 1, 1),
        "period_end": dt.date(2026, 2, 1),
        "period_type": "month",
        "numerator": None,
        "denominator": None,
        "value_given": None,
        "status": "ok",
        "flags": "",
        "definition_version": "",
        "reported_colour": None,
        "known_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        "known_on": dt.date(2026, 3, 1),
        "not_repeated": False,
        "source_sha256": "a1",
        "source_row": 1,
    }
    return pl.DataFrame([base | row for row in rows], schema=SCHEMA)


def measure(**changes):
    data = {
        "id": "m",
        "name": "M",
        "return": "r",
        "calculation": "ratio",
        "unit": "percent",
        "scale": 100,
        "polarity": "higher",
        "period_type": "month",
        "targets": [
            {"value": 95, "effective_from": dt.date(2010, 1, 1)},
            {"value": Decimal("57.5"), "effective_from": dt.date(2025, 1, 1), "known_from": dt.date(2024, 6, 1)},
            {"value": 40, "effective_from": dt.date(2025, 1, 1), "area_codes": ["X2"]},
        ],
        "colour_rules": [
            {"version": 1, "effective_from": dt.date(2010, 1, 1), "kind": "points", "amber_within": 5},
            {"version": 2, "effective_from": dt.date(2025, 6, 1), "kind": "percent_of_target", "amber_within": 10},
        ],
    }
    return Measure.model_validate(data | changes)


def slow_colour(m, row, known_on):
    """One row at a time, in fractions, straight from the page."""
    if row["status"] not in ("ok", "estimated", "imputed") or (
        row["status"] == "estimated" and "e" not in row["flags"]
    ):
        return None
    value = exact_value(m, row["numerator"], row["denominator"], row["value_given"])
    if value is None:
        return None
    period = row["area_code"], row["period_start"], row["period_end"], known_on
    return colour_of(m, value, target_in_force(m, *period), rule_in_force(m, *period))


@st.composite
def some_figures(draw):
    rows = []
    for number in range(draw(st.integers(1, 25))):
        month = draw(st.integers(0, 35))
        start = dt.date(2023 + month // 12, month % 12 + 1, 1)
        end = (start + dt.timedelta(days=32)).replace(day=1)
        denominator = draw(st.one_of(st.none(), st.integers(0, 40), st.sampled_from([200, 1000])))
        # One in several lands exactly on a boundary: 57.5, 52.5 and 51.75 per cent of 200 or 1,000.
        on_line = draw(
            st.sampled_from([None, Fraction(115, 200), Fraction(105, 200), Fraction(19, 20), Fraction(2, 5)])
        )
        numerator = draw(st.integers(0, max(denominator or 0, 1)))
        if on_line is not None and denominator and (on_line * denominator).denominator == 1:
            numerator = int(on_line * denominator)
        rows.append(
            {
                "area_code": draw(st.sampled_from(["X1", "X2"])),
                "breakdown": f'{{"n":"{number}"}}',
                "period_start": start,
                "period_end": end,
                "numerator": Decimal(numerator),
                "denominator": None if denominator is None else Decimal(denominator),
                "value_given": draw(st.sampled_from([None, Decimal("57.5"), Decimal("57.49")])),
                "status": draw(st.sampled_from(["ok", "ok", "ok", "suppressed", "estimated", "not_available"])),
                "flags": draw(st.sampled_from(["", "e", "p"])),
                "known_on": draw(st.sampled_from([dt.date(2024, 1, 1), dt.date(2026, 1, 1)])),
            }
        )
    return rows


@given(some_figures(), st.sampled_from(["higher", "lower"]), st.booleans())
def test_every_colour_is_the_one_the_page_gives(rows, polarity, first_published):
    m = measure(polarity=polarity)
    result = measured_values(m, figures(rows), known_on=None if first_published else AS_OF)
    asked = {row["breakdown"]: row["known_on"] if first_published else AS_OF for row in rows}
    assert result.height == len(rows)
    for row in result.iter_rows(named=True):
        source = next(r for r in rows if r["breakdown"] == row["breakdown"])
        full = figures([source]).row(0, named=True)
        expected = slow_colour(m, full, asked[row["breakdown"]])
        assert row["colour"] == expected
        assert (row["colour"] is None) == (row["no_colour_because"] is not None)


def test_a_missing_figure_inside_a_collection_event_is_excused():
    event = Event.model_validate(
        {
            "id": "new-system",
            "measure_ids": ["m"],
            "kind": "collection",
            "effective_from": dt.date(2026, 1, 1),
            "effective_to": dt.date(2026, 4, 1),
            "text": "New case system",
        }
    )
    rows = [
        {"status": "not_available"},
        {"status": "not_available", "period_start": dt.date(2026, 4, 1), "period_end": dt.date(2026, 5, 1)},
    ]
    result = measured_values(measure(), figures(rows), known_on=AS_OF, events=[event])
    assert result["status"].to_list() == ["excused", "not_available"]
    assert result["colour"].to_list() == [None, None]
    assert result["no_colour_because"].to_list() == ["excused", "no_figure"]


def test_a_rate_of_nothing_is_not_applicable_and_never_red():
    result = measured_values(measure(), figures([{"numerator": Decimal(0), "denominator": Decimal(0)}]), known_on=AS_OF)
    assert result.select("status", "value", "colour", "no_colour_because").row(0) == (
        "not_applicable",
        None,
        None,
        "not_applicable",
    )


def test_a_count_needs_no_denominator():
    count = measure(calculation="count", unit="people", scale=1, polarity="lower")
    result = measured_values(count, figures([{"numerator": Decimal(23)}]), known_on=AS_OF)
    assert result["value"].to_list() == [23.0]


def test_whole_numbers_arrive_as_themselves():
    count = measure(calculation="count", unit="people", scale=1)
    numbers = [1, 2399, 88_488_222, 999_999_999_999]
    rows = [{"numerator": Decimal(n), "breakdown": str(i)} for i, n in enumerate(numbers)]
    assert measured_values(count, figures(rows), known_on=AS_OF)["value"].to_list() == [float(n) for n in numbers]


@pytest.mark.parametrize("kind", ["context", "indicator"])
def test_a_measure_without_a_target_says_why_it_has_no_colour(kind):
    plain = measure(kind=kind, targets=[])
    result = measured_values(plain, figures([{"numerator": Decimal(1), "denominator": Decimal(2)}]), known_on=AS_OF)
    assert result["no_colour_because"].to_list() == ["context" if kind == "context" else "no_target"]
