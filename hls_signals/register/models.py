"""What is a measure, its targets, its colour rules, an area and a change event?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from hls_signals.register.around import LookBeside, WhatHangs
from hls_signals.register.gaming_sources import GamingSources

PeriodType = Literal[
    "day",
    "week",
    "month",
    "quarter",
    "financial_year",
    "calendar_year",
    "academic_year",
    "snapshot",
    "rolling_12_months",
    "year_to_date",
    "pooled_years",
]
# Windows that share months with their neighbours: never a series of independent points.
OVERLAPPING_PERIOD_TYPES = frozenset({"rolling_12_months", "year_to_date", "pooled_years"})
AreaType = Literal[
    "country",
    "region",
    "icb",
    "council",
    "alliance",
    "locality",
    "ward",
    "organisation",
    "service",
    "team",
]
EventKind = Literal[
    "target", "colour_rule", "definition", "collection", "organisation", "data_quality", "external", "service"
]
Confidence = Literal["confirmed", "reported", "assumed"]
Colour = Literal["red", "amber", "green"]
FOREVER = dt.date(9999, 12, 31)


def _decimal(value: Any) -> Any:
    """Whole numbers of YAML become exact decimals; bools are not numbers."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Number = Annotated[Decimal, BeforeValidator(_decimal)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\s\x00-\x1f]+$")]
Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int | Decimal) else value)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Lasting(_Frozen):
    """Something that ends no earlier than it begins, by whatever names its days go."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        for begins, ends in (("effective_from", "effective_to"), ("valid_from", "valid_to")):
            first, last = getattr(self, begins, None), getattr(self, ends, None)
            if first is not None and last is not None and last < first:
                raise ValueError(f"`{ends}` no earlier than `{begins}`")
        return self


class Dated(_Lasting):
    """Something that holds from a day on, for some areas or all, and was known from a day on."""

    effective_from: dt.date
    effective_to: dt.date | None = None
    known_from: dt.date | None = None
    area_codes: tuple[str, ...] = ()

    @property
    def announced(self) -> dt.date:
        """The day from which it was known."""
        return self.known_from or self.effective_from


class Target(Dated):
    """A value aimed at: `effective_from` is when it applies, `known_from` when it was announced."""

    value: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    source: str = ""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        band = self.lower is not None and self.upper is not None
        if (self.value is None) == (not band):
            raise ValueError("either `value`, or `lower` and `upper`")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError("`lower` no greater than `upper`")
        return self

    @property
    def is_band(self) -> bool:
        """True where the value aimed at is a stretch, not a point."""
        return self.value is None


class ColourRule(Dated):
    """How value and target become red, amber or green; versioned like the target.

    Under `trend` a figure short of its target is amber where it is no further from it than in the same period last
    year, counted under the same definition; `meets_within` then says how near is still green.
    """

    version: int
    kind: Literal["points", "percent_of_target", "trend"]
    amber_within: Annotated[Number, Field(ge=0)] = Decimal(0)
    meets_within: Annotated[Number, Field(ge=0)] = Decimal(0)
    round_to: Annotated[Number, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _keys_of_its_kind(self) -> Self:
        if self.is_trend and self.amber_within:
            raise ValueError("`meets_within` beside `kind: trend`; amber is for last year to say")
        if self.meets_within and not self.is_trend:
            raise ValueError("`meets_within` beside `kind: trend` alone")
        return self

    @property
    def is_trend(self) -> bool:
        """True where last year's figure says where amber ends."""
        return self.kind == "trend"


class Definition(_Frozen):
    """What was counted, from a date on."""

    version: Text
    effective_from: dt.date
    text: str = ""
    breaks_series: bool = False


class AlreadyPublic(_Frozen):
    """Where the official publisher has printed the figures."""

    source: str
    url: str = ""
    published_on: dt.date


class MeasureDisclosure(_Frozen):
    """How this measure's small numbers are kept back."""

    profile: Literal["nhs"] | None = None
    about_people: bool = True
    already_public: AlreadyPublic | None = None
    sum_of: tuple[str, ...] = ()
    to_date: Literal["financial_year", "calendar_year"] | None = None


class Measure(_Frozen):
    """What a figure is about: how it is calculated, its unit, its targets and definitions over time."""

    id: Id
    name: str
    return_id: Annotated[str, Field(alias="return")]
    purpose: str = ""
    kind: Literal["target", "indicator", "context"] = "target"
    calculation: Literal["ratio", "count", "rate", "mean", "median", "published_only"]
    unit: str
    scale: Annotated[Number, Field(gt=0)] = Decimal(1)
    bounds: tuple[Number | None, Number | None] = (None, None)
    polarity: Literal["higher", "lower", "band", "none"]
    period_type: PeriodType
    area_types: tuple[AreaType, ...] = ()
    dimensions: tuple[str | tuple[str, ...], ...] = ()
    crossed: bool = True
    targets: tuple[Target, ...] = ()
    target_on: Literal["period_start", "period_end"] = "period_start"
    colour_rules: tuple[ColourRule, ...] = ()
    definitions: tuple[Definition, ...] = ()
    cannot_tell_us: tuple[str, ...] = ()
    asked_as: str = ""
    # What the target is: who set it, what hangs on it, what it takes, and which roles had a say in the measure.
    who_set_it: str = ""
    what_hangs_on_it: WhatHangs = None
    takes_us: str = ""
    chosen_with: tuple[str, ...] = ()
    # Begun without a target: one is refused unless the alliance gives a reason, which is printed.
    begins_without_target: bool = False
    target_because: str = ""
    look_beside: tuple[LookBeside, ...] = ()
    order: int = 1000
    groups: dict[str, tuple[str, ...]] = {}
    # Words people use for it, and keys of the system map that play a part in it.
    narrative_terms: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    disclosure: MeasureDisclosure = MeasureDisclosure()
    gaming: GamingSources = GamingSources()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        low, high = self.bounds
        if low is not None and high is not None and low > high:
            raise ValueError("`bounds: [lowest, highest]`, in this order")
        return self

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """Every declared dimension, chains unrolled outermost first."""
        names: list[str] = []
        for entry in self.dimensions:
            names.extend([entry] if isinstance(entry, str) else entry)
        return tuple(names)

    @property
    def question(self) -> str:
        """The page's heading: the question a person would ask, else the name."""
        return self.asked_as or self.name

    def is_for(self, area: Area) -> bool:
        """True where figures of such an area belong to this measure."""
        return not self.area_types or area.area_type in self.area_types

    @property
    def is_overlapping(self) -> bool:
        """True where neighbouring periods share months."""
        return self.period_type in OVERLAPPING_PERIOD_TYPES


class Area(_Lasting):
    """The area, alliance, service or organisation a figure describes."""

    area_code: str
    area_name: str
    area_type: AreaType
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    replaced_by: str | None = None


class AreaSum(_Lasting):
    """One part of an area that is the sum of areas."""

    sum_code: str
    part_code: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Event(_Lasting):
    """Something that changed and may bear on figures, whoever measured them."""

    id: Id
    measure_ids: tuple[str, ...] = ()
    return_id: Annotated[str | None, Field(alias="return")] = None
    all: bool = False
    area_codes: tuple[str, ...] = ()
    kind: EventKind
    effective_from: dt.date
    effective_to: dt.date | None = None
    announced_on: dt.date | None = None
    text: str
    source: str = ""
    confidence: Confidence = "reported"

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _names_a_scope(self) -> Self:
        if not (self.measure_ids or self.return_id or self.all):
            raise ValueError("one of `measure_ids`, `return` or `all: true`")
        return self

    def names(self, measure: Measure) -> bool:
        """True where the event names the measure, its return or all."""
        return self.all or measure.id in self.measure_ids or self.return_id == measure.return_id

    def concerns(self, measure: Measure, area_code: str) -> bool:
        """True where the event names the measure, and the area or no area."""
        return self.names(measure) and (not self.area_codes or area_code in self.area_codes)
