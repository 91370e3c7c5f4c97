"""How are pairs written as records of explanations?"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import polars as pl

from hls_signals.register.models import OVERLAPPING_PERIOD_TYPES, Measure
from hls_signals.why.cells import NOT_DECOMPOSABLE
from hls_signals.why.facts import COPIED_PERIOD, FILE_DEFECT
from hls_signals.why.frames import EXPLANATIONS, METHOD, METHOD_VERSION, typed
from hls_signals.why.gate import GATE
from hls_signals.why.splits import FLAGS, MARKS, NOT_THE_TOTAL, SUPPRESSED

# Everything the record of a pair rests on; its hash changes when, and only when, one of these does.
HASHED = (
    "period_start", "status", "value", "numerator", "denominator", "value_given", "colour", "target", "target_upper",
    "rule_version", "definition_version", "value_first", "numerator_first", "denominator_first", "value_given_first",
    "colour_first", "target_first", "target_upper_first", "rule_version_first", "known_at", "source_sha256",
    "last_value", "last_value_first",
)  # fmt: skip
BESIDE = ("pending", "season", "evidence", "is_knife_edge")
GATE_COLUMNS = tuple(f"gate_{name}" for name in GATE)


def with_ids(measure: Measure, pairs: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `input_hash` and `explanation_id`, in 16 hex digits each."""
    sources = facts.with_columns(
        fact=pl.concat_str("kind", "source_id", pl.col("about_period_start").cast(pl.String), separator="@")
    )
    listed = sources.sort("pair_no", "fact").group_by("pair_no", maintain_order=True).agg(pl.col("fact").str.join("|"))
    rows = pairs.join(listed, on="pair_no", how="left", maintain_order="left")
    names = [f"{side}_{name}" for side in ("earlier", "later") for name in HASHED]
    held = [*names, "recount0", "recount1", *GATE_COLUMNS, *BESIDE, *MARKS, "unsplit_because", "fact"]
    text = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in held], separator="\n")
    rows = rows.with_columns(_hashed(rows.select(text=text)["text"]).alias("input_hash")).drop("fact")
    named = pl.concat_str(
        pl.lit(measure.id),
        "area_code",
        pl.col("earlier_period_start").cast(pl.String),
        pl.col("later_period_start").cast(pl.String),
        pl.lit(METHOD_VERSION),
        "input_hash",
        separator="\n",
    )
    return rows.with_columns(_hashed(rows.select(text=named)["text"]).alias("explanation_id"))


def _hashed(texts: pl.Series) -> pl.Series:
    # Polars has no SHA-256; its own hash differs between versions, and an identifier must not.
    return pl.Series([sha256(text.encode()).hexdigest()[:16] for text in texts], dtype=pl.String)


def records(measure: Measure, pairs: pl.DataFrame, facts: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """The frame of explanations without its sum_gap, in the order of the pairs.

    pairs  pairs with arithmetic, margins, other colours, gate and ids
    facts  `facts.defect_facts` and `facts.event_facts`
    """
    rows = _with_repeats(pairs, facts.filter(pl.col("kind") == FILE_DEFECT))
    named = rows.select(
        "explanation_id", "area_code", "period_type", "input_hash", "gate_result", "repeats_period_start",
        "margin_green0", "margin_green1", "margin_red0", "margin_red1", "pending", "season", "evidence",
        measure_id=pl.lit(measure.id), unit=pl.lit(measure.unit), as_of=pl.lit(as_of),
        method=pl.lit(METHOD), method_version=pl.lit(METHOD_VERSION),
        **_sides(),
        has_colour_changed=_differ("earlier_colour_first", "later_colour"),
        boundary_crossed=_crossed(),
        boundaries=_json({"green0": "green_first", "green1": "green_later", "red0": "red_first", "red1": "red_later"}),
        gate=_json({name: f"gate_{name}" for name in GATE}),
        flip="flip",
        flags=_flags(measure),
        cannot_know=_cannot_know(),
        colour1_under_target0="under_target0",
        colour1_under_rule0="under_rule0",
    )  # fmt: skip
    return typed(named, EXPLANATIONS)


def _sides() -> dict[str, str]:
    return {
        "period0_start": "earlier_period_start",
        "period0_end": "earlier_period_end",
        "period1_start": "later_period_start",
        "period1_end": "later_period_end",
        "value0": "earlier_value_first",
        "value0_now": "earlier_value",
        "value1_first": "later_value_first",
        "value1": "later_value",
        "status0": "earlier_status",
        "status1": "later_status",
        "colour0": "earlier_colour_first",
        "colour0_now": "earlier_colour",
        "colour1_first": "later_colour_first",
        "colour1": "later_colour",
        "target0": "earlier_target_first",
        "target0_now": "earlier_target",
        "target1": "later_target",
        "target_upper0": "earlier_target_upper_first",
        "target_upper0_now": "earlier_target_upper",
        "target_upper1": "later_target_upper",
        "rule_version0_now": "earlier_rule_version",
        "rule_version1": "later_rule_version",
        "definition0": "earlier_definition_version",
        "definition1": "later_definition_version",
    }


def _with_repeats(pairs: pl.DataFrame, defects: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `repeats_period_start` and `has_defect`; a copy in the later period goes before one in the earlier."""
    copied = pl.col("other_period_start").filter(pl.col("source_id") == COPIED_PERIOD)
    newest = defects.sort(
        "pair_no", "about_period_start", "other_period_start", descending=[False, True, False]
    ).group_by("pair_no", maintain_order=True)
    found = newest.agg(repeats_period_start=copied.first(), has_defect=pl.lit(value=True).first())
    joined = pairs.join(found, on="pair_no", how="left", maintain_order="left")
    return joined.with_columns(pl.col("has_defect").fill_null(value=False))


def _differ(left: str, right: str) -> pl.Expr:
    return (pl.col(left) != pl.col(right)).fill_null(value=False)


def _crossed() -> pl.Expr:
    """Which line lies between the two colours."""
    start, end = pl.col("earlier_colour_first"), pl.col("later_colour")
    changed = _differ("earlier_colour_first", "later_colour")
    touches = {colour: (start == colour) | (end == colour) for colour in ("green", "red")}
    return (
        pl.when(changed & touches["green"] & touches["red"])
        .then(pl.lit("both"))
        .when(changed & touches["green"])
        .then(pl.lit("green"))
        .when(changed)
        .then(pl.lit("red"))
    )


def _json(fields: dict[str, str]) -> pl.Expr:
    return pl.struct([pl.col(column).alias(name) for name, column in fields.items()]).struct.json_encode()


def _flags(measure: Measure) -> pl.Expr:
    revised = pl.col("later_value_first").is_not_null() & (
        _differ("later_value", "later_value_first") | _differ("later_colour", "later_colour_first")
    )
    held = {
        "no_figure": ~pl.col("has_figures"),
        "not_decomposable": pl.col("has_figures") & pl.lit(value=measure.calculation in NOT_DECOMPOSABLE),
        "definition_not_separable": ~pl.col("is_separable"),
        "later_period_revised": revised,
        "overlapping_windows": pl.col("period_type").is_in(sorted(OVERLAPPING_PERIOD_TYPES)),
        "late_returns": pl.col("is_incomplete"),
        "knife_edge": pl.col("is_knife_edge"),
        **{name: pl.col(name) for name in FLAGS},
        "opposite_moves": pl.col("has_opposite_moves"),
        "file_defect": pl.col("has_defect"),
    }
    return _joined(held)


def _cannot_know() -> pl.Expr:
    always = {"no_causation": pl.lit(value=True), "unmeasured_mix": pl.lit(value=True)}
    unsplit = pl.col("unsplit_because")
    own = {
        "definition_not_separable": ~pl.col("is_separable"),
        SUPPRESSED: unsplit == SUPPRESSED,
        NOT_THE_TOTAL: unsplit == NOT_THE_TOTAL,
        "association_of_dimensions": pl.col("has_figures") & pl.col("are_dimensions_apart"),
        "recording_or_practice": pl.col("possible_recode") | pl.col("not_recorded_grew"),
        "people_not_in_return": pl.col("gone_group") | (unsplit == NOT_THE_TOTAL),
        "season_unknown": pl.col("is_season_unknown"),
    }
    return _joined({**always, **own})


def _joined(held: dict[str, pl.Expr]) -> pl.Expr:
    parts = [pl.when(condition).then(pl.lit(code)) for code, condition in held.items()]
    return pl.concat_str(parts, separator=";", ignore_nulls=True)
