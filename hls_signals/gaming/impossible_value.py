"""Which printed percentages could no whole number of cases have given?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import polars as pl

from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.frames import checked
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.settings import SEED
from hls_signals.gaming.signal import About, Finding, GamingSignal, Gate, signal_of
from hls_signals.gaming.words import asked, quiet

VERSION = 1
NEEDS = ("series", "value_text")
GATES = ("too_few_bodies", "rolling_window", "denominator_rounded", "weighted", "every_value_possible")
ABOUT = About(
    indicator="impossible_value",
    version=VERSION,
    grain="series",
    effect_unit="figures",
    explanations=(
        "numerator and denominator come from different days",
        "the figure is a weighted mean",
        "a digit was typed twice",
    ),
    question="Which number was typed and which was calculated?",
    changes_our_mind="The two whole numbers behind each of these figures, as they stood on one day.",
    # Which figures, and how many, stays restricted.
    opening="Some printed figures could not have come from a whole number of cases.",
    gates={
        **sentences(*GATES[:4]),
        "every_value_possible": "With so many cases every percentage at this precision can arise.",
    },
)
PRINTED = re.compile(r"\s*(\d+)(?:\.(\d+))?\s*%?\s*")


@dataclass(frozen=True)
class Printed:
    """A percentage as printed and the number it was taken of.

    row  place in the series, from 0
    """

    row: int
    value: Fraction
    decimals: int
    denominator: int

    @property
    def is_testable(self) -> bool:
        """False where steps between possible figures are finer than the print, so that every value can arise."""
        return self.denominator > 0 and Fraction(100, self.denominator) >= Fraction(1, 10**self.decimals)

    @property
    def is_possible(self) -> bool:
        """True where a whole number of cases gives this figure, rounded half up, half even, half down or down."""
        half = Fraction(1, 2 * 10**self.decimals)
        fewest = max(0, ceil((self.value - half) * self.denominator / 100))
        is_in_reach = Fraction(100 * fewest, self.denominator) <= self.value + half
        # Cut off instead of rounded, the true figure lies up to a whole last digit above the printed one.
        from_above = max(0, ceil(self.value * self.denominator / 100))
        is_cut_off = Fraction(100 * from_above, self.denominator) < self.value + 2 * half
        return (fewest <= self.denominator and is_in_reach) or (from_above <= self.denominator and is_cut_off)


def impossible_value(
    context: TargetContext, *, series: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """The signal for printed percentages: a count, for which no chance is needed.

    series  period_start, numerator, denominator, value_text as printed with its trailing zeros
    """
    return signal_of(ABOUT, context, _answer(context, checked("series", series, context)), as_of=as_of)


def _answer(context: TargetContext, series: pl.DataFrame) -> Finding | Gate:
    refused = shared_gate(context, is_rolling_refused=True, facts=("denominator_rounded", "weighted"))
    if refused is not None:
        return Gate(refused)
    printed = [figure for figure in printed_figures(series, context.decimals) if figure.is_testable]
    if not printed:
        return Gate("every_value_possible")
    rows = [figure.row for figure in printed if not figure.is_possible]
    by_chance = sum(min(1.0, figure.denominator / 10 ** (figure.decimals + 2)) for figure in printed)
    some = f"{len(rows)} of {len(printed)} printed figures could not have come from a whole number of cases."
    return Finding(
        n_used=len(printed),
        effect=float(len(rows)),
        sentence=asked(some, ABOUT.explanations),
        quiet_sentence=quiet(f"Each of {len(printed)} printed figures can come from a whole number of cases.", ""),
        details={
            "tested": "count",
            "rows": [series["period_start"][row] for row in rows],
            "expected_pass_rate": by_chance / len(printed),
        },
    )


def printed_figures(series: pl.DataFrame, decimals: int | None) -> Iterator[Printed]:
    """Each printed percentage of a known denominator; a text that is no number is passed over.

    decimals  places the publisher prints; None: those of each text
    """
    for row, (text, denominator) in enumerate(series.select("value_text", "denominator").iter_rows()):
        found = PRINTED.fullmatch(text or "")
        if found is not None and denominator is not None:
            whole, places = found.group(1), found.group(2) or ""
            value = Fraction(int(whole + places), 10 ** len(places))
            yield Printed(row, value, max(len(places), decimals or 0), int(denominator))
