"""What follows where one area takes over from another, and what if it had done so all along?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from hls_signals.measures.merged import LABEL, as_if_merged
from hls_signals.register import Area, Event, load_register
from hls_signals.register.mergers import merger_events, predecessors
from tests.fixtures_returns.workspaces import Place

JULY = dt.date(2018, 7, 1)
LATER = dt.date(2020, 4, 1)


def area(code: str, valid_to: dt.date | None = None, replaced_by: str | None = None, **more) -> Area:
    given = {"area_code": code, "area_name": f"Place {code}", "area_type": "organisation"}
    return Area.model_validate({**given, "valid_to": valid_to, "replaced_by": replaced_by, **more})


MERGED = (area("RR1", JULY, "RRK"), area("RRK"))


def test_an_area_that_takes_over_is_marked_on_that_day_and_so_is_the_one_that_ends():
    (event,) = merger_events(MERGED)
    assert (event.kind, event.effective_from, event.area_codes) == ("organisation", JULY, ("RR1", "RRK"))
    assert event.all
    assert event.text == "The figures of Place RR1 go on in those of Place RRK."


def test_several_areas_that_become_one_on_a_day_are_one_event():
    (event,) = merger_events((area("A1", JULY, "C1"), area("B1", JULY, "C1"), area("C1")))
    assert event.area_codes == ("A1", "B1", "C1")


def test_an_event_that_somebody_wrote_speaks_for_itself():
    written = Event.model_validate(
        {
            "id": "w",
            "all": True,
            "area_codes": ["RRK", "RR1"],
            "kind": "organisation",
            "effective_from": JULY,
            "text": "w",
        }
    )
    assert merger_events(MERGED, [written]) == ()
    assert len(merger_events(MERGED, [written.model_copy(update={"effective_from": LATER})])) == 1


def test_an_area_that_closed_and_was_not_followed_is_no_merger():
    assert merger_events((area("A1", JULY), area("B1", replaced_by="C1"), area("C1"))) == ()


def test_the_register_holds_mergers_among_its_events(tmp_path):
    place = Place(tmp_path)
    path = place.workspace.register / "areas.csv"
    path.write_text(
        "area_code,area_name,area_type,valid_from,valid_to,replaced_by\n"
        "RR1,Heart,organisation,,2018-07-01,RRK\nRRK,Birmingham,organisation,,,\n"
    )
    register = load_register(place.workspace)
    measure = register.by_id["decided_in_time"]
    assert [event.kind for event in register.events_for(measure, "RRK")] == ["organisation"]


def test_predecessors_of_predecessors_count():
    chain = (area("A1", JULY, "B1"), area("B1", LATER, "C1"), area("C1"), area("D1"))
    assert [found.area_code for found in predecessors(chain, "C1")] == ["A1", "B1"]


def figures(*rows: tuple[str, dt.date, int, int | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "measure_id": "m",
                "area_code": code,
                "breakdown": "{}",
                "period_start": start,
                "period_end": start + dt.timedelta(days=30),
                "period_type": "month",
                "definition_version": "",
                "numerator": Decimal(numerator),
                "denominator": None if denominator is None else Decimal(denominator),
                "status": status,
            }
            for code, start, numerator, denominator, status in rows
        ],
        schema_overrides={"numerator": pl.Decimal(38, 18), "denominator": pl.Decimal(38, 18)},
    )


JUNE = dt.date(2018, 6, 1)
ROWS = (("RR1", JUNE, 20040, 24112, "ok"), ("RRK", JUNE, 8547, 10035, "ok"), ("RRK", JULY, 1, 2, "ok"))


def test_before_the_merger_the_two_are_summed_and_labelled():
    row = as_if_merged(figures(*ROWS), MERGED, "RRK").row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (28587, 34147)
    assert (row["area_code"], row["of_areas"], row["label"]) == ("RRK", "RR1;RRK", LABEL)


def test_after_the_merger_nothing_is_made_up():
    assert as_if_merged(figures(*ROWS), MERGED, "RRK")["period_start"].to_list() == [JUNE]
    assert as_if_merged(figures(*ROWS), MERGED, "RR1").is_empty()


def test_a_month_in_which_one_of_them_sent_nothing_usable_has_no_sum():
    assert as_if_merged(figures(ROWS[1]), MERGED, "RRK").is_empty()
    hidden = (("RR1", JUNE, 0, 1, "suppressed"), ROWS[1])
    assert as_if_merged(figures(*hidden), MERGED, "RRK").is_empty()


def test_a_count_has_no_denominator_and_half_a_denominator_is_none():
    counts = [(code, start, n, None, status) for code, start, n, _, status in ROWS]
    assert as_if_merged(figures(*counts), MERGED, "RRK").row(0, named=True)["denominator"] is None
    assert as_if_merged(figures(counts[0], ROWS[1]), MERGED, "RRK").row(0, named=True)["denominator"] is None


def test_an_area_that_was_not_there_yet_is_not_waited_for():
    new = (area("A1", JULY, "C1"), area("B1", JULY, "C1"), area("C1", valid_from=JULY))
    found = as_if_merged(figures(("A1", JUNE, 1, 2, "ok"), ("B1", JUNE, 3, 4, "ok")), new, "C1")
    assert found.select("area_code", "numerator", "denominator").rows() == [("C1", 4, 6)]
