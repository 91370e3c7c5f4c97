"""Which would-be observations does a mapping make of a table's rows?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import reduce
from operator import or_
from typing import Self

import polars as pl

from hls_signals.returns.adapters.labels import Labels, breakdown_labels, breakdown_text
from hls_signals.returns.areas import codes_of_names, declared_codes
from hls_signals.returns.cells import symbols_of
from hls_signals.returns.combine import PARTS
from hls_signals.returns.faults import FileFault
from hls_signals.returns.figures import absent_part, parts_of, source_parts
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import Columns, normal, normal_label
from hls_signals.returns.reading import NOTHING_SET_ASIDE, Read, set_aside
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.spec_parts import AreaMapping, Figure, PeriodMapping, SourceCells
from hls_signals.returns.table import ROW, Table

_KEY = ("area_code", "period_start", "period_end", "breakdown")
# In a wide table this word stands for the cell of the period's own column.
CELL = "cell"


@dataclass
class MappedTable:
    """A table being read by its mapping. Rows carry their area, period and breakdown beside the raw cells."""

    table: Table
    spec: ReturnSpec
    columns: Columns
    labels: Labels
    symbols: Mapping[str, str]
    supporting: list[pl.Series] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    # D307: rows whose date is not the day that `means` speaks of.
    contradicting_labels: int = 0

    @classmethod
    def of(cls, file: LandedFile, spec: ReturnSpec) -> Self:
        """The table of a file, ready to be read."""
        headers = {normal(name): names for name, names in spec.aliases.items() if isinstance(names, tuple)}
        columns = Columns(file.table.headers, headers, spec.keep)
        return cls(file.table, spec, columns, Labels(columns, spec.aliases), symbols_of(spec.symbols))

    def read(self) -> Read:
        """Records of every figure, and the rows that make none."""
        if not self.table.headers:
            return Read(pl.DataFrame())
        rows = self._with_context(self.table.frame)
        is_skipped = self._is_skipped(rows)
        is_note = self._is_note(rows, is_skipped)
        is_data = ~is_skipped & ~is_note
        is_asked = self.labels.match(rows, self.spec.where)
        asked = rows.filter(is_data & is_asked)
        records = list(self._records(asked))
        made = pl.concat(records) if records else pl.DataFrame()
        supporting = pl.concat(self.supporting).unique() if self.supporting else _no_rows()
        used = pl.concat([made[ROW], supporting]).unique() if records else supporting
        unused = asked.filter(~pl.col(ROW).is_in(used.implode()))
        lines = [
            set_aside(rows.filter(is_skipped), "R240"),
            set_aside(rows.filter(is_note), "R241"),
            set_aside(rows.filter(is_data & ~is_asked), "R242"),
            set_aside(unused, "R242"),
        ]
        return Read(
            observations=made,
            set_aside=pl.concat([NOTHING_SET_ASIDE, *lines]),
            notes={**self.columns.notes(), **self.labels.notes(), "D307": self.contradicting_labels},
            columns_dropped=tuple(self.columns.dropped.values()),
            places=self.places,
            supporting_rows=supporting,
        )

    def _with_context(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(
            *self._area(rows),
            *self._period(rows),
            *self._breakdown(rows),
            pl.lit(self.table.sheet).alias("source_sheet"),
            self._known_at(rows),
        )

    def _breakdown(self, rows: pl.DataFrame) -> list[pl.Series]:
        """Breakdown and is_total: the dimension that a stated total sums over is left out."""
        labels = breakdown_labels(self.labels, rows, self.spec.dimensions)
        stated = pl.Series("stated", [False]).new_from_index(0, rows.height)
        for total in self.spec.stated_totals:
            is_total = self.labels.match(rows, {total.column: total.label})
            stated |= is_total
            for name, column in self.spec.dimensions.items():
                if normal(column) == normal(total.column):
                    labels = labels.with_columns(pl.when(is_total).then(None).otherwise(name).alias(name))
        text = breakdown_text(labels, rows.height, stated)
        return [text.alias("breakdown"), (text == "{}").alias("is_total")]

    def _area(self, rows: pl.DataFrame) -> list[pl.Series]:
        mapping = self.spec.area or AreaMapping(column="area_code")
        name = None
        if mapping.name_column is not None:
            number = self.columns.number(mapping.name_column)
            self.places["area_code"] = self.places["area_name"] = number
            name = rows[f"c{number}"].rename("area_name")
        if mapping.fixed is not None:
            code = pl.Series("fixed", [mapping.fixed], dtype=pl.String).new_from_index(0, rows.height)
        elif mapping.column is not None:
            number = self.columns.number(mapping.column)
            self.places["area_code"] = number
            code = declared_codes(self._area_text(rows, number), mapping.names)
        else:
            code = codes_of_names(name if name is not None else _no_rows(), self.spec.register, mapping.names)
        text = pl.Series("area_name", [None], dtype=pl.String).new_from_index(0, rows.height)
        return [code.alias("area_code"), self.labels.clean(name) if name is not None else text]

    def _area_text(self, rows: pl.DataFrame, number: int) -> pl.Series:
        """The cells that say the area's code; an adapter may know better."""
        return rows[f"c{number}"]

    def _period(self, rows: pl.DataFrame) -> list[pl.Series]:
        mapping = self._period_mapping
        if mapping.column is None:
            return []
        number = self.columns.number(mapping.column)
        self.places["period"] = number
        text = self._period_text(rows, number)
        self.contradicting_labels = self.spec.contradicting(text)
        return self.spec.periods(text)

    def _period_text(self, rows: pl.DataFrame, number: int) -> pl.Series:
        """The cells that say the period; an adapter may know better."""
        return rows[f"c{number}"]

    @property
    def _period_mapping(self) -> PeriodMapping:
        return self.spec.period or PeriodMapping(column="period")

    def _known_at(self, rows: pl.DataFrame) -> pl.Expr:
        number = self.columns.find("known_at")
        if number is None:
            return pl.lit(None, pl.String).alias("known_at")
        self.places["known_at"] = number
        return pl.col(f"c{number}").alias("known_at")

    def _is_skipped(self, rows: pl.DataFrame) -> pl.Series:
        patterns = [normal_label(pattern) for pattern in self.spec.skip_rows]
        if not patterns:
            return pl.Series("skipped", [False]).new_from_index(0, rows.height)
        first = rows.select(pl.coalesce(f"c{number}" for number in range(1, len(self.table.headers) + 1))).to_series()
        said = [first, *(rows[f"c{self.places[name]}"] for name in ("area_code", "area_name") if name in self.places)]
        return reduce(or_, (_fits(text, patterns) for text in said))

    def _is_note(self, rows: pl.DataFrame, is_skipped: pl.Series) -> pl.Series:
        """True for the notes below a table, where an adapter expects any."""
        return pl.Series("note", [False]).new_from_index(0, rows.height)

    def _records(self, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        for figure in self.spec.figures:
            chosen = rows.filter(self.labels.match(rows, figure.where))
            if self.spec.is_wide:
                for number in self._period_columns:
                    header = pl.Series([self.columns.text(number)]).new_from_index(0, chosen.height)
                    dated = chosen.with_columns(self.spec.periods(header))
                    yield self._record_frame(figure, dated, rows, number)
            else:
                yield self._record_frame(figure, chosen, rows, None)

    @property
    def _period_columns(self) -> list[int]:
        pattern = self._period_mapping.columns or ""
        numbers = self.columns.like(pattern)
        if not numbers:
            mend = "name the columns as the pattern says, or change `period: columns:` in the mapping"
            raise FileFault("Q130", where=f"header, columns `{pattern}`", mend=mend)
        return numbers

    def _record_frame(self, figure: Figure, chosen: pl.DataFrame, rows: pl.DataFrame, cell: int | None) -> pl.DataFrame:
        parts = {name: self._part(source, chosen, rows, cell).to_struct(name) for name, source in figure.parts.items()}
        context = chosen.select(
            pl.lit(figure.measure).alias("measure_id"),
            "area_code",
            "area_name",
            "breakdown",
            "is_total",
            "period_start",
            "period_end",
            "period_type",
            "period_code",
            "known_at",
            "source_sheet",
            ROW,
        )
        return context.with_columns(parts.get(name, self._absent(name, chosen.height)) for name in PARTS)

    def _absent(self, name: str, height: int) -> pl.Series:
        """The part that a figure does not have; a blank one where another figure of the mapping has it."""
        if any(name in figure.parts for figure in self.spec.figures):
            return absent_part(height).to_struct(name)
        return pl.Series(name, [None], dtype=pl.Null).new_from_index(0, height)

    def _part(self, source: SourceCells, chosen: pl.DataFrame, rows: pl.DataFrame, cell: int | None) -> pl.DataFrame:
        read: dict[str, pl.DataFrame] = {}
        for name in source.columns:
            number = cell if cell is not None and normal(name) == CELL else self.columns.number(name)
            if source.where:
                read[name] = self._of_other_row(source, number, chosen, rows)
            else:
                read[name] = parts_of(chosen[f"c{number}"], self.symbols, number)
        return source_parts(source, read)

    def _of_other_row(self, source: SourceCells, number: int, chosen: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
        key = [name for name in _KEY if name in rows.columns]
        others = rows.filter(self.labels.match(rows, source.where)).select(
            *key, pl.col(f"c{number}").alias("other_text"), pl.col(ROW).alias("other_row")
        )
        found = others.group_by(key, maintain_order=True).agg(
            pl.col("other_text").first(), (pl.col("other_text").n_unique() > 1).alias("differ")
        )
        joined = chosen.select(key).join(found, on=key, how="left", nulls_equal=True, maintain_order="left")
        serving = others.join(chosen.select(key).unique(), on=key, how="semi", nulls_equal=True)
        self.supporting.append(serving["other_row"].alias(ROW))
        part = parts_of(joined["other_text"], self.symbols, number)
        differ = joined["differ"].fill_null(False)
        code = pl.when(differ).then(pl.lit("R231")).otherwise("code").alias("code")
        return part.with_columns(code)


def _fits(text: pl.Series, patterns: list[str]) -> pl.Series:
    seen = text.drop_nulls().unique()
    fit = [value for value in seen.to_list() if any(fnmatchcase(normal_label(value), pattern) for pattern in patterns)]
    return text.is_in(fit).fill_null(False)


def _no_rows() -> pl.Series:
    return pl.Series(ROW, [], dtype=pl.Int64)
