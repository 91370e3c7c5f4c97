"""In which form may a figure be shown: exactly, from rounded counts, or to a step of its unit?"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

import polars as pl

from hls_signals.disclosure.profiles import BASE
from hls_signals.register.load import Register
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.settings import Settings

# Decimals of a figure that passes no small-number rule, by unit; counts have none.
UNIT_DECIMALS = {"percent": 1, "per_1000": 1, "per_100000": 1, "days": 1, "pounds": 2}
OTHER_DECIMALS = 1
WHOLE_UNITS = ("percent", "pounds")


def is_count(measure: Measure) -> bool:
    """True where the figure itself counts something."""
    published_count = measure.calculation == "published_only" and measure.unit in ("count", "people")
    return measure.calculation == "count" or published_count


def is_average(measure: Measure) -> bool:
    """True where the figure is a mean or a median: days or pounds of the people counted below the line."""
    return not is_count(measure) and measure.calculation not in ("ratio", "rate")


def is_exact_measure(measure: Measure) -> bool:
    """True where every figure is shown as it is: not about people, or printed by its official publisher already."""
    return not measure.disclosure.about_people or measure.disclosure.already_public is not None


def published_decimals(measure: Measure, settings: Settings) -> int:
    """How many decimals a published figure of this measure has.

    Under the profile: none for per cent, counts and pounds; one of the unit otherwise, the step that limits have too.
    """
    if is_exact_measure(measure):
        return exact_decimals(measure)
    return 0 if is_count(measure) or measure.unit in WHOLE_UNITS else OTHER_DECIMALS


def exact_decimals(measure: Measure) -> int:
    """How many decimals a figure has that is shown as it is."""
    return 0 if is_count(measure) else UNIT_DECIMALS.get(measure.unit, OTHER_DECIMALS)


def limit_step(measure: Measure) -> Decimal:
    """The step of centre and limits under the profile: 5 for counts, 1 for per cent, 0.1 of the unit otherwise.

    Exact limits would give a hidden figure back: the centre times the number of points is their sum.
    """
    if is_count(measure):
        return Decimal(BASE)
    return Decimal(1) if measure.unit == "percent" else Decimal("0.1")


def exact_areas(measure: Measure, settings: Settings, register: Register) -> Collection[str] | None:
    """Codes of areas whose figures are shown as they are; None where that is every area."""
    return None if is_exact_measure(measure) else exact_group_areas(measure, settings, register)


def exact_group_areas(measure: Measure, settings: Settings, register: Register) -> Collection[str] | None:
    """The same of a figure's groups: that a total was printed does not make its breakdown public."""
    if not measure.disclosure.about_people:
        return None
    exempt = settings.disclosure.exempt_area_types
    return frozenset(area.area_code for area in register.areas if area.area_type in exempt)


def is_exact(exact: Collection[str] | None) -> pl.Expr:
    """True on the rows of these areas."""
    return pl.lit(value=True) if exact is None else pl.col("area_code").is_in(sorted(exact))


def has_page(measure: Measure, area: Area, settings: Settings) -> bool:
    """True where the release has a page of this measure and area."""
    wanted = settings.publish.areas
    return measure.is_for(area) and (wanted == "all" or bool({area.area_code, area.area_type} & set(wanted)))
