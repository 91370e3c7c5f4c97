"""Which monthly counts look awkward although nobody pressed them, and how are copies, digits and shifts planted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats, Ints
from hls_signals.gaming.calibration.scenes import Frames, Plant, Planted, Random, Scene, context_of, month_starts
from hls_signals.gaming.context import TargetContext

YEARS = 4
MONTHS = 12 * YEARS
STARTS = month_starts(MONTHS)
AT = np.arange(MONTHS)
SINCE = STARTS[MONTHS // 2]
COUNTED = context_of(unit="percent", target=75.0, good_side="at_or_above")
DECLARED = context_of(unit="percent", target=75.0, good_side="at_or_above", since=SINCE)
Level = Callable[[Random], Floats]


def _alike(random: Random, rho: float, spread: float) -> Floats:
    """Months that resemble their neighbours: an autoregressive walk around 0."""
    walk = np.zeros(MONTHS)
    shocks = random.normal(0, spread, MONTHS)
    walk[0] = shocks[0] / np.sqrt(1 - rho**2)
    for month in range(1, MONTHS):
        walk[month] = rho * walk[month - 1] + shocks[month]
    return walk


LEVELS: dict[str, tuple[Level, bool]] = {
    "about 120 a month": (lambda random: np.full(MONTHS, 120.0), False),
    "about 30 a month": (lambda random: np.full(MONTHS, 30.0), False),
    "seasons": (lambda random: 60 * (1 + 0.3 * np.sin(2 * np.pi * (AT + random.uniform(0, 12)) / 12)), False),
    "persistent months": (lambda random: 60 * np.exp(_alike(random, 0.6, 0.12)), False),
    "about 5 a month": (lambda random: np.full(MONTHS, 5.0), True),
    "steady growth": (lambda random: np.linspace(20, 140, MONTHS), True),
    "months of uneven luck": (lambda random: 60 * random.gamma(12, 1 / 12, MONTHS), True),
}


def copied_scenes() -> Iterator[Scene]:
    """Every scene for `copy_forward`."""
    plants = {"one month in ten": copied}
    for shape, (level, is_ours) in LEVELS.items():
        yield Scene("copy_forward", shape, MONTHS, COUNTED, _counted(level), plants, is_ours)
    rounded = _rounded(LEVELS["about 30 a month"][0])
    yield Scene("copy_forward", "counts rounded to 5", MONTHS, COUNTED, rounded, plants, is_ours=True)


def _counted(level: Level) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        below = random.poisson(level(random)) + 1
        return {"series": _frame(numerator=random.binomial(below, 0.7), denominator=below)}

    return framed


def _rounded(level: Level) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        counts = (np.rint(random.poisson(level(random)) / 5) * 5).astype(np.int64)
        return {"series": _frame(numerator=counts, denominator=pl.Series([None] * MONTHS, dtype=pl.Int64))}

    return framed


def _frame(**columns: Ints | pl.Series | list[str]) -> pl.DataFrame:
    return pl.DataFrame({"period_start": STARTS, **columns})


def copied(random: Random, context: TargetContext, frames: Frames) -> Planted:
    """One month in ten sent again as the month before."""
    series = frames["series"]
    months = random.choice(np.arange(1, MONTHS), MONTHS // 10, replace=False)
    columns = {}
    for name in ("numerator", "denominator"):
        if series[name].null_count() == MONTHS:
            continue
        values = series[name].to_numpy().copy()
        for month in np.sort(months):
            values[month] = values[month - 1]
        columns[name] = pl.Series(name, values)
    # The effect counts what chance would not have repeated anyway, which is nearly all of them where counts are large.
    return {"series": series.with_columns(**columns)}, None


def printed_scenes() -> Iterator[Scene]:
    """Every scene for `impossible_value`: printed to one decimal, from 30 to 120 cases."""
    for shape in ("about 30 a month", "about 120 a month", "seasons"):
        level = LEVELS[shape][0]
        yield Scene("impossible_value", shape, MONTHS, COUNTED, _printed(level), {"one in ten typed": typed})


def _printed(level: Level) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        below = random.poisson(level(random)) + 5
        some = random.binomial(below, 0.7)
        shown = np.where(random.random() < 0.5, np.floor(1000 * some / below + 0.5), np.floor(1000 * some / below))
        return {"series": _frame(numerator=some, denominator=below, value_text=[f"{v / 10:.1f}" for v in shown])}

    return framed


def typed(random: Random, context: TargetContext, frames: Frames) -> Planted:
    """One printed value in ten typed anew, anywhere from the target to five points beyond."""
    texts = frames["series"]["value_text"].to_list()
    months = random.choice(MONTHS, MONTHS // 10, replace=False)
    for month in months:
        texts[month] = f"{75 + random.integers(0, 51) / 10:.1f}"
    return {"series": frames["series"].with_columns(value_text=pl.Series(texts))}, None


SHARES: dict[str, tuple[Level, bool]] = {
    "steady share": (lambda random: np.zeros(MONTHS), False),
    "persistent months": (lambda random: _alike(random, 0.6, 0.25), False),
    "seasons": (lambda random: 0.4 * np.sin(2 * np.pi * (AT + random.uniform(0, 12)) / 12), False),
    "months of uneven luck": (lambda random: random.normal(0, 0.35, MONTHS), True),
    "a slow drift": (lambda random: np.linspace(-0.25, 0.25, MONTHS), True),
    "more persistent months": (lambda random: _alike(random, 0.8, 0.2), True),
}


def shifted_scenes() -> Iterator[Scene]:
    """Every scene for the two indicators of a shift."""
    for indicator in ("exclusion_shift", "category_shift"):
        for shape, (logit, is_ours) in SHARES.items():
            framed = _shared(indicator, logit, 0.0)
            plants = {"odds doubled": _doubled(indicator, logit)}
            yield Scene(indicator, shape, MONTHS, DECLARED, framed, plants, is_ours)


def _shared(indicator: str, logit: Level, step: float) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        after = AT >= MONTHS // 2
        odds = np.exp(np.log(0.08 / 0.92) + logit(random) + step * after)
        of_all = random.poisson(100, MONTHS) + 1
        some = random.binomial(of_all, odds / (1 + odds))
        rest = of_all - some
        if indicator == "exclusion_shift":
            return {"series": _frame(numerator=rest // 2, denominator=rest, excluded=some)}
        return {"series": _frame(numerator=rest // 2, denominator=rest, relabelled=some, kept_label=rest)}

    return framed


def _doubled(indicator: str, logit: Level) -> Plant:
    drawn = _shared(indicator, logit, float(np.log(2)))

    def plant(random: Random, context: TargetContext, frames: Frames) -> Planted:
        return drawn(random), 2.0

    return plant


def scenes() -> Iterator[Scene]:
    """Every scene built on a monthly series."""
    yield from printed_scenes()
    yield from copied_scenes()
    yield from shifted_scenes()
