"""Are changes that everybody knows of named as what they were: a definition, an excuse, a copied month?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from hls_signals.measures.values import measured_values
from hls_signals.register.models import Event
from hls_signals.why import WhyInputs, explain, explain_all
from hls_signals.why.wording import sentences
from tests.house.why_cases import AS_OF, FIGURES, a_measure, definition, empty_variation, figure, inputs_of, quality_row

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "healthyr"
WAITING = SHARED / "england_rtt_overview.csv"
TRUSTS = SHARED / "england_trust_accidents_emergency.csv"
BOARDS = SHARED / "england_icb_accidents_emergency.csv"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not WAITING.is_file(), reason="the published figures are not beside this repository"),
]
ENGLAND, FEBRUARY = "E92000001", dt.date(2024, 2, 1)
# Community services left the collection in February 2024: about 36,000 people, as its publisher wrote.
LEFT = 36_000


def text_of(found, measure, section):
    made = sentences(found.record, found.terms, measure, "England", 0)
    return [sentence.text for sentence in made.sentences if sentence.section == section]


@pytest.fixture(scope="module")
def waiting():
    rows = pl.read_csv(WAITING).filter(pl.col("type_of_wait") == "Total waiting")
    counted = dict(rows.filter(pl.col("month").is_in(["2024-01-01", "2024-02-01"])).select("month", "count").rows())
    old = figure("2024-01", counted["2024-01-01"], area=ENGLAND, definition_version="2015")
    new = figure("2024-02", counted["2024-02-01"], area=ENGLAND, definition_version="2024")
    return old, new


def a_waiting_list():
    return a_measure(
        None, id="waiting", name="People waiting", calculation="count", unit="count", scale=1, polarity="lower",
        colour_rules=(), definitions=(definition("2015", "2015-10"), definition("2024", "2024-02")),
    )  # fmt: skip


def test_the_waiting_list_of_february_2024_changed_its_definition_by_an_amount_nobody_can_tell_yet(waiting):
    measure = a_waiting_list()
    found = explain(measure, ENGLAND, FEBRUARY, inputs=inputs_of(measure, waiting), as_of=AS_OF)
    amounts = {term["kind"]: term["amount"] for term in found.terms}
    assert found.record["value1"] - found.record["value0"] == -39_007
    assert (amounts["definition"], amounts["not_known"]) == (None, -39_007)
    assert "definition_not_separable" in found.flags
    assert any("so its part cannot be split off" in text for text in text_of(found, measure, "rules"))


def test_once_january_is_counted_again_the_definition_has_a_size(waiting):
    measure, (old, new) = a_waiting_list(), waiting
    again = {**old, "numerator": old["numerator"] - LEFT, "definition_version": "2024"}
    found = explain(measure, ENGLAND, FEBRUARY, inputs=inputs_of(measure, [old, again, new]), as_of=AS_OF)
    # What stands for January is the count made its own way; the other one tells what the definition did.
    amounts = {term["kind"]: term["amount"] for term in found.terms}
    assert (amounts["definition"], amounts["count"], amounts["not_known"]) == (-LEFT, -39_007 + LEFT, 0)
    assert "−36,000 went with the new definition" in " ".join(text_of(found, measure, "rules"))


def a_trust_s_month(row):
    late, all_of = row["attendances_over_4hours"], row["total_attendances"]
    parts = (None, None) if late is None else (all_of - late, all_of)
    return figure(f"{row['start']:%Y-%m}", *parts, area="RK9", status="not_available" if late is None else "ok")


def test_an_excused_trust_has_no_colour_no_arithmetic_and_a_reason():
    rows = pl.read_csv(TRUSTS, null_values="NA").with_columns(start=pl.col("date").str.to_date("%B %Y", strict=False))
    own = rows.filter(pl.col("nhs_trust22_code") == "RK9").sort("start")
    figures = [a_trust_s_month(row) for row in own.iter_rows(named=True)]
    measure = a_measure(95)
    pilot = Event(
        id="pilot", all=True, area_codes=("RK9",), kind="collection", effective_from=dt.date(2019, 5, 1),
        effective_to=dt.date(2023, 6, 1), text="review of standards",
    )  # fmt: skip
    frame = pl.DataFrame([{**held, "measure_id": measure.id} for held in figures], schema=dict(FIGURES))
    values = measured_values(measure, frame, known_on=AS_OF, events=[pilot])
    first = measured_values(measure, frame, known_on=None, events=[pilot])
    inputs = WhyInputs(measure, values, first, pl.DataFrame(), empty_variation(), pl.DataFrame())
    frames = explain_all(measure, inputs=inputs, as_of=AS_OF)
    excused = frames.explanations.filter(pl.col("status1") == "excused")
    assert excused.height > 10
    assert excused["colour1"].null_count() == excused.height
    assert excused["flags"].str.contains("no_figure").all()
    assert frames.terms.join(excused.select("explanation_id"), on="explanation_id").is_empty()
    found = explain(measure, "RK9", dt.date(2023, 4, 1), inputs=inputs, as_of=AS_OF)
    assert text_of(found, measure, "change") == ["England: the return for April 2023 was excused."]


def test_a_copied_month_is_said_before_anything_else():
    rows = pl.read_csv(BOARDS).with_columns(start=pl.col("date").str.to_date("%B %Y", strict=False))
    board = rows["icb22_code"].min()
    figures = [
        figure(f"{row['start']:%Y-%m}", row["total_attendances"] - row["attendances_over_4hours"],
               row["total_attendances"], area=board)
        for row in rows.filter(pl.col("icb22_code") == board).iter_rows(named=True)
    ]  # fmt: skip
    measure = a_measure(78)
    quality = pl.DataFrame([quality_row("D301", "2025-02", other="2024-02")])
    inputs = inputs_of(measure, figures, quality=quality)
    found = explain(measure, board, dt.date(2025, 2, 1), inputs=inputs, as_of=AS_OF)
    said = text_of(found, measure, "change")
    assert said[0] == "These figures repeat February 2024. Ask whether they were sent twice before reading on."
