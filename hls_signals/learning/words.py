"""Which words of a record were written by a person, and what does the record look like without them?

Everything is taken for such words unless its model says otherwise: a field that somebody adds is masked from the
beginning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, get_origin

from pydantic import BaseModel, Field, StringConstraints
from pydantic.fields import FieldInfo

from hls_signals.narrative.record import MARK, SEPARATOR

IDENT_MARK = "ident"
# An id or code: no words of a person.
Ident = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}$"), IDENT_MARK]
OptionalIdent = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9_.:-]{0,79})?$"), IDENT_MARK]
Prose = Annotated[str, Field(max_length=20_000)]


def split_words(record: BaseModel) -> tuple[dict[str, Any], str]:
    """The record as plain values with a number in place of each piece of prose; and the prose, piece by piece."""
    pieces: list[str] = []
    body = _without(record, pieces)
    return body, SEPARATOR.join(pieces)


def with_words(body: str, text: str | None) -> dict[str, Any]:
    """The record with its (masked) prose again, as plain values; empty where its words are gone."""
    if not body or text is None:
        return {}
    found: dict[str, Any] = _with(json.loads(body), text.split(SEPARATOR))
    return found


def _without(value: Any, pieces: list[str], field: FieldInfo | None = None) -> Any:
    if isinstance(value, BaseModel):
        return {name: _without(getattr(value, name), pieces, held) for name, held in type(value).model_fields.items()}
    if isinstance(value, list | tuple):
        return [_without(item, pieces, field) for item in value]
    if isinstance(value, str) and value and _is_prose(field):
        pieces.append(value.replace(MARK, " "))
        return f"{MARK}{len(pieces) - 1}"
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)


def _is_prose(field: FieldInfo | None) -> bool:
    if field is None:
        return True
    return IDENT_MARK not in _marks(field.annotation, field.metadata) and not _is_choice(field.annotation)


def _marks(annotation: Any, metadata: Sequence[Any]) -> Iterator[Any]:
    yield from metadata
    # A list of ids carries the mark inside.
    for inner in getattr(annotation, "__args__", ()):
        yield from _marks(inner, getattr(inner, "__metadata__", ()))


def _is_choice(annotation: Any) -> bool:
    if get_origin(annotation) is Literal:
        return True
    inner = [held for held in getattr(annotation, "__args__", ()) if held is not type(None)]
    return bool(inner) and all(_is_choice(held) for held in inner)


def _with(value: Any, pieces: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {name: _with(held, pieces) for name, held in value.items()}
    if isinstance(value, list):
        return [_with(held, pieces) for held in value]
    if isinstance(value, str) and value.startswith(MARK):
        return pieces[int(value[1:])]
    return value
