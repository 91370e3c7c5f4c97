"""What does a mapping (register/returns/<id>.yaml) say about how a return's files are read?"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, PrivateAttr, model_validator

from hls_signals.register import Measure, Register
from hls_signals.register.models import Id, Text
from hls_signals.returns.header import Layout
from hls_signals.returns.periods import DATE_FORMATS, contradicting, periods_of
from hls_signals.returns.spec_parts import (
    PEOPLE_FILE,
    AreaMapping,
    Figure,
    HeaderMapping,
    KnownAt,
    PeriodMapping,
    Rounding,
    StatedTotal,
    SymbolMeaning,
    Total,
    Values,
)
from hls_signals.returns.usual import VALUE_COLUMN, says_no_format, with_usual
from hls_signals.returns.windows import windows_of

FINDS_ITS_HEADER = frozenset(("la_tables",))
# Adapters of tables, whose rows become observations one by one.
KEEPS_ROWS = frozenset(("long_table", "nhs_monthly", "dfe_tidy", "la_tables", "financial_year", "fingertips"))


class ReturnSpec(BaseModel):
    """One return's mapping. Without `figures` its files carry the canonical columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    title: str = ""
    adapter: str = "long_table"
    files: tuple[str, ...] = ()
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"
    sheet: Text | None = None
    header: HeaderMapping | None = None
    area: AreaMapping | None = None
    period: PeriodMapping | None = None
    where: dict[Text, Values] = {}
    aliases: dict[Text, dict[Text, Text] | tuple[Text, ...]] = {}
    figures: tuple[Figure, ...] = ()
    dimensions: dict[Text, Text] = {}
    total: Total = "none"
    symbols: dict[Text, SymbolMeaning] = {}
    skip_rows: tuple[Text, ...] = ()
    rounding: Rounding | None = None
    known_at: KnownAt | None = None
    resubmission: Literal["cells", "periods"] = "cells"
    person_level: bool = False
    year_end: dt.date | None = None
    keep: tuple[Text, ...] = ()
    keep_because: str = ""
    due: tuple[dt.date, ...] = ()
    _register: Register | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _as_usual(cls, data: Any) -> Any:
        return with_usual(data) if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.counts_people:
            return self._counting()
        if self.year_end or any(figure.aggregate for figure in self.figures):
            raise ValueError("`adapter: ssda903` beside `year_end` and `aggregate`")
        if self.person_level and self.adapter in KEEPS_ROWS:
            raise ValueError("`adapter: ssda903`, or one of another package, beside `person_level`")
        if self.figures and (self.area is None or self.period is None):
            raise ValueError("`area` and `period` beside `figures`")
        if self.period is not None and says_no_format(self.adapter, self.period.model_fields_set):
            raise ValueError("`format` in `period`: files of this adapter write years in several ways")
        if self.figures and self.adapter in VALUE_COLUMN and not all(figure.where for figure in self.figures):
            raise ValueError("`where` in each figure: many measures share one column of values")
        if self.keep and not self.keep_because:
            raise ValueError("`keep_because` with the reason beside `keep`")
        return self

    def _counting(self) -> Self:
        if not self.person_level:
            raise ValueError("`person_level: true`: the files hold a row a person")
        if self.area is None or self.area.fixed is None or self.year_end is None:
            raise ValueError("`area: {fixed: CODE}` and `year_end`")
        if not self.figures or not all(figure.aggregate for figure in self.figures):
            raise ValueError("figures with `measure` and `aggregate`")
        return self

    @property
    def counts_people(self) -> bool:
        """True where figures are counted over rows of people, which are then forgotten."""
        return self.adapter == "ssda903"

    @property
    def people_files(self) -> frozenset[str] | None:
        """The words in the names of the person-level files that its figures need; None where the adapter decides."""
        words = {PEOPLE_FILE[figure.aggregate] for figure in self.figures if figure.aggregate is not None}
        return frozenset(words) if self.counts_people else None

    @property
    def stated_totals(self) -> tuple[StatedTotal, ...]:
        """The labels that say a row is a total."""
        return self.total if isinstance(self.total, tuple) else ()

    @property
    def layout(self) -> Layout:
        """Where the table stands in a file. A table with titles is looked for by the column that says the area."""
        said = self.header
        if said is not None:
            return Layout(self.sheet, said.row, said.find, said.depth)
        names = (self.area.column or self.area.name_column,) if self.area is not None else ()
        find = tuple(name for name in names if name) if self.adapter in FINDS_ITS_HEADER else ()
        return Layout(self.sheet, find=find)

    @property
    def is_canonical(self) -> bool:
        """True where the files carry the canonical columns themselves."""
        return not self.figures

    @property
    def is_wide(self) -> bool:
        """True where periods are columns."""
        return self.period is not None and self.period.columns is not None

    @property
    def accepts_unknown_areas(self) -> bool:
        """True where areas that areas.csv does not hold are taken with the file's name."""
        return self.area is not None and self.area.unknown == "accept"

    @property
    def register(self) -> Register:
        """The register this mapping was loaded with."""
        return self._register if self._register is not None else Register((), (), (), ())

    def with_register(self, register: Register) -> ReturnSpec:
        """The mapping as read beside this register: its measures say dimensions and period types."""
        copy = self.model_copy()
        copy._register = register
        return copy

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures its figures are of; without figures, those that name this return."""
        named = {figure.measure for figure in self.figures}
        return tuple(
            measure
            for measure in self.register.measures
            if (measure.id in named if named else measure.return_id == self.id)
        )

    @property
    def period_type(self) -> str:
        """How long the period around a date is: as the mapping says, else as all its measures do, else empty."""
        if self.period is not None and self.period.type is not None:
            return self.period.type
        shared = {measure.period_type for measure in self.measures}
        return shared.pop() if len(shared) == 1 else ""

    def periods(self, text: pl.Series) -> list[pl.Series]:
        """period_start, period_end, period_type (and period_code) of a column of texts, as declared."""
        mapping = self.period
        if mapping is None:
            return periods_of(text, "iso_date", "start", self.period_type)
        from_1904 = mapping.serials_from == 1904
        whole = periods_of(text, mapping.format, mapping.means, self.period_type, from_1904=from_1904)
        return whole if mapping.window is None else windows_of(whole, mapping.window, mapping.type or "snapshot")

    def contradicting(self, text: pl.Series) -> int:
        """D307: how many cells hold a day that is not the one `means` speaks of."""
        mapping = self.period
        if mapping is None or mapping.window is not None:
            return 0
        return int(contradicting(text, mapping.format, mapping.means, self.period_type).sum())

    @property
    def needs_period_type(self) -> bool:
        """True where a date alone does not say how long its period is."""
        return self.period is not None and self.period.format in DATE_FORMATS and self.period.type is None
