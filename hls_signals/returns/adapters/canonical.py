"""What does a file with the canonical columns say?"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from itertools import chain

import polars as pl

from hls_signals.returns.adapters.labels import Labels
from hls_signals.returns.faults import FileFault
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import Columns, normal
from hls_signals.returns.periods import PERIOD_TYPES, periods_of
from hls_signals.returns.reading import Read
from hls_signals.returns.schema import CANONICAL_MARKS, CANONICAL_NEEDED, CANONICAL_OPTIONAL, PROVENANCE
from hls_signals.returns.spec import ReturnSpec


def is_canonical(headers: Sequence[str]) -> bool:
    """True for a file with the columns measure_id and period_start."""
    named = {normal(header) for header in headers}
    return all(normal(mark) in named for mark in CANONICAL_MARKS)


def read_canonical(file: LandedFile, spec: ReturnSpec) -> Read:
    """One would-be observation a row, figures as text; FileFault Q130 where a needed column is missing."""
    table = file.table
    if not table.row_count:
        # Only a declared nil return comes so far without a row.
        return Read(pl.DataFrame())
    columns = Columns(table.headers)
    places = {name: columns.number(name) for name in CANONICAL_NEEDED}
    dimensions = set(chain.from_iterable(measure.dimension_names for measure in spec.register.measures))
    for name in (*CANONICAL_OPTIONAL, *sorted(dimensions)):
        number = columns.find(name)
        if number is not None:
            places[name] = number
    if "numerator" not in places and "value" not in places:
        raise FileFault("Q130", where="header, column `numerator` or `value`")
    for name in PROVENANCE:
        columns.find(name)
    rows = table.frame.select(
        *(pl.col(f"c{number}").alias(name) for name, number in places.items()),
        pl.lit(table.sheet).alias("source_sheet"),
        "source_row",
    )
    labels = Labels(columns, {})
    rows = rows.with_columns(
        labels.clean(rows[name]).alias(name) for name in ("area_name", *sorted(dimensions)) if name in places
    )
    return Read(
        observations=_broken_down(_dated(rows), dimensions),
        notes={**columns.notes(), **labels.notes()},
        columns_dropped=tuple(columns.dropped.values()),
        places={**places, "period": places["period_start"]},
    )


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    start, _, _, start_code = periods_of(rows["period_start"], "iso_date", "start", "day")
    end, _, _, end_code = periods_of(rows["period_end"], "iso_date", "start", "day")
    named = rows["period_type"]
    # Trimming a million words that need none takes longer than looking.
    if not named.is_in(list(PERIOD_TYPES)).all():
        named = named.str.strip_chars().str.to_lowercase()
    is_known = named.is_in(list(PERIOD_TYPES)).fill_null(False)
    dated = rows.with_columns(start.alias("period_start"), end.alias("period_end"), named.alias("period_type"))
    in_order = (dated["period_start"] < dated["period_end"]).fill_null(False)
    fault = pl.when(~(is_known & in_order)).then(pl.lit("R220")).otherwise(None)
    return dated.with_columns(pl.coalesce(start_code, end_code, fault).alias("period_code"))


def _broken_down(rows: pl.DataFrame, dimensions: Set[str]) -> pl.DataFrame:
    """A breakdown column, as in our own tables, read again: R211 where it is no JSON object of declared dimensions."""
    if "breakdown" not in rows.columns:
        return rows
    seen = rows["breakdown"].drop_nulls().unique()
    read = {text: _breakdown(text, dimensions) for text in seen.to_list()}
    written = rows["breakdown"].fill_null("{}")
    known = written.replace_strict({**read, "{}": "{}"}, default=None, return_dtype=pl.String)
    code = pl.when(known.is_null()).then(pl.lit("R211")).otherwise(None)
    return rows.with_columns(known.fill_null("{}").alias("breakdown"), code.alias("code"))


def _breakdown(text: str, dimensions: Set[str]) -> str | None:
    try:
        labels = json.loads(text)
        json.dumps(labels, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        # Half of a surrogate pair is JSON and is no text; brackets a thousand deep are no breakdown.
        return None
    if not isinstance(labels, dict) or not set(labels) <= dimensions:
        return None
    if not all(label is None or isinstance(label, str) for label in labels.values()):
        return None
    return json.dumps(labels, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
