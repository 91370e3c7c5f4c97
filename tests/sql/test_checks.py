"""Every invariant is quiet on sound rows and finds the one row planted for it."""

from datetime import date

import polars as pl
import pytest

from hls_signals.gaming import indicators, signal_frame, with_levels
from hls_signals.measures.values import COLUMNS
from hls_signals.warehouse.queries import checks
from tests.house.gaming_cases import AS_OF, a_target, days_around_56
from tests.sql import figures

CHECKS = {check.name: check for check in checks()}


def value(**changes):
    row = {
        "measure_id": "waits",
        "area_code": "X06000901",
        "breakdown": "{}",
        "is_total": True,
        "period_start": date(2026, 4, 1),
        "period_end": date(2026, 5, 1),
        "period_type": "month",
        "value": 80.0,
        "numerator": 40,
        "denominator": 50,
        "status": "ok",
        "target": 76,
        "colour": "green",
        "definition_version": "",
        "rule_version": 1,
        "known_at": figures.moment("2026-05-01T09:00"),
    }
    return row | changes


def values(*rows):
    return pl.DataFrame(list(rows), schema=COLUMNS)


def signal(**changes):
    (found, *_) = indicators(a_target(), histogram=days_around_56(), as_of=AS_OF)
    return signal_frame(with_levels([found])).with_columns(**{name: pl.lit(given) for name, given in changes.items()})


SOUND = {
    "signals.gaming": signal(),
    "staged.observations": figures.staged_observations(figures.observation()),
    "staged.submissions": figures.submissions("a1"),
    "measures.measured_values": values(value()),
    "measures.first_values": values(value()),
}
FAULTS = {
    "signals__gaming_gate_has_no_number": {"signals.gaming": signal(gate="no_target")},
    "signals__gaming_gives_three_readings": {"signals.gaming": signal(learning_question="Is this so.")},
    "signals__gaming_page_is_part_of_meeting": {"signals.gaming": signal(p_adjusted=0.5)},
    "signals__gaming_lasts_one_cycle": {"signals.gaming": signal(expires_on=date(2026, 10, 16))},
    "staged__observation_key_unique": {
        "staged.observations": figures.staged_observations(figures.observation(), figures.observation(source_row=8))
    },
    "staged__conservation_holds": {"staged.submissions": figures.submissions("a1", rows_in=3)},
    "staged__period_ordered": {
        "staged.observations": figures.staged_observations(figures.observation(period_end=date(2026, 4, 1)))
    },
    "staged__provenance_resolves": {
        "staged.observations": figures.staged_observations(figures.observation(source_sha256="b2"))
    },
    "staged__no_ranking_column": {
        "staged.observations": figures.staged_observations(figures.observation(breakdown='{"rank_order":"3"}'))
    },
    "measures__no_value_without_figures": {"measures.measured_values": values(value(numerator=None, denominator=None))},
    "measures__suppressed_has_no_value": {"measures.measured_values": values(value(status="suppressed"))},
    "measures__no_colour_without_value": {"measures.measured_values": values(value(value=None))},
    "measures__colour_within_target_life": {"measures.measured_values": values(value(target=None))},
    "measures__versions_form_a_chain": {
        "measures.first_values": values(value(known_at=figures.moment("2026-05-02T09:00")))
    },
}


def offending(warehouse, name, tables):
    for table, rows in tables.items():
        warehouse.write(table, rows)
    return warehouse.offending(CHECKS[name], {})


def test_every_check_has_a_fault_planted_for_it():
    assert sorted(CHECKS) == sorted(FAULTS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_sound_rows_offend_nothing(warehouse, name):
    assert offending(warehouse, name, SOUND) == 0


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_planted_fault_is_found(warehouse, name):
    assert offending(warehouse, name, SOUND | FAULTS[name]) == 1
