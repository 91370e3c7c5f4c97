"""What is a note, and what did the person who gave it allow?"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

SourceType = Literal[
    "story",
    "reflection",
    "event",
    "complaint",
    "compliment",
    "minute",
    "after_action",
    "most_significant_change",
    "provider_narrative",
]
Role = Literal[
    "person", "carer", "family", "peer", "worker", "manager", "commissioner", "regulator", "public", "unknown"
]
AboutPerson = Literal["none", "pseudonymous", "identifiable"]
Consent = Literal["not_needed", "given", "given_internal", "withdrawn", "unknown"]
Audience = Literal["author", "team", "alliance", "public"]
LONGEST_TEXT = 20_000
KEPT_YEARS = 2


class Note(BaseModel):
    """One note as it was given: what was said, when, of which place, and who may read it.

    occurred_from, occurred_to  the days it speaks of, the last one excluded
    scope                       an area's code; empty for the whole alliance
    author_role                 never a name: any value that is not a role becomes `unknown`

    source  spec page on narrative and learning, section 2
    """

    # An error that quotes what it was given would carry the text into a log.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    narrative_id: Annotated[str, Field(min_length=1)]
    occurred_from: dt.date
    occurred_to: dt.date
    recorded_on: dt.date
    source_type: SourceType
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    scope: str = ""
    signal_id: str = ""
    measure_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author_role: Role = "unknown"
    about_person: AboutPerson = "identifiable"
    consent: Consent = "unknown"
    audience: Audience = "team"
    expires_on: dt.date

    @model_validator(mode="before")
    @classmethod
    def _with_dates(cls, given: Any) -> Any:
        """`occurred_on` as the span of one day, and the day the note expires unless another is given."""
        if not isinstance(given, dict):
            return given
        held = dict(given)
        day = held.pop("occurred_on", None)
        if day is not None and "occurred_from" not in held:
            start = day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day))
            held |= {"occurred_from": start, "occurred_to": start + dt.timedelta(days=1)}
        recorded = held.get("recorded_on")
        if recorded is not None and not held.get("expires_on"):
            held["expires_on"] = _years_later(recorded, KEPT_YEARS)
        return held

    @field_validator("author_role", mode="before")
    @classmethod
    def _role(cls, given: object) -> object:
        """Anything but a role is discarded unseen: it may be somebody's name."""
        return given if given in get_args(Role) else "unknown"


def _years_later(day: object, years: int) -> dt.date:
    start = day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day))
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # the 29th of February
        return start.replace(year=start.year + years, day=28)
