"""A release with one question of every indicator, each replied to, on the page of one measure."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from hls_signals.disclosure.gaming import shown_gaming
from hls_signals.gaming import TargetContext, indicators, signal_frame, with_dates, with_levels
from hls_signals.publish.content import Content
from hls_signals.register.models import Measure
from tests.charts.publish_content import CITY, VALUES, content, measure, register
from tests.house.gaming_cases import a_target, daily, days_around_56, months

SINCE = dt.date(2025, 4, 1)
FIRST = dt.date(2023, 4, 1)
TODAY = dt.date(2026, 10, 20)
KNOWN_ON = dt.date(2026, 10, 10)
PERIODS = 42
COUNTED = 400 + 3 * np.arange(PERIODS) % 70
REPEATED = range(5, PERIODS, 5)
REPLY = {
    "narrative_id": "n-1",
    "text": "The panel sits on day 55.",
    "author_role": "worker",
    "recorded_on": dt.date(2026, 10, 18),
}


def decisions(*, about_people: bool = True) -> Measure:
    """A share with everything a measure may name beside it."""
    return measure(
        "decisions",
        "Decisions within 56 days",
        asked_as="Will I hear in time?",
        targets=[{"value": Decimal(80), "effective_from": FIRST}],
        disclosure={"about_people": about_people},
        gaming={"excluded": "set_outside", "relabelled": {"measure": "extended", "of": "all_decisions"}},
    )


def beside(id: str, *, about_people: bool = True) -> Measure:
    """A count that the block of the other measure names."""
    return measure(
        id,
        f"Count of {id.replace('_', ' ')}",
        calculation="count",
        unit="count",
        scale=Decimal(1),
        bounds=(Decimal(0), None),
        polarity="none",
        kind="indicator",
        order=20,
        disclosure={"about_people": about_people},
    )


def measures(*, about_people: bool = True) -> tuple[Measure, ...]:
    """The measure asked about and those its block names."""
    named = (beside(name, about_people=about_people) for name in ("set_outside", "extended", "all_decisions"))
    return (decisions(about_people=about_people), *named)


def counts() -> dict[str, list[int]]:
    """Counts by month: a step in what is left out and relabelled, and every fifth month repeats the one before."""
    below = COUNTED.tolist()
    for at in REPEATED:
        below[at] = below[at - 1]
    late = [start >= SINCE for start in months(PERIODS, FIRST)]
    return {
        "denominator": below,
        "numerator": [int(0.8 * number) for number in below],
        "set_outside": [int(number * (0.20 if is_late else 0.10)) for number, is_late in zip(below, late, strict=True)],
        "extended": [int(number * (0.30 if is_late else 0.15)) for number, is_late in zip(below, late, strict=True)],
    }


def series() -> pl.DataFrame:
    """The frame of the indicators of a series."""
    found = counts()
    return pl.DataFrame(
        {
            "period_start": months(PERIODS, FIRST),
            "numerator": found["numerator"],
            "denominator": found["denominator"],
            "excluded": found["set_outside"],
            "relabelled": found["extended"],
            "kept_label": [a - b for a, b in zip(found["denominator"], found["extended"], strict=True)],
            "value_text": ["80.01" if at % 2 else "80.0" for at in range(PERIODS)],
        }
    )


def busy_ends() -> pl.DataFrame:
    """Four on a working day, half as many again at month ends, and twice as many where a quarter ends."""

    def count(day: dt.date) -> int:
        last = calendar.monthrange(day.year, day.month)[1]
        working = [number for number in range(1, last + 1) if dt.date(day.year, day.month, number).weekday() < 5]
        if day.day not in working[-3:]:
            return 4 if day.weekday() < 5 else 1
        return 12 if day.month % 3 == 0 else 6

    return daily(dt.date(2023, 10, 1), dt.date(2026, 10, 1), count)


def crossing(rows: int = 240) -> pl.DataFrame:
    """Figures of which many that missed were carried over the target."""
    first = np.round(np.linspace(70, 90, rows), 1)
    latest = first + np.where((first < 80) & (first > 76), 4.0, np.where(np.arange(rows) % 3 == 0, -0.2, 0.2))
    return pl.DataFrame({"first_value": first, "latest_value": np.round(latest, 1)})


def target(**changed: Any) -> TargetContext:
    """The target of a share, in the window of the series."""
    held = {"target": 80.0, "good_side": "at_or_above", "unit": "percent", "grid": 0.1, "since": SINCE}
    return a_target(**{**held, "window_start": FIRST, "window_end": dt.date(2026, 10, 1), "area_code": CITY, **changed})


def record(area_code: str = CITY, **changed: Any) -> pl.DataFrame:
    """The `gaming` record of one area, or pooled: what each indicator answers."""
    held = {"area_code": area_code, "pooled_over": 1 if area_code else 12, **changed}
    single = target(**held, target=56.0, good_side="at_or_below", unit="days", grid=1.0)
    found = [
        *indicators(single, histogram=days_around_56(), as_of=KNOWN_ON),
        *indicators(target(**held), vintages=crossing(), as_of=KNOWN_ON),
    ]
    if area_code:
        found += indicators(target(**held), series=series(), days=busy_ends(), as_of=KNOWN_ON)
    return signal_frame(with_levels(with_dates(found, KNOWN_ON)))


def values(*, about_people: bool = True) -> pl.DataFrame:
    """Shown figures of all four measures: rounded to five where they are about people."""
    found = counts()
    step = 5 if about_people else 1
    rows = []
    for at, start in enumerate(months(PERIODS, FIRST)):
        rows.append(_row("decisions", start, found["numerator"][at], found["denominator"][at], step))
        rows += [_row(name, start, found[name][at], None, step) for name in ("set_outside", "extended")]
        rows.append(_row("all_decisions", start, found["denominator"][at], None, step))
    return pl.DataFrame(rows, schema=VALUES)


def _row(measure_id: str, start: dt.date, some: int, whole: int | None, step: int) -> dict[str, Any]:
    top, below = (None if number is None else Decimal(step * round(number / step)) for number in (some, whole))
    end = (start.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return {
        "measure_id": measure_id, "area_code": CITY, "period_start": start, "period_end": end, "period_type": "month",
        "value": top if below is None or top is None else 100 * top / below, "numerator": top, "denominator": below,
        "status": "ok", "rounded_to": "5" if step > 1 else "", "from_shown": False, "target": None,
        "target_upper": None, "amber_boundary": None, "colour": None, "reported_colour": None,
        "no_colour_because": None, "definition_version": "", "provisional": False, "is_total": True,
    }  # fmt: skip


def a_release(*, about_people: bool = True, **changes: Any) -> Content:
    """Content with a question of every indicator about one area, and two pooled; each has its reply."""
    found = measures(about_people=about_people)
    frame = pl.concat([record(), record("")])
    replies = dict.fromkeys(frame["signal_id"], REPLY)
    none = content()
    return content(
        **{
            "register": register(found),
            "settings": none.settings.model_copy(update={"packs": ()}),
            "shown_values": values(about_people=about_people),
            "shown_variation": none.shown_variation.clear(),
            "shown_explanations": none.shown_explanations.clear(),
            "shown_terms": none.shown_terms.clear(),
            "quality": none.quality.clear(),
            "gaming": shown_gaming(found[0], frame, replies, TODAY),
            **changes,
        }
    )
