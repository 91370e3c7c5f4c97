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


def latest(warehouse, *rows, table="staged.latest_known", **handling):
    warehouse.write("staged.observations", figures.staged_observations(*rows))
    warehouse.write("raw.handling", figures.handling(**handling))
    warehouse.build(query_named("staged.summed"), {})
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


ONE, OTHER = '{"type":"1"}', '{"type":"2"}'


def part(breakdown=ONE, **changes):
    return figures.observation(**({"breakdown": breakdown, "is_total": False} | changes))


def totals(warehouse, *rows, table="staged.latest_known", **handling):
    found = latest(warehouse, *rows, table=table, **({"is_summed": True} | handling))
    return found.filter(pl.col("breakdown") == "{}")


def test_a_total_is_the_sum_of_numerators_over_the_sum_of_denominators(warehouse):
    (total,) = totals(
        warehouse,
        part(numerator=Decimal(40), denominator=Decimal(50)),
        part(OTHER, numerator=Decimal(1), denominator=Decimal(3), source_row=8),
    ).iter_rows(named=True)
    assert (total["numerator"], total["denominator"], total["is_total"]) == (Decimal(41), Decimal(53), True)
    assert (total["source_sha256"], total["source_row"], total["status"]) == ("a1", 8, "ok")


@pytest.mark.parametrize("missing", [{"numerator": None, "status": "suppressed"}, {"denominator": None}])
def test_a_part_without_both_numbers_leaves_no_total(warehouse, missing):
    assert totals(warehouse, part(), part(OTHER, source_row=8, **missing)).is_empty()


def test_without_the_mapping_saying_so_no_total_is_made(warehouse):
    assert totals(warehouse, part(), part(OTHER, source_row=8), is_summed=False).is_empty()


def test_a_total_that_a_file_states_is_never_made_again(warehouse):
    stated = figures.observation(numerator=Decimal(39), source_row=9)
    assert totals(warehouse, part(), stated)["numerator"].to_list() == [Decimal(39)]


def test_counts_add_up_and_an_estimate_among_them_makes_an_estimate(warehouse):
    (total,) = totals(
        warehouse,
        part(numerator=None, value=Decimal(4), denominator=None, status="estimated", flags="e"),
        part(OTHER, numerator=Decimal(5), denominator=None, source_row=8, flags="p"),
        is_count=True,
    ).iter_rows(named=True)
    assert (total["numerator"], total["denominator"]) == (Decimal(9), None)
    assert (total["status"], total["flags"]) == ("estimated", "ep")


def test_parts_that_are_all_zero_have_no_rate(warehouse):
    nothing = {"numerator": Decimal(0), "denominator": Decimal(0), "status": "not_applicable"}
    assert totals(warehouse, part(**nothing), part(OTHER, source_row=8, **nothing))["status"].to_list() == [
        "not_applicable"
    ]


LATER = {"known_at": figures.moment("2026-05-20T09:00"), "known_on": dt.date(2026, 5, 20), "source_sha256": "b2"}


def test_a_revised_part_revises_the_total_and_the_first_one_stays_known(warehouse):
    rows = [
        part(numerator=Decimal(40)),
        part(OTHER, numerator=Decimal(1), source_row=8),
        part(numerator=Decimal(44), **LATER),
    ]
    now = totals(warehouse, *rows).row(0, named=True)
    assert (now["numerator"], now["known_at"], now["source_sha256"]) == (Decimal(45), LATER["known_at"], "b2")
    first = totals(warehouse, *rows, table="staged.first_known").row(0, named=True)
    assert (first["numerator"], first["source_sha256"]) == (Decimal(41), "a1")


def test_totals_are_kept_apart_by_definition_period_and_area(warehouse):
    rows = [
        part(definition_version=version, area_code=area, source_row=number)
        for number, (version, area) in enumerate([("a", "X1"), ("b", "X1"), ("a", "X2")], start=2)
    ]
    assert totals(warehouse, *rows)["numerator"].to_list() == [Decimal(40)] * 3


def test_a_newer_file_ends_figures_that_it_leaves_out_where_files_replace_periods(warehouse):
    rows = [part(), part(OTHER, source_row=8), part(numerator=Decimal(44), **LATER)]
    result = latest(warehouse, *rows, is_summed=True, replaces_periods=True)
    assert dict(result.select("breakdown", "numerator").iter_rows()) == {ONE: Decimal(44), "{}": Decimal(44)}
    assert not result["not_repeated"].any()


def test_a_newer_file_says_nothing_of_periods_that_it_does_not_hold(warehouse):
    march = {"period_start": dt.date(2026, 3, 1), "period_end": dt.date(2026, 4, 1)}
    rows = [figures.observation(**march), figures.observation(area_code="X2"), figures.observation(**LATER)]
    found = latest(warehouse, *rows, replaces_periods=True)
    assert found["period_start"].sort().to_list() == [dt.date(2026, 3, 1), dt.date(2026, 4, 1)]
    assert found["source_sha256"].sort().to_list() == ["a1", "b2"]


def test_an_older_file_that_comes_late_ends_nothing(warehouse):
    early = {"known_at": figures.moment("2026-04-20T09:00"), "known_on": dt.date(2026, 4, 20)}
    rows = [figures.observation(), figures.observation(area_code="X2", source_sha256="c3", **early)]
    assert latest(warehouse, *rows, replaces_periods=True)["source_sha256"].to_list() == ["a1"]


def slowly_summed(rows):
    """The total of each area as it was at each moment a part became known, in plain Python."""
    for area in {row["area_code"] for row in rows}:
        parts = [row for row in rows if row["area_code"] == area]
        for moment in {row["known_at"] for row in parts}:
            newest = {}
            for row in sorted(parts, key=lambda row: (row["known_at"], row["source_sha256"], row["source_row"])):
                if row["known_at"] <= moment:
                    newest[row["breakdown"]] = row
            if all(row["numerator"] is not None for row in newest.values()):
                yield area, moment, sum(row["numerator"] for row in newest.values())


@pytest.mark.parametrize("seed", range(5))
def test_many_versions_of_totals_agree_with_plain_python(warehouse, seed):
    draw = random.Random(seed)  # noqa: S311  # a repeatable example, not a secret
    rows = [
        part(
            draw.choice([ONE, OTHER, '{"type":"other"}']),
            area_code=draw.choice(["X1", "X2"]),
            numerator=draw.choice([None, *map(Decimal, range(9))]),
            known_at=figures.moment(f"2026-05-0{draw.randint(1, 5)}T09:00"),
            source_sha256=draw.choice(["a1", "b2", "c3"]),
            source_row=number,
        )
        for number in range(40)
    ]
    latest(warehouse, *rows, is_summed=True)
    found = set(warehouse.read("staged.summed").select("area_code", "known_at", "numerator").iter_rows())
    assert found == set(slowly_summed(rows))


def known_at_once(warehouse, *rows, basis="sidecar"):
    raw = figures.observations(*rows).with_columns(pl.lit(basis).alias("known_at_basis"))
    warehouse.write("raw.observations", raw)
    warehouse.write("staged.observations", figures.staged_observations(*rows))
    warehouse.build(query_named("staged.known_at_once"), {})
    return warehouse.read("staged.known_at_once")


def test_two_files_that_state_one_moment_and_differ_are_found(warehouse):
    rows = [
        figures.observation(source_sha256="a1", numerator=Decimal(40)),
        figures.observation(source_sha256="b2", numerator=Decimal(42)),
    ]
    assert known_at_once(warehouse, *rows).select("examined", "affected").rows() == [(2, 2)]


def test_two_equal_figures_or_a_moment_nobody_stated_are_no_question(warehouse):
    rows = [figures.observation(source_sha256=name, numerator=Decimal(40)) for name in ("a1", "b2")]
    assert known_at_once(warehouse, *rows).is_empty()


def test_receipts_at_one_moment_are_no_question(warehouse):
    rows = [
        figures.observation(source_sha256="a1", numerator=Decimal(40)),
        figures.observation(source_sha256="b2", numerator=Decimal(42)),
    ]
    assert known_at_once(warehouse, *rows, basis="receipt").is_empty()


@pytest.mark.parametrize("replaces", [False, True])
def test_totals_and_standing_figures_do_not_follow_the_order_of_rows(warehouse, replaces):
    draw = random.Random(7)  # noqa: S311  # a repeatable example, not a secret
    rows = [
        part(
            draw.choice([ONE, OTHER]),
            area_code=draw.choice(["X1", "X2"]),
            numerator=Decimal(draw.randint(0, 9)),
            known_at=figures.moment(f"2026-05-0{draw.randint(1, 5)}T09:00"),
            source_sha256=draw.choice(["a1", "b2", "c3"]),
            source_row=number,
        )
        for number in range(30)
    ]
    found = []
    for _ in range(3):
        draw.shuffle(rows)
        for table in ("staged.observations", "raw.handling", "staged.summed", "staged.latest_known"):
            warehouse.drop(table)
        result = latest(warehouse, *rows, is_summed=True, replaces_periods=replaces)
        found.append(result.sort("area_code", "breakdown").rows())
    assert found[0] == found[1] == found[2]
    assert any(row[3] == "{}" for row in found[0])


def test_every_version_of_a_total_is_kept_and_no_part_of_one(warehouse):
    later = figures.moment("2026-05-20T09:00")
    rows = [
        figures.observation(source_row=1, numerator=Decimal(40)),
        figures.observation(source_sha256="b2", source_row=2, numerator=Decimal(44), known_at=later),
        figures.observation(source_row=3, breakdown='{"need": "night"}', is_total=False),
    ]
    found = latest(warehouse, *rows, table="staged.total_versions").sort("known_at")
    assert found["numerator"].to_list() == [Decimal(40), Decimal(44)]
    assert found["breakdown"].unique().to_list() == ["{}"]


def test_a_total_made_of_parts_has_a_version_for_each_moment_a_part_changed(warehouse):
    later = figures.moment("2026-05-20T09:00")
    rows = [part(), part(OTHER, source_row=8), part(source_sha256="b2", numerator=Decimal(50), known_at=later)]
    found = latest(warehouse, *rows, table="staged.total_versions", is_summed=True)
    assert found["known_at"].n_unique() == found.height == 2
