"""What does one measure of the register ask of the indicators, area by area?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.source_frames import (
    PERCENT_GRID,
    Figures,
    Question,
    Subject,
    day_of,
    days_questions,
    figures_of,
    histogram_questions,
    series_questions,
    vintages_questions,
)
from hls_signals.register import Area, Measure, Register, Target

# Areas whose figures are pooled and never shown one by one.
POOLED_TYPES = frozenset({"organisation", "service", "team"})
# An event of kind definition this many periods around the declared day makes a shift untellable.
PERIODS_AROUND = 3
DAYS_OF_PERIOD = {"day": 1, "week": 7, "month": 31, "quarter": 92}
YEAR = 366


def questions(measure: Measure, figures: Figures, register: Register) -> Iterator[Question]:
    """Every question of a measure: areas in the order of areas.csv, then the bodies pooled."""
    if measure.id in register.behind_others:
        return
    for subject in _subjects(measure, figures.values[measure.id], register):
        yield from _of_subject(measure, figures, register, subject)


def _subjects(measure: Measure, values: pl.DataFrame, register: Register) -> Iterator[Subject]:
    having = set(values["area_code"].unique())
    areas = [area for area in register.areas if area.area_code in having and measure.is_for(area)]
    bodies = tuple(area.area_code for area in areas if _is_pooled(area))
    for area in areas:
        if not _is_pooled(area):
            yield Subject(area.area_code, (area.area_code,), 1)
    if len(bodies) > 1:
        yield Subject("", bodies, len(bodies))


def _is_pooled(area: Area) -> bool:
    return area.area_type in POOLED_TYPES


def _of_subject(measure: Measure, figures: Figures, register: Register, subject: Subject) -> Iterator[Question]:
    own = figures_of(figures.values[measure.id], subject)
    if own.is_empty():
        return
    target = _target(measure, day_of(own["period_start"].max()), subject)
    since = _since(measure, own, subject)
    facts = set(measure.gaming.facts)
    if figures.rounded:
        facts |= {"counts_rounded", "denominator_rounded"}
    if since is not None and _definition_changed(measure, register, subject, since):
        facts |= {"definition_changed"}
    base = _context(measure, subject, target, since, frozenset(facts), own)
    if subject.bodies == 1:
        yield from series_questions(measure, figures, subject, base, own)
        yield from days_questions(measure, figures, subject, base)
    yield from vintages_questions(measure, figures, subject, base, own, target)
    yield from histogram_questions(measure, figures, subject, base, own, target)


def _context(
    measure: Measure,
    subject: Subject,
    target: Target | None,
    since: dt.date | None,
    facts: frozenset[str],
    own: pl.DataFrame,
) -> TargetContext:
    units = {"percent": "percent", "days": "days"}
    low, high = measure.bounds
    is_from_above = measure.polarity != "lower"
    end = high if is_from_above else low
    return TargetContext(
        measure_id=measure.id,
        target=None if target is None or target.value is None else float(target.value),
        good_side="at_or_above" if is_from_above else "at_or_below",
        unit=units.get(measure.unit, "count"),
        window_start=day_of(own["period_start"].min()),
        window_end=day_of(own["period_end"].max()),
        area_code=subject.code,
        pooled_over=subject.bodies,
        grid=PERCENT_GRID if measure.unit == "percent" else 1.0,
        scale_end=None if end is None else float(end),
        other_limits=measure.gaming.other_limits,
        period_type=measure.period_type,
        facts=facts,
        since=since,
    )


def _target(measure: Measure, on: dt.date, subject: Subject) -> Target | None:
    """The single value aimed at in the newest period; None for a band or where the bodies have targets of their own."""
    if measure.polarity not in {"higher", "lower"}:
        return None
    held = [
        target
        for target in measure.targets
        if target.effective_from <= on and (target.effective_to is None or on < target.effective_to)
    ]
    for_these = [t for t in held if not t.area_codes or set(subject.codes) <= set(t.area_codes)]
    newest = max(for_these, key=lambda target: target.effective_from, default=None)
    return newest if newest is not None and not newest.is_band else None


def _since(measure: Measure, own: pl.DataFrame, subject: Subject) -> dt.date | None:
    """The newest day on which a target, a rule or a definition was announced inside the series."""
    dated = [*measure.targets, *measure.colour_rules]
    days = [entry.announced for entry in dated if not entry.area_codes or set(subject.codes) & set(entry.area_codes)]
    days += [definition.effective_from for definition in measure.definitions]
    first, last = day_of(own["period_start"].min()), day_of(own["period_start"].max())
    inside = [day for day in days if first < day <= last]
    return max(inside, default=None)


def _definition_changed(measure: Measure, register: Register, subject: Subject, since: dt.date) -> bool:
    near = dt.timedelta(days=PERIODS_AROUND * DAYS_OF_PERIOD.get(measure.period_type, YEAR))
    days = [
        event.effective_from
        for code in subject.codes
        for event in register.events_for(measure, code)
        if event.kind == "definition"
    ]
    days += [definition.effective_from for definition in measure.definitions[1:]]
    return any(abs(day - since) <= near for day in days)
