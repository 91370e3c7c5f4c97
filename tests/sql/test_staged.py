"""Tables of the staged stage on a few rows, against plain Python doing the same slowly."""

import datetime as dt
import random
from decimal import Decimal
from itertools import groupby

import polars as pl
import pytest

from hls_signals.warehouse.queries import query_named
from tests.sql import figures

KEY = ("area_code", "breakdown", "period_start", "period_end", "definition_version")


def latest(warehouse, *rows, table="staged.latest_known"):
    warehouse.write("staged.observations", figures.staged_observations(*rows))
    warehouse.build(query_named(table), {"measure_id": "waits"})
    return warehouse.read(table)


def staged(warehouse, rows, *, before="2026-06-01T00:00:00+00:00", definitions=(), hashes=("a1", "b2")):
    warehouse.write("raw.observations", figures.observations(*rows))
    warehouse.write("raw.submissions", figures.submissions(*hashes))
    warehouse.write("raw.definitions", figures.definitions(*definitions))
    warehouse.build(query_named("staged.observations"), {"known_before": before})
    return warehouse.read("staged.observations")


def test_ties_of_known_at_end_in_hash_and_row(warehouse):
    result = latest(
        warehouse,
        figures.observation(source_sha256="a1", source_row=7, numerator=Decimal(40)),
        figures.observation(source_sha256="b2", source_row=3, numerator=Decimal(42)),
    )
    assert result["numerator"].to_list() == [Decimal(42)]


def test_an_observation_known_later_does_not_exist_yet(warehouse):
    rows = [figures.observation(known_at=figures.moment("2026-05-01T09:00"))]
    assert staged(warehouse, rows, before="2026-05-01T00:00:00+01:00").is_empty()


def test_the_day_ends_at_midnight_in_london(warehouse):
    rows = [
        figures.observation(source_row=1, known_at=figures.moment("2026-06-01T22:59"), breakdown="a"),
        figures.observation(source_row=2, known_at=figures.moment("2026-06-01T23:01"), breakdown="b"),
    ]
    # The end of 1 June 2026, British Summer Time, is 23:00 UTC.
    assert staged(warehouse, rows, before="2026-06-01T23:00:00+00:00")["source_row"].to_list() == [1]


def test_a_figure_without_a_definition_takes_the_one_in_force(warehouse):
    rows = [
        figures.observation(source_row=1, period_start=dt.date(2026, 3, 1), period_end=dt.date(2026, 4, 1)),
        figures.observation(source_row=2),
        figures.observation(source_row=3, breakdown="recount", definition_version="2010"),
    ]
    known = [
        ("waits", "2010", dt.date(2010, 1, 1), dt.date(2026, 4, 1)),
        ("waits", "2026", dt.date(2026, 4, 1), dt.date(9999, 12, 31)),
    ]
    found = dict(staged(warehouse, rows, definitions=known).select("source_row", "definition_version").iter_rows())
    assert found == {1: "2010", 2: "2026", 3: "2010"}


def test_a_figure_that_a_newer_file_leaves_out_stays_and_is_marked(warehouse):
    newer = figures.moment("2026-05-20T09:00")
    result = latest(
        warehouse,
        figures.observation(area_code="X1"),
        figures.observation(area_code="X2", source_row=8),
        figures.observation(area_code="X1", source_sha256="b2", known_at=newer),
    )
    assert dict(result.select("area_code", "not_repeated").iter_rows()) == {"X1": False, "X2": True}


def test_a_file_of_another_sender_marks_nothing(warehouse):
    result = latest(
        warehouse,
        figures.observation(area_code="X1"),
        figures.observation(area_code="X2", source_sha256="b2", known_at=figures.moment("2026-05-20T09:00")),
    )
    assert result["not_repeated"].to_list() == [False, False]


def test_the_first_figure_is_the_newest_of_the_first_day(warehouse):
    result = latest(
        warehouse,
        figures.observation(source_sha256="a1", numerator=Decimal(40)),
        figures.observation(source_sha256="b2", numerator=Decimal(41), known_at=figures.moment("2026-05-01T17:00")),
        figures.observation(source_sha256="c3", numerator=Decimal(44), known_at=figures.moment("2026-05-02T08:00")),
        table="staged.first_known",
    )
    assert result["numerator"].to_list() == [Decimal(41)]


def slowly_latest(rows):
    ordered = sorted(rows, key=lambda row: [str(row[name]) for name in KEY])
    for _, group in groupby(ordered, key=lambda row: [str(row[name]) for name in KEY]):
        yield max(group, key=lambda row: (row["known_at"], row["source_sha256"], row["source_row"]))


@pytest.mark.parametrize("seed", range(5))
def test_many_versions_agree_with_plain_python(warehouse, seed):
    draw = random.Random(seed)  # noqa: S311  # a repeatable example, not a secret
    rows = [
        figures.observation(
            area_code=draw.choice(["X1", "X2"]),
            breakdown=draw.choice(["{}", '{"need":"housing"}']),
            numerator=Decimal(draw.randint(0, 50)),
            known_at=figures.moment(f"2026-05-0{draw.randint(1, 4)}T09:00"),
            source_sha256=draw.choice(["a1", "b2", "c3"]),
            source_row=number,
        )
        for number in range(60)
    ]
    expected = {(row["source_sha256"], row["source_row"]) for row in slowly_latest(rows)}
    assert set(latest(warehouse, *rows).select("source_sha256", "source_row").iter_rows()) == expected


def test_areas_of_a_file_stand_beside_those_of_the_register(warehouse):
    areas = {"area_code": ["X1"], "area_name": ["Tamarhaven"], "area_type": ["council"]}
    days = {name: pl.Series([None], dtype=pl.Date) for name in ("valid_from", "valid_to")}
    warehouse.write("raw.areas", pl.DataFrame({**areas, **days, "replaced_by": pl.Series([None], dtype=pl.String)}))
    warehouse.write(
        "raw.named_areas", pl.DataFrame({"area_code": ["X1", "X2", "X2"], "area_name": ["T", "Old", "New"]})
    )
    warehouse.build(query_named("staged.areas"), {})
    found = warehouse.read("staged.areas").select("area_code", "area_name", "is_registered").rows()
    assert found == [("X1", "Tamarhaven", True), ("X2", "New", False)]


def test_inputs_count_the_figures_of_each_submission(warehouse):
    rows = [figures.observation(), figures.observation(area_code="X2"), figures.observation(source_sha256="b2")]
    warehouse.write("staged.observations", figures.staged_observations(*rows))
    warehouse.build(query_named("staged.inputs"), {})
    assert warehouse.read("staged.inputs").rows() == [("waits", "a1", 2), ("waits", "b2", 1)]


def test_a_submission_known_later_is_left_out_unless_a_figure_of_it_was_known(warehouse):
    warehouse.write("raw.submissions", figures.submissions("a1", "b2"))
    warehouse.write(
        "raw.observations", figures.observations(figures.observation(known_at=figures.moment("2026-04-30T09:00")))
    )
    warehouse.build(query_named("staged.submissions"), {"known_before": "2026-05-01T00:00:00+00:00"})
    assert warehouse.read("staged.submissions")["sha256"].to_list() == ["a1"]


def test_events_come_through_as_they_stand(warehouse):
    events = {
        "event_id": "e1",
        "measure_id": "waits",
        "area_code": "",
        "kind": "collection",
        "effective_from": dt.date(2026, 4, 1),
        "effective_to": dt.date(2026, 7, 1),
        "announced_on": None,
        "text": "New case system",
        "source": "register",
        "confidence": "confirmed",
    }
    warehouse.write("raw.events", pl.DataFrame([events], schema_overrides={"announced_on": pl.Date}))
    warehouse.build(query_named("staged.events"), {})
    assert warehouse.read("staged.events")["event_id"].to_list() == ["e1"]
