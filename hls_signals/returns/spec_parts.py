"""Of what parts is a mapping made: where areas, periods, figures and totals stand in a file?"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from hls_signals.register.models import Id, Number, PeriodType, Text
from hls_signals.returns.periods import Means, PeriodFormat
from hls_signals.returns.windows import month_day

SymbolMeaning = Literal[
    "zero",
    "ignore",
    "suppressed",
    "low",
    "not_applicable",
    "not_available",
    "not_collected",
    "excused",
    "estimated",
]
Aggregate = Literal["children_on_31_march", "missing_episodes", "away_episodes", "missing_episode_days"]
# Which file of a person-level return a figure is counted in, by the word in its name.
PEOPLE_FILE: dict[Aggregate, str] = {
    "children_on_31_march": "episodes",
    "missing_episodes": "missing",
    "away_episodes": "missing",
    "missing_episode_days": "missing",
}
Values = Annotated[tuple[Text, ...], BeforeValidator(lambda value: [value] if isinstance(value, str | int) else value)]


class Part(BaseModel):
    """A part of a mapping: no key beyond its own, and never altered."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_texts(value: Any) -> Any:
    # A year is a column's name, whatever YAML makes of it.
    names = value if isinstance(value, list) else [value]
    return [str(name) if isinstance(name, int) else name for name in names]


def _column_by_name(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class SourceCells(Part):
    """Where one part of a figure comes from: a column, a sum or a difference of columns, or another row."""

    column: Text | None = None
    add: tuple[Text, ...] = ()
    subtract: tuple[Text, ...] = ()
    where: dict[Text, Values] = {}
    times: Number = Decimal(1)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum((self.column is not None, bool(self.add), bool(self.subtract))) != 1:
            raise ValueError("one of `column`, `add: [..]` or `subtract: [a, b]`")
        if self.subtract and len(self.subtract) != 2:
            raise ValueError("`subtract: [a, b]` takes two columns")
        if self.where and self.column is None:
            raise ValueError("`where` beside a `column`")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns read, first to last."""
        return (self.column,) if self.column is not None else self.add or self.subtract


Source = Annotated[SourceCells, BeforeValidator(_column_by_name)]


class Figure(Part):
    """One figure of each row: numerator and denominator, or the value, of one measure.

    miss       the numerator of what did not happen; the numerator is then the denominator less it (nhs_monthly).
    aggregate  what is counted over the rows of people in a person-level return.
    """

    measure: Id
    where: dict[Text, Values] = {}
    numerator: Source | None = None
    denominator: Source | None = None
    value: Source | None = None
    miss: Text | None = None
    aggregate: Aggregate | None = None

    @model_validator(mode="after")
    def _has_a_part(self) -> Self:
        if self.aggregate is not None:
            if self.parts or self.where:
                raise ValueError("`aggregate` and `measure` alone: the rows counted are its own")
            return self
        if not any((self.numerator, self.value, self.miss)):
            raise ValueError("`numerator`, `value` or `miss`")
        if self.miss is not None:
            whole = self.denominator
            if self.numerator is not None or whole is None or whole.column is None or whole.where:
                raise ValueError("`miss` beside a `denominator` that is one column, and no `numerator`")
        return self

    @property
    def parts(self) -> dict[str, SourceCells]:
        """numerator, denominator and value, those that are mapped; a miss as the difference it means."""
        numerator = self.numerator
        if self.miss is not None and self.denominator is not None:
            numerator = SourceCells(subtract=(str(self.denominator.column), self.miss))
        named = {"numerator": numerator, "denominator": self.denominator, "value": self.value}
        return {name: source for name, source in named.items() if source is not None}


class AreaMapping(Part):
    """Which column says the area, by code or by name; or the one area that every row is of."""

    fixed: Text | None = None
    column: Text | None = None
    name_column: Text | None = None
    unknown: Literal["set_aside", "accept"] = "set_aside"
    names: dict[Text, Text] = {}

    @model_validator(mode="after")
    def _has_a_column(self) -> Self:
        if self.fixed is not None and (self.column or self.name_column):
            raise ValueError("either `fixed` or a column")
        if self.fixed is None and self.column is None and self.name_column is None:
            raise ValueError("`column`, `name_column` or `fixed`")
        return self


class PeriodMapping(Part):
    """Which column says the period, or in a wide table which columns are periods."""

    column: Text | None = None
    columns: Text | None = None
    format: PeriodFormat = "month_name"
    means: Means = "start"
    serials_from: Literal[1900, 1904] = 1900
    type: PeriodType | None = None
    window: tuple[Text, Text] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        for day in self.window or ():
            month_day(day)
        if (self.column is None) == (self.columns is None):
            raise ValueError("either `column`, or `columns` with a pattern such as 20??")
        return self


class HeaderMapping(Part):
    """Where the header is: the number of its first row, or names that it holds; and how many rows it has."""

    row: Annotated[int, Field(ge=1)] | None = None
    find: Annotated[tuple[Text, ...], BeforeValidator(_as_texts)] = ()
    depth: Annotated[int, Field(ge=1, le=9)] = 1

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.row is not None and self.find:
            raise ValueError("either `row` or `find: [..]`")
        return self


class StatedTotal(Part):
    """Which label of which column says that a row is the total over it."""

    column: Text
    label: Annotated[Values, Field(alias="is")]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Total = Annotated[Literal["none", "sum"] | tuple[StatedTotal, ...], BeforeValidator(_listed)]


class Rounding(Part):
    """To which multiple the sender rounds; 1 means not at all."""

    base: Annotated[Number, Field(gt=0)]


class KnownAt(Part):
    """When figures of this return become known, where the file does not say."""

    lag_days: Annotated[int, Field(ge=0, le=3660)]
