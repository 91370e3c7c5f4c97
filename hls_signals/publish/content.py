"""What is everything that a release is made of?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from hls_signals.narrative.said import Said
from hls_signals.publish.suggested_phases import Suggestion, suggestions
from hls_signals.register.load import Register
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.settings import Settings

Row = Mapping[str, Any]
SeriesKey = tuple[str, str]
Series = dict[SeriesKey, list[Row]]


@dataclass(frozen=True)
class Content:
    """Frames after disclosure control, the register and the settings; pages are functions of this and nothing else.

    as_of     the day asked about; no page holds any other day of today's.
    decimals  how many decimals a published figure of each measure has (`disclosure.published_decimals`).
    versions  name and version of the software, printed on the open book.
    chance    the sentence on how often chance alone signals; empty where it was not worked out.
    gaming    questions about how a target may be bending the data (`disclosure.gaming`), that may be seen today.
    not_calculated  what of these could not be calculated: measure_id, indicator and the reason in words.
    since_met  what was known of each item of a pack when its people last met, beside what is known now
               (`warehouse.since_met`).
    said      notes and learning records that may leave: approved, let out, in date.
    due       the days on which each return is due, by its id.
    """

    settings: Settings
    register: Register
    as_of: dt.date
    shown_values: pl.DataFrame
    shown_variation: pl.DataFrame
    shown_explanations: pl.DataFrame
    shown_terms: pl.DataFrame
    events: pl.DataFrame
    quality: pl.DataFrame
    intake: pl.DataFrame
    quarantine: pl.DataFrame
    decimals: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    chance: str = ""
    said: Said = field(default_factory=Said)
    gaming: pl.DataFrame = field(default_factory=pl.DataFrame)
    not_calculated: pl.DataFrame = field(default_factory=pl.DataFrame)
    since_met: pl.DataFrame = field(default_factory=pl.DataFrame)
    due: Mapping[str, Sequence[dt.date]] = field(default_factory=dict)

    @cached_property
    def values_by_series(self) -> Series:
        """Figures of each measure and area in time order."""
        return by_series(self.shown_values, "period_start")

    @cached_property
    def variation_by_series(self) -> Series:
        """Points of each measure and area in time order."""
        return by_series(self.shown_variation, "period_start")

    @cached_property
    def suggested_phases(self) -> dict[SeriesKey, Suggestion]:
        """Where a new phase of a chart might begin, by measure and area; never applied."""
        return suggestions(self.shown_values, self.shown_variation)

    @cached_property
    def gaming_by_series(self) -> Series:
        """Questions of each measure and area, in the order of the method."""
        return by_series(self.gaming)

    @cached_property
    def explanations_by_series(self) -> Series:
        """Pairs of periods of each measure and area in time order."""
        return by_series(self.shown_explanations, "period1_start")

    @cached_property
    def terms_by_series(self) -> Series:
        """Terms of each measure and area, in time order and then in the order of the method."""
        return by_series(self.shown_terms, "period1_start", "term_no")

    def subjects(self) -> tuple[tuple[Measure, Area], ...]:
        """Every measure and area that has a page: register order, then the order of areas.csv."""
        wanted = self.settings.publish.areas
        return tuple(
            (measure, area)
            for measure in self.register.measures
            for area in self.register.areas
            if measure.id not in self.register.behind_others
            and measure.is_for(area)
            and (wanted == "all" or {area.area_code, area.area_type} & set(wanted))
        )

    def decimals_of(self, measure: Measure) -> int:
        """How many decimals a published figure of this measure has; none where nobody said."""
        return self.decimals.get(measure.id, 0)


def by_series(frame: pl.DataFrame, *order: str) -> Series:
    """The rows of each measure and area, in the order of these columns (times and fixed numbers, never values)."""
    series: Series = {}
    if frame.is_empty():
        return series
    for row in frame.sort(["measure_id", "area_code", *order], maintain_order=True).iter_rows(named=True):
        series.setdefault((row["measure_id"], row["area_code"]), []).append(row)
    return series
