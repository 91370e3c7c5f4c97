"""How are the shown figures of some areas changed, after disclosure control and before any view is made of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from hls_signals.contract.roles import project_roles

if TYPE_CHECKING:
    from hls_signals.narrative.said import Said
    from hls_signals.publish.content import Content

FRAMES = ("shown_values", "shown_variation", "shown_explanations", "shown_terms", "since_met", "gaming", "events")
COLOURS = ("red", "amber", "green")
NUMBERS = {"measure", "count", "limit"}
OTHER = "Another sentence stands here."
ROLES_EXCHANGED = {"worker": "person", "person": "carer", "carer": "worker"}
# Columns of texts that are lists of codes or names of groups: builders know them.
CODED = {"cannot_know", "advice", "group_name"}
# Columns whose texts are JSON, and where in it the words stand.
_EVERY = r'(^|[\[,]\s*)"(?:[^"\\]|\\.)*"'
AS_JSON = {"sentences": r'("text"\s*:\s*)"(?:[^"\\]|\\.)*"', "card": _EVERY, "questions": _EVERY, "turned": _EVERY}
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
    asked = content.gaming
    if not asked.is_empty():
        # A question without an effect and without a drawing.
        asked = asked.with_columns(
            *(
                pl.when(_of(areas)).then(None).otherwise(pl.col(name)).alias(name)
                for name in _columns(asked, {"measure", "limit"})
            ),
            shape=pl.when(_of(areas)).then(pl.lit("")).otherwise(pl.col("shape")),
        )
    return replace(content, shown_values=values, gaming=asked)


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
    """Other sentences, notes and learning records of these areas, as many as before and of the same days."""
    reworded: dict[str, Any] = {}
    for name, frame in _frames(content):
        texts = [
            column for column in _columns(frame, {"text"}) if frame.schema[column] == pl.String and column not in CODED
        ]
        told = {column: _other_words(column) for column in texts}
        reworded[name] = frame.with_columns(
            pl.when(_of(areas) & (pl.col(column) != "")).then(new).otherwise(pl.col(column)).alias(column)
            for column, new in told.items()
        )
    return replace(content, said=_other_said(content.said, frozenset(areas)), **reworded)


def _other_words(column: str) -> pl.Expr:
    """Another text; in a list of texts as JSON, and in what its records call `text`, another one each."""
    if column in AS_JSON:
        return pl.col(column).str.replace_all(AS_JSON[column], f'${{1}}"{OTHER}"')
    return pl.lit(OTHER)


def _other_said(said: Said, areas: frozenset[str]) -> Said:
    notes = (
        replace(note, text=OTHER, author_role=ROLES_EXCHANGED.get(note.author_role, note.author_role))
        if note.area_code in areas
        else note
        for note in said.notes
    )
    records = (
        replace(record, fields=_other_fields(record.fields)) if record.fields.get("area_code") in areas else record
        for record in said.records
    )
    return replace(said, notes=tuple(notes), records=tuple(records))


def _other_fields(given: Any) -> Any:
    """The same record with every text of more than one word another one."""
    if isinstance(given, Mapping):
        return {key: _other_fields(value) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return type(given)(_other_fields(value) for value in given)
    return OTHER if isinstance(given, str) and " " in given.strip() else given


def _gone(content: Content, areas: Sequence[str]) -> Content:
    kept: dict[str, Any] = {name: frame.filter(~_of(areas)) for name, frame in _frames(content)}
    return replace(content, **kept)
