"""Every expectation of every shipped suite holds for sound rows and is seen to fail."""

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from hls_signals.warehouse.suites import UnreadableSuite, judge, read_suite

FOLDER = Path(__file__).parents[2] / "pipelines" / "expectations"
SUITES = {path.stem: read_suite(path) for path in sorted(FOLDER.glob("*.json"))}
SOUND = {
    "observations": {
        "measure_id": "waits",
        "area_code": "X06000901",
        "period_start": dt.date(2026, 4, 1),
        "period_end": dt.date(2026, 5, 1),
        "period_type": "month",
        "status": "ok",
        "known_at": dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        "source_row": 2,
        "reported_colour": "green",
    },
    "areas": {"area_code": "X06000901", "area_name": "Tamarhaven"},
    "definitions": {
        "measure_id": "waits",
        "version": "2018",
        "valid_from": dt.date(2018, 4, 1),
        "valid_to": dt.date(2020, 4, 1),
    },
    "events": {"kind": "collection", "source": "the department"},
}
# For each expectation, what to change in a sound row (or None: the same row twice).
FAULTS = {
    ("observations", "measure_is_named"): {"measure_id": None},
    ("observations", "area_is_named"): {"area_code": None},
    ("observations", "period_in_order"): {"period_end": dt.date(2026, 3, 1)},
    ("observations", "period_type_known"): {"period_type": "fortnight"},
    ("observations", "status_known"): {"status": "lost"},
    ("observations", "known_at_is_stated"): {"known_at": None},
    ("observations", "row_is_traceable"): {"source_row": 0},
    ("observations", "reported_colour_known"): {"reported_colour": "blue"},
    ("areas", "code_unique"): None,
    ("areas", "name_is_given"): {"area_code": "X06000902", "area_name": None},
    ("definitions", "version_unique"): None,
    ("definitions", "validity_in_order"): {"version": "2017", "valid_to": dt.date(2018, 4, 1)},
    ("events", "kind_known"): {"kind": "rumour"},
    ("events", "source_is_given"): {"source": ""},
}


def held(name, rows):
    return {verdict.expectation.id: verdict.passed for verdict in judge(SUITES[name], rows)}


def test_every_expectation_has_a_fault_planted_for_it():
    assert set(FAULTS) == {(name, e.id) for name, suite in SUITES.items() for e in suite.expectations}


@pytest.mark.parametrize("name", sorted(SUITES))
def test_sound_rows_meet_every_expectation(name):
    assert all(held(name, pl.DataFrame([SOUND[name]])).values())


@pytest.mark.parametrize(("name", "expectation"), sorted(FAULTS))
def test_the_planted_fault_is_seen(name, expectation):
    change = FAULTS[name, expectation]
    sound = pl.DataFrame([SOUND[name]])
    fault = sound if change is None else pl.DataFrame([SOUND[name] | change], schema=sound.schema)
    result = held(name, pl.concat([sound, fault]))
    assert [found for found, passed in result.items() if not passed] == [expectation]


def test_a_column_that_is_not_there_is_not_met():
    rows = pl.DataFrame([SOUND["observations"]]).drop("status")
    assert held("observations", rows)["status_known"] is False


def suite_file(tmp_path, text):
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        '{"name": "own"}',
        json.dumps(
            {"name": "own", "expectations": [{"id": "a", "type": "t", "kwargs": {}, "severity": "grave", "why": ""}]}
        ),
        json.dumps({"name": "own", "expectations": [{"id": "a"}]}),
    ],
)
def test_an_unreadable_suite_says_how_an_entry_looks(tmp_path, text):
    with pytest.raises(UnreadableSuite) as raised:
        read_suite(suite_file(tmp_path, text))
    assert raised.value.where == "own.json"
    assert "severity" in raised.value.mend


def test_an_expectation_that_does_not_exist_offers_the_nearest(tmp_path):
    entry = {
        "id": "a",
        "type": "expect_column_value_to_be_unique",
        "kwargs": {"column": "x"},
        "severity": "info",
        "why": "",
    }
    suite = read_suite(suite_file(tmp_path, json.dumps({"name": "own", "expectations": [entry]})))
    with pytest.raises(UnreadableSuite) as raised:
        judge(suite, pl.DataFrame({"x": [1]}))
    assert raised.value.mend == "nearest: expect_column_values_to_be_unique"


def test_arguments_that_do_not_fit_are_named(tmp_path):
    entry = {
        "id": "a",
        "type": "expect_column_values_to_be_unique",
        "kwargs": {"colum": "x"},
        "severity": "info",
        "why": "",
    }
    suite = read_suite(suite_file(tmp_path, json.dumps({"name": "own", "expectations": [entry]})))
    with pytest.raises(UnreadableSuite, match="cannot be asked"):
        judge(suite, pl.DataFrame({"x": [1]}))
