"""Rows of the raw and staged tables, written so that a test shows only what matters to it."""

import datetime as dt
from decimal import Decimal

import polars as pl

NUMBER = pl.Decimal(38, 18)
MOMENT = pl.Datetime("us", "UTC")

OBSERVATIONS = {
    "measure_id": pl.String,
    "return_id": pl.String,
    "area_code": pl.String,
    "area_name": pl.String,
    "breakdown": pl.String,
    "is_total": pl.Boolean,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_type": pl.String,
    "numerator": NUMBER,
    "denominator": NUMBER,
    "value": NUMBER,
    "value_lower": NUMBER,
    "value_upper": NUMBER,
    "status": pl.String,
    "flags": pl.String,
    "definition_version": pl.String,
    "reported_colour": pl.String,
    "known_at": MOMENT,
    "known_on": pl.Date,
    "source_sha256": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
}


def moment(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def observation(**changes):
    known_at = changes.get("known_at", moment("2026-05-01T09:00"))
    row = {
        "measure_id": "waits",
        "return_id": "waits_monthly",
        "area_code": "X06000901",
        "breakdown": "{}",
        "is_total": True,
        "period_start": dt.date(2026, 4, 1),
        "period_end": dt.date(2026, 5, 1),
        "period_type": "month",
        "numerator": Decimal(40),
        "denominator": Decimal(50),
        "status": "ok",
        "flags": "",
        "definition_version": "",
        "known_at": known_at,
        "known_on": known_at.date(),
        "source_sha256": "a1",
        "source_sheet": "",
        "source_row": 7,
    }
    return row | changes


def observations(*rows):
    return pl.DataFrame(list(rows), schema=OBSERVATIONS)


def staged_observations(*rows):
    """What sql/staged/observations.sql would make of these rows."""
    frame = observations(*rows)
    return frame.rename({"value": "value_given"}).drop("area_name")


def submissions(*hashes, **changes):
    row = {
        "source_name": "waits/april.csv",
        "return_id": "waits_monthly",
        "adapter": "long_table",
        "received_at": moment("2026-05-01T09:00"),
        "known_at": moment("2026-05-01T09:00"),
        "known_at_basis": "receipt",
        "rows_in": 1,
        "rows_accepted": 1,
        "rows_set_aside": 0,
        "records_in": 1,
        "observations": 1,
        "records_set_aside": 0,
        "columns_dropped": "",
        "notes": "",
    }
    return pl.DataFrame(
        [{"sha256": sha} | row | changes for sha in hashes],
        schema_overrides={"known_at": MOMENT, "received_at": MOMENT},
    )


def definitions(*rows):
    schema = {"measure_id": pl.String, "version": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def handling(**changes):
    row = {"measure_id": "waits", "is_count": False, "is_summed": False, "replaces_periods": False}
    return pl.DataFrame([row | changes])
