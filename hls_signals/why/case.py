"""What does one pair of periods hold, in the words that sentences are made of?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from math import isclose
from typing import Any

from hls_signals.register.models import Event, Measure
from hls_signals.why.facts import COPIED_PERIOD, FILE_DEFECT
from hls_signals.why.frames import Gate
from hls_signals.why.to_date import TO_DATE
from hls_signals.why.words import change_text, exact_text, figure_text, once_rounded, period_text, say, signed, words

Row = Mapping[str, Any]
NUMBER_IS_SMALL = ("suppressed", "low")
LIMIT_DECIMALS = 1
# A figure this near a limit, relative to it, lies on it, as in the rules of variation.
DUST = 1e-12
BEYOND = "beyond_usual_range"


@dataclass(frozen=True)
class Case:
    """One explanation with its terms, ready to be put into words.

    events      the register's events by id; without them it is only said that there were some
    is_rounded  the figures are rounded for being about people, so that one unchanged may still have moved
    are_groups_rounded  so are its groups', also where the figure itself is published as it is
    """

    record: Row
    terms: Sequence[Row]
    measure: Measure
    area_name: str
    decimals: int
    events: Mapping[str, Event] = field(default_factory=dict)
    is_rounded: bool = False
    are_groups_rounded: bool = False

    def of_kind(self, kind: str) -> list[Row]:
        """Terms of a kind, in their order."""
        return [term for term in self.terms if term["kind"] == kind]

    def numbers(self, *kinds: str) -> tuple[int, ...]:
        """The numbers of the terms of these kinds."""
        return tuple(int(term["term_no"]) for term in self.terms if term["kind"] in kinds)

    def amount(self, kind: str) -> float | None:
        """The amount of the first term of a kind; None where it is not there or not separable."""
        found = self.of_kind(kind)
        return found[0]["amount"] if found else None

    @cached_property
    def gate(self) -> Gate:
        """What the routine-variation gate found."""
        return Gate(**json.loads(self.record["gate"]))

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """Codes of flags that hold."""
        return tuple(filter(None, (self.record["flags"] or "").split(";")))

    @property
    def has_figures(self) -> bool:
        """True where both periods have a figure."""
        return "no_figure" not in self.flags

    def period(self, side: int) -> str:
        """The earlier (0) or later (1) period in words."""
        return self._period_of(self.record[f"period{side}_start"], self.record[f"period{side}_end"])

    def _period_of(self, start: dt.date, end: dt.date) -> str:
        return period_text(self.record["period_type"], start, end)

    def period_beginning(self, start: dt.date) -> str:
        """A period of the same length as the later one, in words, from its first day."""
        for side in (0, 1):
            if start == self.record[f"period{side}_start"]:
                return self.period(side)
        first, end = self.record["period1_start"], self.record["period1_end"]
        months = (end.year - first.year) * 12 + end.month - first.month
        if first.day != 1 or end.day != 1 or start.day != 1:
            return self._period_of(start, start + (end - first))
        number = start.year * 12 + start.month - 1 + months
        return self._period_of(start, dt.date(number // 12, number % 12 + 1, 1))

    def value(self, name: str, *, is_bare: bool = False) -> str:
        """A value of the record with its unit, at its published precision; bare: see `words.figure_text`."""
        return figure_text(self.record[name], self.measure, self.decimals, is_bare=is_bare)

    def figure(self, value: float) -> str:
        """A figure with its unit, at its published precision."""
        return figure_text(value, self.measure, self.decimals)

    def change(self, amount: float | Decimal) -> str:
        """An amount with sign and unit, at the published precision."""
        return change_text(amount, self.measure, self.decimals)

    def bare_change(self, amount: float | Decimal) -> str:
        """An amount with its sign, and without its unit where points were named just before it."""
        return signed(amount, self.decimals) if self.measure.unit == "percent" else self.change(amount)

    def limit(self, value: float, *, is_bare: bool = False) -> str:
        """A limit of the usual range with its unit; bare: see `words.figure_text`."""
        return exact_text(round(value, LIMIT_DECIMALS), self.measure, is_bare=is_bare)

    def line(self, value: float) -> str:
        """A line between two colours with its unit, at the decimals it has, and no more than a figure has, or one."""
        return exact_text(once_rounded(value, max(self.decimals, LIMIT_DECIMALS)), self.measure)

    def target(self, side: str) -> str | None:
        """The target `0_now` or `1` in words, as the register has it; None where there is none."""
        low: Decimal | None = self.record[f"target{side}"]
        high: Decimal | None = self.record[f"target_upper{side}"]
        if low is None:
            return None
        if high is None:
            return exact_text(low, self.measure)
        return say("rules", "band", low=exact_text(low, self.measure), high=exact_text(high, self.measure))

    @property
    def has_rule_moved(self) -> bool:
        """True where both periods have a colour rule and it is not the same one."""
        versions = (self.record["rule_version0_now"], self.record["rule_version1"])
        return None not in versions and versions[0] != versions[1]

    @property
    def has_target_moved(self) -> bool:
        """True where both periods have a target and it is not the same one."""
        targets = (self.target("0_now"), self.target("1"))
        return None not in targets and targets[0] != targets[1]

    @property
    def has_definition_moved(self) -> bool:
        """True where the two periods are counted in different ways."""
        return bool(self.record["definition0"] != self.record["definition1"])

    def without_figure(self) -> int:
        """Which period has no figure: the later (1) where both have none."""
        return 1 if self.record["value1"] is None else 0

    @property
    def is_to_date(self) -> bool:
        """True where each figure is what one part added to a year to date."""
        return bool(self.record["period_type"] == TO_DATE)

    def has_figure(self, side: int) -> bool:
        """True where this period has a figure."""
        return self.record["value1" if side else "value0_now"] is not None

    def reason(self, side: int) -> str:
        """Why this period has no figure, as a clause."""
        status = str(self.record[f"status{side}"])
        known = status if status in words()["no_figure"] else "not_available"
        return say("no_figure", known, period=self.period(side))

    def copied(self) -> Row | None:
        """The copied period to speak of, the newest one touched; None where no copy is among the file defects."""
        held = [
            term
            for term in self.of_kind(FILE_DEFECT)
            if term["source_id"] == COPIED_PERIOD and term["other_period_start"] is not None
        ]
        return max(held, key=lambda term: term["about_period_start"], default=None)

    def still(self, colour: str) -> str:
        """The ending of a template's name where this colour is the one the earlier period has."""
        return "_still" if colour == self.record["colour0_now"] else ""

    def points(self, section: str) -> str:
        """How many earlier points there are, in the words of a section."""
        n = self.gate.n_baseline or 0
        return say(section, {0: "no_point", 1: "one_point"}.get(n, "points"), n=str(n))

    @property
    def is_beyond_as_shown(self) -> bool:
        """True where the figure, as the record has it, lies beyond the limits as the record has them."""
        value, gate = self.record["value1"], self.gate
        return bool(
            (gate.lower is not None and value < gate.lower and not isclose(value, gate.lower, rel_tol=DUST))
            or (gate.upper is not None and value > gate.upper and not isclose(value, gate.upper, rel_tol=DUST))
        )

    def evidence(self, kind: str) -> list[Mapping[str, Any]]:
        """Notes or events of the window, by date."""
        entries: list[Mapping[str, Any]] = json.loads(self.record.get("evidence") or "[]")
        return [entry for entry in entries if entry["kind"] == kind]

    def cannot_know(self) -> list[str]:
        """Codes of what these returns cannot tell."""
        return [code for code in (self.record["cannot_know"] or "").split(";") if code]
