"""Which numbers behind a gaming question may be drawn, and in which form?"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from hls_signals.disclosure.profiles import LARGEST_HIDDEN
from hls_signals.gaming.cells import cells_around, limit_step
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.end_of_period import LAST_DAYS
from hls_signals.gaming.excess import WINDOWS_BEYOND, excess_at

# What a hidden count is taken for where a curve is drawn through the shown ones: the middle of 1 to 7.
MIDDLE_OF_HIDDEN = 4
# What a drawing of revisions stands for: without it there is nothing to see.
CARRIED_OVER = "missed, met"
OUTCOMES = ("missed, missed", CARRIED_OVER, "met, missed", "met, met")
MEAN_DECIMALS = 1


def shape_of(details: Mapping[str, Any], step: int) -> str:
    """JSON of what may be drawn, by its `kind`; empty where the small-number rule leaves nothing to see.

    details  of a row of the `gaming` record
    step     to which counts are rounded, 1 to 7 hidden; 1: shown as they are
    kinds    histogram: limit, the last value that meets it, unit and cells [value, count or null, smooth]
             month_ends: [working days before the end, mean a day in period ends, mean a day in other months]
             outcomes: [at first and now, figures, figures where the same revisions are dealt out otherwise]
             share: the announced day alone; the months are those that two published series show
    """
    match details:
        case {"cells": _}:
            held: dict[str, Any] | None = _histogram(details, step)
        case {"before_ends": _}:
            held = _month_ends(details, step)
        case {"outcomes": _}:
            held = _outcomes(details, step)
        case {"since": since}:
            held = {"kind": "share", "since": since}
        case _:
            held = None
    return "" if held is None else json.dumps(held)


def shown_count(count: float, step: int) -> int | None:
    """A count as it may be shown: None for 1 to 7, others to the step.

    >>> shown_count(7, 5), shown_count(8, 5), shown_count(7, 1), shown_count(0, 5)
    (None, 10, 7, 0)
    """
    if step == 1:
        return round(count)
    return None if 0 < count < LARGEST_HIDDEN + 1 else math.floor(count / step + 0.5) * step


def _histogram(details: Mapping[str, Any], step: int) -> dict[str, Any]:
    """The cells as they may be shown, and the smooth curve worked out again from these."""
    values = [value for value, _, _ in details["cells"]]
    counts = [shown_count(count, step) for _, count, _ in details["cells"]]
    context = TargetContext(
        measure_id="",
        target=details["target"],
        good_side=details["good_side"],
        unit=details["unit"],
        window_start=dt.date.min,
        window_end=dt.date.max,
        grid=details["grid"],
        scale_end=details["scale_end"],
    )
    drawn = pl.DataFrame({"value": values, "n": [MIDDLE_OF_HIDDEN if n is None else n for n in counts]})
    cells = cells_around(drawn, context, details["target"])
    curve = excess_at(cells, context, WINDOWS_BEYOND[0]).curve
    fitted = np.exp(curve.design @ curve.fit.coefficients)
    smooth = {int(at): float(n) for at, n in zip(cells.steps, fitted, strict=True)}
    return {
        "kind": "histogram",
        "step": step,
        "target": details["target"],
        "met_by": limit_step(details["target"], context) * details["grid"],
        "unit": details["unit"],
        "things": details["things"],
        "grid": details["grid"],
        "is_from_above": context.is_from_above,
        "window": cells.window,
        "cells": [
            [value, count, round(smooth.get(round(value / details["grid"]), 0.0), 1)]
            for value, count in zip(values, counts, strict=True)
        ],
    }


def _month_ends(details: Mapping[str, Any], step: int) -> dict[str, Any] | None:
    """Means of totals that may be shown; None where one of the last days, which are asked about, may not."""
    cells = [
        [before, _mean(due, details["period_ends"], step), _mean(other, details["other_ends"], step)]
        for before, due, other in details["before_ends"]
    ]
    asked_about = [number for before, *means in cells if before <= LAST_DAYS for number in means]
    return None if None in asked_about else {"kind": "month_ends", "cells": cells, "step": step}


def _mean(total: int, months: int, step: int) -> float | None:
    shown = shown_count(total, step)
    return None if shown is None or not months else round(shown / months, MEAN_DECIMALS)


def _outcomes(details: Mapping[str, Any], step: int) -> dict[str, Any] | None:
    cells = [
        [name, shown_count(number, step), shown_count(round(usual), step)]
        for name, (number, usual) in details["outcomes"].items()
    ]
    # Canonical JSON sorted the names; on a page they go from the first figure to the latest.
    cells.sort(key=lambda cell: OUTCOMES.index(str(cell[0])))
    is_shown = all(number is not None for name, number, _ in cells if name == CARRIED_OVER)
    return {"kind": "outcomes", "cells": cells, "step": step} if is_shown else None
