"""Which kinds of learning record are there, under which key do they lie in a file, and what is each one's id?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hls_signals.learning.models import (
    Cycle,
    Decision,
    Experiment,
    Journey,
    Offer,
    Question,
    Record,
    Reflection,
    Rule,
    SystemMap,
)


@dataclass(frozen=True)
class Kind:
    """One kind: its name, the key of its list in a file, its model, its id's field and the letter of a made id."""

    name: str
    key: str
    model: type[Record]
    id_field: str
    letter: str


KINDS: tuple[Kind, ...] = (
    Kind("reflection", "reflections", Reflection, "", "r"),
    Kind("experiment", "experiments", Experiment, "experiment_id", "x"),
    Kind("cycle", "cycles", Cycle, "cycle_id", "c"),
    Kind("decision", "decisions", Decision, "decision_id", "d"),
    Kind("rule", "rules", Rule, "rule_id", "u"),
    Kind("question", "questions", Question, "question_id", "q"),
    Kind("offer", "offers", Offer, "offer_id", "o"),
    Kind("journey", "journeys", Journey, "journey_id", "j"),
    Kind("map", "maps", SystemMap, "map_id", "m"),
)
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
REFLECTION, OFFER = BY_NAME["reflection"], BY_NAME["offer"]
