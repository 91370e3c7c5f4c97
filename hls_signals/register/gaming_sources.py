"""What may a measure file say of how its target could bend the data?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Fact = Literal[
    "closes_at_limit",
    "counts_rounded",
    "denominator_rounded",
    "weighted",
    "modelled",
    "capped",
    "definition_changed",
    "collected_less_often",
]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Recorded(_Frozen):
    """A count measure whose dimension holds the recorded value of single cases, and the limit they are held to.

    grid  the recording step, in the dimension's unit
    """

    measure: str
    dimension: str
    limit: float
    good_side: Literal["at_or_below", "at_or_above"]
    grid: Annotated[float, Field(gt=0)] = 1.0
    unit: Literal["minutes", "days", "percent", "count", "score"] | None = None

    @property
    def unit_of_values(self) -> str:
        """The unit: as said, else the dimension's name where that is one."""
        named = self.dimension if self.dimension in {"minutes", "days", "percent"} else "count"
        return self.unit or named


class Relabelled(_Frozen):
    """A count under one label, and the measure that counts both labels together."""

    measure: str
    of: str


class GamingSources(_Frozen):
    """Where the indicators of a measure find what the measure itself does not hold.

    daily      a count measure of period type day
    excluded   a count measure of those left out of this one
    facts      what the register knows about how the figures are made
    """

    recorded: Recorded | None = None
    daily: str = ""
    excluded: str = ""
    relabelled: Relabelled | None = None
    facts: tuple[Fact, ...] = ()
    other_limits: tuple[float, ...] = ()

    def measures(self) -> Iterator[str]:
        """Every measure it names."""
        if self.recorded is not None:
            yield self.recorded.measure
        yield from filter(None, (self.daily, self.excluded))
        if self.relabelled is not None:
            yield from (self.relabelled.measure, self.relabelled.of)
