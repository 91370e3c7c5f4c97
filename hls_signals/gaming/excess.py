"""How many more records lie inside a limit, and how many fewer beyond, than the curve of the others would give?"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import t as student

from hls_signals.gaming.arrays import Floats
from hls_signals.gaming.cells import Cells, estimable_heaps, heaps_of
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.settings import CONFIDENCE, FOUND_FOUR_IN_FIVE
from hls_signals.gaming.smooth import Histogram, Smooth, curve_of_least_bic, heap_columns

# Fewer cells outside the windows than this do not tell the shape.
FEWEST_OUTSIDE = 12
# How far the window beyond the limit may widen, in windows, while the hollow goes on.
WINDOWS_BEYOND = (2, 3, 4, 5, 6)


@dataclass(frozen=True)
class Excess:
    """What lies inside and is missing beyond, against one curve.

    inside, missing  E_b and E_a of section 6
    expected         what the curve gives in both windows
    inside_error     standard error of E_b; curve_variance is the part that the curve brings
    pooled_error     the denominator of T
    """

    inside: float
    missing: float
    expected: float
    inside_error: float
    curve_variance: float
    pooled_error: float
    curve: Smooth

    @property
    def statistic(self) -> float:
        """T: both together, in standard errors."""
        return (self.inside + self.missing) / self.pooled_error

    @property
    def p(self) -> float:
        """Upper tail of Student's t."""
        return float(student.sf(self.statistic, self.curve.fit.df))

    def interval(self) -> tuple[float, float]:
        """90 per cent, from its own standard error."""
        half = float(student.ppf(CONFIDENCE, self.curve.fit.df)) * self.inside_error
        return self.inside - half, self.inside + half

    @property
    def smallest_seen(self) -> float:
        """The excess found four times in five."""
        df = self.curve.fit.df
        quantiles = float(student.ppf(CONFIDENCE, df) + student.ppf(FOUND_FOUR_IN_FIVE, df))
        return quantiles * self.pooled_error / 2


def excess_at(cells: Cells, context: TargetContext, windows: int, known: tuple[str, ...] | None = None) -> Excess:
    """The excess where the hollow may reach `windows` windows beyond the limit; `known` as in `curve_of_least_bic`."""
    beyond = cells.beyond_window(windows * cells.window)
    outside = cells.outside & ~beyond
    curve = curve_of_least_bic(
        Histogram(
            position=cells.away / cells.reach,
            counts=cells.counts,
            outside=outside,
            base=np.ones((len(cells.away), 1)),
            rhythms=_rhythms(cells, context),
        ),
        known=known,
    )
    inside_fitted, inside_slope = curve.total(cells.inside_window)
    beyond_fitted, beyond_slope = curve.total(beyond)
    scatter, covariance = curve.fit.dispersion, curve.fit.covariance
    slope = inside_slope - beyond_slope
    curve_variance = scatter * float(inside_slope @ covariance @ inside_slope)
    both = scatter * (inside_fitted + beyond_fitted + float(slope @ covariance @ slope))
    return Excess(
        inside=float(cells.counts[cells.inside_window].sum()) - inside_fitted,
        missing=beyond_fitted - float(cells.counts[beyond].sum()),
        expected=inside_fitted + beyond_fitted,
        inside_error=float(np.sqrt(scatter * inside_fitted + curve_variance)),
        curve_variance=curve_variance,
        pooled_error=float(np.sqrt(both)),
        curve=curve,
    )


def _rhythms(cells: Cells, context: TargetContext) -> dict[str, Floats]:
    heaps = estimable_heaps(heaps_of(context), cells.steps, cells.outside)
    columns = heap_columns(heaps, cells.steps)
    if context.unit == "days" and context.grid == 1 and context.heaps is None:
        # Cases that begin and end on working days last a whole number of weeks, or nearly, more often than not.
        columns["days of the week"] = (cells.steps[:, None] % 7 == np.arange(1, 7)).astype(float)
    return columns


def heaps_in_doubt(cells: Cells, context: TargetContext, curve: Smooth) -> list[int]:
    """Round values the limit lies on whose heap too few cells tell, while the data do gather on finer ones.

    A limit of 60 minutes, where times gather on every 5: nothing in range says what the full hour alone would hold.
    """
    limit = int(cells.steps[cells.away == 0][0])
    heaps = heaps_of(context)
    known = estimable_heaps(heaps, cells.steps, cells.outside)
    finer = {heap for heap in known if f"every {heap}" in curve.rhythms}
    doubtful = [heap for heap in heaps if limit % heap == 0 and heap not in known]
    return [heap for heap in doubtful if not known or any(heap % other == 0 for other in finer)]


def hollow(cells: Cells, context: TargetContext, narrow: Excess) -> list[Excess]:
    """The excess at each width up to the one where the hollow ends, the narrowest first.

    Cases moved from far beyond the limit leave a hollow wider than the window. Left in the fit it bends the curve and
    flatters the excess. The hollow ends at the first width whose excess agrees, to one standard error of their
    difference, with that of every wider one (Lepski 1991).
    """
    tried = [narrow]
    for windows in WINDOWS_BEYOND[1:]:
        beyond = cells.beyond_window(windows * cells.window)
        if (cells.outside & ~beyond).sum() < FEWEST_OUTSIDE or beyond.sum() < windows * cells.window:
            break
        tried.append(excess_at(cells, context, windows, narrow.curve.rhythms))
    agreeing = (at for at, one in enumerate(tried) if all(_agrees(one, wider) for wider in tried[at + 1 :]))
    return tried[: next(agreeing) + 1]


def _agrees(one: Excess, wider: Excess) -> bool:
    between = max(wider.curve_variance - one.curve_variance, 1e-9)
    return abs(wider.inside - one.inside) <= sqrt(between)
