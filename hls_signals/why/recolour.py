"""Which colour would a figure have under another target or another colour rule, and where are the lines?

The colours themselves come from `hls_signals.measures`: the same question is asked of a register that holds the one
target and the one rule, so a colour here cannot disagree with a colour there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

import numpy as np
import polars as pl

from hls_signals.measures.colour import boundaries
from hls_signals.measures.in_force import scoped_areas
from hls_signals.measures.trend import A_YEAR, has_trend
from hls_signals.measures.values import COLUMNS, measured_values
from hls_signals.register.models import ColourRule, Measure, Target
from hls_signals.why.numbering import runs_of

ALWAYS = dt.date.min
# What decides the lines: the target, its upper edge, the rule's version, and whose rule of that version it is.
GROUND = ("target", "target_upper", "rule_version", "scope")
LINES = ("green", "red", "green_upper", "red_upper")
COMPUTED = ("value", "target", "target_upper", "amber_boundary", "colour", "no_colour_because", "rule_version")


def is_coloured(measure: Measure) -> bool:
    """True where figures of this measure can have a colour at all."""
    return bool(measure.targets and measure.colour_rules) and measure.polarity != "none" and measure.kind != "context"


def with_scope(measure: Measure, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `scope`: the area's code where some target or rule names it, else empty."""
    named = pl.col("area_code").is_in(sorted(scoped_areas(measure)))
    return frame.with_columns(scope=pl.when(named).then("area_code").otherwise(pl.lit("")))


def with_lines(measure: Measure, frame: pl.DataFrame, name: str, columns: Sequence[str]) -> pl.DataFrame:
    """The frame with `green_<name>`, `red_<name>` and the upper pair: the lines of each row's target and rule.

    columns  the frame's columns that hold target, upper edge of a band, rule version, and the figure of last year that
             a rule of kind `trend` asks for; `scope` is taken as it is
    returns  null lines where there is no target or no rule, and no red line where last year's figure is not known
    """
    *ground, last = columns
    held = [*ground, "scope"]
    grounds, lengths = runs_of(frame, held)
    drawn = {ground: _lines(measure, *ground) for ground in dict.fromkeys(grounds.iter_rows())}
    lines = np.array([drawn[ground] for ground in grounds.iter_rows()], dtype=np.float64).reshape(-1, len(LINES))
    each = np.repeat(lines, lengths, axis=0)
    drawn_on = frame.with_columns(
        pl.Series(f"{line}_{name}", each[:, place], nan_to_null=True) for place, line in enumerate(LINES)
    )
    return _with_last_year(measure, drawn_on, name, ground[2], last) if has_trend(measure) else drawn_on


def _with_last_year(measure: Measure, frame: pl.DataFrame, name: str, version: str, last: str) -> pl.DataFrame:
    """Under a trend rule amber reaches to last year's figure, and never less far than green."""
    green, high, before = pl.col(f"green_{name}"), pl.col(f"green_upper_{name}"), pl.col(last)
    if measure.polarity == "band":
        outside = pl.max_horizontal(green - before, before - high, pl.lit(0.0))
        found = {"red": green - outside, "red_upper": high + outside}
    else:
        easier = pl.min_horizontal if measure.polarity == "higher" else pl.max_horizontal
        found = {"red": easier(green, before)}
    trends = sorted({rule.version for rule in measure.colour_rules if rule.is_trend})
    is_trend = pl.col(version).is_in(trends).fill_null(value=False)
    known = {line: pl.when(before.is_not_null() & green.is_not_null()).then(moved) for line, moved in found.items()}
    return frame.with_columns(
        pl.when(is_trend).then(moved).otherwise(f"{line}_{name}").alias(f"{line}_{name}")
        for line, moved in known.items()
    )


def _lines(
    measure: Measure, target: Decimal | None, upper: Decimal | None, version: int | None, scope: str
) -> tuple[float | None, ...]:
    if target is None or version is None:
        return (None,) * len(LINES)
    edges = boundaries(measure, target_of(target, upper), rule_of(measure, version, scope))
    return tuple(None if (edge := getattr(edges, line)) is None else float(edge) for line in LINES)


@lru_cache(maxsize=4096)
def target_of(value: Decimal, upper: Decimal | None) -> Target:
    """A target that always held, from the exact decimals of a values row."""
    if upper is None:
        return Target(effective_from=ALWAYS, value=value)
    return Target(effective_from=ALWAYS, lower=value, upper=upper)


def rule_of(measure: Measure, version: int, scope: str) -> ColourRule:
    """The colour rule of this version: the one that names the area goes before one that names none."""
    held = [rule for rule in measure.colour_rules if rule.version == version]
    return max(held, key=lambda rule: (scope in rule.area_codes, not rule.area_codes))


def colours_under(measure: Measure, figures: pl.DataFrame) -> pl.Series:
    """The colour of each figure under the target and rule in its own row, exact, in the order of the rows.

    figures  area_code, period_start, period_end, period_type, numerator, denominator, value_given, status, flags and
             the columns of GROUND; null where there is no target or no rule
    """
    rows = figures.with_row_index("at")
    parts = [
        _under_one(measure, group, ground)
        for ground, group in rows.group_by(GROUND, maintain_order=True)
        if ground[0] is not None and ground[2] is not None
    ]
    found = pl.concat(parts) if parts else pl.DataFrame(schema={"at": pl.UInt32, "colour": pl.String})
    return rows.select("at").join(found, on="at", how="left", maintain_order="left")["colour"]


def _under_one(measure: Measure, group: pl.DataFrame, ground: Iterable[object]) -> pl.DataFrame:
    target, upper, version, scope = ground
    if not isinstance(target, Decimal) or not isinstance(version, int) or isinstance(upper, bool | str | int):
        raise TypeError("a target is a decimal and a rule version a whole number")
    rule = rule_of(measure, version, str(scope))
    alone = measure.model_copy(
        update={
            "targets": (target_of(target, upper if isinstance(upper, Decimal) else None),),
            "colour_rules": (
                rule.model_copy(
                    update={"effective_from": ALWAYS, "effective_to": None, "known_from": None, "area_codes": ()}
                ),
            ),
        }
    )
    # The row number travels as source_row, because two rows may be about one area and period.
    filled = group.select(
        pl.col(name)
        if name in group.columns and name not in ("source_row", "breakdown")
        else pl.lit(None, kind).alias(name)
        for name, kind in COLUMNS.items()
        if name not in COMPUTED and name not in ("source_row", "breakdown")
    ).with_columns(source_row=group["at"].cast(pl.Int64), breakdown=pl.lit("{}"), is_total=pl.lit(value=True))
    filled = filled.with_columns(definition_version=pl.lit(""))
    if rule.is_trend:
        filled = _beside_last_year(filled, group)
    coloured = measured_values(alone, filled, known_on=dt.date.max).filter(pl.col("source_row") >= 0)
    return coloured.select(at=pl.col("source_row").cast(pl.UInt32), colour="colour")


def _beside_last_year(filled: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """Each figure as a series of its own with last year's beside it, numbered below nought.

    One series each, since a figure that is asked about as it might have been is no last year of another.
    """
    own = filled.with_columns(area_code=pl.col("source_row").cast(pl.String))
    shift = pl.concat_str(
        pl.lit("-"), pl.col("period_type").replace_strict(A_YEAR, default="1y", return_dtype=pl.String)
    )
    last = own.with_columns(
        *(group[f"last_{name}"].alias(name) for name in ("numerator", "denominator", "value_given")),
        *(pl.col(name).dt.offset_by(shift).alias(name) for name in ("period_start", "period_end")),
        status=pl.lit("ok"),
        flags=pl.lit(""),
        source_row=-1 - pl.col("source_row"),
    )
    return pl.concat([own, last.filter(group["last_value"].is_not_null())])
