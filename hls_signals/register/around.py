"""What does the register say around a measure: who set its target, what hangs on it, where else to look?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Hanging = Literal["nothing_known", "payment", "inspection", "published_table", "other"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HangsOnIt(_Frozen):
    """What follows from meeting the target or not, with words of the register's own."""

    kind: Hanging
    text: str = ""


def _plain(value: Any) -> Any:
    """`what_hangs_on_it: payment` as the answer it is."""
    return {"kind": value} if isinstance(value, str) else value


WhatHangs = Annotated[HangsOnIt | None, BeforeValidator(_plain)]


class LookBeside(_Frozen):
    """A measure in which people might be seen if they went elsewhere, and why it is looked at."""

    measure_id: Annotated[str, StringConstraints(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]
