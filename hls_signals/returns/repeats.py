"""Which figures are in a file twice?"""

from __future__ import annotations

import polars as pl

# One figure of one vintage. A file that holds several vintages states when each became known.
KEY = (
    "measure_id",
    "area_code",
    "breakdown",
    "is_total",
    "period_start",
    "period_end",
    "period_type",
    "definition_version",
    "known_at",
)
FIGURES = (
    "numerator",
    "denominator",
    "value",
    "value_lower",
    "value_upper",
    "status",
    "flags",
    "reported_colour",
)


def repeated(records: pl.DataFrame) -> pl.Series:
    """R231 for every record of a key whose figures differ, R230 for all but the first where they are equal."""
    nothing = pl.Series("repeat_fault", [None], dtype=pl.String).new_from_index(0, records.height)
    keys = [name for name in KEY if not _is_constant(records[name])] or [KEY[0]]
    # Hashes all different: no key is there twice. Two alike prove nothing, so then the keys themselves are compared.
    if records.select(keys).hash_rows().n_unique() == records.height:
        return nothing
    key = pl.struct(keys)
    is_again = ~records.select(key.is_first_distinct()).to_series()
    twice = records.select(key.alias("key")).filter(is_again)["key"].unique()
    numbered = records.with_row_index("\x00order").select("\x00order", key.alias("\x00key"), *FIGURES)
    among = numbered.filter(pl.col("\x00key").is_in(twice.implode()))
    differ = (pl.struct(FIGURES).n_unique() > 1).over("\x00key")
    first = (pl.col("\x00order") == pl.col("\x00order").min()).over("\x00key")
    code = pl.when(differ).then(pl.lit("R231")).when(~first).then(pl.lit("R230")).otherwise(None)
    found = among.select("\x00order", code.alias("code"))
    return nothing.scatter(found["\x00order"], found["code"])


def _is_constant(column: pl.Series) -> bool:
    return not len(column) or bool(column.eq_missing(column[0]).all())
