"""Which would-be observations become observations, and why are the others set aside?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.adapters.labels import breakdown_text
from hls_signals.returns.areas import areas_of_codes
from hls_signals.returns.cells import symbols_of
from hls_signals.returns.codes import MENDS
from hls_signals.returns.combine import HAS_FIGURES, OF_TWO, PARTS, combined
from hls_signals.returns.figures import NUMBER, absent_part, joined_flags, parts_of
from hls_signals.returns.known import KnownRule
from hls_signals.returns.reading import SET_ASIDE_SCHEMA, Read
from hls_signals.returns.record_faults import with_faults
from hls_signals.returns.repeats import repeated
from hls_signals.returns.schema import OBSERVATIONS
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.words import (
    flag_letters,
    known_colour,
    lower_text,
    null_text,
    truth,
)

_MEASURE_FACTS: dict[str, pl.DataType] = {
    "measure_id": pl.String(),
    "calculation": pl.String(),
    "unit": pl.String(),
    "lower_bound": NUMBER,
    "upper_bound": NUMBER,
    "scale": NUMBER,
    "return_id": pl.String(),
}


@dataclass(frozen=True)
class Judged:
    """Observations of one file, the lines of records set aside, and how many cells were noted."""

    observations: pl.DataFrame
    set_aside: pl.DataFrame
    notes: Mapping[str, int]


def judged(read: Read, spec: ReturnSpec, known: KnownRule, sha256: str) -> Judged:
    """Every would-be observation of an adapter, judged: area, measure, period, figures, repeats, in this order."""
    work, notes = _work(read, spec, known, sha256)
    return _apart(_without_repeats(work), notes)


def judged_alone(read: Read, spec: ReturnSpec, known: KnownRule, sha256: str) -> Judged:
    """Every would-be observation judged by itself: which are there twice only the whole file can tell."""
    return _apart(*_work(read, spec, known, sha256))


def _work(read: Read, spec: ReturnSpec, known: KnownRule, sha256: str) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """The records as observations would be, with the first fault of each, and how many cells were noted."""
    records = _completed(read.observations)
    if records.is_empty():
        return pl.DataFrame(schema={**OBSERVATIONS, **SET_ASIDE_SCHEMA}), {}
    facts = measure_facts(records["measure_id"], spec.register)
    parts = {name: _parts(records, name, spec, read.places) for name in PARTS}
    figures = combined(parts, facts)
    work = _observations(records, figures, facts, spec, known, sha256)
    work = with_faults(work, records, figures, facts, read.places, spec.register)
    wide_digits = pl.any_horizontal(part["has_wide_digits"] for part in parts.values())
    noted = int(pl.select(wide_digits).to_series().sum())
    return work, {"N504": noted} if noted else {}


def _apart(work: pl.DataFrame, notes: Mapping[str, int]) -> Judged:
    faulty = work.filter(pl.col("code").is_not_null())
    good = work.filter(pl.col("code").is_null()) if faulty.height else work
    return Judged(good.select(list(OBSERVATIONS)), _lines(faulty), notes)


def repeat_lines(again: pl.DataFrame) -> pl.DataFrame:
    """Lines of records that are set aside for another one's sake: source_sheet, source_row and code are given."""
    nothing = (pl.lit(None, pl.Int64).alias("source_column"), pl.lit(None, pl.String).alias("mend"))
    return _lines(again.with_columns(*nothing))


def measure_facts(measure_id: pl.Series, register: Register) -> pl.DataFrame:
    """What the register says of each record's measure; null where it holds no such measure."""
    rows = [(m.id, m.calculation, m.unit, m.bounds[0], m.bounds[1], m.scale, m.return_id) for m in register.measures]
    known = pl.DataFrame(rows, schema=_MEASURE_FACTS, orient="row")
    seen = measure_id.unique().alias("measure_id").to_frame().join(known, on="measure_id", how="left")
    if seen.height == 1:
        return pl.DataFrame([seen[name].new_from_index(0, len(measure_id)) for name in seen.columns[1:]])
    asked = measure_id.alias("measure_id").to_frame()
    return asked.join(seen, on="measure_id", how="left", nulls_equal=True, maintain_order="left").drop("measure_id")


_DEFAULTS: dict[str, pl.Expr] = {
    "area_name": pl.lit(None, pl.String),
    "period_code": pl.lit(None, pl.String),
    "known_at": pl.lit(None, pl.String),
    "source_sheet": pl.lit(""),
    "status": pl.lit(None, pl.String),
    "flags": pl.lit(None, pl.String),
    "definition_version": pl.lit(None, pl.String),
    "reported_colour": pl.lit(None, pl.String),
    "value_lower": pl.lit(None, pl.String),
    "value_upper": pl.lit(None, pl.String),
    "is_total": pl.lit(None, pl.String),
    "code": pl.lit(None, pl.String),
    "mend": pl.lit(None, pl.String),
}


def _completed(records: pl.DataFrame) -> pl.DataFrame:
    if records.is_empty():
        return records
    absent = [value.alias(name) for name, value in _DEFAULTS.items() if name not in records.columns]
    empty = [pl.lit(None, pl.Null).alias(name) for name in PARTS if name not in records.columns]
    return records.with_columns(*absent, *empty, pl.col("measure_id").str.strip_chars())


def _parts(records: pl.DataFrame, name: str, spec: ReturnSpec, places: Mapping[str, int]) -> pl.DataFrame:
    column = records[name]
    if column.dtype == pl.Struct:
        return column.struct.unnest()
    if column.dtype == pl.Null:
        return absent_part(records.height)
    return parts_of(column.cast(pl.String), symbols_of(spec.symbols), places.get(name))


def _observations(
    records: pl.DataFrame,
    figures: pl.DataFrame,
    facts: pl.DataFrame,
    spec: ReturnSpec,
    known: KnownRule,
    sha256: str,
) -> pl.DataFrame:
    """The records as observations would be, with the faults found on the way in columns of their own."""
    areas = areas_of_codes(records["area_code"], spec.register, accept_unknown=spec.accepts_unknown_areas)
    names = records["area_name"].zip_with(~_is_registered(areas["area_code"], spec.register), null_text())
    text = records["known_at"]
    knowledge = known.of(text if text.dtype == pl.String else text.cast(pl.String), records["period_end"])
    status = _status(records, figures, facts)
    base = records.select("measure_id", "period_start", "period_end", "period_type", "source_sheet", "source_row")
    frame = pl.concat([base, areas, knowledge, figures.select(*PARTS)], how="horizontal")
    return frame.with_columns(
        names.alias("area_name"),
        *_breakdown(records, spec),
        status.alias("status"),
        joined_flags([figures["flags"], flag_letters(records["flags"])]).alias("flags"),
        *(_bound(records, figures, name) for name in ("value_lower", "value_upper")),
        records["definition_version"].str.strip_chars().fill_null("").alias("definition_version"),
        known_colour(records["reported_colour"]).alias("reported_colour"),
        (facts["return_id"] if not spec.figures else facts["return_id"].fill_null(spec.id)).alias("return_id"),
        pl.lit(sha256).alias("source_sha256"),
    ).with_columns(
        pl.when(pl.col("status") == "suppressed").then(None).otherwise("numerator").alias("numerator"),
        pl.when(pl.col("status").is_in(HAS_FIGURES)).then("value").otherwise(None).alias("value"),
    )


def _status(records: pl.DataFrame, figures: pl.DataFrame, facts: pl.DataFrame) -> pl.Series:
    given = lower_text(records["status"])
    frame = pl.concat([figures, facts], how="horizontal").with_columns(given.alias("given"))
    divides_by_zero = (
        pl.col("calculation").is_in(OF_TWO).fill_null(False)
        & (pl.col("denominator") == 0).fill_null(False)
        & pl.col("numerator").is_not_null()
    )
    made = (
        pl.when(pl.col("status").is_in(HAS_FIGURES) & divides_by_zero)
        .then(pl.lit("not_applicable"))
        .otherwise("status")
    )
    keeps = pl.col("given").is_null() | (pl.col("given") == "ok")
    only_with_figures = pl.col("given").is_in(("estimated", "imputed")) & ~pl.col("status").is_in(HAS_FIGURES)
    return frame.select(pl.when(keeps | only_with_figures).then(made).otherwise("given").alias("status")).to_series()


def _breakdown(records: pl.DataFrame, spec: ReturnSpec) -> list[pl.Series]:
    """Breakdown and whether it is a total: as the adapter says, else from the columns of declared dimensions."""
    if "breakdown" in records.columns:
        given = records["is_total"]
        total = given if given.dtype == pl.Boolean else truth(given)
        return [records["breakdown"].fill_null("{}"), total.fill_null(records["breakdown"].fill_null("{}") == "{}")]
    total = truth(records["is_total"])
    by_measure = {m.id: [name for name in m.dimension_names if name in records.columns] for m in spec.register.measures}
    kinds = {tuple(by_measure.get(name or "", ())) for name in records["measure_id"].unique().to_list()}
    text = pl.Series("breakdown", ["{}"]).new_from_index(0, records.height)
    for names in kinds - {()}:
        ids = [name for name, found in by_measure.items() if tuple(found) == names]
        rows = records["measure_id"].is_in(ids).fill_null(False).arg_true()
        labels = records.select(pl.col(name).str.strip_chars().replace("", None) for name in names)
        left_out = total.fill_null(False)
        if len(rows) == records.height:
            text = breakdown_text(labels, len(rows), left_out)
        else:
            text = text.scatter(rows, breakdown_text(labels[rows], len(rows), left_out[rows]))
    is_total = total.fill_null(text == "{}") | (text == "{}")
    return [text.alias("breakdown"), is_total.alias("is_total")]


def _without_repeats(work: pl.DataFrame) -> pl.DataFrame:
    usable = work["code"].is_null()
    if usable.all():
        return work.with_columns(repeated(work).alias("code"))
    rows = usable.arg_true()
    if not len(rows):
        return work
    return work.with_columns(work["code"].scatter(rows, repeated(work[rows])))


def _lines(faulty: pl.DataFrame) -> pl.DataFrame:
    usual = pl.col("code").replace_strict(MENDS, default="", return_dtype=pl.String)
    return faulty.select(
        pl.lit("record").alias("level"),
        "source_sheet",
        "source_row",
        "source_column",
        "code",
        pl.coalesce("mend", usual).alias("mend"),
    )


def _is_registered(codes: pl.Series, register: Register) -> pl.Series:
    return codes.is_in(list(register.by_code)).fill_null(False)


def _bound(records: pl.DataFrame, figures: pl.DataFrame, name: str) -> pl.Series:
    given = records[name]
    if given.null_count() == len(given):
        return figures[name]
    stated = parts_of(given.cast(pl.String), {})["number"]
    return pl.select(pl.coalesce(stated, figures[name]).alias(name)).to_series()
