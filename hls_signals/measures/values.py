"""What value, target and colour does every area, breakdown and period have, as known on a date?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from hls_signals.measures.colour import Boundaries, boundaries, colour_of, exact_value
from hls_signals.measures.frames import EXACT, value_expression
from hls_signals.measures.in_force import excused_by, rule_in_force, scoped_areas, target_in_force
from hls_signals.measures.trend import float_colour, has_trend, is_near, with_last_year, without_last_year
from hls_signals.register.models import Colour, ColourRule, Event, Measure, Target

# A row this near a boundary, relative to it, is compared again in fractions.
NEAR = 1e-9
WITH_FIGURE = ("ok", "estimated", "imputed")
NOT_SENT = ("not_available", "not_collected")

COLUMNS: dict[str, Any] = {  # polars types
    "measure_id": pl.String,
    "area_code": pl.String,
    "breakdown": pl.String,
    "is_total": pl.Boolean,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_type": pl.String,
    "value": pl.Float64,
    "numerator": EXACT,
    "denominator": EXACT,
    "value_given": EXACT,
    "status": pl.String,
    "flags": pl.String,
    "completeness": pl.Float64,
    "target": EXACT,
    "target_upper": EXACT,
    "amber_boundary": pl.Float64,
    "colour": pl.String,
    "no_colour_because": pl.String,
    "reported_colour": pl.String,
    "definition_version": pl.String,
    "rule_version": pl.Int64,
    "known_at": pl.Datetime("us", "UTC"),
    "not_repeated": pl.Boolean,
    "source_sha256": pl.String,
    "source_row": pl.Int64,
}
KEY = ("area_code", "breakdown", "period_start", "period_end", "definition_version")


@dataclass(frozen=True)
class Terms:
    """Target and rule that hold for some rows, with the lines they draw."""

    target: Target | None
    rule: ColourRule | None
    edges: Boundaries | None


def measured_values(
    measure: Measure, figures: pl.DataFrame, *, known_on: dt.date | None, events: Sequence[Event] = ()
) -> pl.DataFrame:
    """Value, target and colour of every figure of one measure, in key order.

    figures   one row per area, breakdown, period and definition version: the columns of `staged.latest_known`
    known_on  the day on which targets and rules are asked for; None: each figure's own day, its column `known_on`
    events    change events that concern the measure; a `collection` event excuses a figure that is not there
    returns   the columns of COLUMNS
    source    spec page on returns, section 6
    """
    asked = figures if known_on is None else figures.with_columns(known_on=pl.lit(known_on))
    rows = _with_status(measure, asked, events)
    rows = rows.with_columns(value=_value(measure))
    rows = with_last_year(rows, may_have_colour()) if has_trend(measure) else without_last_year(rows)
    rows, terms = _with_terms(measure, rows)
    rows = rows.with_columns(colour=_colours(measure, rows, terms))
    rows = rows.with_columns(no_colour_because=_no_colour_because(measure), completeness=pl.lit(None, pl.Float64))
    return rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()).sort(KEY)


def _value(measure: Measure) -> pl.Expr:
    figure = value_expression(float(measure.scale), measure.calculation == "count")
    return pl.when(pl.col("status").is_in(WITH_FIGURE)).then(figure)


def _with_status(measure: Measure, rows: pl.DataFrame, events: Iterable[Event]) -> pl.DataFrame:
    """Statuses after the register has been asked: excused where a collection event says so, no rate of nothing."""
    excuses = [event for event in events if event.kind == "collection"]
    nothing = pl.col("status").is_in(WITH_FIGURE) & (pl.col("denominator") == 0).fill_null(value=False)
    rows = rows.with_columns(status=pl.when(nothing).then(pl.lit("not_applicable")).otherwise("status"))
    missing = rows.filter(pl.col("status").is_in(NOT_SENT)).select("area_code", "period_start", "period_end").unique()
    excused = [record for record in missing.iter_rows() if excused_by(excuses, *record) is not None]
    if not excused:
        return rows
    frame = pl.DataFrame(excused, schema=missing.schema, orient="row").with_columns(excused=pl.lit(value=True))
    joined = rows.join(frame, on=missing.columns, how="left")
    status = pl.when(pl.col("excused") & pl.col("status").is_in(NOT_SENT)).then(pl.lit("excused")).otherwise("status")
    return joined.with_columns(status=status).drop("excused")


def _with_terms(measure: Measure, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Terms]]:
    """Rows with target, rule and boundary, and the list that their column `terms_no` points into."""
    scope = pl.when(pl.col("area_code").is_in(sorted(scoped_areas(measure)))).then("area_code").otherwise(pl.lit(""))
    rows = rows.with_columns(scope=scope)
    asked = rows.select("scope", "period_start", "period_end", "known_on").unique(maintain_order=True)
    found: dict[tuple[Target | None, ColourRule | None], int] = {}
    numbers = []
    for record in asked.iter_rows():
        pair = (target_in_force(measure, *record), rule_in_force(measure, *record))
        numbers.append(found.setdefault(pair, len(found)))
    terms = [_terms(measure, target, rule) for target, rule in found]
    joined = rows.join(asked.with_columns(terms_no=pl.Series(numbers, dtype=pl.Int64)), on=asked.columns, how="left")
    return joined.join(_terms_frame(terms), on="terms_no", how="left"), terms


def _terms(measure: Measure, target: Target | None, rule: ColourRule | None) -> Terms:
    usable = target if measure.polarity != "none" and measure.kind != "context" else None
    return Terms(target, rule, None if usable is None else boundaries(measure, usable, rule))


def _terms_frame(terms: Sequence[Terms]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "terms_no": list(range(len(terms))),
            "target": [
                None if t.target is None else (t.target.lower if t.target.value is None else t.target.value)
                for t in terms
            ],
            "target_upper": [None if t.target is None else t.target.upper for t in terms],
            # Under `trend` each figure has its own line: last year's figure.
            "amber_boundary": [
                None if t.edges is None or t.rule is None or t.rule.is_trend else float(t.edges.red) for t in terms
            ],
            "is_trend": [t.edges is not None and t.rule is not None and t.rule.is_trend for t in terms],
            "rule_version": [None if t.rule is None or t.edges is None else t.rule.version for t in terms],
        },
        schema={
            "terms_no": pl.Int64,
            "target": EXACT,
            "target_upper": EXACT,
            "amber_boundary": pl.Float64,
            "is_trend": pl.Boolean,
            "rule_version": pl.Int64,
        },
    )


def _colours(measure: Measure, rows: pl.DataFrame, terms: Sequence[Terms]) -> pl.Series:
    """Colours by float first; rows near a line, and rows under a rule that rounds, again in fractions."""
    coloured = rows.with_row_index("at").filter(may_have_colour())
    parts = [
        _coloured_group(measure, group, terms[int(number)])
        for (number,), group in coloured.group_by("terms_no", maintain_order=True)
    ]
    found = pl.concat(parts) if parts else pl.DataFrame(schema={"at": pl.UInt32, "colour": pl.String})
    return rows.with_row_index("at").join(found, on="at", how="left", maintain_order="left")["colour"]


def may_have_colour() -> pl.Expr:
    """True for a figure that is no forecast."""
    # `f` (forecast) arrives as estimated without the flag e, and is never coloured.
    forecast = (pl.col("status") == "estimated") & ~pl.col("flags").str.contains("e", literal=True)
    return pl.col("value").is_not_null() & ~forecast


def _coloured_group(measure: Measure, group: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    if terms.edges is None or terms.rule is None:
        return group.select("at", colour=pl.lit(None, pl.String))
    by_float = float_colour if terms.rule.is_trend else _float_colour
    near = _is_near(measure, terms.rule, terms.edges)
    floats = group.select("at", colour=by_float(measure, terms.edges), near=near)
    exact = group.filter(floats["near"])
    if exact.is_empty():
        return floats.select("at", "colour")
    colours = [_exact_colour(measure, record, terms) for record in exact.iter_rows(named=True)]
    mended = exact.select("at").with_columns(colour=pl.Series(colours, dtype=pl.String))
    return pl.concat([floats.filter(~pl.col("near")).select("at", "colour"), mended])


def _is_near(measure: Measure, rule: ColourRule, edges: Boundaries) -> pl.Expr:
    """Rows that fractions look at again: near a line, or coloured by their rounded figure."""
    near = pl.lit(value=rule.round_to is not None)
    if rule.is_trend:
        return near | is_near(measure, edges, NEAR)
    for edge in vars(edges).values():
        if edge is not None:
            near |= (pl.col("value") - float(edge)).abs() <= NEAR * max(abs(float(edge)), 1.0)
    return near


def _float_colour(measure: Measure, edges: Boundaries) -> pl.Expr:
    value = pl.col("value")
    if edges.green_upper is not None and edges.red_upper is not None:
        green = value.is_between(float(edges.green), float(edges.green_upper))
        amber = value.is_between(float(edges.red), float(edges.red_upper))
    elif measure.polarity == "higher":
        green, amber = value >= float(edges.green), value >= float(edges.red)
    else:
        green, amber = value <= float(edges.green), value <= float(edges.red)
    return pl.when(green).then(pl.lit("green")).when(amber).then(pl.lit("amber")).otherwise(pl.lit("red"))


def _exact_colour(measure: Measure, record: dict[str, Any], terms: Terms) -> Colour | None:
    value = _exactly(measure, record, "")
    last_year = None if record["last_value"] is None else _exactly(measure, record, "last_")
    return None if value is None else colour_of(measure, value, terms.target, terms.rule, last_year)


def _exactly(measure: Measure, record: dict[str, Any], prefix: str) -> Fraction | None:
    parts = (record[f"{prefix}{name}"] for name in ("numerator", "denominator", "value_given"))
    return exact_value(measure, *parts)


def _no_colour_because(measure: Measure) -> pl.Expr:
    status = pl.col("status")
    reason = (
        pl.when(pl.col("colour").is_not_null())
        .then(None)
        .when(status.is_in(["suppressed", "excused", "not_applicable"]))
        .then(status)
        .when(pl.col("value").is_null())
        .then(pl.lit("no_figure"))
        .when(~may_have_colour())
        .then(pl.lit("estimated"))
        .when(pl.col("is_trend").fill_null(value=False))
        .then(pl.lit("trend_unknown"))
    )
    return reason.otherwise(pl.lit("context" if measure.kind == "context" else "no_target"))
