"""Which charts are there, and what does each need and draw?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from hls_signals.variation.errors import UnknownCalculation, UnknownChart, what_is_there

# How a figure is made, in the register's words (`calculation` of a measure).
CALCULATIONS = ("ratio", "count", "rate", "mean", "median", "published_only")
# The chart is chosen for each series, and the choice is recorded.
AUTO = "auto"


@dataclass(frozen=True)
class Chart:
    """What one chart needs of its figures.

    draws         what a point stands for, in words.
    suits         the calculations it is made for.
    is_ratio      it needs a numerator and a denominator.
    is_share      a numerator may not exceed its denominator.
    bound         `any`; `not_negative`; `positive`: what a figure must be to be used.
    is_of_events  a row is an event: periods may repeat, and a period without a row is no gap.
    is_of_subgroups  the rows of one period are measurements of one subgroup.
    is_of_ranges  the points are moving ranges, which share figures: neighbours say nothing about each other.
    """

    name: str
    draws: str
    suits: tuple[str, ...]
    is_ratio: bool = False
    is_share: bool = False
    bound: Literal["any", "not_negative", "positive"] = "any"
    is_of_events: bool = False
    is_of_subgroups: bool = False
    is_of_ranges: bool = False

    @property
    def may_repeat(self) -> bool:
        """Whether one period may stand on several rows of a series."""
        return self.is_of_events or self.is_of_subgroups


def _named(*charts: Chart) -> Mapping[str, Chart]:
    return MappingProxyType({each.name: each for each in charts})


CHART_TABLE: Mapping[str, Chart] = _named(
    Chart("xmr", "single values", CALCULATIONS),
    Chart("mr", "the distance between neighbouring values", CALCULATIONS, is_of_ranges=True),
    Chart("run", "single values about their median", CALCULATIONS),
    Chart("p", "shares of varying numbers", ("ratio",), is_ratio=True, is_share=True),
    Chart("np", "counts out of varying numbers", ("ratio",), is_ratio=True, is_share=True),
    Chart("u", "events for each unit of exposure", ("rate",), is_ratio=True),
    Chart("c", "counts of events in equal periods", ("count",), bound="not_negative"),
    Chart("p_prime", "shares of very large numbers", ("ratio",), is_ratio=True, is_share=True),
    Chart("u_prime", "events for each unit of very large exposure", ("rate",), is_ratio=True),
    Chart("g", "how many cases pass between events", ("count",), bound="not_negative", is_of_events=True),
    Chart("t", "how much time passes between events", ("count", "mean"), bound="positive", is_of_events=True),
    Chart("xbar_s", "means of subgroups", ("mean",), is_of_subgroups=True),
)
CHARTS = tuple(CHART_TABLE)
# Other names a chart is known by.
ALIASES: Mapping[str, str] = MappingProxyType(
    {"i": "xmr", "pp": "p_prime", "p'": "p_prime", "up": "u_prime", "u'": "u_prime", "xbar-s": "xbar_s"}
)


def chart_named(name: str) -> Chart:
    """The chart of this name or alias.

    raises  UnknownChart.

    >>> chart_named("p'").name
    'p_prime'
    """
    name = str(name)
    known = ALIASES.get(name, name)
    if known not in CHART_TABLE:
        raise UnknownChart("there is no chart of this name", mend=what_is_there(name, (*CHARTS, AUTO)))
    return CHART_TABLE[known]


def check_calculation(name: str | None) -> None:
    """Raise `UnknownCalculation` unless the name is None or one of the register's."""
    if name is not None and name not in CALCULATIONS:
        raise UnknownCalculation("there is no calculation of this name", mend=what_is_there(name, CALCULATIONS))
