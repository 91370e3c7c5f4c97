"""What is a reflection, an experiment, a decision ... as a record? None has an owner, a due date, a score or a colour.

source  spec pages on narrative and learning, section 8, and on the meeting, section 5
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from hls_signals.learning.words import Ident, OptionalIdent, Prose

Audience = Literal["room", "alliance", "public"]
Scale = Literal["person", "team", "organisation", "place", "country"]
Phase = Literal["purpose", "understand", "design", "embed"]


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Role = Annotated[Prose | None, BeforeValidator(_empty_is_none)]
Day = Annotated[dt.date | None, BeforeValidator(_empty_is_none)]


class Part(BaseModel):
    """A part of a record; unknown keys are told."""

    # An error that quotes what it was given would carry somebody's words into a log.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)


class Record(Part):
    """What every learning record says: who may see it, and which role let it out of the room."""

    audience: Audience = "room"
    let_out_by_role: Role = None


class Answers(Part):
    """What a room answered."""

    intended: Prose = ""
    next: Prose = ""
    who: Prose = ""
    extra: Prose = ""
    absent: Prose = ""


class Reflection(Record):
    """What a room made of one page, of a meeting or of a pack."""

    area_code: OptionalIdent = ""
    measure_id: OptionalIdent = ""
    pack: OptionalIdent = ""
    held_on: Day = None
    period_start: Day = None
    view_sha: OptionalIdent = ""
    recorded_on: dt.date
    language: OptionalIdent = "en-GB"
    answers: Answers


class Answer(Part):
    """A plain answer to one of the two questions before an experiment; who checked is optional."""

    answer: Prose = ""
    how_we_know: Prose = ""
    checked_by_role: Prose = ""
    checked_on: Day = None


def _plain_answer(value: object) -> object:
    """`is_it_legal: yes` as the answer it is; YAML reads the word as a truth."""
    if isinstance(value, bool):
        return {"answer": "yes" if value else "no"}
    if isinstance(value, dict) and isinstance(value.get("answer"), bool):
        return {**value, "answer": "yes" if value["answer"] else "no"}
    return {"answer": value} if isinstance(value, str) else value


GivenOne = Annotated[Answer, BeforeValidator(_plain_answer)]


class Prediction(Part):
    """What we expect, and when we look again."""

    text: Prose
    revisit_on: dt.date


class Ended(Part):
    """How an experiment ended; no outcome is above another."""

    on: dt.date
    outcome: Literal["learned", "still_unclear", "stopped_safely", "kept_for_now"]
    what_we_learned: Prose = ""


class Experiment(Record):
    """Something tried, with how we will learn."""

    experiment_id: Ident
    title: Prose
    hunch: Prose = ""
    is_it_legal: GivenOne = Answer()
    is_it_safe: GivenOne = Answer()
    how_will_we_learn: Prose = ""
    stop_if: Prose = ""
    scale: Scale = "team"
    area_code: OptionalIdent = ""
    started_on: Day = None
    measure_ids: tuple[Ident, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    ended: Ended | None = None


class CyclePhase(Part):
    """One stretch of a learning cycle; open where it has no end."""

    phase: Phase
    start: Annotated[dt.date, Field(alias="from")]
    end: Annotated[Day, Field(alias="to")] = None
    what_we_noticed: Prose = ""


class Cycle(Record):
    """A learning cycle: phases in any order, repeated or open."""

    cycle_id: Ident
    scale: Scale
    purpose: Prose
    phases: tuple[CyclePhase, ...] = ()
    passed_up_to: OptionalIdent = ""
    passed_down_to: OptionalIdent = ""


class Decision(Record):
    """What was decided, what we expected, what we saw, and who was not there."""

    decision_id: Ident
    decided_on: dt.date
    we_expected: Prose
    we_saw: Prose = ""
    we_now_think: Prose = ""
    agreed: Literal["all", "not_yet"] | None = None
    who_was_absent: Prose = ""


class Rule(Record):
    """A rule that got in the way, in its own words."""

    rule_id: Ident
    rule: Prose
    source: Literal["law", "contract", "guidance", "habit", "system"]
    what_it_stopped: Prose
    work_around: Prose = ""
    who_could_change_it: Prose
    sent_to_owner_on: Day = None
    publish_unsent: bool = False
    why_unsent: Prose = ""


class GivenAnswer(Part):
    """One answer to a question of the bank."""

    on: dt.date
    text: Prose
    role: Prose = ""


class Question(Record):
    """A question that stays until somebody could know."""

    question_id: Ident
    text: Prose
    asked_on: dt.date
    who_could_know: Prose = ""
    answers: tuple[GivenAnswer, ...] = ()


class Offer(Record):
    """What somebody offers to find out, and when we talk again."""

    offer_id: OptionalIdent = ""
    offered_by_role: Prose
    to_find_out: Prose
    offered_on: Day = None
    we_talk_again_on: dt.date


class JourneyConsent(Part):
    """The person's own consent, with its day."""

    given_on: dt.date
    to: Annotated[Literal["alliance", "public"], Field(alias="for")]
    review_on: Day = None
    cost: bool = False


class Stretch(Part):
    """One stretch of a journey: before, after."""

    label: Prose
    start: Annotated[Day, Field(alias="from")] = None
    end: Annotated[Day, Field(alias="to")] = None
    interactions: Annotated[int | None, Field(ge=0)] = None
    services: Annotated[int | None, Field(ge=0)] = None
    cost_low: Annotated[int | None, Field(ge=0)] = None
    cost_high: Annotated[int | None, Field(ge=0)] = None
    cost_source: Prose = ""
    price_year: Prose = ""


class Step(Part):
    """Something that happened, in a month."""

    on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$"), "ident"]
    service: Prose = ""
    kind: Prose = ""
    text: Prose = ""


class Journey(Record):
    """One consenting person's path through services, under a pseudonym."""

    journey_id: Ident
    pseudonym: Prose = ""
    consent: JourneyConsent
    read_by_the_person_on: Day = None
    what_mattered: Prose
    what_changed: Prose = ""
    own_words: Prose = ""
    source: Prose = ""
    periods: tuple[Stretch, ...] = ()
    events: tuple[Step, ...] = ()


class Factor(Part):
    """Something that plays a part, and whose hands it is in."""

    id: Ident
    name: Prose
    influence: Literal["ours", "shared", "neither"]


class MapLink(Part):
    """One factor acts on another, somebody says."""

    start: Annotated[Ident, Field(alias="from")]
    end: Annotated[Ident, Field(alias="to")]
    sign: Literal["plus", "minus"] | None = None
    delay: Prose = ""
    who_says: Prose = ""
    evidence: tuple[Ident, ...] = ()


class SystemMap(Record):
    """What one group drew on one day; maps are never merged."""

    map_id: Ident
    drawn_by: Prose
    drawn_on: dt.date
    factors: tuple[Factor, ...] = ()
    links: tuple[MapLink, ...] = ()

    @model_validator(mode="after")
    def _links_name_factors(self) -> SystemMap:
        known = {factor.id for factor in self.factors}
        if any({link.start, link.end} - known for link in self.links):
            raise UnknownFactor
        return self


class UnknownFactor(ValueError):
    """A link names a factor that the map does not hold."""

    def __init__(self) -> None:
        super().__init__("unknown factor")
