"""Which terms does each pair of periods have, and in which order?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import sign_of
from hls_signals.why.facts import COINCIDENT, FACT_KINDS
from hls_signals.why.frames import TERMS, typed
from hls_signals.why.group_terms import GROUP_ROW
from hls_signals.why.recolour import is_coloured

# Order of section 3 of the why page; `restated` is the second row of the revision.
PLACES = {
    "file_defect": 10, "revision": 20, "restated": 21, "target": 30, "colour_rule": 40, "definition": 50,
    "collection": 51, "organisation": 52, "late_returns": 60, "knife_edge": 70, "routine_variation": 80, "mix": 90,
    "rate": 100, "count": 100, "like_for_like": 100, "season": 110, "numerator": 111, "denominator": 112,
    COINCIDENT: 120, "not_known": 130,
}  # fmt: skip
# What the row of a restated line rests on where last year's figure was revised, by which a trend rule colours.
LAST_YEAR_RESTATED = "last_year"
# How much of a change lies within a figure that no group splits.
UNSPLIT = ("count", "like_for_like")
ESTIMATED = pl.lit("estimated")
# A row of a group, with what only a fact has beside it.
ROW: dict[str, Any] = {  # polars types
    **GROUP_ROW,
    "source_id": pl.String,
    "about_period_start": pl.Date,
    "other_period_start": pl.Date,
}


def numbered_terms(
    measure: Measure, pairs: pl.DataFrame, facts: pl.DataFrame, groups: Sequence[pl.DataFrame] = ()
) -> pl.DataFrame:
    """All terms of all pairs in the order of the why page, numbered from 1 within each pair.

    pairs   pairs with arithmetic, splits, margins, gate and `explanation_id`
    facts   `facts.defect_facts` and `facts.event_facts`
    groups  `group_terms.group_rows`
    """
    of_groups = [typed(rows, ROW) for rows in groups]
    rows = pl.concat([*_bridge(measure, pairs), *_beside_the_bridge(pairs), *of_groups, _facts(facts)])
    rows = rows.sort(
        "pair_no", "place", "line", "about_period_start", "source_id", "other_period_start", nulls_last=True
    )
    number = pl.int_range(1, pl.len() + 1).over("pair_no")
    named = pairs.select(
        "pair_no",
        "explanation_id",
        "area_code",
        period0_start="earlier_period_start",
        period1_start="later_period_start",
    )
    # A float's minus nought is nought.
    numbers = ("amount", "margin_green", "margin_red")
    rows = rows.with_columns(pl.when(pl.col(name) != 0).then(name).otherwise(pl.col(name).abs()) for name in numbers)
    whole = rows.with_columns(term_no=number).join(named, on="pair_no", how="left", maintain_order="left")
    return typed(whole.with_columns(measure_id=pl.lit(measure.id), unit=pl.lit(term_unit(measure))), TERMS)


def term_unit(measure: Measure) -> str:
    """The unit of an amount: points for a per cent, else the measure's own."""
    return "points" if measure.unit == "percent" else measure.unit


def rest_kind(measure: Measure) -> str:
    """The kind that holds what remains of a change where no group splits it."""
    return "count" if measure.calculation == "count" else "like_for_like"


def _bridge(measure: Measure, pairs: pl.DataFrame) -> list[pl.DataFrame]:
    whole = pairs.filter("has_figures").with_columns(nothing=pl.lit(0.0))
    sign = sign_of(measure)

    def valued(kind: str, amount: str, rows: pl.DataFrame = whole) -> pl.DataFrame:
        margin = pl.when("has_margin_terms").then(sign * pl.col(amount))
        basis = pl.when(pl.col(amount).is_null()).then(pl.lit("not_separable")).otherwise(pl.lit("observed"))
        return _rows(rows, kind, kind, amount=amount, margin_green=margin, margin_red=margin, basis=basis)

    has_split = pl.col("mix").is_not_null()
    # Beside a definition that cannot be split off, all that remains is not known.
    split, unsplit = whole.filter(has_split), whole.filter("is_separable", ~has_split)
    rest = [
        *(valued(kind, kind, split) for kind in ("mix", "rate")),
        valued("not_known", "split_rest", split),
        valued(rest_kind(measure), "rest", unsplit),
        valued("not_known", "nothing", unsplit),
        valued("not_known", "rest", whole.filter(~pl.col("is_separable"))),
    ]
    found = [valued("revision", "revision"), valued("definition", "definition"), *rest]
    return [*found, *_moved_ground(whole)] if is_coloured(measure) else found


def _moved_ground(whole: pl.DataFrame) -> list[pl.DataFrame]:
    """Target, colour rule, and the row for what was restated after the figure was first published.

    A target, a rule, or the figure of last year by which a trend rule colours: each moved the line under the figure.
    """
    none = pl.lit(0.0)
    green_of_rule = pl.when(pl.col("rule_red").is_not_null()).then(none)
    is_restated = ~(
        pl.col("earlier_target").eq_missing(pl.col("earlier_target_first"))
        & pl.col("earlier_target_upper").eq_missing(pl.col("earlier_target_upper_first"))
    )
    is_rule_restated = ~pl.col("earlier_rule_version").eq_missing(pl.col("earlier_rule_version_first"))
    has_line_moved = pl.any_horizontal(pl.col("restated_green", "restated_red") != 0).fill_null(value=False)
    is_last_year = has_line_moved & ~pl.col("earlier_last_value").eq_missing(pl.col("earlier_last_value_first"))
    sources = pl.concat_str(
        pl.when(is_restated).then(pl.lit("target")),
        pl.when(is_rule_restated).then(pl.format("colour_rule {}", pl.col("earlier_rule_version").cast(pl.String))),
        pl.when(is_last_year).then(pl.lit(LAST_YEAR_RESTATED)),
        separator="|",
        ignore_nulls=True,
    )
    restated = whole.filter(is_restated | is_rule_restated | is_last_year)
    return [
        _rows(whole, "target", "target", amount=none, margin_green="target_green", margin_red="target_red"),
        _rows(whole, "colour_rule", "colour_rule", amount=none, margin_green=green_of_rule, margin_red="rule_red"),
        _rows(
            restated,
            "restated",
            "revision",
            amount=none,
            margin_green="restated_green",
            margin_red="restated_red",
            source_id=sources,
        ),
    ]


def _beside_the_bridge(pairs: pl.DataFrame) -> list[pl.DataFrame]:
    """What is never added to the rest: facts, what is pending, and other readings of the same change."""
    fact, view = pl.lit("fact"), pl.lit("view")
    is_routine = pl.col("gate_result") == "routine_variation"
    views = {"season": "season_mean", "numerator": "numerator_view", "denominator": "denominator_view"}
    return [
        _rows(pairs.filter("is_incomplete"), "late_returns", "late_returns", level=pl.lit("pending"), basis=ESTIMATED),
        _rows(pairs.filter("is_knife_edge"), "knife_edge", "knife_edge", level=fact),
        _rows(pairs.filter(is_routine), "routine_variation", "routine_variation", level=fact),
        *(
            _rows(pairs.filter(pl.col(amount).is_not_null()), kind, kind, level=view, amount=amount)
            for kind, amount in views.items()
        ),
    ]


def _facts(found: pl.DataFrame) -> pl.DataFrame:
    place = pl.col("kind").replace_strict(
        list(FACT_KINDS), [PLACES[kind] for kind in FACT_KINDS], return_dtype=pl.Int64
    )
    filled = found.with_columns(place=place, level=pl.lit("fact"), basis=pl.lit("observed"))
    return typed(filled, ROW)


def _rows(pairs: pl.DataFrame, place: str, kind: str, **columns: pl.Expr | str) -> pl.DataFrame:
    given = {"level": pl.lit("bridge"), "basis": pl.lit("observed"), **columns}
    return typed(
        pairs.select("pair_no", place=pl.lit(PLACES[place]), kind=pl.lit(kind), **given),
        ROW,
    )
