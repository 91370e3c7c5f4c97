"""How does a published change split into revision, definition and the rest, and what did each do to the margins?

Published change = revision + definition + like-for-like. Every function adds columns to the frame of pairs.
"""

from __future__ import annotations

import polars as pl

from hls_signals.measures.trend import LAST_YEAR
from hls_signals.register.models import Measure
from hls_signals.why.periods import PERIOD, totals
from hls_signals.why.recolour import colours_under, with_lines, with_scope

# A float this near nought, relative to the figure, is dust: the exact colour then says on which side it lies.
DUST = 1e-9
GROUNDS = {  # whose target, whose rule; last year's figure, which a rule may ask for, goes with the rule
    "first": (
        "earlier_target_first", "earlier_target_upper_first", "earlier_rule_version_first", "earlier_last_value_first",
    ),
    "now": ("earlier_target", "earlier_target_upper", "earlier_rule_version", "earlier_last_value"),
    "later": ("later_target", "later_target_upper", "later_rule_version", "later_last_value"),
    "new_target": ("later_target", "later_target_upper", "earlier_rule_version", "earlier_last_value"),
    "new_rule": ("earlier_target", "earlier_target_upper", "later_rule_version", "later_last_value"),
}  # fmt: skip


def sign_of(measure: Measure) -> float:
    """+1 where higher is aimed for, -1 where lower is."""
    return -1.0 if measure.polarity == "lower" else 1.0


def with_bridge(measure: Measure, pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """Pairs with has_figures, revision, definition, is_separable and rest, in the measure's unit."""
    rows = _with_recounts(measure, pairs, values)
    has_figures = pl.col("earlier_value").is_not_null() & pl.col("later_value").is_not_null()
    rows = rows.with_columns(has_figures=has_figures)
    is_same = pl.col("earlier_definition_version").eq_missing(pl.col("later_definition_version"))
    earlier_step = pl.col("recount0") - pl.col("earlier_value")
    later_step = pl.col("later_value") - pl.col("recount1")
    definition = (
        pl.when(is_same).then(0.0).otherwise(pl.coalesce((earlier_step + later_step) / 2, earlier_step, later_step))
    )
    revision = pl.col("earlier_value") - pl.col("earlier_value_first")
    rows = rows.with_columns(
        revision=pl.when("has_figures").then(revision), definition=pl.when("has_figures").then(definition)
    )
    rest = pl.col("later_value") - pl.col("earlier_value") - pl.col("definition").fill_null(0.0)
    separable = pl.col("definition").is_not_null() | ~pl.col("has_figures")
    return rows.with_columns(rest=pl.when("has_figures").then(rest), is_separable=separable)


def _with_recounts(measure: Measure, pairs: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """recount0: the earlier period counted the later period's way; recount1: the later one the earlier's way."""
    counted = totals(measure, values).unique([*PERIOD, "definition_version"], keep="first", maintain_order=True)
    parts = ("value", "numerator", "denominator", "value_given")
    counted = counted.select(*PERIOD, "definition_version", *parts)
    rows = pairs
    for side, other, name in (("earlier", "later", "recount0"), ("later", "earlier", "recount1")):
        rows = rows.join(
            counted.rename({part: name if part == "value" else f"{name}_{part}" for part in parts}),
            left_on=["area_code", "period_type", f"{side}_period_start", f"{other}_definition_version"],
            right_on=[*PERIOD, "definition_version"],
            how="left",
        )
    return rows.sort("pair_no")


def with_margins(measure: Measure, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the lines of every ground, the record's margins, and each term's part in their change."""
    rows = with_scope(measure, pairs)
    for name, columns in GROUNDS.items():
        rows = with_lines(measure, rows, name, columns)
    sides = (
        ("0", "earlier_value_first", "first", "earlier_colour_first"),
        ("1", "later_value", "later", "later_colour"),
    )
    for number, value, ground, colour in sides:
        rows = rows.with_columns(
            _margin(measure, line, value, ground, colour).alias(f"margin_{line}{number}") for line in ("green", "red")
        )
    splits = pl.col("has_figures") & pl.all_horizontal(pl.col(f"green_{name}").is_not_null() for name in GROUNDS)
    rows = rows.with_columns(has_margin_terms=splits & pl.lit(measure.polarity != "band"))
    return rows.with_columns(
        pl.when("has_margin_terms").then(moved).alias(name) for name, moved in _moved_lines(measure).items()
    ).sort("pair_no")


def _margin(measure: Measure, line: str, value: str, ground: str, colour: str) -> pl.Expr:
    """Signed distance from the value to the line, at or above nought inside."""
    figure, low, high = pl.col(value), pl.col(f"{line}_{ground}"), pl.col(f"{line}_upper_{ground}")
    plain = sign_of(measure) * (figure - low)
    margin = pl.min_horizontal(figure - low, high - figure) if measure.polarity == "band" else plain
    margin = pl.when(figure.is_not_null() & low.is_not_null()).then(margin)
    is_inside = pl.col(colour) == "green" if line == "green" else pl.col(colour) != "red"
    is_dust = (margin < 0) & (margin.abs() <= DUST * pl.max_horizontal(figure.abs(), pl.lit(1.0)))
    return pl.when(is_dust & is_inside).then(0.0).otherwise(margin)


def _moved_lines(measure: Measure) -> dict[str, pl.Expr]:
    """What restatement, target and rule did to each margin: minus the line's own movement, in the wanted direction.

    Target and rule both move the red line, so each is the mean of its movement before and after the other's.
    """

    def moved(start: str, end: str, line: str) -> pl.Expr:
        return -sign_of(measure) * (pl.col(f"{line}_{end}") - pl.col(f"{line}_{start}"))

    return {
        "restated_green": moved("first", "now", "green"),
        "restated_red": moved("first", "now", "red"),
        "target_green": moved("now", "later", "green"),
        "target_red": (moved("now", "new_target", "red") + moved("new_rule", "later", "red")) / 2,
        "rule_red": (moved("now", "new_rule", "red") + moved("new_target", "later", "red")) / 2,
    }


def with_other_colours(measure: Measure, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the colour the later figure would have under the earlier target, and under the earlier rule."""
    rows = pairs
    for name, ground in (("under_target0", "new_rule"), ("under_rule0", "new_target")):
        target, upper, version, _ = GROUNDS[ground]
        differs = ~(
            pl.col(target).eq_missing(pl.col("later_target"))
            & pl.col(upper).eq_missing(pl.col("later_target_upper"))
            & pl.col(version).eq_missing(pl.col("later_rule_version"))
        )
        moved = rows.filter(differs & pl.col("later_value").is_not_null())
        figures = moved.select(
            "area_code",
            "period_type",
            *(pl.col(f"later_{part}").alias(part) for part in FIGURE),
            "scope",
            target=target,
            target_upper=upper,
            rule_version=version,
        )
        other = moved.select("pair_no").with_columns(colours_under(measure, figures).alias("other"))
        rows = rows.join(other, on="pair_no", how="left", maintain_order="left")
        same = pl.when(differs).then("other").otherwise("later_colour")
        rows = rows.with_columns(same.alias(name)).drop("other")
    return rows


FIGURE = ("period_start", "period_end", "numerator", "denominator", "value_given", "status", "flags", *LAST_YEAR)
