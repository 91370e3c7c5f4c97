"""What does FILE.about.yaml say of the file beside it?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hls_signals.workspace.located import read_yaml, validated

SUFFIX = ".about.yaml"


class About(BaseModel):
    """What the sender states. A plain date for `known_at` is the whole day."""

    return_id: Annotated[str | None, Field(alias="return")] = None
    known_at: dt.datetime | dt.date | None = None
    sender: str = ""
    encoding: Literal["utf-8", "utf-16", "cp1252"] | None = None
    nil_return: bool = False
    note: str = ""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def about(path: Path, root: Path) -> About:
    """The sidecar of a file, or an empty one; raises MendableError with its line where it cannot be read."""
    beside = path.with_name(path.name + SUFFIX)
    if not beside.is_file():
        return About()
    document = read_yaml(beside, root)
    return validated(About, document)
