"""What may be said about a change of colour?

Every number is worked out again from shown numbers, by the arithmetic of the why part itself, so the shown terms add
up to the shown change. Colours, signals and colours under another target are true ones, save those of hidden points.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from hls_signals.disclosure.cells import SUM, shown_cells
from hls_signals.disclosure.forms import (
    exact_areas,
    exact_decimals,
    exact_group_areas,
    is_exact,
    published_decimals,
)
from hls_signals.disclosure.groups import shown_groups
from hls_signals.disclosure.pooling import pooled_rows, with_true_reversals
from hls_signals.measures.values import measured_values
from hls_signals.register.load import Register
from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import with_bridge
from hls_signals.why.case import Row
from hls_signals.why.explain import assembled, compared
from hls_signals.why.facts import FACT_KINDS, FACTS, FILE_DEFECT
from hls_signals.why.first_screen import card_sentences
from hls_signals.why.frames import EXPLANATIONS, ExplanationFrames, typed
from hls_signals.why.pending import with_pending
from hls_signals.why.periods import pairs_named, series
from hls_signals.why.recolour import colours_under
from hls_signals.why.wording import Words, sentences
from hls_signals.workspace.settings import Settings

PAIR = ("area_code", "period_type", "earlier_period_start", "later_period_start")
TRUE_COLOURS = {"under_target0": "colour1_under_target0", "under_rule0": "colour1_under_rule0"}
SHOWN: dict[str, Any] = {  # polars types
    **EXPLANATIONS,
    "has_rounding_crossed_line0": pl.Boolean,
    "has_rounding_crossed_line1": pl.Boolean,
    "was_first_withheld": pl.Boolean,
    "lede": pl.String,
    "card": pl.String,
    "turned": pl.String,
}
# The status of a declared sum in explanations; tables call it suppressed.
WITHHELD_SUM = "withheld_sum"
# A page tells of the newest periods; the arithmetic of older pairs stays in the tables without its words.
WORDED = 13
WORDS = ("sentences", "questions", "lede", "card", "turned")


def shown_explanations(
    measure: Measure,
    values: pl.DataFrame,
    first_values: pl.DataFrame,
    variation: pl.DataFrame,
    found: ExplanationFrames,
    settings: Settings,
    register: Register,
    versions: pl.DataFrame | None = None,
) -> ExplanationFrames:
    """Explanations and terms that a page may hold, with sentences built from what is shown.

    values, first_values  `measures.measured_values`, `measures.first_values`, true
    variation             `shown_variation` of the measure
    found                 `explain_all` of the measure, true. Its identifiers are never shown: they are made of true
                          figures, and a hidden figure has only seven values to try
    versions              `staged.total_versions`, true; without them nothing is said of what still arrives
    returns               `explanations` with the columns of SHOWN (sentences, questions, card and turned are JSON
                          lists; null before the newest 13 pairs) and `terms`, both in the order of `explain_all`
    """
    if found.explanations.is_empty():
        return ExplanationFrames(typed(found.explanations, SHOWN), found.terms)
    now, first = (_anonymous(shown_cells(measure, frame, settings, register)) for frame in (values, first_values))
    rows = series(measure, now, first)
    asked = pairs_named(rows, _named_pairs(found.explanations))
    groups = shown_groups(measure, values, now, settings, register)
    beside = compared(measure, rows, with_bridge(measure, asked, now), variation, groups.shown, as_given=True)
    beside = with_true_reversals(measure, _with_true_colours(beside, found.explanations), groups)
    as_of = found.explanations["as_of"][0]
    arriving = _shown_versions(measure, versions, as_of, settings, register)
    beside = with_pending(measure, beside, arriving, as_of=as_of, settle_days=settings.why.settle_days)
    beside = _with_open_facts(measure, beside, found.explanations, settings, register)
    shown = assembled(measure, beside, _shown_facts(beside, found, now), as_of, pooled_rows(measure, beside, groups))
    crossed = shown.explanations.with_columns(
        has_rounding_crossed_line0=_crosses(measure, beside, "earlier", "_first"),
        has_rounding_crossed_line1=_crosses(measure, beside, "later", ""),
        was_first_withheld=_was_first_withheld(beside, first),
    )
    worded = with_words(measure, crossed, shown.terms, settings, register)
    # The day that was asked about is no figure; nor does it say more than the question did.
    then = found.explanations["known_then"].first() if "known_then" in found.explanations.columns else None
    return ExplanationFrames(worded.with_columns(known_then=pl.lit(then, pl.Date)), shown.terms)


def _shown_versions(
    measure: Measure, versions: pl.DataFrame | None, as_of: dt.date, settings: Settings, register: Register
) -> pl.DataFrame:
    """Every version of every total in its shown form; a version that may not be shown is not there.

    What a figure may still become is then a number made of shown numbers, as every other.
    """
    if versions is None or versions.is_empty():
        return pl.DataFrame()
    numbered = versions.with_columns(source_row=pl.int_range(pl.len(), dtype=pl.Int64))
    valued = measured_values(measure, numbered, known_on=as_of)
    cells = shown_cells(measure, valued, settings, register).filter(pl.col("value").is_not_null())
    days = numbered.select("source_row", "known_on")
    return cells.join(days, on="source_row", how="left", maintain_order="left")


def _with_open_facts(
    measure: Measure, beside: pl.DataFrame, explanations: pl.DataFrame, settings: Settings, register: Register
) -> pl.DataFrame:
    """Pairs with `evidence`, which rests on dates alone, and with the near line of figures shown as they are.

    Beside a rounded figure a near line would tell the figure itself: the line, or one case short of it.
    """
    near = pl.col("flags").fill_null("").str.split(";").list.contains("knife_edge")
    true = _named_pairs(explanations).select(*PAIR, "evidence", is_near=near)
    joined = beside.drop("is_knife_edge").join(true, on=PAIR, how="left", maintain_order="left")
    is_open = is_exact(exact_areas(measure, settings, register)) & pl.col("has_figures")
    told = pl.col("is_near").fill_null(value=False) & is_open
    return joined.with_columns(is_knife_edge=told, evidence=pl.col("evidence").fill_null("[]"))


def _anonymous(cells: pl.DataFrame) -> pl.DataFrame:
    """Shown cells without their provenance, so that no identifier rests on anything but what is shown.

    A sum that gave way to its parts says so in its status, since it need not be a small number.
    """
    names = ("known_at", "source_sha256", "source_row")
    status = pl.when(pl.col("withheld_because") == SUM).then(pl.lit(WITHHELD_SUM)).otherwise("status")
    return cells.with_columns((pl.lit(None, cells.schema[name]).alias(name) for name in names), status=status)


def _with_true_colours(beside: pl.DataFrame, explanations: pl.DataFrame) -> pl.DataFrame:
    true = _named_pairs(explanations).select(
        *PAIR, *(pl.col(column).alias(f"true_{name}") for name, column in TRUE_COLOURS.items())
    )
    joined = beside.join(true, on=PAIR, how="left", maintain_order="left")
    return joined.with_columns(pl.when("has_figures").then(f"true_{name}").alias(name) for name in TRUE_COLOURS)


def _named_pairs(explanations: pl.DataFrame) -> pl.DataFrame:
    return explanations.rename({"period0_start": "earlier_period_start", "period1_start": "later_period_start"})


def _shown_facts(beside: pl.DataFrame, found: ExplanationFrames, now: pl.DataFrame) -> pl.DataFrame:
    """The true facts of each pair; a file defect of a hidden figure goes, for it tells something of its value."""
    facts = found.terms.filter(pl.col("kind").is_in(FACT_KINDS))
    named = _named_pairs(found.explanations).select("explanation_id", *PAIR)
    held = facts.select("explanation_id", *(name for name in FACTS if name != "pair_no"))
    held = held.join(named, on="explanation_id").join(beside.select("pair_no", *PAIR), on=PAIR)
    hidden = now.filter(pl.col("withheld_because") != "").select("area_code", "period_type", "period_start").unique()
    defects = held.filter(pl.col("kind") == FILE_DEFECT)
    for start in ("about_period_start", "other_period_start"):
        keys = ["area_code", "period_type"]
        defects = defects.join(hidden, left_on=[*keys, start], right_on=hidden.columns, how="anti")
    return typed(pl.concat([defects, held.filter(pl.col("kind") != FILE_DEFECT)]), FACTS)


def _crosses(measure: Measure, beside: pl.DataFrame, side: str, vintage: str) -> pl.Series:
    """True where the shown figure, read against the same lines, would have another colour than the true one."""
    figures = beside.select(
        "area_code",
        "scope",
        period_start=f"{side}_period_start",
        period_end=f"{side}_period_end",
        period_type="period_type",
        numerator=None,
        denominator=None,
        value_given=f"{side}_value_given{vintage}",
        status=f"{side}_status",
        flags=f"{side}_flags",
        target=f"{side}_target{vintage}",
        target_upper=f"{side}_target_upper{vintage}",
        rule_version=f"{side}_rule_version{vintage}",
        last_numerator=None,
        last_denominator=None,
        last_value_given=f"{side}_last_value_given{vintage}",
        last_value=f"{side}_last_value{vintage}",
    )
    as_shown = colours_under(measure, figures)
    return (as_shown != beside[f"{side}_colour{vintage}"]).fill_null(value=False)


def _was_first_withheld(beside: pl.DataFrame, first: pl.DataFrame) -> pl.Series:
    """True where the earlier figure is shown now and was not when first published."""
    keys = ["area_code", "period_type", "period_start", "definition_version"]
    withheld = first.filter(pl.col("withheld_because") != "").select(*keys, is_withheld=pl.lit(value=True)).unique()
    names = ["area_code", "period_type", "earlier_period_start", "earlier_definition_version"]
    joined = beside.select(*names, "earlier_value").join(
        withheld, left_on=names, right_on=keys, how="left", maintain_order="left"
    )
    is_withheld = pl.col("is_withheld").fill_null(value=False) & pl.col("earlier_value").is_not_null()
    return joined.select(is_withheld)["is_withheld"]


def with_words(
    measure: Measure, explanations: pl.DataFrame, terms: pl.DataFrame, settings: Settings, register: Register
) -> pl.DataFrame:
    """Shown explanations of one measure with their sentences said in the language spoken now.

    explanations, terms  those of `shown_explanations`, in whatever language; figures and order stay as they are
    """
    exact = exact_areas(measure, settings, register)
    newest = pl.int_range(pl.len()).reverse().over("area_code", "period_type") < WORDED
    said: list[dict[str, str]] = []
    for record, rows in _with_their_terms(explanations.filter(newest), terms):
        made = _texts(_said(measure, record, rows, settings, register, exact), card_sentences(record, rows, measure))
        said.append({"explanation_id": str(record["explanation_id"]), **made})
    columns = pl.DataFrame(said, schema=dict.fromkeys(("explanation_id", *WORDS), pl.String))
    bare = explanations.drop(name for name in WORDS if name in explanations.columns)
    return typed(bare.join(columns, on="explanation_id", how="left", maintain_order="left"), SHOWN)


def said_of(measure: Measure, record: Row, terms: Sequence[Row], settings: Settings, register: Register) -> Words:
    """Lede, sentences and questions of one shown explanation, of whichever period.

    record, terms  a row of `shown_explanations` and its rows of terms
    """
    return _said(measure, record, terms, settings, register, exact_areas(measure, settings, register))


def _said(
    measure: Measure,
    record: Row,
    terms: Sequence[Row],
    settings: Settings,
    register: Register,
    exact: Collection[str] | None,
) -> Words:
    """`said_of`, with the areas whose figures are exact already found; None: those of every area."""
    code = str(record["area_code"])
    is_rounded = exact is not None and code not in exact
    of_groups = exact_group_areas(measure, settings, register)
    return sentences(
        record,
        terms,
        measure,
        _area_name(register, code),
        published_decimals(measure, settings) if is_rounded else exact_decimals(measure),
        events=register.events,
        is_rounded=is_rounded,
        are_groups_rounded=of_groups is not None and code not in of_groups,
    )


def _area_name(register: Register, code: str) -> str:
    area = register.by_code.get(code)
    return area.area_name if area is not None else code


def _with_their_terms(
    explanations: pl.DataFrame, terms: pl.DataFrame
) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    by_pair: dict[str, list[Mapping[str, Any]]] = {}
    worded = terms.join(explanations.select("explanation_id"), on="explanation_id", how="semi", maintain_order="left")
    for row in worded.iter_rows(named=True):
        by_pair.setdefault(row["explanation_id"], []).append(row)
    for record in explanations.iter_rows(named=True):
        yield record, by_pair.get(record["explanation_id"], [])


def _texts(made: Words, card: Sequence[str]) -> dict[str, str]:
    listed = [{"no": s.no, "section": s.section, "text": s.text, "term_nos": s.term_nos} for s in made.sentences]
    texts = {"sentences": listed, "questions": made.questions, "card": card, "turned": made.turned}
    return {"lede": made.lede, **{name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()}}
