"""Which counts does the profile hide, and to which step does it round the others?

Profile `nhs`, version 1: 1 to 7 hidden, 0 shown as 0, anything else to the nearest 5, halves up.
source  NHS Digital, Hospital Episode Statistics and Emergency Care Data Set below national level, from 13 Sept 2018.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from hls_signals.measures.frames import EXACT

LARGEST_HIDDEN = 7
BASE = 5
# Floats carry dust; a value this near a half, in steps, counts as the half.
DUST = 1e-9


def is_small(count: pl.Expr) -> pl.Expr:
    """True where a count is one to seven people, whatever fraction of a person a sender may have written."""
    return ((count.abs() > 0) & (count.abs() < LARGEST_HIDDEN + 1)).fill_null(value=False)


def half_up(value: pl.Expr, step: Decimal) -> pl.Expr:
    """How many whole steps the value is, halves up: b * floor(n / b + 1/2) without the b."""
    return (value / float(step) + 0.5 + DUST).floor()


def steps_down(value: pl.Expr, step: Decimal) -> pl.Expr:
    """How many whole steps lie at or below the value."""
    return (value / float(step) + DUST).floor()


def steps_up(value: pl.Expr, step: Decimal) -> pl.Expr:
    """How many whole steps reach the value."""
    return (value / float(step) - DUST).ceil()


def exactly(steps: pl.Expr, step: Decimal) -> pl.Expr:
    """So many steps as an exact decimal."""
    return (steps.cast(pl.Int64).cast(EXACT) * pl.lit(step)).cast(EXACT)


def rounded_count(count: pl.Expr) -> pl.Expr:
    """The count to the nearest 5 as a float; small counts must have been hidden before."""
    return half_up(count, Decimal(BASE)) * BASE
