"""Is more recorded in the last days of a reporting period than at the end of any other month?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from scipy.stats import t as student

from hls_signals.gaming.arrays import Bools, Floats
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.fits import Fit, poisson_fit
from hls_signals.gaming.frames import checked
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.settings import CONFIDENCE, FOUND_FOUR_IN_FIVE, SEED
from hls_signals.gaming.signal import About, Finding, GamingSignal, Gate, signal_of
from hls_signals.gaming.steps import times_alike
from hls_signals.gaming.words import asked, more_in_per_cent, quiet, whole, whole_range

VERSION = 1
NEEDS = ("days",)
GATES = (
    *("too_few_bodies", "collected_less_often", "no_daily_counts", "no_other_month_ends", "no_records_at_ends"),
    "too_few_periods",
)
ABOUT = About(
    indicator="end_of_period",
    version=VERSION,
    grain="days",
    effect_unit="rate ratio",
    explanations=(
        "panels meet then",
        "contracts and payrolls end then",
        "recording catches up on what happened earlier",
    ),
    question="What changes in the last days of the quarter, and for whom?",
    changes_our_mind="The same rise in the days when people were seen, and not only in the days when it was recorded.",
    opening=(
        "In the last days before the figures are due, {effect} per cent more is recorded than at the end of other "
        "months ({range})."
    ),
    gates={
        **sentences("too_few_bodies", "collected_less_often"),
        "no_daily_counts": "There is no count for every day of the window.",
        "no_other_month_ends": "Each month ends a reporting period, so there is no other month end to set it beside.",
        "no_records_at_ends": "Nothing is recorded at the end of one kind of month, so there is no ratio to give.",
        "too_few_periods": "The window holds fewer than 8 period ends, or fewer than 200 records.",
    },
)
LAST_DAYS = 3
# Working days before the end of a month that a drawing shows.
DAYS_DRAWN = 10
FEWEST_ENDS = 8
FEWEST_RECORDS = 200
# The months in which a reporting period ends.
ENDS = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "calendar_year": (12,), "financial_year": (3,)}


def end_of_period(
    context: TargetContext, *, days: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """The signal for daily counts: the extra of the last three working days of a reporting period.

    days  day, n: every calendar day in the window
    """
    return signal_of(ABOUT, context, _answer(context, checked("days", days, context)), as_of=as_of)


def _answer(context: TargetContext, days: pl.DataFrame) -> Finding | Gate:
    refused = shared_gate(context, facts=("collected_less_often",))
    if refused is not None:
        return Gate(refused)
    counts = days["n"].to_numpy().astype(np.float64)
    n = int(counts.sum())
    if not _is_every_day(days["day"]):
        return Gate("no_daily_counts", n)
    if context.reporting_period == "month":
        return Gate("no_other_month_ends", n)
    calendar = Calendar(days["day"], context)
    ends = calendar.number_of_ends
    if ends < FEWEST_ENDS or n < FEWEST_RECORDS:
        return Gate("too_few_periods", n, {"period_ends": ends})
    others = calendar.ends_month & ~calendar.ends_period
    if not counts[calendar.ends_period].sum() or not counts[others].sum():
        # A ratio to or of nothing has no size.
        return Gate("no_records_at_ends", n)
    fit = poisson_fit(calendar.design, counts)
    return _finding(fit, scatter(fit, counts, calendar), n, calendar, counts)


def _is_every_day(days: pl.Series) -> bool:
    if days.len() < 2:
        return False
    steps = days.diff().drop_nulls().dt.total_days()
    return bool((steps == 1).all())


class Calendar:
    """Which day is a working day, which ends a month and which a reporting period?"""

    def __init__(self, days: pl.Series, context: TargetContext) -> None:
        self.weekday = days.dt.weekday().to_numpy()
        self.month = (days.dt.year() * 12 + days.dt.month() - 1).to_numpy()
        self.is_holiday = np.isin(days.to_numpy(), np.array(context.holidays, dtype="datetime64[D]"))
        # A month that the window cuts off has no end here.
        after = days[-1] + dt.timedelta(days=1)
        last = self.month[-1] if after.day == 1 else self.month[-1] - 1
        self.ends_month = self._last_working_days() & (self.month <= last)
        in_end = np.isin(self.month % 12 + 1, list(ENDS[context.reporting_period]))
        self.ends_period = self.ends_month & in_end

    @property
    def number_of_ends(self) -> int:
        """How many reporting periods end in the window."""
        return len(np.unique(self.month[self.ends_period]))

    @property
    def number_of_month_ends(self) -> int:
        """How many months end in the window."""
        return len(np.unique(self.month[self.ends_month]))

    def totals_before_ends(self, counts: Floats) -> list[list[int]]:
        """Working days before the end of a month, 1 the last; records on them in period ends, and in other months."""
        place = np.zeros(len(self.month), dtype=np.int64)
        is_whole = self.month <= self.month[self.ends_month].max()
        for month in np.unique(self.month[is_whole]):
            working = np.flatnonzero(self.works & (self.month == month))[::-1]
            place[working] = np.arange(1, len(working) + 1)
        is_due = np.isin(self.month, self.month[self.ends_period])
        return [
            [at, int(counts[(place == at) & is_due].sum()), int(counts[(place == at) & ~is_due].sum())]
            for at in range(DAYS_DRAWN, 0, -1)
        ]

    @property
    def design(self) -> Floats:
        """(days, columns): constant, weekdays, holidays, each calendar month, month ends, and last the extra."""
        columns = [
            np.ones(len(self.month)),
            *(self.weekday == day for day in np.unique(self.weekday)[1:]),
            *([self.is_holiday] if self.is_holiday.any() else []),
            *(self.month == month for month in np.unique(self.month)[1:]),
            self.ends_month,
            self.ends_period,
        ]
        return np.column_stack(columns).astype(np.float64)

    @property
    def works(self) -> Bools:
        """True on working days."""
        works: Bools = (self.weekday <= 5) & ~self.is_holiday
        return works

    def _last_working_days(self) -> Bools:
        last = np.zeros(len(self.month), dtype=np.bool_)
        for month in np.unique(self.month):
            last[np.flatnonzero(self.works & (self.month == month))[-LAST_DAYS:]] = True
        return last


def scatter(fit: Fit, counts: Floats, calendar: Calendar) -> float:
    """How many times as much the days scatter as Poisson counts would, never below 1.

    Judged on working days too, for period ends are such days and luck is larger where more is recorded; and as three
    such days in a row scatter, for busy days come in busy weeks.
    """
    residuals = (counts - fit.fitted) / np.sqrt(fit.fitted)
    works = calendar.works
    of_working_days = float((residuals[works] ** 2).sum()) / float(fit.df * works.mean())
    return max(fit.dispersion, of_working_days) * times_alike(residuals[works], lags=LAST_DAYS, block=LAST_DAYS)


def _finding(fit: Fit, scatter: float, n: int, calendar: Calendar, counts: Floats) -> Finding:
    ends, month_ends = calendar.number_of_ends, calendar.number_of_month_ends
    extra = float(fit.coefficients[-1])
    error = float(np.sqrt(scatter * fit.covariance[-1, -1]))
    # Two means, of period ends and of other month ends, are set beside each other, however many days lie between.
    df = month_ends - 2
    half = float(student.ppf(CONFIDENCE, df)) * error
    lower, ratio, upper = (float(np.exp(extra + side)) for side in (-half, 0.0, half))
    smallest = float(np.exp((student.ppf(CONFIDENCE, df) + student.ppf(FOUND_FOUR_IN_FIVE, df)) * error))
    opening = ABOUT.opening.format(
        effect=whole(more_in_per_cent(ratio)), range=whole_range(more_in_per_cent(lower), more_in_per_cent(upper))
    )
    return Finding(
        n_used=n,
        effect=ratio,
        effect_lower=lower,
        effect_upper=upper,
        smallest_seen=smallest,
        statistic=extra / error,
        p=float(student.sf(extra / error, df)),
        sentence=asked(opening, ABOUT.explanations),
        quiet_sentence=quiet(
            "About as much is recorded in the last days before the figures are due as at the end of other months.",
            f"{whole(more_in_per_cent(smallest))} per cent more",
        ),
        details={
            "scatter": scatter,
            "df": df,
            "period_ends": ends,
            "other_ends": month_ends - ends,
            "month_end": float(fit.coefficients[-2]),
            "before_ends": calendar.totals_before_ends(counts),
        },
    )
