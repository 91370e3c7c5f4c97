"""Which target is asked about, in which window, and what is known of how its data are made?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite

from hls_signals.gaming.errors import NotUsable, UnknownWord, WindowEndsFirst
from hls_signals.workspace.nearest import offer

UNITS = ("minutes", "days", "percent", "count", "score")
SIDES = ("at_or_below", "at_or_above")
FACTS = (
    *("closes_at_limit", "counts_rounded", "denominator_rounded", "weighted", "modelled", "capped"),
    *("definition_changed", "collected_less_often"),
)
PERIOD_TYPES = (
    *("day", "week", "month", "quarter", "financial_year", "calendar_year", "academic_year", "snapshot"),
    *("rolling_12_months", "year_to_date", "pooled_years"),
)
# Neighbouring windows share months, so neighbouring figures are alike whatever happened.
ROLLING = frozenset({"rolling_12_months", "year_to_date", "pooled_years"})
REPORTING_PERIODS = ("month", "quarter", "calendar_year", "financial_year")


@dataclass(frozen=True)
class TargetContext:
    """One target of one measure, in one area or pooled, over one window.

    target       in `unit`; None where none was in force
    window_end   end excluded
    area_code    empty = pooled over `pooled_over` reporting bodies
    grid         the recording step, in `unit`
    scale_end    where the scale ends on the good side; None: 0, and 100 for a percentage aimed at from above
    heaps        steps on which records gather, in `unit`; None: the usual ones of the unit
    since        the day a target, rule or definition was announced; never chosen by looking at the series
    raises       UnknownWord (G105), WindowEndsFirst (G106), NotUsable (G108)
    """

    measure_id: str
    target: float | None
    good_side: str
    unit: str
    window_start: dt.date
    window_end: dt.date
    area_code: str = ""
    pooled_over: int = 1
    grid: float = 1.0
    scale_end: float | None = None
    heaps: tuple[float, ...] | None = None
    other_limits: tuple[float, ...] = ()
    period_type: str = "month"
    reporting_period: str = "quarter"
    decimals: int | None = None
    facts: frozenset[str] = frozenset()
    since: dt.date | None = None
    holidays: tuple[dt.date, ...] = ()

    def __post_init__(self) -> None:
        _known(self.unit, UNITS, "unit")
        _known(self.good_side, SIDES, "good_side")
        _known(self.period_type, PERIOD_TYPES, "period_type")
        _known(self.reporting_period, REPORTING_PERIODS, "reporting_period")
        for fact in sorted(self.facts):
            _known(fact, FACTS, "facts")
        self._check_numbers()
        if self.window_end <= self.window_start:
            raise WindowEndsFirst(
                "the window ends before it starts",
                where=f"{self.measure_id}: {self.window_start} to {self.window_end}",
                mend="give window_start, and window_end as the first day that is no longer in it",
            )

    def _check_numbers(self) -> None:
        numbers = (self.target, self.scale_end, *self.other_limits, *(self.heaps or ()))
        if all(number is None or isfinite(number) for number in numbers) and 0 < self.grid < inf:
            return
        raise NotUsable(
            "a target, a limit or a recording step is no number to count in",
            where=f"TargetContext of {self.measure_id}",
            mend="give plain numbers, and a recording step above 0",
        )

    @property
    def end_of_scale(self) -> float:
        """Where the scale ends on the good side, in the measure's unit."""
        if self.scale_end is not None:
            return self.scale_end
        return 100.0 if self.unit == "percent" and self.is_from_above else 0.0

    @property
    def is_from_above(self) -> bool:
        """True where meeting the target means to reach it or go beyond."""
        return self.good_side == "at_or_above"

    @property
    def is_rolling(self) -> bool:
        """True where neighbouring periods share months."""
        return self.period_type in ROLLING


def _known(word: str, words: Iterable[str], field: str) -> None:
    if word not in words:
        raise UnknownWord(
            f"there is no {field.rstrip('s') if field == 'facts' else field} of this name",
            where=f"TargetContext, {field}",
            mend=offer(word, words),
        )
