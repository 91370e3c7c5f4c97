"""What does FILE.about.yaml say of the file beside it?"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from hls_signals.returns.known import day_or_time
from hls_signals.returns.periods import EARLIEST_YEAR
from hls_signals.workspace.located import read_yaml, validated

SUFFIX = ".about.yaml"
ROLE = re.compile(r"[a-z][a-z ,'-]{1,58}[a-z]")


def _moment(value: object) -> object:
    # Left to pydantic, 20260620 would be so many seconds after 1970.
    with suppress(ValueError):
        stated = day_or_time(value) if isinstance(value, str) else value
        if stated is None or (isinstance(stated, dt.date) and EARLIEST_YEAR <= stated.year < dt.MAXYEAR):
            return stated
    raise ValueError("a date such as 2026-06-20, or a date and a time such as 2026-06-20T09:30")


def _day(value: object) -> object:
    # As above: 20261013 is no number of seconds, and a moment is no day.
    stated = _moment(value)
    if stated is None or (isinstance(stated, dt.date) and not isinstance(stated, dt.datetime)):
        return stated
    raise ValueError("a date such as 2026-10-13")


def _role(value: object) -> object:
    if isinstance(value, str) and (not value or ROLE.fullmatch(value)):
        return value
    raise ValueError("a role in small letters such as: head of service. Never a person's name")


class About(BaseModel):
    """What the sender states. A plain date for `known_at` is the whole day.

    signed_off_by_role, signed_off_on  who signed the file off before it was sent; nobody is asked for it
    """

    return_id: Annotated[str | None, Field(alias="return")] = None
    known_at: Annotated[dt.datetime | dt.date | None, BeforeValidator(_moment)] = None
    sender: str = ""
    encoding: Literal["utf-8", "utf-16", "cp1252"] | None = None
    nil_return: bool = False
    note: str = ""
    signed_off_by_role: Annotated[str, BeforeValidator(_role)] = ""
    signed_off_on: Annotated[dt.date | None, BeforeValidator(_day)] = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def about(path: Path, root: Path) -> About:
    """The sidecar of a file, or an empty one; raises MendableError with its line where it cannot be read."""
    beside = path.with_name(path.name + SUFFIX)
    if not beside.is_file():
        return About()
    document = read_yaml(beside, root)
    return validated(About, document)
