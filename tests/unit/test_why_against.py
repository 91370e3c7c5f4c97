"""Which two periods are compared, and what of the earlier one was known on the day asked about?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from hls_signals.why import NoSuchPair, NotKnownThen, explain, explain_all
from hls_signals.why.wording import sentences
from tests.house.why_cases import AREA, AS_OF, FIGURES, a_measure, figure, inputs_of, month, target

JULY = month("2026-07")
MONTHS = ("2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", *(f"2026-{m:02}" for m in range(1, 8)))


def figures(**changed):
    return [figure(start, 70 + at % 5, 100, **changed) for at, start in enumerate(MONTHS)]


def asked(measure, held, observations=(), **question):
    frame = pl.DataFrame([{**row, "measure_id": measure.id} for row in observations], schema=dict(FIGURES))
    inputs = replace(inputs_of(measure, held), observations=frame)
    return explain(measure, AREA, JULY, inputs=inputs, as_of=AS_OF, **question)


def test_the_period_before_is_compared_unless_another_is_named():
    found = asked(a_measure(), figures())
    assert found.record["period0_start"] == month("2026-06")
    assert asked(a_measure(), figures(), against="previous").record == found.record


def test_the_same_month_last_year():
    found = asked(a_measure(), figures(), against="last_year")
    assert (found.record["period0_start"], found.record["value0"]) == (month("2025-07"), 70)


def test_a_day_names_the_period_that_holds_it():
    found = asked(a_measure(), figures(), against=dt.date(2026, 3, 20))
    assert found.record["period0_start"] == month("2026-03")


@pytest.mark.parametrize("against", [dt.date(2026, 7, 1), dt.date(2019, 1, 1), dt.date(2027, 1, 1)])
def test_a_day_that_no_earlier_period_holds_says_which_periods_there_are(against):
    with pytest.raises(NoSuchPair) as told:
        asked(a_measure(), figures(), against=against)
    assert "periods here begin from 2025-07-01 to 2026-07-01" in told.value.mend


def version(start, numerator, known):
    day = dt.date.fromisoformat(known)
    moment = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    return figure(start, numerator, 100, known_on=day, known_at=moment)


VERSIONS = [
    version("2026-06", 74, "2026-07-10"),
    version("2026-06", 71, "2026-07-16"),
    version("2026-06", 68, "2026-08-20"),
    version("2026-07", 69, "2026-08-10"),
]


def test_the_earlier_figure_is_taken_as_known_at_the_end_of_that_day():
    held = [VERSIONS[2], VERSIONS[3]]
    found = asked(a_measure(), held, VERSIONS, known_then=dt.date(2026, 7, 16))
    record = found.record
    assert (record["value0"], record["value0_now"], record["value1"]) == (71, 68, 69)
    assert record["known_then"] == dt.date(2026, 7, 16)
    assert found.terms[0]["amount"] == -3


def test_the_sentences_name_the_day_and_no_first_publication():
    found = asked(a_measure(), [VERSIONS[2], VERSIONS[3]], VERSIONS, known_then=dt.date(2026, 7, 16))
    made = sentences(found.record, found.terms, a_measure(), "Tamarhaven", 0)
    said = [s.text for s in made.sentences if s.section == "rules"]
    text = (
        "−3 points went with a revision: on 16 July 2026 the figure for June 2026 was known as 71%, and it is 68% now."
    )
    assert text in said
    assert not any("first published" in sentence for sentence in said)


def test_target_and_rule_are_those_known_then_too():
    measure = a_measure(targets=(target(70), target(72, "2026-06", known="2026-08")))
    found = asked(measure, [VERSIONS[2], VERSIONS[3]], VERSIONS, known_then=dt.date(2026, 7, 16))
    assert (found.record["target0"], found.record["target0_now"], found.record["colour0"]) == (70, 72, "green")
    assert [term["kind"] for term in found.terms[:2]] == ["revision", "revision"]


def test_a_day_before_anything_was_known_is_told():
    with pytest.raises(NotKnownThen):
        asked(a_measure(), [VERSIONS[2], VERSIONS[3]], VERSIONS, known_then=dt.date(2026, 7, 1))


def test_a_day_on_which_nothing_differed_gives_the_same_story():
    plain = asked(a_measure(), figures(), figures())
    then = asked(a_measure(), figures(), figures(), known_then=AS_OF)
    names = [n for n in plain.record if n != "known_then"]
    assert [plain.record[n] for n in names] == [then.record[n] for n in names]
    assert then.terms == plain.terms


def test_one_pair_is_the_same_to_the_last_bit_as_among_all():
    long = [figure(f"{2023 + at // 12}-{at % 12 + 1:02}", 70 + at * 7 % 11, 100) for at in range(43)]
    inputs = inputs_of(a_measure(), long)
    every = explain_all(a_measure(), inputs=inputs, as_of=AS_OF)
    found = explain(a_measure(), AREA, JULY, inputs=inputs, as_of=AS_OF)
    (row,) = every.explanations.filter(pl.col("period1_start") == JULY).iter_rows(named=True)
    assert row == dict(found.record)
    assert every.terms.filter(pl.col("period1_start") == JULY).to_dicts() == [dict(term) for term in found.terms]


def test_a_longer_way_says_both_months_in_its_sentences():
    found = asked(a_measure(), figures(), against="last_year")
    assert found.record["explanation_id"] != asked(a_measure(), figures()).record["explanation_id"]
