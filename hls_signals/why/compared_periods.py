"""Which number has each period that some comparison reads, and which of them does each figure stand in?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.why.cells import Figures, days_of
from hls_signals.why.numbering import NOT_THERE, Numbers, codes_of

SIDES = (0, 1)


@dataclass(frozen=True)
class Days:
    """What days are called: `names` begins with that of the day `first`, counted from 1970; NOT_THERE has no name."""

    first: int
    names: Numbers

    def of(self, days: Numbers) -> Numbers:
        """What each of these days is called."""
        away = days - self.first
        last = len(self.names) - 1
        if away.min(initial=0) >= 0 and away.max(initial=0) <= last:
            return self.names[away]
        return np.where((away < 0) | (away > last), NOT_THERE, self.names[np.clip(away, 0, last)])


class ComparedPeriods:
    """Every period that some comparison reads, by number: area by area, and in each by kind, definition and day."""

    def __init__(self, compared: pl.DataFrame) -> None:
        self.compared = compared
        self.codes = [
            codes_of(compared[name].unique().sort().to_list())
            for name in ("area_code", "period_type", "definition_version")
        ]
        self.day = [days_of(compared[f"start{side}"]) for side in SIDES]
        self.days = np.unique(np.concatenate(self.day))

    @property
    def an_area(self) -> int:
        """How many numbers each area has."""
        return len(self.codes[1]) * len(self.codes[2]) * len(self.days)

    @property
    def place(self) -> Days:
        """Which of the days each day from the first to the last is."""
        first = int(self.days[0])
        table = np.full(int(self.days[-1]) - first + 1, NOT_THERE)
        table[self.days - first] = np.arange(len(self.days))
        return Days(first, table)

    def of_comparisons(self) -> tuple[Numbers, Numbers]:
        """The number of each comparison's earlier and later period."""
        names = ("area_code", "period_type", "definition_version")
        places = [
            self.compared[name].replace_strict(codes, return_dtype=pl.Int64).to_numpy()
            for name, codes in zip(names, self.codes, strict=True)
        ]
        earlier, later = (self._first(places) + np.searchsorted(self.days, day) for day in self.day)
        return earlier, later

    def of_runs(self, figures: Figures) -> Numbers:
        """The number of the first of each run's periods; NOT_THERE where none is compared or it is of no group."""
        columns = (figures.area, figures.period_type, figures.version)
        places = [column.places(codes) for column, codes in zip(columns, self.codes, strict=True)]
        is_read = np.all(np.broadcast_arrays(*(place >= 0 for place in (*places, figures.cell))), axis=0)
        return np.where(is_read, self._first(places), NOT_THERE)

    def _first(self, places: list[Numbers]) -> Numbers:
        area, kind, version = places
        return ((area * len(self.codes[1]) + kind) * len(self.codes[2]) + version) * len(self.days)
