"""How are the shown figures of some areas changed, after disclosure control and before any view is made of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from hls_signals.contract.roles import project_roles

if TYPE_CHECKING:
    from hls_signals.publish.content import Content

FRAMES = ("shown_values", "shown_variation", "shown_explanations", "shown_terms", "since_met")
COLOURS = ("red", "amber", "green")
NUMBERS = {"measure", "count", "limit"}
Change = Callable[["Content", Sequence[str]], "Content"]


def ways() -> dict[str, Change]:
    """Each way by its name: below and above everyone, ties, missing, other colours and words, gone."""
    return {
        "below everyone": lambda content, areas: _with_numbers(content, areas, pl.lit(0.5)),
        "above everyone": lambda content, areas: _with_numbers(content, areas, pl.lit(96.5)),
        "equal to each other": lambda content, areas: _with_numbers(content, areas, pl.lit(50)),
        "missing": _missing,
        "with other colours and signals": _recoloured,
        "with other words": _reworded,
        "without rows": _gone,
    }


def _frames(content: Content) -> Iterator[tuple[str, pl.DataFrame]]:
    for name in FRAMES:
        frame: pl.DataFrame = getattr(content, name)
        if not frame.is_empty():
            yield name, frame


def _columns(frame: pl.DataFrame, roles: set[str]) -> list[str]:
    known = project_roles().by_column
    return [name for name in frame.columns if known.get(name) in roles]


def _of(areas: Sequence[str]) -> pl.Expr:
    return pl.col("area_code").is_in(list(areas))


def _changed(content: Content, areas: Sequence[str], roles: set[str], new: Callable[[str, Any], pl.Expr]) -> Content:
    frames: dict[str, Any] = {}
    for name, frame in _frames(content):
        columns = _columns(frame, roles)
        expressions = [
            pl.when(_of(areas))
            .then(new(column, frame.schema[column]))
            .otherwise(pl.col(column))
            .cast(frame.schema[column], strict=False)
            .alias(column)
            for column in columns
        ]
        frames[name] = frame.with_columns(expressions)
    return replace(content, **frames)


def _with_numbers(content: Content, areas: Sequence[str], level: pl.Expr) -> Content:
    def new(column: str, kind: Any) -> pl.Expr:
        if not kind.is_numeric():
            return pl.col(column)
        # A hidden figure stays hidden: the mask is a constant here.
        return pl.when(pl.col(column).is_null()).then(None).otherwise(level.cast(kind, strict=False))

    return _changed(content, areas, NUMBERS, new)


def _missing(content: Content, areas: Sequence[str]) -> Content:
    values = content.shown_values.with_columns(
        pl.when(_of(areas)).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("value", "numerator", "denominator", "colour")
    ).with_columns(status=pl.when(_of(areas)).then(pl.lit("not_available")).otherwise(pl.col("status")))
    return replace(content, shown_values=values)


def _recoloured(content: Content, areas: Sequence[str]) -> Content:
    following = dict(zip(COLOURS, (*COLOURS[1:], COLOURS[0]), strict=True))

    def new(column: str, kind: Any) -> pl.Expr:
        if kind == pl.String:
            return pl.col(column).replace(following)
        return ~pl.col(column) if kind == pl.Boolean else pl.col(column)

    shown = _changed(content, areas, {"colour"}, new)
    read = {"signal_high": "usual_variation", "usual_variation": "signal_low", "signal_low": "signal_high"}
    variation = shown.shown_variation
    if "read_first" in variation.columns:
        turned = pl.when(_of(areas)).then(pl.col("read_first").replace(read)).otherwise(pl.col("read_first"))
        shown = replace(shown, shown_variation=variation.with_columns(read_first=turned))
    return shown


def _reworded(content: Content, areas: Sequence[str]) -> Content:
    said = pl.when(_of(areas)).then(pl.lit("Another sentence stands here.")).otherwise(pl.col("lede"))
    reworded: dict[str, Any] = {
        name: frame.with_columns(lede=said) for name, frame in _frames(content) if "lede" in frame.columns
    }
    return replace(content, **reworded)


def _gone(content: Content, areas: Sequence[str]) -> Content:
    kept: dict[str, Any] = {name: frame.filter(~_of(areas)) for name, frame in _frames(content)}
    return replace(content, **kept)
